"""Inputs at addresses of fsspec: the same articles as from local files, under their addresses."""

import gzip
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.articles import ReadOptions, count_articles, read_articles
from dateline.errors import InputError

fsspec = pytest.importorskip("fsspec", reason='fsspec is not installed: pip install "dateline[engine]"')

LINES = b'{"text": "Norvent grew.", "date": "2021-03-02"}\n{"text": "Ostrava shrank."}\n'
Put = Callable[[str, bytes], str]


def packed() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("inner/a.jsonl", LINES)
    return made.getvalue()


def rows() -> bytes:
    made = BytesIO()
    pq.write_table(pa.table({"text": ["Norvent grew.", "Ostrava shrank."]}), made)
    return made.getvalue()


def crawl() -> bytes:
    page = "<html><body><p>" + "Norvent Holdings grew by nine per cent. " * 9 + "</p></body></html>"
    response = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    headers = {
        "WARC-Type": "response",
        "WARC-Target-URI": "http://norvent.example/",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": len(response),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return gzip.compress(f"WARC/1.0\r\n{head}\r\n{response}\r\n\r\n".encode())


@pytest.fixture(params=["memory", "file"])
def put(request: pytest.FixtureRequest, tmp_path: Path) -> Put:
    """Write a file at an address and return the address."""
    root = f"memory://{tmp_path}" if request.param == "memory" else f"file://{tmp_path}"

    def write(name: str, data: bytes) -> str:
        with fsspec.open(f"{root}/{name}", "wb", auto_mkdir=True) as file:
            file.write(data)
        return f"{root}/{name}"

    return write


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.jsonl", LINES, id="jsonl"),
        pytest.param("a.jsonl.gz", gzip.compress(LINES), id="gz"),
        pytest.param("a.zip", packed(), id="zip"),
        pytest.param("a.parquet", rows(), id="parquet"),
        pytest.param("a.warc.gz", crawl(), id="warc"),
        pytest.param("a.txt", "Norvent grew by 9 %, a spokesman said — at last.".encode("utf-16"), id="text"),
        pytest.param("a.json", b"[" + LINES.replace(b"}\n{", b"}, {") + b"]", id="json"),
        pytest.param("a.csv", b"title;text\nOne;Norvent grew.\n", id="csv"),
        pytest.param("empty.jsonl", b"", id="empty"),
        pytest.param("a.pdf", b"%PDF", id="unknown"),
    ],
)
def test_each_kind_reads_as_it_does_locally(put: Put, tmp_path: Path, name: str, data: bytes) -> None:
    address, local = put(name, data), tmp_path / "local" / name
    local.parent.mkdir()
    local.write_bytes(data)
    expected = list(read_articles([str(local)]))
    found = list(read_articles([address]))
    assert [article.path for article in found] == [article.path.replace(str(local), address) for article in expected]
    # An article that cannot be read is named after its path.
    assert [replace(article, path="", doc_id="") for article in found] == [
        replace(article, path="", doc_id="") for article in expected
    ]


def test_folders_and_globs_come_in_the_order_of_local_ones(put: Put) -> None:
    for name in ("b.txt", "a.md", "sub/c", "sub/deep/d.txt", ".hidden.txt", ".git/x.txt", "notes.pdf"):
        last = put(f"news/{name}", name.encode())
    root = last.removesuffix("/notes.pdf")

    def names(given: str) -> list[str]:
        return [article.path.removeprefix(f"{root}/") for article in read_articles([given])]

    assert names(root) == names(f"{root}/") == ["a.md", "b.txt", "sub/c", "sub/deep/d.txt"]
    assert names(f"{root}/*.txt") == ["b.txt"]
    assert names(f"{root}/s*") == ["sub/c", "sub/deep/d.txt"]
    assert names(f"{root}/**/*.txt") == ["b.txt", "sub/deep/d.txt"]
    assert count_articles([root]) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param("nowhere.txt", "nowhere.txt does not exist: give the address", id="missing"),
        pytest.param("*.nothing", r"no article at .*\*.nothing: give .txt", id="no-match"),
        pytest.param("pictures", "no article at .*pictures: give .txt", id="unknown"),
    ],
)
def test_what_is_not_there_is_told_at_once(put: Put, given: str, message: str) -> None:
    root = put("pictures/a.png", b"").removesuffix("/pictures/a.png")
    with pytest.raises(InputError, match=message):
        read_articles([f"{root}/{given}"])


def test_unknown_addresses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nonsense://a/b cannot be read: Protocol not known: nonsense"):
        read_articles(["nonsense://a/b"])


def test_what_may_not_be_read_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("Forbidden")

    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "info", refuse)
    with pytest.raises(InputError, match=r"memory://a/b cannot be read \(Forbidden\): check the address"):
        read_articles(["memory://a/b"])


def test_without_fsspec_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(InputError, match=r'pip install "dateline\[engine\]"'):
        read_articles(["s3://bucket/a.jsonl"], ReadOptions())


def test_a_store_whose_software_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(InputError, match=r"s3://bucket/a\.jsonl: .*s3fs"):
        read_articles(["s3://bucket/a.jsonl"])
