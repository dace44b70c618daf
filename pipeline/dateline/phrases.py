"""Words that stand together, on the nodes of a parse: for nodes what spaCy's `Span` is for tokens."""

from bisect import bisect_left, bisect_right

from dateline.parses import Node, Parse


class Phrase:
    """The tokens `[start, end)` of a parse, at least one."""

    __slots__ = ("end", "parse", "start")

    def __init__(self, parse: Parse, start: int, end: int) -> None:
        self.parse = parse
        self.start = start
        self.end = end

    def __len__(self) -> int:
        """Return the number of tokens."""
        return self.end - self.start

    @property
    def nodes(self) -> list[Node]:
        """The tokens."""
        return self.parse.nodes[self.start : self.end]

    @property
    def first(self) -> Node:
        """The first token."""
        return self.parse.nodes[self.start]

    @property
    def last(self) -> Node:
        """The last token."""
        return self.parse.nodes[self.end - 1]

    @property
    def before(self) -> Node | None:
        """The token in front, in the same sentence."""
        return self.parse.nodes[self.start - 1] if self.start > self.first.sent.start else None

    @property
    def behind(self) -> Node | None:
        """The token behind."""
        return self.parse.nodes[self.end] if self.end < len(self.parse.nodes) else None

    @property
    def text(self) -> str:
        """What it says."""
        return self.parse.text[self.first.idx : self.last.end]

    @property
    def root(self) -> Node:
        """The token that stands highest in the tree, of several the first."""
        return min(self.nodes, key=lambda node: sum(1 for _ in node.ancestors))


class Ruler:
    """Finds the tokens of a parse that lie at given characters."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.starts = [node.idx for node in parse.nodes]
        self.ends = [node.end for node in parse.nodes]

    def touched(self, first: int, last: int) -> Phrase:
        """Return the tokens of which at least a part lies in the characters `[first, last)`."""
        return Phrase(self.parse, bisect_right(self.ends, first), bisect_left(self.starts, last))

    def held(self, first: int, last: int) -> tuple[int, int]:
        """Return start and end of the tokens that lie as a whole in the characters `[first, last)`."""
        return bisect_left(self.starts, first), bisect_right(self.ends, last)

    def filled(self, first: int, last: int) -> Phrase | None:
        """Return the tokens that the characters `[first, last)` are, or None where they end inside of one."""
        start, end = self.held(first, last)
        whole = start < end and self.starts[start] == first and self.ends[end - 1] == last
        return Phrase(self.parse, start, end) if whole else None
