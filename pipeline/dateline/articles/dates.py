"""The publication date: an ISO day read from metadata, header, dateline or URL, and never from a clock.

Whatever lacks a day, a month or a year is no publication date. Numeric dates with slashes are read in the American
order where both orders are possible (06/05/2019 is the fifth of June), those with dots in the European one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

MAX_LENGTH = 60
YEARS = range(1700, 2200)
LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl"]

# Whole dates with or without a time: a line that only begins with a date is no date.
ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:\d{4}|\d{6}|[T\s]\d\d:?\d\d\S*(?:\s\S{1,5})?)?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s\d{1,2}[:.]\d\d\S*)?")
EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")

# /2019/06/05/, /2019-06-05-, /20190605/; Reuters ends an article's number with the day: idUSN2335734020061023.
# Year and month alone (/2023/12/) are the folder of an archive, not a day.
URL_DAY = re.compile(r"(?<!\d)((?:199|20\d)\d)([/-]?)(\d{1,2})\2(\d{1,2})(?!\d)")
URL_TAIL = re.compile(r"/(?:[\w.-]*-)?id[A-Z]{2}\w*?((?:199|20\d)\d)(\d\d)(\d\d)(?:$|[?#])")
URL_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|\d{4}/)")

# "NEW YORK, June 5 (Reuters) -", "PARIS, March 4, 2021 /PRNewswire/ --": place, day, agency, dash, at the head of a
# paragraph or behind an editor's note that a run of spaces sets off.
DATELINE = re.compile(
    r"(?:^|\n|\s{2,}|\)\s)[^\W\d_][\w .,'’/-]{1,60}?,\s+"
    r"(?P<day>[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?)(?:,?\s(?P<year>\d{4}))?,?\s*"
    r"(?:\([^()\n]{2,40}\)|/[^/\n]{2,40}/)\s*[-–—]"
)
DATELINE_REACH = 600


def _iso(year: str, month: str, day: str) -> str:
    """Return the ISO day, or nothing where there is no such day."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if found.year in YEARS else ""


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Return dateparser, set so that it completes nothing and guesses nothing (imported late: it is slow to load)."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=LANGUAGES,
        use_given_order=True,
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RELATIVE_BASE": datetime(2000, 1, 1),
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


@lru_cache(maxsize=4096)
def read_date(written: str) -> str:
    """Return the ISO day that `written` names, in its own time zone, or an empty string."""
    written = " ".join(written.split()).replace(" ,", ",")
    # dateparser takes seconds for long strings, and no date is that long
    if not written or len(written) > MAX_LENGTH:
        return ""
    if match := ISO.fullmatch(written):
        return _iso(*match.groups())
    if match := DOTTED.fullmatch(written):
        return _iso(match[3], match[2], match[1])
    if match := EPOCH.fullmatch(written):
        return read_date(datetime.fromtimestamp(int(match[1]), UTC).date().isoformat())
    try:
        found = _parser().get_date_data(written).date_obj
    except (ValueError, OverflowError):
        # dateparser lets out what strptime and its tokenizer say about odd digits
        return ""
    return _iso(found.year, found.month, found.day) if found else ""


def url_date(url: str) -> str:
    """Return the ISO day that stands in a URL, or an empty string."""
    for match in URL_DAY.finditer(url):
        if (match[2] or len(match[0]) == len("yyyymmdd")) and (found := _iso(match[1], match[3], match[4])):
            return found
    tail = URL_TAIL.search(url)
    return _iso(*tail.groups()) if tail else ""


def dateline_date(text: str, year: str = "") -> str:
    """Return the ISO day of the dateline in front of `text`; `year` is taken where the dateline has none."""
    for match in DATELINE.finditer(text[:DATELINE_REACH]):
        if (match["year"] or year) and (found := read_date(f"{match['day']} {match['year'] or year}")):
            return found
    return ""


def _candidates(option: str, metadata: str, header: str, text: str, url: str) -> Iterator[tuple[str, str]]:
    yield read_date(option), "option"
    yield read_date(metadata), "metadata"
    yield read_date(header), "header"
    yield dateline_date(text), "dateline"
    yield url_date(url), "url"
    year = URL_YEAR.search(url)
    yield dateline_date(text, year[1]) if year else "", "dateline"


def publication_date(option: str, metadata: str, header: str, text: str, url: str) -> tuple[str, str]:
    """Return the ISO day and where it was read: in the first of the sources, in the order of the arguments."""
    return next((found for found in _candidates(option, metadata, header, text, url) if found[0]), ("", "none"))
