"""Training sets: read, and brought to our labels and spans; on small samples of our own."""

import json

import pytest

pytest.importorskip("dateline.training.corpora")

from dateline.errors import InputError
from dateline.recogniser import Hyphens
from dateline.training.corpora import (
    Lexicons,
    check,
    close_common,
    convert,
    digest,
    lower_words,
    read_columns,
    read_docred,
    rejoined,
)
from dateline.training.tagging import ANY, OUTSIDE, TAGS, Sentence, begins, iob_spans

LEXICONS = Lexicons(frozenset({"Sudrian"}), frozenset({"Mr", "President"}), frozenset({"Voltara"}))
TABLE = {
    "form": "columns",
    "labels": {
        "PER": ["PERSON"],
        "ORG": ["ORG"],
        "LOC": ["PLACE"],
        "car": ["PRODUCT"],
        "MISC": ["O", "WORK", "PRODUCT"],
    },
    "lacks": ["PRODUCT", "NORP"],
}


def names(text: str, table: dict = TABLE) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    """Convert a sentence of word/TAG and return its certain names."""
    pairs = [token.rpartition("/")[::2] if "/" in token else (token, "O") for token in text.split()]
    sentence = convert(
        [w for w, _ in pairs], [t for _, t in pairs], "x", table, LEXICONS, Hyphens(tails=frozenset({"based"}))
    )
    return [(" ".join(sentence.words[a:b]), label) for a, b, label in sentence.names()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr/B-PER Salter/I-PER left", [("Salter", "PERSON")]),
        ("Mr/B-PER left", []),
        ("The/B-ORG Merrow/I-ORG Group/I-ORG said", [("Merrow Group", "ORG")]),
        ("Merrow/B-ORG 's/I-ORG plant", [("Merrow", "ORG")]),
        ("a Voltara/B-car", [("Voltara", "ORG")]),
        ("a Voltara/B-car V3/I-car", [("Voltara V3", "PRODUCT")]),
        ("Sudrian/B-LOC troops", [("Sudrian", "NORP")]),
        ("Sudrian troops", [("Sudrian", "NORP")]),
        ("Ostrava-based/B-LOC firm", [("Ostrava", "PLACE")]),
    ],
)
def test_convert(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text) == expected


def test_what_a_set_lacks_is_open() -> None:
    sentence = convert(["the", "Merrow", "Two", "fell"], ["O", "O", "DATE", "O"], "x", TABLE, LEXICONS, Hyphens())
    allowed = [{TAGS[i] for i in range(len(TAGS)) if tags >> i & 1} for tags in sentence.tags]
    # A label that is none of ours closes a word.
    assert allowed == [{"O"}, {"O", "B-PRODUCT", "I-PRODUCT"}, {"O"}, {"O"}]


def test_several_labels() -> None:
    sentence = convert(["Night", "Train"], ["B-MISC", "I-MISC"], "x", TABLE, LEXICONS, Hyphens())
    assert sentence.tags[0] == OUTSIDE | begins("WORK", "PRODUCT")
    assert not list(sentence.names())


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["B-A", "I-A", "O", "B-A"], [(0, 2, "A"), (3, 4, "A")]),
        (["I-A", "I-A", "B-A", "I-B"], [(0, 2, "A"), (2, 3, "A"), (3, 4, "B")]),
        (["A", "A", "O"], [(0, 2, "A")]),
        ([], []),
    ],
)
def test_iob_spans(tags: list[str], expected: list[tuple[int, int, str]]) -> None:
    assert list(iob_spans(tags)) == expected


def test_read_columns() -> None:
    text = "# id\nMerrow\tB-ORG\nfell\tO\n\t\nYes\tO\n"
    assert list(read_columns(text)) == [(["Merrow", "fell"], ["B-ORG", "O"]), (["Yes"], ["O"])]
    assert list(read_columns("1\tMerrow\tB-ORG\t-\n", "\t", tag=2, word=1)) == [(["Merrow"], ["B-ORG"])]


def test_read_docred_prefers_the_longer_name() -> None:
    mentions = [
        {"pos": [0, 1], "sent_id": 0, "type": "LOC"},
        {"pos": [0, 2], "sent_id": 0, "type": "ORG"},
    ]
    text = json.dumps([{"sents": [["Ostrava", "Motors", "fell"]], "vertexSet": [mentions]}])
    assert list(read_docred(text)) == [(["Ostrava", "Motors", "fell"], ["B-ORG", "I-ORG", "O"])]


def test_rejoined() -> None:
    words, tags = rejoined(["Ann", "-", "Lee", "Ostrava", "-", "based"], ["B-PER", "I-PER", "I-PER", "B-LOC", "O", "O"])
    assert words == ["Ann-Lee", "Ostrava", "-based"]
    assert tags == ["B-PER", "B-LOC", "O"]


def test_common_first_words_are_closed() -> None:
    whole = begins("ORG") | OUTSIDE
    sentences = [
        Sentence(["Shares", "fell"], [whole, OUTSIDE], "x"),
        Sentence(["Merrow", "shares"], [whole, OUTSIDE], "x"),
    ]
    close_common(sentences, lower_words(sentences))
    assert [sentence.tags[0] for sentence in sentences] == [OUTSIDE, whole]


def test_common_words_behind_a_full_stop_are_closed_too() -> None:
    whole = begins("ORG") | OUTSIDE
    sentence = Sentence(["Merrow", "Inc.", "Shares", "fell"], [whole, whole, whole, OUTSIDE], "x")
    close_common([sentence], frozenset({"shares"}))
    assert sentence.tags == [whole, whole, OUTSIDE, OUTSIDE]


def test_nothing_is_known_of_articles() -> None:
    sentence = convert(["Merrow", "fell"], ["O", "O"], "x", {"form": "articles", "labels": {}}, LEXICONS, Hyphens())
    assert sentence.tags == [ANY, ANY]


def test_checksums(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.txt"
    path.write_text("one")
    check(tmp_path, {"a.txt": digest(path)})
    path.write_text("two")
    with pytest.raises(InputError, match="SHA-256"):
        check(tmp_path, {"a.txt": "0"})
    with pytest.raises(InputError, match="missing"):
        check(tmp_path, {"b.txt": "0"})
