"""The operations that a time rule's recipe is made of: from what a text says to a TIMEX3 value.

A recipe is data (`value` in `models/rules/times.toml`): operations joined by " + ", each a name and its arguments, as
in `shift -1 Y + at 06` for "June last year". An operation takes the story so far, the value that the operation before
it made, and its arguments, all strings.
"""

import math
import re
from bisect import bisect_right, insort
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dateline import timex

# Units from fine to coarse: a day tells its month, a month does not tell its day.
ORDERED = ("D", "W", "M", "Q", "H", "Y", "DE", "CE")


class Story:
    """What a recipe is resolved against: the publication date, what the text has dated so far, and tense.

    `sense` says of which tense the text `[start, end)` is; `sentences` are the spans of the sentences, in order.
    """

    def __init__(
        self, published: date | None, sense: Callable[[int, int], str], sentences: Sequence[tuple[int, int]]
    ) -> None:
        self.published = published
        self.sense = sense
        self.sentences = sentences
        self.told: list[tuple[int, str]] = []
        self.turn_to(0, 0)

    def turn_to(self, start: int, end: int) -> None:
        """Make `[start, end)` the expression that is being resolved."""
        self.span = (start, end)
        self.sentence = self.sentences[bisect_right(self.sentences, (start, math.inf)) - 1]
        self.anchor = ""

    def tell(self, value: str) -> None:
        """Note what the expression stands for, for those behind it."""
        insort(self.told, (self.span[0], value))

    def today(self) -> date | None:
        """Return the publication date and note that it was needed."""
        self.anchor = self.published.isoformat() if self.published else "none"
        return self.published

    def last(self, units: str) -> str:
        """Return the latest value told before this expression whose granularity is one of `units` (`|`-separated)."""
        wanted = units.split("|")
        for start, value in reversed(self.told):
            if start < self.span[0] and timex.granularity(value) in wanted:
                return value
        return ""


def _duration(number: str, unit: str) -> str:
    """Write a TIMEX3 duration: ("2", "TH") is PT2H, ("X", "D") is PXD, ("1", "2W") is P2W."""
    if unit == "Q" and number.isdigit():
        number, unit = str(3 * int(number)), "M"
    if number == "0.5" and unit in ("TH", "Y"):
        number, unit = ("30", "TM") if unit == "TH" else ("6", "M")
    if unit[:1].isdigit():
        number, unit = str(int(unit[0]) * int(number)) if number.isdigit() else number, unit[1:]
    return f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"


def _telling(unit: str) -> str:
    """Return the granularities whose values tell a `unit`: that of a week is told by a day."""
    return "|".join(ORDERED[: ORDERED.index(unit) + 1]) if unit in ORDERED else f"D|{unit}"


def _coarser(value: str, unit: str) -> str:
    """Return the `unit` that a resolved value lies in, or an empty string where it is no finer than that."""
    earliest, latest = timex.days(value)
    if not earliest or not latest:
        return ""
    made = timex.at(date.fromisoformat(earliest), unit)
    return made if made == timex.at(date.fromisoformat(latest), unit) else ""


def _nearest(story: Story, made: list[str], sense: str) -> str:
    """Choose among the values that an incomplete date may stand for, one a year.

    The nearest one is meant unless tense contradicts; tense may be misread, so it weighs eight months and no more. A
    sense that the words themselves give ("last June") is binding.
    """
    today = story.published
    if today is None:
        return ""
    spans: list[tuple[str, date, date]] = []
    for value in made:
        earliest, latest = timex.days(value)
        spans.append((value, date.fromisoformat(earliest), date.fromisoformat(latest)))
    if sense == "this":
        return next((value for value, first, _ in spans if first.year == today.year), made[0])
    if sense == "past":
        return [value for value, _, last in spans if last < today][-1]
    if sense == "future":
        return next(value for value, first, _ in spans if first > today)
    tense = story.sense(*story.span)
    # of quarters one speaks when they are over, whatever the verb ("expects to report a third-quarter loss")
    weight = 100 if timex.granularity(made[0]) in ("Q", "H") else 240

    def cost(span: tuple[str, date, date]) -> int:
        _, first, last = span
        if first > today:
            return (first - today).days + {"past": weight, "": 45, "present": 45}.get(tense, 0)
        return max(0, (today - last).days) + (weight if tense in ("future", "planned") and last < today else 0)

    return min(spans, key=cost)[0]


