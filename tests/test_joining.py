"""Which events of one article are one happening, on events made by hand."""

from typing import Any

import pytest

from dateline.joining import Joiner
from dateline.types import Event

KINDS = {"profit": "profit", "earnings": "profit", "loss": "loss", "revenue": "revenue", "quarterly": "whole"}


def event(type_: str = "acquisition", at: int = 0, date: str = "", basis: str = "none", **rest: Any) -> Event:
    """Return an event told at `at`: its roles are filled by names of entities, whatever else is named is a value."""
    roles = {
        role: rest.pop(role).split()
        for role in ("buyer", "target", "company", "actor", "person", "place")
        if role in rest
    }
    status = rest.pop("status", "occurred")
    return Event(
        type=type_,
        triggers=((at, at + 1),),
        start=at // 100 * 100,
        end=at // 100 * 100 + 100,
        roles={role: tuple((name, at, at + 1) for name in names) for role, names in roles.items()},
        values=rest,
        date=date,
        date_basis=basis,
        status=status,
    )


def dated(date: str, at: int = 0, **rest: Any) -> Event:
    """Return an event that the text dates."""
    return event(at=at, date=date, basis="text", **rest)


def news(at: int = 0, **rest: Any) -> Event:
    """Return an event of the day of publication."""
    return event(at=at, date="2019-06-05", basis="publication", **rest)


JOINER = Joiner(frozenset({"earnings", "other"}), KINDS, {(50, 51): (40, 41)})
DEAL = {"buyer": "norvent", "target": "calmar"}
FIGURE: dict[str, Any] = {"type_": "earnings", "company": "norvent"}


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        pytest.param(event(**DEAL), event(at=100, **DEAL), True, id="the-same-again"),
        pytest.param(event(**DEAL), event(at=100, buyer="norvent"), True, id="with-a-role-left-out"),
        pytest.param(event(**DEAL), event(at=100, buyer="norvent", target="ostrava"), False, id="another-target"),
        pytest.param(dated("2019-06", **DEAL), dated("2019-06-03", at=100, **DEAL), True, id="a-day-in-its-month"),
        pytest.param(dated("2019-06-XX/..", **DEAL), dated("2019", at=100, **DEAL), True, id="begins-in-its-year"),
        pytest.param(dated("../2019-06", **DEAL), dated("2019-05-03", at=100, **DEAL), False, id="some-time-before"),
        pytest.param(dated("2019-05", **DEAL), dated("2019-06-03", at=100, **DEAL), False, id="another-month"),
        pytest.param(dated("2019-05-02", **DEAL), news(100, **DEAL), False, id="old-is-no-news"),
        pytest.param(dated("2019-06-04", **DEAL), news(100, **DEAL), True, id="news-of-yesterday"),
        pytest.param(event(amount=3, **DEAL), event(at=100, amount=4, **DEAL), False, id="another-amount"),
        pytest.param(event(**DEAL), event(at=100, status="denied", **DEAL), False, id="denied"),
        pytest.param(
            dated("2019-06", status="denied", **DEAL),
            dated("2019-06-03", at=100, status="denied", **DEAL),
            False,
            id="denied-twice",
        ),
        pytest.param(
            dated("2019-06-03", actor="council", type_="policy"),
            dated("2019-06-03", at=100, actor="council", type_="policy", status="planned"),
            False,
            id="done-and-to-come",
        ),
        pytest.param(
            dated("2019-06-03", at=40, actor="council", type_="policy"),
            dated("2019-06-03", at=50, actor="council", type_="policy", status="planned"),
            True,
            id="decided-to-do",
        ),
        pytest.param(
            event("award", person="dara", award="new record"),
            event("award", at=100, person="dara", award="record of the track"),
            True,
            id="a-record-in-other-words",
        ),
        pytest.param(
            event("award", person="dara", award="new record"),
            event("award", at=100, person="dara", award="gold medal"),
            False,
            id="two-awards",
        ),
        pytest.param(
            news(metric="quarterly profit", **FIGURE),
            news(100, metric="earnings", amount=10**8, **FIGURE),
            True,
            id="profit",
        ),
        pytest.param(
            news(metric="profit", amount=10**8, **FIGURE),
            news(100, metric="earnings", amount=0.8, **FIGURE),
            True,
            id="profit-for-each-share",
        ),
        pytest.param(
            news(metric="profit", amount=10**8, **FIGURE),
            news(100, metric="profit", amount=2 * 10**8, **FIGURE),
            False,
            id="two-profits",
        ),
        pytest.param(
            news(metric="profit", period="2019-Q1", **FIGURE),
            news(100, metric="profit", period="2019-Q2", **FIGURE),
            False,
            id="two-quarters",
        ),
        pytest.param(
            news(metric="profit", **FIGURE),
            news(100, metric="profit", status="planned", **FIGURE),
            False,
            id="forecast",
        ),
        pytest.param(news(metric="profit", **FIGURE), news(100, metric="revenue", **FIGURE), False, id="two-kinds"),
        pytest.param(news(metric="revenue", **FIGURE), news(100, metric="ferry revenue", **FIGURE), False, id="a-part"),
        pytest.param(news(metric="orders", **FIGURE), news(100, metric="orders", **FIGURE), False, id="of-no-kind"),
        pytest.param(
            dated("2019-06-03", type_="accident", actor="norvent"),
            event("accident", at=100, place="calais"),
            True,
            id="the-only-other-one-by-its-place",
        ),
        pytest.param(
            event("other", actor="norvent"), event("other", at=100, place="calais"), False, id="other-by-its-place"
        ),
    ],
)
def test_same(one: Event, other: Event, joined: bool) -> None:
    assert len(JOINER.join([one, other])) == (1 if joined else 2)


def test_a_place_does_not_choose_between_two() -> None:
    fires = [event("accident", person="norvent"), event("accident", at=100, person="calmar")]
    assert len(JOINER.join([*fires, event("accident", at=200, place="calais")])) == 3


def test_one_event_has_the_best_of_both() -> None:
    (found,) = JOINER.join(
        [
            dated("2019", buyer="norvent", count=1),
            dated("2019-06-03", at=100, buyer="norvent", target="calmar", amount=3, currency="EUR"),
        ]
    )
    assert found.triggers == ((0, 1), (100, 101))
    assert found.roles.keys() == {"buyer", "target"}
    assert len(found.roles["buyer"]) == 1
    assert found.values == {"count": 1, "amount": 3, "currency": "EUR"}
    assert found.date == "2019-06-03"
