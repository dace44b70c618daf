"""Parquet: an article a row, read in small batches of the columns that matter."""

from collections.abc import Iterator
from io import BufferedReader, BytesIO
from pathlib import Path

from dateline.articles.columns import find_columns, make_record
from dateline.articles.encodings import read_whole
from dateline.articles.records import ReadOptions, Record

BATCH = 256


def read_parquet(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read a Parquet file. Out of an archive it is held in memory, since its index stands at its end."""
    from pyarrow.parquet import ParquetFile

    file = ParquetFile(stream if stream.seekable() else BytesIO(read_whole(stream, options.max_bytes)))
    columns = find_columns(tuple(file.schema_arrow.names), options)
    wanted = [name for names in columns.values() for name in names]
    for batch in file.iter_batches(batch_size=BATCH, columns=wanted, use_threads=False):
        for row in batch.to_pylist():
            yield make_record(row, path, options)


def count_rows(path: Path) -> int:
    """Return the number of rows as the file's index has it."""
    from pyarrow.parquet import read_metadata

    return int(read_metadata(path).num_rows)
