"""The date of an event: which time expression modifies its predicate, and what the text leaves when none does.

Syntax first: an expression belongs to the nearest predicate above it in the parse. Where an event has none of its own, it takes
that of the predicate that carries it ("announced on Friday the launch"), of the verb it is coordinated with, or of the
participle's main clause; the date of a report bounds what is told in the past perfect. What remains is current news, dated by
publication, where tense and position say so, or has no date.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from dateline.types import Predicate, Status, TimeExpression

DATED = re.compile(r"^(FY)?\d{2}")
# how the preposition in front changes what a date says of the event
AFTER, BEFORE, UNTIL = {"since", "after", "from"}, {"before"}, {"until", "till", "by", "through"}
LEAD = 3  # sentences in which news in the past tense is current


@dataclass(frozen=True)
class Dating:
    """An event's date (EDTF), where it comes from (`text`, `publication` or `none`), and the words that say it."""

    date: str = ""
    basis: str = "none"
    text: str = ""


class Dater:
    """Dates the predicates of one document."""

    def __init__(self, doc: Doc, predicates: Mapping[int, Predicate], statuses: Mapping[int, Status]) -> None:
        self.doc = doc
        self.predicates = predicates
        self.statuses = statuses
        self.hosts: dict[int, list[tuple[Token, TimeExpression]]] = {}
        self.sentences = {sentence.start: number for number, sentence in enumerate(doc.sents)}
        for time in doc._.times:
            if time.type not in ("DATE", "TIME") or not DATED.match(time.value):
                continue
            span = doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is not None:
                host = self._host(span.root)
                if host is not None:
                    self.hosts.setdefault(host.i, []).append((span.root, time))

    def _host(self, token: Token) -> Token | None:
        """Return the predicate that a time expression modifies: the nearest one above it."""
        while token.head.i != token.i:
            token = token.head
            if token.i in self.predicates:
                return token
        return token if token.i in self.predicates else None

    def date(self, predicate: Predicate) -> Dating:
        """Return the date of one predicate."""
        status = self.statuses[predicate.token].status
        own = self._own(predicate)
        if own is not None:
            return own
        below = self._below(predicate)
        if below is not None:
            return below
        carried = self._carried(predicate, status)
        if carried is not None:
            return carried
        return self._unsaid(predicate, status)

    def _own(self, predicate: Predicate) -> Dating | None:
        """Return the date of the expressions that modify the predicate itself; two of them in a row make an interval."""
        found = self.hosts.get(predicate.token, [])
        if not found:
            return None
        after = [pair for pair in found if pair[1].start >= predicate.end] or found
        nearest = min(after, key=lambda pair: abs(pair[1].start - predicate.end))
        return self._value(nearest, [pair for pair in found if pair is not nearest])

    def _value(self, pair: tuple[Token, TimeExpression], others: Sequence[tuple[Token, TimeExpression]]) -> Dating:
        root, time = pair
        value = time.value.partition("T")[0] if time.type == "TIME" or "T" in time.value else time.value
        before = self.doc[root.left_edge.i - 1] if root.left_edge.i else None
        word = root.head.lower_ if root.dep_ == "pobj" else before.lower_ if before is not None else ""
        for other_root, other in others:
            if word == "from" and other_root.dep_ == "pobj" and other_root.head.lower_ in ("to", "until", "through"):
                return Dating(f"{value}/{other.value}", "text", f"{time.text} {other_root.head.text} {other.text}")
        if "/" not in value:
            if word in AFTER:
                value = f"{value}/.."
            elif word in BEFORE | UNTIL:
                value = f"../{value}"
        return Dating(value, "text", time.text)

    def _below(self, predicate: Predicate) -> Dating | None:
        """Return the date that the parser hung on an event noun under the verb: "reported a profit of $12 million on Monday"."""
        for other in self.predicates.values():
            if other.governor == predicate.token and other.pos == "NOUN" and other.link in ("light", "arg:dobj"):
                found = self._own(other)
                if found is not None:
                    return found
        return None

    def _carried(self, predicate: Predicate, status: str) -> Dating | None:
        """Return the date that a predicate without one of its own takes from what it hangs on."""
        current, link = predicate, predicate.link
        for _ in range(4):
            governor = self.predicates.get(current.governor)
            if governor is None:
                return None
            found = self._own(governor)
            if link in ("light", "conj", "acl") or link.startswith("arg:nsubj") or link == "arg:dobj":
                if found is not None:
                    # "On Friday it closed a plant and cut jobs"; not "cut jobs and closed a plant on Friday"
                    return found
            elif link in ("xcomp", "advcl", "pcomp", "ccomp"):
                if found is not None and status in ("occurred", "ongoing", "denied"):
                    tense = current.tense
                    if link == "ccomp" and tense == "past" and found.basis == "text" and "/" not in found.date:
                        published = self.doc._.published
                        return found if found.date == published else Dating(f"../{found.date}", "text", found.text)
                    return found
                if link == "xcomp" and status in ("planned", "possible"):
                    return None
            elif link == "relcl":
                return None
            current, link = governor, governor.link
        return None

    def _unsaid(self, predicate: Predicate, status: str) -> Dating:
        """Return the publication date for current news: told in the lead in a finite past or present, or reported there."""
        published = self.doc._.published
        if not published or status not in ("occurred", "ongoing", "denied"):
            return Dating()
        number = self.sentences.get(self.doc[predicate.token].sent.start, 99)
        finite = self._finite(predicate)
        if number < LEAD and finite is not None and finite.link != "relcl":
            return Dating(published, "publication", "")
        return Dating()

    def _finite(self, predicate: Predicate) -> Predicate | None:
        """Return the finite verb of a predicate's clause."""
        current: Predicate | None = predicate
        for _ in range(4):
            if current is None or current.tense in ("past", "present"):
                return current
            if current.link not in ("light", "xcomp", "conj", "advcl"):
                return None
            current = self.predicates.get(current.governor)
        return None
