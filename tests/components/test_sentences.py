"""What layout and abbreviations decide about sentence boundaries, on blank pipelines."""

import pytest
import spacy
from spacy.language import Language

from dateline.components.sentences import Sentences


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return Sentences(spacy.blank("en"), "dateline_sentences")


def starts(component: Sentences, text: str) -> tuple[list[str], list[str]]:
    """Return the tokens where a sentence must start, and those where none may, if a stop stands before them."""
    doc = spacy.blank("en").make_doc(text)
    found = component.find(doc)
    yes = [doc[i].text for i, start in found if start]
    no = [doc[i].text for i, start in found if not start and i and doc[i - 1].text[-1] in ".?!"]
    return yes, no


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("A headline without stop\n\nThe text begins.", ["The"], id="blank-line"),
        pytest.param("First one.\nSecond one.", ["Second"], id="line-break-after-stop"),
        pytest.param("Shares fell.      Analysts frowned.", ["Analysts"], id="wire-indent"),
        pytest.param("It rose.  Then it fell.", [], id="two-spaces-are-left-to-the-parser"),
        pytest.param("The board of\nthe company met in\nthe town of\nLeeds today.", [], id="hard-wrapped"),
        pytest.param("It fell. PROFIT WARNING Orvane said so.", ["PROFIT", "Orvane"], id="heading"),
        pytest.param("It fell. LAYOFFS, CUTS The bank said so.", ["LAYOFFS", "The"], id="heading-with-comma"),
        pytest.param("He met Orvane. PLUNGE Orvane fell.", ["PLUNGE", "Orvane"], id="heading-of-one-word"),
        pytest.param("It rose. NYMEX Holdings fell. So did NYMEX.", [], id="name-in-capitals"),
        pytest.param("It rose. TRIAD Holdings fell.", [], id="name-or-heading"),
        pytest.param("It closed. (Reporting by Ann Lee)", ["("], id="credit-line"),
    ],
)
def test_a_sentence_starts(sentences: Sentences, text: str, expected: list[str]) -> None:
    assert starts(sentences, text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Acme Inc. said it rose.", "said", id="legal-form"),
        pytest.param("Mr. Miller left.", "Miller", id="title"),
        pytest.param("It is the No. 2 maker.", "2", id="number"),
        pytest.param("It met on Oct. 23 again.", "23", id="month"),
        pytest.param("John F. Carter spoke.", "Carter", id="initial"),
        pytest.param("Acme Corp. ( ACM.N ) rose.", "(", id="ticker-behind-legal-form"),
        pytest.param('"Why now?" he asked.', None, id="quote-goes-on"),
    ],
)
def test_no_sentence_starts(sentences: Sentences, text: str, expected: str | None) -> None:
    yes, no = starts(sentences, text)
    assert yes == []
    assert expected is None or expected in no


def test_brackets_hold_no_boundary(sentences: Sentences) -> None:
    doc = spacy.blank("en").make_doc("Acme rose ( ACM.N ) on Monday.")
    assert {doc[i].text for i, start in sentences.find(doc) if not start} >= {"ACM.N", ")", "on"}


def test_the_parser_keeps_to_it(stock: Language) -> None:
    nlp = stock
    with nlp.select_pipes(disable=["ner"]):
        doc = nlp.make_doc("Acme Corp. Chief Executive Ann Lee left. No. 2 maker Bolt Inc. ( BLT.N ) said so.")
        for number, start in Sentences(nlp, "s").find(doc):
            doc[number].is_sent_start = start
        doc = nlp.get_pipe("parser")(nlp.get_pipe("tok2vec")(doc))
    assert [sent.text for sent in doc.sents] == [
        "Acme Corp. Chief Executive Ann Lee left.",
        "No. 2 maker Bolt Inc. ( BLT.N ) said so.",
    ]
