"""Time expressions and their TIMEX3 values, from rules that are data (`models/rules/times.toml`).

Reads the text, tags and parse, and `doc._.published`, the anchor; writes `doc._.times`, in text order, without overlaps. A
rule is a regular expression over the text with macros for lexicons (`{month}` is the lexicon `time_month`) and a recipe for
the value; the longest match wins, of equal ones the rule that stands first. Without a publication date what needs one stays
in TIMEX3's X form, and its anchor says `none`. No clock is read.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

import dateline.extensions
from dateline import timex
from dateline.errors import RuleError
from dateline.rules import Lexicon, Rule, RuledComponent, check_keys, words
from dateline.types import TimeExpression

KEYS = ("pattern", "type", "value", "mod", "before", "not_before", "not_after", "guards")
TYPES = ("DATE", "TIME", "DURATION", "SET")
# Shapes made of digits; a lexicon of the same name as a macro adds the words.
DIGITS = {
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d.,:]?\d)",
    "year": r"(?<![\d$€£¥#.,:/])(?:1[4-9]|20)\d\d(?![.,:]?\d|%)",
    "mm": r"(?:1[0-2]|0?[1-9])",
    "dd": r"(?:3[01]|[12]\d|0?[1-9])",
    "number": r"(?<![\d$€£¥#.,])(?:\d{1,3}(?:\.\d+)?|\d{1,3},\d{3})(?![.,:]?\d|%)",
    "clock": r"(?:2[0-3]|[01]?\d)(?:[:.][0-5]\d)?",
    "minutes": r"[0-5]\d",
    "short": r"(?<!\d)\d\d(?![.,:]?\d|%)",
}
GAP = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"
MACRO = re.compile(r"\{([a-z]\w*)(?:=([a-z]+))?\}")
ORDERED = sorted(timex.YEARS_OF | timex.MONTHS_OF | {"D": 0, "W": 0}, key=["D", "W", "M", "Q", "H", "Y", "DE", "CE"].index)


@dataclass(frozen=True)
class TimeRule:
    """A compiled rule: one recipe and one modifier a group that makes an expression (`t1`, `t2`, ... or the whole match)."""

    id: str
    pattern: re.Pattern[str]
    type: str
    parts: tuple[tuple[str | int, str, str], ...]
    before: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    guards: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A match of a rule that passed its guards."""

    start: int
    end: int
    order: int
    rule: TimeRule
    match: re.Match[str]


class Story:
    """What a recipe is resolved against: the publication date, what the text has dated so far, and tense."""

    def __init__(self, published: date | None, sense: Callable[[int, int], str]) -> None:
        self.published = published
        self.sense = sense
        self.told: list[tuple[int, str]] = []
        self.span = (0, 0)
        self.sentence = (0, 0)
        self.anchor = ""

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
    if number == "0.5" and unit in ("TH", "Y"):
        number, unit = ("30", "TM") if unit == "TH" else ("6", "M")
    if unit[:1].isdigit():
        number, unit = str(int(unit[0]) * int(number)) if number.isdigit() else number, unit[1:]
    return f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"


def _coarser(value: str, unit: str) -> str:
    """Return the `unit` that a resolved value lies in, or an empty string where it is no finer than that."""
    earliest, latest = timex.days(value)
    if not earliest or not latest:
        return ""
    made = timex.at(date.fromisoformat(earliest), unit)
    return made if made == timex.at(date.fromisoformat(latest), unit) else ""


def _nearest(story: Story, made: list[str], sense: str) -> str:
    """Choose among the values that an incomplete date may stand for, one a year.

    The nearest one is meant unless tense contradicts; tense may be misread, so it weighs eight months and no more. A sense
    that the words themselves give ("last June") is binding.
    """
    today = story.published
    if today is None:
        return ""
    spans = [(value, *map(date.fromisoformat, timex.days(value))) for value in made]
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
            return (first - today).days + {"past": weight, "": 45}.get(tense, 0)
        return max(0, (today - last).days) + (weight if tense == "future" and last < today else 0)

    return min(spans, key=cost)[0]


