"""Web pages, alone or in a web archive: trafilatura finds the text; the publication date is read here.

trafilatura's own date finder compares with today's date and guesses from image addresses and copyright lines; ours
takes only what the page says about itself, so that a page has the same date on every day.
"""

import json
import re
from collections.abc import Iterator
from io import BufferedReader
from itertools import islice
from typing import Any

from dateline.articles.dates import read_date
from dateline.articles.encodings import decode, read_whole
from dateline.articles.fields import FIELDS, squeeze
from dateline.articles.records import ReadOptions, Record

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
HEAD = 4096
# A tag with a picture in it, or with a hundred thousand attributes, on which the parser would take minutes.
LONG_TAG = re.compile(r"<[^<>]{20000,}>")
MOST_TIMES = 100
# What `<meta>` elements call the day of publication beyond the usual names (squeezed: article:published_time ...).
META_DATES = frozenset(FIELDS["published"]) | {
    *("articlepublishedtime", "articlepublished", "ogpublishedtime", "ogpubdate", "parselypubdate", "sailthrudate"),
    *("dcdate", "dcdateissued", "dctermsdate", "dctermsissued", "dctermscreated", "citationpublicationdate"),
    *("cxenseparserecspublishtime", "originalpublicationdate", "displaydate"),
}
# A fixed end of time in place of trafilatura's "today"; its date is not used.
DATE_SEARCH = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}


def _linked_dates(value: Any) -> Iterator[str]:
    """Give each datePublished of a JSON-LD value, outer objects first."""
    if isinstance(value, dict):
        if isinstance(found := value.get("datePublished"), str):
            yield found
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _linked_dates(item)


def _page_dates(tree: Any) -> Iterator[str]:
    """Give what a page says about its day of publication, the most explicit first."""
    for meta in tree.iter("meta"):
        if squeeze(meta.get("property") or meta.get("name") or meta.get("itemprop") or "") in META_DATES:
            yield meta.get("content") or ""
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            yield from _linked_dates(json.loads(script.text or "", strict=False))
        except (ValueError, RecursionError):
            # a page's broken data says nothing about its date
            continue
    for element in tree.xpath('//*[@itemprop="datePublished"] | //time[@pubdate]'):
        yield element.get("datetime") or element.get("content") or "".join(element.itertext())
    # Elsewhere <time> may belong to a teaser of another article: it counts where the page knows one day only.
    days = {read_date(time.get("datetime") or "") for time in islice(tree.iter("time"), MOST_TIMES)} - {""}
    if len(days) == 1:
        yield days.pop()


def _page(data: bytes, path: str, options: ReadOptions, url: str = "", charset: str = "") -> Record:
    from trafilatura import bare_extraction, load_html

    declared = CHARSET.search(data[:HEAD])
    html, encoding = decode(data, charset or (declared[1].decode("ascii", "replace") if declared else ""))
    tree = load_html(LONG_TAG.sub("", html))
    if tree is None:
        return Record(path, url=url, encoding=encoding, error="not an HTML page")
    published = next((day for written in _page_dates(tree) if (day := read_date(written))), "")
    found: Any = bare_extraction(
        tree,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        deduplicate=False,  # it would remember the pages before
        date_extraction_params=dict(DATE_SEARCH),
    )
    if found is None or not found.text:
        return Record(path, url=url, encoding=encoding, error="no text: no article was found on the page")
    return Record(
        path,
        text=found.text,
        title=found.title or "",
        published=published,
        source=found.sitename or "",
        url=url or found.url or "",
        language=tree.get("lang") or "",
        encoding=encoding,
    )


def read_html(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read one web page."""
    yield _page(read_whole(stream, options.max_line), path, options)


def read_warc(stream: BufferedReader, path: str, options: ReadOptions) -> Iterator[Record]:
    """Read the HTML pages of a web archive. WARC-Date, the day of the crawl, is not the day of publication."""
    from warcio.archiveiterator import ArchiveIterator

    for record in ArchiveIterator(stream):
        headers = record.http_headers
        if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
            continue
        kind = (headers.get_header("Content-Type") or "").lower()
        if "html" not in kind:
            continue
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        _, _, charset = kind.partition("charset=")
        try:
            data = read_whole(record.content_stream(), options.max_line)
            yield _page(data, path, options, url, charset.strip(" \"';"))
        except Exception as error:  # one page of a crawl may be broken in any way that HTML and HTTP can be
            yield Record(path, url=url, error=f"{type(error).__name__}: {error}")
