"""Proposals for names from the trained recogniser (`models/recogniser/`), read by `dateline_entities`.

Reads sentences; writes `doc.ents`, labels as in `dateline.types.ENTITY_TYPES` and NORP, and how sure it is of each in
`doc.user_data["dateline_recogniser_scores"]`, by `start-end` in characters.
"""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.paths import models_dir
from dateline.recogniser import Recogniser, Word

SCORES = "dateline_recogniser_scores"


class Recognised:
    """Writes the recogniser's names to `doc.ents`."""

    def __init__(self, recogniser: Recogniser) -> None:
        """Take the model."""
        self.recogniser = recogniser

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc.ents` and their scores."""
        found = list(self.find(doc))
        doc.set_ents([span for span, _ in found], default="outside")
        doc.user_data[SCORES] = {f"{span.start_char}-{span.end_char}": score for span, score in found}
        return doc

    def find(self, doc: Doc) -> Iterator[tuple[Span, float]]:
        """Yield the names of `doc`, with scores, in text order, at the bounds of its tokens, without overlaps."""
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
                    yield span, name.score


@Language.factory("dateline_recogniser", assigns=["doc.ents"], requires=["doc.sents"])
def make(nlp: Language, name: str) -> Recognised:
    """Make the component."""
    return Recognised(Recogniser.load(models_dir() / "recogniser"))
