"""Whether what a predicate tells is the case (occurred, planned, possible, cancelled, denied ...), and who says so.

Every predicate is read from the inside out: its own modals, tense, negation and modifiers, then the predicate that it
hangs on ("agreed to buy", "cancelled the launch", "denied that ..."). What decides are the cues of
`models/rules/status.toml`. Factuality follows FactBank (Saurí and Pustejovsky 2009). Reads `doc._.predicates`, writes
`doc._.statuses`, one for each predicate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers doc._.statuses)
from dateline.dating import headed
from dateline.errors import RuleError
from dateline.parses import Node, parse_of
from dateline.rules import RuledComponent, check_keys, words
from dateline.types import STATUSES, Predicate, Status

KINDS = ("modal", "governor", "modifier", "mark", "none", "rank", "outcome", "tense")
DATED = ("occurred", "ongoing")
SUBORDINATE = ("xcomp", "ccomp", "acl", "pcomp", "light", "advcl", "relcl", "arg", "amod", "csubj")
REPORTED = ("ccomp", "parataxis", "xcomp", "advcl", "arg")  # what hangs so on a reporting verb is what it reports
OPEN, UNDONE = ("planned", "possible"), ("denied", "cancelled")
APART = ("while", "after", "before", "when", "since", "although", "though")  # what a clause so opened tells is its own
INDEFINITE = ("a", "an", "another")
REACH = 8  # steps up to a reporting verb
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
    tenses: frozenset[str] = frozenset()


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
            check_keys(rule, ("kind", "lemmas", "links", "status", "tenses", "root"))
            if rule["kind"] not in KINDS or rule["status"] not in (*STATUSES, "inherit"):
                raise RuleError(
                    f"{rule['where']}: rule {rule['id']} needs a kind of {KINDS} and a status of {STATUSES}"
                )
            tenses = frozenset(rule.get("tenses", ()))
            cue = _Cue(rule["id"], rule["status"], frozenset(rule["lemmas"]), tuple(rule.get("links", ())), tenses)
            for lemma in rule["lemmas"]:
                self.cues[rule["kind"]].setdefault(lemma, []).append(cue)

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.statuses`."""
        doc._.statuses = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Status]:
        """Return the statuses of `doc._.predicates`, in the same order."""
        reader = _Reader(doc, self)
        return [reader.status(predicate) for predicate in reader.predicates.values()]

    def cue(self, kind: str, lemma: str, link: str = "", tense: str = "") -> _Cue | None:
        """Return the first cue of a kind that a lemma gives over a link, and in its tense where the cue has some."""
        for cue in self.cues[kind].get(lemma, ()):
            if (not cue.links or link.startswith(cue.links)) and (not cue.tenses or tense in cue.tenses):
                return cue
        return None


