"""The date of what a narrative tells without a date of its own.

`dateline.dating` reads the expression that modifies a predicate. Here is what the passage around it adds: the day that
the lead names ("won on Sunday ... came second"), the date that a `when` clause explains, the distance of a clause from
its main clause ("four months after they raided it"), and the period of a figure that is not the news of the day.
"""

import re
from datetime import date, timedelta
from functools import cached_property

from dateline.dating import AFTER, BEFORE, LEAD, Dater, Dating
from dateline.parses import Node
from dateline.timex import days, granularity, shift
from dateline.types import Predicate, TimeExpression

OPENING = 6  # sentences in which the day of the news is named
LATEST = 40  # days after its end in which a month's figures are news
RECENT = 7  # days before publication that it may lie back
SIMULTANEOUS = ("arg:in", "arg:at", "arg:during", "arg:by", "arg:with")  # nouns that happen when their verb does
COMPARED = ("arg:from", "arg:with", "arg:to", "arg:against", "arg:versus")  # nouns that a figure is held against
FOLLOWED = frozenset({"after", "when"})
MEASURES = frozenset({"from", "than", "against", "compared"})
NEAR = 6  # characters between an expression and the more exact one that explains it: ", on "
# the exactness of the dates that a distance can be counted from
EXACT = {"D": "DWMY", "W": "WMY", "M": "MY", "Y": "Y"}


