"""The operations that a time rule's recipe is made of: from what a text says to a TIMEX3 value.

A recipe is data (`value` in `models/rules/times.toml`): operations joined by " + ", each a name and its arguments, as
in `shift -1 Y + at 06` for "June last year". An operation takes the story so far, the value that the operation before
it made, and its arguments, all strings.
"""

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from heapq import merge

from dateline import timex

HALVES = {"TH": ("30", "TM"), "Y": ("6", "M"), "DE": ("5", "Y"), "CE": ("50", "Y")}
# Units from fine to coarse: a day tells its month, a month does not tell its day.
ORDERED = ("D", "W", "M", "Q", "H", "Y", "DE", "CE")
# Of what began earlier than this a report of today does not tell.
LONG_AGO = timedelta(days=460)
# For how many sentences a story of the past goes on about one day, and for how many days about one old date.
SENTENCES = 10
DAYS = 60
# So many sentences back lies, at most, what "at that time" means; farther off it is a guess, worse than no date.
THEN = 4
# So many days old is a date that a story of the past is told from.
OLD = 1100


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
        self.values: set[str] = set()
        # Granularity -> where values of it were told, in order: what is asked for is near, however long the text.
        self._told: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self.turn_to(0, 0)

    def turn_to(self, start: int, end: int) -> None:
        """Make `[start, end)` the expression that is being resolved."""
        self.span = (start, end)
        self.number = bisect_right(self.sentences, (start, math.inf)) - 1
        self.sentence = self.sentences[self.number]
        self.anchor = ""

    def tell(self, value: str) -> None:
        """Note what the expression stands for, for those behind it."""
        insort(self._told[timex.granularity(value)], (self.span[0], value))
        self.values.add(value)

    def today(self) -> date | None:
        """Return the publication date and note that it was needed."""
        self.anchor = self.published.isoformat() if self.published else "none"
        return self.published

    def last(self, units: str, since: int = 0, past: bool = False) -> str:
        """Return the latest value told before this expression whose granularity is one of `units` (`|`-separated).

        Args:
            units: the granularities that are asked for.
            since: where in the text to begin.
            past: leave out what lies after the publication.
        """
        limit = self.published.isoformat() if past and self.published else "9999"
        return next((value for _, value in self.told(units, since) if timex.days(value)[0] <= limit), "")

    def here(self, units: str) -> str:
        """Return what `last` does, of the same sentence."""
        return self.last(units, since=self.sentence[0])

    def recent(self, units: str) -> str:
        """Return what `last` does, but nothing that was over a year ago ("the best since May 2009")."""
        for _, value in self.told(units):
            earliest, _ = timex.days(value)
            if not self.published or not earliest or self.published - date.fromisoformat(earliest) < LONG_AGO:
                return value
        return ""

    def back(self, sentences: int) -> int:
        """Return where the sentence begins that stands so many before the one of this expression."""
        return self.sentences[max(0, self.number - sentences)][0]

    def told(self, units: str = "", since: int = 0, until: int | None = None) -> Iterator[tuple[int, str]]:
        """Yield place and value of what was told, the latest first.

        Args:
            units: the granularities that are asked for (`|`-separated), all if empty.
            since: where in the text to begin.
            until: where to end, by default before this expression.
        """
        end = self.span[0] if until is None else until
        wanted = [self._told[unit] for unit in (units.split("|") if units else tuple(self._told)) if unit in self._told]
        for start, value in merge(*(_backwards(told, end) for told in wanted), reverse=True):
            if start < since:
                return
            yield start, value


def _backwards(told: Sequence[tuple[int, str]], end: int) -> Iterator[tuple[int, str]]:
    return (told[number] for number in range(bisect_left(told, (end,)) - 1, -1, -1))


