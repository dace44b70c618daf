"""A spool -> the rows of all tables: who is who, what repeats what, which events are one, and every table sorted.

The rows are made article by article and kept in a working database, whose B-trees do the sorting: nothing that grows
with the articles is held in memory.
"""

import json
import os
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from dateline import timex
from dateline.clusters import VALUES, Telling, clustered
from dateline.columns import ALL_TABLES, ENTITY_TABLES, ON_REQUEST, ORDER, PANDAS, TABLES
from dateline.comparison import comparable, lexicon
from dateline.duplicates import mark
from dateline.identities import Form, Identity, join
from dateline.lists import NOTHING_DECIDED, Decisions
from dateline.spool import Spool, spool_of
from dateline.tables import Facts, Row, form, joined, roles, rows

STORAGE = {"integer": "INTEGER", "number": "REAL"}
# What is kept of each entity of each article until its row is made, and of each event until clusters are.
WORKING = """
CREATE TABLE members (entity_id TEXT, type TEXT, name TEXT, doc_id TEXT, published TEXT, entity TEXT);
CREATE TABLE tellings (published TEXT, doc_id TEXT, event_id TEXT, telling TEXT);
CREATE TABLE clusters (event_id TEXT PRIMARY KEY, cluster_id TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Merged:
    """The rows of all tables of a run, in the order of the files (`dateline.stores.Tables`)."""

    db: sqlite3.Connection
    names: tuple[str, ...]
    identities: Mapping[Form, Identity]

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table, cells in the order of its columns; an unknown one is None."""
        columns = ", ".join(_quoted(table))
        order = ", ".join(f'"{name}"' for name in ORDER.get(table) or ALL_TABLES[table].primary)
        # Rows that no column tells apart stay in the order of their articles.
        yield from self.db.execute(f'SELECT {columns} FROM "{table}" ORDER BY {order}, rowid')

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.db.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])

    def failures(self, most: int) -> list[tuple[str, str, str, str]]:
        """Return id, path, status and reason of the first articles that failed or were skipped."""
        where = "SELECT doc_id, path, status, error FROM documents WHERE status != 'ok' ORDER BY doc_id LIMIT ?"
        return [
            (doc_id, path or "", status, error or "") for doc_id, path, status, error in self.db.execute(where, (most,))
        ]

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table as a frame, with the dtypes of `dateline.columns`."""
        columns = ALL_TABLES[table].columns
        # As objects first: pandas would guess 3.0 for an integer column with a gap in it.
        frame = pd.DataFrame(self.rows(table), columns=[column.name for column in columns], dtype=object)
        return frame.astype({column.name: PANDAS[column.dtype] for column in columns})

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return all tables as frames, for as many articles as memory holds."""
        return {name: self.frame(name) for name in self.names}


def merge(
    spool: Spool,
    folders: Sequence[Path] = (),
    decisions: Decisions = NOTHING_DECIDED,
    *,
    min_confidence: float = 0.0,
    predicates: bool = False,
    path: Path | None = None,
) -> Merged:
    """Make the tables of all articles in a spool; the order in which they came does not matter.

    Args:
        spool: the facts of the articles.
        folders: a user's folders, whose `lexicons/event_roles.txt` may declare further types and roles.
        decisions: what a user's lists say of entities that are one, or are not.
        min_confidence: events, relations and mentions below it are left out; entities stay, as facts name them.
        predicates: whether there is a table of predicates.
        path: a file for the working database, which is overwritten; None keeps it in memory.

    Raises:
        OutputError: the disk is full.
    """
    names = tuple(TABLES | (ON_REQUEST if predicates else {}))
    db = _working(path, names)
    with spool.transaction():
        mark(spool.db)
    identities = join(spool.forms(), decisions, spool.settled())
    declared = roles(tuple(folders))
    writer = _Writer(db, names)
    db.execute("BEGIN")
    for article, original in spool.facts():
        local = {entity["id"]: identities[form(entity)].within(article.doc_id) for entity in article.entities}
        found = rows(article, local, declared, min_confidence)
        found["documents"][0]["duplicate_of"] = original
        for table, made in found.items():
            writer.add(table, made)
        published = article.document["published"]
        writer.put("members", _members(article, local, published))
        writer.put("tellings", _tellings(found, original or article.doc_id))
    writer.put("clusters", clustered(_read_tellings(db)))
    db.execute(
        "UPDATE events SET cluster_id = (SELECT c.cluster_id FROM clusters c WHERE c.event_id = events.event_id)"
    )
    _add_entities(db, writer, identities)
    db.execute("COMMIT")
    return Merged(db, names, identities)


