"""What stock md's names settle in partly labelled sets; a fake recogniser of names in its place."""

import pytest

pytest.importorskip("dateline.training.filling")

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.training.corpora import Lexicons
from dateline.training.filling import fill
from dateline.training.tagging import ANY, OUTSIDE, Sentence, begins, either, goes_on

LEXICONS = Lexicons(frozenset(), frozenset({"Mr"}), frozenset())
OPEN = either("PRODUCT", "WORK")
MD = {"Sudrians": "NORP", "Merrow": "ORG", "Mr Salter": "PERSON", "Nightfall": "WORK_OF_ART", "Tuesday": "DATE"}


@pytest.fixture
def nlp() -> Language:
    blank = spacy.blank("en")

    @Language.component("fake_ner")
    def fake(doc: Doc) -> Doc:
        doc.ents = [
            Span(doc, start, start + len(name.split()), label=label)
            for name, label in MD.items()
            for start in range(len(doc))
            if [t.text for t in doc[start : start + len(name.split())]] == name.split()
        ]
        return doc

    blank.add_pipe("fake_ner", name="ner")
    return blank


def filled(nlp: Language, words: str, tags: list[int], known: list[tuple[int, int, str]], **table: object) -> list[int]:
    sentence = Sentence(words.split(), list(tags), "x", known=known)
    fill([sentence], {"x": {"lacks": ["PRODUCT", "WORK", "NORP"], **table}}, nlp, LEXICONS)
    return sentence.tags


def test_silence_is_filled_with_trusted_labels_only(nlp: Language) -> None:
    words = "Sudrians saw Mr Salter"
    tags = [OPEN, OUTSIDE, OPEN, OPEN]
    assert filled(nlp, words, tags, [], fill=["PERSON"]) == [OPEN, OUTSIDE, OPEN, begins("PERSON")]
    assert filled(nlp, words, tags, [], fill=["NORP"]) == [begins("NORP"), OUTSIDE, OPEN, OPEN]


def test_dates_are_no_names(nlp: Language) -> None:
    assert filled(nlp, "on Tuesday", [OUTSIDE, OPEN], [], fill=["NORP"]) == [OUTSIDE, OUTSIDE]


def test_a_bare_brand_may_be_its_maker_where_companies_are_left_out(nlp: Language) -> None:
    assert filled(nlp, "Merrow", [begins("PRODUCT")], [], fill=["ORG"]) == [begins("ORG", "PRODUCT")]
    assert filled(nlp, "Merrow", [begins("PRODUCT")], [], fill=["PERSON"]) == [begins("PRODUCT")]


def test_what_md_does_not_name_either_is_settled(nlp: Language) -> None:
    # What the set has no label for stays open where md has such a name, and so does what is written as models are.
    tags = filled(nlp, "Cabinet Merrow Nightfall F-16", [OPEN] * 4, [], settle=True)
    assert tags == [OUTSIDE, OUTSIDE, OPEN, OPEN]


def test_the_rest_is_what_md_calls_it_or_anything(nlp: Language) -> None:
    rest = either("PRODUCT", "WORK")
    tags = filled(nlp, "Nightfall Blue Line", [rest] * 3, [(0, 1, "MISC"), (1, 3, "MISC")], rest="MISC")
    assert tags == [begins("WORK"), ANY, ANY]
    assert goes_on("WORK") not in tags
