"""The list of errors."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from purchase import BOUGHT, CLOSE, GOLD, TEXT, date, entity, span

from dateline.evaluation import GoldDocument, errors
from dateline.evaluation.gold import GoldEvent, GoldRelation

FIRST = "Bergholz AG bought Tinmore Ltd. for 40 million euros on Monday."


def listed(**change: Any) -> list[tuple[str, ...]]:
    table = errors({"one": replace(GOLD, **change)}, {"one": GOLD})
    return [tuple(row) for row in table[["layer", "kind", "type", "gold", "predicted"]].itertuples(index=False)]


def test_gold_against_itself_has_no_errors() -> None:
    table = errors({"one": GOLD}, {"one": GOLD})
    assert table.empty
    assert list(table) == ["doc_id", "layer", "kind", "type", "gold", "predicted", "start", "end", "sentence"]


def test_an_error_says_where_it_is() -> None:
    table = errors({"one": replace(GOLD, dates=GOLD.dates[1:])}, {"one": GOLD})
    start, end = span("Monday")
    assert table.to_dict("records") == [
        {
            "doc_id": "one",
            "layer": "dates",
            "kind": "missed",
            "type": "DATE",
            "gold": "DATE 2010-03-01 Monday",
            "predicted": "",
            "start": start,
            "end": end,
            "sentence": FIRST,
        }
    ]


@pytest.mark.parametrize(
    ("dates", "error"),
    [
        pytest.param(date("on Monday", "2010-03-01"), "DATE 2010-03-01 on Monday", id="bounds"),
        pytest.param(date("Monday", "2010-03-08"), "DATE 2010-03-08 Monday", id="value"),
        pytest.param(date("Monday", "2010-03-01", "TIME"), "TIME 2010-03-01 Monday", id="type"),
    ],
)
def test_wrong_dates(dates: Any, error: str) -> None:
    assert listed(dates=(dates, GOLD.dates[1])) == [("dates", "wrong value", "DATE", "DATE 2010-03-01 Monday", error)]


def test_wrong_names_and_entities() -> None:
    changed = {"E3": entity("E3", "ORG", "Quill"), "E4": replace(GOLD.entities["E4"], mentions=(span("Leeds"),))}
    extra = {"E5": entity("E5", "WORK", "Monday")}
    assert listed(entities=GOLD.entities | changed | extra, relations=GOLD.relations[1:]) == [
        ("entities", "spurious", "WORK", "", "WORK Monday"),
        ("names", "spurious", "WORK", "", "WORK Monday"),
        ("entities", "missed", "PERSON", "PERSON Anna Quill", ""),
        ("names", "wrong value", "PERSON", "PERSON Anna Quill", "ORG Quill"),
        ("relations", "missed", "works_for", "works_for(Anna Quill, Tinmore Ltd.)", ""),
        ("entities", "spurious", "ORG", "", "ORG Quill"),
        ("names", "missed", "PLACE", "PLACE Leeds", ""),
    ]


def test_an_entity_of_the_wrong_type_is_one_error() -> None:
    wrong = listed(entities=GOLD.entities | {"E3": replace(GOLD.entities["E3"], type="ORG")})
    assert ("entities", "wrong value", "PERSON", "PERSON Anna Quill", "ORG Anna Quill") in wrong
    assert ("names", "wrong value", "PERSON", "PERSON Anna Quill", "ORG Anna Quill") in wrong
    assert len(wrong) == 2


def test_wrong_relations() -> None:
    turned = (GoldRelation("works_for", "E2", "E3"), *GOLD.relations[1:])
    assert listed(relations=turned) == [
        ("relations", "missed", "works_for", "works_for(Anna Quill, Tinmore Ltd.)", ""),
        ("relations", "spurious", "works_for", "", "works_for(Tinmore Ltd., Anna Quill)"),
    ]


def test_wrong_events() -> None:
    merger = replace(BOUGHT, type="merger")
    lawsuit = GoldEvent("p", "lawsuit", (span("runs"),), {"plaintiff": ("E3",)})
    assert listed(events=(merger, lawsuit)) == [
        (
            "events",
            "wrong value",
            "acquisition",
            "acquisition bought: buyer=Bergholz AG, target=Tinmore Ltd.; 2010-03-01, occurred",
            "merger bought: buyer=Bergholz AG, target=Tinmore Ltd.; 2010-03-01, occurred",
        ),
        ("events", "spurious", "lawsuit", "", "lawsuit runs: plaintiff=Anna Quill; no date, occurred"),
        ("events", "missed", "closure", "closure close: org=Bergholz AG, place=Leeds; 2012, possible", ""),
    ]


def test_wrong_details_of_right_events() -> None:
    entities = GOLD.entities | {"E5": entity("E5", "WORK", "Monday")}
    wrong = replace(
        BOUGHT,
        roles={"buyer": ("E1", "E5")},
        values={"amount": "4", "count": "2"},
        date="",
        status="planned",
    )
    details = [one for one in listed(entities=entities, events=(wrong, CLOSE)) if one[0].startswith("events")]
    assert details == [
        ("events/date", "wrong value", "acquisition", "2010-03-01", ""),
        ("events/roles", "missed", "acquisition", "target=Tinmore Ltd.", ""),
        ("events/roles", "spurious", "acquisition", "", "buyer=Monday"),
        ("events/status", "wrong value", "acquisition", "occurred", "planned"),
        ("events/values", "missed", "acquisition", "currency=EUR", ""),
        ("events/values", "spurious", "acquisition", "", "count=2"),
        ("events/values", "wrong value", "acquisition", "amount=40000000", "amount=4"),
    ]


def test_a_missing_article_is_said_so() -> None:
    other = GoldDocument("two", TEXT + " ", "Another title", dates=GOLD.dates)
    table = errors({"one": GOLD}, {"one": GOLD, "two": other})
    assert isinstance(table, pd.DataFrame)
    assert table[["doc_id", "layer", "kind", "gold"]].values.tolist() == [
        ["two", "articles", "missed", "Another title"],
        ["two", "dates", "missed", "DATE 2010-03-01 Monday"],
        ["two", "dates", "missed", "DATE 2012 2012"],
    ]
