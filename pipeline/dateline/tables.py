"""Docs -> rows of tables.

Each article becomes plain rows at once (`facts`); when it is known who is who over all articles, these become the rows
of the tables (`rows`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers the attributes that are read here)
from dateline import timex
from dateline.chronology import chronology, telling
from dateline.columns import SEPARATOR, TABLES
from dateline.dating import Dating
from dateline.duplicates import signature
from dateline.identities import Form, Identity, content_id
from dateline.paths import models_dir
from dateline.rules import read_rows
from dateline.types import Article, Entity, Event, Predicate, Relation

Row = dict[str, Any]
Fillers = Mapping[str, Sequence[tuple[str, int, int]]]  # role -> (entity, where the words that fill it stand)
Sides = Mapping[str, Sequence[tuple[str, str]]]  # side of a predicate -> (role, entity)
Roles = Mapping[tuple[str, str], tuple[int, str]]
PRECISIONS = {"D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "H": "half"}
PRECISIONS |= {"S": "season", "Y": "year", "DE": "decade", "CE": "century"}
LARGEST = 2**63


@dataclass(frozen=True)
class Facts:
    """What one article gives, without its Doc, in values that JSON has. Entities have the article's own ids.

    `events` are rows with their roles and with who reports them, `relations` rows with head and tail, `predicates` rows
    with their sides and reporters (None where nobody asked). `ignored` holds type and text of the names that a user's
    list dropped, `signature` what near duplicates are found by.
    """

    document: Row
    entities: list[Row] = field(default_factory=list)
    dates: list[Row] = field(default_factory=list)
    events: list[tuple[Row, Fillers, Sequence[str]]] = field(default_factory=list)
    relations: list[tuple[Row, str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    predicates: list[tuple[Row, Sides, Sequence[str]]] | None = None
    signature: str = ""

    @property
    def doc_id(self) -> str:
        """The article's id."""
        return str(self.document["doc_id"])


def facts(article: Article, doc: Doc, *, predicates: bool = False) -> Facts:
    """Read the layers of an analysed Doc into plain rows, so that the Doc need not be kept."""
    document = _document(article) | {"n_sentences": sum(1 for _ in doc.sents), "n_tokens": len(doc)}
    names = {entity.id: entity.name for entity in doc._.entities}
    ordinals: Counter[tuple[object, ...]] = Counter()

    def unique_id(prefix: str, *content: object) -> str:
        # Two appointments under one verb have the same content; the second is told apart by its number.
        ordinals[content] += 1
        return content_id(prefix, article.doc_id, *content, ordinals[content])

    dates = [{"doc_id": article.doc_id} | vars(time) for time in doc._.times]
    events = []
    for event in doc._.events:
        event_id = unique_id("v", event.type, *event.triggers[0])
        events.append((_event(event, event_id, article), event.roles, event.reported_by))
    relations = []
    for relation in doc._.relations:
        content = (relation.type, names.get(relation.head), names.get(relation.tail), relation.start, relation.end)
        relations.append((_relation(relation, unique_id("r", *content), article), relation.head, relation.tail))
    ignored = [(type_, text) for type_, text in doc.user_data.get("dateline_ignored", ())]
    told = _predicates(doc, article, unique_id) if predicates else None
    entities = [_plain(entity) for entity in doc._.entities]
    signed = signature(article.text).hex()
    return Facts(document, entities, dates, events, relations, ignored, told, signed)


def _plain(entity: Entity) -> Row:
    return vars(entity) | {"mentions": [vars(mention) for mention in entity.mentions]}


def form(entity: Row) -> Form:
    """Return the form of an entity of `Facts`."""
    ground = str(entity["place"].get("geonames_id") or "")
    return Form(entity["type"], entity["name"], tuple(entity["aliases"]), ground)


def failed(article: Article, status: str, error: str) -> Facts:
    """Return the facts of an article that was not analysed: its row in `documents`, with `status` and the reason."""
    return Facts(_document(article) | {"status": status, "error": error})


