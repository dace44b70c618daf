"""A parsed document as plain Python: what rules ask of a token is read from the Doc once and kept.

A spaCy `Token` computes an attribute when it is asked for it, and its `head` and `children` are new tokens each time.
Components ask a thousand times, so they read nodes: objects with the attributes of tokens, by the same names. Tags,
lemmas and parse do not change behind the lemmatizer, so a Doc has one `Parse`; names do, and are read again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from spacy.tokens import Doc

from dateline.memory import kept

KEY = "dateline_parse"
COLUMNS: list[int | str] = ["ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "IDX", "IS_PUNCT", "SPACY"]
# No word, gap or address that matters is so long: it is data that got into a text, and patterns would take hours on it.
DATA = re.compile(r"\S{200,}|\s{200,}")

NO_LABELS: frozenset[str] = frozenset()


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
        return frozenset([node.lemma for node in self.nodes])


class Node:
    """A token; `lemma` is `lemma_` in lower case, `end` the offset behind its last character.

    `deps` are the labels of its children: what it lacks need not be looked for among them.
    """

    __slots__ = (
        "children",
        "dep_",
        "deps",
        "end",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_punct",
        "left_edge",
        "lemma",
        "lemma_",
        "lower_",
        "pos_",
        "right_edge",
        "sent",
        "tag_",
        "text",
    )
    children: Sequence["Node"]
    deps: frozenset[str]
    head: "Node"
    left_edge: "Node"
    right_edge: "Node"
    sent: Sentence

    def __init__(
        self,
        i: int,
        idx: int,
        text: str,
        lower: str,
        lemma_: str,
        lemma: str,
        pos: str,
        tag: str,
        dep: str,
        is_punct: bool,
        sent: Sentence,
    ) -> None:
        self.i = i
        self.idx = idx
        self.end = idx + len(text)
        self.text = text
        self.lower_ = lower
        self.lemma_ = lemma_
        self.lemma = lemma
        self.pos_ = pos
        self.tag_ = tag
        self.dep_ = dep
        self.is_punct = is_punct
        self.ent_type_ = ""
        self.children = ()
        self.deps = NO_LABELS
        self.sent = sent
        self.head = self.left_edge = self.right_edge = self

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
        # not by recursion: a text without a full stop hangs on one chain of thousands
        pending = [(self, False)]
        while pending:
            node, opened = pending.pop()
            if opened or not node.children:
                yield node
            else:
                pending += [(child, False) for child in reversed(node.rights)]
                pending.append((node, True))
                pending += [(child, False) for child in reversed(node.lefts)]


class Parse:
    """The nodes and sentences of a document, and its text, as patterns read it: without what is no text."""

    def __init__(self, doc: Doc) -> None:
        table = doc.to_array(COLUMNS).T
        strings = doc.vocab.strings
        texts, lowers, lemmas, poses, tags, deps = (
            [known[key] for key in keys]
            for keys in table[:6].tolist()
            for known in [{key: strings[key] for key in set(keys)}]
        )
        # as `doc.text`, which spaCy builds anew each time, and makes a token of every word
        text = "".join([text + " " * space for text, space in zip(texts, table[8].tolist(), strict=True)])
        self.text = DATA.sub(lambda found: "\0" * len(found[0]), text)
        small = {lemma: lemma.lower() for lemma in set(lemmas)}
        # HEAD counts from the token, and may be negative, which the array's type does not know
        steps, marks = doc.to_array(["HEAD", "SENT_START"]).astype("int64").T.tolist()
        starts = [i for i, mark in enumerate(marks) if mark == 1 or i == 0]
        lengths = [end - start for start, end in pairwise((*starts, len(marks)))]
        self.sentences = [Sentence(start, []) for start in starts]
        columns = (
            table[6].tolist(),
            texts,
            lowers,
            lemmas,
            [small[lemma] for lemma in lemmas],
            poses,
            tags,
            deps,
            table[7].tolist(),
            [sentence for sentence, length in zip(self.sentences, lengths, strict=True) for _ in range(length)],
        )
        self.nodes = nodes = list(map(Node, range(len(marks)), *columns))
        for sentence, length in zip(self.sentences, lengths, strict=True):
            sentence.nodes = nodes[sentence.start : sentence.start + length]
        children: dict[int, list[Node]] = {}
        for i, step in enumerate(steps):
            if step:
                nodes[i].head = nodes[i + step]
                children.setdefault(i + step, []).append(nodes[i])
        for i, found in children.items():
            node, token = nodes[i], doc[i]
            node.children = found
            node.deps = _labels(tuple([child.dep_ for child in found]))
            node.left_edge, node.right_edge = nodes[token.left_edge.i], nodes[token.right_edge.i]
        self.names = b""

    def name(self, doc: Doc) -> None:
        """Take over the types of names, where they have changed."""
        names = doc.to_array("ENT_TYPE")
        if names.tobytes() != self.names:
            for node, key in zip(self.nodes, names.tolist(), strict=True):
                node.ent_type_ = doc.vocab.strings[key] if key else ""
            self.names = names.tobytes()


@lru_cache(maxsize=10_000)
def _labels(deps: tuple[str, ...]) -> frozenset[str]:
    """Return some labels as a set, of which there are few in all documents."""
    return frozenset(deps)


def parse_of(doc: Doc) -> Parse:
    """Return the `Parse` of a Doc, made when it is first asked for and kept beside it."""
    memory = kept(doc)
    if KEY not in memory:
        memory[KEY] = Parse(doc)
    parse: Parse = memory[KEY]
    parse.name(doc)
    return parse
