import gzip
import json
from collections.abc import Callable
from hashlib import shake_256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.parquet as pq

from dateline.articles import read_articles
from dateline.types import Article

Read = Callable[..., list[Article]]


def zipped(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_gz_of_json_lines(read: Read) -> None:
    data = gzip.compress(b'{"text": "One."}\n') + gzip.compress(b'{"text": "Two."}\n')
    assert [article.text for article in read("a.jsonl.gz", data)] == ["One.", "Two."]


def test_gz_of_text(read: Read) -> None:
    assert [article.text for article in read("a.gz", gzip.compress(b"One."))] == ["One."]


def test_broken_gz_tells_and_keeps_what_it_gave(read: Read) -> None:
    # Text that does not compress: half of the file holds about half of the rows.
    rows = [{"text": f"No {n}. {shake_256(bytes([n])).hexdigest(10_000)}"} for n in range(20)]
    data = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    *good, bad = read("a.jsonl.gz", data[: len(data) // 2])
    assert good[0].text == rows[0]["text"]
    assert "cannot be read: EOFError" in bad.error or "broken JSON" in bad.error
    assert read("b.gz", b"no gz at all")[0].error.startswith("cannot be read: ")


def test_zip_members_are_read_in_order_and_in_place(read: Read, tmp_path: Path) -> None:
    table = BytesIO()
    pq.write_table(pa.table({"text": ["Row."]}), table)
    data = zipped(
        {
            "z.txt": b"Last.",
            "../../evil.txt": b"Outside.",
            "news/": b"",
            "news/b.jsonl.gz": gzip.compress(b'{"text": "Packed."}'),
            "news/a.csv": b"text\nCell.\n",
            "news/c.parquet": table.getvalue(),
            ".hidden.txt": b"no",
            "__MACOSX/._a.txt": b"no",
            "inner.zip": zipped({"a.txt": b"no"}),
            "logo.png": b"no",
        }
    )
    articles = read("a.zip", data)
    assert [(Path(article.path).name, article.text) for article in articles] == [
        *(("evil.txt", "Outside."), ("a.csv", "Cell."), ("b.jsonl.gz", "Packed.")),
        *(("c.parquet", "Row."), ("z.txt", "Last.")),
    ]
    assert ".." not in articles[0].path
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]


def test_damaged_member_leaves_the_others(read: Read) -> None:
    data = bytearray(zipped({"a.txt": b"Acme. " * 50, "b.txt": b"Bolt."}))
    data[45] ^= 0xFF
    first, second = read("a.zip", bytes(data))
    assert first.error.startswith("cannot be read: ")
    assert first.path.endswith("a.zip/a.txt")
    assert second.text == "Bolt."


def test_bombs_are_refused(read: Read) -> None:
    bomb = b"x" * 3_000_000
    (packed,) = read("a.txt.gz", gzip.compress(bomb), max_bytes=1_000_000)
    (member,) = read("a.zip", zipped({"a.txt": bomb}), max_bytes=1_000_000)
    assert packed.error == member.error == "unpacks to more than 1000000 bytes; raise --max-bytes if that is meant"


def test_no_zip_and_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no zip")
    (tmp_path / "b.zip").write_bytes(zipped({"logo.png": b""}))
    broken, empty = read_articles([str(tmp_path)])
    assert broken.error.startswith("cannot be read: BadZipFile")
    assert empty.error == "no article in this file"