# The operations of the recipes. Each takes the story, the value that the operation before it made, and its arguments.


def is_(story: Story, value: str, made: str) -> str:
    """`is 2019-06-05`: the value itself."""
    return made


def lasts(story: Story, value: str, number: str, unit: str) -> str:
    """`lasts 2 TH`: a duration."""
    return _duration(number, unit)


def at(story: Story, value: str, ending: str) -> str:
    """`... + at T22:00`, `... + at Q3`: appends to what the operation before it made."""
    return f"{value}{ending}" if ending.startswith("T") else f"{value}-{ending}"


def ago(story: Story, value: str, number: str, unit: str) -> str:
    """`ago 2 Y`: `shift` into the past; a decade ago is a year, ten years ago."""
    if unit in ("DE", "CE") and "X" not in number:
        number, unit = str(int(float(number) * timex.YEARS_OF[unit])), "Y"
    elif number == "0.5" and unit == "Y":
        number, unit = "6", "M"
    return shift(story, value, f"-{number}", unit)


def ending(story: Story, value: str, month: str, year: str = "") -> str:
    """`ending 03 [2017]`: a month, of that year or of the nearest."""
    return f"{year}-{month}" if year else near(story, value, f"XXXX-{month}")


def edge(story: Story, value: str, which: str) -> str:
    """`... + edge first`: the first or the last day of a month."""
    first, last = timex.days(value)
    return (first if which.lower() == "first" else last) or value


def back(story: Story, value: str, number: str) -> str:
    """`... + back 1`: the same quarter or day so many years before."""
    return f"{int(value[:4]) - int(number):04}{value[4:]}" if value[:4].isdigit() else value


def near(story: Story, value: str, pattern: str, sense: str = "") -> str:
    """`near XXXX-03 [past|this|future]`: completes the year from the anchor.

    Holidays come as their code: `near XXXX-E+1`.
    """
    today = story.today()
    code = pattern.removeprefix("XXXX-")
    fixed = bool(re.fullmatch(r"(?:[QH]\d|SP|SU|FA|WI|\d\d(?:-\d\d)?)", code))
    if today is None:
        return pattern if fixed else "XXXX-XX-XX"
    fiscal = story.last("Q")
    if code.startswith("Q") and fiscal.startswith("FY"):
        # once a text counts in fiscal quarters it goes on doing so
        return (
            f"FY{_nearest(story, [f'{y}-{code}' for y in (int(fiscal[2:6]) - 1, int(fiscal[2:6]))], sense)[:4]}-{code}"
        )
    made = []
    for year in range(today.year - 4, today.year + 5):
        filled = f"{year}-{code}" if fixed else timex.holiday(code, year).isoformat()
        if timex.days(filled)[0]:
            made.append(filled)
    return _nearest(story, made, sense) if made else pattern


def weekday(story: Story, value: str, number: str, sense: str = "") -> str:
    """`weekday 5 [past|this|future|recent|ahead]`: the day of that name that tense and sense demand.

    Today counts as past, and as planned ("due on Friday", said on a Friday); with "will" and "next" it is a week ahead.
    """
    today = story.today()
    if today is None:
        return f"XXXX-WXX-{number}"
    since = (today.isoweekday() - int(number)) % 7
    if sense == "this":
        return (today - timedelta(today.isoweekday() - int(number))).isoformat()
    if sense == "past":
        return (today - timedelta(since or 7)).isoformat()
    tense = sense or story.sense(*story.span)
    if tense == "future":
        return (today + timedelta(7 - since)).isoformat()
    if tense in ("planned", "present", "ahead") and since:
        return (today + timedelta(7 - since)).isoformat()
    return (today - timedelta(since)).isoformat()


