"""Tables -> Parquet files, one a table, compressed with zstd.

The schema of a table is always the same, also where a column is empty, so files of several runs can be read as one:

* `date` columns are date32; `events.date` is a text, because "2019-06" is no day. Readers give full days; what another
  caller gave instead is null here.
* `list` columns are list<string>: DuckDB's `unnest` and pandas' `explode` take them as they are. No item is null.
* `integer` is int64, `number` double, all others string. An empty cell is null.
* The meaning of a column is its field's metadata `description`, that of a table the schema's.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from dateline.columns import ALL_TABLES, SEPARATOR, Column
from dateline.stores import Tables, batches, encodable
from dateline.stores.files import Stage

ROW_GROUP = 50_000
# Rows as Python objects weigh many times what they weigh in Arrow's columns, so a row group is put together in parts.
AT_ONCE = 5_000
TYPES = {
    "string": pa.string(),
    "date": pa.date32(),
    "list": pa.list_(pa.field("item", pa.string(), nullable=False)),
    "integer": pa.int64(),
    "number": pa.float64(),
}


def write_parquet(tables: Tables, stage: Stage) -> list[str]:
    """Write a file for each table; there is nothing to note, so the list returned is empty."""
    for name in tables.names:
        columns = ALL_TABLES[name].columns
        schema = pa.schema([_field(column) for column in columns], {"description": f"A row is {ALL_TABLES[name].row}."})
        parts = (_batch(columns, rows, schema) for rows in batches(encodable(tables.rows(name)), AT_ONCE))
        with stage.open(f"{name}.parquet") as file, ParquetWriter(file, schema, compression="zstd") as writer:
            for group in batches(parts, ROW_GROUP // AT_ONCE):
                writer.write_table(pa.Table.from_batches(group, schema), row_group_size=ROW_GROUP)
    return []


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, TYPES[column.dtype], metadata={"description": column.meaning})


def _batch(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [_array(column.dtype, cells) for column, cells in zip(columns, zip(*rows, strict=True), strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(dtype: str, cells: Sequence[Any]) -> pa.Array:
    if dtype == "list":
        cells = [cell.split(SEPARATOR) if cell else None for cell in cells]
    elif dtype == "date":
        cells = [_day(cell) if cell else None for cell in cells]
    return pa.array(cells, TYPES[dtype])


@lru_cache(maxsize=10_000)
def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