class _Reader:
    """One document: its predicates, and the readings found so far."""

    def __init__(self, doc: Doc, knowledge: Statuses) -> None:
        self.nodes = parse_of(doc).nodes
        self.know = knowledge
        self.predicates: dict[int, Predicate] = {predicate.token: predicate for predicate in doc._.predicates}
        self.readings: dict[int, _Reading] = {}
        self.open: set[int] = set()
        self.later, self.earlier = set(dated(doc, later=True)), set(dated(doc, later=False))
        past = {start for start, time in headed(doc) if "" < time.latest < doc._.published}
        # in a chronology the present tense tells what was
        self.historic = {token for token in self.predicates if self.nodes[token].sent.start in past}

    def status(self, predicate: Predicate) -> Status:
        """Return the status of one predicate."""
        reading = self._read(predicate)
        reporters = self._reporters(predicate)
        polarity = "neg" if reading.status in ("denied", "cancelled") else "pos"
        factuality = FACTUALITY[reading.status][bool(reporters)]
        return Status(predicate.token, reading.status, polarity, factuality, reporters, reading.rule, reading.cue)

    def _read(self, predicate: Predicate) -> _Reading:
        """Return the reading of one predicate, that of its governor included; `open` guards against circles."""
        if predicate.token in self.readings:
            return self.readings[predicate.token]
        if predicate.token in self.open:
            return _Reading("occurred")
        self.open.add(predicate.token)
        reading = own = self._own(predicate)
        governor = self.predicates.get(predicate.governor)
        if predicate.governor >= 0 and predicate.link.startswith(SUBORDINATE):
            if governor is not None:
                reading = self._combine(predicate, self._said(predicate, governor), own, self._read(governor))
            else:
                word = self.nodes[predicate.governor]
                reading = self._combine(predicate, word.lemma_.lower(), own, self._bare(word))
        elif governor is not None and predicate.link == "conj" and not own.finite:
            reading = self._read(governor)
        self.readings[predicate.token] = reading
        return reading

    def _said(self, predicate: Predicate, governor: Predicate) -> str:
        """Return the lemma that decides for what hangs on a predicate: "unlikely" in "it is unlikely that ..."."""
        node = self.nodes[governor.token]
        for child in node.children if node.pos_ == "AUX" else ():
            if child.dep_ != "acomp" or child.i == predicate.token:
                continue
            # "the strike is likely to hurt" does not say whether there is one
            return governor.lemma if predicate.pos == "NOUN" and "xcomp" in child.deps else child.lemma
        return governor.lemma

    def _bare(self, word: Node) -> _Reading:
        """Return the reading of a word that is no predicate: of "attempt" in "abandoned its attempt to buy"."""
        above = self.predicates.get(word.head.i)
        if above is None or word.dep_ not in ("dobj", "nsubjpass"):
            return _Reading("occurred", finite=False)
        cue = self.know.cue("governor", above.lemma, f"arg:{word.dep_}")
        if cue is not None and cue.status != "inherit":
            return _Reading(cue.status, cue.id, above.lemma, False)
        return self._read(above)

    def _combine(self, predicate: Predicate, word: str, own: _Reading, above: _Reading) -> _Reading:
        """Join a predicate's own reading with that of what it hangs on, whose lemma is `word`."""
        token = self.nodes[predicate.token]
        tag = token.tag_
        if tag == "VBN" and predicate.link == "acl" and own.rule == "status.default" and "aux" not in token.deps:
            return own  # "a report published on Monday" tells more than "reports of a sale"
        governor = self.predicates.get(predicate.governor)
        cue = self.know.cue("governor", word, predicate.link, governor.tense if governor is not None else "")
        if cue is None and own.cue == "infinitive":
            cue = self.know.cue("outcome", predicate.lemma, predicate.link) or self._object(token.head)
            if token.i in self.earlier and above.status == "occurred":
                # "joined forces to found it in 2003"
                return _Reading("occurred", "status.dated_earlier", "to", False)
        if own.rule == "status.negated" or (own.finite and own.status == "possible"):
            return own
        if cue is not None and cue.status != "inherit":
            if above.status == "denied" and cue.status in ("planned", "possible", "occurred", "ongoing"):
                return _Reading("denied", cue.id, f"not {word}", False)  # "did not agree to sell"
            if above.status in ("possible", "cancelled") and cue.status in ("planned", "ongoing"):
                return _unfinished(above)
            if above.status in ("planned", "possible") and cue.status in ("cancelled", "denied"):
                # "will cancel the launch" cancels it; "may cancel" and "sued to block the merger" leave it open
                sure = above.status == "planned" and above.cue != "infinitive"
                return _Reading("cancelled" if sure else "possible", cue.id, word, False)
            if not (own.finite and own.status in DATED and cue.status == "planned"):
                return _Reading(cue.status, cue.id, word, False)
        if cue is not None and cue.status == "inherit" and (not own.finite or own.cue == "infinitive"):
            # "forced Ford to recall" tells a recall, "could force" a possible one, "has to recall" what is to come
            if tag == "VB" and above.status == "ongoing":
                return _Reading("planned", cue.id, word, False)
            return _unfinished(above) if own.rule in ("status.default", "status.future") else own
        if own.cue == "infinitive" and above.status in ("cancelled", "denied", "possible"):
            return _unfinished(above)  # "abandoned its offer to buy"
        if own.finite or own.rule != "status.default":
            return own
        if tag in ("VBN", "VBD") and predicate.link in ("acl", "amod", "relcl"):
            return own  # "the recently announced centre", "a plant built by Ford"
        if above.status in OPEN and (self._means(token) or (above.finite and self._unspecific(predicate))):
            return _unfinished(above)
        apart = any(child.dep_ in ("mark", "advmod") and child.lower_ in APART for child in token.children)
        carried = predicate.link == "advcl" and tag in ("VBG", "VBN") and not (apart and above.status in UNDONE)
        return _unfinished(above) if carried or predicate.link.startswith(("xcomp", "light", "acl", "ccomp")) else own

    def _object(self, verb: Node) -> _Cue | None:
        """Return the cue that the object of a verb gives an infinitive behind it: "held talks to merge"."""
        for child in verb.children:
            if child.dep_ == "dobj" and (cue := self.know.cue("governor", child.lemma, "acl")) is not None:
                return cue
        return None

    def _means(self, token: Node) -> bool:
        """Tell whether a verb is by what its main clause comes about: "may raise money by selling a unit"."""
        return token.dep_ == "pcomp" and token.head.lower_ == "by"

    def _unspecific(self, predicate: Predicate) -> bool:
        """Tell whether a noun is an object that its verb brings about: "may call a strike", not "the strike"."""
        token = self.nodes[predicate.token]
        if predicate.pos != "NOUN" or not predicate.link.startswith(("arg:dobj", "arg:nsubjpass")):
            return False
        return any(child.lower_ in INDEFINITE for child in token.children)

    def _own(self, predicate: Predicate) -> _Reading:
        """Return what a predicate says of itself: conjunction, negation, modal, modifiers, form."""
        token = self.nodes[predicate.token]
        verb = token.head if predicate.pos == "ADJ" and token.head.pos_ in ("VERB", "AUX") else token
        finite = bool(predicate.tense) and predicate.pos != "NOUN"
        children = [*verb.children, *token.children] if verb is not token else verb.children
        marks = [child for child in children if child.dep_ in ("mark", "advmod") and child.i < verb.i]
        if token.dep_ in ("pcomp", "pobj"):
            marks.append(token.head)  # "without admitting wrongdoing", "without approval"
        reading = self._first("mark", marks, True)
        if reading is not None:
            return reading
        if "neg" in verb.deps or "neg" in token.deps:
            return _Reading("denied", "status.negated", "not", finite)
        modals = [child for child in children if child.dep_ in ("aux", "auxpass")]
        modifiers = [child for child in children if child.dep_ in ("advmod", "amod", "compound", "nmod")]
        reading = self._first("none", self._quantified(predicate), finite) or self._first("modal", modals, True)
        if reading is not None and reading.status == "planned" and (self._conditioned(verb) or perfect(verb)):
            return replace(reading, status="possible")
        reading = reading or self._first("modifier", modifiers, finite)
        if reading is not None:
            return reading
        if predicate.pos == "VERB" and token.sent.nodes[-1].text == "?" and predicate.link == "":
            return _Reading("possible", "status.question", "?", True)
        for form in self._forms(predicate):
            cue = self.know.cue("tense", form)
            if cue is not None:
                return _Reading(cue.status, cue.id, form, finite or form == "infinitive")
        return _Reading("occurred", "status.default", "", finite)

    def _first(self, kind: str, tokens: Iterable[Node], finite: bool) -> _Reading | None:
        """Return the reading of the first of some words that is a cue, by its form or its lemma."""
        known = self.know.cues[kind]
        for token in tokens:
            if token.lower_ not in known and token.lemma not in known:
                continue
            cue = self.know.cue(kind, token.lower_) or self.know.cue(kind, token.lemma)
            if cue is not None:
                return _Reading(cue.status, cue.id, token.text, finite)
        return None

    def _quantified(self, predicate: Predicate) -> Iterator[Node]:
        """Yield the words that say how many take part: "no" in "no deal was reached", "nobody was arrested"."""
        for child in self.nodes[predicate.token].children:
            if child.dep_ == "det":
                yield child
            elif predicate.pos == "VERB" and child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
                yield child
                if "det" in child.deps:
                    yield from (grandchild for grandchild in child.children if grandchild.dep_ == "det")

    def _conditioned(self, verb: Node) -> bool:
        """Tell whether a verb depends on a condition: "will fall if Ford cuts jobs"."""
        for clause in verb.children if "advcl" in verb.deps else ():
            reading = self._first("mark", (child for child in clause.children if child.dep_ == "mark"), True)
            if clause.dep_ == "advcl" and reading is not None and reading.status == "possible":
                return True
        return False

    def _forms(self, predicate: Predicate) -> list[str]:
        """Name the grammatical form of a predicate, the more specific first."""
        token = self.nodes[predicate.token]
        later = ["dated later"] if token.i in self.later else []
        if predicate.pos == "NOUN":
            # "a meeting that ends on Friday"
            told = (child for child in token.children if child.dep_ in ("relcl", "acl") and child.tag_ != "VB")
            return later or ["dated later"] * any(child.i in self.later for child in told)
        if predicate.pos == "ADJ":
            return []
        if predicate.tense == "future":
            return ["future"]
        helpers = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
        auxiliaries = {child.lower_ for child in helpers}
        be = any(child.lemma_ == "be" and child.dep_ == "aux" for child in helpers)
        progressive = (token.tag_ == "VBG" and be) or "being" in auxiliaries
        if predicate.tense == "present":
            if progressive:
                return [*later, "present progressive"]
            # "is approved" is the result of what happened; "on 9 July it cuts jobs" tells the past
            return later if token.tag_ == "VBN" or token.i in self.earlier | self.historic else [*later, "present"]
        if progressive and auxiliaries & {"has", "have", "'ve"}:
            return ["present progressive"]  # "has been building"
        objects = "dobj" in token.head.deps
        open_link = predicate.link in ("acl", "relcl", "advcl", "") or (predicate.link == "xcomp" and objects)
        # "hired Calmar to build a plant", "a plant to build cars"; "the first carmaker to offer" did so
        return ["infinitive"] if token.tag_ == "VB" and open_link and not self._ranked(token.head) else []

    def _ranked(self, head: Node) -> bool:
        """Tell whether an infinitive hangs on somebody ranked: "the first to offer", "became the largest to fail"."""
        nouns = [child for child in head.children if child.dep_ == "attr"] if head.pos_ in ("VERB", "AUX") else [head]
        words = [word for noun in nouns for word in (noun, *noun.children)]
        return any(word.tag_ == "JJS" for word in words) or self._first("rank", words, False) is not None

    def _reporters(self, predicate: Predicate) -> tuple[str, ...]:
        """Return who says so: the agent of the reporting verb above, or the source named by "according to"."""
        token = self.nodes[predicate.token]
        for _ in range(REACH):
            above = self.predicates.get(token.i)
            for child in token.children:
                if child.lower_ == "according" and above is not None:
                    for argument in above.arguments:
                        if argument.role == "to" and self.nodes[argument.head].head.i in (child.i, child.i + 1):
                            return argument.entities
            if above is None:
                # a word between two predicates: climb on
                if token.head.i == token.i:
                    return ()
                token = token.head
                continue
            if above.governor < 0 or above.link == "relcl":
                return ()
            governor = self.predicates.get(above.governor)
            if governor is not None and governor.lemma in self.know.reporting and above.link in REPORTED:
                agents = (argument for argument in governor.arguments if argument.role == "agent")
                return tuple(dict.fromkeys(id_ for agent in agents for id_ in agent.entities))
            token = self.nodes[above.governor]
        return ()


def _unfinished(above: _Reading) -> _Reading:
    """Return the reading that a predicate takes over from the one above it."""
    return replace(above, finite=False) if above.finite else above


def dated(doc: Doc, *, later: bool) -> Iterator[int]:
    """Yield the tokens that a date after (or before) the day of publication modifies: "hits stores next week"."""
    published = doc._.published
    for time in doc._.times if published else ():
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if (
            span is not None
            and time.type in ("DATE", "TIME")
            and (time.earliest > published if later else "" < time.latest < published)
        ):
            above = span.root.head
            yield above.head.i if above.dep_ == "prep" else above.i


def perfect(verb: Node) -> bool:
    """Tell whether a verb stands in the perfect: "would have bought"."""
    return any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
