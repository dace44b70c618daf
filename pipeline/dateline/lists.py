"""Lists that users keep: what is a name of what, which entities are one, which are not, and what is no entity.

A list is a CSV file with a header, in UTF-8; columns are found by their names and others may stand beside them:

    aliases   name,type,alias    `alias` in the text is the entity `name`
    merge     name,type,into     the entity `name` is the entity `into`
    forbid    name,type,other    they are two, whatever speaks for one (`into` will do for `other`)
    ignore    name,type          no entity (`type` may be left out or empty: of any type)

`read_lists` checks the files, `Decisions` is what they say, in the form in which components and the joining of the
corpus ask for it. An alias is compared as it is written, other names by `comparable`. The order of files and lines
does not matter. In Python rows may stand for a file: `[("Orvane", "ORG", "Ovi")]`.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import StringIO
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any
from unicodedata import normalize

from dateline.comparison import comparable
from dateline.errors import ListError
from dateline.types import ENTITY_TYPES

COLUMNS = {
    "aliases": ("name", "type", "alias"),
    "merge": ("name", "type", "into"),
    "forbid": ("name", "type", "other"),
    "ignore": ("name", "type"),
}
ALIAS_SOURCE = "list.aliases"

Name = tuple[str, str]  # (type, name as it is compared)
Row = tuple[str, str, str, str]  # (list, name, type, third column)
# A list as a caller gives it: one file, or several files and rows, each row with its cells in the order of COLUMNS.
Given = str | PathLike[str] | Iterable[str | PathLike[str] | Sequence[str]]


@dataclass(frozen=True)
class Line:
    """One line of a list; `where` is its `file:line`."""

    kind: str
    name: str
    type: str
    other: str
    where: str

    @property
    def row(self) -> Row:
        """What it says, wherever it stands."""
        return self.kind, self.name, self.type, self.other

    def __str__(self) -> str:
        """Return where it stands and what it says, as explanations show it."""
        return f"{self.where}: {','.join(self.row[1 : len(COLUMNS[self.kind]) + 1])}"


@dataclass(frozen=True)
class ListFile:
    """One file as it was read; rows that were given without one have no path."""

    kind: str
    path: str
    digest: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Decisions:
    """What the rows of lists say. `rows` is sorted and JSON, so that a saved pipeline keeps it."""

    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> "Decisions":
        """Take rows as a pipeline's data has them, in any order."""
        return cls(tuple(sorted({(kind, name, type_, other) for kind, name, type_, other in rows})))

    def _of_kind(self, wanted: str) -> Iterator[tuple[str, str, str]]:
        return ((name, type_, other) for kind, name, type_, other in self.rows if kind == wanted)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, str]]:
        """Alias as written -> type and name of what it stands for."""
        return {alias: (type_, name) for name, type_, alias in self._of_kind("aliases")}

    @cached_property
    def listed(self) -> dict[Name, str]:
        """The names that have aliases, each as it is written."""
        return {(type_, comparable(name, type_)): name for name, type_, _ in self._of_kind("aliases")}

    @cached_property
    def targets(self) -> dict[Name, str]:
        """The names that others are merged into, each as it is written."""
        return {(type_, comparable(into, type_)): into for _, type_, into in self._of_kind("merge")}

    @cached_property
    def merges(self) -> dict[Name, Name]:
        """Name -> the one that it is merged into, at the end of all chains."""
        steps = {
            (type_, comparable(name, type_)): (type_, comparable(into, type_))
            for name, type_, into in self._of_kind("merge")
        }
        return {name: _end(name, steps) for name, into in steps.items() if name != into}

    @cached_property
    def ignored(self) -> frozenset[Name]:
        """The names of what is no entity; an empty type is any."""
        return frozenset((type_, comparable(name, type_)) for name, type_, _ in self._of_kind("ignore"))

    @cached_property
    def _forbidden(self) -> frozenset[tuple[str, frozenset[str]]]:
        return frozenset(
            (type_, _pair(name, other, type_)) for name, type_, other in self._of_kind("forbid") if name != other
        )

    def owner(self, text: str, type_: str) -> str:
        """Return the name of the list's entity that a name in the text means, or an empty string."""
        said, name = self.aliases.get(_folded_space(text), ("", ""))
        return name if said == type_ else self.listed.get((type_, comparable(text, type_)), "")

    def ignores(self, text: str, type_: str) -> bool:
        """Say whether a name is no entity."""
        # The type decides how names are compared: "Orvane Ltd" is Orvane only as an organisation.
        return bool(self.ignored) and any((said, comparable(text, said)) in self.ignored for said in ("", type_))

    def forbids(self, one: str, other: str, type_: str) -> bool:
        """Say whether two names must not be one entity."""
        return bool(self._forbidden) and (type_, _pair(one, other, type_)) in self._forbidden

    @property
    def forbids_any(self) -> bool:
        """Whether there is any pair that must not be one."""
        return bool(self._forbidden)

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[re.Pattern[str], str]]]:
        found: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        for alias in sorted(self.aliases, key=lambda alias: (-len(alias), alias)):
            # Not in "I-Pace" or "AT&T", but in "Orvane-based".
            words = r"\s+".join(map(re.escape, alias.split()))
            whole = re.compile(rf"(?<!\w)(?<!\w[-&]){words}(?!\w)(?![-&][A-Z0-9])")
            found[re.findall(r"\w+|\S", alias)[0]].append((whole, self.aliases[alias][0]))
        return dict(found)

    def find_aliases(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and type of every alias in a text; they may overlap."""
        for piece in re.finditer(r"\w+|[^\w\s]", text) if self.aliases else ():
            for pattern, type_ in self._by_first.get(piece.group(), ()):
                if match := pattern.match(text, piece.start()):
                    yield match.start(), match.end(), type_


def _end(name: Name, steps: Mapping[Name, Name]) -> Name:
    """Follow a chain of merges to its end; a cycle, which `read_lists` refuses, ends where it closes."""
    seen = {name}
    while name in steps and steps[name] not in seen:
        name = steps[name]
        seen.add(name)
    return name


def _pair(one: str, other: str, type_: str) -> frozenset[str]:
    """Return what a pair is looked up by. "Orvane AG" and "Orvane Ltd" differ by what comparing leaves out."""
    pair = frozenset((comparable(one, type_), comparable(other, type_)))
    return pair if len(pair) > 1 else frozenset((_folded_space(one).casefold(), _folded_space(other).casefold()))


def _folded_space(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


NOTHING_DECIDED = Decisions()


@dataclass(frozen=True)
class Lists:
    """All lists of a run."""

    files: tuple[ListFile, ...] = ()
    decisions: Decisions = NOTHING_DECIDED

    def lines(self, kind: str) -> Iterator[Line]:
        """Yield the lines of all lists of a kind."""
        return (line for file in self.files if file.kind == kind for line in file.lines)

    def report(
        self, articles: Iterable[tuple[Iterable[Mapping[str, Any]], Iterable[tuple[str, str]]]]
    ) -> list[dict[str, Any]]:
        """Tell for run.json which files were used, and which of their rows matched nothing.

        Args:
            articles: of each its entities, as `dateline.tables.Facts` has them, and (type, name) of what was ignored.
        """
        lines = [line for file in self.files for line in file.lines]
        wanted = {(line.type, comparable(name, line.type)) for line in lines for name in (line.name, line.other)}
        names, aliases, dropped = set(), set(), set()
        for entities, ignored in articles:
            for entity in entities:
                type_ = entity["type"]
                names |= wanted & {(type_, comparable(form, type_)) for form in (entity["name"], *entity["aliases"])}
                listed = (mention for mention in entity["mentions"] if mention["source"] == ALIAS_SOURCE)
                aliases |= {(type_, _folded_space(mention["text"])) for mention in listed}
            dropped |= {(said, comparable(name, said)) for type_, name in ignored for said in (type_, "")}

        def matched(line: Line) -> bool:
            name, other = ((line.type, comparable(text, line.type)) for text in (line.name, line.other))
            if line.kind == "aliases":
                return (line.type, line.other) in aliases
            if line.kind == "ignore":
                return name in dropped
            if line.kind == "forbid":
                return {name, other} <= names
            return name in names

        described = []
        for file in self.files:
            rows = {line.row: line for line in file.lines}
            idle = sorted(row for row, line in rows.items() if not matched(line))
            described.append(
                {
                    "list": file.kind,
                    "path": file.path,
                    "sha256": file.digest,
                    "rows": len(rows),
                    "matched": len(rows) - len(idle),
                    "unmatched": [list(row[1:]) for row in idle],
                }
            )
        return described


NO_LISTS = Lists()


def read_lists(given: Mapping[str, Given]) -> Lists:
    """Read lists by kind (the keys of `COLUMNS`) and check them against each other.

    Raises:
        ListError: `file:line: reason`, of rows without a file `merge, row 2: reason`.
    """
    files = tuple(file for kind in COLUMNS for file in _files(kind, given.get(kind, ())))
    lines = {kind: [line for file in files if file.kind == kind for line in file.lines] for kind in COLUMNS}
    _check_aliases(lines["aliases"])
    _check_merges(lines["merge"])
    decisions = Decisions.of(line.row for line in chain(*lines.values()))
    for line in lines["forbid"]:
        ends = {_meant(name, line.type, decisions) for name in (line.name, line.other)}
        if line.name == line.other or (len(ends) == 1 and not _differs_in_form(line)):
            raise ListError(f"{line.where}: {line.name} and {line.other} are one by the lists themselves")
    for line in chain(lines["aliases"], lines["merge"]):
        for name in (line.name, line.other):
            if decisions.ignores(name, line.type):
                raise ListError(f"{line.where}: {name} is in a list of what to ignore, too")
    return Lists(files, decisions)


def _files(kind: str, given: Given) -> Iterator[ListFile]:
    """Yield the files of one list, then the rows that were given without a file, as one more."""
    rows: list[Sequence[str]] = []
    for item in [given] if isinstance(given, str | PathLike) else given:
        if isinstance(item, str | PathLike):
            yield _read(kind, Path(item))
        else:
            rows.append(item)
    if rows:
        width = len(COLUMNS[kind])
        lines = [
            _line(kind, cells, range(width), width, f"{kind}, row {number}") for number, cells in enumerate(rows, 1)
        ]
        yield ListFile(kind, "", sha256(repr([line.row for line in lines]).encode()).hexdigest(), tuple(lines))


def _read(kind: str, path: Path) -> ListFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ListError(f"{path}: the list cannot be read ({error.strerror or error})") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ListError(f"{path}:{line}: not in UTF-8; save the list as CSV UTF-8") from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        places = _places(kind, path, header)
        lines = tuple(
            _line(kind, cells, places, len(header), f"{path}:{reader.line_num}")
            for cells in reader
            if any(cell.strip() for cell in cells)
        )
    except csv.Error as error:
        raise ListError(f"{path}:{reader.line_num}: {error}") from error
    return ListFile(kind, str(path), sha256(content).hexdigest(), lines)


def _places(kind: str, path: Path, header: Sequence[str]) -> list[int]:
    """Return where the columns of a list stand; -1 for one that may be left out."""
    # A file of suggestions serves as either.
    named = ["into" if name == "other" and "other" not in header else name for name in COLUMNS[kind]]
    places = [header.index(name) if name in header else -1 for name in named]
    if any(place < 0 for place in places[: 1 if kind == "ignore" else None]):
        raise ListError(f"{path}:1: the header must name the columns {','.join(COLUMNS[kind])}")
    return places


def _line(kind: str, cells: Sequence[str], places: Sequence[int], width: int, where: str) -> Line:
    if len(cells) > width:
        raise ListError(f"{where}: {len(cells)} cells where the header has {width}; put names with a comma in quotes")
    found = [_folded_space(cells[place]) if 0 <= place < len(cells) else "" for place in places]
    name, type_, other = found[0], found[1].upper(), (*found, "")[2]
    if kind == "aliases":
        other = other or name
    if not name or (not other and kind != "ignore"):
        raise ListError(f"{where}: {' and '.join(COLUMNS[kind][::2])} must not be empty")
    if type_ not in ENTITY_TYPES and (type_ or kind != "ignore"):
        raise ListError(f"{where}: the type {found[1] or '(none)'} is none of {', '.join(ENTITY_TYPES)}")
    return Line(kind, name, type_, other, where)


def _check_aliases(lines: Iterable[Line]) -> None:
    """Raise ListError where an alias stands for two entities."""
    claims: dict[str, Line] = {}
    owners: dict[Name, Line] = {}
    for line in lines:
        first = claims.setdefault(line.other, line)
        if _key(first.name, first.type) != _key(line.name, line.type):
            raise ListError(f"{line.where}: {line.other} stands for {first.name} ({first.type}) in {first.where}")
        owners.setdefault(_key(line.name, line.type), line)
    for alias, line in claims.items():
        owner = owners.get((line.type, comparable(alias, line.type)))
        if owner and _key(owner.name, owner.type) != _key(line.name, line.type):
            raise ListError(f"{owner.where}: {owner.name} is itself an alias of {line.name} in {line.where}")


def _check_merges(lines: Iterable[Line]) -> None:
    """Raise ListError where an entity is merged into two others, or at the end into itself."""
    steps: dict[Name, Line] = {}
    for line in lines:
        name, into = _key(line.name, line.type), _key(line.other, line.type)
        if line.name == line.other:
            raise ListError(f"{line.where}: {line.name} is merged into itself")
        # Names that are compared as one are one already; the line only says how to write it.
        if name == into:
            continue
        first = steps.setdefault(name, line)
        if _key(first.other, first.type) != into:
            raise ListError(f"{line.where}: {line.name} is merged into {first.other} in {first.where}")
        while into in steps:
            into = _key(steps[into].other, line.type)
            if into == name:
                raise ListError(f"{line.where}: a cycle: {line.name} is merged into itself by way of {line.other}")


def _key(name: str, type_: str) -> Name:
    return type_, comparable(name, type_)


def _meant(name: str, type_: str, decisions: Decisions) -> Name:
    """Return the entity that lists make of a name."""
    key = _key(decisions.owner(name, type_) or name, type_)
    return decisions.merges.get(key, key)


def _differs_in_form(line: Line) -> bool:
    return _key(line.name, line.type) == _key(line.other, line.type)
