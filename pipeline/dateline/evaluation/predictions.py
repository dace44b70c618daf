"""Reads what is to be scored: an output folder with its CSV tables (fact-schema.md, section 5), or gold files."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from dateline.articles.annotated import Timex
from dateline.errors import GoldError
from dateline.evaluation.gold import (
    GoldDocument,
    GoldEntity,
    GoldEvent,
    GoldRelation,
    Span,
    Value,
    read_gold,
)

ENTITY_TABLES = ("organisations", "people", "places", "products", "works")
NAMING = ("name", "alias")
# The columns of events.csv that hold values. What has no column cannot be predicted, so it counts as missed.
# fmt: off
VALUES = (
    "amount", "currency", "percent", "count", "metric", "period", "position", "casualties", "injured", "cause",
    "charge", "measure", "score", "award", "stake", "amount_max", "percent_max", "amount_high",
)
# fmt: on

Row = tuple[str, dict[str, str]]


def read_facts(path: Path, own_types: Collection[str] = ()) -> dict[str, GoldDocument]:
    """Read what is to be scored: an output folder (it holds documents.csv), a gold file, or a folder of gold files.

    Raises:
        GoldError: `file:line: reason`.
    """
    if not path.exists():
        raise GoldError(f"{path}: there is no such file or folder")
    return read_tables(path) if (path / "documents.csv").is_file() else read_gold(path, own_types)


def read_tables(folder: Path) -> dict[str, GoldDocument]:
    """Read an output folder: doc_id -> predicted facts, for the articles that were processed (status `ok`).

    An entity is what one article's rows of one entity_id tell. Its aliases are its name in the entity tables and the
    texts of its mentions by name or alias in this article.

    Raises:
        GoldError: `file:line: reason`, when a table or column is missing, or an offset is not a number.
    """
    names = {row["entity_id"]: row["name"] for _, row in _rows(folder, ENTITY_TABLES, ("entity_id", "name"), False)}
    entities = _entities(folder, names)
    dates: dict[str, list[Timex]] = defaultdict(list)
    for where, row in _rows(folder, ("dates",), ("doc_id", "start", "end", "type", "value")):
        dates[row["doc_id"]].append(Timex(*_span(where, row), row["type"], row["value"], row.get("mod", "")))
    relations: dict[str, list[GoldRelation]] = defaultdict(list)
    for where, row in _rows(folder, ("relations",), ("doc_id", "type", "head_id", "tail_id")):
        relation = GoldRelation(row["type"], row["head_id"], row["tail_id"], _evidence(where, row), *_made(where, row))
        relations[row["doc_id"]].append(relation)
        for side in ("head", "tail"):
            _ensure(entities[row["doc_id"]], row[f"{side}_id"], row.get(f"{side}_type", ""), row.get(side, ""), names)
    events = _events(folder, entities, names)
    return {
        row["doc_id"]: GoldDocument(
            doc_id=row["doc_id"],
            title=row.get("title", ""),
            entities=entities[row["doc_id"]],
            dates=tuple(dates[row["doc_id"]]),
            relations=tuple(relations[row["doc_id"]]),
            events=tuple(events[row["doc_id"]]),
        )
        for _, row in _rows(folder, ("documents",), ("doc_id",))
        if row.get("status", "ok") == "ok"
    }


def _rows(folder: Path, tables: Sequence[str], columns: Sequence[str], required: bool = True) -> Iterator[Row]:
    """Yield (`file:line`, row) of each row of the tables."""
    for table in tables:
        path = folder / f"{table}.csv"
        if not path.is_file():
            if required:
                raise GoldError(f"{path}: the table is missing, so {folder} is not a complete output folder")
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise GoldError(f"{path}:1: columns are missing: {', '.join(missing)}")
            for row in reader:
                yield f"{path}:{reader.line_num}", row


def _number(where: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise GoldError(f"{where}: {text!r} is not an offset") from error


def _span(where: str, row: dict[str, str], prefix: str = "") -> Span:
    start, end = (_number(where, row[f"{prefix}{side}"]) for side in ("start", "end"))
    if not 0 <= start < end:
        raise GoldError(f"{where}: {prefix}start {start} and {prefix}end {end} are no span")
    return start, end


def _evidence(where: str, row: dict[str, str]) -> Span | None:
    return _span(where, row, "evidence_") if row.get("evidence_start") and row.get("evidence_end") else None


def _made(where: str, row: dict[str, str]) -> tuple[str, float]:
    """Return the rule that made a fact, and its confidence: 1 where the table has none."""
    try:
        confidence = float(row.get("confidence") or 1)
    except ValueError as error:
        raise GoldError(f"{where}: {row['confidence']!r} is no confidence") from error
    if not 0 <= confidence <= 1:
        raise GoldError(f"{where}: confidence {confidence} is not between 0 and 1")
    return row.get("rule", ""), confidence


def _entities(folder: Path, names: dict[str, str]) -> dict[str, dict[str, GoldEntity]]:
    """Group the mentions by article and entity."""
    columns = ("doc_id", "entity_id", "type", "text", "start", "end", "kind")
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for where, row in _rows(folder, ("mentions",), columns):
        groups[row["doc_id"], row["entity_id"]].append((where, row))
    entities: dict[str, dict[str, GoldEntity]] = defaultdict(dict)
    for (doc_id, entity_id), rows in groups.items():
        naming = [(where, row) for where, row in rows if row["kind"] in NAMING]
        name = names.get(entity_id, "") or (naming or rows)[0][1]["text"]
        entities[doc_id][entity_id] = GoldEntity(
            id=entity_id,
            type=rows[0][1]["type"],
            name=name,
            aliases=tuple(dict.fromkeys(row["text"] for _, row in naming)),
            mentions=tuple(sorted(_span(where, row) for where, row in naming)),
            descriptions=tuple(sorted(_span(where, row) for where, row in rows if row["kind"] not in NAMING)),
        )
    return entities


def _ensure(entities: dict[str, GoldEntity], entity_id: str, type_: str, name: str, names: dict[str, str]) -> None:
    """Add an entity that takes part in a fact but has no mention of its own."""
    if entity_id not in entities:
        entities[entity_id] = GoldEntity(entity_id, type_, names.get(entity_id, "") or name)


def _events(
    folder: Path, entities: dict[str, dict[str, GoldEntity]], names: dict[str, str]
) -> dict[str, list[GoldEvent]]:
    roles: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    named: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for where, row in _rows(folder, ("event_participants",), ("event_id", "doc_id", "role", "entity_id")):
        # A role may name one entity twice, from two triggers; the dictionary keeps the order and drops the second.
        if row["entity_id"]:
            roles[row["event_id"]][row["role"]][row["entity_id"]] = None
            if row.get("start"):
                named[row["event_id"]].append((row["entity_id"], _span(where, row)[0]))
            _ensure(entities[row["doc_id"]], row["entity_id"], row.get("type", ""), row.get("name", ""), names)
    events: dict[str, list[GoldEvent]] = defaultdict(list)
    columns = ("event_id", "doc_id", "type", "trigger_start", "trigger_end", "date", "status")
    for where, row in _rows(folder, ("events",), columns):
        values: dict[str, Value] = {name: row[name] for name in VALUES if row.get(name)}
        rule, confidence = _made(where, row)
        events[row["doc_id"]].append(
            GoldEvent(
                id=row["event_id"],
                type=row["type"],
                triggers=_triggers(where, row),
                roles={role: tuple(fillers) for role, fillers in roles[row["event_id"]].items()},
                values=values,
                date=row["date"],
                date_basis=row.get("date_basis", ""),
                status=row["status"],
                evidence=_evidence(where, row),
                named=tuple(named[row["event_id"]]),
                rule=rule,
                confidence=confidence,
            )
        )
    return events


def _triggers(where: str, row: dict[str, str]) -> tuple[Span, ...]:
    """Return the first trigger and those of the column `triggers` ("12-20; 35-41")."""
    spans = [_span(where, row, "trigger_")]
    for part in filter(None, (part.strip() for part in row.get("triggers", "").split(";"))):
        start, _, end = part.partition("-")
        spans.append(_span(where, {"start": start, "end": end}))
    return tuple(dict.fromkeys(spans))
