"""Rows with named columns to records: which column is the text, which the title, the date, the URL, the id."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from dateline.articles.fields import FIELDS, squeeze
from dateline.articles.records import ReadOptions, Record
from dateline.errors import InputError

READ = ("text", "title", "published", "url", "doc_id", "source", "language")


@lru_cache(maxsize=256)
def find_columns(names: tuple[str, ...], options: ReadOptions) -> dict[str, tuple[str, ...]]:
    """Return for each field the columns that may hold it, the likeliest first.

    Raises:
        InputError: when there is no text column, or a column that an option names is not there.
    """
    squeezed = [(name, squeeze(name)) for name in names]
    columns = {
        field: tuple(name for usual in FIELDS[field] for name, short in squeezed if short == usual) for field in READ
    }
    there = ", ".join(names) or "none"
    chosen = {
        "text": ("--text-column", options.text_column),
        "title": ("--title-column", options.title_column),
        "published": ("--date-column", options.date_column),
        "url": ("--url-column", options.url_column),
        "doc_id": ("--id-column", options.id_column),
    }
    for field, (option, wanted) in chosen.items():
        if wanted:
            columns[field] = tuple(name for name in names if name.strip().lower() == wanted.strip().lower())
            if not columns[field]:
                raise InputError(f"{option}: no column {wanted!r}; the columns are: {there}")
    if not columns["text"]:
        raise InputError(f"no text column; the columns are: {there}; name one with --text-column")
    return columns


def _string(value: Any) -> str:
    """Return a cell as text; nothing for what is no text: null, NaN, truth values and nested objects without a name."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\n\n".join(filter(None, map(_string, value)))
    if isinstance(value, Mapping):
        return _string(value.get("name"))
    if isinstance(value, bool) or value is None or value != value:
        return ""
    return str(value)


def make_record(row: Mapping[str, Any], path: str, options: ReadOptions, encoding: str = "utf-8") -> Record:
    """Make a record of one row: of each field's columns the first that is not empty.

    Raises:
        InputError: as `find_columns`.
    """
    columns = find_columns(tuple(map(str, row)), options)
    found = {
        field: next(((name, value) for name in names if (value := _string(row[name])).strip()), ("", ""))
        for field, names in columns.items()
    }
    values = {field: value for field, (_, value) in found.items()}
    # by custom a column `raw` holds files as they were, header and all
    return Record(path, **values, encoding=encoding, has_header=squeeze(found["text"][0]) == "raw")