def _duration(number: str, unit: str) -> str:
    """Write a TIMEX3 duration: ("2", "TH") is PT2H, ("X", "D") is PXD, ("1", "2W") is P2W, ("0.5", "Y") is P6M."""
    if number == "0.5" and unit in HALVES:
        number, unit = HALVES[unit]
    if unit in timex.YEARS_OF and number.isdigit():
        # ISO 8601 counts decades and centuries in years
        number, unit = str(int(number) * timex.YEARS_OF[unit]), "Y"
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

    The nearest one is meant unless tense contradicts or the article named another; tense may be misread, so past tense
    weighs eight months and no more, future five. A sense that the words themselves give ("last June", "since June") is
    binding.
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
    if tense == "since":
        return [value for value, first, _ in spans if first <= today][-1]
    # of quarters one speaks when they are over, whatever the verb ("expects to report a third-quarter loss"), and of
    # what ends a period too ("the six months to June"); the quarters of a text lie together
    quarterly = timex.granularity(made[0]) in ("Q", "H")
    weight = 100 if quarterly or sense == "period" else 240
    told = timex.days(story.recent("Q|H"))[0] if quarterly else ""
    beside = date.fromisoformat(told) if told else None

    def cost(span: tuple[str, date, date]) -> int:
        return apart(span) + (abs((span[1] - beside).days) if beside else 0)

    def apart(span: tuple[str, date, date]) -> int:
        value, first, last = span
        # an article speaks of one May 6
        if timex.granularity(value) == "D" and value in story.values:
            return -200
        if first > today:
            return (first - today).days + {"past": weight, "": 45, "present": 45}.get(tense, 0)
        return max(0, (today - last).days) + (weight if tense in ("future", "planned") and last < today else 0)

    return min(spans, key=cost)[0]


def _narrated(story: Story, code: str) -> str:
    """Complete a month or day from an old date just told: "the siege began on May 3, 1944 and ended on June 10".

    Only what follows that date soon: a longer step leads back to the news as often as on in the story.
    """
    here = story.here("D|M")
    told = here or story.last("D|M", since=story.back(1))
    tenses = ("past", "present") if here else ("past",)
    if not told or story.published is None or not code[0].isdigit() or story.sense(*story.span) not in tenses:
        return ""
    first, last = (date.fromisoformat(day) for day in timex.days(told))
    if (story.published - last).days < (DAYS if here else OLD):
        return ""
    for year in (first.year, first.year + 1):
        begins = timex.days(f"{year}-{code}")[0]
        if begins and 0 <= (date.fromisoformat(begins) - first).days <= (last - first).days + DAYS * (3 if here else 1):
            story.anchor = first.isoformat()
            return f"{year}-{code}"
    return ""


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
    """`near XXXX-03 [past|this|future|period]`: completes the year from the anchor.

    Holidays come as their code: `near XXXX-E+1`.
    """
    today = story.today()
    code = pattern.removeprefix("XXXX-")
    fixed = bool(re.fullmatch(r"(?:[QH]\d|SP|SU|FA|WI|\d\d(?:-\d\d)?)", code))
    if today is None:
        return pattern if fixed else "XXXX-XX-XX"
    if fixed and not sense and (narrated := _narrated(story, code)):
        return narrated
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
    if tense == "since":
        return (today - timedelta(since)).isoformat()
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


def called(story: Story, value: str, number: str, unit: str) -> str:
    """`called -1 W`: the week, month, year that is called "last", "this" or "next".

    On a Sunday "last week" is the one that is ending, and "this week" the coming one unless tense contradicts.
    """
    today = story.today()
    if today and unit == "W" and today.isoweekday() == 7:
        ahead = number == "0" and story.sense(*story.span) in ("future", "planned", "present")
        number = "0" if number == "-1" else "1" if ahead else number
    return shift(story, value, number, unit)


def later(story: Story, value: str, number: str, unit: str) -> str:
    """`later -1 D`: that many units from the date that the text told last, or from the anchor."""
    if unit in ORDERED and number.lstrip("-").isdigit():
        told = story.last(_telling(unit), since=story.back(SENTENCES) if unit == "W" else 0)
        if told:
            story.anchor = timex.days(told)[0]
            return timex.shift(date.fromisoformat(story.anchor), int(number), unit)
    # "a few days later the firm closed": later than what was told, and yet past
    if "X" in number and story.sense(*story.span) == "past":
        return "PAST_REF"
    return shift(story, value, number, unit)


def same(story: Story, value: str, unit: str = "") -> str:
    """`same Y`: the year (day, month ...) that the text told last; without a unit the last date of any kind."""
    past = story.sense(*story.span) not in ("future", "planned")
    since = 0 if unit else story.back(THEN)
    told = story.last(_telling(unit) if unit else "|".join(timex.SHAPES), since=since, past=past)
    if told and not told.startswith("FY"):
        story.anchor = timex.days(told)[0]
        return _coarser(told, unit) or told if unit else told.partition("T")[0]
    return told or (shift(story, value, "0", unit) if unit else "PAST_REF")


