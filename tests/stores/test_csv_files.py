"""The bytes of the CSV files and of their schema."""

import csv
import io
import json

import pytest

from dateline.columns import ALL_TABLES, TABLES
from dateline.stores.csv_files import write_csv
from dateline.stores.files import staged


def streamed(tables, folder, **options):
    """Return the text of each file."""
    with staged(folder) as stage:
        write_csv(tables, stage, **options)
    return {path.stem: path.read_bytes().decode() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("row", "line"),
    [
        pytest.param({"name": "x, y"}, ',"x, y",,,,,,,,,', id="comma"),
        pytest.param({"name": 'the "X"'}, ',"the ""X""",,,,,,,,,', id="quotes"),
        pytest.param({"name": "a\nb"}, ',"a\nb",,,,,,,,,', id="line-feed"),
        pytest.param({"name": "a\rb"}, ',"a\rb",,,,,,,,,', id="lone-carriage-return"),
        pytest.param({"name": "a\x00b"}, ",a\x00b,,,,,,,,,", id="nul"),
        pytest.param({"name": "Zürich \ud800"}, ",Zürich ?,,,,,,,,,", id="lone-surrogate"),
        pytest.param({"n_mentions": 3, "confidence": 1.0}, ",,,,,3,,,,,1", id="whole-number"),
        pytest.param({"confidence": 0.25}, ",,,,,,,,,,0.25", id="number"),
        pytest.param({"confidence": -1.5e22}, ",,,,,,,,,,-15000000000000000000000", id="large-number"),
        pytest.param({}, ",,,,,,,,,,", id="unknown"),
    ],
)
def test_streamed_cells(make, tmp_path, row, line):
    header = ",".join(TABLES["people"].names)
    assert streamed(make(people=[row]), tmp_path)["people"] == f"{header}\n{line}\n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_excel_does_not_run_a_streamed_cell(make, tmp_path, cell):
    text = streamed(make(people=[{"name": cell, "confidence": -2.0}]), tmp_path, excel=True)["people"]
    (row,) = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert text.startswith("\ufeff")
    assert (row["name"], row["confidence"]) == (f"'{cell}", "-2")


def test_rows_come_back_through_a_reader(tables, tmp_path):
    files = streamed(tables, tmp_path)
    for name in tables.names:
        found = list(csv.reader(io.StringIO(files[name], newline="")))
        assert found[0] == TABLES[name].names
        assert len(found) == 1 + tables.count(name)
    (_, awkward) = csv.DictReader(io.StringIO(files["documents"], newline=""))
    assert awkward["doc_id"] == 'it\'s "one"; x/1'
    assert awkward["error"] == '=1+1,\r\n"no"\x00'


def test_streamed_schema_describes_the_tables_that_are_there(make, tmp_path):
    resources = {
        each["name"]: each for each in json.loads(streamed(make(predicates=[]), tmp_path)["schema"])["resources"]
    }
    assert list(resources) == [*TABLES, "predicates"]
    for name, resource in resources.items():
        assert resource["path"] == f"{name}.csv"
        assert [field["name"] for field in resource["schema"]["fields"]] == ALL_TABLES[name].names
        assert {field["type"] for field in resource["schema"]["fields"]} <= {"string", "integer", "number", "date"}
    assert resources["events"]["schema"]["primaryKey"] == ["event_id"]
    assert {"fields": "doc_id", "reference": {"resource": "documents", "fields": "doc_id"}} in resources["events"][
        "schema"
    ]["foreignKeys"]
