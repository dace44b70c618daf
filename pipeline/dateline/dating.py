"""The date of an event: which time expression modifies its predicate, and what the text leaves when none does.

Syntax first: an expression belongs to the nearest predicate above it in the parse. Where an event has none of its own,
it takes that of the predicate that carries it ("announced on Friday the launch"), of the verb it is coordinated with,
or of the participle's main clause; the date of a report bounds what is told in the past perfect. What remains is
current news, dated by publication, where tense and position say so, or has no date.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Doc

from dateline.parses import Node, parse_of
from dateline.timex import days, granularity
from dateline.types import Predicate, Status, TimeExpression

DATED = re.compile(r"^(FY)?\d{2}")
# how the preposition in front changes what a date says of the event
AFTER, BEFORE, UNTIL = {"since", "after", "from"}, {"before"}, {"until", "till", "by", "through"}
STALE = 200
# links to a verb of nouns that share its date; not "after the merger in 2001"
BELOW = {
    "light",
    *(f"arg:{word}" for word in ("dobj", "attr", "as", "in", "at", "on", "to", "of", "for", "with", "into")),
}
SUPERLATIVE = ("JJS", "RBS")
RANKED = 8  # words between a superlative and what it is measured by
HEADING = re.compile(r"\s*(?:[-–—]+|:)\s")  # behind a date that a chronology puts in front of what happened
LEAD = 4  # sentences, a dateline among them, in which news in the past tense is current


@dataclass(frozen=True)
class Dating:
    """An event's date (EDTF), where it comes from (`text`, `publication` or `none`), and the words that say it."""

    date: str = ""
    basis: str = "none"
    text: str = ""


def headed(doc: Doc) -> Iterator[tuple[int, TimeExpression]]:
    """Yield the first token of sentences that begin with their date, and that: "-- May 5 - The council meets."."""
    parse = parse_of(doc)
    starts = {time.start: time for time in doc._.times if time.type == "DATE" and DATED.match(time.value)}
    for sentence in parse.sentences if starts else ():
        first = next((node for node in sentence.nodes if not node.is_punct and node.lower_.strip()), None)
        time = starts.get(first.idx) if first is not None else None
        if time is not None and HEADING.match(parse.text, time.end):
            yield sentence.start, time


