"""The two tables of an evaluation: scores, and every error in its sentence."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from dateline.articles.annotated import Timex
from dateline.evaluation.alignment import Alignment, align, equal_values, role_pairs
from dateline.evaluation.gold import GoldDocument, GoldEntity, GoldEvent, GoldRelation, Span
from dateline.evaluation.scores import intervals, ratio, stack, tally

SCORE_COLUMNS = (
    "layer", "measure", "type", "gold", "predicted", "right", "precision", "recall", "f1", "low", "high",
)  # fmt: skip
MISSED, SPURIOUS, WRONG = "missed", "spurious", "wrong value"


class Error(NamedTuple):
    """One row of `errors`: `[start, end)` is the place in the gold's text, `sentence` the sentence around it."""

    doc_id: str
    layer: str
    kind: str
    type: str
    gold: str
    predicted: str
    start: int
    end: int
    sentence: str


def evaluate(predicted: Mapping[str, GoldDocument], gold: Mapping[str, GoldDocument]) -> pd.DataFrame:
    """Score predicted facts against the gold: one row a layer, measure and type.

    Returns:
        Columns layer, measure, type, gold, predicted, right (counts), precision, recall, f1, and low and high, the
        bounds of the 95 % bootstrap interval of F1. A share of nothing is NaN. The package's page defines each measure.

    Raises:
        GoldError: when the prediction holds none of the gold's articles, or was made from another text.
    """
    layers = {"articles"}.union(*(document.layers for document in gold.values()))
    keys, counts = stack([tally(one) for one in align(predicted, gold)], layers)
    low, high = intervals(counts)
    rows = []
    for number, (key, (wanted, found, right)) in enumerate(
        zip(keys, counts.sum(axis=0).astype(int).tolist(), strict=True)
    ):
        shares = ratio(right, found), ratio(right, wanted), ratio(2 * right, wanted + found)
        rows.append((*key, wanted, found, right, *shares, low[number], high[number]))
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))


def errors(predicted: Mapping[str, GoldDocument], gold: Mapping[str, GoldDocument]) -> pd.DataFrame:
    """List what is missed, spurious or wrong, sorted by article and place.

    Returns:
        Columns doc_id, layer, kind (`missed`, `spurious`, `wrong value`), type, gold, predicted, start, end, sentence.
        `layer` is a layer of `evaluate`, or layer/measure for what is wrong within a right event. Offsets are half-open
        code points of the gold's text.

    Raises:
        GoldError: as `evaluate`.
    """
    rows = [error for one in align(predicted, gold) for error in sorted(_Lister(one).list(), key=_place)]
    return pd.DataFrame(rows, columns=list(Error._fields))


def _place(error: Error) -> tuple[Any, ...]:
    return error.start, error.end, error.layer, error.kind, error.type, error.gold, error.predicted


