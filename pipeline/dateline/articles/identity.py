"""Names of articles: made from content, so that the same text has the same id on every machine and in every order."""

import sqlite3
from contextlib import AbstractContextManager
from hashlib import sha256

from dateline.errors import OutputError

DIGITS = 16


def content_id(text: str) -> str:
    """Return `a` and the first 16 hexadecimal digits of the SHA-256 of `text` in UTF-8."""
    # A lone surrogate (an undecodable file name) has no UTF-8 form; "replace" keeps this function total.
    return "a" + sha256(text.encode("utf-8", "replace")).hexdigest()[:DIGITS]


class Ids(AbstractContextManager["Ids"]):
    """Keeps ids apart within one run: the second article of an id gets `-2`, the third `-3`, ...

    They lie in a temporary file that SQLite makes when they are many: no memory grows with the articles.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE seen (id BLOB PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID")

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        self._db.close()

    def unique(self, doc_id: str) -> str:
        """Return `doc_id`, or `doc_id-n` where it has been given out before.

        Raises:
            OutputError: there is no room for temporary files.
        """
        candidate = doc_id
        try:
            while self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, 1)", (_stored(candidate),)).rowcount == 0:
                number = "UPDATE seen SET last = last + 1 WHERE id = ? RETURNING last"
                candidate = f"{doc_id}-{self._db.execute(number, (_stored(doc_id),)).fetchone()[0]}"
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"the ids of the articles cannot be kept apart ({error}): "
                "make room for temporary files, or set TMPDIR to a folder that has it"
            ) from error
        return candidate


def _stored(doc_id: str) -> bytes:
    # A lone surrogate is no text to SQLite.
    return doc_id.encode("utf-8", "surrogatepass")
