"""The confidence of rules and types, drawn towards that of all, and how far it holds."""

from dataclasses import replace

import pytest
from purchase import BOUGHT, CLOSE, GOLD

from dateline.errors import GoldError
from dateline.evaluation import GoldDocument, calibration, reliability
from dateline.evaluation.gold import GoldRelation

TWO = (("E1", 1000), ("E2", 2000))
RIGHT = [replace(BOUGHT, id=f"V{number}", named=TWO, rule="acquisition.buy", confidence=0.75) for number in range(6)]
WRONG = replace(CLOSE, id="V9", rule="closure.shut", roles={"org": ("E3",)}, confidence=0.35)
OWNS = GoldRelation("owns", "E1", "E2", rule="owns.of", confidence=0.9)


def facts(*events, relations=(OWNS,)) -> dict[str, GoldDocument]:
    return {"one": replace(GOLD, events=events, relations=relations)}


def shares(predicted, gold) -> dict[str, float]:
    lines = [line for line in calibration(predicted, gold).splitlines() if not line.startswith("#")]
    return {key: float(share) for key, share in (line.split("\t") for line in lines)}


def test_rule_is_drawn_towards_its_type_and_type_towards_all():
    made = shares(facts(*RIGHT, WRONG), facts(*RIGHT))
    # weights 6 / 22 of the type that is right and 1 / 17 of the one that is wrong
    assert made["events"] == pytest.approx(0.82, abs=0.005)
    assert made["closure"] < made["events"] < made["acquisition"] < made["acquisition.buy"]
    assert "closure.shut" not in made, "one case says nothing of a rule"
    assert (made["relations"], made["owns"]) == (1, 1)


def test_evidence_is_a_factor_on_the_odds():
    made = shares(facts(*RIGHT, WRONG), facts(*RIGHT))
    assert made["one participant"] < 1 < made["several participants"]
    assert made["participant from elsewhere"] == 1, "there is no such case"


def test_a_participant_that_only_the_trigger_stands_for_is_evidence_of_its_own():
    start, _ = WRONG.triggers[0]
    made = shares(facts(*RIGHT, replace(WRONG, named=(("E3", start),))), facts(*RIGHT))
    assert made["participant from elsewhere"] < 1 == made["one participant"]


def test_head_names_the_gold():
    assert ":\n# mine.jsonl.\n" in calibration(facts(*RIGHT), facts(*RIGHT), "mine.jsonl")


@pytest.mark.parametrize("predicted", [facts(relations=()), facts(*RIGHT, relations=())], ids=["none", "events"])
def test_without_facts_there_is_a_share_all_the_same(predicted):
    assert shares(predicted, facts(*RIGHT))["relations"] == 0.5


def test_reliability_sets_confidence_beside_the_share_that_is_right():
    table = reliability(facts(*RIGHT[:3], WRONG), facts(*RIGHT[:2])).fillna(-1)
    rows = [tuple(row) for row in table.round(4).itertuples(index=False)]
    assert rows == [
        ("events", 0.3, 0.4, 1, 0.35, 0.0, -1, -1),
        ("events", 0.7, 0.8, 3, 0.75, 0.6667, -1, -1),
        ("events", 0.0, 1.0, 4, 0.65, 0.5, 0.15, 0.2025),
        ("relations", 0.9, 1.0, 1, 0.9, 1.0, -1, -1),
        ("relations", 0.0, 1.0, 1, 0.9, 1.0, 0.1, 0.01),
    ]


@pytest.mark.parametrize("measure", [calibration, reliability])
def test_dates_tell_nothing_of_confidence(measure):
    dates = {"one": replace(GOLD, layers=frozenset({"dates"}))}
    with pytest.raises(GoldError, match="annotates no events and relations"):
        measure(facts(*RIGHT), dates)
