"""Training sentences whose words may carry several tags at once.

The sets differ in what they label. Where one is silent, a word gets every tag that it may have, and the loss asks only
that the network choose among them: "Voltara" in a set without products is O or the beginning of a product.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dateline.recogniser import bio_tags

LABELS = ("ORG", "PERSON", "PLACE", "PRODUCT", "WORK", "NAMED_EVENT", "NORP")
TAGS = tuple(bio_tags(LABELS))
OUTSIDE = 1
ANY = (1 << len(TAGS)) - 1


def begins(*labels: str) -> int:
    """Return the tags with which a name of one of these labels begins."""
    return sum(1 << TAGS.index(f"B-{label}") for label in labels)


def goes_on(*labels: str) -> int:
    """Return the tags with which a name of one of these labels goes on."""
    return sum(1 << TAGS.index(f"I-{label}") for label in labels)


def either(*labels: str) -> int:
    """Return all tags of these labels and O: a word that may belong to such a name."""
    return OUTSIDE | begins(*labels) | goes_on(*labels)


@dataclass
class Sentence:
    """Words and, for each, the set of tags that it may have, as bits of `TAGS`; `source` is the set's name."""

    words: list[str]
    tags: list[int]
    source: str
    weight: float = 1.0
    known: list[tuple[int, int, str]] = field(default_factory=list)
    """Spans `(start, end, original label)` as the set has them."""

    def put(self, start: int, end: int, labels: Sequence[str], optional: bool = False) -> None:
        """Make `[start, end)` a name of one of `labels`; an `optional` one may be no name at all."""
        outside = OUTSIDE if optional else 0
        for index in range(start, end):
            self.tags[index] = outside | (begins(*labels) if index == start else goes_on(*labels))
            if optional and index > start:
                self.tags[index] |= begins(*labels)

    def clear(self, start: int, end: int, tags: int = OUTSIDE) -> None:
        """Give the words `[start, end)` the tags `tags`."""
        self.tags[start:end] = [tags] * (end - start)

    def names(self) -> Iterator[tuple[int, int, str]]:
        """Yield the spans whose label is certain."""
        start, label = 0, ""
        for index, tags in enumerate([*self.tags, OUTSIDE]):
            single = TAGS[tags.bit_length() - 1] if tags and not tags & (tags - 1) else ""
            if label and single != f"I-{label}":
                yield start, index, label
                label = ""
            if single.startswith("B-"):
                start, label = index, single[2:]


def iob_spans(tags: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield `(start, end, label)` of IOB1, IOB2 or IO tags; a bare label without prefix counts as I-."""
    start, label = 0, ""
    index = -1
    for index, tag in enumerate(tags):
        prefix, dash, rest = tag.partition("-")
        if prefix not in ("B", "I") or not dash:
            prefix, rest = ("", "") if tag in ("O", "", "-") else ("I", tag)
        if label and (prefix == "B" or rest != label):
            yield start, index, label
            label = ""
        if prefix and not label:
            start, label = index, rest
    if label:
        yield start, index + 1, label
