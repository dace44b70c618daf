"""Proposals for names from the trained recogniser (`models/recogniser/`), read by `dateline_entities`.

Reads sentences; writes `doc.ents`, labels as in `dateline.types.ENTITY_TYPES` and NORP.
"""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.paths import models_dir
from dateline.recogniser import Recogniser, Word


class Recognised:
    """Writes the recogniser's names to `doc.ents`."""

    def __init__(self, recogniser: Recogniser) -> None:
        """Take the model."""
        self.recogniser = recogniser

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc.ents`."""
        doc.set_ents(list(self.find(doc)), default="outside")
        return doc

    def find(self, doc: Doc) -> Iterator[Span]:
        """Yield the names of `doc` in text order, at the bounds of its tokens, without overlaps."""
        sentences = [
            [Word(token.text, token.idx, token.idx + len(token)) for token in sent if not token.is_space]
            for sent in doc.sents
        ]
        last = 0
        for found in self.recogniser.predict(sentences):
            for name in found.spans:
                span = doc.char_span(name.start, name.end, label=name.label, alignment_mode="expand")
                if span is not None and span.start >= last:
                    last = span.end
                    yield span


@Language.factory("dateline_recogniser", assigns=["doc.ents"], requires=["doc.sents"])
def make(nlp: Language, name: str) -> Recognised:
    """Make the component."""
    return Recognised(Recogniser.load(models_dir() / "recogniser"))