# The operations of the recipes. Each takes the story, the value that the operation before it made, and its arguments.


def op_is(story: Story, value: str, made: str) -> str:
    """`is 2019-06-05`: the value itself."""
    return made


def op_lasts(story: Story, value: str, number: str, unit: str) -> str:
    """`lasts 2 TH`: a duration."""
    return _duration(number, unit)


def op_at(story: Story, value: str, ending: str) -> str:
    """`... + at T22:00`, `... + at Q3`: appends to what the operation before it made."""
    return f"{value}{ending}" if ending.startswith("T") else f"{value}-{ending}"


def op_near(story: Story, value: str, pattern: str, sense: str = "") -> str:
    """`near XXXX-03 [past|this|future]`: completes the year from the anchor. Holidays come as their code: `near XXXX-E+1`."""
    today = story.today()
    code = pattern.removeprefix("XXXX-")
    fixed = bool(re.fullmatch(r"(?:[QH]\d|SP|SU|FA|WI|\d\d(?:-\d\d)?)", code))
    if today is None:
        return pattern if fixed else "XXXX-XX-XX"
    fiscal = story.last("Q")
    if code.startswith("Q") and fiscal.startswith("FY"):
        # once a text counts in fiscal quarters it goes on doing so
        return f"FY{_nearest(story, [f'{y}-{code}' for y in (int(fiscal[2:6]) - 1, int(fiscal[2:6]))], sense)[:4]}-{code}"
    made = []
    for year in range(today.year - 4, today.year + 5):
        filled = f"{year}-{code}" if fixed else timex.holiday(code, year).isoformat()
        if timex.days(filled)[0]:
            made.append(filled)
    return _nearest(story, made, sense) if made else pattern


def op_weekday(story: Story, value: str, number: str, sense: str = "") -> str:
    """`weekday 5 [past|this|future]`: the day of that name that tense and sense demand; a past one may be today."""
    today = story.today()
    if today is None:
        return f"XXXX-WXX-{number}"
    since = (today.isoweekday() - int(number)) % 7
    if sense == "this":
        return (today - timedelta(today.isoweekday() - int(number))).isoformat()
    if sense == "past":
        return (today - timedelta(since or 7)).isoformat()
    tense = "future" if sense == "future" else story.sense(*story.span)
    if tense == "future" or (tense == "present" and since):
        return (today + timedelta(7 - since)).isoformat()
    return (today - timedelta(since)).isoformat()


def op_shift(story: Story, value: str, number: str, unit: str) -> str:
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
    return timex.shift(today, count, unit) if today else timex.UNRESOLVED[unit]


def op_later(story: Story, value: str, number: str, unit: str) -> str:
    """`later -1 D`: that many units from the date that the text told last, or from the anchor."""
    if unit in ORDERED and number.lstrip("-").isdigit():
        told = story.last("|".join(ORDERED[: ORDERED.index(unit) + 1]))
        if told:
            story.anchor = timex.days(told)[0]
            return timex.shift(date.fromisoformat(story.anchor), int(number), unit)
    return op_shift(story, value, number, unit)


def op_same(story: Story, value: str, unit: str = "") -> str:
    """`same Y`: the year (day, month ...) that the text told last; without a unit the last date of any kind."""
    told = story.last("|".join(timex.SHAPES if not unit else ORDERED[: ORDERED.index(unit) + 1]))
    if told and not told.startswith("FY"):
        story.anchor = timex.days(told)[0]
        return _coarser(told, unit) or told if unit else told.partition("T")[0]
    return told or (op_shift(story, value, "0", unit) if unit else "PAST_REF")


def op_quarter(story: Story, value: str) -> str:
    """`quarter`: the quarter spoken of last, or the last one that was over."""
    return story.last("Q") or op_shift(story, value, "-1", "Q")


def op_yearago(story: Story, value: str, number: str = "1") -> str:
    """`yearago`: the year before; of a quarter that the text speaks of, the same quarter of the year before.

    Of a fiscal quarter only the year: nobody knows from the text when it lay.
    """
    told = story.last("Q|H")
    if told and not told.startswith("FY"):
        story.anchor = timex.days(told)[0]
        return f"{int(told[:4]) - int(number):04}{told[4:]}"
    return op_shift(story, value, f"-{number}", "Y")


