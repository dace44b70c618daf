"""Articles that tell again what another has told: the same text, wire copy under another headline, a grown story.

A text is compared as the set of its word shingles, through MinHash signatures (Broder 1997, "On the resemblance and
containment of documents"). Signatures that agree in a whole band of values are candidates (banding: Indyk and Motwani
1998; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4); a candidate counts where the estimated
resemblance is high, or where nearly all of the shorter text stands in the longer: an update that grew, a copy cut.

The library's scheme and seed are named and the shingles hashed by CRC-32, so that a signature is the same everywhere.
"""

import re
import sqlite3
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

SHINGLE = 3  # words; of 2 to 4 the one that finds most at equal precision
SHORT = 30  # a text of fewer words is no copy of another unless it is the same: too little to judge by
VALUES = 128
BANDS = 32  # of four values: texts that resemble each other by a half meet with probability 0.87, by 0.01 with 3e-7
# Chosen on altered news, half of it; weekly reports on one pattern of words reach a resemblance of 0.4.
RESEMBLANCE = 0.45
CONTAINMENT = 0.75
OVERLAP = 0.2  # least resemblance where containment decides: below, the estimate says little
ASKED = 20  # originals of one bucket that an article is compared with

WORD = re.compile(r"\w+")
# Odd numbers (2 to the 64th, and its square, by the golden ratio) spread a band's values over the key.
SPREAD = np.array([0x9E3779B97F4A7C15, 0xF39CC0605CEDC835], dtype=np.uint64)
BY_DATE = "coalesce(published, '') = '', published, doc_id"


def signature(text: str) -> bytes:
    """Return the signature of a text: how many shingles it has, then the least value of each permutation of them.

    It is empty for a short text, which only an equal one duplicates.
    """
    words = WORD.findall(text.casefold())
    if len(words) < SHORT:
        return b""
    shingles = {" ".join(words[at : at + SHINGLE]).encode() for at in range(len(words) - SHINGLE + 1)}
    sketch = _blank().copy()
    sketch.update_batch(shingles)
    return len(shingles).to_bytes(4, "little") + bytes(sketch.hashvalues.astype("<u4").tobytes())


def mark(db: sqlite3.Connection) -> None:
    """Fill the table `duplicates` (doc_id, duplicate_of) from `articles` (doc_id, published, digest, signature).

    An original is the earliest article, those without a date last, and never itself a duplicate; an article without
    text has no digest and is left alone. An article is compared with originals alone, in each bucket with the `ASKED`
    earliest, so with `BANDS * ASKED` at most, whatever the number of articles: those that share no more than a common
    boilerplate share a few buckets, and true copies meet in others. Buckets are sorted and stand in temporary tables,
    on disk; memory does not grow. The caller commits.
    """
    db.execute("CREATE TABLE IF NOT EXISTS duplicates (doc_id TEXT PRIMARY KEY, duplicate_of TEXT)")
    db.execute("DELETE FROM duplicates")
    # One article a digest, in the order that decides which is the original.
    db.execute(
        "CREATE TEMP TABLE firsts (place INTEGER PRIMARY KEY, doc_id TEXT, digest TEXT, signature BLOB, original TEXT)"
    )
    # Columns by name: a table may hold much else of an article, which need not be sorted.
    db.execute(
        "INSERT INTO firsts (doc_id, digest, signature) SELECT doc_id, digest, signature FROM "
        "(SELECT doc_id, published, digest, signature, row_number() OVER (PARTITION BY digest "
        f"ORDER BY {BY_DATE}) AS n FROM articles WHERE digest != '') WHERE n = 1 ORDER BY {BY_DATE}"
    )
    for place, original in _near(db):
        db.execute("UPDATE firsts SET original = ? WHERE place = ?", (original, place))
    db.execute("CREATE UNIQUE INDEX temp.by_digest ON firsts (digest)")
    db.execute(
        "INSERT INTO duplicates SELECT doc_id, original FROM (SELECT articles.doc_id, coalesce(original, firsts.doc_id)"
        " AS original FROM articles JOIN firsts USING (digest)) WHERE doc_id != original"
    )
    db.execute("DROP TABLE firsts")


def _near(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield the place of each article that resembles an earlier one, with that one's id."""
    db.execute("CREATE TEMP TABLE bands (key INTEGER, place INTEGER)")
    signed = db.execute("SELECT place, signature FROM firsts WHERE length(signature) > 0")
    db.executemany(
        "INSERT INTO bands VALUES (?, ?)", ((key, place) for place, signed in signed for key in _keys(signed))
    )
    # Most articles resemble no other: nothing is left of them here.
    db.execute(
        "CREATE TEMP TABLE shared AS SELECT place, key FROM "
        "(SELECT place, key, count(*) OVER (PARTITION BY key) AS n FROM bands) WHERE n > 1"
    )
    db.execute("DROP TABLE bands")
    db.execute("CREATE TEMP TABLE buckets (key INTEGER, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID")
    for place, rows in groupby(db.execute("SELECT place, key FROM shared ORDER BY place, key"), itemgetter(0)):
        keys = [key for _, key in rows]
        original = _original(db, place, keys)
        if original:
            yield place, original
        else:
            db.executemany("INSERT OR IGNORE INTO buckets VALUES (?, ?)", ((key, place) for key in keys))
    db.execute("DROP TABLE shared")
    db.execute("DROP TABLE buckets")


def _original(db: sqlite3.Connection, place: int, keys: list[int]) -> str:
    """Return the earliest original that an article resembles, empty where there is none."""
    asked = "SELECT place FROM buckets WHERE key = ? ORDER BY place LIMIT ?"
    met = {candidate for key in keys for (candidate,) in db.execute(asked, (key, ASKED))}
    if not met:
        return ""
    (own,) = db.execute("SELECT signature FROM firsts WHERE place = ?", (place,)).fetchone()
    for candidate in sorted(met):
        doc_id, other = db.execute("SELECT doc_id, signature FROM firsts WHERE place = ?", (candidate,)).fetchone()
        if alike(own, other):
            return str(doc_id)
    return ""


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two signatures are of texts of which one repeats the other."""
    equal = np.count_nonzero(_values(one) == _values(other)) / VALUES
    if equal >= RESEMBLANCE or equal < OVERLAP:
        return bool(equal >= RESEMBLANCE)
    sizes = [int.from_bytes(signed[:4], "little") for signed in (one, other)]
    return bool(equal / (1 + equal) * sum(sizes) >= CONTAINMENT * min(sizes))


def _values(signed: bytes) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return np.frombuffer(signed, "<u4", offset=4)


def _keys(signed: bytes) -> list[int]:
    """Return one number for the values of each band; bands differ by their number."""
    pairs = np.frombuffer(signed, "<u8", offset=4).astype(np.uint64).reshape(BANDS, -1)
    pairs[:, 0] += np.arange(BANDS, dtype=np.uint64)
    mixed: list[int] = (pairs * SPREAD).sum(axis=1, dtype=np.uint64).view(np.int64).tolist()
    return mixed


@cache
def _blank() -> Any:
    """Return the sketch of nothing."""
    # Half a second and 60 MB, which a process that signs nothing need not spend.
    from datasketch import MinHash

    return MinHash(VALUES, seed=1, scheme="affine32", hashfunc=zlib.crc32)
