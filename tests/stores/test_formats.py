"""What holds of every store: the files it makes, the same bytes each time, all or nothing, empty tables."""

import os
import resource
from hashlib import sha256

import pytest

from dateline.columns import TABLES
from dateline.errors import OutputError
from dateline.stores.files import staged
from dateline.stores.formats import STORES, chosen

FILES = {
    "csv": {f"{name}.csv" for name in TABLES} | {"schema.json"},
    "parquet": {f"{name}.parquet" for name in TABLES},
    "sqlite": {"dateline.sqlite", "metadata.json"},
    "xlsx": {"dateline.xlsx"},
}
ALL = pytest.mark.parametrize("name", STORES)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@ALL
def test_same_rows_give_the_same_bytes(name, tables, tmp_path):
    for folder, mask in (("a", 0o022), ("b", 0o077)):
        before = os.umask(mask)
        with staged(tmp_path / folder) as stage:
            assert STORES[name](tables, stage) == []
        os.umask(before)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert set(contents(tmp_path / "a")) == FILES[name]


@ALL
def test_tables_may_be_empty(name, make, tmp_path):
    with staged(tmp_path) as stage:
        STORES[name](make(), stage)
    assert set(contents(tmp_path)) == FILES[name]


@ALL
def test_rows_that_fail_leave_what_was_there(name, make, tables, tmp_path, monkeypatch):
    with staged(tmp_path) as stage:
        STORES[name](make(), stage)
    before = contents(tmp_path)

    def rows(table):
        yield from type(tables).rows(tables, table)
        if table == "events":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "rows", rows)
    with pytest.raises(OutputError, match="No space left on device"), staged(tmp_path) as stage:
        STORES[name](tables, stage)
    assert contents(tmp_path) == before


@pytest.fixture
def no_room():
    """Let no file grow beyond 64 KiB, which fails as a full disk does, also in what is written in C."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@ALL
def test_a_full_disk_leaves_what_was_there(name, make, tmp_path, no_room):
    (tmp_path / "documents.csv").write_text("old")
    ids = [sha256(str(number).encode()).hexdigest() for number in range(3000)]
    tables = make(documents=[{"doc_id": doc_id, "title": doc_id[::-1], "status": "ok"} for doc_id in ids])
    with pytest.raises(OutputError, match="choose another folder with --out, or make room"), staged(tmp_path) as stage:
        STORES[name](tables, stage)
    assert contents(tmp_path) == {"documents.csv": b"old"}


def test_stores_by_name():
    assert list(chosen("csv, Parquet,csv")) == ["csv", "parquet"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("csv,excel", "there is no 'excel'; give one or more of csv, parquet, sqlite, xlsx", id="unknown"),
        pytest.param(" ,", "--format is empty; give one or more of csv", id="empty"),
    ],
)
def test_other_names_are_refused_with_those_there_are(value, message):
    with pytest.raises(OutputError, match=message):
        chosen(value)


def test_excel_changes_the_csv_files(tables, tmp_path):
    with staged(tmp_path) as stage:
        chosen("csv", excel=True)["csv"](tables, stage)
    text = (tmp_path / "relations.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeffrelation_id,")
    assert "'=cmd|' /C calc'!A0" in text
    assert ",-3," in text