class _Lister:
    """Lists the errors of one article and words them."""

    def __init__(self, one: Alignment) -> None:
        self.one = one

    def list(self) -> Iterator[Error]:
        """Yield the errors of every layer that the gold annotates."""
        if not self.one.found:
            text = self.one.gold.text
            yield Error(self.one.gold.doc_id, "articles", MISSED, "", self.one.gold.title, "", 0, len(text), "")
        listers = {
            "names": self._names,
            "entities": self._entities,
            "dates": self._dates,
            "relations": self._relations,
            "events": self._events,
        }
        for layer, lister in listers.items():
            if layer in self.one.gold.layers:
                yield from lister()

    def _names(self) -> Iterator[Error]:
        predicted = {(one.start, one.end): one.type for one in self.one.predicted_mentions}
        gold = {(one.start, one.end): one.type for one in self.one.gold_mentions}
        wrong = dict(predicted.items() - gold.items())
        for span, type_ in gold.items():
            if predicted.get(span) == type_:
                continue
            # What touches a missed name is the same name with other bounds or another type.
            other = next((one for one in sorted(wrong) if one[0] < span[1] and span[0] < one[1]), None)
            if other is None:
                yield self._error("names", MISSED, type_, f"{type_} {self._text(span)}", "", span)
            else:
                found = f"{wrong.pop(other)} {self._text(other)}"
                yield self._error("names", WRONG, type_, f"{type_} {self._text(span)}", found, span)
        for span, type_ in wrong.items():
            yield self._error("names", SPURIOUS, type_, "", f"{type_} {self._text(span)}", span)

    def _entities(self) -> Iterator[Error]:
        predicted, gold = self.one.predicted_entities, self.one.gold_entities
        left = {number for number, _ in self.one.entity_pairs}
        right = {number for _, number in self.one.entity_pairs}
        missed = {entity.id: entity for number, entity in enumerate(gold) if number not in right}
        for entity in (entity for number, entity in enumerate(predicted) if number not in left):
            wanted = missed.pop(self.one.identity.get(entity.id, ""), None)
            if wanted is None:
                yield self._error("entities", SPURIOUS, entity.type, "", _word(entity), entity.mentions[0])
            else:
                yield self._error("entities", WRONG, wanted.type, _word(wanted), _word(entity), wanted.mentions[0])
        for entity in missed.values():
            yield self._error("entities", MISSED, entity.type, _word(entity), "", entity.mentions[0])

    def _dates(self) -> Iterator[Error]:
        predicted, gold = dict(enumerate(self.one.predicted.dates)), dict(enumerate(self.one.gold.dates))
        for left, right in self.one.date_pairs:
            found, wanted = predicted.pop(left), gold.pop(right)
            if (found.start, found.end, found.type, found.value) != (
                wanted.start,
                wanted.end,
                wanted.type,
                wanted.value,
            ):
                words = self._date(wanted), self._date(found)
                yield self._error("dates", WRONG, wanted.type, *words, (wanted.start, wanted.end))
        for date in gold.values():
            yield self._error("dates", MISSED, date.type, self._date(date), "", (date.start, date.end))
        for date in predicted.values() if self.one.gold.all_dates else ():
            yield self._error("dates", SPURIOUS, date.type, "", self._date(date), (date.start, date.end))

    def _relations(self) -> Iterator[Error]:
        predicted, gold = self.one.predicted_triples, self.one.gold_triples
        for triple in gold.keys() - predicted.keys():
            words, span = self._relation(gold[triple], self.one.gold)
            yield self._error("relations", MISSED, triple[0], words, "", span)
        for triple in predicted.keys() - gold.keys():
            words, span = self._relation(predicted[triple], self.one.predicted)
            yield self._error("relations", SPURIOUS, triple[0], "", words, span)

    def _events(self) -> Iterator[Error]:
        predicted, gold = dict(enumerate(self.one.predicted.events)), dict(enumerate(self.one.gold.events))
        for left, right in self.one.event_pairs:
            yield from self._details(predicted.pop(left), gold.pop(right))
        for left, right in self.one.untyped_event_pairs:
            if left in predicted and right in gold:
                found, wanted = predicted.pop(left), gold.pop(right)
                pair = self._event(wanted, self.one.gold), self._event(found, self.one.predicted)
                yield self._error("events", WRONG, wanted.type, *pair, wanted.triggers[0])
        for event in gold.values():
            yield self._error("events", MISSED, event.type, self._event(event, self.one.gold), "", event.triggers[0])
        for event in predicted.values():
            words = self._event(event, self.one.predicted)
            yield self._error("events", SPURIOUS, event.type, "", words, event.triggers[0])

    def _details(self, found: GoldEvent, wanted: GoldEvent) -> Iterator[Error]:
        """Yield what is wrong within an event that is right."""
        place = wanted.triggers[0]
        pairs, gold_pairs = self.one.fillers(found), role_pairs(wanted)
        for role, filler in gold_pairs - pairs:
            yield self._error("events/roles", MISSED, wanted.type, f"{role}={self._name(filler)}", "", place)
        for role, filler in pairs - gold_pairs:
            yield self._error("events/roles", SPURIOUS, wanted.type, "", f"{role}={self._name(filler)}", place)
        for name in ("date", "status"):
            value, other = getattr(wanted, name), getattr(found, name)
            if value != other:
                yield self._error(f"events/{name}", WRONG, wanted.type, value, other, place)
        for name in sorted(wanted.values.keys() - set(equal_values(found.values, wanted.values))):
            kind = WRONG if name in found.values else MISSED
            other = f"{name}={found.values[name]}" if name in found.values else ""
            yield self._error("events/values", kind, wanted.type, f"{name}={wanted.values[name]}", other, place)
        for name in sorted(found.values.keys() - wanted.values.keys()):
            yield self._error("events/values", SPURIOUS, wanted.type, "", f"{name}={found.values[name]}", place)

    def _error(self, layer: str, kind: str, type_: str, gold: str, predicted: str, span: Span) -> Error:
        start, end = span
        sentence = next((self.one.gold.text[a:b] for a, b in self.one.sentences if a <= start < b), "")
        return Error(self.one.gold.doc_id, layer, kind, type_, gold, predicted, start, end, " ".join(sentence.split()))

    def _text(self, span: Span) -> str:
        return " ".join(self.one.gold.text[slice(*span)].split())

    def _name(self, filler: str) -> str:
        """Name an entity of the gold, or one behind a `?` that is only predicted."""
        document, id_ = (self.one.predicted, filler[1:]) if filler.startswith("?") else (self.one.gold, filler)
        return document.entities[id_].name if id_ in document.entities else id_

    def _date(self, date: Timex) -> str:
        return f"{date.type} {date.value} {self._text((date.start, date.end))}"

    def _relation(self, relation: GoldRelation, document: GoldDocument) -> tuple[str, Span]:
        """Word a relation and say where it stands: its evidence, or else where head and tail are nearest."""
        ends = [document.entities.get(end, GoldEntity(end, "", end)) for end in (relation.head, relation.tail)]
        near = [(min(one, other), max(one, other)) for one in ends[0].mentions for other in ends[1].mentions]
        first, last = min(near, key=lambda pair: pair[1][1] - pair[0][0], default=((0, 0), (0, 0)))
        return f"{relation.type}({ends[0].name}, {ends[1].name})", relation.evidence or (first[0], last[1])

    def _event(self, event: GoldEvent, document: GoldDocument) -> str:
        names = {id_: entity.name for id_, entity in document.entities.items()}
        roles = (f"{role}={names.get(filler, filler)}" for role, fillers in event.roles.items() for filler in fillers)
        when = event.date or "no date"
        return f"{event.type} {self._text(event.triggers[0])}: {', '.join(roles)}; {when}, {event.status}"


def _word(entity: GoldEntity) -> str:
    return f"{entity.type} {entity.name}"
