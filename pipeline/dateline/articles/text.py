"""Plain text: one article a file."""

from collections.abc import Iterator
from io import BufferedReader

from dateline.articles.encodings import decode
from dateline.articles.records import ReadOptions, Record


def read_text(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read a file of one article, with or without a header."""
    data = stream.read(options.max_line + 1)
    if len(data) > options.max_line:
        yield Record(path, error=f"text of more than {options.max_chars} characters exceeds --max-chars")
        return
    text, encoding = decode(data)
    yield Record(path, text=text, encoding=encoding, has_header=True)
