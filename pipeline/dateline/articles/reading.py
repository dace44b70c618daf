"""The stream of articles: finds the reader of each file, and keeps one bad file from stopping a run."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import cast
from zipfile import ZipFile

from dateline.articles.archives import gunzip, open_member, zip_members
from dateline.articles.conllu import read_conllu
from dateline.articles.dates import read_date
from dateline.articles.identity import Ids
from dateline.articles.inputs import STDIN, File, check_input, list_files, list_skipped
from dateline.articles.objects import read_json, read_jsonl
from dateline.articles.parquet import count_rows, read_parquet
from dateline.articles.records import Reader, ReadOptions, Record, make_article
from dateline.articles.remote import Remote
from dateline.articles.sheets import read_csv, read_tsv
from dateline.articles.text import read_text
from dateline.articles.timeml import read_timeml
from dateline.articles.web import read_html, read_warc
from dateline.errors import InputError
from dateline.types import Article

READERS: dict[str, Reader] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".parquet": read_parquet,
    ".html": read_html,
    ".htm": read_html,
    ".warc": read_warc,
    ".tml": read_timeml,
    ".conllu": read_conllu,
}
# "U.S. economy" and "article.17" have no suffix.
SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")


def suffix_of(name: str) -> str:
    """Return the suffix of a file name in lower case, or an empty string where what follows the last dot is none."""
    found = SUFFIX.search(Path(name).name[1:])
    return found[0].lower() if found else ""


def is_known(path: File | str) -> bool:
    """Say whether a file of this name has a reader."""
    name = str(path)
    suffix = suffix_of(name)
    return suffix in READERS or suffix == ".zip" or (suffix == ".gz" and suffix_of(name[:-3]) in READERS)


def _records(stream: BufferedReader, name: str, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read `stream` by the suffix of `name`; `path` is what the articles show."""
    suffix = suffix_of(name)
    if suffix == ".gz":
        yield from _records(gunzip(stream, options.max_bytes), name[:-3], path, options)
    elif suffix == ".zip":
        yield from _zip_records(stream, path, options)
    elif suffix in READERS:
        yield from READERS[suffix](stream, path, options)
    else:
        raise InputError(f"no reader for {suffix} files: convert it to text, or pipe its text to standard input (-)")


def _zip_records(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    with ZipFile(stream) as archive:
        for name, info in zip_members(archive):
            if is_known(name) and suffix_of(name) != ".zip":
                shown = f"{path}/{name}"
                try:
                    with open_member(archive, info, options.max_bytes) as member:
                        yield from _records(member, name, shown, options)
                except Exception as error:  # an encrypted or damaged member leaves the others readable
                    yield Record(shown, error=_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"cannot be read: {type(error).__name__}: {error}"


def _stdin_records(options: ReadOptions) -> Iterator[Record]:
    """Read standard input: JSON lines when it begins with a brace, else one plain text."""
    stream: BufferedReader = BufferedReader(
        cast(RawIOBase, sys.stdin.buffer)
    )  # has `peek`, whatever stands in for stdin
    try:
        read = read_jsonl if stream.peek(1).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else read_text
        yield from read(stream, STDIN, options)
    finally:
        stream.detach()


def _file_records(path: File, options: ReadOptions) -> Iterator[Record]:
    if str(path) == STDIN:
        yield from _stdin_records(options)
    else:
        with path.open("rb") as stream:
            yield from _records(stream, path.name, path.as_posix(), options)


def _guarded(path: File, options: ReadOptions) -> Iterator[Record]:
    """Give the records of a file; where it fails, or has none, a record that says so."""
    empty = True
    try:
        for record in _file_records(path, options):
            empty = False
            yield record
    except Exception as error:  # whatever a reader raises over bytes of any origin is this file's fault, not the run's
        yield Record(path.as_posix(), error=_reason(error))
    else:
        if empty:
            yield Record(path.as_posix(), error="no article in this file")


def read_articles(inputs: Sequence[str], options: ReadOptions | None = None) -> Iterator[Article]:
    """Read articles one by one from files, folders, globs, addresses (`s3://...`) and `-` (standard input).

    Files come in the order of `inputs`, those of a folder or glob sorted. An article that cannot be read has
    `error` set and an id made from its path, and reading goes on. A second article of an id gets `-2` behind it, a
    third `-3`.

    Raises:
        InputError: at once, when an input does not exist or is a folder without articles, or `options.date` is no date.
    """
    options = options or ReadOptions()
    if options.date and not read_date(options.date):
        raise InputError(f"--date {options.date} is not a day: give it as YYYY-MM-DD")
    for given in inputs:
        check_input(given, is_known)
    return _articles(inputs, options)


def _articles(inputs: Sequence[str], options: ReadOptions) -> Iterator[Article]:
    with Ids() as ids:
        for path in list_files(inputs, is_known):
            for record in _guarded(path, options):
                article = make_article(record, options)
                yield replace(article, doc_id=ids.unique(article.doc_id))


def skipped_files(inputs: Sequence[str]) -> list[Path]:
    """Return the files in the folders among `inputs` that no reader is for, in order."""
    return list(list_skipped(inputs, is_known))


def count_articles(inputs: Sequence[str], options: ReadOptions | None = None) -> int | None:
    """Return how many articles `inputs` hold, for a progress bar: None where only reading them would tell.

    JSON lines are counted as lines, Parquet rows by the file's index, text, HTML and TimeML files as one each.
    """
    total = 0
    for path in list_files(inputs, is_known):
        if isinstance(path, Remote):
            return None
        reader = READERS.get(suffix_of(path.name)) if str(path) != STDIN else None
        try:
            if reader in (read_text, read_html, read_timeml):
                total += 1
            elif reader is read_jsonl:
                with path.open("rb") as stream:
                    total += sum(1 for line in stream if line.strip())
            elif reader is read_parquet:
                total += count_rows(path)
            else:
                return None
        except (OSError, ValueError):
            # a file that cannot be read, or is no Parquet, will be one article with an error
            total += 1
    return total
