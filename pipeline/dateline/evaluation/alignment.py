"""Which predicted fact answers to which fact of the gold: articles, names, entities, dates, relations, events.

Everything here is about one article, apart from `align`. Pairs are (number in the prediction, number in the gold). The
package's page says what counts as right; this module decides who is compared with whom.
"""

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dateline.articles.annotated import Timex
from dateline.articles.identity import content_id
from dateline.errors import GoldError
from dateline.evaluation.gold import GoldDocument, GoldEntity, GoldEvent, GoldRelation, Span, Value

Pair = tuple[int, int]
Triple = tuple[str, str, str]

SYMMETRIC = frozenset({"partner_of", "competitor_of", "kin_of"})
TOLERANCE = 0.005
# A pair outweighs all closeness, so that a matching of greatest weight has the greatest number of pairs.
PAIR = 10**9

# A sentence ends at a stop before a capital, a digit or a quotation, and at an empty line ...
BOUNDARY = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\s*\n\s*\n\s*")
# ... but not after initials and what is written like them: "J. Smith", "U.S. Senate".
INITIALS = re.compile(r"(?:\b[A-Za-z]\.)+$")


@dataclass(frozen=True)
class Mention:
    """A mention by name or alias with the type of its entity."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Alignment:
    """One article of the gold beside what was predicted for it; what is paired is computed when it is asked for."""

    predicted: GoldDocument
    gold: GoldDocument
    found: bool = True

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the article, cut by a regular expression."""
        return cut_sentences(self.gold.text)

    @cached_property
    def predicted_mentions(self) -> tuple[Mention, ...]:
        """The predicted mentions in the order of the text."""
        return _mentions(self.predicted)

    @cached_property
    def gold_mentions(self) -> tuple[Mention, ...]:
        """The mentions of the gold in the order of the text."""
        return _mentions(self.gold)

    @cached_property
    def predicted_entities(self) -> tuple[GoldEntity, ...]:
        """The predicted entities that the article names."""
        return _named(self.predicted)

    @cached_property
    def gold_entities(self) -> tuple[GoldEntity, ...]:
        """The entities of the gold that the article names."""
        return _named(self.gold)

    @cached_property
    def mention_pairs(self) -> list[Pair]:
        """Mentions of the same type that overlap, one to one."""
        return match(
            {
                pair: PAIR + closeness
                for pair, closeness in _overlaps(spans(self.predicted_mentions), spans(self.gold_mentions)).items()
                if self.predicted_mentions[pair[0]].type == self.gold_mentions[pair[1]].type
            }
        )

    @cached_property
    def entity_pairs(self) -> list[Pair]:
        """Entities of the same type that share a mention span or an alias, one to one."""
        return match(
            {
                (left, right): PAIR + likeness
                for left, predicted in enumerate(self.predicted_entities)
                for right, gold in enumerate(self.gold_entities)
                if predicted.type == gold.type and (likeness := _likeness(predicted, gold))
            }
        )

    @cached_property
    def identity(self) -> Mapping[str, str]:
        """The id of the gold's entity that each predicted entity stands for; those that stand for none are left out."""
        same: dict[str, str] = {}
        for predicted in self.predicted.entities.values():
            # Among equally like ones the same type wins, then the one that the gold names first.
            likeness, _, gold_id = max(
                (
                    (_likeness(predicted, gold), predicted.type == gold.type, gold_id)
                    for gold_id, gold in self.gold.entities.items()
                ),
                key=lambda candidate: candidate[:2],
                default=(0, False, ""),
            )
            if likeness:
                same[predicted.id] = gold_id
        return same

    @cached_property
    def date_pairs(self) -> list[Pair]:
        """Time expressions that overlap, one to one."""
        return pair_in_order(spans(self.predicted.dates), spans(self.gold.dates))

    @cached_property
    def predicted_triples(self) -> dict[Triple, GoldRelation]:
        """The predicted relations in the gold's entity ids; what stands for none of them keeps its id behind `?`."""
        return _triples(self.predicted.relations, self.identity)

    @cached_property
    def gold_triples(self) -> dict[Triple, GoldRelation]:
        """The relations of the gold, those of symmetric types in one order."""
        return _triples(self.gold.relations, {id_: id_ for id_ in self.gold.entities})

    @cached_property
    def event_pairs(self) -> list[Pair]:
        """Events that are right with their type, one to one."""
        return match({pair: weight for pair, (weight, same_type) in self._candidates.items() if same_type})

    @cached_property
    def untyped_event_pairs(self) -> list[Pair]:
        """Events that are right whatever their type, one to one."""
        return match({pair: weight for pair, (weight, _) in self._candidates.items()})

    def fillers(self, event: GoldEvent) -> set[tuple[str, str]]:
        """Return the pairs (role, entity) of a predicted event in the gold's entity ids."""
        return {
            (role, self.identity.get(filler, f"?{filler}"))
            for role, fillers in event.roles.items()
            for filler in fillers
        }

    @cached_property
    def _candidates(self) -> dict[Pair, tuple[int, bool]]:
        """Weigh the pairs of events that are near and share a participant, and say whether their types are equal."""
        candidates: dict[Pair, tuple[int, bool]] = {}
        for left, predicted in enumerate(self.predicted.events):
            places = self._trigger_sentences(predicted)
            pairs = self.fillers(predicted)
            for right, gold in enumerate(self.gold.events):
                gold_pairs = role_pairs(gold)
                shared = {filler for _, filler in pairs} & {filler for _, filler in gold_pairs}
                touching = sum(
                    any(_overlap(trigger, other) for other in predicted.triggers) for trigger in gold.triggers
                )
                near = touching or any(_overlap(trigger, place) for trigger in gold.triggers for place in places)
                if near and shared:
                    # What is said of the event only decides between candidates that are right all the same.
                    closeness = (
                        1000 * touching
                        + 100 * len(pairs & gold_pairs)
                        + 50 * len(shared)
                        + 10 * len(equal_values(predicted.values, gold.values))
                        + 10 * (predicted.date == gold.date)
                        + 5 * (predicted.status == gold.status)
                        + 20 * (predicted.type == gold.type)
                    )
                    candidates[left, right] = PAIR + closeness, predicted.type == gold.type
        return candidates

    def _trigger_sentences(self, event: GoldEvent) -> list[Span]:
        """Return the evidence and the sentences of the triggers outside it."""
        places = [event.evidence] if event.evidence else []
        outside = [trigger for trigger in event.triggers if not any(_overlap(trigger, place) for place in places)]
        return places + [one for one in self.sentences if any(_overlap(trigger, one) for trigger in outside)]


