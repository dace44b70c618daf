"""TimeML: an article in `<TEXT>`, its time expressions as `<TIMEX3>`, its day of publication in `<DCT>`.

The id of an article is the name of its file, which is the DOCID in TimeBank and its kin: a copied DOCID joins two
articles, two files of a folder always have two names.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, StringIO
from pathlib import Path, PurePath
from xml.etree import ElementTree

from dateline.articles.annotated import Annotated, Timex, annotate, placed
from dateline.articles.encodings import decode, read_whole
from dateline.articles.records import ReadOptions, Record, clean
from dateline.errors import InputError

CREATION = ".//DCT//TIMEX3", ".//TIMEX3[@functionInDocument='CREATION_TIME']"
DAY = re.compile(r"\d{4}-\d\d-\d\d(?![^T])")


def parse_timeml(data: bytes, path: str) -> Iterator[Annotated]:
    """Give the one article of a TimeML file.

    Raises:
        InputError: `data` is no XML, or has no `<TEXT>`.
    """
    root, body, encoding = _parse(data)
    source = StringIO(newline="")
    timexes: list[Timex] = []
    _read(body, source, timexes, [])
    created = next((found for place in CREATION if (found := root.find(place)) is not None), None)
    day = DAY.match(created.get("value", "")) if created is not None else None
    record = Record(
        path,
        text=source.getvalue(),
        title=root.findtext(".//TITLE") or "",
        published=day[0] if day else "",
        doc_id=_id(path),
        encoding=encoding,
    )
    yield annotate(record, timexes)


@dataclass(frozen=True)
class Tokenised:
    """An article whose sentences are numbered and whose words stand apart, as tasks on timelines have them.

    `doc_id` is ours, `number` the task's own name of the article (its DOCID); `sentences` hold number, start and end of
    each, in code points of `text`.
    """

    doc_id: str
    number: str
    text: str
    sentences: tuple[tuple[str, int, int], ...]

    def locate(self, start: int, end: int) -> tuple[str, str] | None:
        """Return the number of the sentence that `[start, end)` begins in, and its whole words joined by `_`."""
        index = bisect_right(self.sentences, start, key=lambda sentence: sentence[1]) - 1
        if index < 0 or start >= self.sentences[index][2]:
            return None
        number, first, last = self.sentences[index]
        begin = self.text.rfind(" ", first, start) + 1 or first
        stop = self.text.find(" ", end, last)
        return number, "_".join(self.text[begin : stop if stop >= 0 else last].split())


def read_tokenised(path: Path) -> Tokenised:
    """Read the sentences of a TimeML file that has them as `<s id="…">`.

    Raises:
        InputError: the file cannot be read, is no TimeML, or its sentences are not numbered.
    """
    try:
        root, body, _ = _parse(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    source = StringIO(newline="")
    sentences: list[tuple[str, int, int]] = []
    _read(body, source, [], sentences)
    if not sentences:
        raise InputError(f"{path}: there are no numbered sentences (<s id=…>) in it")
    raw = source.getvalue()
    moved = ((number, placed(raw, start, end)) for number, start, end in sentences)
    found = tuple((number, *span) for number, span in moved if span)
    return Tokenised(_id(path.name), (root.findtext(".//DOCID") or "").strip(), clean(raw), found)


def _id(path: str) -> str:
    return PurePath(path).name.removesuffix(".gz").removesuffix(".tml")


def _parse(data: bytes) -> tuple[ElementTree.Element, ElementTree.Element, str]:
    """Return a file's root, its text and its encoding."""
    source, encoding = decode(data)
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        raise InputError(f"not TimeML: {error}") from error
    body = root.find(".//TEXT")
    if body is None:
        raise InputError("not TimeML: there is no <TEXT>")
    return root, body, encoding


def _read(
    element: ElementTree.Element, source: StringIO, timexes: list[Timex], sentences: list[tuple[str, int, int]]
) -> None:
    """Write the text of `element` to `source`, what is a time expression or numbered sentence in it to the others."""
    # Tokenised TimeML has sentences as elements, with nothing between them.
    if element.tag == "s" and source.tell():
        source.write("\n")
    start = source.tell()
    source.write(element.text or "")
    for child in element:
        _read(child, source, timexes, sentences)
        source.write(child.tail or "")
    end = source.tell()
    if element.tag == "TIMEX3":
        type_, value, mod = (element.get(name, "") for name in ("type", "value", "mod"))
        timexes.append(Timex(start, end, type_, value, mod))
    elif element.tag == "s" and element.get("id"):
        sentences.append((element.get("id", ""), start, end))


def read_timeml(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read a TimeML file."""
    for article in parse_timeml(read_whole(stream, options.max_line), path):
        yield article.record
