"""TimeML: an article in `<TEXT>`, its time expressions as `<TIMEX3>`, its day of publication in `<DCT>`.

The id of an article is the name of its file, which is the DOCID in TimeBank and its kin: a copied DOCID joins two
articles, two files of a folder always have two names.
"""

import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import PurePath
from xml.etree import ElementTree

from dateline.articles.annotated import Annotated, Timex, annotate
from dateline.articles.encodings import decode, read_whole
from dateline.articles.records import ReadOptions, Record
from dateline.errors import InputError

CREATION = ".//DCT//TIMEX3", ".//TIMEX3[@functionInDocument='CREATION_TIME']"
DAY = re.compile(r"\d{4}-\d\d-\d\d(?![^T])")


def parse_timeml(data: bytes, path: str) -> Iterator[Annotated]:
    """Give the one article of a TimeML file.

    Raises:
        InputError: `data` is no XML, or has no `<TEXT>`.
    """
    source, encoding = decode(data)
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        raise InputError(f"not TimeML: {error}") from error
    body = root.find(".//TEXT")
    if body is None:
        raise InputError("not TimeML: there is no <TEXT>")
    parts: list[str] = []
    timexes: list[Timex] = []
    _read(body, parts, timexes)
    created = next((found for place in CREATION if (found := root.find(place)) is not None), None)
    day = DAY.match(created.get("value", "")) if created is not None else None
    record = Record(
        path,
        text="".join(parts),
        title=root.findtext(".//TITLE") or "",
        published=day[0] if day else "",
        doc_id=PurePath(path).name.removesuffix(".gz").removesuffix(".tml"),
        encoding=encoding,
    )
    yield annotate(record, timexes)


def _read(element: ElementTree.Element, parts: list[str], timexes: list[Timex]) -> None:
    """Append the text of `element` to `parts`, and what is a time expression in it to `timexes`."""
    # Tokenised TimeML has sentences as elements, with nothing between them.
    if element.tag == "s" and parts:
        parts.append("\n")
    start = sum(map(len, parts))
    parts.append(element.text or "")
    for child in element:
        _read(child, parts, timexes)
        parts.append(child.tail or "")
    if element.tag == "TIMEX3":
        type_, value, mod = (element.get(name, "") for name in ("type", "value", "mod"))
        timexes.append(Timex(start, sum(map(len, parts)), type_, value, mod))


def read_timeml(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read a TimeML file."""
    for article in parse_timeml(read_whole(stream, options.max_line), path):
        yield article.record