def align(predicted: Mapping[str, GoldDocument], gold: Mapping[str, GoldDocument]) -> list[Alignment]:
    """Put each article of the gold beside its prediction, sorted by doc_id; what is missing gets an empty prediction.

    Raises:
        GoldError: when no article is in both, or the prediction was made from another text.
    """
    # Articles without an id of their own got one from their content, in the tables; a gold file's may have others.
    by_content = dict(predicted) | {content_id(one.text): one for one in predicted.values() if one.text}
    aligned = []
    for doc_id, document in sorted(gold.items()):
        other = predicted.get(doc_id) or by_content.get(content_id(document.text))
        if other is not None:
            _check_text(other, document)
        aligned.append(Alignment(other or GoldDocument(doc_id), document, other is not None))
    if not any(one.found for one in aligned):
        raise GoldError(
            f"none of the gold's {len(gold)} articles is among the {len(predicted)} predicted ones;"
            " run dateline on the gold file itself"
        )
    return aligned


def match(weights: Mapping[Pair, int]) -> list[Pair]:
    """Return the one-to-one matching of greatest total weight: pairs (left, right), sorted.

    Lefts are added one by one, each along the alternating path of greatest gain (Bellman-Ford with a queue), so that
    the matching is the best one for the lefts so far. The order of numbers decides between equal matchings.
    """
    edges: dict[int, list[int]] = defaultdict(list)
    for left, right in sorted(weights):
        edges[left].append(right)
    holder: dict[int, int] = {}
    for root in edges:
        gain = {root: 0}
        came: dict[int, Pair] = {}
        best, last, free = 0, root, -1
        queue = deque([root])
        while queue:
            left = queue.popleft()
            for right in edges[left]:
                total = gain[left] + weights[left, right]
                owner = holder.get(right)
                if owner is None and total > best:
                    best, last, free = total, left, right
                elif owner is not None and owner != left:
                    # The owner gives up its partner: it looks for another one, or goes without.
                    rest = total - weights[owner, right]
                    if owner not in gain or rest > gain[owner]:
                        gain[owner] = rest
                        came[owner] = left, right
                        queue.append(owner)
                        if rest > best:
                            best, last, free = rest, owner, -1
        if free >= 0:
            holder[free] = last
        while last in came:
            last, right = came[last]
            holder[right] = last
    return sorted((left, right) for right, left in holder.items())


def pair_in_order(predicted: Sequence[Span], gold: Sequence[Span]) -> list[Pair]:
    """Pair spans that overlap, one to one: same spans, then each with the first that is left in the text's order.

    TempEval-3's toolkit does the same: what begins within a span of the other side is its partner, unless it has one.
    """
    places = {span: right for right, span in enumerate(gold)}
    pairs = {left: places.pop(span) for left, span in enumerate(predicted) if span in places}
    taken = set(pairs.values())
    lefts = sorted((left for left in range(len(predicted)) if left not in pairs), key=predicted.__getitem__)
    rights = sorted((right for right in range(len(gold)) if right not in taken), key=gold.__getitem__)
    while lefts and rights:
        one, other = predicted[lefts[0]], gold[rights[0]]
        if _overlap(one, other):
            pairs[lefts.pop(0)] = rights.pop(0)
        else:
            (lefts if one < other else rights).pop(0)
    return sorted(pairs.items())


