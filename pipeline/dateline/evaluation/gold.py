"""Gold annotation: the records that are compared, and the readers of gold files (fact-schema.md, section 6; TimeML).

A prediction is turned into the same records (`dateline.evaluation.predictions`), so that the measures know one form.
Offsets are half-open code points of the article's text.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from dateline.articles.annotated import Annotated, Timex
from dateline.articles.conllu import parse_conllu
from dateline.articles.inputs import walk
from dateline.articles.timeml import parse_timeml
from dateline.errors import GoldError, InputError
from dateline.types import ENTITY_TYPES, STATUSES

Span = tuple[int, int]
Value = str | int | float

LAYERS = frozenset({"names", "entities", "dates", "relations", "events"})
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")
DATE_BASES = ("text", "publication", "none")
# fmt: off
RELATION_TYPES = frozenset((
    "works_for", "founded_by", "based_in", "operates_in", "lives_in", "located_in", "subsidiary_of", "owns",
    "member_of", "makes", "customer_of", "partner_of", "competitor_of", "part_of", "kin_of",
))
EVENT_TYPES = frozenset((
    "acquisition", "merger", "divestiture", "investment", "funding", "ipo", "partnership", "contract", "earnings",
    "share_move", "economic_indicator", "capital_return", "rating_change", "founding", "bankruptcy",
    "restructuring", "expansion", "closure", "layoff", "labor_dispute", "appointment", "departure",
    "product_launch", "product_recall", "product_discontinuation", "regulatory_approval", "patent", "award",
    "lawsuit", "penalty", "investigation", "prosecution", "policy", "sanctions", "agreement", "election", "meeting",
    "protest", "attack", "death", "accident", "disaster", "cyberattack", "sports_result", "research", "statement",
    "status_change", "other",
))
# fmt: on


@dataclass(frozen=True)
class GoldEntity:
    """One entity of one article.

    `mentions` are names and aliases; `descriptions` ("the company", "it") are kept apart and not scored.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    descriptions: tuple[Span, ...] = ()


