"""What a run has found so far, article by article, in one SQLite file: nothing that was done is lost or done again.

Each chunk of articles is one transaction, flushed to the disk, so that after kill -9 or a power cut the file holds
whole articles only. The tables are made from it at the end (`dateline.merging`); it stays beside them, so that
`--resume` goes on and `--append` adds to them.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, fields, replace
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zlib import compress, decompress

from dateline.errors import OutputError
from dateline.identities import Form, Identity
from dateline.tables import Facts, form
from dateline.types import Article

FOLDER = ".dateline"
FILE = "facts.sqlite"
VERSION = 1
NOTED = 1000
SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    key BLOB PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, run INTEGER NOT NULL, seen INTEGER NOT NULL,
    status TEXT NOT NULL, published TEXT NOT NULL, digest TEXT NOT NULL, signature BLOB, forms BLOB NOT NULL,
    facts BLOB NOT NULL, text BLOB
);
CREATE INDEX IF NOT EXISTS by_status ON articles (status);
CREATE TABLE IF NOT EXISTS settled (form TEXT PRIMARY KEY, identity TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS duplicates (doc_id TEXT PRIMARY KEY, duplicate_of TEXT NOT NULL) WITHOUT ROWID;
"""


class Mode(StrEnum):
    """What becomes of the articles that a folder holds already."""

    NEW = "new"
    RESTART = "restart"
    RESUME = "resume"
    APPEND = "append"


@dataclass(frozen=True)
class Done:
    """The facts of one article, packed for the spool; `text` only where it was asked for."""

    key: bytes
    doc_id: str
    status: str
    published: str
    digest: str
    signature: bytes
    forms: bytes
    facts: bytes
    text: bytes | None = None


def key_of(article: Article) -> bytes:
    """Return what tells an article that was done from one that was not: all of it, but for where it lies."""
    content = repr(astuple(replace(article, path="")))
    return blake2b(content.encode("utf-8", "replace"), digest_size=16).digest()


def packed(key: bytes, found: Facts, text: str = "") -> Done:
    """Pack the facts of an article, and its text where it is to be kept."""
    document = found.document
    told = {name: value for name, value in vars(found).items() if name != "signature"}
    return Done(
        key,
        found.doc_id,
        document["status"],
        document["published"],
        document["digest"],
        bytes.fromhex(found.signature),
        _pack([astuple(form(entity)) for entity in found.entities]),
        _pack(told),
        _pack(text) if text else None,
    )


def _pack(value: object) -> bytes:
    return compress(json.dumps(value, separators=(",", ":")).encode(), 1)


def _unpack(content: bytes) -> Any:
    return json.loads(decompress(content))


