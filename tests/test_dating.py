"""The dates of events: what dates a predicate, and what does when no expression does. Published on a Wednesday."""

import pytest

CASES = {
    "own expression": ("Norvent Corp. acquired Calmar Inc. in 2014.", "acquired", "2014", "text"),
    "fronted, shared by coordinated verbs": (
        "In 2014, Norvent Corp. acquired Calmar Inc. and sued Siemens.",
        "sued",
        "2014",
        "text",
    ),
    "interval": ("Norvent Corp. has sued Siemens since 2014.", "sued", "2014/..", "text"),
    "since when it is the most": (
        "Shares of Norvent Corp. fell to their lowest level since 2014.",
        "fell",
        "2019-06-05",
        "publication",
    ),
    "the first since": (
        "Norvent Corp. opened a plant in Porto, its first abroad since 2014.",
        "opened",
        "2019-06-05",
        "publication",
    ),
    "day of the announcement": (
        "Norvent Corp. announced the acquisition of Calmar Inc. on Monday.",
        "acquisition",
        "2019-06-03",
        "text",
    ),
    "over before the report": (
        "Norvent Corp. said on Monday that it had acquired Calmar Inc.",
        "acquired",
        "../2019-06-03",
        "text",
    ),
    "a plan has no date from its report": ("Norvent Corp. said on Monday it would buy Calmar Inc.", "buy", "", "none"),
    "a plan with a date": ("Norvent Corp. will buy Calmar Inc. in 2021.", "buy", "2021", "text"),
    "later": (
        "Norvent Corp. acquired Calmar Inc. in 2014 and later acquired Siemens.",
        "acquired Siemens",
        "2014/..",
        "text",
    ),
    "recently": ("Norvent Corp. recently acquired Calmar Inc.", "acquired", "../2019-06-05", "text"),
    "current news": ("Norvent Corp. has acquired Calmar Inc.", "acquired", "2019-06-05", "publication"),
    "background in the past perfect": ("Norvent Corp. had acquired Calmar Inc.", "acquired", "", "none"),
    "not until": ("Norvent Corp. will not buy Calmar Inc. until 2021.", "buy", "2021", "text"),
    "date of a thing": (
        "Norvent Corp. recalled 900 cars of the model year 2011.",
        "recalled",
        "2019-06-05",
        "publication",
    ),
}


@pytest.mark.parametrize(("text", "trigger", "date", "basis"), CASES.values(), ids=CASES)
def test_date(dates, text, trigger, date, basis):
    assert dates(text, trigger) == [(date, basis)]


def test_no_publication_date_no_current_news(pipeline):
    events = pipeline("Norvent Corp. has acquired Calmar Inc. on Monday. Norvent Corp. fired Maria Keller.")._.events
    assert {(event.date, event.date_basis) for event in events} == {("", "none")}
