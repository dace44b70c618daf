"""JSON: an object a line, an array of objects, or one object that is an article or holds a list of them."""

import codecs
import json
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from dateline.articles.columns import make_record
from dateline.articles.encodings import Lines, sniff
from dateline.articles.fields import field_of
from dateline.articles.records import ReadOptions, Record
from dateline.errors import InputError

LISTS = ("articles", "data", "items", "results", "documents", "docs", "news", "response", "hits")
BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")
CHUNK = 1 << 16


def _records(
    rows: Iterator[tuple[str, Any]], path: str, options: ReadOptions, lines: Lines | None = None
) -> Iterator[Record]:
    """Make records of parsed values, each with its place; an exception in place of a value is told as an error."""
    found = False
    for place, row in rows:
        encoding = lines.encoding if lines else "utf-8"
        if isinstance(row, Exception):
            yield Record(path, error=f"{place}: broken JSON: {row}")
        elif not isinstance(row, dict):
            yield Record(path, error=f"{place}: not a JSON object but {type(row).__name__}")
        else:
            try:
                yield make_record(row, path, options, encoding)
                found = True
            except InputError as error:
                # A first object without text is a file of something else: say so once, not for each line.
                if not found:
                    raise
                yield Record(path, error=f"{place}: {error}")
            except RecursionError:
                yield Record(path, error=f"{place}: lists within lists, too deep to be text")


def _parsed_lines(lines: Lines) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line := line.strip().strip("\ufeff"):
            try:
                yield f"line {number}", json.loads(line)
            except json.JSONDecodeError as error:
                yield f"line {number}", InputError(f"{error.msg} at column {error.colno}")
            except (ValueError, RecursionError) as error:
                yield f"line {number}", error


def read_jsonl(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read JSON lines. A broken line is an article with an error, and reading goes on."""
    lines = Lines(stream, options)
    yield from _records(_parsed_lines(lines), path, options, lines)


def _values(stream: BufferedReader, limit: int) -> Iterator[Any]:
    """Parse a stream value by value, so that an array of any length is never held.

    Brackets and commas between values are passed over, which also reads JSON lines under the name of `.json`.
    """
    text = codecs.getreader(sniff(stream.peek(CHUNK)))(stream, "replace")
    decoder = json.JSONDecoder()
    buffer, start, number = text.read(CHUNK), 0, 1
    while True:
        start = BETWEEN.match(buffer, start).end()  # type: ignore[union-attr]  # it matches nothing, too
        try:
            value, start = decoder.raw_decode(buffer, start)
        except json.JSONDecodeError as error:
            # cut off: read as much again as there is, so that a long value is parsed a few times only
            more = text.read(max(CHUNK, len(buffer)))
            if not more and start == len(buffer):
                return
            if not more or len(buffer) > limit:
                raise InputError(f"object {number}: broken JSON: {error.msg}") from error
            buffer, start = buffer[start:] + more, 0
        else:
            yield value
            number += 1


def _unfold(value: Any) -> Iterator[Any]:
    """Give the objects of a list within an object, `{"articles": [...]}`, or the object itself."""
    if isinstance(value, dict) and not any(field_of(key) == "text" for key in value):
        for name in LISTS:
            inner = value.get(name)
            if isinstance(inner, list) and all(isinstance(item, dict) for item in inner):
                yield from inner
                return
            if isinstance(inner, dict):
                yield from _unfold(inner)
                return
    yield value


def read_json(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read an array of articles, an object with a list of them, or one article."""
    rows = (item for value in _values(stream, options.max_bytes) for item in _unfold(value))
    yield from _records(((f"object {number}", row) for number, row in enumerate(rows, 1)), path, options)
