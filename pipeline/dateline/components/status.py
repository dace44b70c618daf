"""Whether what a predicate tells is the case (occurred, planned, possible, cancelled, denied ...), and who says so.

Every predicate is read from the inside out: its own modals, tense, negation and modifiers, then the predicate that it
hangs on ("agreed to buy", "cancelled the launch", "denied that ..."). What decides are the cues of
`models/rules/status.toml`. Factuality follows FactBank (Saurí and Pustejovsky 2009). Reads `doc._.predicates`, writes
`doc._.statuses`, one for each predicate.
"""

from dataclasses import dataclass
from typing import ClassVar

from spacy.language import Language
from spacy.tokens import Doc, Token

import dateline.extensions  # noqa: F401  (registers doc._.statuses)
from dateline.errors import RuleError
from dateline.rules import RuledComponent, check_keys, words
from dateline.types import STATUSES, Predicate, Status

KINDS = ("modal", "governor", "modifier", "mark", "tense")
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
            reading = self._combine(token, predicate, governor, own, above)
        elif governor is not None and predicate.link == "conj" and not own.finite:
            reading = self._read(doc, governor, predicates, readings, open_)
        readings[predicate.token] = reading
        return reading

    def _combine(
        self, token: Token, predicate: Predicate, governor: Predicate, own: _Reading, above: _Reading
    ) -> _Reading:
        """Join a predicate's own reading with that of what it hangs on."""
        cue = self._cue("governor", governor.lemma, predicate.link)
        if own.rule == "status.negated" or (own.finite and own.status == "possible"):
            return own
        if cue is not None and cue.status != "inherit":
            word = governor.lemma
            if above.status == "denied" and cue.status in ("planned", "occurred", "ongoing"):
                return _Reading("denied", cue.id, f"not {word}", False)  # "did not agree to sell"
            if above.status in ("possible", "cancelled") and cue.status in ("planned", "ongoing"):
                return _Reading(above.status, above.rule, above.cue, False)
            if above.status in ("planned", "possible") and cue.status in ("cancelled", "denied"):
                # "will cancel the launch" cancels it; "may cancel" leaves it open
                return _Reading("cancelled" if above.status == "planned" else "possible", cue.id, word, False)
            if not (own.finite and own.status == "occurred" and cue.status == "planned"):
                return _Reading(cue.status, cue.id, word, False)
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
        if any(child.dep_ == "neg" for child in children) or any(
            child.dep_ == "det" and child.lower_ == "no" for child in token.children
        ):
            return _Reading("denied", "status.negated", "not", finite)
        for child in children:
            if child.dep_ in ("aux", "auxpass"):
                cue = self._cue("modal", child.lower_, "") or self._cue("modal", child.lemma_.lower(), "")
                if cue is not None:
                    return _Reading(cue.status, cue.id, child.text, True)
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
        return _Reading("occurred", "status.default", "", finite)

    def _forms(self, token: Token, predicate: Predicate) -> list[str]:
        """Name the grammatical form of a verb, the more specific first."""
        if predicate.tense == "future":
            return ["future"]
        be = any(child.lemma_ == "be" and child.dep_ == "aux" for child in token.children)
        if predicate.tense == "present":
            return ["present progressive"] if token.tag_ == "VBG" and be else ["present"]
        if token.tag_ == "VB" and predicate.link == "advcl":
            return ["infinitive"]
        if (
            token.tag_ == "VB"
            and predicate.link == "xcomp"
            and any(child.dep_ == "dobj" for child in token.head.children)
        ):
            return ["infinitive"]  # "hired Calmar to build a plant"
        if token.tag_ == "VB" and predicate.link in ("acl", "relcl", ""):
            # "the first carmaker to offer ..." did so; "a plant to build cars" is to come
            ranked = any(child.pos_ == "ADJ" and child.tag_ in ("JJS",) for child in token.head.children) or any(
                child.lower_ in ("first", "last", "only", "latest") for child in token.head.children
            )
            return [] if ranked else ["infinitive"]
        return []

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
