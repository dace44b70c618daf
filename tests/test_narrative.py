"""The dates that a passage gives where no expression modifies the predicate. Published on a Wednesday."""

import pytest

CASES = {
    "the day that the lead names": (
        "Arsenal beat Chelsea on Sunday. Norvent Corp. has acquired Calmar Inc.",
        "acquired",
        "2019-06-02",
        "text",
    ),
    "a relative clause of the lead": (
        "Norvent Corp., which acquired Calmar Inc., sued Siemens.",
        "acquired",
        "2019-06-05",
        "publication",
    ),
    "a clause that explains a date": (
        "The bill was signed on 6 May, when Norvent Corp. acquired Calmar Inc.",
        "acquired",
        "2019-05-06",
        "text",
    ),
    "the more exact of two": (
        "Norvent Corp. acquired Calmar Inc. last month, on 6 May.",
        "acquired",
        "2019-05-06",
        "text",
    ),
    "a distance": (
        "Norvent Corp. sued Siemens in May 2018, four months after it acquired Calmar Inc.",
        "acquired",
        "2018-01",
        "text",
    ),
    "a month holds both": (
        "Norvent Corp. sued Siemens in May 2018 after it had acquired Calmar Inc.",
        "acquired",
        "2018-05",
        "text",
    ),
    "what happened has no date to come": (
        "On Monday, Norvent Corp. extended the contract with Calmar Inc. to 21 September 2019.",
        "contract",
        "2019-06-03",
        "text",
    ),
    "a recent event": (
        "Maria Keller spoke about the recent acquisition of Calmar Inc. by Norvent Corp.",
        "acquisition",
        "../2019-06-05",
        "text",
    ),
    "an old figure is dated by its period": (
        "Arsenal beat Chelsea. Maria Keller was shot. John Smith died. The Senate passed the bill. "
        "Norvent Corp. reported a profit of $3 million in 2015.",
        "reported",
        "2015",
        "text",
    ),
    "a figure of today beside that of a year ago": (
        "Norvent Corp. said its net income rose to $149 million from $94 million a year earlier.",
        "rose",
        "2019-06-05",
        "publication",
    ),
    "what followed on a dated clause": (
        "Norvent Corp. sued Siemens. John Smith died. The Senate passed the bill. Maria Keller was shot. "
        "Norvent Corp. shares jumped 10 percent after a judge dismissed the case on 31 December 2018.",
        "jumped",
        "2018-12-31",
        "text",
    ),
    "a noun of which a clause tells more": (
        "Norvent Corp. spoke of a lawsuit against Calmar Inc. that was filed in 2002.",
        "lawsuit",
        "2002",
        "text",
    ),
    "a chronology": (
        "-- March 19 - Norvent Corp. urges Calmar Inc. to sell its shares.",
        "urges",
        "2019-03-19",
        "text",
    ),
}


@pytest.mark.parametrize(("text", "trigger", "date", "basis"), CASES.values(), ids=CASES)
def test_date(dates, text, trigger, date, basis):
    assert dates(text, trigger) == [(date, basis)]


def test_news_is_not_joined_with_what_was_long_ago(pipeline):
    doc = pipeline.make_doc("Norvent Corp. shares fell 3 percent. In April 2018 Norvent Corp. shares fell in London.")
    doc._.published = "2019-06-05"
    assert len(pipeline(doc)._.events) == 2
