"""How sure facts are: what the column `confidence` says is made from one gold, and measured on another."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from dateline.confidence import EVIDENCE, confidence, evidence
from dateline.errors import GoldError
from dateline.evaluation.alignment import align
from dateline.evaluation.gold import GoldDocument

LAYERS = ("events", "relations")
# the strength that, and the least number of cases from which a rule's own share, foretold left-out articles best
STRENGTH, ENOUGH = 16, 5
BINS = 10
COLUMNS = ("layer", "low", "high", "facts", "confidence", "right", "ece", "brier")


class Case(NamedTuple):
    """One predicted fact: what its confidence is made from, what it says, and whether the fact is right."""

    layer: str
    type: str
    rule: str
    evidence: str
    confidence: float
    right: bool


def cases(predicted: Mapping[str, GoldDocument], gold: Mapping[str, GoldDocument]) -> list[Case]:
    """Return the predicted events and relations; events count as right typed, relations as right triples.

    Raises:
        GoldError: when the gold has no events and relations, but dates only.
    """
    if missing := set(LAYERS).difference(*(document.layers for document in gold.values())):
        raise GoldError(f"the gold annotates no {' and '.join(sorted(missing))}, so it tells nothing of confidence")
    found = []
    for one in align(predicted, gold):
        right = {left for left, _ in one.event_pairs}
        for number, event in enumerate(one.predicted.events):
            told = evidence(event.named, event.triggers)
            found.append(Case("events", event.type, event.rule, told, event.confidence, number in right))
        for triple, relation in one.predicted_triples.items():
            right_too = triple in one.gold_triples
            found.append(Case("relations", relation.type, relation.rule, "", relation.confidence, right_too))
    return found


def calibration(predicted: Mapping[str, GoldDocument], gold: Mapping[str, GoldDocument], source: str = "") -> str:
    """Return the lexicon `confidence.txt`: how often the facts of each rule and type are right.

    A rule's share is drawn towards that of its type, a type's towards that of its layer: few cases say little.

    Args:
        predicted: the facts.
        gold: what they should be.
        source: names the gold in the lexicon's head.

    Raises:
        GoldError: as `cases`.
    """
    found = cases(predicted, gold)
    table: dict[str, float] = {}
    for layer in LAYERS:
        table |= _shares(layer, [case for case in found if case.layer == layer])
    factors = {told: _factor(table, [case for case in found if case.evidence == told]) for told in EVIDENCE}
    counts = " and ".join(f"{sum(case.layer == layer for case in found)} {layer}" for layer in LAYERS)
    told = f":\n# {source}" if source else ""
    head = (
        "# Event or relation type, or rule, and how often such rows are right on gold. `events` and `relations`: of\n"
        "# types that the gold does not show. The kinds of evidence multiply the odds of an event.\n"
        f"# Made by `dateline evaluate OUT GOLD --confidence FILE` from {counts} in {len(gold)} articles{told}.\n"
        f"# A rule's share (from {ENOUGH} cases on) is drawn towards its type's, that towards all, "
        f"by {STRENGTH} cases.\n"
    )
    return head + "".join(f"{key}\t{value:.2f}\n" for key, value in (table | factors).items())


def _shares(layer: str, found: Sequence[Case]) -> dict[str, float]:
    """Return the share of right facts of a layer, its types, and its rules of enough cases."""
    by_type, by_rule = _grouped(found, "type"), _grouped(found, "rule")
    # each type says its share, the surer the more cases it has, so that one that is frequent does not speak for all
    weights = {type_: len(part) / (len(part) + STRENGTH) for type_, part in by_type.items()}
    total = sum(weights[type_] * _right(part) for type_, part in by_type.items())
    whole = total / sum(weights.values()) if weights else 0.5
    types = {type_: _drawn(part, whole) for type_, part in by_type.items()}
    rules = {rule: _drawn(part, types[part[0].type]) for rule, part in by_rule.items() if rule and len(part) >= ENOUGH}
    return {layer: whole} | types | rules


def _grouped(found: Sequence[Case], name: str) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(found):
        groups[getattr(case, name)].append(case)
    return dict(sorted(groups.items()))


def _right(found: Sequence[Case]) -> float:
    return _mean([case.right for case in found])


def _drawn(found: Sequence[Case], towards: float) -> float:
    return (sum(case.right for case in found) + STRENGTH * towards) / (len(found) + STRENGTH)


def _factor(table: Mapping[str, float], found: Sequence[Case]) -> float:
    """Return how much greater the odds of events of one kind of evidence are than their rules foretell."""
    if not found:
        return 1.0
    foretold = _mean([confidence(table, case.layer, case.rule, case.type) for case in found])
    seen = _drawn(found, foretold)
    return seen / (1 - seen) / (foretold / (1 - foretold)) if 0 < foretold < 1 else 1.0


def reliability(predicted: Mapping[str, GoldDocument], gold: Mapping[str, GoldDocument]) -> pd.DataFrame:
    """Set the confidence that facts have beside the share of them that is right.

    Returns:
        One row a layer and tenth of confidence, `low` to `high`, and one of all: the number of facts, their mean
        confidence, the share that is right; of all also the expected calibration error (how far the two lie apart in
        the mean over the tenths) and the Brier score (mean square of confidence less 1 or 0).

    Raises:
        GoldError: as `cases`.
    """
    found = cases(predicted, gold)
    rows: list[tuple[object, ...]] = []
    for layer in LAYERS:
        facts = [case for case in found if case.layer == layer]
        bins: dict[int, list[Case]] = defaultdict(list)
        for case in facts:
            bins[min(int(case.confidence * BINS), BINS - 1)].append(case)
        for number, part in sorted(bins.items()):
            rows.append((layer, number / BINS, (number + 1) / BINS, len(part), _said(part), _right(part), None, None))
        apart = [abs(_said(part) - _right(part)) for part in bins.values() for _ in part]
        brier = [(case.confidence - case.right) ** 2 for case in facts]
        rows.append((layer, 0.0, 1.0, len(facts), _said(facts), _right(facts), _mean(apart), _mean(brier)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[4:], float))


def _said(found: Sequence[Case]) -> float:
    return _mean([case.confidence for case in found])


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else math.nan
