"""Articles that come with annotated time expressions: text and annotation are read at once, so that they agree.

The readers of the articles take the text from here, and `dateline.evaluation` the annotation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateline.articles.records import Record, clean, tidy


@dataclass(frozen=True)
class Timex:
    """An annotated time expression (TIMEX3); `[start, end)` are code points of the text."""

    start: int
    end: int
    type: str
    value: str
    mod: str = ""


@dataclass(frozen=True)
class Annotated:
    """An article and its time expressions. `complete` says that the annotators marked all that they could find."""

    record: Record
    timexes: tuple[Timex, ...]
    complete: bool = True


def annotate(record: Record, timexes: Iterable[Timex], complete: bool = True) -> Annotated:
    """Return `record` with the text that its article will have, and the time expressions where they then stand.

    Space at the ends of an expression is no part of it, and an expression without text is none.
    """
    raw = record.text
    moved = [
        replace(timex, start=span[0], end=span[1]) for timex in timexes if (span := placed(raw, timex.start, timex.end))
    ]
    moved.sort(key=lambda timex: (timex.start, timex.end))
    return Annotated(replace(record, text=clean(raw)), tuple(moved), complete)


def placed(raw: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where `[start, end)` of `raw` is once that is cleaned, without space at its ends; None for space alone."""
    words = raw[start:end].strip()
    if not words:
        return None
    whole = tidy(raw)
    lead = len(whole) - len(whole.lstrip())
    begin = raw.index(words, start)
    # Tidying may shorten the text in front, by a byte order mark or a composed accent.
    first, last = (len(tidy(raw[:place])) - lead for place in (begin, begin + len(words)))
    return first, last
