"""Each measure on an example counted by hand; the counts are (gold, predicted, right)."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from purchase import BOUGHT, CLOSE, GOLD, TEXT, date, entity, span

from dateline.articles.annotated import Timex
from dateline.evaluation import GoldDocument, evaluate, read_facts, read_gold
from dateline.evaluation.gold import GoldEntity, GoldEvent, GoldRelation
from dateline.evaluation.scores import intervals

GOLD_DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "gold-dev"


def entities(*some: GoldEntity) -> dict[str, GoldEntity]:
    return {one.id: one for one in some}


def counts(predicted: GoldDocument, layer: str, measure: str, type_: str = "all") -> tuple[int, int, int]:
    scores = evaluate({"one": predicted}, {"one": GOLD})
    (row,) = scores[(scores.layer == layer) & (scores.measure == measure) & (scores.type == type_)].itertuples()
    return row.gold, row.predicted, row.right


# Seven mentions of four entities in the gold. Predicted: "Tinmore" for "Tinmore Ltd.", Anna Quill as an ORG, the second
# Leeds missed, a day taken for a name, and Bergholz split into two entities.
NAMES = replace(
    GOLD,
    entities=entities(
        entity("p1", "ORG", "Bergholz AG"),
        entity("p2", "ORG", ("Bergholz", 1)),
        entity("p3", "ORG", "Tinmore", ("Tinmore", 1)),
        entity("p4", "ORG", "Anna Quill"),
        entity("p5", "PLACE", "Leeds"),
        entity("p6", "WORK", "Monday"),
    ),
    relations=(),
    events=(),
)


@pytest.mark.parametrize(
    ("measure", "type_", "expected"),
    [
        pytest.param("exact", "all", (7, 7, 4), id="exact: two Bergholz, one Tinmore, one Leeds"),
        pytest.param("exact", "core", (7, 6, 4), id="exact, core: a WORK does not count"),
        pytest.param("exact", "ORG", (4, 5, 3), id="exact, ORG"),
        pytest.param("exact", "PERSON", (1, 0, 0), id="exact, PERSON"),
        pytest.param("overlap", "all", (7, 7, 5), id="overlap: Tinmore touches Tinmore Ltd."),
        pytest.param("overlap", "PLACE", (2, 1, 1), id="overlap, PLACE"),
    ],
)
def test_names(measure: str, type_: str, expected: tuple[int, int, int]) -> None:
    assert counts(NAMES, "names", measure, type_) == expected


def test_an_overlap_counts_once() -> None:
    halves = replace(NAMES, entities=entities(entity("p1", "ORG", "Bergholz"), entity("p2", "ORG", "AG")))
    assert counts(halves, "names", "overlap") == (7, 2, 1)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        pytest.param("all", (4, 6, 3), id="Bergholz once, Tinmore by its second mention, Leeds"),
        pytest.param("core", (4, 5, 3), id="core"),
        pytest.param("ORG", (2, 4, 2), id="ORG"),
        pytest.param("WORK", (0, 1, 0), id="WORK"),
    ],
)
def test_entities(type_: str, expected: tuple[int, int, int]) -> None:
    assert counts(NAMES, "entities", "entity", type_) == expected


def test_an_alias_makes_an_entity_right_and_a_description_makes_none() -> None:
    (start, end), place = span("Bergholz AG"), span("plant")
    shifted = GoldEntity("p1", "ORG", "BERGHOLZ", ("Bergholz AG bought",), ((start, end + 7),))
    described = GoldEntity("p2", "PLACE", "Leeds", descriptions=(place,))
    some = replace(NAMES, entities=entities(shifted, described))
    assert counts(some, "entities", "entity") == (4, 1, 1)
    assert counts(some, "names", "exact") == (7, 1, 0)


# Two dates in the gold. Predicted: "on Monday" with the right value, "2012" as a DURATION, and a spurious one.
DATES = replace(
    GOLD, dates=(date("on Monday", "2010-03-01"), date("2012", "2012", "DURATION"), date("40", "0040"))
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "type_", "expected"),
    [
        pytest.param("strict", "all", (2, 3, 1), id="strict: 2012"),
        pytest.param("relaxed", "all", (2, 3, 2), id="relaxed: Monday too"),
        pytest.param("type", "all", (2, 3, 1), id="type: Monday"),
        pytest.param("value", "all", (2, 3, 2), id="value: both"),
        pytest.param("value", "DATE", (2, 2, 1), id="value, DATE: Monday"),
        pytest.param("value", "DURATION", (0, 1, 0), id="value, DURATION"),
    ],
)
def test_dates(measure: str, type_: str, expected: tuple[int, int, int]) -> None:
    assert counts(DATES, "dates", measure, type_) == expected


def test_a_wrong_value_keeps_the_span() -> None:
    wrong = replace(GOLD, dates=(date("Monday", "2010-03-08"), GOLD.dates[1]))
    assert counts(wrong, "dates", "strict") == (2, 2, 2)
    assert counts(wrong, "dates", "value") == (2, 2, 1)


# Three relations in the gold. Predicted: the symmetric one turned round and, by a split entity, once more; a right one;
# a directed one turned round; one with an entity that the gold does not know.
RELATIONS = replace(
    GOLD,
    entities=GOLD.entities | entities(entity("p2", "ORG", ("Bergholz", 1)), entity("p6", "WORK", "Monday")),
    relations=(
        GoldRelation("partner_of", "E2", "E1"),
        GoldRelation("partner_of", "p2", "E2"),
        GoldRelation("works_for", "E3", "E2"),
        GoldRelation("operates_in", "E4", "E2"),
        GoldRelation("makes", "E1", "p6"),
    ),
)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        pytest.param("all", (3, 4, 2), id="the same triple counts once"),
        pytest.param("partner_of", (1, 1, 1), id="symmetric"),
        pytest.param("operates_in", (1, 1, 0), id="directed"),
        pytest.param("makes", (0, 1, 0), id="unknown entity"),
    ],
)
def test_relations(type_: str, expected: tuple[int, int, int]) -> None:
    assert counts(RELATIONS, "relations", "triple", type_) == expected


SENTENCE = span("Bergholz AG bought Tinmore Ltd. for 40 million euros on Monday.")


def found(**change: Any) -> GoldEvent:
    return replace(BOUGHT, id="p1", **change)


@pytest.mark.parametrize(
    ("event", "typed", "untyped"),
    [
        pytest.param(found(), 1, 1, id="the same"),
        pytest.param(found(type="merger"), 0, 1, id="another type"),
        pytest.param(found(triggers=(span("for 40"),)), 1, 1, id="another trigger in the sentence"),
        pytest.param(found(triggers=(span("runs"),)), 0, 0, id="a trigger in another sentence"),
        pytest.param(found(triggers=(span("runs"), span("million"))), 1, 1, id="a further trigger in the sentence"),
        pytest.param(found(triggers=(span("runs"),), evidence=(0, 90)), 1, 1, id="the evidence holds the trigger"),
        pytest.param(found(triggers=(span("for"),), evidence=span("for 40")), 0, 0, id="the evidence does not"),
        pytest.param(found(roles={"seller": ("E2",)}), 1, 1, id="one filler, in another role"),
        pytest.param(found(roles={"buyer": ("E3",)}), 0, 0, id="no filler is the same"),
        pytest.param(found(roles={}), 0, 0, id="no filler"),
    ],
)
def test_events(event: GoldEvent, typed: int, untyped: int) -> None:
    predicted = replace(GOLD, events=(event,))
    assert counts(predicted, "events", "typed") == (2, 1, typed)
    assert counts(predicted, "events", "untyped") == (2, 1, untyped)


def test_an_event_is_right_once() -> None:
    twice = replace(GOLD, events=(found(triggers=(span("for 40"),), status="possible"), found(), CLOSE))
    assert counts(twice, "events", "typed") == (2, 3, 2)
    assert counts(twice, "events", "status") == (2, 2, 2), "of two candidates the closer one is taken"


# Both events are right. The purchase: the buyer is right, the target is taken for a seller, a place is added; the sum
# is 0.25 % off, the currency wrong, a count added. The closure: no place, another date, another status.
DETAILS = replace(
    GOLD,
    events=(
        found(
            roles={"buyer": ("E1",), "seller": ("E2",), "place": ("E4",)},
            values={"amount": "40100000", "currency": "USD", "count": "2"},
        ),
        replace(CLOSE, roles={"org": ("E1",)}, date="2012-01", status="planned"),
        GoldEvent("p3", "lawsuit", (span("runs"),), {"plaintiff": ("E3",)}, {"amount": "1"}),
    ),
)


@pytest.mark.parametrize(
    ("measure", "type_", "expected"),
    [
        pytest.param("typed", "all", (2, 3, 2), id="two events are right"),
        pytest.param("roles", "all", (4, 4, 2), id="roles: buyer and org; those of the lawsuit are left out"),
        pytest.param("roles", "place", (1, 1, 0), id="roles, place"),
        pytest.param("date", "all", (2, 2, 1), id="date"),
        pytest.param("status", "all", (2, 2, 1), id="status"),
        pytest.param("status", "closure", (1, 1, 0), id="status, closure"),
        pytest.param("values", "all", (2, 3, 1), id="values: the amount"),
        pytest.param("values", "currency", (1, 1, 0), id="values, currency"),
    ],
)
def test_details_of_right_events(measure: str, type_: str, expected: tuple[int, int, int]) -> None:
    assert counts(DETAILS, "events", measure, type_) == expected


def test_no_date_on_either_side_is_equal() -> None:
    gold = replace(GOLD, events=(replace(BOUGHT, date=""), CLOSE))
    scores = evaluate({"one": gold}, {"one": gold})
    assert scores[(scores.measure == "date") & (scores.type == "all")].right.item() == 2


def test_shares_follow_from_the_counts() -> None:
    scores = evaluate({"one": NAMES}, {"one": GOLD})
    (row,) = scores[(scores.measure == "exact") & (scores.type == "core")].itertuples()
    assert (row.precision, row.recall, row.f1) == pytest.approx((4 / 6, 4 / 7, 8 / 13))
    assert (row.low, row.high) == pytest.approx((row.f1, row.f1)), "one article has no spread"
    (row,) = scores[(scores.measure == "exact") & (scores.type == "PERSON")].itertuples()
    assert math.isnan(row.precision) and (row.recall, row.f1) == (0, 0)
    (row,) = scores[(scores.layer == "relations") & (scores.type == "all")].itertuples()
    assert math.isnan(row.precision) and row.recall == 0


def test_a_missing_article_is_missed_and_a_further_one_ignored() -> None:
    gold = {"one": GOLD, "two": replace(GOLD, doc_id="two", text=TEXT + " ")}
    scores = evaluate({"one": GOLD, "three": replace(GOLD, doc_id="three", text=TEXT + "  ")}, gold)
    totals = scores[scores.type == "all"].set_index(["layer", "measure"])
    assert totals.loc[("articles", "found"), ["gold", "predicted", "right"]].tolist() == [2, 1, 1]
    assert totals.loc[("names", "exact"), ["gold", "predicted", "right"]].tolist() == [14, 7, 7]
    assert totals.loc[("events", "date"), ["gold", "predicted", "right"]].tolist() == [2, 2, 2]


def test_intervals_resample_articles() -> None:
    # A hundred articles of one item each: the first measure finds half of them, the second all, the third has no item.
    half, all_, none = np.zeros((3, 100, 3))
    half[:, :2] = all_[:, :] = 1
    half[:50, 2] = 1
    low, high = intervals(np.stack([half, all_, none], axis=1))
    # Two standard errors of a share of one half in a hundred are 0.098.
    assert (low[0], high[0]) == pytest.approx((0.402, 0.598), abs=0.02)
    assert (low[1], high[1]) == (1, 1)
    assert math.isnan(low[2]) and math.isnan(high[2])


def test_the_same_input_gives_the_same_table() -> None:
    gold = {"one": GOLD, "two": replace(GOLD, doc_id="two", text=TEXT + " ")}
    predicted = {"one": NAMES, "two": replace(DETAILS, doc_id="two")}
    again = evaluate(dict(reversed(predicted.items())), dict(reversed(gold.items())))
    pd.testing.assert_frame_equal(evaluate(predicted, gold), again)


def flat(document: GoldDocument) -> list[tuple[str, Any]]:
    """The items of a document that can be left out one by one."""
    named = [("names", (id_, place)) for id_, one in document.entities.items() for place in one.mentions]
    rest = [("dates", document.dates), ("relations", document.relations), ("events", document.events)]
    return named + [(layer, one) for layer, items in rest for one in items]


def keep(document: GoldDocument, items: Iterable[tuple[str, Any]]) -> GoldDocument:
    kept: dict[str, list[Any]] = {layer: [] for layer in ("names", "dates", "relations", "events")}
    for layer, item in items:
        kept[layer].append(item)
    return replace(
        document,
        entities={
            id_: replace(one, mentions=tuple(place for place in one.mentions if (id_, place) in kept["names"]))
            for id_, one in document.entities.items()
        },
        dates=tuple(kept["dates"]),
        relations=tuple(kept["relations"]),
        events=tuple(kept["events"]),
    )


@settings(deadline=None)
@given(st.sets(st.integers(0, len(flat(GOLD)) - 1)))
def test_what_is_left_out_lowers_recall_alone(numbers: set[int]) -> None:
    left_out = [item for number, item in enumerate(flat(GOLD)) if number in numbers]
    predicted = keep(GOLD, [item for number, item in enumerate(flat(GOLD)) if number not in numbers])
    scores = evaluate({"one": predicted}, {"one": GOLD})
    assert (scores.right == scores.predicted).all()
    for layer, measure in (("names", "exact"), ("dates", "value"), ("relations", "triple"), ("events", "typed")):
        everything, missing = (sum(one[0] == layer for one in items) for items in (flat(GOLD), left_out))
        row = scores[(scores.layer == layer) & (scores.measure == measure) & (scores.type == "all")]
        assert row.recall.item() == pytest.approx((everything - missing) / everything)


@settings(deadline=None)
@given(st.integers(1, 3))
def test_what_is_added_lowers_precision_alone(number: int) -> None:
    starts = [span("million")[0] + step for step in range(number)]
    predicted = replace(
        GOLD,
        dates=GOLD.dates + tuple(Timex(start, start + 1, "DATE", "1999") for start in starts),
        events=GOLD.events + tuple(found(triggers=((start, start + 1),)) for start in starts),
    )
    scores = evaluate({"one": predicted}, {"one": GOLD})
    scores = scores[(scores.type == "all") & (scores.gold > 0)].set_index(["layer", "measure"])
    assert (scores.recall == 1).all()
    assert scores.loc[("dates", "strict"), "precision"] == pytest.approx(2 / (2 + number))
    assert scores.loc[("events", "typed"), "precision"] == pytest.approx(2 / (2 + number))


def assert_perfect(scores: pd.DataFrame) -> None:
    assert (scores.gold == scores.predicted).all() and (scores.gold == scores.right).all()
    assert (scores[["precision", "recall", "f1", "low", "high"]] == 1).all(axis=None)


def test_gold_against_itself_is_perfect() -> None:
    assert_perfect(evaluate({"one": GOLD}, {"one": GOLD}))


@pytest.mark.skipif(
    not GOLD_DEV.is_dir(), reason=f"{GOLD_DEV} is not there: the development gold is not part of the repository"
)
def test_the_development_gold_against_itself_is_perfect() -> None:
    gold = read_gold(GOLD_DEV)
    assert_perfect(evaluate(gold, gold))


@pytest.mark.skipif(
    not GOLD_DEV.is_dir(), reason=f"{GOLD_DEV} is not there: the development gold is not part of the repository"
)
def test_the_development_gold_as_tables_is_perfect(write_tables: Callable[[Iterable[GoldDocument]], Path]) -> None:
    gold = read_gold(GOLD_DEV)
    assert_perfect(evaluate(read_facts(write_tables(gold.values())), gold))
