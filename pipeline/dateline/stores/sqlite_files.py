"""Tables -> `dateline.sqlite`, and `metadata.json`, by which Datasette shows what tables and columns mean.

    datasette dateline.sqlite -m metadata.json

An entity's id may stand in any of five tables, and a foreign key needs one. So all entities are rows of `entities`, and
`organisations`, `people`, `places`, `products` and `works` are views of it with the columns of the CSV files.
Tables are plain, not STRICT: whatever reads SQLite reads them, and each cell is written in the type of its column.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from dateline.columns import ALL_TABLES, ANY_ENTITY, ENTITY_TABLES, Column
from dateline.stores import Tables, encodable
from dateline.stores.files import Stage

ENTITIES = "entities"
TYPES = {"integer": "INTEGER", "number": "REAL"}
# What people filter and sort by, besides the keys.
INDEXED = frozenset(("type", "date", "date_start", "published", "name", "lemma", "cluster_id"))
# Names stand beside the evidence: "the company said" is found by the company's name.
SEARCHED = {
    "documents": ("title",),
    ENTITIES: ("name", "aliases"),
    "events": ("evidence", "trigger", "agents", "objects", "place"),
    "relations": ("evidence", "head", "tail"),
}
PRAGMAS = (
    "page_size = 4096",
    "auto_vacuum = NONE",
    "encoding = 'UTF-8'",
    # A file that is not finished is thrown away, and the stage flushes it: no journal is needed.
    "journal_mode = OFF",
    "synchronous = OFF",
    "cache_size = -32768",
    "analysis_limit = 1000",
)


def write_sqlite(tables: Tables, stage: Stage) -> list[str]:
    """Write both files; there is nothing to note, so the list returned is empty."""
    with closing(sqlite3.connect(stage.path("dateline.sqlite"), isolation_level=None)) as database:
        for pragma in PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        for name, columns in _columns(tables.names).items():
            database.execute(_table(name, columns))
        for name in tables.names:
            _insert(database, tables, name)
        for statement in _further(tables.names):
            database.execute(statement)
        database.execute("ANALYZE")
        database.execute("COMMIT")
    with stage.open("metadata.json") as file:
        file.write((json.dumps(_metadata(tables.names), indent=2, ensure_ascii=False) + "\n").encode())
    return []


def _columns(names: Sequence[str]) -> dict[str, Sequence[Column]]:
    """Return the columns of each table of the file; `entities` has those of all its views."""
    kinds = [name for name in names if name in ENTITY_TABLES.values()]
    found = {name: ALL_TABLES[name].columns for name in names if name not in kinds}
    entities = {column.name: column for name in kinds for column in ALL_TABLES[name].columns}
    return {ENTITIES: tuple(entities.values()), **found} if entities else dict(found)


def _table(name: str, columns: Sequence[Column]) -> str:
    """Return the statement that makes a table; SQLite keeps its comments, and shells show them."""
    lines = []
    for place, column in enumerate(columns):
        comma = "" if place == len(columns) - 1 else ","
        lines.append(f'  "{column.name}" {_type(column)}{comma} -- {column.meaning}\n')
    return f'CREATE TABLE "{name}" (\n{"".join(lines)})'


def _type(column: Column) -> str:
    type_ = TYPES.get(column.dtype, "TEXT")
    if column.key == "primary":
        return f"{type_} NOT NULL PRIMARY KEY"
    if to := _target(column):
        return f'{type_} REFERENCES "{to[0]}" ("{to[1]}")'
    return type_


def _target(column: Column) -> tuple[str, str] | None:
    """Return table and column that a cell points to, where it holds one key."""
    if "." not in column.key or column.dtype == "list":
        return None
    table, _, field = column.key.partition(".")
    return (ENTITIES if column.key == ANY_ENTITY else table, field)


def _insert(database: sqlite3.Connection, tables: Tables, name: str) -> None:
    names = ALL_TABLES[name].names
    into = ENTITIES if name in ENTITY_TABLES.values() else name
    places = ", ".join("?" * len(names))
    database.executemany(f'INSERT INTO "{into}" ({_quoted(names)}) VALUES ({places})', encodable(tables.rows(name)))


def _further(names: Sequence[str]) -> Iterator[str]:
    """Yield the statements that make views, indices and full-text search, once the rows are there."""
    for name in names:
        if types := [type_ for type_, table in ENTITY_TABLES.items() if table == name]:
            wanted = ", ".join(f"'{type_}'" for type_ in types)
            shown = _quoted(ALL_TABLES[name].names)
            yield f'CREATE VIEW "{name}" AS SELECT {shown} FROM "{ENTITIES}" WHERE "type" IN ({wanted})'
    for name, columns in _columns(names).items():
        for column in columns:
            if _target(column) or column.name in INDEXED:
                yield f'CREATE INDEX "{name}_{column.name}" ON "{name}" ("{column.name}")'
        if name in SEARCHED:
            # By content="..." Datasette knows which table is searched; the text itself is not stored twice.
            how = f'{_quoted(SEARCHED[name])}, tokenize="porter unicode61 remove_diacritics 2", content="{name}"'
            yield f'CREATE VIRTUAL TABLE "{name}_fts" USING FTS5 ({how})'
            yield f'INSERT INTO "{name}_fts" ("{name}_fts") VALUES (\'rebuild\')'
            yield f'INSERT INTO "{name}_fts" ("{name}_fts") VALUES (\'optimize\')'


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _metadata(names: Sequence[str]) -> dict[str, object]:
    entity = {ENTITIES: "a distinct entity of any type over all articles"}
    rows = {name: ALL_TABLES[name].row for name in names} | entity
    columns = {name: ALL_TABLES[name].columns for name in names} | _columns(names)
    described = {
        name: {
            "description": f"A row is {rows[name]}.",
            "columns": {column.name: column.meaning for column in columns[name]},
        }
        for name in sorted(columns)
    }
    return {"title": "dateline: facts from the news", "databases": {"dateline": {"tables": described}}}
