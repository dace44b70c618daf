"""The workbook: sheets, dates, and texts that stay texts."""

import zipfile
from datetime import datetime

import openpyxl
import pytest

from dateline.columns import TABLES
from dateline.stores import xlsx_files
from dateline.stores.files import staged
from dateline.stores.xlsx_files import write_xlsx


@pytest.fixture
def book(tables, tmp_path):
    with staged(tmp_path) as stage:
        write_xlsx(tables, stage)
    return openpyxl.load_workbook(tmp_path / "dateline.xlsx")


def cell(book, table, column, row=2):
    return book[table].cell(row, TABLES[table].names.index(column) + 1)


def test_a_sheet_for_each_table(book):
    assert book.sheetnames == list(TABLES)
    for name, table in TABLES.items():
        sheet = book[name]
        assert [head.value for head in sheet[1]] == table.names
        assert all(head.font.bold for head in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        pytest.param("events", "date", "2019-06", id="edtf-is-text"),
        pytest.param("events", "date_start", datetime(2019, 6, 1), id="day"),
        pytest.param("organisations", "first_seen", "1899-06-05", id="day-before-excel"),
        pytest.param("events", "amount", 126000000, id="number"),
        pytest.param("events", "percent", 2.5, id="share"),
        pytest.param("events", "count", 30, id="integer"),
        pytest.param("events", "objects", None, id="unknown"),
    ],
)
def test_cells(book, table, column, expected):
    assert cell(book, table, column).value == expected


@pytest.mark.parametrize("day", ["1900-02-28", "2019-06", "soon"])
def test_what_has_no_number_as_a_day_is_a_text(make, tmp_path, day):
    with staged(tmp_path) as stage:
        write_xlsx(make(documents=[{"doc_id": "d", "published": day}]), stage)
    assert cell(openpyxl.load_workbook(tmp_path / "dateline.xlsx"), "documents", "published").value == day


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("=1+1", id="formula"),
        pytest.param("{=SUM(A1:A2)}", id="array-formula"),
        pytest.param("https://example.org/x", id="address"),
        pytest.param("12", id="digits"),
        pytest.param("<b>&amp;", id="markup"),
        pytest.param(" two  blanks ", id="blanks"),
        pytest.param("a\nb", id="line-feed"),
    ],
)
def test_a_text_stays_a_text(make, tmp_path, text):
    with staged(tmp_path) as stage:
        write_xlsx(make(people=[{"entity_id": "e", "name": text}]), stage)
    found = cell(openpyxl.load_workbook(tmp_path / "dateline.xlsx"), "people", "name")
    assert (found.value, found.data_type, found.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("text", ["a\x00b\x1f", "\ufffe\uffff", "\ud800", "<r><t>x</t></r>", "<r><bad></r>"], ids=ascii)
def test_no_text_breaks_the_file(make, tmp_path, text):
    with staged(tmp_path) as stage:
        write_xlsx(make(people=[{"entity_id": "e", "name": text}]), stage)
    found = cell(openpyxl.load_workbook(tmp_path / "dateline.xlsx"), "people", "name").value
    if text.startswith("<r>"):
        assert found == f"{text} "


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("x" * 32_767, "x" * 32_767, id="fits"),
        pytest.param("x" * 32_768, "x" * 32_766 + "…", id="one-too-long"),
        # Excel counts UTF-16 units: these are two each
        pytest.param("\U0001f600" * 16_384, "\U0001f600" * 16_383 + "…", id="pairs"),
    ],
)
def test_a_long_text_is_cut_and_told(make, tmp_path, text, kept):
    with staged(tmp_path) as stage:
        notes = write_xlsx(make(people=[{"entity_id": "e", "name": text}]), stage)
    assert cell(openpyxl.load_workbook(tmp_path / "dateline.xlsx"), "people", "name").value == kept
    told = ["dateline.xlsx: 1 cells of people are cut at 32,767 characters and end in …"]
    assert notes == ([] if text == kept else told)


def test_a_long_table_takes_several_sheets(make, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_files, "MAX_ROWS", 3)
    with staged(tmp_path) as stage:
        notes = write_xlsx(make(dates=[{"doc_id": "d", "start": start} for start in range(5)]), stage)
    book = openpyxl.load_workbook(tmp_path / "dateline.xlsx")
    assert book.sheetnames[-3:] == ["dates", "dates 2", "dates 3"]
    starts = [[row[2] for row in book[name].iter_rows(2, values_only=True)] for name in book.sheetnames[-3:]]
    assert starts == [[0, 1], [2, 3], [4]]
    assert notes == ["dateline.xlsx: dates takes 3 sheets, because one holds 2 rows"]


def test_no_clock_in_the_file(book, tmp_path):
    assert book.properties.created == datetime(2000, 1, 1)
    with zipfile.ZipFile(tmp_path / "dateline.xlsx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
