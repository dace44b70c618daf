"""What the words around a name say of its type: "Ostrel, the Leeds delivery company", "shares in Ostrel".

A witness looks at one mention of a name, knows nothing of the name itself, and may speak against a type as well as for
one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from dateline.parses import Node

SUBJECTS = ("nsubj", "nsubjpass")
IN_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "ADV", "PRON"})
LOCATIVE = ("in", "at", "from")
LOOK_AHEAD = 12


class Testimony(NamedTuple):
    """One witness's word: `weight` for (or against) `label`."""

    label: str
    weight: float
    witness: str


class Witnesses:
    """Finds the testimonies for a mention of a name by what stands around it."""

    def __init__(
        self,
        nouns: Mapping[str, str],
        placed: Mapping[str, Mapping[str, str]],
        owned: Mapping[str, list[str]],
        verbs: Mapping[str, list[str]],
    ) -> None:
        """Take nouns with their type, what organisations own, and verbs with what their subject or object is.

        `placed` has the nouns that tell a type in one place only: `before` the name, `behind` it, before `of` and the
        name.
        """
        self.nouns = nouns
        self.placed = placed
        self.owned = owned
        self.verbs = verbs

    def heard(self, nodes: Sequence[Node], start: int, end: int) -> Iterator[Testimony]:
        """Yield what is said of the name `nodes[start:end]`."""
        around: tuple[Callable[[Sequence[Node], int, int], Iterator[Testimony]], ...] = (
            self._nouns_beside,
            self._possessions,
            self._pronouns,
            self._verbs_beside,
            self._prepositions,
        )
        for look in around:
            yield from look(nodes, start, end)

    def _nouns_beside(self, nodes: Sequence[Node], start: int, end: int) -> Iterator[Testimony]:
        behind = nodes[end] if end < len(nodes) else None
        before = nodes[start - 1] if start else None
        # "Ostrel, a maker of clocks", "Ostrel (the clock maker)"
        if behind is not None and behind.text in (",", "(", "–", "—", "-") and not _is_hyphen(nodes, end):
            label = self._label_of(self._head(nodes, end + 1))
            if label and not _is_clause(nodes, end + 1):
                yield Testimony(label, 3.0, "apposition")
        if behind is not None and behind.lemma_ in ("be", "become", "remain"):
            label = self._label_of(self._head(nodes, end + 1))
            if label and _has_article(nodes, end + 1):
                yield Testimony(label, 2.5, "predicate")
        if before is None:
            return
        # "another storm, Ostrel," needs both commas; "the brokers Ostrel" none.
        apposed = before.text == "," and behind is not None and behind.text in (",", ".", ")")
        if start > 1 and (apposed or before.lower_ in ("called", "named", "dubbed")):
            before = nodes[start - 2]
        if (before.pos_ in ("NOUN", "ADJ") and before.text.islower()) or (
            before.i == before.sent.start and before.text.istitle()
        ):
            label = self._label_of(before) or self.placed["before"].get(_lemma(before))
            if label:
                yield Testimony(label, 3.0, "noun before")
        # "the recall of the Ostrel"
        of = start - 2 if before.lower_ in ("the", "its") else start - 1
        if of > 0 and nodes[of].lower_ == "of":
            label = self.placed["of"].get(_lemma(nodes[of - 1]))
            # "the mayor of Ostrel", but "the recall of the Ostrel"
            if label and (label == "PLACE") == (of == start - 1):
                yield Testimony(label, 2.5, "noun of")
        if behind is not None and behind.pos_ == "NOUN" and _lemma(behind) in self.placed["behind"]:
            yield Testimony(self.placed["behind"][_lemma(behind)], 2.5, "noun behind")
        # "its Ostrel platform"
        determined = before.pos_ == "DET" or before.tag_ == "PRP$"
        if determined and behind is not None and behind.pos_ == "NOUN" and self._label_of(behind) == "PLACE":
            yield Testimony("PLACE", 2.5, "facility behind")
        # "its Ostrel yoghurts"; "the Ostrel phone" may be named after its maker.
        thing = self._label_of(behind) if behind is not None and behind.pos_ == "NOUN" else None
        if before.tag_ == "PRP$" and thing == "PRODUCT":
            yield Testimony("PRODUCT", 2.5, "product behind")

    def _possessions(self, nodes: Sequence[Node], start: int, end: int) -> Iterator[Testimony]:
        if end < len(nodes) and nodes[end].tag_ == "POS":
            if any(token.pos_ == "NOUN" and _lemma(token) in self.owned for token in _phrase(nodes, end + 1)):
                yield Testimony("ORG", 2.0, "owner")
                yield Testimony("PERSON", -0.5, "owner")
        elif end < len(nodes) and "both" in self.owned.get(_lemma(_last_noun(nodes, end)), ()):
            yield Testimony("ORG", 2.0, "compound")
            yield Testimony("PERSON", -1.0, "compound")
        if (
            start > 1
            and nodes[start - 1].lower_ in ("of", "in", "at")
            and "both" in self.owned.get(_lemma(nodes[start - 2]), ())
        ):
            yield Testimony("ORG", 2.0, "owned of")
            yield Testimony("PERSON", -1.0, "owned of")
        # "economist at Ostrel"
        elif start > 1 and nodes[start - 1].lower_ == "at" and self.nouns.get(_lemma(nodes[start - 2])) == "PERSON":
            yield Testimony("ORG", 1.5, "employer")
            yield Testimony("PERSON", -1.0, "employer")

    def _pronouns(self, nodes: Sequence[Node], start: int, end: int) -> Iterator[Testimony]:
        if end + 1 < len(nodes) and nodes[end].text == "," and nodes[end + 1].lower_ in ("which", "who"):
            thing = nodes[end + 1].lower_ == "which"
            # Not "those in Ostrel, who cannot afford it".
            if thing or not start or nodes[start - 1].lower_ not in LOCATIVE:
                yield Testimony("PERSON", -2.0 if thing else 2.0, "relative")
                yield Testimony("ORG", 1.0 if thing else -1.0, "relative")
            # "Ostrel, which sells", "Ostrel, which was approved"
            if thing and end + 2 < len(nodes):
                yield from self._of_verb(nodes[end + 2], "subject")
            if thing and end + 3 < len(nodes) and nodes[end + 3].tag_ == "VBN" and nodes[end + 2].lemma_ == "be":
                yield from self._of_verb(nodes[end + 3], "passive")
        # "Ostrel, founded in 2015,"
        if end + 1 < len(nodes) and nodes[end].text == "," and nodes[end + 1].tag_ == "VBN":
            yield from self._of_verb(nodes[end + 1], "passive")
        # "Salter, 46,"
        if end + 2 < len(nodes) and nodes[end].text == "," and nodes[end + 2].text in (",", "."):
            age = nodes[end + 1]
            if age.text.isdigit() and len(age.text) == 2:
                yield Testimony("PERSON", 2.5, "age")
        subject = nodes[end - 1]
        if subject.dep_ in SUBJECTS and subject.head.i >= end:
            for token in nodes[subject.head.i + 1 : subject.head.i + LOOK_AHEAD]:
                if token.i == token.sent.start:
                    break
                if token.dep_ in SUBJECTS and token.lower_ != "it":
                    break
                if token.lower_ in ("it", "its", "itself"):
                    yield Testimony("ORG", 0.75, "it")
                    yield Testimony("PERSON", -0.75, "it")
                    break
                if token.lower_ in ("he", "she", "his", "her", "himself", "herself"):
                    yield Testimony("PERSON", 1.5, "he or she")
                    break

    def _verbs_beside(self, nodes: Sequence[Node], start: int, end: int) -> Iterator[Testimony]:
        root = nodes[end - 1]
        if root.dep_ == "nsubj":
            yield from self._of_verb(root.head, "subject")
        elif root.dep_ == "dobj":
            yield from self._of_verb(root.head, "object")
        elif root.dep_ == "nsubjpass":
            yield from self._of_verb(root.head, "passive")
        elif root.dep_ == "pobj" and root.head.dep_ == "agent":
            yield Testimony("PLACE", -1.0, "agent")

    def _of_verb(self, verb: Node, part: str) -> Iterator[Testimony]:
        for value in self.verbs.get(verb.lemma_, ()):
            role, label, weight = value.split()
            if (role == part or (role == "object" and part == "passive")) and verb.pos_ == "VERB":
                yield Testimony(label, float(weight), f"{part} of verb")
                yield Testimony("PERSON", -float(weight) / 2, f"{part} of verb")

    def _prepositions(self, nodes: Sequence[Node], start: int, end: int) -> Iterator[Testimony]:
        if not start:
            return
        before = nodes[start - 1]
        if before.lower_ in ("near", "outside", "northern", "southern", "eastern", "western", "central"):
            yield Testimony("PLACE", 2.0, "near")
        if before.lower_ in ("in", "at", "near", "on") and start > 1 and self._label_of(nodes[start - 2]) == "PLACE":
            yield Testimony("PLACE", 2.0, "place at")
        if before.lower_ in (*LOCATIVE, "to") and nodes[end - 1].dep_ == "pobj" and before.dep_ == "prep":
            inside = before.lower_ == "in"
            yield Testimony("PLACE", 1.25 if inside else 0.5, "preposition")
            yield Testimony("PERSON", -1.0 if inside else -0.5, "preposition")
        # "Salter of Ostrel": whatever it is, it is no person.
        if (
            before.lower_ == "of"
            and start > 1
            and nodes[start - 2].ent_type_ == "PERSON"
            and nodes[end - 1].dep_ == "pobj"
        ):
            yield Testimony("ORG", 1.0, "person of")
            yield Testimony("PERSON", -2.0, "person of")

    def _head(self, nodes: Sequence[Node], start: int) -> Node | None:
        """Return the head of the noun phrase that begins at `start`."""
        # The tagger takes "thinner" in "its blood thinner" for an adjective.
        nouns = [token for token in _phrase(nodes, start) if token.pos_ == "NOUN" or token.dep_ in ("appos", "attr")]
        return nouns[-1] if nouns else None

    def _label_of(self, noun: Node | None) -> str | None:
        return self.nouns.get(_lemma(noun)) or self.nouns.get(noun.lower_) if noun is not None else None


