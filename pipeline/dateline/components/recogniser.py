"""Proposals for names from the trained recogniser (`models/recogniser/`), read by `dateline_entities`.

Reads sentences; writes `doc.ents`, labels as in `dateline.types.ENTITY_TYPES` and NORP, and how sure it is of each in
`doc.user_data["dateline_recogniser_scores"]`, by `start-end` in characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import minibatch

from dateline.paths import models_dir
from dateline.recogniser import Found, Recogniser, Word

SCORES = "dateline_recogniser_scores"


class Recognised:
    """Writes the recogniser's names to `doc.ents`."""

    def __init__(self, recogniser: Recogniser) -> None:
        """Take the model."""
        self.recogniser = recogniser

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc.ents` and their scores."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Do the same for many: the network reads the sentences of `batch_size` docs together."""
        for docs in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            read = [sentences(doc) for doc in docs]
            found = iter(self.recogniser.predict(words for group in read for words in group))
            for doc, group in zip(docs, read, strict=True):
                named = list(names(doc, islice(found, len(group))))
                doc.set_ents([span for span, _ in named], default="outside")
                doc.user_data[SCORES] = {f"{span.start_char}-{span.end_char}": score for span, score in named}
                yield doc


def sentences(doc: Doc) -> list[list[Word]]:
    """Return the words of each sentence that may name something, without spaces."""
    found = ([token for token in sent if not token.is_space] for sent in doc.sents)
    return [
        [Word(token.text, token.idx, token.idx + len(token)) for token in tokens]
        for tokens in found
        if may_name(tokens)
    ]


def may_name(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence can name anything: its capitals are not only that of a stop word at its beginning.

    The network finds next to nothing in the others, in which an eighth to a fifth of the words of news stand.
    """
    words = [token for token in tokens if not (token.is_punct or token.is_quote)]
    if any(token.text != token.lower_ and token.text != "I" for token in words[1:]):
        return True
    # "US" is no "us", and "youtube-dl" a name.
    return bool(words) and not (words[0].is_stop and (words[0].is_lower or words[0].is_title))


def names(doc: Doc, found: Iterable[Found]) -> Iterator[tuple[Span, float]]:
    """Yield the names of `doc`, with scores, in text order, at the bounds of its tokens, without overlaps."""
    last = 0
    for name in (span for sentence in found for span in sentence.spans):
        span = doc.char_span(name.start, name.end, label=name.label, alignment_mode="expand")
        if span is not None and span.start >= last:
            last = span.end
            yield span, name.score


@Language.factory("dateline_recogniser", assigns=["doc.ents"], requires=["doc.sents"])
def make(nlp: Language, name: str) -> Recognised:
    """Make the component."""
    return Recognised(Recogniser.load(models_dir() / "recogniser"))
