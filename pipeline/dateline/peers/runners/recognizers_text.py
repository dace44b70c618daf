"""Microsoft's recognizers-text, English dates and times, with midnight of publication as the reference.

Where it offers a past and a future reading it gives the past one first, and that one is taken: news tells of the past.
Its `timex` stands where it is TIMEX3 already (2014-W20-WE, PRESENT_REF, P3M, sets); what it leaves open there (XXXX-06)
comes from the reading's dates, as fine as the `timex`. Of ranges, one from or up to the publication is a DURATION ("the
last two weeks"), a quarter, half or month is written as such, and of any other the beginning stands. No modifiers.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

TYPES = {"duration": "DURATION", "set": "SET", "time": "TIME", "timerange": "TIME"}
RANGE = re.compile(r"\((.*),(.*),(P.*)\)")
PART = re.compile(r".*(T[A-Z]{2})")
REFERENCE = re.compile(r"[A-Z]+_REF")
NEAR = timedelta(days=1)
MONTHS = {"P1M": 1, "P3M": 3, "P6M": 6}


def load() -> Callable[[str, str], list[dict[str, Any]]]:
    """Return the tagger."""
    from recognizers_date_time import Culture, DateTimeRecognizer

    model = DateTimeRecognizer(Culture.English).get_datetime_model()

    def tag(text: str, published: str) -> list[dict[str, Any]]:
        found = model.parse(text, datetime.fromisoformat(published))
        return [
            {"start": one.start, "end": one.end + 1} | timex(one.resolution["values"][0], published)
            for one in found
            if one.resolution and one.resolution["values"]
        ]

    return tag


def timex(reading: dict[str, str], published: str) -> dict[str, str]:
    """Write a reading as TIMEX3: its type and value."""
    type_, value = reading["type"], reading["timex"]
    if REFERENCE.fullmatch(value):
        return {"type": "DATE", "value": value}
    if type_ in ("duration", "set"):
        return {"type": TYPES[type_], "value": value}
    if part := PART.fullmatch(value):
        day = reading.get("start", published)[:10]
        return {"type": "TIME", "value": (published if type_ == "timerange" else day) + part[1]}
    if type_ in ("time", "timerange"):
        clock = reading.get("value") or reading.get("start") or reading.get("end") or value.lstrip("T")
        return {"type": "TIME", "value": f"{published}T{clock[:5]}"}
    # The readings have a blank between day and time.
    start = (reading.get("start") or reading.get("end") or reading.get("value", "")).replace(" ", "T")
    if type_.startswith("datetime") and (range_ := RANGE.fullmatch(value)) and reading["end"][:10] == published:
        return {"type": "DURATION", "value": range_[3]}
    if type_.startswith("datetime"):
        return {"type": "TIME", "value": start[:16]}
    if start.startswith("not") or not start or ("X" not in value and not RANGE.fullmatch(value)):
        return {"type": "DATE", "value": value}
    return _range(reading, value, start, date.fromisoformat(published))


def _range(reading: dict[str, str], value: str, start: str, published: date) -> dict[str, str]:
    """Write a reading whose `timex` is a range or has open places."""
    first = date.fromisoformat(start)
    last = date.fromisoformat(reading.get("end", start))
    if range_ := RANGE.fullmatch(value):
        months = MONTHS.get(range_[3])
        if first.day == last.day == 1 and months and first.month % months == 1 % months:
            written = {1: f"{first:%Y-%m}", 3: f"{first:%Y}-Q{(first.month + 2) // 3}"}
            return {"type": "DATE", "value": written.get(months, f"{first:%Y}-H{(first.month + 5) // 6}")}
        if timedelta(0) <= published - last < NEAR or timedelta(0) < first - published <= NEAR:
            return {"type": "DURATION", "value": range_[3]}
        return {"type": "DATE", "value": start}
    if last - first == timedelta(days=7):
        return {"type": "DATE", "value": f"{first:%G-W%V}"}
    return {"type": "DATE", "value": start[:7] if re.fullmatch(r"XXXX-\d\d", value) else start}