def onward(story: Story, value: str, number: str, step: str) -> str:
    """`onward 1 -1`: the first Monday before the day that the text told last, or before the anchor; 1 for after it."""
    told = story.last("D")
    day = date.fromisoformat(told[:10]) if told else story.today()
    if day is None:
        return f"XXXX-WXX-{number}"
    story.anchor = day.isoformat()
    distance = (int(number) - day.isoweekday()) * int(step) % 7 or 7
    return (day + timedelta(distance * int(step))).isoformat()


def shift(story: Story, value: str, number: str, unit: str) -> str:
    """`shift -2 Y`: that many units from the anchor, as coarse as the unit."""
    today = story.today()
    if "X" in number or "." in number:
        story.anchor = ""
        return "PAST_REF" if number.startswith("-") else "FUTURE_REF"
    if unit.startswith("T"):
        return f"{today.isoformat() if today else 'XXXX-XX-XX'}TXX:XX"
    count = int(number)
    if unit[0].isdigit():
        count, unit = count * int(unit[0]), unit[1:]
    if today is None:
        return timex.UNRESOLVED[unit]
    try:
        return timex.shift(today, count, unit)
    except (ValueError, OverflowError):
        # before the calendar's first year: "40,000 years ago"
        story.anchor = ""
        return "PAST_REF" if count < 0 else "FUTURE_REF"


def later(story: Story, value: str, number: str, unit: str) -> str:
    """`later -1 D`: that many units from the date that the text told last, or from the anchor."""
    if unit in ORDERED and number.lstrip("-").isdigit():
        told = story.last(_telling(unit))
        if told:
            story.anchor = timex.days(told)[0]
            return timex.shift(date.fromisoformat(story.anchor), int(number), unit)
    return shift(story, value, number, unit)


def same(story: Story, value: str, unit: str = "") -> str:
    """`same Y`: the year (day, month ...) that the text told last; without a unit the last date of any kind."""
    told = story.last(_telling(unit) if unit else "|".join(timex.SHAPES))
    if told and not told.startswith("FY"):
        story.anchor = timex.days(told)[0]
        return _coarser(told, unit) or told if unit else told.partition("T")[0]
    return told or (shift(story, value, "0", unit) if unit else "PAST_REF")


def within(story: Story, value: str, unit: str) -> str:
    """`within M`: "the month" of a date told in the same sentence, or the one of the anchor."""
    first, _ = story.sentence
    told = [value for start, value in story.told if first <= start < story.span[0] and not value.startswith("FY")]
    for one in reversed(told):
        if _coarser(one, unit):
            story.anchor = timex.days(one)[0]
            return _coarser(one, unit)
    return shift(story, value, "0", unit)


def quarter(story: Story, value: str, which: str = "") -> str:
    """`quarter [latest]`: the quarter spoken of last, or the last one that was over; `latest` never one to come."""
    told = story.last("Q")
    to_come = bool(story.published and told) and timex.days(told)[1] > f"{story.published}"
    return shift(story, value, "-1", "Q") if not told or (which and to_come) else told


def yearago(story: Story, value: str, number: str = "1") -> str:
    """`yearago`: the year before; of a quarter that the text speaks of, the same quarter of the year before.

    Of a fiscal quarter only the year: nobody knows from the text when it lay.
    """
    told = story.last("Q|H")
    if told and not told.startswith("FY"):
        story.anchor = timex.days(told)[0]
        return f"{int(told[:4]) - int(number):04}{told[4:]}"
    return shift(story, value, f"-{number}", "Y")


def fiscal(story: Story, value: str, quarter: str) -> str:
    """`fiscal 2`: a quarter of the fiscal year that is reported on, named for the year in which it ends."""
    today = story.today()
    if today is None:
        return f"FYXXXX-Q{quarter}"
    # a year that begins in autumn is named for the next year: its first quarter is told of around the turn of the year
    year = (
        today.year
        + (1 if quarter == "1" and today.month >= 10 else 0)
        - (1 if quarter == "4" and today.month <= 4 else 0)
    )
    return f"FY{year}-Q{quarter}"


