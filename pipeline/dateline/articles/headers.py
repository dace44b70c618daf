"""Headers of plain text: what stands in front of the first words and is about the article.

Four forms are known, tried in this order; a text that has none of them is all body:

* comment lines `-- Title`, `-- By Name`, `-- Tue Mar 6, 2007 9:05am EST`, `-- http://...`;
* `date 2019-06-05` directly in front of the first words;
* `key: value` lines, with or without the `---` fences of Markdown's front matter;
* an optional title line and byline, and a line that is nothing but a date.
"""

import re
from dataclasses import dataclass, replace

from dateline.articles.dates import MAX_LENGTH, read_date
from dateline.articles.fields import field_of

COMMENTS = re.compile(r"(?:--(?!-)[^\n]*(?:\n|\Z)){2,}")
FENCE = re.compile(r"---[ \t]*\n")
KEY_VALUE = re.compile(r"([^\W\d_][\w -]{0,29}?)[ \t]*:(?:[ \t]+|$)(.*)")
INLINE_DATE = re.compile(
    r"date(?P<colon>:)?[ \t]+(?P<date>\d[\d/.-]{7,9}(?:[T ]\d\d:\d\d\S*)?)(?=\s|\Z)", re.IGNORECASE
)
URL = re.compile(r"https?://\S+")
BYLINE = re.compile(r"by:?\s+\w", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
MAX_TITLE = 250


@dataclass(frozen=True)
class Header:
    """What a header says, as written; empty where it says nothing."""

    title: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    doc_id: str = ""
    language: str = ""


def split_header(text: str) -> tuple[Header, str]:
    r"""Return the header of `text` and the body behind it, stripped. `text` is clean: stripped, with `\n` line ends."""
    for split in (_comments, _inline_date, _key_values, _date_line):
        if found := split(text):
            header, body = found
            return header, body.strip()
    return Header(), text


def _comments(text: str) -> tuple[Header, str] | None:
    match = COMMENTS.match(text)
    if not match:
        return None
    first, *others = (line[2:].strip() for line in match[0].splitlines())
    # The first line is the title, even one that begins with "By"; the others tell what they are by their form.
    title, candidates = (first, others) if not URL.match(first) and not is_date_line(first) else ("", [first, *others])
    url = next((line for line in candidates if URL.match(line)), "")
    published = next((line for line in candidates if is_date_line(line)), "")
    return (Header(title=title, published=published, url=url), text[match.end() :]) if url or published else None


def _key_values(text: str) -> tuple[Header, str] | None:
    fence = FENCE.match(text)
    block, end, body = text[fence.end() if fence else 0 :].partition("\n---" if fence else "\n\n")
    lines = block.split("\n")
    pairs = [_pair(line) for line in lines]
    known = [bool(name) for name, _ in pairs]
    if not (any(known) and end if fence else known[0]):
        return None
    # A block of nothing but keys that a blank line ends may hold keys unknown to us. Without that, the body begins
    # where the known keys end: its first line may look like a key ("WASHINGTON: Trade talks ...").
    if not fence and not (end and all(_pair(line)[0] or _is_other(line) for line in lines)):
        size = (*known, False).index(False)
        pairs, body = pairs[:size], "\n".join(lines[size:]) + end + body
    header = Header()
    for name, value in pairs:
        if hasattr(header, name) and not getattr(header, name):
            header = replace(header, **{name: value.strip("\"' \t")})
    return header, body


def _pair(line: str) -> tuple[str, str]:
    """Return the field and value of a header line; no field where it is no such line, or announces the text."""
    match = KEY_VALUE.fullmatch(line.strip())
    name = field_of(match[1]) if match else ""
    return (name, match[2]) if match and name != "text" else ("", "")


def _is_other(line: str) -> bool:
    """Say whether `line` is a header line of an unknown key: short, and no sentence."""
    return len(line) <= MAX_LENGTH and bool(KEY_VALUE.fullmatch(line.strip())) and line.rstrip()[-1] not in ".!?"


def _inline_date(text: str) -> tuple[Header, str] | None:
    match = INLINE_DATE.match(text)
    if not match or not read_date(match["date"]):
        return None
    line = text[match.start("date") :].partition("\n")[0]
    # "date: 2019-06-05 10:00 GMT", alone in its line, is a key like others
    if match["colon"] and is_date_line(line):
        return None
    return Header(published=match["date"]), text[match.end() :]


def _date_line(text: str) -> tuple[Header, str] | None:
    """Find a date line as first line, or behind a title and perhaps a byline."""
    rest, title = text, ""
    for place in range(3):
        line, _, rest = rest.lstrip().partition("\n")
        if is_date_line(line):
            return Header(title=title, published=line.strip()), rest
        if place == 0 and len(line) <= MAX_TITLE:
            title = line.strip("# \t")  # Markdown's sign of a heading
        elif not BYLINE.match(line) or len(line) > MAX_LENGTH:
            return None
    return None


def is_date_line(line: str) -> bool:
    """Say whether `line` is a full date (perhaps with weekday and time) and nothing else."""
    return len(line) <= MAX_LENGTH and bool(YEAR.search(line)) and bool(read_date(line))
