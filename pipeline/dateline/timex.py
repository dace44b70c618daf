"""The algebra of TIMEX3 and EDTF values: which days a value spans, and how to move along the calendar.

Knows no language and no clock. A value is a string (`2019-06-05`, `2019-W23`, `2019-Q2`, `2019-SU`, `201`, `FY2007-Q2`,
`2019-05-01/2019-06-30`, `../2019-06-05`); a granularity is TIMEX3's letter of a duration unit: `D`, `W`, `M`, `Q`,
`H` (half year), `Y`, `DE`, `CE`, and `WE` for a weekend. Weeks are ISO 8601 weeks, seasons the meteorological ones of
the north.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

UNKNOWN = ("", "")
# The first month of each season; a winter carries the year of its December.
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12, "21": 3, "22": 6, "23": 9, "24": 12}
MONTHS_OF = {"M": 1, "Q": 3, "H": 6}
YEARS_OF = {"Y": 1, "DE": 10, "CE": 100}
# What stands for a value of each granularity while nobody knows the anchor.
UNRESOLVED = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "H": "XXXX-HX"}
UNRESOLVED |= {"Y": "XXXX", "DE": "XXX", "CE": "XX"}
SHAPES = {
    "D": r"\d{4}-\d\d-\d\d(?:T.*)?|\d{4}-W\d\d-\d",
    "W": r"\d{4}-W\d\d",
    "WE": r"\d{4}-W\d\d-WE",
    "M": r"\d{4}-\d\d",
    "Q": r"(?:FY)?\d{4}-Q\d",
    "H": r"(?:FY)?\d{4}-H\d",
    "S": r"\d{4}-(?:SP|SU|FA|AU|WI)",
    "Y": r"(?:FY)?\d{4}",
    "DE": r"\d{3}",
    "CE": r"\d{2}",
}
# An article comes back to the same few values again and again.
REMEMBERED = 4096
_SHAPE = {unit: re.compile(shape) for unit, shape in SHAPES.items()}


@lru_cache(maxsize=REMEMBERED)
def granularity(value: str) -> str:
    """Return the unit that a resolved value is one of, `S` for a season, or an empty string for anything else."""
    return next((unit for unit, shape in _SHAPE.items() if shape.fullmatch(value)), "")


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """Return first and last day of `count` months from `month` (1-based, may exceed 12) of `year`."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def _span(value: str) -> tuple[date, date] | None:
    unit = granularity(value)
    digits = value.removeprefix("FY")
    if unit == "D":
        day = date.fromisoformat(digits[:10])
        return day, day
    if unit in ("W", "WE"):
        monday = date.fromisocalendar(int(digits[:4]), int(digits[6:8]), 1)
        return (monday if unit == "W" else monday + timedelta(5)), monday + timedelta(6)
    if unit == "M" and digits[5:] in SEASONS:
        return _months(int(digits[:4]), SEASONS[digits[5:]], 3)
    if unit == "M":
        return _months(int(digits[:4]), int(digits[5:]), 1) if 1 <= int(digits[5:]) <= 12 else None
    if unit in ("Q", "H"):
        months = MONTHS_OF[unit]
        return _months(int(digits[:4]), (int(digits[-1]) - 1) * months + 1, months)
    if unit == "S":
        return _months(int(digits[:4]), SEASONS[digits[5:]], 3)
    if unit in YEARS_OF:
        years = YEARS_OF[unit]
        first = int(digits) * years
        return (date(first, 1, 1), date(first + years - 1, 12, 31)) if 0 < first <= 9999 - years else None
    return None


@lru_cache(maxsize=REMEMBERED)
def days(value: str) -> tuple[str, str]:
    """Return the earliest and the latest ISO day (inclusive) of a TIMEX3 or EDTF value.

    An open interval leaves one of them empty. Durations, references and unresolved values give two empty strings; a
    value resolved in part ("1968-06-XX") spans what is known. A fiscal year is taken for the calendar year of its
    number, because no text says where a company's year begins.
    """
    if "/" in value:
        first, _, last = value.partition("/")
        return days(first)[0], days(last)[1]
    known = re.sub(r"(?:-(?:XX|WXX|QX)(?:-(?:X|XX))?)?(?:T.*)?[?~%]*$", "", value)
    # EDTF writes a decade "199X" and a century "19XX", TIMEX3 "199" and "19"
    known = re.sub(r"^(\d\d\d?)X+$", r"\1", known)
    try:
        span = _span(known)
    except ValueError:
        return UNKNOWN
    return (span[0].isoformat(), span[1].isoformat()) if span else UNKNOWN


def at(day: date, unit: str) -> str:
    """Return the value of the `unit` that `day` lies in: `at(date(2019, 6, 5), "W")` is `2019-W23`."""
    year, week, _ = day.isocalendar()
    return {
        "D": day.isoformat(),
        "W": f"{year:04}-W{week:02}",
        "WE": f"{year:04}-W{week:02}-WE",
        "M": f"{day:%Y-%m}",
        "Q": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "H": f"{day.year:04}-H{(day.month + 5) // 6}",
        "Y": f"{day.year:04}",
        "DE": f"{day.year // 10:03}",
        "CE": f"{day.year // 100:02}",
    }[unit]


def move(day: date, count: int, unit: str) -> date:
    """Return the day `count` units later (earlier when negative); the 31st becomes the last day of a shorter month."""
    if unit in ("D", "W", "WE"):
        return day + timedelta(count * (1 if unit == "D" else 7))
    months = count * (MONTHS_OF.get(unit) or YEARS_OF[unit] * 12) + day.year * 12 + day.month - 1
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def shift(day: date, count: int, unit: str) -> str:
    """Return the value, as coarse as `unit`, that lies `count` units after the one `day` lies in."""
    return at(move(day, count, unit), unit)


def easter(year: int) -> date:
    """Return the Sunday of western Easter (the Gregorian computus of Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    offset = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * offset) // 451
    month, day = divmod(h + offset - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(code: str, year: int) -> date:
    """Return the day of a yearly feast.

    Args:
        code: `12-25` for a fixed day, `11-4-4` for the fourth Thursday of November, `5--1-1` for the last Monday of
            May, `E-2` for two days before Easter.
        year: the year to look it up in.
    """
    if code.startswith("E"):
        return easter(year) + timedelta(int(code[1:] or 0))
    fixed = re.fullmatch(r"(\d\d)-(\d\d)", code)
    if fixed:
        return date(year, int(fixed[1]), int(fixed[2]))
    found = re.fullmatch(r"(\d+)-(-?\d)-(\d)(\+\d)?", code)
    if not found:
        raise ValueError(f"{code} is no code of a holiday")
    month, nth, weekday = int(found[1]), int(found[2]), int(found[3])
    if nth > 0:
        first = date(year, month, 1)
        day = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        last = date(year, month, monthrange(year, month)[1])
        day = last - timedelta((last.isoweekday() - weekday) % 7)
    # "+1" for a feast the day after, as Election Day after the first Monday of November
    return day + timedelta(int(found[4] or 0))
