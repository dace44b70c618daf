"""The stock attribute ruler, which writes part of speech, morphology and some lemmas, with a memory.

It tries all its rules on every token, as patterns of spaCy's matcher. But its rules ask for a tag, a label and some
words only, so tokens that are alike in these are treated alike, and what was found of one is known of the others.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

SEEN: list[int | str] = ["LOWER", "TAG", "DEP"]
WRITTEN: list[int | str] = ["POS", "MORPH", "LEMMA", "TAG", "DEP"]
OTHER = 1  # stands for the words and labels that no rule asks for
REMEMBERED = 200_000

Key = tuple[int, int, int]


@dataclass(frozen=True)
class Kind:
    """What matches tokens that are alike.

    `alone` are the numbers of rules over one token; `opens` and `closes` number and pattern of those over two.
    """

    alone: tuple[int, ...]
    opens: tuple[tuple[int, int], ...]
    closes: frozenset[tuple[int, int]]


class Attributes(AttributeRuler):
    """Does what the stock component does with the rules that it holds."""

    def __init__(self, vocab: Vocab, name: str = "attribute_ruler") -> None:
        super().__init__(vocab, name)
        self.compiled = -1

    def add_patterns(self, patterns: Iterable[dict[str, Any]]) -> None:
        """Add rules and compile them at once: in a memory zone their strings would be forgotten at its end."""
        super().add_patterns(patterns)
        self.compile()

    def compile(self) -> None:
        """Make of every token of a pattern a pattern of its own, and collect what they ask for."""
        self.parts = Matcher(self.vocab)
        self.asked: dict[str, set[str]] = {"LOWER": set(), "DEP": set(), "TAG": set(), "IS_SPACE": set()}
        self.shapes: list[re.Pattern[str]] = []
        self.pairs: set[tuple[int, int]] = set()
        rules: list[dict[str, Any]] = list(self.patterns)
        for number, rule in enumerate(rules):
            for choice, pattern in enumerate(rule["patterns"]):
                if len(pattern) == 2:
                    self.pairs.add((number, choice))
                if len(pattern) > 2:
                    raise NotImplementedError(f"{self.name}: rules over three tokens are not known here")
                for place, token in enumerate(pattern):
                    self.parts.add(f"{number} {choice} {place}", [[token]])
                    for attribute, asked in token.items():
                        self._collect(attribute, asked if isinstance(asked, dict) else {"IN": [asked]})
        self.words: dict[int, int] = {}
        self.deps = {self.vocab.strings.add(label) for label in self.asked["DEP"]}
        self.kinds: dict[Key, Kind] = {}
        self.compiled = len(self.attrs)

    def _collect(self, attribute: str, asked: dict[str, Any]) -> None:
        for operation, values in asked.items():
            if operation == "REGEX" and attribute == "LOWER":
                self.shapes.append(re.compile(values))
            elif attribute not in self.asked or operation not in ("IN", "NOT_IN"):
                raise NotImplementedError(f"{self.name}: rules that ask for {attribute} {operation} are not known here")
            else:
                self.asked[attribute].update(values)

    def __call__(self, doc: Doc) -> Doc:
        """Write the attributes of the tokens; where several rules match a token, later ones win."""
        if self.compiled != len(self.attrs):
            self.compile()
        kinds = self._kinds(doc)
        rules = [kind.alone for kind in kinds]
        for at, kind in enumerate(kinds):
            for number, choice in kind.opens if at + 1 < len(kinds) else ():
                if (number, choice) in kinds[at + 1].closes:
                    target = at + range(2)[self.indices[number]]
                    rules[target] = tuple(sorted((*rules[target], number)))
        written = {numbers: self._written(numbers) for numbers in set(rules)}
        values: Any = doc.to_array(WRITTEN)
        found = np.array([written[numbers] for numbers in rules], dtype=values.dtype).reshape(values.shape)
        merged: Any = np.where(found, found, values)
        return doc.from_array(WRITTEN, merged)

    def _kinds(self, doc: Doc) -> list[Kind]:
        """Return for each token what rules match it or its like."""
        if len(self.words) > REMEMBERED:
            self.words.clear()
        keys: list[Key] = []
        for lower, tag, label in doc.to_array(SEEN).tolist():
            word = self.words.get(lower) or self._word(lower)
            keys.append((word, tag, label if label in self.deps else OTHER))
        new = {key: doc[at] for at, key in enumerate(keys) if key not in self.kinds}
        if new:
            self._meet(doc.vocab, new)
        return [self.kinds[key] for key in keys]

    def _word(self, lower: int) -> int:
        """Return the word itself where a rule asks for it, or `OTHER`."""
        text = self.vocab.strings[lower]
        asked = text in self.asked["LOWER"] or text.isspace() or any(shape.search(text) for shape in self.shapes)
        return self.words.setdefault(lower, lower if asked else OTHER)

    def _meet(self, vocab: Vocab, new: dict[Key, Token]) -> None:
        """Let the matcher tell which rules match tokens of kinds that were not met before."""
        words = Doc(
            vocab,
            words=[token.text for token in new.values()],
            tags=[token.tag_ for token in new.values()],
            deps=[token.dep_ for token in new.values()],
            heads=list(range(len(new))),
        )
        found: list[list[tuple[int, int, int]]] = [[] for _ in words]
        for name, at, _ in self.parts(words, allow_missing=True):
            number, choice, place = map(int, vocab.strings[name].split())
            found[at].append((number, choice, place))
        for key, parts in zip(new, found, strict=True):
            pairs = [(number, choice, place) for number, choice, place in parts if (number, choice) in self.pairs]
            self.kinds[key] = Kind(
                alone=tuple(sorted(number for number, choice, _ in parts if (number, choice) not in self.pairs)),
                opens=tuple((number, choice) for number, choice, place in pairs if place == 0),
                closes=frozenset((number, choice) for number, choice, place in pairs if place == 1),
            )

    def _written(self, numbers: tuple[int, ...]) -> list[int]:
        """Return what some rules write, in the order of `WRITTEN`; 0 where they write nothing."""
        values: dict[Any, int] = {}
        for number in numbers:
            values |= self.attrs[number]
        return [values.get(self.vocab.strings[name], 0) for name in WRITTEN]


@Language.factory("dateline_attributes", assigns=["token.pos", "token.morph", "token.lemma"], requires=["token.tag"])
def make(nlp: Language, name: str) -> Attributes:
    """Make the component."""
    return Attributes(nlp.vocab, name)
