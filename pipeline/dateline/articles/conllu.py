"""CoNLL-U: articles between `# newdoc` lines, each sentence as it was written in `# text`.

GUM keeps TEI markup in the column MISC (`XML=<date when:::"2019-06-05">` ... `XML=</date>`): its dates are the time
expressions. GUM marks a part of them only, and as TEI: `when` is a value, `from` and `to` (or `notBefore` and
`notAfter`) are written here as the TIMEX3 value of these days where there is one (2019-06-03 to 2019-06-09 is
2019-W23), else as an interval. `<time>`, which gives a time of day without a date, is left out.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import BufferedReader

from dateline.articles.annotated import Annotated, Timex, annotate
from dateline.articles.encodings import decode, read_whole
from dateline.articles.records import ReadOptions, Record
from dateline.timex import SEASONS, at, days

NEWDOC = re.compile(r"(?m)^# newdoc\b")
TAG = re.compile(r"<(/?)date\b([^<>]*)>")
ATTRIBUTE = re.compile(r'(\w+):::"([^"]*)"')
LINE = re.compile(r"[^\n]+")
# Characters within which a word must stand that is not where it should.
REACH = 1000
FORM, MISC = 1, 9


def parse_conllu(data: bytes, path: str) -> Iterator[Annotated]:
    """Give the articles of a CoNLL-U file."""
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n")
    starts = [found.start() for found in NEWDOC.finditer(text)] or [0]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield _article(path, encoding, (line[0] for line in LINE.finditer(text, start, end)))


def _article(path: str, encoding: str, lines: Iterable[str]) -> Annotated:
    text, gap, cursor, opened = "", "", 0, (0, "")
    comments: dict[str, str] = {}
    timexes: list[Timex] = []
    for line in lines:
        name, _, said = line.removeprefix("# ").partition(" = ")
        fields = line.split("\t")
        if line.startswith("# newpar"):
            gap = "\n\n" if text else ""
        elif name == "text" and line.startswith("#"):
            text, gap, cursor = text + gap + said, " ", len(text + gap)
        elif line.startswith("#"):
            comments[name] = said
        elif fields[0].isdigit() and len(fields) > MISC:
            # A part of a contraction may be written otherwise than in the text; the next word is found again.
            start = max(cursor, text.find(fields[FORM], cursor, cursor + REACH))
            cursor = start + len(fields[FORM]) if text.startswith(fields[FORM], start) else start
            for closing, attributes in TAG.findall(fields[MISC]):
                if closing:
                    timexes.append(_timex(opened[0], cursor, dict(ATTRIBUTE.findall(opened[1]))))
                else:
                    opened = start, attributes
    record = Record(
        path,
        text=text,
        title=comments.get("meta::title", ""),
        published=comments.get("meta::dateCreated", ""),
        url=comments.get("meta::sourceURL", ""),
        doc_id=comments.get("newdoc id", ""),
        encoding=encoding,
    )
    return annotate(record, timexes, complete=False)


def _timex(start: int, end: int, given: dict[str, str]) -> Timex:
    if when := given.get("when"):
        # TIMEX3 leaves out seconds that nobody named.
        return Timex(start, end, "TIME" if "T" in when else "DATE", re.sub(r"(T\d\d:\d\d):00$", r"\1", when))
    first = given.get("from") or given.get("notBefore") or ".."
    last = given.get("to") or given.get("notAfter") or ".."
    return Timex(start, end, "DATE", _value(f"{first}/{last}"))


def _value(interval: str) -> str:
    """Return the TIMEX3 value that spans the days of an interval, or the interval itself."""
    span = days(interval)
    if all(span):
        first = date.fromisoformat(span[0])
        values = [at(first, unit) for unit in ("D", "W", "WE", "M", "Q", "H", "Y", "DE", "CE")]
        values += [f"{first.year:04}-{season}" for season in SEASONS]
        return next((value for value in values if days(value) == span), interval)
    return interval


def read_conllu(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read the articles of a CoNLL-U file."""
    for article in parse_conllu(read_whole(stream, options.max_bytes), path):
        yield article.record
