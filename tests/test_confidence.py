"""How sure a fact is: by its rule, else its type, else its layer, and by how many take part."""

import pytest

from dateline.confidence import confidence, evidence

TABLE = {"events": 0.6, "ipo": 0.7, "ipo.list": 0.8, "award": 1.0, "several participants": 1.5}


@pytest.mark.parametrize(
    ("rule", "type_", "participants", "expected"),
    [
        ("ipo.list", "ipo", 1, 0.8),
        ("ipo.new", "ipo", 1, 0.7),
        ("mine.new", "mine", 1, 0.6),
        ("mine.new", "mine", 2, 0.9 / 1.3),
        ("award.win", "award", 3, 1.0),
    ],
    ids=["rule", "type", "layer", "several-take-part", "sure"],
)
def test_confidence(rule, type_, participants, expected):
    assert confidence(TABLE, "events", rule, type_, evidence(participants)) == pytest.approx(expected)