def within(story: Story, value: str, unit: str) -> str:
    """`within M`: "the month" of a date told in the same sentence, or the one of the anchor."""
    first, _ = story.sentence
    for _, one in story.told(since=first):
        if not one.startswith("FY") and _coarser(one, unit):
            story.anchor = timex.days(one)[0]
            return _coarser(one, unit)
    return shift(story, value, "0", unit)


def quarter(story: Story, value: str, which: str = "") -> str:
    """`quarter [latest|that|end]`: the quarter spoken of last, or the last one that was over.

    `latest` is never one to come; `that` may lie years back; without any told, `end` is the one whose end is nearest.
    """
    told = story.last("Q") if which == "that" else story.recent("Q") or story.last("Q")
    today = story.today()
    if which == "end" and not told and today:
        # the nearest end of a quarter
        return timex.shift(today - timedelta(45), 0, "Q")
    to_come = bool(story.published and told) and timex.days(told)[1] > f"{story.published}"
    return shift(story, value, "-1", "Q") if not told or (which == "latest" and to_come) else told


def yearago(story: Story, value: str, number: str = "1") -> str:
    """`yearago`: the year before; of the quarter spoken of, or a past month or year of the sentence, the one before.

    Of a fiscal quarter only the year: nobody knows from the text when it lay.
    """
    told = story.here("M|Y")
    if story.published and timex.days(told)[1] >= f"{story.published}":
        told = ""
    told = told or story.last("Q|H")
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


def weekend(story: Story, value: str, which: str = "") -> str:
    """`weekend [this]`: the one before, as told in the past, or the one to come; `this` the one before only so told."""
    today = story.today()
    if today is None:
        return timex.UNRESOLVED["WE"]
    # on a Saturday or Sunday "the weekend" is this one
    tense = story.sense(*story.span)
    this = tense in ("future", "planned") or today.isoweekday() >= 6 or (which == "this" and tense != "past")
    return timex.shift(today, 0 if this else -1, "WE")


def long(story: Story, value: str, *words: str) -> str:
    """`long [3] D`, `long P1D`: a duration in front of "-long"."""
    if words[-1].startswith("P"):
        return words[-1]
    return _duration(words[0] if len(words) > 1 else "X", words[-1])


def plus(story: Story, value: str, *parts: str) -> str:
    """`lasts 2 TH + plus 30 TM`: the smaller units of a duration."""
    for number, unit in zip(parts[::2], parts[1::2], strict=True):
        time = "T" if unit.startswith("T") and "T" not in value else ""
        value += f"{time}{number}{unit.removeprefix('T')}"
    return value


def race(story: Story, value: str, hours: str, minutes: str, seconds: str) -> str:
    """`race 2 14 04`: a time that was run."""
    return f"PT{int(hours)}H{int(minutes)}M{int(seconds)}S"


def clock(story: Story, value: str, clock: str, half: str = "x", zone: str = "") -> str:
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


def session(story: Story, value: str) -> str:
    """`session`: "the day" of a market report: told in its sentence, or the day just over told first."""
    first, _ = story.sentence
    today = story.today()
    told = next((one for _, one in story.told("D", since=first)), "")
    if not told:
        before = reversed([one for _, one in story.told("D")])
        over = (one for one in before if today and timedelta(0) <= today - date.fromisoformat(one[:10]) < timedelta(4))
        told = next(over, "")
    return told[:10] or shift(story, value, "0", "D")


def day(story: Story, value: str, reach: str = "") -> str:
    """`day + at T18:00`: the nearest day in its sentence, the last of the one before, or the anchor.

    What is told in the past goes on for some sentences about the same day, or about a day of an old month just told;
    not so `day close`, prices and the like ("was down at 0915 GMT").
    """
    first, last = story.sentence
    past = reach != "close" and story.sense(*story.span) == "past"
    here = [(abs(start - story.span[0]), told) for start, told in story.told("D", since=first, until=last)]
    told = (min(here)[1] if here else story.last("D", since=story.back(1), past=past))[:10]
    if past and not told:
        month = story.last("M", since=story.back(1), past=True)
        old = story.published and month and story.published - date.fromisoformat(timex.days(month)[1]) >= LONG_AGO
        told = f"{month}-XX" if old else story.last("D", since=story.back(SENTENCES), past=True)[:10]
    if told:
        story.anchor = timex.days(told)[0]
        return told
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
    "called": called,
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
    "plus": plus,
    "race": race,
    "clock": clock,
    "oclock": oclock,
    "session": session,
    "day": day,
}