@lru_cache(maxsize=2**16)
def canonical(name: str) -> str:
    """Return a name without case, accents and punctuation: "U.S." is "us", "Jean-Luc" "jean luc"."""
    letters = (char for char in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(char))
    spaced = "".join(char if char.isalnum() else "" if char in ".'’" else " " for char in letters)
    return " ".join(spaced.split()) or name.casefold()


def equal_values(predicted: Mapping[str, Value], gold: Mapping[str, Value]) -> list[str]:
    """Return the names of the gold's values that the prediction has too: numbers within 0.5 %, text after `canonical`.

    The gold says what is a number: a table's cells are text, and "2006" can be a year.
    """
    return [name for name, value in gold.items() if name in predicted and _same_value(predicted[name], value)]


def role_pairs(event: GoldEvent) -> set[tuple[str, str]]:
    """Return the pairs (role, entity) of an event of the gold."""
    return {(role, filler) for role, fillers in event.roles.items() for filler in fillers}


def spans(items: Iterable[Mention | Timex]) -> list[Span]:
    """Return where mentions or time expressions stand."""
    return [(item.start, item.end) for item in items]


def cut_sentences(text: str) -> tuple[Span, ...]:
    """Cut text into sentences that touch: a rough cut, by stops and empty lines, that knows no pipeline."""
    starts = [0]
    for boundary in BOUNDARY.finditer(text):
        if "\n\n" in boundary[0] or not INITIALS.search(text, starts[-1], boundary.start()):
            starts.append(boundary.end())
    return tuple(zip(starts, [*starts[1:], len(text)], strict=True))


def _check_text(predicted: GoldDocument, gold: GoldDocument) -> None:
    """Refuse a prediction most of whose names do not stand where it says; without names, one of another text."""
    misfits = total = 0
    for entity in predicted.entities.values():
        aliases = _aliases(entity)
        total += len(entity.mentions)
        misfits += sum(canonical(gold.text[start:end]) not in aliases for start, end in entity.mentions)
    if not total and predicted.text and predicted.text != gold.text:
        raise GoldError(f"article {gold.doc_id}: the prediction was made from another text than the gold")
    if misfits > total / 2:
        raise GoldError(
            f"article {gold.doc_id}: {misfits} of {total} predicted names are not at their offsets, so the prediction"
            " was made from another text; run dateline on the gold file itself"
        )


def _aliases(entity: GoldEntity) -> set[str]:
    return {canonical(alias) for alias in (entity.name, *entity.aliases) if alias}


def _likeness(predicted: GoldEntity, gold: GoldEntity) -> int:
    """Count shared mention spans, each for more than a shared alias; 0 when the entities are not alike."""
    return 2 * len(set(predicted.mentions) & set(gold.mentions)) + bool(_aliases(predicted) & _aliases(gold))


def _mentions(document: GoldDocument) -> tuple[Mention, ...]:
    spans = {(start, end, entity.type) for entity in document.entities.values() for start, end in entity.mentions}
    return tuple(Mention(*span) for span in sorted(spans))


def _named(document: GoldDocument) -> tuple[GoldEntity, ...]:
    return tuple(entity for entity in document.entities.values() if entity.mentions)


def _overlap(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _overlaps(predicted: Sequence[Span], gold: Sequence[Span]) -> dict[Pair, int]:
    """Return the pairs that overlap and how close they are: same spans are closest, then the longest overlap."""
    return {
        (left, right): shared + 1000 * (one == other)
        for left, one in enumerate(predicted)
        for right, other in enumerate(gold)
        if (shared := _overlap(one, other))
    }


def _triples(relations: Iterable[GoldRelation], ids: Mapping[str, str]) -> dict[Triple, GoldRelation]:
    """Return the different triples with the first relation that tells each."""
    triples: dict[Triple, GoldRelation] = {}
    for relation in relations:
        ends = [ids.get(end, f"?{end}") for end in (relation.head, relation.tail)]
        head, tail = sorted(ends) if relation.type in SYMMETRIC else ends
        triples.setdefault((relation.type, head, tail), relation)
    return triples


def _same_value(predicted: Value, gold: Value) -> bool:
    if isinstance(gold, str):
        return canonical(str(predicted)) == canonical(gold)
    try:
        return abs(float(predicted) - gold) <= TOLERANCE * abs(gold)
    except ValueError:
        return False
