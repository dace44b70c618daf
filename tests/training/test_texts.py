"""Training sets that are running text, on small samples of our own."""

import json

import pytest

pytest.importorskip("dateline.training.texts")

import spacy
from spacy.language import Language

from dateline.training.texts import read_articles, read_mentions, read_relations, shingles


@pytest.fixture(scope="module")
def nlp() -> Language:
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    return blank


def document(text: str, *mentions: tuple[str, str]) -> str:
    """Return a document in the form of the DFKI product corpus; each mention is the first place of its words."""
    spans = [
        {"span": {"start": text.index(words), "end": text.index(words) + len(words)}, "type": kind}
        for words, kind in mentions
    ]
    return json.dumps({"text": {"string": text}, "conceptMentions": {"array": spans}})


def test_mentions_of_several_documents(nlp: Language) -> None:
    text = "\n".join(
        [
            document("Merrow Ltd builds its Tivora V3.", ("Merrow Ltd", "organization"), ("its", "organization"),
                     ("Tivora V3", "product"), ("V3", "product")),
            document("The company sells lamps. Company news: LED lamps.", ("Company", "organization"),
                     ("LED lamps", "product")),
        ]
    )  # fmt: skip
    rows = list(read_mentions(text, nlp))
    assert rows[0] == (
        ["Merrow", "Ltd", "builds", "its", "Tivora", "V3", "."],
        ["B-organization", "I-organization", "O", "O", "B-product", "I-product", "O"],
    )
    assert rows[2][1] == ["B-common-organization", "O", "O", "B-common-product", "I-common-product", "O"]


def test_a_relation_told_the_other_way_round() -> None:
    row = {
        "relation": "brand_of", "invert_relation": 1, "context": ["Merrow", "Ltd", ",", "and", "its", "Tivora", "."],
        "e1_start": 0, "e1_end": 2, "e1_name": "Merrow Ltd", "e2_start": 5, "e2_end": 5, "e2_name": "Tivora",
    }  # fmt: skip
    ((_, tags),) = read_relations(json.dumps([row]))
    assert tags == ["B-brand_of-2", "I-brand_of-2", "O", "O", "O", "B-brand_of-1", "O"]


def test_a_description_is_no_name() -> None:
    row = {
        "relation": "client_of", "invert_relation": 0, "context": ["It", "serves", "Merrow", "."],
        "e1_start": 0, "e1_end": 0, "e1_name": "Ostrava Freight", "e2_start": 2, "e2_end": 2, "e2_name": "Merrow",
    }  # fmt: skip
    ((_, tags),) = read_relations(json.dumps([row]))
    assert tags == ["O", "O", "B-client_of-2", "O"]


def test_articles_of_another_set_are_left_out(nlp: Language) -> None:
    known = "The mayor of Ostrava said on Friday that the bridge would stay shut until May."
    articles = [known, "Nine ships of the line left Merrow for the south before the ice came."]
    text = "\n".join(json.dumps({"text": article}) for article in articles)
    rows = list(read_articles(text, [f"<p>{known}</p>"], nlp))
    assert [words[0] for words, _ in rows] == ["Nine"]
    assert {tag for _, tags in rows for tag in tags} == {"O"}


def test_shingles_read_through_markup() -> None:
    plain = shingles("one two three four five six seven eight nine")
    assert len(plain) == 2
    assert shingles("one two <b>three</b> four\\nfive six seven eight nine") == plain
