"""What holds of every day: relative dates move with the publication, and a value written out in English is read back.

The parses are made by hand, one plain clause of a tense around the expression, so no trained pipeline is needed.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from dateline import timex
from dateline.components.times import TimeExpressions, make
from dateline.types import TimeExpression

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = [date(2001, 1, number).strftime("%A") for number in range(1, 8)]
SHORT = {"Jan.": 1, "Feb.": 2, "Aug.": 8, "Sept.": 9, "Oct.": 10, "Nov.": 11, "Dec.": 12}
ORDINALS = ["first", "second", "third", "fourth"]
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
CENTURIES = {"15th": "14", "18th": "17", "nineteenth": "18", "20th": "19", "twenty-first": "20"}
FEASTS = {"Christmas Day": "12-25", "Easter Sunday": "E", "Good Friday": "E-2", "Thanksgiving": "11-4-4"}
UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
}
WORDS = {"one": 1, "two": 2, "twelve": 12, "twenty-five": 25, "a hundred and ten": 110, "three thousand": 3000}

# verb before the expression: words, tags; the last is the head
PAST = ("It opened", "PRP VBD")
FUTURE = ("It will open", "PRP MD VB")
Found = Callable[..., list[TimeExpression]]


@pytest.fixture(scope="session")
def blank() -> Language:
    return spacy.blank("en")


@pytest.fixture(scope="session")
def component(blank: Language) -> TimeExpressions:
    return make(blank, "times")


def clause(nlp: Language, expression: str, verb: tuple[str, str] = PAST, preposition: str = "") -> Doc:
    """Parse "It opened on June 5 ." by hand: the last word of the expression heads it and hangs on the verb."""
    words, tags = verb[0].split(), verb[1].split()
    root = len(words) - 1
    heads, deps = [root] * len(words), ["nsubj", "aux", "ROOT"] if "MD" in tags else ["nsubj", "ROOT"]
    if preposition:
        words, tags, heads, deps = [*words, preposition], [*tags, "IN"], [*heads, root], [*deps, "prep"]
    above = len(words) - 1 if preposition else root
    said = [token.text for token in nlp.make_doc(expression)]
    last = len(words) + len(said) - 1
    for number, word in enumerate(said, len(words)):
        tags.append("CD" if word[0].isdigit() else "NNP" if word[0].isupper() else "NN")
        heads.append(above if number == last else last)
        deps.append(("pobj" if preposition else "npadvmod") if number == last else "compound")
    spaces = [True] * len(words) + [bool(token.whitespace_) for token in nlp.make_doc(expression)]
    words += [*said, "."]
    pos = ["PROPN" if tag == "NNP" else "NUM" if tag == "CD" else "VERB" if tag[0] == "V" else "NOUN" for tag in tags]
    return Doc(
        nlp.vocab,
        words=words,
        spaces=[*spaces, False],
        tags=[*tags, "."],
        pos=[*pos, "PUNCT"],
        lemmas=[word.lower() for word in words],
        heads=[*heads, root],
        deps=[*deps, "punct"],
    )


def read(component: TimeExpressions, doc: Doc, published: str = "") -> TimeExpression:
    doc._.published = published
    (one,) = component.find(doc)
    return one


# --- relative dates move with the publication

DAYS = st.dates(date(1900, 1, 1), date(2090, 12, 31))
SHIFTS = st.integers(-3000, 3000)
# by how many days from publication; {n} is drawn
RELATIVE = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
    "{n} days ago": -1,
    "{n} days from now": 1,
    "{n} days from today": 1,
    "a day ago": -1,
    "tonight": 0,
    "last night": -1,
    "this morning": 0,
    "later this evening": 0,
    "yesterday afternoon": -1,
    "tomorrow morning": 1,
    "5 p.m.": 0,
    "18:05 GMT": 0,
}


@pytest.mark.parametrize("expression", RELATIVE)
@settings(max_examples=25, deadline=None)
@given(published=DAYS, shift=SHIFTS, number=st.integers(2, 60))
def test_relative_day_moves_with_publication(
    blank: Language, component: TimeExpressions, expression: str, published: date, shift: int, number: int
) -> None:
    distance = RELATIVE[expression] * (number if "{n}" in expression else 1)
    doc = clause(blank, expression.format(n=number))
    for day in (published, published + timedelta(shift)):
        found = read(component, doc, day.isoformat())
        assert found.text == expression.format(n=number)
        assert found.earliest == found.latest == (day + timedelta(distance)).isoformat()


# "Monday" said on a Wednesday and on the Thursday behind it is the same Monday: what hangs on the day of the week moves
# by as many days as the publication only when that moves by whole weeks
WEEKLY = [
    ("Monday", PAST, "on"),
    ("Friday", FUTURE, "on"),
    ("last Friday", PAST, ""),
    ("next Tuesday", FUTURE, ""),
    ("this Thursday", FUTURE, ""),
    ("late Wednesday", PAST, ""),
    ("Sunday night", PAST, "on"),
    ("10 p.m. Saturday", PAST, "at"),
    ("last week", PAST, ""),
    ("this week", PAST, ""),
    ("next week", FUTURE, ""),
    ("two weeks ago", PAST, ""),
    ("three weeks from now", FUTURE, ""),
    ("Monday of last week", PAST, "on"),
    ("last weekend", PAST, ""),
    ("the weekend", PAST, "over"),
    ("this weekend", FUTURE, ""),
]


@pytest.mark.parametrize(("expression", "verb", "preposition"), WEEKLY, ids=[row[0] for row in WEEKLY])
@settings(max_examples=25, deadline=None)
@given(published=DAYS, weeks=st.integers(-400, 400))
def test_day_of_week_moves_with_whole_weeks(
    blank: Language,
    component: TimeExpressions,
    expression: str,
    verb: tuple[str, str],
    preposition: str,
    published: date,
    weeks: int,
) -> None:
    doc = clause(blank, expression, verb, preposition)
    first, second = (read(component, doc, day.isoformat()) for day in (published, published + timedelta(7 * weeks)))
    assert first.text == second.text == expression
    for before, after in ((first.earliest, second.earliest), (first.latest, second.latest)):
        assert date.fromisoformat(after) - date.fromisoformat(before) == timedelta(7 * weeks)


@given(published=DAYS, weekday=st.integers(1, 7))
@settings(max_examples=50, deadline=None)
def test_weekday_lies_within_a_week_on_the_side_of_its_tense(
    blank: Language, component: TimeExpressions, published: date, weekday: int
) -> None:
    name = WEEKDAYS[weekday - 1]
    past, future = (
        date.fromisoformat(read(component, clause(blank, name, verb, "on"), published.isoformat()).value)
        for verb in (PAST, FUTURE)
    )
    assert past.isoweekday() == future.isoweekday() == weekday
    assert timedelta(0) <= published - past < timedelta(7)
    assert timedelta(0) < future - published <= timedelta(7)


# months and years differ in length, so these move by as many years as the publication
YEARLY = {
    "last year": -1,
    "this year": 0,
    "next year": 1,
    "{n} years ago": -1,
    "{n} years from now": 1,
    "this month": 0,
    "early this year": 0,
}


@pytest.mark.parametrize("expression", YEARLY)
@settings(max_examples=25, deadline=None)
@given(published=DAYS, years=st.integers(-50, 50), number=st.integers(2, 90))
def test_relative_year_moves_with_the_year(
    blank: Language, component: TimeExpressions, expression: str, published: date, years: int, number: int
) -> None:
    distance = YEARLY[expression] * (number if "{n}" in expression else 1)
    # there is no 29 February a year later
    for day in (published, timex.move(published, years, "Y")):
        value = read(component, clause(blank, expression.format(n=number)), day.isoformat()).value
        assert int(value[:4]) == day.year + distance


@pytest.mark.parametrize("expression", [*RELATIVE, *(row[0] for row in WEEKLY), *YEARLY])
def test_without_publication_nothing_is_dated(blank: Language, component: TimeExpressions, expression: str) -> None:
    found = read(component, clause(blank, expression.format(n=3)))
    assert (found.earliest, found.latest, found.anchor) == ("", "", "none")


# --- a value written out is read back


def ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def of_day(day: date) -> list[str]:
    """Write a day in the forms that English has for it."""
    month, weekday, year = MONTHS[day.month - 1], WEEKDAYS[day.weekday()], day.year
    forms = [
        f"{day.day} {month} {year}",
        f"{month} {day.day}, {year}",
        f"{month} {day.day} {year}",
        f"{month} {day.day:02} , {year}",
        f"{month} {ordinal(day.day)}, {year}",
        f"{ordinal(day.day)} {month} {year}",
        f"the {ordinal(day.day)} of {month}, {year}",
        f"{weekday}, {month} {day.day}, {year}",
        f"{weekday} {day.day} {month} {year}",
        f"{weekday}, the {ordinal(day.day)} of {month} {year}",
        f"{month.upper()} {day.day}, {year}",
        f"{month[:3]} {day.day}, {year}",
        day.isoformat(),
        f"{day.month}/{day.day}/{year}",
        f"{day.day:02}.{day.month:02}.{year}",
    ]
    forms += [f"{short} {day.day}, {year}" for short, number in SHORT.items() if number == day.month]
    # 5/6/2019 is read as Americans do; only what cannot be so is taken for day first
    return [*forms, f"{day.day}/{day.month}/{year}"] if day.day > 12 else forms


def of_month(year: int, month: int) -> list[str]:
    name = MONTHS[month - 1]
    forms = [f"{name} {year}", f"{name}, {year}", f"{name} of {year}", f"{name[:3]} {year}", f"{year} {name}"]
    # "2007-08" is a season, "2019-06" can only be a month
    return forms if 1 <= (month - year) % 100 <= 40 else [*forms, f"{year}-{month:02}"]


def of_quarter(year: int, quarter: int) -> list[str]:
    name = ORDINALS[quarter - 1]
    forms = [f"the {name} quarter of {year}", f"the {name} quarter {year}", f"{name}-quarter {year}"]
    forms += [f"the {year} {name} quarter", f"{year}'s {name} quarter", f"Q{quarter} {year}", f"Q{quarter} of {year}"]
    return [*forms, f"{year} Q{quarter}", f"{quarter}Q {year}"]


def of_half(year: int, half: int) -> list[str]:
    name = ORDINALS[half - 1]
    return [f"the {name} half of {year}", f"{name}-half {year}", f"H{half} {year}"]


def of_week(day: date) -> list[str]:
    month = MONTHS[day.month - 1]
    return [f"the week of {month} {day.day}, {day.year}", f"the week beginning {day.day} {month} {day.year}"]


def of_season(year: int, season: str) -> list[str]:
    forms = [f"{season} {year}", f"the {season} of {year}", f"{season.capitalize()} {year}"]
    # a winter carries the year of its December
    return [*forms, f"the {season} of {year}-{(year + 1) % 100:02}"] if season == "winter" else forms


YEARS = st.integers(1800, 2099)
NAMES = st.sampled_from([*SEASONS])
VALUES = st.one_of(
    st.dates(date(1800, 1, 1), date(2099, 12, 31)).map(lambda day: (day.isoformat(), of_day(day))),
    st.builds(lambda year, month: (f"{year}-{month:02}", of_month(year, month)), YEARS, st.integers(1, 12)),
    st.builds(lambda year, number: (f"{year}-Q{number}", of_quarter(year, number)), YEARS, st.integers(1, 4)),
    st.builds(lambda year, number: (f"{year}-H{number}", of_half(year, number)), YEARS, st.integers(1, 2)),
    st.builds(
        lambda year, name: (f"{year}-{SEASONS[name]}", of_season(year, name)), YEARS, st.sampled_from([*SEASONS])
    ),
    st.builds(
        lambda year, name: (timex.holiday(FEASTS[name], year).isoformat(), [f"{name} {year}", f"{name}, {year}"]),
        YEARS,
        st.sampled_from([*FEASTS]),
    ),
    st.dates(date(1800, 1, 1), date(2099, 12, 31)).map(lambda day: (timex.at(day, "W"), of_week(day))),
    YEARS.map(lambda year: (f"{year}", [f"{year}"])),
    st.integers(180, 205).map(lambda decade: (f"{decade}", [f"the {decade}0s"])),
    st.sampled_from([(value, [f"the {name} century"]) for name, value in CENTURIES.items()]),
)


@settings(max_examples=300, deadline=None)
@given(row=VALUES, published=st.one_of(st.just(""), DAYS.map(date.isoformat)))
def test_date_written_out_is_read_back(
    blank: Language, component: TimeExpressions, row: tuple[str, list[str]], published: str
) -> None:
    value, forms = row
    for form in forms:
        found = read(component, clause(blank, form, preposition="in"), published)
        assert (found.text, found.type, found.value, found.mod) == (form, "DATE", value, "")
        assert (found.earliest, found.latest) == timex.days(value)


@pytest.mark.parametrize(
    ("part", "mod"),
    [("early", "START"), ("mid", "MID"), ("late", "END"), ("the end of", "END"), ("the beginning of", "START")],
)
@settings(max_examples=20, deadline=None)
@given(year=YEARS, month=st.integers(1, 12))
def test_part_is_a_modifier(
    blank: Language, component: TimeExpressions, part: str, mod: str, year: int, month: int
) -> None:
    for value, name in ((f"{year}-{month:02}", f"{MONTHS[month - 1]} {year}"), (f"{year}", f"{year}")):
        form = f"{part}-{name}" if part == "mid" else f"{part} {name}"
        found = read(component, clause(blank, form, preposition="in"))
        assert (found.text, found.value, found.mod) == (form, value, mod)


@settings(max_examples=60, deadline=None)
@given(
    number=st.one_of(st.integers(2, 999).map(lambda n: (f"{n}", n)), st.sampled_from([*WORDS.items()])),
    unit=st.sampled_from([*UNITS]),
)
def test_duration_written_out_is_read_back(
    blank: Language, component: TimeExpressions, number: tuple[str, int], unit: str
) -> None:
    said, count = number
    if count == 1 and unit == "second":
        # "one second" may be an ordinal
        return
    form = f"{said} {unit}" + ("s" if count > 1 else "")
    letter = UNITS[unit]
    value = f"P{letter[:-1]}{count}{letter[-1]}"
    found = read(component, clause(blank, form, preposition="for"))
    assert (found.text, found.type, found.value) == (form, "DURATION", value)


@settings(max_examples=60, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_time_of_day_written_out_is_read_back(
    blank: Language, component: TimeExpressions, day: date, hour: int, minute: int
) -> None:
    half = f"{(hour - 1) % 12 + 1}:{minute:02} {'pm' if hour >= 12 else 'am'}"
    value = f"{day.isoformat()}T{hour:02}:{minute:02}"
    for form, zone in ((half, ""), (f"{hour:02}:{minute:02} GMT", "Z"), (f"{hour:02}{minute:02} UTC", "Z")):
        found = read(component, clause(blank, form, preposition="at"), day.isoformat())
        assert (found.text, found.type, found.value) == (form, "TIME", value + zone)