def _phrase(nodes: Sequence[Node], start: int) -> Iterator[Node]:
    """Yield the words of the noun phrase that begins at `start`, up to its head and without what follows it."""
    seen = False
    for token in nodes[start : start + LOOK_AHEAD]:
        modifier = token.tag_ in ("POS", "VBN", "VBG", "HYPH") or token.pos_ in IN_PHRASE or token.text == "-"
        if not modifier or (seen and token.pos_ in ("DET", "PRON")) or (seen and token.tag_ in ("VBN", "WDT", "WP")):
            return
        seen = seen or token.pos_ == "NOUN"
        yield token


def _is_clause(nodes: Sequence[Node], start: int) -> bool:
    """Tell whether the noun phrase at `start` is a subject, no apposition: "Founded by Ostrel, the firm grew"."""
    words = list(_phrase(nodes, start))
    behind = words[-1].i + 1 if words else start
    return behind < len(nodes) and (nodes[behind].pos_ == "AUX" or nodes[behind].tag_ in ("VBD", "VBZ", "VBP", "MD"))


def _last_noun(nodes: Sequence[Node], start: int) -> Node:
    """Return the last of the nouns that follow one another from `start`, or the token there if it is none."""
    end = start
    while end + 1 < len(nodes) and nodes[end].pos_ == "NOUN" and nodes[end + 1].pos_ == "NOUN":
        end += 1
    return nodes[end]


def _has_article(nodes: Sequence[Node], start: int) -> bool:
    """Tell whether an article stands at `start` or behind an adverb there."""
    return any(token.lower_ in ("a", "an", "the", "one") for token in nodes[start : start + 2])


def _is_hyphen(nodes: Sequence[Node], i: int) -> bool:
    """Tell whether a hyphen without a space behind it stands at `i`, with more to follow."""
    return nodes[i].text == "-" and i + 1 < len(nodes) and nodes[i].end == nodes[i + 1].idx


def _lemma(token: Node) -> str:
    return (token.lemma_ or token.lower_).lower()


def typed(nouns: Mapping[str, Set[str]]) -> dict[str, str]:
    """Return every noun's type, from the nouns of each type; of two types the later one holds."""
    return {noun: label for label, entries in nouns.items() for noun in entries}
