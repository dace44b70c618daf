"""Entities of an output folder that may be one, but too uncertainly to be made one: for a user to decide.

Each name is suggested once, with the fuller name that most speaks for, so that a list of all suggestions can be given
to `--merge` as it is: there is no cycle in it. Where several full names may be meant, each is the less likely.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from unicodedata import combining, normalize

from dateline.columns import ENTITY_TABLES, TABLES
from dateline.comparison import comparable, initials_of, lexicon, short_letters
from dateline.errors import InputError
from dateline.lists import NOTHING_DECIDED, Decisions

Words = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """A row of an entity table; `words` are those of its name as they are compared."""

    name: str
    type: str
    aliases: tuple[str, ...]
    makers: tuple[str, ...]
    subtype: str
    mentions: int
    docs: int

    @cached_property
    def words(self) -> Words:
        """The words of the name, without legal form, accents, hyphens and full stops."""
        return words_of(comparable(self.name, self.type))

    @property
    def fullness(self) -> tuple[int, int, int, int, str]:
        """Order by which a name is merged into the fuller one, else into the more usual one."""
        return len(self.words), len(self.name), self.docs, self.mentions, self.name


@dataclass(frozen=True)
class Suggestion:
    """Two entities that may be one; `score` orders suggestions, 1 is as good as sure."""

    score: float
    type: str
    name: str
    into: str
    reason: str
    name_mentions: int
    name_docs: int
    into_mentions: int
    into_docs: int


Pair = tuple[Known, Known, str, float]


def suggest(folder: Path, decisions: Decisions = NOTHING_DECIDED) -> list[Suggestion]:
    """Return the suggestions for an output folder, the likeliest first.

    Args:
        folder: what `dateline extract` wrote.
        decisions: pairs that a list forbids are left out.

    Raises:
        InputError: a table is missing, or is no table of entities.
    """
    rows = [row for table in dict.fromkeys(ENTITY_TABLES.values()) for row in _read(folder / f"{table}.csv")]
    by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for row in rows:
        by_name[row.type, comparable(row.name, row.type)].append(row)
    # A list goes by names, so it cannot tell namesakes apart.
    distinct = {key: found[0] for key, found in by_name.items() if len(found) == 1}
    best: dict[Known, Suggestion] = {}
    for suggestion, known in _suggestions(distinct, decisions):
        first = best.setdefault(known, suggestion)
        best[known] = min(first, suggestion, key=_rank)
    return sorted(best.values(), key=_rank)


def _rank(suggestion: Suggestion) -> tuple[float, str, str, str, str]:
    return -suggestion.score, suggestion.type, suggestion.into, suggestion.name, suggestion.reason


def _suggestions(distinct: Mapping[tuple[str, str], Known], decisions: Decisions) -> Iterator[tuple[Suggestion, Known]]:
    for type_ in ENTITY_TABLES:
        rows = sorted((row for key, row in distinct.items() if key[0] == type_), key=lambda row: row.name)
        for one, other, reason, score in _pairs(type_, rows, distinct):
            short, full = sorted((one, other), key=lambda row: row.fullness)
            if not decisions.forbids(short.name, full.name, type_):
                counts = (short.mentions, short.docs, full.mentions, full.docs)
                yield Suggestion(round(score, 2), type_, short.name, full.name, reason, *counts), short


def _read(path: Path) -> Iterator[Known]:
    if not path.is_file():
        raise InputError(f"{path}: the table is missing; give the folder that `dateline extract` wrote")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, restval=""):
            if not set(TABLES["people"].names) <= set(row):
                raise InputError(f"{path}: this is no table of entities; give the folder that `dateline extract` wrote")
            aliases, makers = (tuple(filter(None, row.get(name, "").split("; "))) for name in ("aliases", "makers"))
            yield Known(
                row["name"], row["type"], aliases, makers, row["subtype"], int(row["n_mentions"]), int(row["n_docs"])
            )


def words_of(name: str) -> Words:
    """Return the words of a name in small letters, without accents and what is no letter or digit."""
    plain = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return tuple(re.findall(r"[^\W_]+", plain.replace("'", "").replace(".", "")))


def _pairs(type_: str, rows: Sequence[Known], distinct: Mapping[tuple[str, str], Known]) -> Iterator[Pair]:
    """Yield what may be one among the rows of one type; a name that may stand for several shares its score out."""
    found = list(_alike(rows))
    found += _people(rows) if type_ == "PERSON" else _abbreviated(rows)
    found += _contained(type_, rows, {row.name for row in distinct.values()})
    for row in rows:
        keys = {(type_, comparable(alias, type_)) for alias in row.aliases}
        found += [(distinct[key], row, "an article uses it so", 0.75) for key in keys & distinct.keys()]
    fuller: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, other, reason, _ in found:
        fuller[one.name, reason].add(other.name)
    for one, other, reason, score in found:
        if one != other:
            yield one, other, reason, score / len(fuller[one.name, reason])


def _alike(rows: Sequence[Known]) -> Iterator[Pair]:
    """Yield names of the same letters, or the same words, each with the fullest of its kind."""
    kinds: dict[str, tuple[float, Callable[[Words], Hashable]]] = {
        "same but for accents, hyphens and blanks": (0.95, "".join),
        "same words in another order": (0.85, lambda words: tuple(sorted(set(words) - lexicon("small_words")))),
        "same but for the legal form": (0.8, lambda words: tuple(word for word in words if word not in _legal())),
    }
    for reason, (score, key) in kinds.items():
        groups: dict[Hashable, list[Known]] = defaultdict(list)
        for row in rows:
            if found := key(row.words):
                groups[found].append(row)
        for group in groups.values():
            fullest = max(group, key=lambda row: row.fullness)
            yield from ((row, fullest, reason, score) for row in group if row != fullest)


def _legal() -> frozenset[str]:
    return lexicon("legal_forms")


def _people(rows: Sequence[Known]) -> Iterator[Pair]:
    """Yield people of one surname, and of first names that may be one: "J.", "John" and "John B."."""
    families: dict[str, list[Known]] = defaultdict(list)
    for row in rows:
        families[row.words[-1] if row.words else ""].append(row)
    for family in families.values():
        for one, other in combinations(family, 2):
            short, full = sorted((one, other), key=lambda row: row.fullness)
            if len(short.words) == 1:
                yield short, full, "surname alone", 0.5
            elif short.words[0] == full.words[0]:
                middles = [row.words[1:-1] for row in (short, full)]
                if not middles[0] or all(a[0] == b[0] for a, b in zip(*middles, strict=False)):
                    yield short, full, "same first name and surname", 0.85
            elif _may_be(short.words[0], full.words[0]):
                yield short, full, "same surname and first initial", 0.7


def _may_be(one: str, other: str) -> bool:
    """Say whether one first name is the beginning of the other: "J" and "Tim" are, of "John" and "Timothy"."""
    return one.startswith(other) or other.startswith(one)


def _abbreviated(rows: Sequence[Known]) -> Iterator[Pair]:
    """Yield names in capitals with those whose initials they are."""
    full: dict[str, list[Known]] = defaultdict(list)
    for row in rows:
        for letters in initials_of(row.name):
            full[letters].append(row)
    for row in rows:
        letters = short_letters(row.name)
        for other in full[letters] if letters in full and letters else ():
            yield row, other, "its initials", 0.65


def _contained(type_: str, rows: Sequence[Known], names: Collection[str]) -> Iterator[Pair]:
    """Yield names that are the beginning or the end of another."""
    by_words: dict[Words, list[Known]] = defaultdict(list)
    for row in rows:
        by_words[row.words].append(row)
    known = {words_of(name) for name in names}
    left_off = lexicon("org_tails") | _legal()
    for row in rows:
        for cut in range(1, len(row.words)):
            head, tail = row.words[:cut], row.words[cut:]
            # "i3" of "BMW i3", where BMW is known
            if type_ != "PERSON":
                whose = "same but for the maker" if type_ == "PRODUCT" else "same but for a name before it"
                sure = head in known or head in map(words_of, row.makers)
                for short in by_words.get(tail, ()) if sure else ():
                    yield short, row, whose, 0.7 if type_ == "PRODUCT" else 0.4
            for short in by_words.get(head, ()) if type_ != "PRODUCT" else ():
                # "Bilbao" is not "Bilbao airport"
                if short.subtype == row.subtype:
                    yield short, row, "its first words", 0.6 if left_off.issuperset(tail) else 0.35
