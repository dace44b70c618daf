"""Parquet files: types, meanings, row groups."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.columns import TABLES
from dateline.stores import parquet_files
from dateline.stores.files import staged
from dateline.stores.parquet_files import write_parquet


@pytest.fixture
def folder(tables, tmp_path):
    with staged(tmp_path) as stage:
        write_parquet(tables, stage)
    return tmp_path


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        pytest.param("events", "date", ["2019-06"], id="edtf-is-text"),
        pytest.param("events", "date_end", [date(2019, 6, 30)], id="day"),
        pytest.param("organisations", "first_seen", [date(1899, 6, 5)], id="old-day"),
        pytest.param("organisations", "aliases", [["Volta", "the Motors"]], id="list"),
        pytest.param("organisations", "subtype", [None], id="unknown"),
        pytest.param("events", "amount", [126000000.0], id="number"),
        pytest.param("events", "count", [30], id="integer"),
        pytest.param("events", "agents", [["Volta Motors"]], id="list-of-one"),
        pytest.param("events", "objects", [None], id="empty-list"),
        pytest.param("documents", "error", [None, '=1+1,\r\n"no"\x00'], id="control-characters"),
    ],
)
def test_cells(folder, table, column, expected):
    assert pq.read_table(folder / f"{table}.parquet")[column].to_pylist() == expected


def test_a_lone_surrogate_is_replaced(folder):
    assert pq.read_table(folder / "events.parquet")["evidence"][0].as_py().endswith("Zürich \U0001f600 ?.")


def test_schema_is_that_of_the_columns_also_without_rows(folder):
    for name, table in TABLES.items():
        schema = pq.read_schema(folder / f"{name}.parquet")
        assert schema.names == table.names
        assert schema.metadata[b"description"].decode() == f"A row is {table.row}."
        assert [field.metadata[b"description"].decode() for field in schema] == [
            column.meaning for column in table.columns
        ]
    assert pq.read_schema(folder / "people.parquet").field("first_seen").type == pa.date32()


def test_what_is_no_day_is_unknown(make, tmp_path):
    with staged(tmp_path) as stage:
        write_parquet(make(documents=[{"doc_id": "d", "published": "2019-06"}]), stage)
    assert pq.read_table(tmp_path / "documents.parquet")["published"].to_pylist() == [None]


def test_rows_are_in_groups(make, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_files, "ROW_GROUP", 4)
    monkeypatch.setattr(parquet_files, "AT_ONCE", 2)
    with staged(tmp_path) as stage:
        write_parquet(make(dates=[{"doc_id": "d", "start": start} for start in range(9)]), stage)
    file = pq.ParquetFile(tmp_path / "dates.parquet")
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [4, 4, 1]
    assert file.read()["start"].to_pylist() == list(range(9))


def test_pandas_reads_it(folder):
    frame = pq.read_table(folder / "organisations.parquet").to_pandas()
    assert frame.explode("doc_ids")["doc_ids"].tolist() == ["d2", 'it\'s "one"', "x/1"]
