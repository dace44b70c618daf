"""CSV and TSV: a header row, an article a row."""

import csv
from collections.abc import Iterator
from io import BufferedReader

from dateline.articles.columns import find_columns, make_record
from dateline.articles.encodings import Lines
from dateline.articles.records import ReadOptions, Record

DELIMITERS = ",;\t|"


def _rows(stream: BufferedReader, path: str, options: ReadOptions, delimiter: str) -> Iterator[Record]:
    lines = Lines(stream, options)
    first = next(lines, "")
    # Semicolons are what spreadsheets of half Europe write into a .csv: the header row tells.
    delimiter = delimiter or max(DELIMITERS, key=first.count)
    names = tuple(name.strip().strip("\ufeff") for name in next(csv.reader([first], delimiter=delimiter), []))
    find_columns(names, options)
    # The limit of the csv module is one for the process and too small for articles (131,072 characters).
    csv.field_size_limit(max(csv.field_size_limit(), 2 * options.max_chars))
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(path, error=f"line {reader.line_num + 1}: {error}")
            continue
        if any(cell.strip() for cell in row):
            cells = [*row, *[""] * (len(names) - len(row))]
            yield make_record(dict(zip(names, cells, strict=False)), path, options, lines.encoding)


def read_csv(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read a CSV file, its cells separated by whatever separates the names of its header row."""
    yield from _rows(stream, path, options, "")


def read_tsv(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read a file of tab-separated values."""
    yield from _rows(stream, path, options, "\t")