def rows(
    article: Facts, local: Mapping[str, Identity], declared: Roles, min_confidence: float = 0.0
) -> dict[str, list[Row]]:
    """Return the rows of an article by table, but for those of entities.

    Args:
        article: its facts.
        local: the article's ids of entities -> who they are over all articles.
        declared: what `roles` returns.
        min_confidence: events, relations and mentions below it are left out; entities stay, as facts name them.
    """
    found: dict[str, list[Row]] = {"dates": article.dates, "events": [], "event_participants": [], "relations": []}
    for row, fillers, reporters in article.events:
        if row["confidence"] >= min_confidence:
            participants = _participants(row, fillers, local, declared)
            found["event_participants"] += participants
            said = {"reported_by": _names(reporters, local)}
            found["events"].append(row | _sides(row["type"], participants, declared) | said)
    for row, head, tail in article.relations:
        # A layer that names an unknown id has no entity to show.
        if row["confidence"] >= min_confidence and {head, tail} <= set(local):
            ends = _end("head", local[head]) | _end("tail", local[tail])
            # two names that are one over the corpus relate to nothing: "New York City" in "New York"
            if ends["head_id"] != ends["tail_id"]:
                found["relations"].append(row | ends)
    found["mentions"] = _mentions(article, local, min_confidence)
    if article.predicates is not None:
        told = ((row, _named(sides, local), reporters) for row, sides, reporters in article.predicates)
        found["predicates"] = [
            row | named | {"reported_by": _names(reporters, local)} for row, named, reporters in told if named
        ]
    found["documents"] = [article.document | {"n_events": len(found["events"])}]
    return found


def _names(entities: Iterable[str], local: Mapping[str, Identity]) -> str:
    return joined(local[entity].name for entity in entities if entity in local)


def joined(items: Iterable[str]) -> str:
    """Join the distinct items of a list cell in their order."""
    return SEPARATOR.join(dict.fromkeys(items))


def _line(text: str) -> str:
    """Return a piece of text on one line, as cells show it."""
    return " ".join(text.split())


def _document(article: Article) -> Row:
    names = ("doc_id", "path", "title", "published", "published_source", "source", "url", "language", "encoding")
    digest = content_id("t", _line(article.text).casefold()) if article.text.strip() else ""
    return {name: getattr(article, name) for name in names} | {
        "n_chars": len(article.text),
        "status": "ok",
        "error": "",
        "digest": digest,
    }


def _evidence(fact: Event | Relation, article: Article) -> Row:
    return {
        "evidence": _line(article.text[fact.start : fact.end]),
        "evidence_start": fact.start,
        "evidence_end": fact.end,
        "rule": fact.rule,
        "confidence": round(fact.confidence, 3),
    }


def _when(fact: Event | Dating, basis: str, words: str) -> Row:
    earliest, latest = timex.days(fact.date)
    return {
        "date": fact.date,
        "date_start": earliest,
        "date_end": latest,
        "date_precision": precision(fact.date),
        "date_basis": basis,
        "date_text": _line(words),
    }


def _event(event: Event, event_id: str, article: Article) -> Row:
    (start, end), *further = event.triggers
    return {
        **{name: _value(value, name) for name, value in event.values.items()},
        "event_id": event_id,
        "doc_id": article.doc_id,
        "type": event.type,
        "trigger": _line(article.text[start:end]),
        "trigger_start": start,
        "trigger_end": end,
        **_when(event, event.date_basis, event.date_text),
        "status": event.status,
        "factuality": event.factuality,
        **_evidence(event, article),
        "triggers": joined(f"{first}-{last}" for first, last in further),
    }


def _predicates(doc: Doc, article: Article, unique_id: Callable[..., str]) -> list[tuple[Row, Sides, Sequence[str]]]:
    """Return the predicates that name somebody, with their dates."""
    dates = chronology(doc)
    statuses = {status.token: status for status in doc._.statuses}
    found: list[tuple[Row, Sides, Sequence[str]]] = []
    for predicate in telling(doc._.predicates):
        if any(argument.entities for argument in predicate.arguments):
            dating, status = dates[predicate.token], statuses[predicate.token]
            sentence = doc[predicate.token].sent
            text = article.text[sentence.start_char : sentence.end_char]
            start = sentence.start_char + len(text) - len(text.lstrip())
            row = {
                "predicate_id": unique_id("p", predicate.lemma, predicate.start, predicate.end),
                "doc_id": article.doc_id,
                "lemma": predicate.lemma,
                "pos": predicate.pos,
                "text": _line(article.text[predicate.start : predicate.end]),
                "start": predicate.start,
                "end": predicate.end,
                "tense": predicate.tense,
                **_when(dating, dating.basis, dating.text),
                "status": status.status,
                "factuality": status.factuality,
                "evidence": _line(text),
                "evidence_start": start,
                "evidence_end": sentence.start_char + len(text.rstrip()),
            }
            found.append((row, _arguments(predicate), status.reported_by))
    return found