@dataclass
class Spool:
    """The articles of a run that are done. `told` says what became of those of an earlier one, where that matters."""

    db: sqlite3.Connection
    run: int = 1
    attempt: int = 1
    told: str = ""
    _given: set[str] = field(default_factory=set)
    _seen: list[bytes] = field(default_factory=list)

    def has(self, key: bytes) -> bool:
        """Say whether an article is done, and note that the input still holds it."""
        if self.db.execute("SELECT 1 FROM articles WHERE key = ?", (key,)).fetchone() is None:
            return False
        self._seen.append(key)
        if len(self._seen) >= NOTED:
            with self.transaction():
                self._note_seen()
        return True

    def take(self, article: Article) -> Article:
        """Return an article that is to be done under an id that no other has: `a`, else `a-2`, `a-3`, ..."""
        doc_id, number = article.doc_id, 1
        taken = "SELECT 1 FROM articles WHERE doc_id = ?"
        while doc_id in self._given or self.db.execute(taken, (doc_id,)).fetchone():
            number += 1
            doc_id = f"{article.doc_id}-{number}"
        self._given.add(doc_id)
        return replace(article, doc_id=doc_id)

    def add(self, done: Collection[Done]) -> None:
        """Keep what some articles gave, all of them or none."""
        columns = ["run", "seen", *(column.name for column in fields(Done))]
        values = ([self.run, self.attempt, *vars(one).values()] for one in done)
        into = f"INSERT INTO articles ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        with self.transaction():
            self.db.executemany(into, values)
            self._note_seen()
        self._given.difference_update(one.doc_id for one in done)

    def drop_unseen(self) -> int:
        """Forget the articles of this run that the input does not hold any more, and return how many there were."""
        with self.transaction():
            self._note_seen()
            gone = self.db.execute("DELETE FROM articles WHERE run = ? AND seen < ?", (self.run, self.attempt))
        return gone.rowcount

    def complete(self, identities: Mapping[Form, Identity]) -> None:
        """Note that the tables stand, and who is who in them."""
        with self.transaction():
            self.db.execute("DELETE FROM settled")
            self.db.executemany(
                "INSERT INTO settled VALUES (?, ?)",
                ((json.dumps(astuple(known)), json.dumps(astuple(who))) for known, who in identities.items()),
            )
            self._note("state", "complete")

    def forms(self) -> Counter[Form]:
        """Return each form of an entity with the number of times that articles have it."""
        counts: Counter[Form] = Counter()
        for (content,) in self.db.execute("SELECT forms FROM articles ORDER BY doc_id"):
            for type_, name, aliases, ground in _unpack(content):
                counts[Form(type_, name, tuple(aliases), ground)] += 1
        return counts

    def settled(self) -> dict[Form, Identity]:
        """Return who is who in the tables that articles are added to; nothing in those of a first run."""
        if self.run == 1:
            return {}
        found = {}
        for known, identity in self.db.execute("SELECT form, identity FROM settled"):
            type_, name, aliases, ground = json.loads(known)
            found[Form(type_, name, tuple(aliases), ground)] = Identity(*json.loads(identity))
        return found

    def facts(self) -> Iterator[tuple[Facts, str]]:
        """Yield the facts of each article and the article that it repeats, by id."""
        rows = self.db.execute(
            "SELECT facts, duplicate_of FROM articles LEFT JOIN duplicates USING (doc_id) ORDER BY doc_id"
        )
        for content, original in rows:
            yield Facts(**_unpack(content)), original or ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield id and text of the articles whose text was kept, by id."""
        for doc_id, content in self.db.execute(
            "SELECT doc_id, text FROM articles WHERE text IS NOT NULL ORDER BY doc_id"
        ):
            yield doc_id, _unpack(content)

    def count(self, status: str = "") -> int:
        """Return how many articles are done, or those of a status."""
        where = "WHERE status = ?" if status else ""
        return int(self.db.execute(f"SELECT COUNT(*) FROM articles {where}", (status,) if status else ()).fetchone()[0])

    @property
    def inputs(self) -> list[str]:
        """What all runs read, in order."""
        return list(json.loads(self._about("inputs") or "[]"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that is told inside, or nothing.

        Raises:
            OutputError: the disk is full, or cannot be written to; what was done before is kept.
        """
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise OutputError(
                f"the results cannot be kept ({error}); make room on the disk and go on with --resume"
            ) from error
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def _note_seen(self) -> None:
        self.db.executemany("UPDATE articles SET seen = ? WHERE key = ?", ((self.attempt, key) for key in self._seen))
        self._seen.clear()

    def _about(self, name: str) -> str:
        row = self.db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _note(self, name: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def _begin(self, made_with: Mapping[str, str], inputs: Iterable[str], mode: Mode, folder: str) -> None:
        """Decide what becomes of what is there, and note that a run is on."""
        before = json.loads(self._about("made_with") or "{}")
        changed = sorted(name for name in {*before, *made_with} if before.get(name) != made_with.get(name))
        state, kept = self._about("state"), self.count()
        self.run = int(self._about("run") or 1)
        self.attempt = int(self._about("attempt") or 0) + 1
        if mode is Mode.NEW and kept and state != "complete":
            raise OutputError(
                f"{folder} holds {kept:,} articles of a run that was not finished: "
                "go on with --resume, or begin anew with --restart"
            )
        if mode is Mode.APPEND and kept and changed:
            raise OutputError(
                f"{folder} was made with other {', '.join(changed)}: "
                "tables of two kinds do not mix; use the same, or run over all articles anew without --append"
            )
        with self.transaction():
            if mode is Mode.RESUME and kept and changed:
                self.told = f"begun anew, since these changed: {', '.join(changed)}"
            if mode in (Mode.NEW, Mode.RESTART) or self.told:
                for table in ("articles", "settled", "duplicates", "about"):
                    self.db.execute(f"DELETE FROM {table}")
                self.run = self.attempt = 1
                known = []
            else:
                known = self.inputs
            if mode is Mode.APPEND and state == "complete":
                self.run += 1
            self._note("made_with", json.dumps(dict(made_with)))
            self._note("inputs", json.dumps(list(dict.fromkeys([*known, *inputs]))))
            self._note("state", "begun")
            self._note("run", str(self.run))
            self._note("attempt", str(self.attempt))


@contextmanager
def open_spool(folder: Path, made_with: Mapping[str, str], inputs: Iterable[str], mode: Mode) -> Iterator[Spool]:
    """Open the spool of an output folder for one run, and keep others out until it is closed.

    Args:
        folder: where the tables will stand.
        made_with: what facts depend on beside the articles (rules, model, options), by name.
        inputs: what is read, as the user gave it.
        mode: what becomes of articles that are there.

    Raises:
        OutputError: another run is writing there; there is an unfinished one, and `mode` is NEW; APPEND would mix what
            was made with different rules; the file is damaged or cannot be written.
    """
    path = folder / FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror}); choose another folder with --out") from error
    try:
        db = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise OutputError(f"{path}: cannot be opened ({error}); choose another folder with --out") from error
    try:
        try:
            # Held until the end: a second run into this folder is refused.
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA cache_size = -8000")
            db.executescript(SCHEMA)
            db.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise OutputError(
                    f"{folder}: another run is writing there; wait for it, or choose another --out"
                ) from error
            if isinstance(error, sqlite3.OperationalError):
                raise OutputError(f"{path}: cannot be written ({error}); make room, or choose another --out") from error
            raise OutputError(f"{path} is damaged ({error}); delete it and run again") from error
        spool = Spool(db)
        spool._begin(made_with, inputs, mode, str(folder))
        yield spool
    finally:
        db.close()


def spool_of(articles: Iterable[Facts]) -> Spool:
    """Return a spool in memory, for as many articles as memory holds."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(SCHEMA)
    spool = Spool(db)
    spool.add([packed(number.to_bytes(8), found) for number, found in enumerate(articles)])
    return spool
