"""Counts of what is right, precision, recall, F1 and bootstrap intervals. The package's page defines the measures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from math import nan

import numpy as np
import numpy.typing as npt

from dateline.evaluation.alignment import Alignment, equal_values, role_pairs, spans

Key = tuple[str, str, str]
Floats = npt.NDArray[np.float64]

CORE = frozenset({"ORG", "PERSON", "PLACE", "PRODUCT"})
# The measures in the order of the report, with the rows that they always have.
MEASURES: dict[tuple[str, str], tuple[str, ...]] = {
    ("articles", "found"): ("all",),
    ("names", "exact"): ("all", "core"),
    ("names", "overlap"): ("all", "core"),
    ("entities", "entity"): ("all", "core"),
    ("dates", "strict"): ("all",),
    ("dates", "relaxed"): ("all",),
    ("dates", "type"): ("all",),
    ("dates", "value"): ("all",),
    ("relations", "triple"): ("all",),
    ("events", "typed"): ("all",),
    ("events", "untyped"): ("all",),
    ("events", "roles"): ("all",),
    ("events", "date"): ("all",),
    ("events", "status"): ("all",),
    ("events", "values"): ("all",),
}
GROUPS = ("all", "core")
RESAMPLES = 1000
SEED = 20190605
INTERVAL = (2.5, 97.5)


class Tally:
    """The counts of one article: (layer, measure, type) -> [gold, predicted, right]."""

    def __init__(self) -> None:
        self.counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(
        self,
        measure: tuple[str, str],
        gold: Iterable[str],
        predicted: Iterable[str],
        right: Iterable[tuple[str, str]],
    ) -> None:
        """Count the types of gold and predicted items, and of the pairs (predicted type, gold type) that are right."""
        sides = ([(type_, type_) for type_ in gold], [(type_, type_) for type_ in predicted], right)
        for column, items in enumerate(sides):
            for one, other in items:
                self.counts[*measure, "all"][column] += 1
                if one == other:
                    self.counts[*measure, one][column] += 1
                if "core" in MEASURES[measure] and {one, other} <= CORE:
                    self.counts[*measure, "core"][column] += 1


def tally(one: Alignment) -> dict[Key, list[int]]:
    """Count gold, predicted and right of every measure in one article."""
    counts = Tally()
    # The row of type `all` is enough for articles; an empty type would only repeat it.
    counts.counts["articles", "found", "all"] = [1, int(one.found), int(one.found)]
    _tally_names(one, counts)
    _tally_dates(one, counts)
    triples = one.predicted_triples.keys() & one.gold_triples.keys()
    counts.add(
        ("relations", "triple"),
        (triple[0] for triple in one.gold_triples),
        (triple[0] for triple in one.predicted_triples),
        ((triple[0], triple[0]) for triple in triples),
    )
    _tally_events(one, counts)
    # What the gold does not annotate says nothing about what was predicted.
    return {key: numbers for key, numbers in counts.counts.items() if key[0] in one.gold.layers | {"articles"}}


def _tally_names(one: Alignment, counts: Tally) -> None:
    predicted, gold = one.predicted_mentions, one.gold_mentions
    types = [mention.type for mention in gold], [mention.type for mention in predicted]
    counts.add(("names", "exact"), *types, ((same.type, same.type) for same in set(predicted) & set(gold)))
    pairs = ((predicted[left].type, gold[right].type) for left, right in one.mention_pairs)
    counts.add(("names", "overlap"), *types, pairs)
    counts.add(
        ("entities", "entity"),
        (entity.type for entity in one.gold_entities),
        (entity.type for entity in one.predicted_entities),
        ((one.predicted_entities[left].type, one.gold_entities[right].type) for left, right in one.entity_pairs),
    )


def _tally_dates(one: Alignment, counts: Tally) -> None:
    pairs = [(one.predicted.dates[left], one.gold.dates[right]) for left, right in one.date_pairs]
    counted = one.predicted.dates if one.gold.all_dates else [predicted for predicted, _ in pairs]
    types = [date.type for date in one.gold.dates], [date.type for date in counted]
    right = {
        "strict": [pair for pair in pairs if spans(pair[:1]) == spans(pair[1:])],
        "relaxed": pairs,
        "type": [(predicted, gold) for predicted, gold in pairs if predicted.type == gold.type],
        "value": [(predicted, gold) for predicted, gold in pairs if predicted.value == gold.value],
    }
    for measure, same in right.items():
        counts.add(("dates", measure), *types, ((predicted.type, gold.type) for predicted, gold in same))


def _tally_events(one: Alignment, counts: Tally) -> None:
    predicted, gold = one.predicted.events, one.gold.events
    types = [event.type for event in gold], [event.type for event in predicted]
    for measure, pairs in (("typed", one.event_pairs), ("untyped", one.untyped_event_pairs)):
        counts.add(("events", measure), *types, ((predicted[left].type, gold[right].type) for left, right in pairs))
    for left, right in one.event_pairs:
        found, wanted = predicted[left], gold[right]
        fillers, gold_fillers = one.fillers(found), role_pairs(wanted)
        counts.add(
            ("events", "roles"),
            (role for role, _ in gold_fillers),
            (role for role, _ in fillers),
            ((role, role) for role, _ in fillers & gold_fillers),
        )
        type_ = [wanted.type]
        for measure, same in (("date", found.date == wanted.date), ("status", found.status == wanted.status)):
            counts.add(("events", measure), type_, type_, [(wanted.type, wanted.type)] * same)
        names = equal_values(found.values, wanted.values)
        counts.add(("events", "values"), wanted.values, found.values, ((name, name) for name in names))


def order(key: Key) -> tuple[int, int, str]:
    """Sort rows in the order of `MEASURES`, groups first, then types by name."""
    layer, measure, type_ = key
    group = GROUPS.index(type_) if type_ in GROUPS else len(GROUPS)
    return list(MEASURES).index((layer, measure)), group, type_


def ratio(part: float, whole: float) -> float:
    """Return part / whole, NaN for a part of nothing."""
    return part / whole if whole else nan


def intervals(counts: Floats) -> Floats:
    """Bound F1 by resampling articles with replacement: two rows, low and high, a column for each measure.

    Args:
        counts: articles x measures x (gold, predicted, right).
    """
    articles, measures = counts.shape[:2]
    drawn = np.random.default_rng(SEED).integers(articles, size=(RESAMPLES, articles))
    times = np.stack([np.bincount(draw, minlength=articles) for draw in drawn]).astype(np.float64)
    gold, predicted, right = np.moveaxis((times @ counts.reshape(articles, -1)).reshape(RESAMPLES, measures, 3), 2, 0)
    # A resample without any article that has the type says nothing about it and is left out of the percentiles.
    f1 = np.divide(2 * right, gold + predicted, out=np.full_like(right, nan), where=gold + predicted > 0)
    bounds = np.full((2, measures), nan)
    some = ~np.isnan(f1).all(axis=0)
    if some.any():
        bounds[:, some] = np.nanpercentile(f1[:, some], INTERVAL, axis=0)
    return bounds


def stack(tallies: Sequence[dict[Key, list[int]]], layers: Collection[str]) -> tuple[list[Key], Floats]:
    """Return the rows of all articles in order, and their counts: articles x rows x (gold, predicted, right).

    Args:
        tallies: the counts of each article.
        layers: the layers whose rows are there, even if nothing of them was counted.
    """
    always = {(*measure, type_) for measure, types in MEASURES.items() for type_ in types if measure[0] in layers}
    keys = sorted(always.union(*tallies), key=order)
    counts = np.array([[one.get(key, (0, 0, 0)) for key in keys] for one in tallies], dtype=np.float64)
    return keys, counts