def _arguments(predicate: Predicate) -> dict[str, list[tuple[str, str]]]:
    """Return role and entity of the named arguments of a predicate, by the side of the table that they stand on."""
    sides: dict[str, list[tuple[str, str]]] = {"agent": [], "object": [], "other": []}
    for argument in predicate.arguments:
        side = {"agent": "agent", "patient": "object"}.get(argument.role, "other")
        sides[side] += [(argument.role, entity) for entity in argument.entities]
    return sides


def _named(sides: Sides, local: Mapping[str, Identity]) -> Row:
    """Return the cells of the named participants of a predicate; nothing where neither agent nor object has a name."""
    names: dict[str, dict[str, str]] = {}
    for side, arguments in sides.items():
        known = [(role, local[entity]) for role, entity in arguments if entity in local]
        names[side] = {who.id: f"{role} {who.name}" if side == "other" else who.name for role, who in known}
    if not names["agent"] and not names["object"]:
        return {}
    cells: Row = {}
    for side, named in names.items():
        cells |= {f"{side}s": SEPARATOR.join(named.values()), f"{side}_ids": SEPARATOR.join(named)}
    return cells


def precision(value: str) -> str:
    """Name how precise a date is: `2019-06` is a month, `../2019-06-05` an interval, an unresolved value nothing."""
    return "interval" if "/" in value else PRECISIONS.get(timex.granularity(value), "")


@cache
def _dtypes() -> Mapping[str, str]:
    return {column.name: column.dtype for column in TABLES["events"].columns}


def _value(value: Any, name: str) -> Any:
    """Fit a value of an event to its column: rules may give "1,200" or 3.0 where a whole number is due."""
    dtype = _dtypes().get(name, "string")
    if dtype == "string" or value is None or isinstance(value, bool):
        return "" if value is None else _line(str(value))
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return None
    if dtype == "number":
        return number
    return int(number) if number.is_integer() and abs(number) < LARGEST else None


def _relation(relation: Relation, relation_id: str, article: Article) -> Row:
    return {
        "relation_id": relation_id,
        "doc_id": article.doc_id,
        "type": relation.type,
        "position": _line(relation.position),
        "percent": relation.percent,
        "start": relation.begin,
        "end": relation.until,
        **_evidence(relation, article),
    }


def _end(side: str, identity: Identity) -> Row:
    return {f"{side}_id": identity.id, side: identity.name, f"{side}_type": identity.type}


def _mentions(article: Facts, local: Mapping[str, Identity], min_confidence: float) -> list[Row]:
    return [
        mention
        | {"doc_id": article.doc_id, "entity_id": who.id, "type": entity["type"], "text": _line(mention["text"])}
        | {"confidence": round(mention["confidence"], 3)}
        | {"reason": joined(filter(None, (mention["reason"], who.reason)))}
        for entity in article.entities
        for who in [local[entity["id"]]]
        for mention in entity["mentions"]
        if mention["confidence"] >= min_confidence
    ]


@cache
def roles(folders: tuple[Path, ...] = ()) -> Roles:
    """Return (type of event, role) -> its rank among the roles and its side (`agent`, `object`, `place`)."""
    files = [root / "lexicons" / "event_roles.txt" for root in (models_dir(), *folders)]
    rows = [row for file in files if file.is_file() for row in read_rows(file)]
    return {(type_, role): (rank, side) for rank, (type_, role, side, *_) in enumerate(rows)}


def _participants(row: Row, fillers: Fillers, local: Mapping[str, Identity], declared: Roles) -> list[Row]:
    """Return one row for each entity in each role, roles in the order in which a reader expects them."""
    found: dict[tuple[str, str], Row] = {}
    last = (len(declared), "")
    for role in sorted(fillers, key=lambda role: (declared.get((row["type"], role), last)[0], role)):
        for entity, start, end in fillers[role]:
            if entity in local:
                about = {"event_id": row["event_id"], "doc_id": row["doc_id"], "role": role, "start": start, "end": end}
                about |= {"entity_id": local[entity].id, "name": local[entity].name, "type": local[entity].type}
                found.setdefault((role, local[entity].id), about)
    return list(found.values())


def _sides(type_: str, participants: Iterable[Row], declared: Roles) -> Row:
    """Return the cells `agents`, `objects` and `place`. A role that no file declares counts as an object."""
    sides: dict[str, list[str]] = {"agent": [], "object": [], "place": []}
    for row in participants:
        sides[declared.get((type_, row["role"]), (0, "object"))[1]].append(row["name"])
    return {
        "agents": joined(sides["agent"]),
        "objects": joined(sides["object"]),
        "place": joined(sides["place"]),
    }