class Dater:
    """Dates the predicates of one document."""

    def __init__(
        self,
        doc: Doc,
        predicates: Mapping[int, Predicate],
        statuses: Mapping[int, Status],
        past: frozenset[str],
        after: frozenset[str],
        things: frozenset[str],
    ) -> None:
        """Take the layers of a document.

        Args:
            doc: with its times.
            predicates: those of the document.
            statuses: what they are, by token.
            past: adverbs of an open past ("recently").
            after: adverbs of what comes after ("later").
            things: words of expressions that describe things ("the model year 2011").
        """
        parse = parse_of(doc)
        self.nodes, self.text = parse.nodes, parse.text
        self.published: str = doc._.published
        self.times: list[TimeExpression] = doc._.times
        self.past = past
        self.after = after
        self.predicates = predicates
        self.statuses = statuses
        self.below: dict[int, list[Predicate]] = {}
        for predicate in predicates.values():
            if predicate.pos == "NOUN" and predicate.link in BELOW:
                self.below.setdefault(predicate.governor, []).append(predicate)
        self.headings = dict(headed(doc))
        self.hosts: dict[int, list[tuple[Node, TimeExpression]]] = {}
        self.sentences = {sentence.start: number for number, sentence in enumerate(parse.sentences)}
        for time in self.times:
            dated = time.type in ("DATE", "TIME") and DATED.match(time.value)
            if not dated or things & set(time.text.lower().split()):
                continue
            span = doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is not None:
                root = self.nodes[span.root.i]
                host = self._host(root)
                if host is not None and not self._ranks(span.start):
                    self.hosts.setdefault(host.i, []).append((root, time))

    def _is_period(self, dating: Dating) -> bool:
        """Tell whether a date is the period of a figure, or what it is compared with, not the day on which it is told.

        A period that ended more than `STALE` days before publication dates an old figure: "a loss of $2 million in
        2006".
        """
        value = dating.date.removeprefix("../")
        if value.endswith("/..") or (granularity(value) not in ("", "D") and not self.published):
            return True
        if granularity(value) in ("", "D"):
            return False
        latest = days(value)[1]
        published = self.published
        return bool(latest) and date.fromisoformat(latest) > date.fromisoformat(published) - timedelta(STALE)

    def _ranks(self, start: int) -> bool:
        """Tell whether a date only says since when something is the most: "its lowest since May", "the first since"."""
        at = start - 1
        if at < 0 or self.nodes[at].lower_ != "since":
            return False
        phrase = self.nodes[max(0, at - RANKED) : at]
        for node in reversed(phrase):
            if node.tag_ in SUPERLATIVE or node.lower_ == "first":
                return True
            if node.is_punct or node.pos_ in ("VERB", "AUX"):
                return False
        return False

    def _host(self, token: Node) -> Node | None:
        """Return the predicate that a time expression modifies: the nearest one above it.

        A date that is part of a thing's description dates nothing else: "the 2019 marathon", "trucks of the model year
        2011".
        """
        while token.head.i != token.i:
            dep, token = token.dep_, token.head
            if token.i in self.predicates:
                return token
            if token.pos_ in ("NOUN", "PROPN", "NUM") and dep in ("compound", "nummod", "amod", "nmod", "poss"):
                return None
            describes = token.dep_ == "prep" and token.lower_ in ("for", "of") and token.head.pos_ in ("NOUN", "PROPN")
            if describes and token.head.i not in self.predicates:
                return None
        return token if token.i in self.predicates else None

    def date(self, predicate: Predicate, currency: str = "") -> Dating:
        """Return the date of one predicate.

        Args:
            predicate: one of the document's.
            currency: `news` when its type is news of the day wherever it is told, `figure` when it is a figure, which
                is dated by the day on which it is told and not by its period.
        """
        status = self.statuses[predicate.token].status
        own = self._own(predicate)
        if own is not None and not (currency == "figure" and self._is_period(own)):
            return own
        later = self._later(predicate)
        if later is not None:
            return later
        for found in (self._below(predicate), self._carried(predicate, status)):
            if found is not None and not (currency == "figure" and self._is_period(found)):
                return found
        return self._unsaid(predicate, status, currency)

    def _own(self, predicate: Predicate) -> Dating | None:
        """Return the date of the expressions that modify the predicate itself; two in a row make an interval."""
        found = self.hosts.get(predicate.token, [])
        if not found:
            return None
        after = [pair for pair in found if pair[1].start >= predicate.end] or found
        nearest = min(after, key=lambda pair: abs(pair[1].start - predicate.end))
        return self._value(nearest, [pair for pair in found if pair is not nearest])

    def _value(self, pair: tuple[Node, TimeExpression], others: Sequence[tuple[Node, TimeExpression]]) -> Dating:
        root, time = pair
        value = time.value.partition("T")[0]
        # TIMEX3 cuts a decade or a century short, EDTF fills it up: 196 is 196X
        value = value.ljust(4, "X") if value.isdigit() else value
        before = self.nodes[root.left_edge.i - 1] if root.left_edge.i else None
        word = root.head.lower_ if root.dep_ == "pobj" else before.lower_ if before is not None else ""
        for other_root, other in others:
            if word == "from" and other_root.dep_ == "pobj" and other_root.head.lower_ in ("to", "until", "through"):
                return Dating(f"{value}/{other.value}", "text", f"{time.text} {other_root.head.text} {other.text}")
        if "/" not in value:
            if word in AFTER:
                value = f"{value}/.."
            elif word in BEFORE | UNTIL and time.type == "DATE" and not (word in UNTIL and self._negated(root)):
                value = f"../{value}"
        return Dating(value, "text", time.text)

    def _later(self, predicate: Predicate) -> Dating | None:
        """Return the open time after the date told before it: "launched in 2013 and later introduced"."""
        token = self.nodes[predicate.token]
        adverbs = (child for child in token.children if child.dep_ == "advmod")
        adverb = next((child for child in adverbs if child.lower_ in self.after), None)
        if adverb is None:
            return None
        sentence = token.sent
        before = [time for time in self.times if sentence.start_char <= time.start < predicate.start]
        dated = [time for time in before if time.type == "DATE" and DATED.match(time.value)]
        return Dating(f"{dated[-1].value}/..", "text", adverb.text) if dated else Dating()

    def _negated(self, root: Node) -> bool:
        """Tell whether a date stands under a negated verb: "will not pay a dividend until 2016" pays it in 2016."""
        return any(child.dep_ == "neg" for child in root.head.head.children)

    def _below(self, predicate: Predicate) -> Dating | None:
        """Return the date that the parser hung on an event noun under the verb: "reported a profit on Monday"."""
        for other in self.below.get(predicate.token, ()):
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
                    if link == "ccomp" and self._before_report(current, governor) and "/" not in found.date:
                        return Dating(f"../{found.date}", "text", found.text)
                    return self._clause(current, found) if link in ("advcl", "pcomp") else found
                if link == "xcomp" and status in ("planned", "possible"):
                    return None
            elif link == "relcl":
                return None
            current, link = governor, governor.link
        return None

    def _clause(self, clause: Predicate, main: Dating) -> Dating:
        """Date an adverbial clause by its main clause: "closed on Friday, a week after it had opened"."""
        token = self.nodes[clause.token]
        words = {child.lower_ for child in token.children if child.dep_ in ("mark", "prep", "advmod")}
        if token.dep_ == "pcomp":
            words = {token.head.lower_}
        if "/" not in main.date and words & AFTER:
            return Dating(f"../{main.date}", "text", main.text)
        if "/" not in main.date and words & BEFORE:
            return Dating(f"{main.date}/..", "text", main.text)
        return main

    def _before_report(self, told: Predicate, report: Predicate) -> bool:
        """Tell whether something was over when it was reported: "said it had sold"; an announcement is the event."""
        return self._had(told) and report.lemma != "announce" and self.published not in ("", self._date_of(report))

    def _had(self, predicate: Predicate) -> bool:
        """Tell whether a predicate stands in the past perfect: it was over before what the article is about."""
        return any(
            child.dep_ == "aux" and child.lower_ in ("had", "'d") for child in self.nodes[predicate.token].children
        )

    def _date_of(self, predicate: Predicate) -> str:
        own = self._own(predicate)
        return own.date if own is not None else ""

    def _unsaid(self, predicate: Predicate, status: str, currency: str) -> Dating:
        """Return the publication date for current news, or what "recently" says.

        Current is what the lead tells in a finite past or present, and news of the day anywhere. "Recently" and
        "already" say no more than that it was before.
        """
        published = self.published
        heading = self.headings.get(self.nodes[predicate.token].sent.start)
        if heading is not None and status in ("occurred", "ongoing"):
            return Dating(heading.value, "text", heading.text)
        current = bool(currency)
        foretold = currency == "figure" and status in ("planned", "possible")
        if not published or (status not in ("occurred", "ongoing", "denied") and not foretold):
            return Dating()
        told = [predicate.token, *([predicate.governor] if predicate.link == "light" else [])]  # "later filed a suit"
        for child in (child for token in told for child in self.nodes[token].children):
            if child.dep_ == "advmod" and child.lower_ in self.past and status == "occurred":
                return Dating(f"../{published}", "text", child.text)
        number = self.sentences.get(self.nodes[predicate.token].sent.start, 99)
        finite = self._finite(predicate)
        if foretold:  # a forecast is dated by the day on which it is made
            return Dating(published, "publication", "")
        if (current or number < LEAD) and finite is not None and finite.link != "relcl" and not self._had(finite):
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
