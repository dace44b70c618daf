"""Who is compared with whom: matching, names of entities, sentences, articles."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.articles.identity import content_id
from dateline.errors import GoldError
from dateline.evaluation import GoldDocument
from dateline.evaluation.alignment import Alignment, align, canonical, cut_sentences, equal_values, match
from dateline.evaluation.gold import GoldEntity

WEIGHTS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 20), max_size=20)


def best_weight(weights: dict[tuple[int, int], int]) -> int:
    """The greatest weight over all assignments, by trying them all."""
    return max(sum(weights.get(pair, 0) for pair in enumerate(order)) for order in permutations(range(5)))


@settings(deadline=None)
@given(WEIGHTS)
def test_no_matching_is_heavier(weights: dict[tuple[int, int], int]) -> None:
    pairs = match(weights)
    assert sum(weights[pair] for pair in pairs) == best_weight(weights)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)


def test_a_matching_gives_up_a_heavy_pair_for_two_lighter_ones() -> None:
    assert match({(0, 0): 9, (0, 1): 6, (1, 0): 6}) == [(0, 1), (1, 0)]
    assert match({(0, 0): 9, (0, 1): 2, (1, 0): 6}) == [(0, 0)]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("U.S.", "US"),
        ("Jean-Luc", "JEAN LUC"),
        ("Škoda", "Skoda"),
        ("O'Hara", "O’Hara"),
        ("AT&T", "AT & T"),
        ("!!!", "!!!"),
    ],
)
def test_case_accents_and_punctuation_do_not_count(name: str, other: str) -> None:
    assert canonical(name) == canonical(other) != ""


@pytest.mark.parametrize(
    ("predicted", "gold", "same"),
    [
        pytest.param("201", 200, True, id="0.5 % off"),
        pytest.param("201.1", 200, False, id="more than 0.5 % off"),
        pytest.param("-3", -3, True, id="negative"),
        pytest.param("0", 0, True, id="zero"),
        pytest.param("a few", 3, False, id="no number"),
        pytest.param("2007", "2006", False, id="years are text"),
        pytest.param("chief engineer", "Chief Engineer", True, id="case"),
    ],
)
def test_numbers_are_equal_within_half_a_percent(predicted: str, gold: str | int, same: bool) -> None:
    assert equal_values({"x": predicted}, {"x": gold, "y": 1}) == (["x"] if same else [])


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("One fell. Two rose.", ["One fell. ", "Two rose."], id="stops"),
        pytest.param('"It fell." She left.', ['"It fell." ', "She left."], id="quotations"),
        pytest.param("The U.S. Senate met J. Doe.", ["The U.S. Senate met J. Doe."], id="initials"),
        pytest.param("in the U.S.\n\nTwo rose", ["in the U.S.\n\n", "Two rose"], id="paragraphs"),
        pytest.param("It rose 3.5 percent. it fell", ["It rose 3.5 percent. it fell"], id="lower case"),
        pytest.param("", [""], id="empty"),
    ],
)
def test_sentences_are_cut_without_a_pipeline(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in cut_sentences(text)] == sentences


def test_entities_are_the_same_by_spans_then_by_aliases() -> None:
    def named(id_: str, type_: str, name: str, *mentions: tuple[int, int]) -> GoldEntity:
        return GoldEntity(id_, type_, name, (), mentions)

    gold = [
        named("E1", "PERSON", "Halden", (0, 6)),
        named("E2", "ORG", "Halden", (20, 26)),
        named("E3", "ORG", "Ob", (9, 11)),
    ]
    predicted = [
        named("a", "ORG", "Halden", (0, 6)),  # the span decides, not the type
        named("b", "ORG", "HALDEN"),  # the alias decides, and the type among equals
        named("c", "PLACE", "Ob."),  # its type does not matter
        named("d", "PLACE", "Ob", (9, 11)),  # two predicted entities may stand for one
        named("e", "ORG", "Elbe", (9, 12)),  # an overlap is not enough
    ]
    one = Alignment(
        GoldDocument("x", entities={entity.id: entity for entity in predicted}),
        GoldDocument("x", entities={entity.id: entity for entity in gold}),
    )
    assert one.identity == {"a": "E1", "b": "E2", "c": "E3", "d": "E3"}


def test_articles_are_aligned_by_id_then_by_content(gold: GoldDocument) -> None:
    other = replace(gold, doc_id="two", text=gold.text + " More.")
    third = replace(gold, doc_id="three", text=gold.text + " Even more.")
    predicted = {
        "one": gold,
        content_id(other.text): replace(other, doc_id=content_id(other.text), text=""),
        "renamed": replace(third, doc_id="renamed"),
    }
    aligned = align(predicted, {one.doc_id: one for one in (gold, other, third)})
    assert [(one.gold.doc_id, one.predicted.doc_id, one.found) for one in aligned] == [
        ("one", "one", True),
        ("three", "renamed", True),
        ("two", content_id(other.text), True),
    ]


def test_another_corpus_or_text_is_refused(gold: GoldDocument) -> None:
    with pytest.raises(GoldError, match="none of the gold's 1 articles is among the 0 predicted"):
        align({}, {"one": gold})
    with pytest.raises(GoldError, match="article one: 7 of 7 predicted names are not at their offsets"):
        align({"one": gold}, {"one": replace(gold, text="By our reporter. " + gold.text)})