def _working(path: Path | None, names: Iterable[str]) -> sqlite3.Connection:
    if path:
        path.unlink(missing_ok=True)
        # Sorting spills there too, and not to a small /tmp.
        os.environ["SQLITE_TMPDIR"] = str(path.parent)
    db = sqlite3.connect(path or ":memory:", isolation_level=None)
    # It is made anew by the next run, so it need not outlive a crash.
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -8000"):
        db.execute(f"PRAGMA {pragma}")
    for table in names:
        columns = ", ".join(
            f"{name} {STORAGE.get(column.dtype, 'TEXT')}"
            for name, column in zip(_quoted(table), ALL_TABLES[table].columns, strict=True)
        )
        db.execute(f'CREATE TABLE "{table}" ({columns})')
    db.executescript(WORKING)
    return db


def _quoted(table: str) -> list[str]:
    return [f'"{name}"' for name in ALL_TABLES[table].names]


class _Writer:
    """Writes rows into the working database."""

    def __init__(self, db: sqlite3.Connection, names: Collection[str]) -> None:
        self.db = db
        self.columns = {name: ALL_TABLES[name].names for name in names}
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        count = "SELECT COUNT(*) FROM pragma_table_info(?)"
        self.widths = {name: db.execute(count, (name,)).fetchone()[0] for (name,) in tables}

    def add(self, table: str, made: Iterable[Row]) -> None:
        """Add rows to one of the tables; an empty cell is unknown, whatever its type."""
        if columns := self.columns.get(table):
            self.put(table, ([_cell(row.get(name)) for name in columns] for row in made))

    def put(self, table: str, made: Iterable[Sequence[Any]]) -> None:
        """Add rows, cells in order."""
        self.db.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * self.widths[table])})', made)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        # A lone surrogate, from a broken escape in the input, has no UTF-8 form.
        return (value if value.isascii() else value.encode("utf-8", "replace").decode()) or None
    return value


def _members(article: Facts, local: Mapping[str, Identity], published: str) -> Iterator[tuple[str, ...]]:
    for entity in article.entities:
        who = local[entity["id"]]
        kept = {name: entity[name] for name in ("name", "aliases", "subtype", "place")}
        kept["mentions"] = len(entity["mentions"])
        kept["confidence"] = max((mention["confidence"] for mention in entity["mentions"]), default=0.0)
        yield who.id, who.type, _cell(who.name), article.doc_id, published, json.dumps(kept)


def _tellings(found: Mapping[str, list[Row]], story: str) -> Iterator[tuple[str, ...]]:
    (document,) = found["documents"]
    # clusters count days
    published = document["published"] if timex.granularity(document["published"]) == "D" else ""
    fillers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in found["event_participants"]:
        fillers[row["event_id"]].append((row["role"], row["entity_id"]))
    for row in found["events"]:
        told = {name: row[name] for name in ("type", "trigger", "date_start", "date_end", "date_basis", "status")}
        told |= {"date_precision": row["date_precision"], "participants": fillers[row["event_id"]], "story": story}
        told["values"] = {name: row[name] for name in VALUES if row.get(name) not in (None, "")}
        yield published, row["doc_id"], row["event_id"], json.dumps(told)


def _read_tellings(db: sqlite3.Connection) -> Iterator[Telling]:
    # those without a day of publication come last
    order = (
        "SELECT published, doc_id, event_id, telling FROM tellings ORDER BY published = '', published, doc_id, event_id"
    )
    for published, doc_id, event_id, packed in db.execute(order):
        told = json.loads(packed)
        told["participants"] = frozenset((role, entity) for role, entity in told["participants"])
        yield Telling(event_id=event_id, doc_id=doc_id, published=published, **told)


