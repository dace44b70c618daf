"""Whether what a predicate tells is the case (occurred, planned, possible, cancelled, denied ...), and who says so.

Every predicate is read from the inside out: its own modals, tense, negation and modifiers, then the predicate that it
hangs on ("agreed to buy", "cancelled the launch", "denied that ..."). What decides are the cues of
`models/rules/status.toml`. Factuality follows FactBank (Saurí and Pustejovsky 2009). Reads `doc._.predicates`, writes
`doc._.statuses`, one for each predicate.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from spacy.language import Language
from spacy.tokens import Doc, Token

import dateline.extensions  # noqa: F401  (registers doc._.statuses)
from dateline.errors import RuleError
from dateline.rules import RuledComponent, check_keys, words
from dateline.types import STATUSES, Predicate, Status

KINDS = ("modal", "governor", "modifier", "mark", "none", "rank", "outcome", "tense")
SUBORDINATE = ("xcomp", "ccomp", "acl", "pcomp", "light", "advcl", "relcl", "arg", "amod", "csubj")
# the steps of FactBank's scale that a status stands for: (asserted by the author, attributed to somebody)
FACTUALITY = {
    "occurred": ("CT+", "PR+"),
    "ongoing": ("CT+", "PR+"),
    "planned": ("PR+", "PR+"),
    "possible": ("PS+", "PS+"),
    "cancelled": ("CT-", "PR-"),
    "denied": ("CT-", "PR-"),
}


@dataclass(frozen=True)
class _Cue:
    """A status rule made ready: which lemmas, over which links, give which status ("" leaves it to what is below)."""

    id: str
    status: str
    lemmas: frozenset[str]
    links: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    status: str
    rule: str = "status.default"
    cue: str = ""
    finite: bool = True


@Language.factory("dateline_status", assigns=["doc.user_data"], requires=["token.dep", "token.tag"])
def make(nlp: Language, name: str) -> "Statuses":
    """Make the component for `nlp.add_pipe("dateline_status")`."""
    return Statuses(nlp, name)


class Statuses(RuledComponent):
    """Gives every predicate a `Status`."""

    RULE_FILES: ClassVar[tuple[str, ...]] = ("status.toml",)
    LEXICONS: ClassVar[tuple[str, ...]] = ("reporting_verbs",)

    def compile(self) -> None:
        """Group the cues by kind; raises RuleError for an unknown kind or status."""
        self.reporting = words(self.data, "reporting_verbs")
        self.cues: dict[str, dict[str, list[_Cue]]] = {kind: {} for kind in KINDS}
        for rule in self.data["rules"]:
            check_keys(rule, ("kind", "lemmas", "links", "status", "root"))
            if rule["kind"] not in KINDS or rule["status"] not in (*STATUSES, "inherit"):
                raise RuleError(
                    f"{rule['where']}: rule {rule['id']} needs a kind of {KINDS} and a status of {STATUSES}"
                )
            cue = _Cue(rule["id"], rule["status"], frozenset(rule["lemmas"]), tuple(rule.get("links", ())))
            for lemma in rule["lemmas"]:
                self.cues[rule["kind"]].setdefault(lemma, []).append(cue)

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.statuses`."""
        doc._.statuses = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Status]:
        """Return the statuses of `doc._.predicates`, in the same order."""
        predicates = {predicate.token: predicate for predicate in doc._.predicates}
        readings: dict[int, _Reading] = {}
        statuses = []
        for predicate in predicates.values():
            reading = self._read(doc, predicate, predicates, readings, set())
            reporters = self._reporters(doc, predicate, predicates)
            negative = reading.status in ("denied", "cancelled")
            factuality = FACTUALITY[reading.status][bool(reporters)]
            statuses.append(
                Status(
                    predicate.token,
                    reading.status,
                    "neg" if negative else "pos",
                    factuality,
                    reporters,
                    reading.rule,
                    reading.cue,
                )
            )
        return statuses

    def _read(
        self,
        doc: Doc,
        predicate: Predicate,
        predicates: dict[int, Predicate],
        readings: dict[int, _Reading],
        open_: set[int],
    ) -> _Reading:
        """Return the reading of one predicate, that of its governor included; `open_` guards against circles."""
        if predicate.token in readings:
            return readings[predicate.token]
        if predicate.token in open_:
            return _Reading("occurred")
        open_.add(predicate.token)
        token = doc[predicate.token]
        own = self._own(token, predicate)
        governor = predicates.get(predicate.governor)
        reading = own
        if governor is not None and predicate.link.startswith(SUBORDINATE):
            above = self._read(doc, governor, predicates, readings, open_)
            reading = self._combine(token, predicate, governor.lemma, own, above)
        elif predicate.governor >= 0 and predicate.link.startswith(SUBORDINATE):
            above = self._bare(doc[predicate.governor], predicates, doc, readings, open_)
            reading = self._combine(token, predicate, doc[predicate.governor].lemma_.lower(), own, above)
        elif governor is not None and predicate.link == "conj" and not own.finite:
            reading = self._read(doc, governor, predicates, readings, open_)
        readings[predicate.token] = reading
        return reading

    def _bare(
        self,
        word: Token,
        predicates: dict[int, Predicate],
        doc: Doc,
        readings: dict[int, _Reading],
        open_: set[int],
    ) -> _Reading:
        """Return the reading of a word that is no predicate itself: "abandoned its attempt to buy", "may run the risk of a strike"."""
        above = predicates.get(word.head.i)
        if above is None or word.dep_ not in ("dobj", "nsubjpass"):
            return _Reading("occurred", finite=False)
        cue = self._cue("governor", above.lemma, f"arg:{word.dep_}")
        if cue is not None and cue.status != "inherit":
            return _Reading(cue.status, cue.id, above.lemma, False)
        return self._read(doc, above, predicates, readings, open_)

    def _combine(self, token: Token, predicate: Predicate, word: str, own: _Reading, above: _Reading) -> _Reading:
        """Join a predicate's own reading with that of what it hangs on, whose lemma is `word`."""
        cue = self._cue("governor", word, predicate.link)
        if cue is None and own.cue == "infinitive":
            cue = self._cue("outcome", predicate.lemma, predicate.link)
        if own.rule == "status.negated" or (own.finite and own.status == "possible"):
            return own
        if cue is not None and cue.status != "inherit":
            if above.status == "denied" and cue.status in ("planned", "possible", "occurred", "ongoing"):
                return _Reading("denied", cue.id, f"not {word}", False)  # "did not agree to sell"
            if above.status in ("possible", "cancelled") and cue.status in ("planned", "ongoing"):
                return _Reading(above.status, above.rule, above.cue, False)
            if above.status in ("planned", "possible") and cue.status in ("cancelled", "denied"):
                # "will cancel the launch" cancels it; "may cancel" leaves it open
                return _Reading("cancelled" if above.status == "planned" else "possible", cue.id, word, False)
            if not (own.finite and own.status in ("occurred", "ongoing") and cue.status == "planned"):
                return _Reading(cue.status, cue.id, word, False)
        if cue is not None and cue.status == "inherit" and (not own.finite or own.cue == "infinitive"):
            # "forced Ford to recall" tells a recall, "could force" a possible one
            if own.rule not in ("status.default", "status.future") or (
                token.tag_ == "VB" and above.status == "ongoing"
            ):
                return replace(own, status="planned") if own.status == "occurred" else own  # "has to close"
            return replace(above, finite=False)
        if own.cue == "infinitive" and above.status in ("cancelled", "denied", "possible"):
            return _Reading(above.status, above.rule, above.cue, False)  # "abandoned its offer to buy"
        if own.finite or own.rule != "status.default":
            return own
        if token.tag_ in ("VBN", "VBD") and predicate.link in ("acl", "amod", "relcl"):
            return own  # "the recently announced centre", "a plant built by Ford"
        if predicate.link.startswith(("xcomp", "light", "acl", "ccomp")) or cue is not None:
            return _Reading(above.status, above.rule, above.cue, False)
        if predicate.link == "advcl" and token.tag_ in ("VBG", "VBN"):
            return _Reading(above.status, above.rule, above.cue, False)
        return own

    def _own(self, token: Token, predicate: Predicate) -> _Reading:
        """Return what a predicate says of itself: modal, tense, negation, modifiers, its conjunction."""
        verb = token.head if predicate.pos == "ADJ" and token.head.pos_ in ("VERB", "AUX") else token
        finite = bool(predicate.tense) and predicate.pos != "NOUN"
        children = list(verb.children) + (list(token.children) if verb.i != token.i else [])
        for child in children:
            if child.dep_ in ("mark", "advmod") and child.i < verb.i:
                cue = self._cue("mark", child.lower_, "")
                if cue is not None:
                    return _Reading(cue.status, cue.id, child.text, True)
        if token.dep_ in ("pcomp", "pobj"):
            cue = self._cue("mark", token.head.lower_, "")  # "without admitting wrongdoing", "without approval"
            if cue is not None:
                return _Reading(cue.status, cue.id, token.head.text, True)
        if any(child.dep_ == "neg" for child in children):
            until = next((child for child in children if child.dep_ == "prep" and child.lower_ in ("until", "till")), None)
            if until is not None and predicate.tense == "future":  # "will not pay a dividend until 2016"
                return _Reading("planned", "status.not_until", "not until", finite)
            return _Reading("denied", "status.negated", "not", finite)
        for word in self._quantified(token, predicate):
            cue = self._cue("none", word.lower_, "")
            if cue is not None:
                return _Reading(cue.status, cue.id, word.text, finite)
        for child in children:
            if child.dep_ in ("aux", "auxpass"):
                cue = self._cue("modal", child.lower_, "") or self._cue("modal", child.lemma_.lower(), "")
                if cue is not None:
                    conditional = cue.status == "planned" and (self._conditioned(verb) or perfect(verb))
                    return _Reading("possible" if conditional else cue.status, cue.id, child.text, True)
        for child in children:
            if child.dep_ in ("advmod", "amod", "compound", "nmod"):
                cue = self._cue("modifier", child.lemma_.lower(), "") or self._cue("modifier", child.lower_, "")
                if cue is not None:
                    return _Reading(cue.status, cue.id, child.text, finite)
        if predicate.pos == "VERB":
            if token.sent[-1].text == "?" and predicate.link == "":
                return _Reading("possible", "status.question", "?", True)
            for form in self._forms(token, predicate):
                cue = self._cue("tense", form, "")
                if cue is not None:
                    return _Reading(cue.status, cue.id, form, finite or form == "infinitive")
        elif self._to_come(token):
            cue = self._cue("tense", "dated later", "")
            if cue is not None:
                return _Reading(cue.status, cue.id, "dated later", finite)
        return _Reading("occurred", "status.default", "", finite)

    def _quantified(self, token: Token, predicate: Predicate) -> Iterator[Token]:
        """Yield the words that say how many take part: "no" in "no deal was reached", "nobody" in "nobody was arrested"."""
        yield from (child for child in token.children if child.dep_ == "det")
        if predicate.pos == "VERB":
            for child in token.children:
                if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
                    yield child
                    yield from (grandchild for grandchild in child.children if grandchild.dep_ == "det")

    def _conditioned(self, verb: Token) -> bool:
        """Tell whether a verb depends on a condition: "will fall if Ford cuts jobs"."""
        for clause in verb.children:
            if clause.dep_ == "advcl":
                marks = [child.lower_ for child in clause.children if child.dep_ == "mark"]
                if any(cue.status == "possible" for mark in marks for cue in self.cues["mark"].get(mark, ())):
                    return True
        return False

    def _to_come(self, token: Token) -> bool:
        """Tell whether a date of the predicate's own lies after the day of publication: "hits stores next week"."""
        doc = token.doc
        published = doc._.published
        for time in doc._.times if published else ():
            if time.type in ("DATE", "TIME") and time.earliest > published:
                span = doc.char_span(time.start, time.end, alignment_mode="expand")
                above = span.root.head if span is not None else token
                if span is not None and (above.i == token.i or (above.dep_ == "prep" and above.head.i == token.i)):
                    return True
        return False

    def _forms(self, token: Token, predicate: Predicate) -> list[str]:
        """Name the grammatical form of a verb, the more specific first."""
        if predicate.tense == "future":
            return ["future"]
        be = any(child.lemma_ == "be" and child.dep_ == "aux" for child in token.children)
        if predicate.tense == "present":
            if token.tag_ == "VBG" and be or any(child.lower_ == "being" for child in token.children):
                forms = ["present progressive"]
            else:
                # "is approved" is the result of what happened
                forms = ["present"] if token.tag_ != "VBN" else []
            return ["dated later", *forms] if self._to_come(token) else forms
        if token.tag_ == "VBG" and be and any(child.lower_ in ("has", "have", "'ve") for child in token.children):
            return ["present progressive"]  # "has been building"
        if token.tag_ != "VB":
            return []
        objects = any(child.dep_ == "dobj" for child in token.head.children)
        if predicate.link in ("acl", "relcl", "advcl", "") or (predicate.link == "xcomp" and objects):
            # "hired Calmar to build a plant", "a plant to build cars"; "the first carmaker to offer" did so
            return [] if self._ranked(token.head) else ["infinitive"]
        return []

    def _ranked(self, head: Token) -> bool:
        """Tell whether an infinitive hangs on somebody ranked: "the first to offer", "became the largest firm to fail"."""
        nouns = [child for child in head.children if child.dep_ == "attr"] if head.pos_ in ("VERB", "AUX") else [head]
        return any(
            child.tag_ == "JJS" or child.lower_ in self.cues["rank"]
            for noun in nouns
            for child in (noun, *noun.children)
        )

    def _cue(self, kind: str, lemma: str, link: str) -> _Cue | None:
        for cue in self.cues[kind].get(lemma, ()):
            if not cue.links or link.startswith(cue.links):
                return cue
        return None

    def _reporters(self, doc: Doc, predicate: Predicate, predicates: dict[int, Predicate]) -> tuple[str, ...]:
        """Return who says so: the agent of the reporting verb above, or the source named by "according to"."""
        token = doc[predicate.token]
        steps = 0
        while steps < 8:
            for child in token.children:
                if child.lower_ == "according":
                    current = predicates.get(token.i)
                    for argument in current.arguments if current is not None else ():
                        if argument.role == "to" and doc[argument.head].head.i in (child.i, child.i + 1):
                            return argument.entities
            above = predicates.get(token.i)
            if above is None or above.governor < 0:
                return ()
            governor = predicates.get(above.governor)
            if governor is None:
                token = doc[above.governor]
                if token.head.i == token.i:
                    return ()
                steps += 1
                continue
            if governor.lemma in self.reporting and above.link in ("ccomp", "parataxis", "xcomp", "advcl", "arg"):
                return tuple(
                    dict.fromkeys(
                        id_ for argument in governor.arguments if argument.role == "agent" for id_ in argument.entities
                    )
                )
            if above.link == "relcl":
                return ()
            token = doc[above.governor]
            steps += 1
        return ()


def perfect(verb: Token) -> bool:
    """Tell whether a verb stands in the perfect: "would have bought"."""
    return any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
