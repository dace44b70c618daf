"""What a reader finds, and how an article is made of it: cleaned, headed, dated, named."""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BufferedReader

import pycountry

from dateline.articles.dates import publication_date
from dateline.articles.headers import split_header
from dateline.articles.identity import content_id
from dateline.types import Article

# Control characters have no meaning in prose and break CSV readers and parsers alike; a space keeps the words apart.
CONTROLS = dict.fromkeys([*range(0x00, 0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)], " ") | {0xFEFF: None}
SURROGATES = re.compile("[\ud800-\udfff]")
# Marks on one letter: Unicode's limit in a stream (UAX 15). Normalisation sorts them, at a cost of their square.
MARKS = 30
STACK = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS + 1},}}")

# The error of an article without text: a header only, an empty file. It is skipped, since nothing went wrong.
NO_TEXT = "no text"
MAX_ERROR = 500


@dataclass(frozen=True)
class ReadOptions:
    """How inputs are read.

    `date` is the publication date of every article, whatever the articles say. The `..._column` name the columns of
    JSON, CSV and Parquet inputs where the usual names do not do. An article of more than `max_chars` characters is
    refused, and so is what must be held as a whole, or unpacks from an archive, to more than `max_bytes`.
    """

    date: str = ""
    text_column: str = ""
    title_column: str = ""
    date_column: str = ""
    url_column: str = ""
    id_column: str = ""
    max_chars: int = 5_000_000
    max_bytes: int = 1 << 30

    @property
    def max_line(self) -> int:
        """The most bytes of a line or of a file of one article: four a character, and as many for markup."""
        return 8 * self.max_chars


@dataclass(frozen=True)
class Record:
    """One article as it lies in its input.

    `published` is the date as written; `has_header` says that a header in front of the text is not part of the text.
    """

    path: str
    text: str = ""
    title: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    doc_id: str = ""
    language: str = ""
    encoding: str = "utf-8"
    has_header: bool = False
    error: str = ""


Reader = Callable[[BufferedReader, str, ReadOptions], Iterator[Record]]


def tidy(text: str) -> str:
    r"""Return `text` in NFC, with `\n` line ends, without control characters and byte order marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    return unicodedata.normalize("NFC", STACK.sub(_lowered, SURROGATES.sub("\ufffd", text)))


def _lowered(stack: re.Match[str]) -> str:
    """Return a stack of signs without the marks beyond the limit; dashes, ornaments and the like stay."""
    return "".join([sign for at, sign in enumerate(stack[0]) if at < MARKS or not unicodedata.combining(sign)])


def clean(text: str) -> str:
    """Return `text` tidied and stripped."""
    return tidy(text).strip()


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


@lru_cache(maxsize=256)
def _language(written: str) -> str:
    """Return the ISO 639 code of "en-GB", "eng" or "English"; English where nothing is said, else what is said."""
    code = written.replace("_", "-").partition("-")[0].lower()
    if len(code) == 2:
        return code
    try:
        return str(getattr(pycountry.languages.lookup(code), "alpha_2", code)) if code else "en"
    except LookupError:
        return code


def make_article(record: Record, options: ReadOptions) -> Article:
    """Make an article: metadata first from the record, then from the header of the text."""
    text = clean(record.text)
    header, body = split_header(text)
    if record.has_header:
        text = body
    path = _one_line(record.path)
    url = _one_line(record.url or header.url)
    published, published_source = publication_date(options.date, record.published, header.published, text, url)
    article = Article(
        doc_id=_one_line(record.doc_id or header.doc_id) or content_id(text),
        text=text,
        title=_one_line(record.title or header.title),
        published=published,
        published_source=published_source,
        source=_one_line(record.source or header.source),
        url=url,
        path=path,
        language=_language(_one_line(record.language or header.language)),
        encoding=record.encoding,
    )
    # What a library says of broken bytes may be pages long.
    error = textwrap.shorten(clean(record.error), MAX_ERROR, placeholder=" …")
    if not error and not text:
        error = NO_TEXT
    elif not error and len(text) > options.max_chars:
        error = f"text of {len(text)} characters exceeds --max-chars {options.max_chars}"
    if error:
        return replace(article, doc_id=_one_line(record.doc_id) or content_id(path), text="", error=error)
    return article
