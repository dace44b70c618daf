"""Relations between named things: who works for whom, what lies where, who makes and owns what.

Four kinds of rule, in `models/rules/relations.toml`: over predicates (`verbs`, `nouns`, `adjectives` with roles `head` and `tail`, the
language of `dateline.matching`), over two neighbouring mentions (`between`, a regular expression on the text that separates them; `first` says which end stands first),
over names (`prefix`, one name begins with the other: "BMW i3" and "BMW") and over events (`event`, what follows from one that
happened: an acquisition makes an owner). Relational nouns ("unit", "maker", "chief executive") are predicates too: their `self` is
what they say it of. Endpoint types are those of the fact schema; symmetric relations are stored once, in name order. Reads
predicates, statuses, entities and events; writes `doc._.relations`, sorted by place.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers doc._.relations)
from dateline.errors import RuleError
from dateline.matching import PATTERN_KEYS, Filler, Pattern, match, parse_pattern
from dateline.rules import RuledComponent, check_keys, words
from dateline.types import Entity, Predicate, Relation

ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    type_: (frozenset(heads.split()), frozenset(tails.split()))
    for type_, heads, tails in (
        ("works_for", "PERSON", "ORG PLACE"),
        ("founded_by", "ORG", "PERSON ORG"),
        ("based_in", "ORG", "PLACE"),
        ("operates_in", "ORG", "PLACE"),
        ("lives_in", "PERSON", "PLACE"),
        ("located_in", "PLACE NAMED_EVENT", "PLACE"),
        ("subsidiary_of", "ORG", "ORG"),
        ("owns", "ORG PERSON PLACE", "ORG PRODUCT PLACE"),
        ("member_of", "ORG PERSON PLACE", "ORG"),
        ("makes", "ORG", "PRODUCT WORK"),
        ("customer_of", "ORG PLACE", "ORG"),
        ("partner_of", "ORG", "ORG"),
        ("competitor_of", "ORG", "ORG"),
        ("part_of", "PRODUCT", "PRODUCT"),
        ("kin_of", "PERSON", "PERSON"),
    )
}
SYMMETRIC = {"partner_of", "competitor_of", "kin_of"}
KINDS = ("between", "prefix", "event")
REACH = 60  # characters that may separate neighbouring mentions
UNTRUE = {"cancelled", "denied", "possible"}


@Language.factory("dateline_relations", assigns=["doc.user_data"], requires=["token.dep", "token.lemma"])
def make(nlp: Language, name: str) -> "Relations":
    """Make the component for `nlp.add_pipe("dateline_relations")`."""
    return Relations(nlp, name)


class Relations(RuledComponent):
    """Finds relations; every pair of ends has one relation of a type, that of its best rule."""

    RULE_FILES: ClassVar[tuple[str, ...]] = ("relations.toml",)
    LEXICONS: ClassVar[tuple[str, ...]] = ("positions", "kin", "confidence")

    def compile(self) -> None:
        """Sort the rules by kind; raises RuleError for an unknown type or a pattern that is no regular expression."""
        lexicons = self.data["lexicons"]
        self.index: dict[tuple[str, str], list[Pattern]] = {}
        self.between: list[tuple[dict[str, Any], re.Pattern[str]]] = []
        self.prefix: list[dict[str, Any]] = []
        self.by_event: dict[str, list[dict[str, Any]]] = {}
        for rule in self.data["rules"]:
            check_keys(rule, (*PATTERN_KEYS, *KINDS, "head", "tail", "first", "position"))
            if rule.get("makes") not in ENDS:
                raise RuleError(f"{rule['where']}: rule {rule['id']} makes {rule.get('makes')}, which is no relation type")
            if "between" in rule:
                try:
                    self.between.append((rule, re.compile(rule["between"])))
                except re.error as error:
                    raise RuleError(f"{rule['where']}: rule {rule['id']}: between: {error}") from error
            elif "prefix" in rule:
                self.prefix.append(rule)
            elif "event" in rule:
                self.by_event.setdefault(rule["event"], []).append(rule)
            else:
                pattern = parse_pattern(rule, lexicons)
                for trigger in pattern.triggers:
                    self.index.setdefault(trigger, []).append(pattern)
        self.rules = {rule["id"]: rule for rule in self.data["rules"]}
        self.positions = words(self.data, "positions")
        self.confidence = {key: float(values[0]) for key, values in lexicons["confidence"].items()}

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.relations`."""
        doc._.relations = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Relation]:
        """Return the relations of a document, each pair of ends once per type."""
        entities = {entity.id: entity for entity in doc._.entities}
        found: dict[tuple[str, str, str], Relation] = {}
        candidates = [
            *self._from_predicates(doc, entities),
            *self._from_neighbours(doc, entities),
            *self._from_names(doc, entities),
            *self._from_events(doc),
        ]
        for relation in candidates:
            heads, tails = ENDS[relation.type]
            head, tail = entities[relation.head], entities[relation.tail]
            if head.id == tail.id or head.type not in heads or tail.type not in tails:
                continue
            if relation.type in SYMMETRIC and (head.name, head.id) > (tail.name, tail.id):
                relation = _swapped(relation)
            key = (relation.type, relation.head, relation.tail)
            known = found.get(key)
            if known is None or (relation.position and not known.position):
                found[key] = relation
        return sorted(found.values(), key=lambda relation: (relation.start, relation.type, relation.head, relation.tail))

    def _relation(self, doc: Doc, rule_id: str, head: str, tail: str, at: int, **more: Any) -> Relation:
        """Make a relation with the sentence of character `at` as its evidence."""
        span = doc.char_span(at, at + 1, alignment_mode="expand")
        sentence = span.sent if span is not None else doc[:]
        text = sentence.text
        start = sentence.start_char + len(text) - len(text.lstrip())
        makes = self.rules[rule_id]["makes"]
        confidence = self.confidence.get(rule_id, self.confidence.get(makes, self.confidence.get("default", 0.5)))
        end = sentence.start_char + len(text.rstrip())
        return Relation(makes, head, tail, start, end, rule=rule_id, confidence=confidence, **more)

    # --- kinds of evidence ---------------------------------------------------------------------------------------

    def _from_predicates(self, doc: Doc, entities: dict[str, Entity]) -> Iterator[Relation]:
        types = {id_: entity.type for id_, entity in entities.items()}
        statuses = {status.token: status.status for status in doc._.statuses}
        sentences: dict[int, frozenset[str]] = {}
        for predicate in doc._.predicates:
            patterns = self.index.get((predicate.pos, predicate.lemma), ())
            if not patterns or statuses.get(predicate.token) in UNTRUE:
                continue
            sentence = doc[predicate.token].sent
            if sentence.start not in sentences:
                sentences[sentence.start] = frozenset(token.lemma_.lower() for token in sentence)
            heads = {argument.head: doc[argument.head].lemma_.lower() for argument in predicate.arguments}
            for pattern in patterns:
                roles = match(pattern, predicate, types, heads, sentences[sentence.start])
                if roles is None or not {"head", "tail"} <= roles.keys():
                    continue
                position = self._position(doc, predicate) if self.rules[pattern.id].get("position") else ""
                for head, tail in self._pairs(pattern, roles):
                    percent = self._percent(doc, predicate) if pattern.makes == "owns" else None
                    yield self._relation(
                        doc, pattern.id, head, tail, predicate.start, position=position, percent=percent
                    )

    def _pairs(self, pattern: Pattern, roles: dict[str, list[Filler]]) -> Iterator[tuple[str, str]]:
        for head, _ in roles["head"]:
            yield from ((head, tail) for tail, _ in roles["tail"])

    def _position(self, doc: Doc, predicate: Predicate) -> str:
        """Return the words of a post: "chief executive", "Engineering Director", without the names around them."""
        token = doc[predicate.token]
        left = token.i
        while left > token.sent.start:
            before = doc[left - 1]
            named = before.ent_type_ and before.ent_type_ != "NORP"
            if named or before.pos_ not in ("NOUN", "PROPN", "ADJ") and before.text != "-" or before.tag_ == "POS":
                break
            left -= 1
        right = token.i + 1
        while right < token.sent.end and doc[right].dep_ in ("compound", "nmod") and doc[right].lower_ in self.positions:
            right += 1
        return doc[left:right].text

    def _percent(self, doc: Doc, predicate: Predicate) -> float | None:
        sentence = doc[predicate.token].sent
        for quantity in doc._.quantities:
            if quantity.kind == "percent" and sentence.start_char <= quantity.start < sentence.end_char:
                return float(quantity.value)
        return None

    def _from_neighbours(self, doc: Doc, entities: dict[str, Entity]) -> Iterator[Relation]:
        """Yield relations of two mentions by the text that separates them."""
        named = [
            (mention, entity)
            for entity in entities.values()
            for mention in entity.mentions
            if mention.kind in ("name", "alias")
        ]
        named.sort(key=lambda pair: (pair[0].start, pair[0].end))
        for (left, first), (right, second) in zip(named, named[1:], strict=False):
            gap = doc.text[left.end : right.start]
            if len(gap) > REACH or "\n\n" in gap:
                continue
            for rule, pattern in self.between:
                head, tail = (first, second) if rule["first"] == "head" else (second, first)
                if head.type in rule["head"] and tail.type in rule["tail"] and pattern.fullmatch(gap):
                    yield self._relation(doc, rule["id"], head.id, tail.id, left.start)

    def _from_names(self, doc: Doc, entities: dict[str, Entity]) -> Iterator[Relation]:
        """Yield relations of two entities of which one's name begins with the other's."""
        for rule in self.prefix:
            for tail in entities.values():
                for head in entities.values():
                    if head.type in rule["head"] and tail.type in rule["tail"]:
                        names = {name.lower() for name in (head.name, *head.aliases)}
                        if any(tail.name.lower().startswith(f"{name} ") for name in names):
                            yield self._relation(doc, rule["id"], head.id, tail.id, tail.mentions[0].start)

    def _from_events(self, doc: Doc) -> Iterator[Relation]:
        """Yield what follows from an event that happened."""
        for event in doc._.events:
            if event.status in UNTRUE | {"planned"}:
                continue
            for rule in self.by_event.get(event.type, ()):
                for head in event.roles.get(rule["head"], ()):
                    for tail in event.roles.get(rule["tail"], ()):
                        position = str(event.values.get("position", "")) if rule["makes"] == "works_for" else ""
                        yield self._relation(doc, rule["id"], head[0], tail[0], event.start, position=position)


def _swapped(relation: Relation) -> Relation:
    return Relation(**{**vars(relation), "head": relation.tail, "tail": relation.head})
