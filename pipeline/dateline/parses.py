"""A parsed document as plain Python: what rules ask of a token is read from the Doc once and kept.

Every attribute of a spaCy `Token` is computed when it is asked for, and `head` and `children` make new tokens each time.
Components ask a thousand times, so they read nodes: objects with the attributes of tokens, by the same names. Tags,
lemmas and parse do not change behind the lemmatizer, so a Doc has one `Parse`; names do, so nodes know none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.attrs import DEP, HEAD, IDX, IS_PUNCT, LEMMA, LOWER, ORTH, POS, SENT_START, TAG
from spacy.tokens import Doc

KEY = "dateline_parse"


@dataclass(eq=False)
class Sentence:
    """Where a sentence lies: tokens `[start, end)`, characters `[start_char, end_char)`."""

    start: int
    nodes: list["Node"]

    @cached_property
    def end(self) -> int:
        """The number of the token behind the sentence."""
        return self.start + len(self.nodes)

    @cached_property
    def start_char(self) -> int:
        """The offset of the first character."""
        return self.nodes[0].idx

    @cached_property
    def end_char(self) -> int:
        """The offset behind the last character."""
        return self.nodes[-1].end

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of the sentence, in lower case."""
        return frozenset(node.lemma for node in self.nodes)


class Node:
    """A token; `lemma` is `lemma_` in lower case, `end` the offset behind its last character."""

    __slots__ = (
        "children",
        "dep_",
        "end",
        "head",
        "i",
        "idx",
        "is_punct",
        "lemma",
        "lemma_",
        "lower_",
        "pos_",
        "sent",
        "tag_",
        "text",
    )
    head: "Node"
    sent: Sentence

    def __init__(
        self, i: int, idx: int, text: str, lower: str, lemma: str, pos: str, tag: str, dep: str, is_punct: bool
    ) -> None:
        self.i = i
        self.idx = idx
        self.end = idx + len(text)
        self.text = text
        self.lower_ = lower
        self.lemma_ = lemma
        self.lemma = lemma.lower()
        self.pos_ = pos
        self.tag_ = tag
        self.dep_ = dep
        self.is_punct = is_punct
        self.children: list[Node] = []

    @property
    def lefts(self) -> list["Node"]:
        """The children in front of it."""
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list["Node"]:
        """The children behind it."""
        return [child for child in self.children if child.i > self.i]

    @property
    def ancestors(self) -> Iterator["Node"]:
        """What it hangs on, step by step up to the root."""
        node = self
        while node.head is not node:
            node = node.head
            yield node

    @property
    def subtree(self) -> Iterator["Node"]:
        """It and all that hangs on it, in text order."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def left_edge(self) -> "Node":
        """The first node of its subtree."""
        return min((child.left_edge for child in self.lefts), key=lambda node: node.i, default=self)

    @property
    def right_edge(self) -> "Node":
        """The last node of its subtree."""
        return max((child.right_edge for child in self.rights), key=lambda node: node.i, default=self)


class Parse:
    """The nodes and sentences of a document, and its text, which spaCy builds anew each time."""

    def __init__(self, doc: Doc) -> None:
        self.text = doc.text
        table = doc.to_array([ORTH, LOWER, LEMMA, POS, TAG, DEP, IDX, IS_PUNCT]).T
        strings = doc.vocab.strings
        texts, lowers, lemmas, poses, tags, deps = (
            [known[key] for key in keys]
            for keys in table[:6].tolist()
            for known in [{key: strings[key] for key in set(keys)}]
        )
        columns = (table[6].tolist(), texts, lowers, lemmas, poses, tags, deps, table[7].tolist())
        self.nodes = [Node(i, *row) for i, row in enumerate(zip(*columns, strict=True))]
        starts: list[int] = []
        # HEAD counts from the token, and may be negative, which the array's type does not know
        heads = doc.to_array([HEAD, SENT_START]).astype("int64").tolist()
        for node, (step, starts_sentence) in zip(self.nodes, heads, strict=True):
            node.head = self.nodes[node.i + step]
            if step:
                node.head.children.append(node)
            if starts_sentence == 1 or node.i == 0:
                starts.append(node.i)
        self.sentences = [
            Sentence(start, self.nodes[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)
        ]
        for sentence in self.sentences:
            for node in sentence.nodes:
                node.sent = sentence


def parse_of(doc: Doc) -> Parse:
    """Return the `Parse` of a Doc, made when it is first asked for.

    It is kept in the Doc's hooks, which, unlike `user_data`, do not travel with its bytes.
    """
    known = doc.user_hooks.get(KEY)
    if not isinstance(known, Parse):
        known = doc.user_hooks[KEY] = Parse(doc)
    return known