def op_fiscal(story: Story, value: str, quarter: str) -> str:
    """`fiscal 2`: a quarter of the fiscal year that is reported on, named for the year in which it ends."""
    today = story.today()
    if today is None:
        return f"FYXXXX-Q{quarter}"
    # a year that begins in autumn is named for the next year: its first quarter is told of around the turn of the year
    year = today.year + (1 if quarter == "1" and today.month >= 10 else 0) - (1 if quarter == "4" and today.month <= 4 else 0)
    return f"FY{year}-Q{quarter}"


def op_until(story: Story, value: str, year: str, short: str) -> str:
    """`until 1999 00`: the first year from `year` on that ends so, as the second half of "1999-00"."""
    century = int(year[:2]) + (1 if int(short) < int(year[2:]) else 0)
    return f"{century:02}{short}"


def op_century(story: Story, value: str, ordinal: str) -> str:
    """`century 19`: the nineteenth century is 18."""
    return f"{int(ordinal) - 1:02}"


def op_feast(story: Story, value: str, year: str, code: str) -> str:
    """`feast 1999 12-24`: the day of a holiday in a year."""
    return timex.holiday(code, int(year)).isoformat()


def op_date(story: Story, value: str) -> str:
    """`... + date`: the calendar day of a day of a week."""
    return timex.days(value)[0] or value


def op_week(story: Story, value: str) -> str:
    """`... + week`: the week that a day lies in."""
    return _coarser(value, "W") or timex.UNRESOLVED["W"]


def op_weekend(story: Story, value: str) -> str:
    """`weekend`: the one before, as told in the past, or the one to come."""
    today = story.today()
    if today is None:
        return timex.UNRESOLVED["WE"]
    # on a Saturday or Sunday "the weekend" is this one
    this = story.sense(*story.span) == "future" or today.isoweekday() >= 6
    return timex.shift(today, 0 if this else -1, "WE")


def op_long(story: Story, value: str, *words: str) -> str:
    """`long [3] D`, `long P1D`: a duration in front of "-long"."""
    if words[-1].startswith("P"):
        return words[-1]
    return _duration(words[0] if len(words) > 1 else "X", words[-1])


def op_race(story: Story, value: str, hours: str, minutes: str, seconds: str) -> str:
    """`race 2 14 04`: a time that was run."""
    return f"PT{int(hours)}H{int(minutes)}M{int(seconds)}S"


def op_clock(story: Story, value: str, clock: str, half: str, zone: str = "") -> str:
    """`day + clock 2:21 p Z`: a time of day, `half` a, p or x, `zone` Z or nothing."""
    hour, minute = int(clock[:2]), clock[-2:]
    if half in "aApP":
        hour = hour % 12 + (12 if half in "pP" else 0)
    return f"{value}T{hour:02}:{minute}{zone}"


def op_oclock(story: Story, value: str, hour: str, part: str = "MO") -> str:
    """`day + oclock 7 EV`: a full hour in a part of the day."""
    hours, _, minutes = hour.partition(":")
    later = int(hours) < 12 and part in ("AF", "EV", "NI")
    return f"{value}T{int(hours) + (12 if later else 0):02}:{minutes or '00'}"


def op_day(story: Story, value: str) -> str:
    """`day + at T18:00`: the day that a time of day belongs to: one told in its sentence, the last one told, or the anchor."""
    first, last = story.sentence
    days = [(start, told) for start, told in story.told if timex.granularity(told) == "D"]
    here = [(abs(start - story.span[0]), told) for start, told in days if first <= start < last]
    told = min(here)[1] if here else ""
    if told:
        story.anchor = told[:10]
        return told[:10]
    return op_shift(story, value, "0", "D")


OPERATIONS: dict[str, Callable[..., str]] = {
    name.removeprefix("op_"): function for name, function in list(globals().items()) if name.startswith("op_")
}


