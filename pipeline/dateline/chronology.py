"""The dates of all predicates of an article, in the order of the telling: a running date carries what says none.

`dateline.dating` dates an event by the words that modify it. A timeline needs more: a report that begins "On Wednesday
the company showed its new truck" goes on in the past tense, and all that follows happened on Wednesday too, until the
text names another day. The rules, in their order:

* what has a date of its own keeps it; a recent day, told in a finite clause, becomes the running date;
* what is planned, merely possible, or told in the past perfect has none, nor has the past tense of a relative clause
  that tells which one is meant ("the truck that it built", not "the truck, which it showed");
* the present tense and the present perfect are of the day of publication;
* the simple past has the running date, at first that of publication; after an older date ("founded in 1968") only
  verbs of saying go back to it, for they tell of the news and not of its background;
* what is not finite, and nouns, have the date of the predicate that they depend on, unless a preposition in between
  says otherwise ("after the launch").
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Doc, Token

import dateline.extensions  # noqa: F401  (registers the layers that are read)
from dateline.dating import Dating
from dateline.narrative import Narrator
from dateline.paths import models_dir
from dateline.rules import Lexicon, read_lexicon
from dateline.timex import granularity
from dateline.types import Predicate, Status

RECENT = timedelta(10)  # a day further back is background, not the story
DONE = ("occurred", "ongoing", "denied")
NOT_WITH = frozenset({"after", "before", "since", "until", "till", "ahead", "following", "prior", "from", "despite"})
AT = frozenset({"at", "in", "during", "on"})
CARRYING = frozenset({"xcomp", "advcl", "pcomp", "conj", "light", "csubj"})
LEXICONS = ("past_adverbs", "after_adverbs", "thing_times", "speech_verbs")


def chronology(doc: Doc) -> dict[int, Dating]:
    """Return the date of each predicate of an analysed document, by token; what has none has the basis `none`."""
    return _Teller(doc).dates()


def telling(predicates: Sequence[Predicate]) -> list[Predicate]:
    """Return the verbs and event nouns that tell something themselves: not "made" in "made a decision", nor "began"."""
    verbs = _lexicon("grammatical_verbs")
    carried = {(one.governor, "noun") for one in predicates if one.pos == "NOUN" and one.link == "light"}
    carried |= {(one.governor, "clause") for one in predicates if one.link == "xcomp"}
    return [
        one
        for one in predicates
        if one.pos in ("VERB", "NOUN")
        and not any(argument.role == "self" for argument in one.arguments)  # "its maker" tells no happening
        and not any(when == "always" or (one.token, when) in carried for when in verbs.get(one.lemma, ()))
    ]


@cache
def _lexicon(name: str) -> Lexicon:
    return read_lexicon(models_dir() / "lexicons" / f"{name}.txt")


class _Teller:
    """Goes through one document."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.published: str = doc._.published
        self.predicates: dict[int, Predicate] = {predicate.token: predicate for predicate in doc._.predicates}
        self.statuses: Mapping[int, Status] = {status.token: status for status in doc._.statuses}
        past, after, things, self.speech = (frozenset(_lexicon(name)) for name in LEXICONS)
        self.dater = Narrator(doc, self.predicates, self.statuses, past, after, things)
        day = self.dater.day
        self.running = Dating(day, "publication" if day == self.published else "text") if day else Dating()
        self.news = self.running
        self.found: dict[int, Dating] = {}
        self.occasions = dict(self._occasions())

    def dates(self) -> dict[int, Dating]:
        finite = [predicate for predicate in self.predicates.values() if predicate.tense]
        for predicate in finite:
            self.found[predicate.token] = self._finite(predicate)
        for predicate in self.predicates.values():
            if not predicate.tense:
                self._dependent(predicate, 6)
        return self.found

    def _occasions(self) -> Iterator[tuple[int, Dating]]:
        """Yield the verbs that a dated occasion belongs to, with its day: "at a Monday meeting it chose a site"."""
        for time in self.doc._.times:
            span = self.doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is None or granularity(time.value) != "D" or span.root.dep_ not in ("compound", "nmod", "amod"):
                continue
            preposition = span.root.head.head
            if span.root.head.dep_ == "pobj" and preposition.lower_ in AT:
                yield preposition.head.i, Dating(time.value[:10], "text", time.text)

    def _finite(self, predicate: Predicate) -> Dating:
        own = self.dater.date(predicate)
        if not own.text and predicate.token in self.occasions:
            own = self.occasions[predicate.token]
        if own.text:  # a date without words is the day of the news, which is told here
            if predicate.tense == "past":
                self._run(predicate, own)
            return own
        status = self.statuses[predicate.token].status
        if status not in DONE or not self.published or predicate.tense == "future":
            return Dating()
        token = self.doc[predicate.token]
        auxiliaries = {child.lower_ for child in token.children if child.dep_ == "aux"}
        if auxiliaries & {"had", "'d"}:
            return Dating()
        if predicate.tense == "present" or auxiliaries & {"has", "have", "'s", "'ve"}:
            if predicate.link in ("", "conj"):
                self.running = self.running if self.running.date else self.news
            return Dating(self.published, "publication")
        restrictive = predicate.link == "relcl" and self.doc[max(0, token.left_edge.i - 1)].text != ","
        if restrictive or self._quoted(predicate):
            return Dating()
        if not self.running.date and predicate.lemma in self.speech:
            self.running = self.news
        return self.running

    def _run(self, predicate: Predicate, own: Dating) -> None:
        """Take the date of a predicate for the running one, or none where it lies too far back."""
        if predicate.link in ("relcl", "acl", "ccomp") or self.statuses[predicate.token].status not in DONE:
            return
        if granularity(own.date) == "D" and self.published:
            day = date.fromisoformat(self.published)
            if day - RECENT <= date.fromisoformat(own.date[:10]) <= day:
                self.running = self.news = own
                return
        self.running = Dating()

    def _quoted(self, predicate: Predicate) -> bool:
        """Tell whether something in the past tense is what somebody said: it was over by then."""
        governor = self.predicates.get(predicate.governor)
        return predicate.link == "ccomp" and governor is not None and governor.lemma in self.speech

    def _dependent(self, predicate: Predicate, depth: int) -> Dating:
        """Date what is not finite by what it depends on."""
        if predicate.token in self.found:
            return self.found[predicate.token]
        dating = self.dater.date(predicate)
        if not dating.text:
            dating = Dating()
            governor = self.predicates.get(predicate.governor)
            status = self.statuses[predicate.token].status
            if governor is not None and depth and status in DONE and self._carried(predicate):
                dating = self._dependent(governor, depth - 1)
        self.found[predicate.token] = dating
        return dating

    def _carried(self, predicate: Predicate) -> bool:
        if predicate.pos == "NOUN":
            return predicate.link == "light" or predicate.link.removeprefix("arg:") not in NOT_WITH
        return predicate.link in CARRYING and not NOT_WITH & set(self._openers(self.doc[predicate.token]))

    def _openers(self, token: Token) -> list[str]:
        """Return the words that join a clause to the one above it."""
        words = [child.lower_ for child in token.children if child.dep_ in ("mark", "prep", "advmod")]
        return [*words, token.head.lower_] if token.dep_ == "pcomp" else words
