"""The bytes of the CSV files and of their schema."""

import csv
import io
import json

import pandas as pd
import pytest

from dateline.columns import TABLES
from dateline.stores.csv_files import csv_files
from dateline.tables import frames


def written(values, dtype="string", **options):
    """Return what the cells of a one-column table look like in the file."""
    frame = pd.DataFrame({"a": pd.array(values, dtype=dtype)})
    return csv_files({"people": frame}, **options)["people.csv"].decode()


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        pytest.param(["x, y", 'the "X"', "a\nb"], "string", 'a\n"x, y"\n"the ""X"""\n"a\nb"\n', id="quotes"),
        pytest.param([3, None], "Int64", "a\n3\n\n", id="integers-with-a-gap"),
        pytest.param([126000000.0, 2.5, 7.25, None], "Float64", "a\n126000000\n2.5\n7.25\n\n", id="numbers"),
        pytest.param(["Zürich"], "string", "a\nZürich\n", id="beyond-ascii"),
    ],
)
def test_cells(values, dtype, expected):
    assert written(values, dtype) == expected


def test_file_is_utf8_with_line_feeds_and_no_mark():
    files = csv_files(frames([]))
    assert files["documents.csv"] == (",".join(TABLES["documents"].names) + "\n").encode()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_excel_does_not_run_a_cell(cell):
    rows = list(csv.reader(io.StringIO(written([cell], excel=True).removeprefix("\ufeff"), newline="")))
    assert rows == [["a"], [f"'{cell}"]]
    assert list(csv.reader(io.StringIO(written([cell]), newline="")))[1] == [cell]


def test_excel_knows_the_encoding_and_numbers_stay_numbers():
    assert written([-2.5], "Float64", excel=True) == "\ufeffa\n-2.5\n"


def test_schema_describes_every_column():
    resources = {each["name"]: each for each in json.loads(csv_files(frames([]))["schema.json"])["resources"]}
    assert list(resources) == list(TABLES)
    for name, resource in resources.items():
        assert resource["path"] == f"{name}.csv"
        assert [field["name"] for field in resource["schema"]["fields"]] == TABLES[name].names
        assert {field["type"] for field in resource["schema"]["fields"]} <= {"string", "integer", "number", "date"}
    assert resources["events"]["schema"]["primaryKey"] == ["event_id"]
    assert {"fields": "doc_id", "reference": {"resource": "documents", "fields": "doc_id"}} in resources["events"][
        "schema"
    ]["foreignKeys"]
