"""Docs -> tables. Each article becomes plain rows at once (`facts`), all rows together data frames (`frames`)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers the attributes that are read here)
from dateline import timex
from dateline.chronology import chronology, telling
from dateline.columns import ENTITY_TABLES, ON_REQUEST, ORDER, PANDAS, TABLES, Table
from dateline.comparison import comparable, lexicon
from dateline.dating import Dating
from dateline.identities import Identity, Local, content_id, join
from dateline.lists import NOTHING_DECIDED, Decisions
from dateline.paths import models_dir
from dateline.rules import read_rows
from dateline.types import Article, Entity, Event, Predicate, Relation, Status

Row = dict[str, Any]
Roles = Mapping[tuple[str, str], tuple[int, str]]
PRECISIONS = {"D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "H": "half"}
PRECISIONS |= {"S": "season", "Y": "year", "DE": "decade", "CE": "century"}
SEPARATOR = "; "


@dataclass(frozen=True)
class Facts:
    """What one article gives, without its Doc. In `events` and the like entities have the article's own ids.

    `ignored` holds type and text of the names that a user's list dropped; `predicates` is None where nobody asked.
    """

    document: Row
    entities: tuple[Entity, ...] = ()
    dates: list[Row] = field(default_factory=list)
    events: list[tuple[Row, Event]] = field(default_factory=list)
    relations: list[tuple[Row, Relation]] = field(default_factory=list)
    ignored: tuple[tuple[str, str], ...] = ()
    predicates: list[tuple[Row, Predicate, Status]] | None = None

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
        events.append((_event(event, event_id, article), event))
    relations = []
    for relation in doc._.relations:
        content = (relation.type, names.get(relation.head), names.get(relation.tail), relation.start, relation.end)
        relations.append((_relation(relation, unique_id("r", *content), article), relation))
    ignored = tuple((type_, text) for type_, text in doc.user_data.get("dateline_ignored", ()))
    told = _predicates(doc, article, unique_id) if predicates else None
    return Facts(document, tuple(doc._.entities), dates, events, relations, ignored, told)


def failed(article: Article, status: str, error: str) -> Facts:
    """Return the facts of an article that was not analysed: its row in `documents`, with `status` and the reason."""
    return Facts(_document(article) | {"status": status, "error": error})


def tables(docs: Iterable[tuple[Article, Doc]]) -> dict[str, pd.DataFrame]:
    """Return all tables of some analysed articles, by name."""
    return frames(facts(article, doc) for article, doc in docs)


def frames(
    articles: Iterable[Facts],
    min_confidence: float = 0.0,
    folders: Sequence[Path] = (),
    decisions: Decisions = NOTHING_DECIDED,
) -> dict[str, pd.DataFrame]:
    """Join the entities of all articles and return the tables, sorted: the order of the articles does not matter.

    Args:
        articles: the facts of each article.
        min_confidence: events, relations and mentions below it are left out; entities stay, as facts name them.
        folders: a user's folders, whose `lexicons/event_roles.txt` may declare further types and roles.
        decisions: what a user's lists say of entities that are one, or are not.
    """
    declared = roles(tuple(folders))
    kept = sorted(articles, key=lambda article: article.doc_id)
    identities = join(((article.doc_id, entity) for article in kept for entity in article.entities), decisions)
    wanted = TABLES | (ON_REQUEST if any(article.predicates is not None for article in kept) else {})
    rows: dict[str, list[Row]] = {name: [] for name in wanted}
    first_with: dict[str, str] = {}
    for article in kept:
        # Resolve an id of this article; a layer that names an unknown one has no entity to show.
        local = {entity.id: identities[article.doc_id, entity.id] for entity in article.entities}
        events = [pair for pair in article.events if pair[1].confidence >= min_confidence]
        digest = article.document["digest"]
        original = first_with.setdefault(digest, article.doc_id) if digest else article.doc_id
        duplicate_of = "" if original == article.doc_id else original
        rows["documents"].append(article.document | {"n_events": len(events), "duplicate_of": duplicate_of})
        rows["dates"] += article.dates
        for row, event in events:
            participants = _participants(row, event, local, declared)
            rows["event_participants"] += participants
            reporters = [local[entity].name for entity in event.reported_by if entity in local]
            rows["events"].append(
                row | _sides(event.type, participants, declared) | {"reported_by": _joined(reporters)}
            )
        for row, relation in article.relations:
            if relation.confidence >= min_confidence and {relation.head, relation.tail} <= set(local):
                ends = _end("head", local[relation.head]) | _end("tail", local[relation.tail])
                # two names that are one over the corpus relate to nothing: "New York City" in "New York"
                if ends["head_id"] != ends["tail_id"]:
                    rows["relations"].append(row | ends)
        for row, predicate, status in article.predicates or ():
            if named := _named(predicate, local):
                reporters = [local[entity].name for entity in status.reported_by if entity in local]
                rows["predicates"].append(row | named | {"reported_by": _joined(reporters)})
        rows["mentions"] += _mentions(article, local, min_confidence)
    published = {article.doc_id: article.document["published"] for article in kept}
    known = _known_by_relation(rows["relations"], identities)
    for identity in {identity.id: identity for identity in identities.values()}.values():
        rows[ENTITY_TABLES[identity.type]].append(_entity(identity, published) | known.get(identity.id, {}))
    return {name: _frame(name, table, rows[name]) for name, table in wanted.items()}


def _frame(name: str, table: Table, rows: Sequence[Row]) -> pd.DataFrame:
    data = {name: [_cell(row.get(name)) for row in rows] for name in table.names}
    dtypes = {column.name: PANDAS[column.dtype] for column in table.columns}
    by = ORDER.get(name, table.primary)
    # As objects first: pandas would guess 3.0 for an integer column with a gap in it.
    return pd.DataFrame(data, dtype=object).astype(dtypes).sort_values(by, kind="stable", ignore_index=True)


def _cell(value: Any) -> Any:
    """Return an empty cell as None, whatever its type, so that unknown looks the same everywhere."""
    return None if value == "" else value


def _joined(items: Iterable[str]) -> str:
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
        "cluster_id": event_id,
        "triggers": _joined(f"{first}-{last}" for first, last in further),
    }


def _predicates(doc: Doc, article: Article, unique_id: Callable[..., str]) -> list[tuple[Row, Predicate, Status]]:
    """Return the predicates that name somebody, with their dates."""
    dates = chronology(doc)
    statuses = {status.token: status for status in doc._.statuses}
    found = []
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
            found.append((row, predicate, status))
    return found


def _named(predicate: Predicate, local: Mapping[str, Identity]) -> Row:
    """Return the cells of the named participants of a predicate; nothing where neither agent nor object has a name."""
    sides: dict[str, dict[str, str]] = {"agent": {}, "object": {}, "other": {}}
    for argument in predicate.arguments:
        side = {"agent": "agent", "patient": "object"}.get(argument.role, "other")
        for entity in argument.entities:
            if entity in local:
                name = local[entity].name
                sides[side][local[entity].id] = f"{argument.role} {name}" if side == "other" else name
    if not sides["agent"] and not sides["object"]:
        return {}
    cells: Row = {}
    for side, names in sides.items():
        cells |= {f"{side}s": SEPARATOR.join(names.values()), f"{side}_ids": SEPARATOR.join(names)}
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
    return int(number) if number.is_integer() else None


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
        vars(mention)
        | {"doc_id": article.doc_id, "entity_id": local[entity.id].id, "type": entity.type, "text": _line(mention.text)}
        | {"confidence": round(mention.confidence, 3), "reason": _joined(filter(None, (mention.reason, joined)))}
        for entity in article.entities
        for joined in [local[entity.id].reasons[article.doc_id, entity.id]]
        for mention in entity.mentions
        if mention.confidence >= min_confidence
    ]


@cache
def roles(folders: tuple[Path, ...] = ()) -> Roles:
    """Return (type of event, role) -> its rank among the roles and its side (`agent`, `object`, `place`)."""
    files = [root / "lexicons" / "event_roles.txt" for root in (models_dir(), *folders)]
    rows = [row for file in files if file.is_file() for row in read_rows(file)]
    return {(type_, role): (rank, side) for rank, (type_, role, side, *_) in enumerate(rows)}


def _participants(row: Row, event: Event, local: Mapping[str, Identity], declared: Roles) -> list[Row]:
    """Return one row for each entity in each role, roles in the order in which a reader expects them."""
    found: dict[tuple[str, str], Row] = {}
    last = (len(declared), "")
    for role in sorted(event.roles, key=lambda role: (declared.get((event.type, role), last)[0], role)):
        for entity, start, end in event.roles[role]:
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
        "agents": _joined(sides["agent"]),
        "objects": _joined(sides["object"]),
        "place": _joined(sides["place"]),
    }


def _entity(identity: Identity, published: Mapping[str, str]) -> Row:
    entities = [entity for _, entity in identity.members]
    doc_ids = sorted({doc_id for doc_id, _ in identity.members})
    days = sorted(published[doc_id] for doc_id in doc_ids if published[doc_id])
    forms = {form for entity in entities for form in (entity.name, *entity.aliases)} - {identity.name}
    subtypes = Counter(entity.subtype for entity in entities if entity.subtype)
    mentions = [mention for entity in entities for mention in entity.mentions]
    # Grounded members agree by construction, and a member without ground takes theirs.
    place = next((entity.place for entity in entities if entity.place.get("geonames_id")), entities[0].place)
    return place | {
        "entity_id": identity.id,
        "name": identity.name,
        "type": identity.type,
        "subtype": min(subtypes, key=lambda subtype: (-subtypes[subtype], subtype), default=""),
        "aliases": _joined(sorted(forms)),
        "n_mentions": len(mentions),
        "n_docs": len(doc_ids),
        "doc_ids": _joined(doc_ids),
        "first_seen": days[0] if days else "",
        "last_seen": days[-1] if days else "",
        "confidence": round(max((mention.confidence for mention in mentions), default=0.0), 3),
    }


def _known_by_relation(relations: Iterable[Row], identities: Mapping[Local, Identity]) -> dict[str, Row]:
    """Return what relations say of an entity's own row: the makers of a product, the country of an organisation."""
    countries = {
        identity.id: entity.place["country_code"]
        for identity in identities.values()
        for _, entity in identity.members
        if entity.place.get("country_code")
    }
    makers: dict[str, set[str]] = defaultdict(set)
    homes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in relations:
        if row["type"] == "makes":
            makers[row["tail_id"]].add(row["head"])
        elif row["type"] == "based_in" and row["tail_id"] in countries:
            homes[row["head_id"]][countries[row["tail_id"]]] += 1
    # What a text says of a product goes before what its name says.
    for entity, maker in _makers_in_names({identity.id: identity for identity in identities.values()}.values()):
        makers.setdefault(entity, {maker})
    known: dict[str, Row] = {entity: {"makers": _joined(sorted(names))} for entity, names in makers.items()}
    for entity, home in homes.items():
        known.setdefault(entity, {})["country_code"] = min(home, key=lambda code: (-home[code], code))
    return known


def _makers_in_names(identities: Collection[Identity]) -> Iterator[tuple[str, str]]:
    """Yield product and maker where the product's name begins with an organisation of the corpus, or a known maker."""
    organisations: dict[str, set[str]] = defaultdict(set)
    for identity in identities:
        if identity.type == "ORG":
            for name in {identity.name, *(alias for _, entity in identity.members for alias in entity.aliases)}:
                organisations[comparable(name, "ORG")].add(identity.name)
    for maker in lexicon("entity_makers"):
        organisations.setdefault(comparable(maker, "ORG"), {maker})
    for identity in identities:
        words = identity.name.split() if identity.type == "PRODUCT" else []
        # The longest name wins: "Volta Motors One" is of Volta Motors, not of Volta.
        heads = (comparable(" ".join(words[:cut]), "ORG") for cut in range(len(words) - 1, 0, -1))
        owners = next((organisations[head] for head in heads if head in organisations), set())
        if len(owners) == 1:
            yield identity.id, min(owners)
