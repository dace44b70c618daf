"""Makes more training sentences: makers and models both ways, headlines in capitals, small letters.

Partly labelled sets know cars but not their makers, and teach that "BMW" is a product. Here makers stand alone as
organisations as often as they stand before a model as part of its name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from dateline.recogniser import Hyphens, Word, units
from dateline.training.tagging import OUTSIDE, Sentence, begins


@dataclass
class Inventor:
    """Draws names of all kinds for the slots of patterns; what it draws follows from `random` alone."""

    random: Random
    makers: Sequence[str]
    places: Sequence[str]
    first_names: Sequence[str]
    agencies: Sequence[str]
    products: Sequence[str]
    peoples: Sequence[str]
    currencies: Sequence[str]
    table: Mapping[str, Any]

    def name(self) -> str:
        """Return a made-up word with a capital."""
        return "".join(self.random.choices(self.table["syllables"], k=self.random.choice((2, 2, 3)))).capitalize()

    def model(self) -> str:
        """Return a made-up model without its maker: "A4", "Tivora GT"."""
        while (made := self.made(self.random.choice(self.table["models"]))) in self.table["never"]:
            pass
        return made

    def made(self, shape: str) -> str:
        """Return a text of a shape, in which "&" is a made-up name, "#" a digit, "@" a capital, "*" a small letter."""
        made = re.sub("&", lambda _: self.name(), shape)
        made = re.sub("#", lambda _: str(self.random.randint(1, 9)), made)
        made = re.sub("@", lambda _: self.random.choice("ABCDEFGHKLMPQRSTVXZ"), made)
        return re.sub(r"\*", lambda _: self.random.choice("eigx"), made)

    def product(self) -> str:
        """Return a model, mostly with its maker before it, or a product that everybody knows."""
        if self.random.random() < 0.25:
            return self.random.choice(self.products)
        return self.model() if self.random.random() < 0.4 else f"{self.random.choice(self.makers)} {self.model()}"

    def draw(self, slot: str) -> tuple[str, str]:
        """Return a text for a slot of a pattern, and its label; none for what is no name, as a currency."""
        if slot in self.table["slots"]:
            kind = self.table["slots"][slot]
            return self.made(self.random.choice(kind["shapes"])), kind["label"]
        if slot == "people":
            return self.random.choice(self.peoples), "NORP"
        if slot == "currency":
            code = self.random.choice(self.currencies)
            return self.random.choice((code, code.capitalize())), ""
        if slot == "maker":
            return self.random.choice(self.makers), "ORG"
        if slot == "agency":
            return self.random.choice(self.agencies), "ORG"
        if slot in ("place", "PLACE"):
            place = self.random.choice(self.places)
            return (place if slot.islower() else place.upper()), "PLACE"
        if slot == "person":
            return f"{self.random.choice(self.first_names)} {self.name()}", "PERSON"
        return (self.model() if slot == "model" else self.product()), "PRODUCT"


def from_patterns(count: int, inventor: Inventor, hyphens: Hyphens) -> list[Sentence]:
    """Return sentences made from the configuration's patterns."""
    sentences = []
    for _ in range(count):
        sentence = Sentence([], [], "patterns")
        for part in re.split(r"(\{\w+\})", inventor.random.choice(inventor.table["texts"])):
            start = len(sentence.words)
            text, label = inventor.draw(part[1:-1]) if part.startswith("{") else (inventor.made(part), "")
            _extend(sentence, text.split(), hyphens)
            if label:
                sentence.put(start, len(sentence.words), [label])
        sentences.append(sentence)
    return sentences


def _extend(sentence: Sentence, words: Sequence[str], hyphens: Hyphens) -> None:
    parts = [part.text for word in words for part in units([Word(word, 0, len(word))], hyphens)]
    sentence.words += parts
    sentence.tags += [1] * len(parts)


def replaced(sentence: Sentence, label: str, texts: Sequence[str], hyphens: Hyphens) -> Sentence:
    """Return a copy in which the names of `label` have given way to `texts`, one after the other."""
    copy = Sentence([], [], f"{sentence.source}+{label.lower()}")
    done = 0
    for number, (start, end, _) in enumerate(name for name in sentence.names() if name[2] == label):
        copy.words += sentence.words[done:start]
        copy.tags += sentence.tags[done:start]
        begin = len(copy.words)
        _extend(copy, texts[number % len(texts)].split(), hyphens)
        copy.put(begin, len(copy.words), [label])
        done = end
    copy.words += sentence.words[done:]
    copy.tags += sentence.tags[done:]
    return copy


def with_makers(
    sentences: Sequence[Sentence], makers: int, models: int, inventor: Inventor, hyphens: Hyphens
) -> list[Sentence]:
    """Return copies of sentences with companies replaced by makers, and with products replaced by models."""
    firms = [s for s in sentences if any(label.endswith("company") for _, _, label in s.known)]
    things = [s for s in sentences if any(label == "PRODUCT" for _, _, label in s.names())]
    made = [
        replaced(sentence, "ORG", [inventor.draw("maker")[0] for _ in range(4)], hyphens)
        for sentence in _some(firms, makers, inventor.random)
    ]
    made += [
        replaced(sentence, "PRODUCT", [inventor.product() for _ in range(4)], hyphens)
        for sentence in _some(things, models, inventor.random)
    ]
    return made


def _some(sentences: Sequence[Sentence], count: int, random: Random) -> list[Sentence]:
    return random.sample(sentences, min(count, len(sentences)))


def recased(sentence: Sentence, how: str) -> Sentence:
    """Return a copy in capitals (`upper`), in small letters (`lower`) or With Capitals (`title`).

    Where a copy is in small letters, or every word has a capital, what was open stays so; certain tags stay too.
    """
    write = {"upper": str.upper, "lower": str.lower, "title": _titled}[how]
    tags = list(sentence.tags)
    if how == "lower":
        # A name in small letters may well be missed: "apple", "target".
        tags = [tag | OUTSIDE if tag & begins("PRODUCT", "WORK") else tag for tag in tags]
    return Sentence([write(word) for word in sentence.words], tags, f"{sentence.source}+{how}")


def _titled(word: str) -> str:
    return word[:1].upper() + word[1:] if len(word) > 3 else word


def recase_some(sentences: Sequence[Sentence], shares: Mapping[str, float], random: Random) -> list[Sentence]:
    """Return recased copies of a share of the sentences for each way of writing."""
    return [
        recased(sentence, how)
        for how in ("upper", "lower", "title")
        for sentence in _some(sentences, round(len(sentences) * shares[how]), random)
    ]