@dataclass(frozen=True)
class GoldRelation:
    """A state between two entities (ids).

    `evidence` is the sentence, where it is given; `rule` and `confidence` say how a prediction was made.
    """

    type: str
    head: str
    tail: str
    evidence: Span | None = None
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True)
class GoldEvent:
    """One event.

    `roles` maps a role to entity ids; `evidence` is the sentence of the first trigger, where it is given. How a
    prediction was made say `named` (entity ids, and where the words begin that name each), `rule` and `confidence`.
    """

    id: str
    type: str
    triggers: tuple[Span, ...]
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    date: str = ""
    date_basis: str = "none"
    status: str = "occurred"
    evidence: Span | None = None
    named: tuple[tuple[str, int], ...] = ()
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True)
class GoldDocument:
    """The facts of one article. `text` is empty in a prediction read from tables, which do not hold it.

    Only `layers` are annotated, and scored. Where `all_dates` is false, a part of the dates is annotated.
    """

    doc_id: str
    text: str = ""
    title: str = ""
    entities: Mapping[str, GoldEntity] = field(default_factory=dict)
    dates: tuple[Timex, ...] = ()
    relations: tuple[GoldRelation, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    layers: frozenset[str] = LAYERS
    all_dates: bool = True


def read_gold(path: Path, own_types: Collection[str] = ()) -> dict[str, GoldDocument]:
    """Read a gold file, or every gold file in a folder: doc_id -> facts, in the order of the files' names.

    Args:
        path: a file with a suffix of `READERS`, or a folder.
        own_types: types of events and relations beyond those of the schema, which a user's own rules make.

    Raises:
        GoldError: `file:line: reason`, when something is not in the gold form; or there is no gold file.
    """
    files = [file for file in walk(path) if file.suffix in READERS] if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: the folder holds no gold file (*{', *'.join(READERS)})")
    documents: dict[str, GoldDocument] = {}
    for file in files:
        if file.suffix not in READERS:
            raise GoldError(
                f"{file}: gold is read from {', '.join(READERS)}, not {file.suffix or 'a file without suffix'}"
            )
        for where, document in READERS[file.suffix](file, own_types):
            if document.doc_id in documents:
                raise GoldError(f"{where}: there is an article {document.doc_id} already")
            documents[document.doc_id] = document
    return documents


def read_jsonl(path: Path, own_types: Collection[str] = ()) -> Iterator[tuple[str, GoldDocument]]:
    """Yield (`file:line`, facts) of each line of a JSONL gold file; empty lines are skipped.

    Raises:
        GoldError: `file:line: reason`.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: JSON strings may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: the gold cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if line.strip():
            try:
                yield where, _document(json.loads(line), frozenset(own_types))
            except json.JSONDecodeError as error:
                raise GoldError(f"{where}: not a JSON object: {error}") from error
            except KeyError as error:
                raise GoldError(f"{where}: key {error} is missing") from error
            except (AttributeError, TypeError, ValueError) as error:
                raise GoldError(f"{where}: {error}") from error


def read_timexes(path: Path, own_types: Collection[str] = ()) -> Iterator[tuple[str, GoldDocument]]:
    """Yield (file, facts) of a file whose time expressions alone are annotated: TimeML or CoNLL-U.

    Raises:
        GoldError: `file: reason`.
    """
    try:
        for article in PARSERS[path.suffix](path.read_bytes(), path.as_posix()):
            yield str(path), _timexes(article)
    except (OSError, InputError, ValueError) as error:
        raise GoldError(f"{path}: {error}") from error


PARSERS: Mapping[str, Callable[[bytes, str], Iterator[Annotated]]] = {".tml": parse_timeml, ".conllu": parse_conllu}
READERS: Mapping[str, Callable[[Path, Collection[str]], Iterator[tuple[str, GoldDocument]]]] = {
    ".jsonl": read_jsonl,
    **dict.fromkeys(PARSERS, read_timexes),
}


def _timexes(article: Annotated) -> GoldDocument:
    for one in article.timexes:
        _one_of(one.type, TIMEX_TYPES, f"TIMEX3 {one.value!r}: type")
    return GoldDocument(
        doc_id=article.record.doc_id,
        text=article.record.text,
        title=article.record.title,
        dates=article.timexes,
        layers=frozenset({"dates"}),
        all_dates=article.complete,
    )


def _document(row: dict[str, Any], own_types: frozenset[str]) -> GoldDocument:
    """Check one article and make its record; a ValueError says what is wrong."""
    text = row["text"]
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError(f"article {row['doc_id']}: the text is not in Unicode form NFC, so offsets cannot be compared")
    if row.get("text_sha256", digest := sha256(text.encode()).hexdigest()) != digest:
        raise ValueError(f"article {row['doc_id']}: the text is not the one that text_sha256 was made from")
    entities = {entity["id"]: _entity(entity, text) for entity in row.get("entities", ())}
    if len(entities) < len(row.get("entities", ())):
        raise ValueError(f"article {row['doc_id']}: two entities have the same id")
    return GoldDocument(
        doc_id=row["doc_id"],
        text=text,
        title=row.get("title", ""),
        entities=entities,
        dates=tuple(_date(date, text) for date in row.get("dates", ())),
        relations=tuple(_relation(one, entities, RELATION_TYPES | own_types) for one in row.get("relations", ())),
        events=tuple(_event(one, entities, text, EVENT_TYPES | own_types) for one in row.get("events", ())),
    )


def _entity(row: dict[str, Any], text: str) -> GoldEntity:
    what = f"entity {row['id']}"
    return GoldEntity(
        id=row["id"],
        type=_one_of(row["type"], ENTITY_TYPES, f"{what}: type"),
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        mentions=tuple(_span(mention, text, f"{what}: mention") for mention in row["mentions"]),
    )


def _date(row: dict[str, Any], text: str) -> Timex:
    start, end = _span((row["start"], row["end"]), text, "date")
    type_ = _one_of(row["type"], TIMEX_TYPES, f"date {start}-{end}: type")
    return Timex(start, end, type_, row["value"], row.get("mod", ""))


def _relation(row: dict[str, Any], entities: Collection[str], types: Collection[str]) -> GoldRelation:
    what = f"relation {row['type']}"
    head, tail = (_one_of(row[end], entities, f"{what}: {end}") for end in ("head", "tail"))
    return GoldRelation(_one_of(row["type"], types, "relation type"), head, tail)


def _event(row: dict[str, Any], entities: Collection[str], text: str, types: Collection[str]) -> GoldEvent:
    what = f"event {row['id']}"
    roles = {
        role: tuple(_one_of(filler, entities, f"{what}: {role}") for filler in fillers)
        for role, fillers in row["roles"].items()
    }
    for filler in row.get("reported_by", ()):
        _one_of(filler, entities, f"{what}: reported_by")
    # An event without a trigger or a participant is none by the schema, and could never be found right.
    if not row["triggers"] or not any(roles.values()):
        raise ValueError(f"{what}: an event needs a trigger and a participant")
    return GoldEvent(
        id=row["id"],
        type=_one_of(row["type"], types, f"{what}: type"),
        triggers=tuple(_span(trigger, text, f"{what}: trigger") for trigger in row["triggers"]),
        roles=roles,
        values={name: value for name, value in row.get("values", {}).items() if value not in ("", None)},
        date=row.get("date", ""),
        date_basis=_one_of(row.get("date_basis", "none"), DATE_BASES, f"{what}: date_basis"),
        status=_one_of(row.get("status", "occurred"), STATUSES, f"{what}: status"),
    )


def _span(offsets: Any, text: str, what: str) -> Span:
    start, end = offsets
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise ValueError(f"{what} {start}-{end} is not inside the text (0-{len(text)})")
    return start, end


def _one_of(value: str, known: Collection[str], what: str) -> str:
    if value not in known:
        raise ValueError(f"{what} {value!r} is unknown; known are {', '.join(sorted(known, key=_natural)) or 'none'}")
    return value


def _natural(name: str) -> tuple[str, int]:
    """Sort E2 before E10."""
    letters, digits = re.fullmatch(r"(.*?)(\d*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
    return letters, int(digits or 0)