def until(story: Story, value: str, year: str, short: str) -> str:
    """`until 1999 00`: the first year from `year` on that ends so, as the second half of "1999-00"."""
    century = int(year[:2]) + (1 if int(short) < int(year[2:]) else 0)
    return f"{century:02}{short}"


def century(story: Story, value: str, ordinal: str) -> str:
    """`century 19`: the nineteenth century is 18."""
    return f"{int(ordinal) - 1:02}"


def feast(story: Story, value: str, year: str, code: str) -> str:
    """`feast 1999 12-24`: the day of a holiday in a year."""
    return timex.holiday(code, int(year)).isoformat()


def date_(story: Story, value: str) -> str:
    """`... + date`: the calendar day of a day of a week."""
    return timex.days(value)[0] or value


def week(story: Story, value: str) -> str:
    """`... + week`: the week that a day lies in."""
    return _coarser(value, "W") or timex.UNRESOLVED["W"]


def weekend(story: Story, value: str) -> str:
    """`weekend`: the one before, as told in the past, or the one to come."""
    today = story.today()
    if today is None:
        return timex.UNRESOLVED["WE"]
    # on a Saturday or Sunday "the weekend" is this one
    this = story.sense(*story.span) in ("future", "planned") or today.isoweekday() >= 6
    return timex.shift(today, 0 if this else -1, "WE")


def long(story: Story, value: str, *words: str) -> str:
    """`long [3] D`, `long P1D`: a duration in front of "-long"."""
    if words[-1].startswith("P"):
        return words[-1]
    return _duration(words[0] if len(words) > 1 else "X", words[-1])


def race(story: Story, value: str, hours: str, minutes: str, seconds: str) -> str:
    """`race 2 14 04`: a time that was run."""
    return f"PT{int(hours)}H{int(minutes)}M{int(seconds)}S"


def clock(story: Story, value: str, clock: str, half: str, zone: str = "") -> str:
    """`day + clock 2:21 p Z`: a time of day, `half` a, p or x, `zone` Z or nothing."""
    digits = clock.replace(":", "")
    hour, minute = int(digits[:-2]), digits[-2:]
    if half in "aApP":
        hour = hour % 12 + (12 if half in "pP" else 0)
    return f"{value}T{hour:02}:{minute}{zone}"


def oclock(story: Story, value: str, hour: str, part: str = "MO") -> str:
    """`day + oclock 7 EV`: a full hour in a part of the day."""
    hours, _, minutes = hour.partition(":")
    later = int(hours) < 12 and part in ("AF", "EV", "NI")
    return f"{value}T{int(hours) + (12 if later else 0):02}:{minutes or '00'}"


def day(story: Story, value: str) -> str:
    """`day + at T18:00`: the nearest day in its sentence, the last of the one before, or the anchor."""
    first, last = story.sentence
    days = [(start, told) for start, told in story.told if timex.granularity(told) == "D"]
    here = [(abs(start - story.span[0]), told) for start, told in days if first <= start < last]
    before = max((span for span in story.sentences if span[1] <= first), default=(first, first))
    carried = [told for start, told in days if before[0] <= start < before[1]]
    told = min(here)[1] if here else carried[-1] if carried else ""
    if told:
        story.anchor = told[:10]
        return told[:10]
    return shift(story, value, "0", "D")


OPERATIONS: dict[str, Callable[..., str]] = {
    "is": is_,
    "lasts": lasts,
    "at": at,
    "ago": ago,
    "ending": ending,
    "edge": edge,
    "back": back,
    "near": near,
    "weekday": weekday,
    "onward": onward,
    "shift": shift,
    "later": later,
    "same": same,
    "within": within,
    "quarter": quarter,
    "yearago": yearago,
    "fiscal": fiscal,
    "until": until,
    "century": century,
    "feast": feast,
    "date": date_,
    "week": week,
    "weekend": weekend,
    "long": long,
    "race": race,
    "clock": clock,
    "oclock": oclock,
    "day": day,
}
