"""Tables -> `dateline.xlsx`, one sheet a table.

Texts are texts: nothing that begins with "=" runs, no address becomes a link, no "1-2" a date. Columns of full days are
real dates, so that Excel filters them by month; days before 1900, which it has no number for, are texts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dateline.columns import ALL_TABLES, Column
from dateline.stores import Row, Tables, encodable
from dateline.stores.files import Stage

# Excel's limits: rows of a sheet (the first is the header), UTF-16 units of a cell.
MAX_ROWS = 1_048_576
MAX_UNITS = 32_767
# Day 0. Excel takes 1900 for a leap year, so its numbers hold from March on.
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)
WIDTHS = {"string": 18, "date": 11, "list": 30, "integer": 9, "number": 11}
WIDE = {"evidence": 80, "title": 50, "url": 30, "error": 40}
# The author's clock is no fact of the articles.
CREATED = datetime(2000, 1, 1)


def write_xlsx(tables: Tables, stage: Stage) -> list[str]:
    """Write the workbook and return notes: texts that are cut, tables that take several sheets."""
    path = stage.path("dateline.xlsx")
    # Its own temporary files, which are larger than the result, stand where the room is.
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True})
    try:
        notes = _fill(book, tables)
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error
    finally:
        # As close() does; what fails before must not leave its temporary files open.
        for sheet in book.worksheets():
            sheet._opt_close()
    return notes


def _fill(book: Workbook, tables: Tables) -> list[str]:
    book.set_properties({"title": "dateline", "created": CREATED})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    notes = []
    for name in tables.names:
        columns = ALL_TABLES[name].columns
        rows = encodable(tables.rows(name))
        sheets = max(1, ceil(tables.count(name) / (MAX_ROWS - 1)))
        cut = 0
        for number in range(1, sheets + 1):
            sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
            _head(sheet, columns, bold, day)
            height = 0
            for height, row in enumerate(islice(rows, MAX_ROWS - 1), 1):
                cut += _write(sheet, height, columns, row)
            sheet.autofilter(0, 0, height, len(columns) - 1)
        if sheets > 1:
            notes.append(f"dateline.xlsx: {name} takes {sheets} sheets, because one holds {MAX_ROWS - 1:,} rows")
        if cut:
            notes.append(f"dateline.xlsx: {cut:,} cells of {name} are cut at {MAX_UNITS:,} characters and end in …")
    return notes


def _head(sheet: Worksheet, columns: Sequence[Column], bold: Format, day: Format) -> None:
    """Write the first row, and what holds for the columns below it."""
    for place, column in enumerate(columns):
        width = max(WIDE.get(column.name, WIDTHS[column.dtype]), len(column.name) + 3)
        sheet.set_column(place, place, width, day if column.dtype == "date" else None)
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 0)


def _write(sheet: Worksheet, height: int, columns: Sequence[Column], row: Row) -> int:
    """Write a row and return how many of its cells are cut."""
    cut = 0
    for place, cell in enumerate(row):
        if cell is None:
            continue
        if not isinstance(cell, str):
            sheet.write_number(height, place, cell)
        elif columns[place].dtype == "date" and (day := _day(cell)):
            sheet.write_number(height, place, day)
        else:
            text = _fitting(cell)
            cut += text != cell
            # xlsxwriter takes a text in these tags for its own XML; a blank behind them makes it plain.
            sheet.write_string(height, place, f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text)
    return cut


def _fitting(text: str) -> str:
    """Return a text as long as a cell can hold; one that is cut ends in `…`."""
    if len(text) <= MAX_UNITS // 2 or _units(text) <= MAX_UNITS:
        return text
    return text.encode("utf-16-le")[: 2 * (MAX_UNITS - 1)].decode("utf-16-le", "ignore") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=10_000)
def _day(value: str) -> int:
    """Return Excel's number of a full day, 0 where it has none."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return 0
    return day.toordinal() - DAY_ZERO if day >= FIRST_DAY else 0
