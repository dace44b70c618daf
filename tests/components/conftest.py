"""Hand-made parses for the tests of what reads them."""

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc, Span

import dateline.extensions  # noqa: F401  (registers doc._.entities)
from dateline.types import Entity, Mention

NAMES = {
    "Norvent": "ORG",
    "Calmar": "ORG",
    "Sandor": "ORG",
    "Apple": "ORG",
    "Tim Cook": "PERSON",
    "Keller": "PERSON",
    "Volta": "PRODUCT",
    "Goa": "PLACE",
    "Leipzig": "PLACE",
}
# coarse tags by the beginning of the fine tag; auxiliaries are told by their dependency
COARSE = {
    "NNP": "PROPN",
    "NN": "NOUN",
    "V": "VERB",
    "MD": "AUX",
    "IN": "ADP",
    "RP": "ADP",
    "TO": "PART",
    "POS": "PART",
    "DT": "DET",
    "J": "ADJ",
    "PRP$": "PRON",
    "PRP": "PRON",
    "W": "PRON",
    "RB": "ADV",
    "CC": "CCONJ",
    "CD": "NUM",
}
LEMMAS = {
    "was": "be",
    "is": "be",
    "been": "be",
    "had": "have",
    "has": "have",
    "bought": "buy",
    "buying": "buy",
    "sold": "sell",
    "made": "make",
    "makes": "make",
    "making": "make",
    "took": "take",
    "gave": "give",
    "held": "hold",
    "fell": "fall",
    "stepped": "step",
    "tried": "try",
    "building": "build",
    "built": "build",
    "faces": "face",
    "said": "say",
    "says": "say",
    "denied": "deny",
    "cancelled": "cancel",
    "admitting": "admit",
    "launched": "launch",
    "merged": "merge",
    "lawsuits": "lawsuit",
    "talks": "talk",
    "jobs": "job",
    "meets": "meet",
    "agreed": "agree",
    "opened": "open",
    "asked": "ask",
    "awarded": "award",
    "accused": "accuse",
    "appealed": "appeal",
    "forced": "force",
    "closed": "close",
    "rose": "rise",
    "cuts": "cut",
    "resigned": "resign",
    "failed": "fail",
    "plans": "plan",
    "reached": "reach",
    "abandoned": "abandon",
    "reports": "report",
}


@pytest.fixture(scope="session")
def parse() -> Callable[..., Doc]:
    """Return a maker of docs: words, fine tags, dependencies and heads (token numbers), each parted by blanks."""
    return make_parse


def make_parse(words: str, tags: str, deps: str, heads: str) -> Doc:
    """Make a one-sentence doc with the names of `NAMES` as its entities."""
    fine, links = tags.split(), deps.split()
    doc = Doc(
        spacy.blank("en").vocab,
        words=words.split(),
        tags=fine,
        pos=[coarse(tag, dep, word) for tag, dep, word in zip(fine, links, words.split(), strict=True)],
        deps=links,
        heads=[int(head) for head in heads.split()],
        lemmas=[
            LEMMAS.get(word, word if tag == "NNP" else word.lower())
            for word, tag in zip(words.split(), fine, strict=True)
        ],
    )
    doc.ents = [span for name, label in NAMES.items() for span in find(doc, name, label)]
    doc._.entities = [
        Entity(f"E{number}", span.label_, span.text, mentions=(Mention(span.start_char, span.end_char, span.text),))
        for number, span in enumerate(doc.ents, 1)
    ]
    return doc


def coarse(tag: str, dep: str, word: str) -> str:
    """Return the coarse tag of a token."""
    if (dep in ("aux", "auxpass") and tag.startswith("V")) or LEMMAS.get(word) == "be":
        return "AUX"
    return next((pos for beginning, pos in COARSE.items() if tag.startswith(beginning)), "PUNCT")


def find(doc: Doc, name: str, label: str) -> list[Span]:
    """Return where a name stands in a doc, as a list of one or none."""
    start = doc.text.find(name)
    span = doc.char_span(start, start + len(name), label=label) if start >= 0 else None
    return [] if span is None else [span]