def _add_entities(db: sqlite3.Connection, writer: _Writer, identities: Mapping[Form, Identity]) -> None:
    """Make the tables of entities from what each article has of them, and from the relations between them."""
    order = "SELECT entity_id, type, name, doc_id, published, entity FROM members ORDER BY entity_id, doc_id, rowid"
    for (entity_id, type_, name), members in groupby(db.execute(order), key=lambda row: row[:3]):
        about = _entity(name, [(doc_id, day, json.loads(kept)) for *_, doc_id, day, kept in members])
        writer.add(ENTITY_TABLES[type_], [about | {"entity_id": entity_id, "type": type_, "name": name}])
    db.execute("CREATE INDEX heads ON relations (type, head_id)")
    db.execute("CREATE INDEX tails ON relations (type, tail_id)")
    db.execute("CREATE INDEX grounds ON places (entity_id)")
    db.execute(
        "UPDATE organisations SET country_code = (SELECT p.country_code FROM relations r JOIN places p"
        " ON p.entity_id = r.tail_id WHERE r.type = 'based_in' AND r.head_id = organisations.entity_id"
        " AND p.country_code IS NOT NULL GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1)"
    )
    named = dict(_makers_in_names(identities))
    products = db.execute("SELECT entity_id FROM products").fetchall()
    told = "SELECT DISTINCT head FROM relations WHERE type = 'makes' AND tail_id = ? ORDER BY head"
    for (product,) in products:
        # What a text says of a product goes before what its name says.
        makers = joined(maker for (maker,) in db.execute(told, (product,))) or named.get(product)
        db.execute("UPDATE products SET makers = ? WHERE entity_id = ?", (makers, product))


def _entity(name: str, members: Sequence[tuple[str, str, Row]]) -> Row:
    """Make the row of an entity from what each article (id, day of publication) has of it."""
    entities = [entity for _, _, entity in members]
    doc_ids = sorted({doc_id for doc_id, _, _ in members})
    days = sorted(day for _, day, _ in members if day)
    forms = {form for entity in entities for form in (entity["name"], *entity["aliases"])} - {name}
    subtypes = Counter(entity["subtype"] for entity in entities if entity["subtype"])
    # Grounded members agree by construction, and a member without ground takes theirs.
    places = [entity["place"] for entity in entities]
    place: Row = next((place for place in places if place.get("geonames_id")), places[0])
    return place | {
        "subtype": min(subtypes, key=lambda subtype: (-subtypes[subtype], subtype), default=""),
        "aliases": joined(sorted(forms)),
        "n_mentions": sum(entity["mentions"] for entity in entities),
        "n_docs": len(doc_ids),
        "doc_ids": joined(doc_ids),
        "first_seen": days[0] if days else "",
        "last_seen": days[-1] if days else "",
        "confidence": round(max(entity["confidence"] for entity in entities), 3),
    }


def _makers_in_names(identities: Mapping[Form, Identity]) -> Iterator[tuple[str, str]]:
    """Yield product and maker where the product's name begins with an organisation of the corpus, or a known maker."""
    organisations: dict[str, set[str]] = defaultdict(set)
    for form_, identity in identities.items():
        if identity.type == "ORG":
            for name in (identity.name, *form_.aliases):
                organisations[comparable(name, "ORG")].add(identity.name)
    for maker in lexicon("entity_makers"):
        organisations.setdefault(comparable(maker, "ORG"), {maker})
    for identity in identities.values():
        words = identity.name.split() if identity.type == "PRODUCT" else []
        # The longest name wins: "Volta Motors One" is of Volta Motors, not of Volta.
        heads = (comparable(" ".join(words[:cut]), "ORG") for cut in range(len(words) - 1, 0, -1))
        owners = next((organisations[head] for head in heads if head in organisations), set())
        if len(owners) == 1:
            yield identity.id, min(owners)


def frames(articles: Iterable[Facts], folders: Sequence[Path] = (), **options: Any) -> dict[str, pd.DataFrame]:
    """Return all tables of some analysed articles as frames; `options` are those of `merge`."""
    return merge(spool_of(articles), folders, **options).frames()
