"""How sure a fact is: by its rule, else its type, else its layer, and by how many take part."""

import pytest

from dateline.confidence import confidence, evidence

TABLE = {"events": 0.6, "ipo": 0.7, "ipo.list": 0.8, "award": 1.0, "several participants": 1.5}
TABLE["participant from elsewhere"] = 0.5
ONE, TWO, ELSEWHERE = [("E1", 0)], [("E1", 0), ("E2", 9)], [("E1", 4), ("E2", 9)]


@pytest.mark.parametrize(
    ("rule", "type_", "participants", "expected"),
    [
        ("ipo.list", "ipo", ONE, 0.8),
        ("ipo.new", "ipo", ONE, 0.7),
        ("mine.new", "mine", ONE, 0.6),
        ("mine.new", "mine", TWO, 0.9 / 1.3),
        ("mine.new", "mine", ELSEWHERE, 0.3 / 0.7),
        ("mine.new", "mine", [("E1", 0), ("E1", 9)], 0.6),
        ("award.win", "award", TWO, 1.0),
    ],
    ids=["rule", "type", "layer", "several-take-part", "named-elsewhere", "one-in-two-roles", "sure"],
)
def test_confidence(rule, type_, participants, expected):
    assert confidence(TABLE, "events", rule, type_, evidence(participants, [(4, 8)])) == pytest.approx(expected)
