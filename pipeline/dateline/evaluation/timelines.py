"""Scores timelines as SemEval-2015 Task 4 does: dates and order as temporal relations, weighed by temporal awareness.

A timeline is a text file: the entity's name in the first line, then a line an event, of fields between tabs: its place
in the order, its date, and the mentions that tell it (`article-sentence-word`). What has the place 0 could not be
ordered and does not count. The measure is defined by

* Minard et al. (2015), SemEval-2015 Task 4: TimeLine: Cross-Document Event Ordering, <https://aclanthology.org/S15-2132>:
  a timeline is turned into temporal relations, each date is a time; each mention is SIMULTANEOUS with the time of its
  line, and with the mention that follows it if that has the same place, otherwise BEFORE it. Lines are sorted first, by
  their numbers and texts; the n-th mention of a spelling in one timeline is the n-th of that spelling in the other.
* UzZaman and Allen (2011), Temporal Evaluation, <https://aclanthology.org/P11-2061>: precision is the share of the
  system's relations, without those that follow from the ones before, that are in the gold or follow from it; recall the
  same the other way round.
* F1 over all entities is that of the sums over their relations (micro average).

Where relations contradict those before (two places of one date), they are kept and are right only if they stand in the
other timeline word for word, as in the task's tool. Differs from that tool: a timeline that was not made counts, as
missed; there it is passed over.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from dateline.errors import GoldError

SIMULTANEOUS, BEFORE = "SIMULTANEOUS", "BEFORE"
# An event's spelling and its number among those spelled alike, or ("", date) for a time.
Node = tuple[str, int] | tuple[str, str]
Link = tuple[Node, Node, str]


@dataclass(frozen=True)
class Line:
    """One line of a timeline: its place in the order, the date, and the mentions."""

    place: int
    date: str
    mentions: tuple[str, ...]


@dataclass(frozen=True)
class Timeline:
    """The timeline of one entity."""

    entity: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Count:
    """How many relations of each side there are, and how many of them the other side has."""

    predicted: int = 0
    predicted_right: int = 0
    gold: int = 0
    gold_right: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.predicted + other.predicted,
            self.predicted_right + other.predicted_right,
            self.gold + other.gold,
            self.gold_right + other.gold_right,
        )

    @property
    def precision(self) -> float:
        """Share of the predicted relations that are right; 0 where there is none."""
        return self.predicted_right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold's relations that are found; 0 where there is none."""
        return self.gold_right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_timeline(path: Path) -> Timeline:
    """Read the timeline of one entity.

    Raises:
        GoldError: `file:line: reason`, where a line has no place, date and mention.
    """
    try:
        first, *rest = path.read_text(encoding="utf-8-sig").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: the timeline cannot be read: {error}") from error
    lines = []
    for number, text in enumerate(rest, 2):
        if not text.strip():
            continue
        place, *fields = (field.strip() for field in text.split("\t"))
        if not place.isdecimal() or len(fields) < 2:
            raise GoldError(f"{path}:{number}: a line of a timeline has a number, a date and mentions, between tabs")
        lines.append(Line(int(place), fields[0], tuple(filter(None, fields[1:]))))
    return Timeline(first.strip(), tuple(lines))


def score(predicted: Timeline, gold: Timeline) -> Count:
    """Count the relations of two timelines of one entity."""
    ours, theirs = _Graph(links(predicted)), _Graph(links(gold))
    return Count(
        predicted=len(ours.kept),
        predicted_right=sum(map(theirs.tells, ours.kept)),
        gold=len(theirs.kept),
        gold_right=sum(map(ours.tells, theirs.kept)),
    )


def score_all(predicted: Mapping[str, Timeline], gold: Mapping[str, Timeline]) -> dict[str, Count]:
    """Count the relations of each of the gold's timelines, by key; one that was not predicted is missed as a whole."""
    return {key: score(predicted.get(key, Timeline(one.entity, ())), one) for key, one in gold.items()}


def links(timeline: Timeline) -> Iterator[Link]:
    """Yield the relations of a timeline: first those of mentions and dates, then those of successive mentions."""
    seen: Counter[str] = Counter()
    mentions: list[tuple[int, Node, str]] = []
    for line in sorted(timeline.lines, key=_order):
        for mention in line.mentions if line.place else ():
            seen[mention] += 1
            mentions.append((line.place, (mention, seen[mention]), line.date))
    yield from ((node, ("", date), SIMULTANEOUS) for _, node, date in mentions)
    for (place, node, _), (next_place, next_node, _) in pairwise(mentions):
        yield node, next_node, BEFORE if place < next_place else SIMULTANEOUS


def _order(line: Line) -> tuple[tuple[int, str], ...]:
    """Return what lines are sorted by: numbers as numbers, the rest as text."""
    text = "\t".join((str(line.place), line.date, *line.mentions))
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part)


class _Graph:
    """What some relations tell, and what follows from them.

    Nodes that are simultaneous stand for one (`parent`), and `after` holds what one precedes.
    """

    def __init__(self, relations: Iterable[Link]) -> None:
        self.parent: dict[Node, Node] = {}
        self.after: dict[Node, set[Node]] = {}
        self.told: set[Link] = set()
        self.kept: list[Link] = []
        for link in relations:
            if not self._follows(link):
                self.kept.append(link)
                self._add(link)
            self.told.add(link)

    def tells(self, link: Link) -> bool:
        """Say whether a relation was told, in this direction or the other, or follows from what was."""
        one, other, kind = link
        return link in self.told or (kind == SIMULTANEOUS and (other, one, kind) in self.told) or self._follows(link)

    def _root(self, node: Node) -> Node:
        while (parent := self.parent.get(node, node)) != node:
            node = parent
        return node

    def _add(self, link: Link) -> None:
        """Take a relation in, unless it contradicts what is known."""
        one, other = self._root(link[0]), self._root(link[1])
        self.parent.setdefault(link[0], link[0])
        self.parent.setdefault(link[1], link[1])
        if one == other or self._precedes(other, one):
            return
        if link[2] == BEFORE:
            self.after.setdefault(one, set()).add(other)
        elif not self._precedes(one, other):
            self.parent[other] = one
            self.after.setdefault(one, set()).update(self.after.pop(other, ()))

    def _follows(self, link: Link) -> bool:
        if link[0] not in self.parent or link[1] not in self.parent:
            return False
        one, other = self._root(link[0]), self._root(link[1])
        return one == other if link[2] == SIMULTANEOUS else self._precedes(one, other)

    def _precedes(self, one: Node, other: Node) -> bool:
        reached, open_ = {one}, [one]
        while open_:
            for node in map(self._root, self.after.get(open_.pop(), ())):
                if node == other:
                    return True
                if node not in reached:
                    reached.add(node)
                    open_.append(node)
        return False
