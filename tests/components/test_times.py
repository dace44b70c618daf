"""Time expressions: every rule's own examples in the stock pipeline, and what holds of all of them."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401
from dateline.components.times import TimeExpressions, make
from dateline.errors import RuleError
from dateline.paths import models_dir
from dateline.rules import read_rules
from dateline.types import TimeExpression

RULES = read_rules(models_dir() / "rules" / "times.toml")
EXAMPLES = [
    pytest.param(example, id=f"{rule['id']}-{number}")
    for rule in RULES
    for number, example in enumerate(rule["examples"])
]
COUNTEREXAMPLES = [
    pytest.param(rule["id"], text, id=f"{rule['id']}-{number}")
    for rule in RULES
    for number, text in enumerate(rule["counterexamples"])
]
Find = Callable[..., list[TimeExpression]]


@pytest.fixture(scope="session")
def component(stock: Language) -> TimeExpressions:
    return make(stock, "times")


@pytest.fixture(scope="session")
def find(stock: Language, component: TimeExpressions) -> Find:
    def found(text: str, published: str = "") -> list[TimeExpression]:
        doc = stock(text)
        doc._.published = published
        return component.find(doc)

    return found


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(find: Find, example: dict) -> None:
    found = find(example["text"], example.get("published", ""))
    expected = [[*row, ""][:4] for row in example["times"]]
    assert [[one.text, one.type, one.value, one.mod] for one in found] == expected


def test_an_article_without_words_has_no_times(component: TimeExpressions) -> None:
    assert component.find(Doc(component.vocab)) == []


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES)
def test_counterexample(find: Find, rule: str, text: str) -> None:
    assert [one.text for one in find(text, "2019-06-05") if one.rule == rule] == []


@pytest.mark.parametrize(
    "text",
    [
        "The company may acquire a rival.",
        "Theresa May said protesters march on.",
        "It sold 6005 shares.",
        "A Boeing 747 landed.",
        "The S&P 500 fell.",
        "He praised the iPhone 4 and the Peugeot 2008.",
        "They won 3-2 and then 21-14.",
        "It cost $1,999 or €2000.",
        "Call 555-2019 or 020 7946 1998.",
        "Mr March resigned.",
        "Former chief John Smith spoke.",
        "Informati on fri pple is pre-qualificati on may.",
        "Do you have a car?",
    ],
)
def test_no_time(find: Find, text: str) -> None:
    assert [one.text for one in find(text, "2019-06-05")] == []


@pytest.mark.parametrize(
    ("text", "published", "earliest", "latest", "anchor"),
    [
        ("It opened in May 2011.", "", "2011-05-01", "2011-05-31", ""),
        ("It opened last week.", "2008-02-06", "2008-01-28", "2008-02-03", "2008-02-06"),
        ("It opened last week.", "", "", "", "none"),
        ("It ran for two years.", "2008-02-06", "", "", ""),
        ("It is now open.", "2008-02-06", "", "", ""),
    ],
)
def test_days_and_anchor(find: Find, text: str, published: str, earliest: str, latest: str, anchor: str) -> None:
    (one,) = find(text, published)
    assert (one.earliest, one.latest, one.anchor) == (earliest, latest, anchor)


def test_narrative_anchor_is_told(find: Find) -> None:
    _, later = find("He was born on May 3, 2011. Two days later it snowed.", "2019-06-05")
    assert (later.value, later.anchor) == ("2011-05-05", "2011-05-03")


RELATIVE = ["It fell yesterday.", "It fell today.", "It will fall tomorrow.", "They met 10 days ago."]


@pytest.fixture(scope="session")
def relative(stock: Language) -> list[Doc]:
    return [stock(text) for text in RELATIVE]


@settings(max_examples=50, deadline=None)
@given(
    first=st.dates(date(1950, 1, 1), date(2049, 12, 31)),
    shift=st.integers(-20_000, 10_000),
)
def test_relative_days_move_with_the_anchor(
    component: TimeExpressions, relative: list[Doc], first: date, shift: int
) -> None:
    for doc in relative:
        values = []
        for published in (first, first + timedelta(shift)):
            doc._.published = published.isoformat()
            (one,) = component.find(doc)
            values.append(date.fromisoformat(one.value))
        assert values[1] - values[0] == timedelta(shift)


@pytest.mark.parametrize(
    ("text", "published", "value"),
    [
        ("The board met on Wednesday.", "2019-06-05", "2019-06-05"),
        ("The board met on Thursday.", "2019-06-05", "2019-05-30"),
        ("The board will meet on Thursday.", "2019-06-05", "2019-06-06"),
        ("The board will meet on Wednesday.", "2019-06-05", "2019-06-12"),
        ("A vote is scheduled for Monday.", "2019-06-05", "2019-06-10"),
        ("They plan to vote on Monday.", "2019-06-05", "2019-06-10"),
        ("The talks, which failed on Monday, will go on.", "2019-06-05", "2019-06-03"),
    ],
)
def test_weekday_follows_tense(find: Find, text: str, published: str, value: str) -> None:
    assert [one.value for one in find(text, published)] == [value]


def test_expressions_do_not_overlap(find: Find) -> None:
    text = "On Friday, June 7, 2019 at 10 p.m. the third quarter of fiscal 2018 and last year's first half were told."
    found = find(text, "2019-06-10")
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[one.start : one.end] == one.text for one in found)


def test_survives_serialisation(stock: Language, component: TimeExpressions) -> None:
    copy = TimeExpressions(stock, "copy").from_bytes(component.to_bytes())
    doc = stock("It opened on May 3, 2011 and closed two days later.")
    assert copy.find(doc) == component.find(doc)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"pattern": "{moonth}"}, "macro"),
        ({"pattern": "("}, "regular expression"),
        ({"value": "guess 1"}, "value"),
        ({"type": "EVENT"}, "type"),
        ({"guards": ["moon"]}, "guard"),
        ({"colour": "red"}, "unknown keys"),
    ],
)
def test_wrong_rule_is_refused(stock: Language, tmp_path: Path, changed: dict, reason: str) -> None:
    broken = TimeExpressions(stock, "broken")
    rule = {"id": "x", "where": "times.toml:1", "pattern": "today", "type": "DATE", "value": "shift 0 D"} | changed
    broken.data = {**broken.data, "rules": [rule]}
    with pytest.raises(RuleError, match=f"^times.toml:1: .*{reason}"):
        broken.compile()
