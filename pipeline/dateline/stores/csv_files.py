"""Tables -> CSV files (UTF-8, RFC 4180, a line feed after each row) with their frictionless schema beside them."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pandas import DataFrame

from dateline.columns import ALL_TABLES, ANY_ENTITY, Column, Table

BOM = "\ufeff"
# A cell that begins so is a formula to a spreadsheet, and news text is not ours: "=HYPERLINK(...)" must stay text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
JSON_TYPES = {"list": "string"}
# Python's csv module (3.11) leaves a lone carriage return bare, which readers take for the end of the row.
_QUOTED = re.compile(r'[,"\r\n]')


def csv_files(tables: Mapping[str, DataFrame], *, excel: bool = False) -> dict[str, bytes]:
    """Return the content of each table's file, and of `schema.json`, by file name.

    Args:
        tables: name -> frame, with the columns of `dateline.columns.ALL_TABLES`.
        excel: begin with a byte order mark, by which Excel knows UTF-8, and put `'` before what it would run.
    """
    files = {f"{name}.csv": _csv(frame, excel).encode() for name, frame in tables.items()}
    schema = {"profile": "tabular-data-package", "name": "dateline", "resources": [_resource(name) for name in tables]}
    return files | {"schema.json": (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()}


def _csv(frame: DataFrame, excel: bool) -> str:
    columns = [[_text(value, excel) for value in frame[name].array.tolist()] for name in frame.columns]
    rows: list[Iterable[str]] = [frame.columns, *zip(*columns, strict=True)]
    return (BOM if excel else "") + "".join(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    if not _QUOTED.search(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _text(value: Any, excel: bool) -> str:
    """Write one cell. Whole numbers have no point: 126000000.0 is 126000000; empty is unknown."""
    if isinstance(value, str):
        # A lone surrogate, from a broken escape in the input, has no UTF-8 form.
        text = value.encode("utf-8", "replace").decode() if not value.isascii() else value
        return f"'{text}" if excel and text.startswith(FORMULA) else text
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value!r}"
    return str(value) if isinstance(value, int) else ""


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