class Narrator(Dater):
    """Dates the predicates of one document, from the passage where their own words give no date."""

    @cached_property
    def day(self) -> str:
        """The day of the news: the first recent day that dates a finite past verb of the opening, else publication."""
        published = self.published
        if granularity(published) != "D":
            return published
        earliest = (date.fromisoformat(published) - timedelta(RECENT)).isoformat()
        for token in sorted(self.hosts):
            if self.sentences.get(self.nodes[token].sent.start, OPENING) >= OPENING:
                break
            own, told = super()._own(self.predicates[token]), self._finite(self.predicates[token])
            past = told is not None and told.tense == "past" and told.link not in ("relcl", "advcl")
            if own is not None and past and granularity(own.date) == "D" and earliest <= own.date <= published:
                return own.date
        return published

    def date(self, predicate: Predicate, currency: str = "") -> Dating:
        """Return the date of one predicate.

        Args:
            predicate: one of the document's.
            currency: as of `Dater.date`; `past figure` for a figure in an article whose news is another, which is
                dated by its period where the text gives one.
        """
        held = self._held_against(predicate) if "figure" in currency else None
        if held is not None:
            return held
        occurred = self.statuses[predicate.token].status == "occurred"
        if currency == "past figure" and occurred:
            dating = super().date(predicate, "")
            if dating.basis == "text" and not self._measured_by(predicate, dating) and not self._latest(dating):
                return dating
        dating = super().date(predicate, currency.removeprefix("past "))
        # a figure of today, and not that of the period beside it: "rose to $5 million from $4 million a year earlier"
        measured = currency == "figure" and occurred and granularity(dating.date) not in ("", "D")
        if measured and self._measured_by(predicate, dating):
            dating = self._unsaid(predicate, "occurred", currency)
        if dating.basis != "text" and currency and occurred:
            dating = self._upon(predicate) or dating
        if self.statuses[predicate.token].status == "occurred" and self._to_come(dating):
            # what happened has no date to come: "on Thursday it extended the truce to 21 September"
            tokens = (predicate.token, predicate.governor)
            others = (self._value(pair, ()) for token in tokens for pair in self.hosts.get(token, ()))
            dating = next((other for other in others if not self._to_come(other)), dating)
        return dating

    def _latest(self, dating: Dating) -> bool:
        """Tell whether a date is the last month that figures can be of: they are told, not of that month."""
        end = days(dating.date)[1] if granularity(dating.date) == "M" and granularity(self.published) == "D" else ""
        return bool(end) and date.fromisoformat(end) > date.fromisoformat(self.published) - timedelta(LATEST)

    def _upon(self, predicate: Predicate) -> Dating | None:
        """Return the day of what something followed: "rose after the court on May 3 ruled", "when it told in 2008"."""
        for child in self.nodes[predicate.token].children:
            clause = self.predicates.get(child.i) if child.dep_ == "advcl" else None
            openers = {word.lower_ for word in child.children if word.dep_ in ("mark", "advmod")}
            if clause is None or not openers & FOLLOWED:
                continue
            own = self._own(clause)
            if own is not None and clause.tense == "past" and "/" not in own.date and not self._to_come(own):
                return own
        return None

    def is_lead(self, predicate: Predicate) -> bool:
        """Tell whether the lead tells a predicate."""
        return self.sentences.get(self.nodes[predicate.token].sent.start, LEAD) < LEAD

    def _held_against(self, predicate: Predicate) -> Dating | None:
        """Return the date of a figure that is not the day's: of what the day's is compared with, of an old forecast.

        So "compared with a loss a year ago" and "in July it had predicted a profit".
        """
        own = self._own(predicate)
        governor = self.predicates.get(predicate.governor)
        compared = predicate.pos == "NOUN" and predicate.link in COMPARED
        if own is None and compared and governor is not None and self.nodes[governor.token].tag_ == "VBN":
            own = self._own(governor)
        if own is None or not "" < days(own.date)[1] < self.published:
            return None
        before = self._had(predicate) and granularity(own.date) in ("D", "M")
        return own if compared or before else None

    def _measured_by(self, predicate: Predicate, dating: Dating) -> bool:
        """Tell whether a figure is held against its date: "fell to $5 from $6 a year earlier"."""
        for token in (predicate.token, predicate.governor):  # "sold 9 million, up from 8 million in 2017, and earned"
            starts = [time.start for _, time in self.hosts.get(token, ()) if time.text == dating.text]
            if starts:
                words = (node for node in self.nodes[token].sent.nodes if self.nodes[token].end < node.end < starts[0])
                # "from January to March" is no comparison
                return any(word.lower_ in MEASURES for word in words) or dating.date.endswith("/..")
        return dating.date.endswith("/..")

    def _own(self, predicate: Predicate) -> Dating | None:
        """Return the own date; of "a week earlier, on 10 September" the day, of "6 May, when it fell" that date."""
        own = super()._own(predicate)
        if own is None:
            return self._when(self.nodes[predicate.token])
        for _, time in self.hosts[predicate.token]:
            if time.text == own.text and granularity(own.date) not in ("", "D"):
                exact = [other for _, other in self.hosts[predicate.token] if 0 < other.start - time.end <= NEAR]
                if exact and granularity(exact[0].value) == "D" and self.text[time.end] == ",":
                    return Dating(exact[0].value, "text", exact[0].text)
        return own

    def _to_come(self, dating: Dating) -> bool:
        """Tell whether a date lies after the day of publication."""
        return "" < self.published < days(dating.date)[0]

    def _when(self, verb: Node) -> Dating | None:
        """Return the date that a clause explains: "on 6 May, when the board met"."""
        clause = [verb, verb.head] if verb.dep_ == "xcomp" else [verb]
        when = next((child for step in clause for child in step.children if child.lower_ == "when"), None)
        if when is None or when.i == 0:
            return None
        time = self._ending(self.nodes[when.i - 2] if self.nodes[when.i - 1].is_punct else self.nodes[when.i - 1])
        if time is None or not time.earliest:
            return None
        return Dating(time.value.partition("T")[0], "text", time.text)

    def _ending(self, token: Node) -> TimeExpression | None:
        """Return the time expression that ends with a token."""
        return next((time for time in self.times if time.end == token.end), None)

    def _carried(self, predicate: Predicate, status: str) -> Dating | None:
        """Return the date of what a predicate hangs on; a noun in a phrase happens with its verb.

        A noun that a clause tells more of has its date: "a summit that begins on Monday", "a suit filed in May".
        """
        told = self._told_of(predicate) if predicate.pos == "NOUN" else None
        if told is not None:
            return told
        found = super()._carried(predicate, status)
        governor = self.predicates.get(predicate.governor)
        if found is None and governor is not None and predicate.link in SIMULTANEOUS and predicate.pos == "NOUN":
            found = self._own(governor) if status in ("occurred", "ongoing") else None
            return found if found is not None and "/" not in found.date else None
        return found

    def _told_of(self, noun: Predicate) -> Dating | None:
        """Return the date of a relative clause or participle of which a noun is the subject or object."""
        for child in self.nodes[noun.token].children:
            clause = self.predicates.get(child.i) if child.dep_ in ("relcl", "acl") else None
            if clause is None or clause.pos != "VERB" or child.tag_ == "VB" or self._had(clause):
                continue
            own = self._own(clause)
            if own is not None:
                return own
        return None

    def _clause(self, clause: Predicate, main: Dating) -> Dating:
        """Date an adverbial clause by its main clause and the distance: "four months after they raided it".

        Without a distance, what comes "after" something told in the plain past follows on the same day; a month or year
        holds both.
        """
        words = [child for child in self.nodes[clause.token].children if child.dep_ in ("mark", "advmod")]
        mark = next((word for word in words if word.lower_ in AFTER | BEFORE), None)
        if mark is None or "/" in main.date or mark.i == 0:
            return super()._clause(clause, main)
        distance = self._ending(self.nodes[mark.i - 1])
        unit = granularity(main.date)
        if distance is not None and distance.type == "DURATION":
            counted = re.fullmatch(r"P(\d+)([DWMY])", distance.value)
            if counted and not distance.mod and counted[2] in EXACT.get(unit, ""):
                sign = -1 if mark.lower_ in AFTER else 1
                value = shift(date.fromisoformat(days(main.date)[0]), sign * int(counted[1]), counted[2])
                return Dating(value, "text", f"{distance.text} {mark.text} {main.text}")
            return super()._clause(clause, main)
        if mark.lower_ == "after" and (unit != "D" or not self._had(clause)):
            return main
        return super()._clause(clause, main)

    def _unsaid(self, predicate: Predicate, status: str, currency: str) -> Dating:
        """Return the day of the news for what the lead tells, in relative clauses too, and publication for figures."""
        dating = super()._unsaid(predicate, status, currency)
        if predicate.pos == "NOUN" and status == "occurred" and self.published:
            words = (child for child in self.nodes[predicate.token].children if child.dep_ == "amod")
            recent = next((word.text for word in words if word.lower_ in self.past), "")
            if recent:
                return Dating(f"../{self.published}", "text", recent)
        if dating.basis == "publication" and self._background(predicate):
            return Dating()
        if currency or dating.basis == "text" or status not in ("occurred", "ongoing", "denied"):
            return dating
        finite = self._finite(predicate)
        if (
            finite is None
            or self._background(predicate)
            or not self.is_lead(predicate)
            or not self.day
            or self._had(finite)
        ):
            return dating
        if finite.link == "relcl" and finite.tense != "past":
            return dating
        return Dating(self.day, "publication" if self.day == self.published else "text", "")

    def _background(self, predicate: Predicate) -> bool:
        """Tell whether a predicate stands in a clause of what was before: "after he quit and admitted it"."""
        current: Predicate | None = predicate
        while current is not None and current.link in ("conj", "light"):
            current = self.predicates.get(current.governor)
        if current is None or current.link != "advcl":
            return False
        return any(child.lower_ in AFTER and child.dep_ == "mark" for child in self.nodes[current.token].children)
