"""The names that a user listed: each alias in the text is a name, whether or not anything else saw it."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from dateline.lists import ALIAS_SOURCE, Decisions
from dateline.rules import RuledComponent


@Language.factory("dateline_lists", assigns=["doc.ents"], requires=["doc.ents"])
def make(nlp: Language, name: str) -> "ListedNames":
    """Make the component."""
    return ListedNames(nlp, name)


class ListedNames(RuledComponent):
    """Puts the aliases of a user's lists among `doc.ents`; what they belong to is told by dateline_names."""

    def compile(self) -> None:
        """Read the rows of the lists."""
        self.decisions = Decisions.of(self.data.get("lists", ()))

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc.ents` and where the new ones come from."""
        if found := self.find(doc):
            taken = {token.i for span in found for token in span}
            doc.ents = [*found, *(ent for ent in doc.ents if taken.isdisjoint(range(ent.start, ent.end)))]
            sources = doc.user_data.setdefault("dateline_entity_sources", {})
            sources |= {f"{span.start_char}-{span.end_char}": ALIAS_SOURCE for span in found}
        return doc

    def find(self, doc: Doc) -> list[Span]:
        """Return the aliases in the text; of two that overlap the longer one."""
        return filter_spans(span for span in self._spans(doc) if not _is_part(span))

    def _spans(self, doc: Doc) -> Iterator[Span]:
        for start, end, type_ in self.decisions.find_aliases(doc.text):
            span = doc.char_span(start, end, label=type_)
            if span is not None:
                yield span


def _is_part(span: Span) -> bool:
    """Tell whether `span` is only a part of a name: "Sun" of "Sun Records"."""
    around = (ent for ent in span.doc.ents if ent.start <= span.start and span.end <= ent.end)
    return any(len(ent) > len(span) for ent in around)
