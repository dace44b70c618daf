"""Tables -> CSV files (UTF-8, RFC 4180, a line feed after each row) with their frictionless schema beside them."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from dateline.columns import ALL_TABLES, ANY_ENTITY, Column, Table
from dateline.stores import Row, Tables, batches
from dateline.stores.files import Stage

BOM = "\ufeff"
# A cell that begins so is a formula to a spreadsheet, and news text is not ours: "=HYPERLINK(...)" must stay text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
JSON_TYPES = {"list": "string"}
AT_ONCE = 1_000


def write_csv(tables: Tables, stage: Stage, *, excel: bool = False) -> list[str]:
    """Write a file for each table, and `schema.json`; there is nothing to note, so the list returned is empty.

    Args:
        tables: the rows.
        stage: where the files are made.
        excel: begin with a byte order mark, by which Excel knows UTF-8, and put `'` before what it would run.
    """
    for name in tables.names:
        columns = ALL_TABLES[name].columns
        numbers = [place for place, column in enumerate(columns) if column.dtype == "number"]
        rows = _whole(tables.rows(name), numbers)
        with stage.open(f"{name}.csv") as file:
            file.write(((BOM if excel else "") + ",".join(column.name for column in columns) + "\n").encode())
            for text in _texts(_inert(rows, numbers) if excel else rows):
                # A lone surrogate, from a broken escape in the input, has no UTF-8 form.
                file.write(text.encode("utf-8", "replace"))
    with stage.open("schema.json") as file:
        file.write(_schema(tables.names))
    return []


def _texts(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield the text of some thousand rows at a time."""
    lines: list[str] = []
    # The writer quotes what its line end is made of, so a lone carriage return (which readers take for the end of the
    # row) is quoted too; a line feed is what our rows end in.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    for batch in batches(rows, AT_ONCE):
        writer.writerows(batch)
        yield "".join([line[:-2] + "\n" for line in lines])
        lines.clear()


def _whole(rows: Iterable[Row], numbers: Sequence[int]) -> Iterator[list[Any]]:
    """Write whole numbers without a point: 126000000.0 is 126000000."""
    for row in rows:
        cells = list(row)
        for place in numbers:
            cell = cells[place]
            if isinstance(cell, float) and cell.is_integer():
                cells[place] = f"{cell:.0f}"
        yield cells


def _inert(rows: Iterable[list[Any]], numbers: Sequence[int]) -> Iterator[list[Any]]:
    for row in rows:
        texts = [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
        # A number that begins with a minus is a number, also as `_whole` writes it.
        for place in numbers:
            texts[place] = row[place]
        yield texts


def _schema(names: Sequence[str]) -> bytes:
    schema = {"profile": "tabular-data-package", "name": "dateline", "resources": [_resource(name) for name in names]}
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(name: str) -> dict[str, Any]:
    table = ALL_TABLES[name]
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.primary:
        schema["primaryKey"] = table.primary
    if keys := _foreign_keys(name, table):
        schema["foreignKeys"] = keys
    dialect = {"lineTerminator": "\n", "doubleQuote": True}
    return {"name": name, "path": f"{name}.csv", "encoding": "utf-8", "dialect": dialect, "schema": schema}


def _field(column: Column) -> dict[str, str]:
    return {"name": column.name, "type": JSON_TYPES.get(column.dtype, column.dtype), "description": column.meaning}


def _foreign_keys(name: str, table: Table) -> list[dict[str, Any]]:
    """Return the columns that hold one key of one other table; an entity's id may stand in any of five tables."""
    keys = []
    for column in table.columns:
        if "." in column.key and column.key != ANY_ENTITY and column.dtype != "list":
            other, _, field = column.key.partition(".")
            keys.append(
                {"fields": column.name, "reference": {"resource": "" if other == name else other, "fields": field}}
            )
    return keys
