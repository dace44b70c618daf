"""A parse as plain objects says what spaCy's tokens say."""

import pytest
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from dateline.parses import parse_of

ATTRIBUTES = ("i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "is_punct")


@pytest.fixture
def doc() -> Doc:
    doc = Doc(
        Vocab(),
        words=["Sun", "bought", "a", "rival", ".", "It", "paid"],
        spaces=[True, True, True, False, True, True, False],
        pos=["PROPN", "VERB", "DET", "NOUN", "PUNCT", "PRON", "VERB"],
        tags=["NNP", "VBD", "DT", "NN", ".", "PRP", "VBD"],
        lemmas=["Sun", "buy", "a", "rival", ".", "it", "pay"],
        heads=[1, 1, 3, 1, 1, 6, 6],
        deps=["nsubj", "ROOT", "det", "dobj", "punct", "nsubj", "ROOT"],
    )
    doc.ents = [Span(doc, 0, 1, "ORG")]
    return doc


def test_nodes_are_tokens(doc: Doc) -> None:
    for token, node in zip(doc, parse_of(doc).nodes, strict=True):
        assert [getattr(node, name) for name in ATTRIBUTES] == [getattr(token, name) for name in ATTRIBUTES]
        for name in ("head", "left_edge", "right_edge"):
            assert getattr(node, name).i == getattr(token, name).i
        for name in ("children", "lefts", "rights", "ancestors", "subtree"):
            assert [other.i for other in getattr(node, name)] == [other.i for other in getattr(token, name)]


def test_sentences(doc: Doc) -> None:
    spans = [(sent.start, sent.end, sent.start_char, sent.end_char) for sent in doc.sents]
    assert [(s.start, s.end, s.start_char, s.end_char) for s in parse_of(doc).sentences] == spans
    assert parse_of(doc).sentences[1].lemmas == {"it", "pay"}


def test_names_are_read_again(doc: Doc) -> None:
    first = parse_of(doc)
    doc.ents = [Span(doc, 3, 4, "ORG")]
    assert [node.ent_type_ for node in parse_of(doc).nodes[:4]] == ["", "", "", "ORG"]
    assert parse_of(doc) is first


def test_a_doc_with_a_parse_travels_as_bytes(doc: Doc) -> None:
    parse_of(doc)
    assert Doc(doc.vocab).from_bytes(doc.to_bytes()).text == doc.text


def test_an_empty_document() -> None:
    assert parse_of(Doc(Vocab())).sentences == []