class TimeExpressions(RuledComponent):
    """Finds time expressions and resolves them."""

    RULE_FILES = ("times.toml",)
    LEXICONS = tuple(
        f"time_{name}"
        for name in (
            "month weekday unit number vague ordinal season holiday part approx daypart zone frequency reference which "
            "planned counted quarter half decade period noon rate span"
        ).split()
    )

    def compile(self) -> None:
        """Turn the rules into regular expressions; a macro or an operation that does not exist is a RuleError."""
        lexicons = {name.removeprefix("time_"): entries for name, entries in self.data["lexicons"].items()}
        self._fields = {
            name: {_plain(entry): tuple(fields) for entry, fields in lexicon.items()} for name, lexicon in lexicons.items()
        }
        self._macros = {name: _alternatives(lexicon) for name, lexicon in lexicons.items()}
        for name, shape in DIGITS.items():
            self._macros[name] = f"(?:{shape}|{self._macros[name]})" if name in self._macros else shape
        # "twenty-five", "two hundred and ten": number words in a row
        word = self._macros["number"]
        self._macros["number"] = rf"(?:{word}(?:(?:-|{GAP}(?:and{GAP})?){_alternatives(lexicons['number'])})*)"
        self._macros["day"] = f"(?:{DIGITS['day']}|{self._macros['ordinal']})"
        self._macros["count"] = f"(?:{self._macros['number']}|{self._macros['vague']})"
        self._fields["count"] = self._fields["vague"]
        self._planned = words(self.data, "time_planned")
        self._counted = words(self.data, "time_counted")
        self._rules = [self._rule(rule) for rule in self.data["rules"]]

    def _rule(self, rule: Rule) -> TimeRule:
        check_keys(rule, KEYS)
        where = f"{rule['where']}: rule {rule['id']}"
        if rule.get("type") not in TYPES:
            raise RuleError(f"{where} needs a type: {', '.join(TYPES)}")

        def expand(found: re.Match[str]) -> str:
            group, macro = found[1], found[2] or found[1]
            if macro not in self._macros:
                raise RuleError(f"{where} names a macro that does not exist: {{{macro}}}")
            return f"(?P<{group}__{macro}>{self._macros[macro]})"

        def compiled(pattern: str, shape: str = "{}") -> re.Pattern[str]:
            source = MACRO.sub(expand, pattern.replace("[ -]", "(?:-| )").replace(" ", GAP))
            try:
                return re.compile(shape.replace("{}", source), re.IGNORECASE)
            except re.error as error:
                raise RuleError(f"{where} has a pattern that is no regular expression: {error}") from error

        values, mods = rule.get("value", ""), rule.get("mod", "")
        values = values if isinstance(values, list) else [values]
        mods = mods if isinstance(mods, list) else [mods] * len(values)
        for recipe in values:
            for stage in recipe.split(" + "):
                if stage.split(" ")[0] not in OPERATIONS:
                    raise RuleError(f"{where} has a value that begins with none of {', '.join(OPERATIONS)}: {recipe}")
        guards = tuple(rule.get("guards", ()))
        for guard in guards:
            if guard not in GUARDS:
                raise RuleError(f"{where} names a guard that does not exist: {guard}; there are {', '.join(GUARDS)}")
        names: list[str | int] = [0] if len(values) == 1 else [f"t{number}" for number in range(1, len(values) + 1)]
        return TimeRule(
            id=rule["id"],
            pattern=compiled(rule["pattern"], r"(?<![\w$€£¥#@])(?:{})(?!\w)"),
            type=rule["type"],
            parts=tuple(zip(names, values, mods, strict=True)),
            before=compiled(rule["before"], r"(?:{})\s*$") if "before" in rule else None,
            not_before=compiled(rule["not_before"], r"(?:{})\s*$") if "not_before" in rule else None,
            not_after=compiled(rule["not_after"]) if "not_after" in rule else None,
            guards=guards,
        )

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.times`."""
        doc._.times = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[TimeExpression]:
        """Return the time expressions of a Doc in text order."""
        published = doc._.published[:10]
        story = Story(date.fromisoformat(published) if len(published) == 10 else None, Tense(doc, self._planned))
        chosen = self._choose(list(self._candidates(doc)))
        sentences = [(sent.start_char, sent.end_char) for sent in doc.sents]
        starts = [start for start, _ in sentences]
        made: list[TimeExpression] = []
        # a time of day may lean on a day told behind it ("at noon on Thursday"), so it waits for the others
        late = [candidate for candidate in chosen if candidate.rule.parts[0][1].startswith("day")]
        for candidate in [*(one for one in chosen if one not in late), *late]:
            fields = self._read(candidate)
            for name, recipe, mod in candidate.rule.parts:
                start, end = candidate.match.span(name)
                if start < 0:
                    continue
                story.span = (start, end)
                story.sentence = sentences[bisect_right(starts, start) - 1]
                story.anchor = ""
                value = ""
                for stage in recipe.split(" + "):
                    operation, *arguments = stage.format_map(fields).split()
                    value = OPERATIONS[operation](story, value, *arguments)
                earliest, latest = timex.days(value)
                # a figure of the year before is there to be compared with: the text goes on about the present quarter
                if earliest and candidate.rule.type in ("DATE", "TIME") and recipe != "yearago":
                    story.told.append((start, value))
                    story.told.sort()
                text = doc.text[start:end]
                type_ = "TIME" if candidate.rule.type == "DATE" and "T" in value.partition("_")[0] and earliest else candidate.rule.type
                made.append(
                    TimeExpression(
                        start, end, text, type_, value, " ".join(mod.format_map(fields).split()[:1]), earliest, latest, story.anchor, candidate.rule.id
                    )
                )
        return sorted(made, key=lambda one: one.start)

    def _candidates(self, doc: Doc) -> Iterator[Candidate]:
        text = doc.text
        for order, rule in enumerate(self._rules):
            for match in rule.pattern.finditer(text):
                start, end = match.span()
                left = text[max(0, start - 40) : start]
                if rule.before and not rule.before.search(left):
                    continue
                if rule.not_before and rule.not_before.search(left):
                    continue
                if rule.not_after and rule.not_after.match(text, end):
                    continue
                if rule.guards:
                    span = doc.char_span(start, end, alignment_mode="expand")
                    if not all(GUARDS[guard](span, self._counted) for guard in rule.guards):
                        continue
                yield Candidate(start, end, order, rule, match)

    @staticmethod
    def _choose(candidates: list[Candidate]) -> list[Candidate]:
        """Keep the longest of overlapping candidates, of equal ones the rule that stands first."""
        chosen: list[Candidate] = []
        for one in sorted(candidates, key=lambda one: (one.start - one.end, one.order, one.start)):
            if all(one.end <= other.start or one.start >= other.end for other in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.start)

    def _read(self, candidate: Candidate) -> dict[str, Any]:
        """Return the values of a match's groups: `month` is the first field of the lexicon entry, `month_1` the second."""
        fields: dict[str, Any] = _Blank()
        for name, text in candidate.match.groupdict().items():
            if text is None:
                continue
            group, _, macro = name.partition("__")
            if group in fields:
                continue
            entry = self._fields.get(macro, {}).get(_plain(text))
            if not macro:
                fields[group] = text
            elif entry is not None:
                for number, field in enumerate(entry):
                    fields[f"{group}_{number}" if number else group] = field
            else:
                fields[group] = self._digits(macro, text)
            if macro == "day":
                ordinal = self._fields["ordinal"].get(_plain(text))
                fields[group] = f"{int(ordinal[0] if ordinal else ''.join(filter(str.isdigit, text))):02}"
        return fields

    def _digits(self, macro: str, text: str) -> str:
        if macro in ("number", "count"):
            return _number(_plain(text), self._fields["number"])
        if macro == "clock":
            hour, _, minute = text.replace(".", ":").partition(":")
            return f"{int(hour):02}:{minute or '00'}"
        return f"{int(text):02}" if macro in ("mm", "dd") else text


class _Blank(dict[str, Any]):
    """Fields of a match; a group that did not take part reads as an empty string."""

    def __missing__(self, key: str) -> str:
        return ""


def _plain(text: str) -> str:
    """Return a lexicon entry or its place in the text in the form in which they are compared."""
    return " ".join(text.replace("’", "'").lower().split())


def _alternatives(lexicon: Lexicon) -> str:
    """Make a regular expression of a lexicon; an entry with a capital matches only so, or all in capitals."""
    found = []
    for entry in sorted(lexicon, key=len, reverse=True):
        source = re.escape(entry).replace(r"\ ", GAP).replace("'", "['’]")
        if entry != entry.lower():
            upper = re.escape(entry.upper()).replace(r"\ ", GAP).replace("'", "['’]")
            source = f"(?-i:{source}|{upper})"
        found.append(source)
    return f"(?:{'|'.join(found)})"


def _number(text: str, lexicon: dict[str, tuple[str, ...]]) -> str:
    """Read digits or number words: "twenty-five" is 25, "two hundred and ten" 210, "nineteen ninety-four" 1994."""
    if text[0].isdigit() and re.fullmatch(r"[\d.,]+", text):
        return text.replace(",", "").removesuffix(".0")
    total = 0
    for word in re.split(r"[\s-]+", text):
        number = float(word) if word[0].isdigit() else float(lexicon.get(word, ("0",))[0])
        if number in (100, 1000) and total:
            total = int(total * number)
        elif total >= 10 and total < 100 and number >= 10:
            # "nineteen ninety": a year said in two halves
            total = int(total * 100 + number)
        else:
            total = int(total + number)
    return str(total)


class Tense:
    """Says whether what a time expression modifies lies in the past or in the future, from tags and parse."""

    def __init__(self, doc: Doc, planned: frozenset[str]) -> None:
        self.doc = doc
        self.planned = planned

    def __call__(self, start: int, end: int) -> str:
        """Return `past`, `present`, `future`, or an empty string, for the expression `[start, end)`."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return self._of(span.root, span.root) if span is not None else ""

    def _of(self, token: Token, below: Token) -> str:
        """Climb from a token to the verb that gives it its tense."""
        for step in [token, *token.ancestors]:
            if step.tag_ == "MD" or step.pos_ in ("VERB", "AUX"):
                return self._verb(step, below)
            if step.lemma_.lower() in self.planned and step is not token:
                return "future"
            below = step
        return ""

    def _verb(self, verb: Token, below: Token) -> str:
        auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
        tags = {child.tag_ for child in auxiliaries}
        passive = verb.tag_ == "VBN" and (verb.dep_ in ("acl", "relcl") or any(a.dep_ == "auxpass" for a in auxiliaries))
        # "is expected in May", "scheduled for May", "plans to close in May": the plan is told now, the thing comes later
        if verb.lemma_.lower() in self.planned and (passive or below.dep_ in ("xcomp", "ccomp") or verb.tag_ == "VBG"):
            return "future"
        if "MD" in tags:
            return "past" if any(a.tag_ == "VB" and a.dep_ == "aux" for a in auxiliaries) else "future"
        if "VBD" in tags or verb.tag_ == "VBD":
            return "past"
        if verb.tag_ == "VBN":
            return "present" if tags & {"VBZ", "VBP"} and passive and "VBN" not in tags else "past"
        if verb.tag_ in ("VBZ", "VBP") or tags & {"VBZ", "VBP"}:
            return "present"
        if verb.tag_ in ("VB", "VBG"):
            if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VB":
                return "future"
            if verb.dep_ != "ROOT":
                return self._of(verb.head, verb)
        return ""


# Guards: what a regular expression cannot see. Each takes the span and the lexicon of counted nouns.


def _before(span: Span) -> Token | None:
    return span.doc[span.start - 1] if span.start > span[0].sent.start else None


def _after(span: Span) -> Token | None:
    return span.doc[span.end] if span.end < len(span.doc) else None


def guard_name(span: Span, counted: frozenset[str]) -> bool:
    """Refuse a month or day that is a verb ("may"), a person ("Theresa May", "Mr March") or acts ("May said")."""
    word = span[-1]
    if word.tag_ in ("MD", "VB", "VBP", "VBZ") and len(span) == 1:
        return False
    if any(token.ent_type_ == "PERSON" for token in span):
        return False
    return True


def guard_year(span: Span, counted: frozenset[str]) -> bool:
    """Refuse a four-digit number that counts something, or names a model ("Peugeot 2008")."""
    year = span[-1]
    head = year.head
    if year.dep_ in ("nummod", "compound") and head.i > year.i and head.lemma_.lower() in counted:
        return False
    following = _after(span)
    if following is not None and following.lemma_.lower() in counted:
        return False
    previous = _before(span)
    if previous is None:
        return True
    if previous.text in ("$", "€", "£", "No.", "#") or (previous.like_num and previous.text.isdigit() and len(previous.text) < 4):
        return False
    return not (previous.ent_type_ == "PRODUCT" or (previous.pos_ == "PROPN" and year.ent_type_ == "PRODUCT"))


def guard_rate(span: Span, counted: frozenset[str]) -> bool:
    """Accept "a year" where it is a rate ("four flights a year"): behind a noun or number, not as a duration's adverb."""
    previous = _before(span)
    return previous is not None and (previous.pos_ in ("NOUN", "NUM", "SYM", "ADV") or previous.tag_ in ("NNS", "NN", "CD"))


def guard_month(span: Span, counted: frozenset[str]) -> bool:
    """Refuse a bare month that does something ("August said") or that a title or first name stands before."""
    word = span[-1]
    previous = _before(span)
    if word.dep_ == "nsubj" and word.head.pos_ == "VERB" and len(span) == 1 and len(word.text) < 6:
        return False
    return not (previous is not None and previous.pos_ == "PROPN" and previous.dep_ == "compound" and previous.head == word)


def guard_quarter(span: Span, counted: frozenset[str]) -> bool:
    """Refuse the quarters and halves of a match: they are played against somebody or scored in."""
    return not any(token.lemma_ in ("score", "kick", "goal", "touchdown") for token in span[0].sent)


def guard_duration(span: Span, counted: frozenset[str]) -> bool:
    """Refuse "one day" at large ("will one day be")."""
    return not (span.text.lower() == "one day" and span.root.dep_ in ("npadvmod", "advmod") and span.root.head.tag_ in ("VB", "VBP"))


def guard_amount(span: Span, counted: frozenset[str]) -> bool:
    """Accept "over" where it is more than, not where it is a preposition ("sales over 20 years")."""
    return span[0].dep_ in ("quantmod", "advmod", "amod")


def guard_lower(span: Span, counted: frozenset[str]) -> bool:
    """Refuse what is part of a name ("Daily Mail", "USA Today")."""
    word = span[-1]
    if not word.text[0].isupper() or word.is_sent_start:
        return True
    return word.pos_ != "PROPN"


def guard_plural(span: Span, counted: frozenset[str]) -> bool:
    """Accept bare "days", "years" only as a phrase of their own."""
    return span[0].dep_ in ("pobj", "dobj", "npadvmod", "nsubj", "ROOT", "conj", "attr") and not any(
        child.dep_ in ("amod", "nummod", "compound", "poss", "det", "relcl") for child in span[0].children
    )


def guard_reference(span: Span, counted: frozenset[str]) -> bool:
    """Refuse the noun "current" and the like."""
    if span[-1].tag_ in ("NNS", "NNP") and len(span) == 1:
        return False
    # "the past increases": an adjective, where the reference would be a noun
    return not (len(span) > 1 and span[-1].tag_ == "JJ" and span[-1].head.i >= span.end)


def guard_zone(span: Span, counted: frozenset[str]) -> bool:
    """Refuse a number in front of a word that is only spelt like a zone."""
    return any(token.text.isupper() or token.lower_ == "time" for token in span)


GUARDS: dict[str, Callable[[Span, frozenset[str]], bool]] = {
    name.removeprefix("guard_"): function for name, function in list(globals().items()) if name.startswith("guard_")
}


@Language.factory("dateline_times", assigns=["doc._.times"], requires=["token.tag", "token.dep", "token.head"])
def make(nlp: Language, name: str) -> TimeExpressions:
    """Make the component."""
    return TimeExpressions(nlp, name)
