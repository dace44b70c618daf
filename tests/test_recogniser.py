"""The run-time half of the recogniser: pure functions, and a fake network instead of the trained one."""

from types import SimpleNamespace

import numpy as np
import pytest

from dateline.errors import DatelineError
from dateline.paths import models_dir
from dateline.recogniser import (
    CASES,
    Hyphens,
    Recogniser,
    Word,
    batches,
    bio_tags,
    case_of,
    join,
    softmax,
    spans_of,
    transitions,
    units,
    viterbi,
    windows,
)

HYPHENS = Hyphens(
    prefixes=frozenset({"pro", "non"}),
    tails=frozenset({"led", "based", "owned", "powered"}),
    kept=frozenset({"al"}),
    places=frozenset({"Norland", "Sudria"}),
)


def tokens(text: str) -> list[Word]:
    """Return words as spaCy gives them: "|" stands between two that touch, a space between two that do not."""
    words, place = [], 0
    for chunk in text.split():
        for part in chunk.split("|"):
            words.append(Word(part, place, place + len(part)))
            place += len(part)
        place += 1
    return words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the I|-|Pace", ["the", "I-Pace"]),
        ("Al|-|Shabaab said", ["Al-Shabaab", "said"]),
        ("Al|-|based", ["Al-based"]),
        ("Yung|-|cheng", ["Yung-cheng"]),
        ("Ostrava|-|based Merrow", ["Ostrava", "-based", "Merrow"]),
        ("U.S.|-|led", ["U.S.", "-led"]),
        ("pro|-|Sudrian", ["pro-", "Sudrian"]),
        ("Norland|-|Sudria talks", ["Norland", "-", "Sudria", "talks"]),
        ("Merrow|-|Vale", ["Merrow-Vale"]),
        ("X|-|rays", ["X-rays"]),
        ("state|-|owned", ["state-owned"]),
        ("Merrow - a firm", ["Merrow", "-", "a", "firm"]),
        ("pre|- and", ["pre", "-", "and"]),
        ("737|-|800", ["737-800"]),
        ("Rolls|-|Royce|-|powered", ["Rolls-Royce", "-powered"]),
        ("|-|Merrow", ["-", "Merrow"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_units(text: str, expected: list[str]) -> None:
    words = [word for word in tokens(text) if word.text]
    found = units(words, HYPHENS)
    assert [word.text for word in found] == expected
    assert all(len(word.text) == word.end - word.start for word in found)
    assert "".join(word.text for word in found) == "".join(word.text for word in words)


def test_join_keeps_places() -> None:
    assert list(join([Word("I", 5, 6), Word("-", 6, 7), Word("Pace", 7, 11)])) == [Word("I-Pace", 5, 11)]


@pytest.mark.parametrize(
    ("word", "case"),
    [("cars", "lower"), ("Ford", "title"), ("BMW", "upper"), ("T.", "initial"), ("iPhone", "mixed"), ("i3", "model"),
     ("2019", "digits"), (",", "other"), ("McVale", "mixed"), ("U.S.", "upper")],
)  # fmt: skip
def test_case_of(word: str, case: str) -> None:
    assert CASES[case_of(word)] == case


TAGS = bio_tags(["ORG", "PLACE"])


def test_tags() -> None:
    assert TAGS == ["O", "B-ORG", "I-ORG", "B-PLACE", "I-PLACE"]


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        (["O", "I-ORG"], ["B-ORG", "I-ORG"]),
        (["B-ORG", "I-PLACE"], ["B-ORG", "I-ORG"]),
        (["B-PLACE", "I-PLACE", "O"], ["B-PLACE", "I-PLACE", "O"]),
        (["I-ORG"], ["B-ORG"]),
        ([], []),
    ],
)
def test_viterbi_keeps_to_bio(best: list[str], expected: list[str]) -> None:
    # The tag that BIO forbids is the likeliest; the one wanted comes second.
    rows = np.full((len(best), len(TAGS)), -9.0, dtype=np.float32)
    for row, (first, second) in enumerate(zip(best, expected, strict=True)):
        rows[row, TAGS.index(second)] = -1.0
        rows[row, TAGS.index(first)] = -0.5
    assert [TAGS[tag] for tag in viterbi(rows, transitions(TAGS))] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["B-ORG", "I-ORG", "O", "B-PLACE"], [(0, 2, "ORG"), (3, 4, "PLACE")]),
        (["B-ORG", "B-ORG"], [(0, 1, "ORG"), (1, 2, "ORG")]),
        (["O"], []),
        ([], []),
    ],
)
def test_spans_of(path: list[str], expected: list[tuple[int, int, str]]) -> None:
    assert list(spans_of(path)) == expected


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], [(0, 0)]),
        ([1, 1], [(0, 2)]),
        ([1] * 6, [(0, 4), (2, 6)]),
        ([1] * 7, [(0, 4), (2, 6), (4, 7)]),
        ([9, 1], [(0, 1), (1, 2)]),
        ([3, 3, 3], [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_windows(lengths: list[int], expected: list[tuple[int, int]]) -> None:
    assert windows(lengths, limit=4, overlap=2) == expected


def test_batches_are_of_equal_length_and_complete() -> None:
    assert list(batches([3, 8, 2, 8, 3, 8, 40], 16)) == [[0, 4], [1, 3], [5], [2], [6]]
    assert list(batches([], 16)) == []


def test_a_sentence_reads_the_same_in_any_company() -> None:
    trained = Recogniser.load(models_dir() / "recogniser")
    texts = ["Merrow hired Ann Vale .", "Shares of Ostrava Motors fell .", "He met Ann Vale in Norland ."]
    alone = [trained.predict([tokens(text)])[0] for text in texts]
    for one, other in zip(alone, trained.predict(map(tokens, texts)), strict=True):
        assert one.spans == other.spans
        assert (one.probabilities == other.probabilities).all()


def test_softmax() -> None:
    assert softmax(np.array([[1000.0, 1000.0]], dtype=np.float32)).tolist() == [[0.5, 0.5]]


class FakeSession:
    """Says ORG of every word written with a capital, in whatever window it stands."""

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        logits = np.zeros((*inputs["input_ids"].shape, len(TAGS)), dtype=np.float32)
        logits[..., 0] = 4
        title = inputs["token_type_ids"] == CASES.index("title")
        logits[title, 1] = 9
        return [logits]


class FakeTokenizer:
    def no_padding(self) -> None: ...

    def no_truncation(self) -> None: ...

    def encode(self, text: str, add_special_tokens: bool = True) -> SimpleNamespace:
        pieces = [ord(letter) for letter in text[::2]]
        return SimpleNamespace(ids=[1, *pieces, 2] if add_special_tokens else pieces)


@pytest.fixture
def recogniser() -> Recogniser:
    return Recogniser(FakeSession(), FakeTokenizer(), ("ORG", "PLACE"), HYPHENS, window=12, overlap=4)  # type: ignore[arg-type]


def test_predict(recogniser: Recogniser) -> None:
    found = recogniser.predict([tokens("shares of Merrow fell"), [], tokens("the Vale|-|based firm")])
    assert [[(s.start, s.end, s.label) for s in f.spans] for f in found] == [[(10, 16, "ORG")], [], [(4, 8, "ORG")]]
    assert 0.9 < found[0].spans[0].score <= 1
    assert [len(f.probabilities) for f in found] == [4, 0, 4]


def test_long_sentences_are_read_in_windows(recogniser: Recogniser) -> None:
    words = tokens(" ".join(["said", "Merrow"] * 40))
    (found,) = recogniser.predict([words])
    assert len(found.spans) == 40
    assert np.allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)


def test_missing_files_are_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatelineError, match=r"model\.onnx, tokenizer\.json, config\.json"):
        Recogniser.load(tmp_path)
