"""Duckling (Facebook) as pyduckling-native-phihos compiles it: dimensions time and duration, at noon of publication.

A value is written as fine as its grain says, from hours on as a TIME. Of several readings Duckling's first is taken,
which lies in the future: it has no switch for the past. Intervals become, where they are one, a season, a weekend or a
part of the day; a DURATION where they are several grains up to or from the publication ("the past two years"); and else
their beginning, or their end where that is all they have ("until", "by"). It knows no SET and no modifier.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

GRAINS = {
    "year": ("%Y", timedelta(days=366)),
    "quarter": ("%Y-Q", timedelta(days=92)),
    "month": ("%Y-%m", timedelta(days=31)),
    "week": ("%G-W%V", timedelta(days=7)),
    "day": ("%Y-%m-%d", timedelta(days=1)),
    "hour": ("%Y-%m-%dT%H:00", timedelta(hours=1)),
    "minute": ("%Y-%m-%dT%H:%M", timedelta(minutes=1)),
    "second": ("%Y-%m-%dT%H:%M:%S", timedelta(seconds=1)),
}
UNITS = {"year": "Y", "quarter": "Q", "month": "M", "week": "W", "day": "D", "hour": "H", "minute": "M", "second": "S"}
CLOCK = ("hour", "minute", "second")
SEASONS = {(3, 20): "SP", (6, 21): "SU", (9, 23): "FA", (12, 21): "WI"}
PARTS = {(0, 12): "MO", (12, 19): "AF", (18, 0): "NI"}
FRIDAY, MONDAY = 4, 0


def load() -> Callable[[str, str], list[dict[str, Any]]]:
    """Return the tagger."""
    import duckling
    import tzdata

    zones = duckling.load_time_zones(str(Path(tzdata.__file__).parent / "zoneinfo"))
    locale = duckling.parse_locale("EN_US", duckling.default_locale_lang(duckling.parse_lang("EN")))
    dimensions = duckling.parse_dimensions(["time", "duration"])

    def tag(text: str, published: str) -> list[dict[str, Any]]:
        now = datetime.fromisoformat(published).replace(hour=12, tzinfo=UTC)
        context = duckling.Context(duckling.parse_ref_time(zones, "UTC", int(now.timestamp())), locale)
        found = duckling.parse(text, context, dimensions, False)
        return [time(one["start"], one["end"], one["value"], now) for one in found]

    return tag


def time(start: int, end: int, value: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Write one of Duckling's values as TIMEX3."""
    if "unit" in value:
        type_, timex = "DURATION", duration(value["unit"], value["value"])
    elif value["type"] == "interval":
        type_, timex = interval(value.get("from"), value.get("to"), now)
    else:
        type_, timex = point(value, now)
    return {"start": start, "end": end, "type": type_, "value": timex}


def duration(unit: str, number: float) -> str:
    """Write a number of units: ("month", 3) is P3M, ("minute", 30) PT30M."""
    return f"P{'T' * (unit in CLOCK)}{number:g}{UNITS[unit]}"


def point(value: dict[str, Any], now: datetime) -> tuple[str, str]:
    """Write a moment as fine as its grain."""
    moment, grain = datetime.fromisoformat(value["value"]), value["grain"]
    if grain == "second" and moment == now:
        return "DATE", "PRESENT_REF"
    # The bounds of "by" and "within" are moments; those at midnight are days.
    if grain == "second" and not any((moment.hour, moment.minute, moment.second)):
        grain = "day"
    text = moment.strftime(GRAINS[grain][0]) + str((moment.month + 2) // 3) * (grain == "quarter")
    return "TIME" if grain in CLOCK else "DATE", text


def interval(first: dict[str, Any] | None, last: dict[str, Any] | None, now: datetime) -> tuple[str, str]:
    """Write an interval, whose end is exclusive."""
    if first is None or last is None:
        return point(first or last or {}, now)
    begin, end = datetime.fromisoformat(first["value"]), datetime.fromisoformat(last["value"])
    grain = first["grain"]
    length = GRAINS[grain][1]
    if grain == "second" and begin == now:
        return point(last, now)
    if grain == "day" and (begin.month, begin.day) in SEASONS and timedelta(80) < end - begin < timedelta(100):
        return "DATE", f"{begin.year}-{SEASONS[begin.month, begin.day]}"
    if grain == "hour" and (begin.weekday(), begin.hour, end.weekday(), end.hour) == (FRIDAY, 18, MONDAY, 0):
        return "DATE", f"{begin:%G-W%V}-WE"
    if grain == "hour" and end - begin <= timedelta(hours=12) and (begin.hour, end.hour) in PARTS:
        return "TIME", f"{begin:%Y-%m-%d}T{PARTS[begin.hour, end.hour]}"
    number = _count(grain, begin, end)
    if number > 1 and (timedelta(0) <= now - end < length or timedelta(0) < begin - now <= length):
        return "DURATION", duration(grain, number)
    return point(first, now)


def _count(grain: str, begin: datetime, end: datetime) -> int:
    months = 12 * (end.year - begin.year) + end.month - begin.month
    if grain in ("year", "quarter", "month"):
        return months // {"year": 12, "quarter": 3, "month": 1}[grain]
    return round((end - begin) / GRAINS[grain][1])
