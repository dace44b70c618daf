"""The dates of all predicates of an article, carried from sentence to sentence. Published on Wednesday, 5 June 2019."""

import pytest

from dateline.chronology import chronology, telling

CASES = {
    "the day of the news goes on": (
        "On Monday, Norvent Corp. unveiled a truck. Its chairman drove it onto the stage.",
        {"unveiled": "2019-06-03", "drove": "2019-06-03"},
    ),
    "until another is named": (
        "On Monday, Norvent Corp. unveiled a truck. On Tuesday it cut the price. Buyers cheered.",
        {"cut": "2019-06-04", "cheered": "2019-06-04"},
    ),
    "the day of an occasion": (
        "At a Monday conference, Norvent Corp. unveiled a truck. It praised the engine.",
        {"unveiled": "2019-06-03", "praised": "2019-06-03"},
    ),
    "publication, where none is named": (
        "Norvent Corp. unveiled a truck. It praised the engine.",
        {"unveiled": "2019-06-05", "praised": "2019-06-05"},
    ),
    "the present is of the day of publication": (
        "On Monday, Norvent Corp. unveiled a truck. The company owns a plant in Bergen and has hired a designer.",
        {"owns": "2019-06-05", "hired": "2019-06-05"},
    ),
    "background has its own date and hands none on": (
        "On Monday, Norvent Corp. unveiled a truck. It bought Calmar Inc. in 1998. It closed a plant.",
        {"bought": "1998", "closed": ""},
    ),
    "saying goes back to the news": (
        "On Monday, Norvent Corp. unveiled a truck. It bought Calmar Inc. in 1998. Maria Keller said it sells well.",
        {"said": "2019-06-03"},
    ),
    "a clause has the date of its verb": (
        "On Monday, Norvent Corp. unveiled a truck, praising its engine.",
        {"praising": "2019-06-03"},
    ),
    "an event noun has the date of its verb": (
        "On Monday, Maria Keller resigned during a meeting.",
        {"meeting": "2019-06-03"},
    ),
    "after is not at": ("On Monday, Maria Keller resigned after a meeting.", {"meeting": ""}),
    "what was over by then": ("On Monday, Norvent Corp. unveiled a truck. It had closed a plant.", {"closed": ""}),
    "what a relative clause tells": (
        "On Monday, Norvent Corp. unveiled a truck that it built with Calmar Inc.",
        {"unveiled": "2019-06-03", "built": ""},
    ),
    "what was said to be over": ("Norvent Corp. said it closed a plant.", {"said": "2019-06-05", "closed": ""}),
    "a plan": ("On Monday, Norvent Corp. said it will close a plant.", {"said": "2019-06-03", "close": ""}),
}


@pytest.mark.parametrize(("text", "dates"), CASES.values(), ids=CASES)
def test_dates(pipeline, text, dates):
    doc = pipeline.make_doc(text)
    doc._.published = "2019-06-05"
    found = chronology(pipeline(doc))
    assert {word: found[token(doc, word)].date for word in dates} == dates


def token(doc, word):
    return next(one.i for one in doc if one.text == word)


def test_nothing_runs_without_a_day_of_publication(pipeline):
    doc = pipeline("Norvent Corp. unveiled a truck. It closed a plant in 1998.")
    found = chronology(doc)
    assert found[token(doc, "unveiled")].basis == "none"
    assert found[token(doc, "closed")].date == "1998"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("Norvent Corp. made an offer for Calmar Inc.", ["offer"], id="light verb"),
        pytest.param("Norvent Corp. made trucks.", ["made"], id="the same verb by itself"),
        pytest.param("Norvent Corp. began to sell trucks.", ["sell"], id="aspect"),
        pytest.param("Norvent Corp. began a trial.", ["began", "trial"], id="the same verb with a noun"),
        pytest.param("Norvent Corp. is a carmaker.", [], id="copula"),
        pytest.param("Maria Keller, chief executive of Norvent Corp., resigned.", ["resigned"], id="a post"),
    ],
)
def test_what_tells_something_itself(pipeline, text, told):
    doc = pipeline(text)
    assert [doc[one.token].text for one in telling(doc._.predicates) if one.arguments] == told
