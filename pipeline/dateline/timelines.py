"""The timeline of an entity: its events over all articles, in order, each once however many articles tell it.

Reads the tables of an output folder and nothing else. `find` finds the entity, `timeline` its events of `events.csv`;
`task_lines` writes the wider timeline of SemEval-2015 Task 4, every verb and event noun that the entity takes part in,
from `predicates.csv`.

Events of different articles are one where nothing speaks against it: the same type (of type `other`: the same word),
dates of which one lies within the other, a status that agrees, and, where both name further participants, one of these
in common. What an article tells as the day's news may have happened the day before.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from dateline.articles.timeml import Tokenised
from dateline.columns import ALL_TABLES, ENTITY_TABLES
from dateline.comparison import comparable
from dateline.errors import InputError
from dateline.timex import days

UNTOLD = ("cancelled", "denied")
NEVER = "CT-"  # what did not happen
LATEST = "9999"
DAY = timedelta(1)


@dataclass(frozen=True)
class Found:
    """An entity of the tables."""

    id: str
    type: str
    name: str
    aliases: tuple[str, ...]
    mentions: int


@dataclass(frozen=True)
class Told:
    """An event as one article tells it. `others` are the ids of its participants beside the entity."""

    id: str
    doc_id: str
    type: str
    trigger: str
    date: str
    start: str
    end: str
    basis: str
    precision: str
    status: str
    evidence: str
    others: frozenset[str]


@dataclass(frozen=True)
class Happening:
    """One line of a timeline. Date, trigger, status and evidence are those of the telling with the most exact date."""

    place: int
    date: str
    precision: str
    basis: str
    type: str
    trigger: str
    status: str
    evidence: str
    n_articles: int
    doc_ids: tuple[str, ...]
    event_ids: tuple[str, ...]


def find(folder: Path, wanted: str) -> list[Found]:
    """Return the entities that a user may mean: the one of that id, else those of that name, else of that alias.

    A person is also found by a full name that another article prefers.

    Raises:
        InputError: a table of entities is missing, or no entity is called so; the message names those most like it.
    """
    known = [
        Found(
            row["entity_id"],
            row["type"],
            row["name"],
            tuple(filter(None, row["aliases"].split("; "))),
            int(row["n_mentions"]),
        )
        for table in dict.fromkeys(ENTITY_TABLES.values())
        for row in _rows(folder, table)
    ]
    by_id = [entity for entity in known if entity.id == wanted]
    by_name = [entity for entity in known if _same(wanted, entity.name, entity.type)]
    by_alias = [entity for entity in known if any(_same(wanted, alias, entity.type) for alias in entity.aliases)]
    if by_name and " " in wanted.strip():
        by_name += [entity for entity in by_alias if entity.type == "PERSON" and entity not in by_name]
    found = by_id or by_name or by_alias
    if not found:
        names = {name.casefold(): entity.name for entity in known for name in (entity.name, *entity.aliases)}
        near = dict.fromkeys(names[name] for name in get_close_matches(wanted.casefold(), names, 5, 0.6))
        raise InputError(
            f"{folder}: there is no entity {wanted!r}" + (f"; there is: {', '.join(near)}" if near else "")
        )
    return sorted(found, key=lambda entity: (-entity.mentions, entity.id))


def timeline(folder: Path, entities: Collection[str]) -> list[Happening]:
    """Return the events that the entities (ids, taken for one) play a part in, in order; those without a date are last.

    Partial dates stand where they begin, "2019" before "2019-01-01"; open ones where they end.

    Raises:
        InputError: a table is missing.
    """
    # Only what is of one type, and of type `other` of one word, can be one.
    kinds: dict[tuple[str, str], list[list[Told]]] = {}
    for told in sorted(_events(folder, entities), key=_order):
        groups = kinds.setdefault((told.type, told.trigger.lower() if told.type == "other" else ""), [])
        group = next((group for group in groups if all(_one(other, told) for other in group)), None)
        if group is None:
            groups.append([told])
        else:
            group.append(told)
    members = [(min(group, key=_exactness), group) for groups in kinds.values() for group in groups]
    chosen = sorted(members, key=lambda pair: _order(pair[0]))
    return [_happening(place, best, group) for place, (best, group) in enumerate(chosen, 1)]


def task_lines(folder: Path, entities: Collection[str], articles: Sequence[Tokenised]) -> Iterator[str]:
    """Yield the lines of a timeline in the form of SemEval-2015 Task 4, without the entity's name in front.

    An event of the task is any verb or event noun whose agent or object the entity is, and that is not denied. Events
    of one date share a place; a line joins those of one lemma. A date is a day, month or year; others are left out.

    Args:
        folder: tables that `dateline extract --predicates` wrote.
        entities: ids of the entity.
        articles: the task's files, which number articles, sentences and words.

    Raises:
        InputError: there is no predicates.csv, or it was made from other articles.
    """
    by_id = {article.doc_id: article for article in articles}
    dated: dict[str, dict[str, list[str]]] = {}
    for row in _rows(folder, "predicates"):
        sides = {*row["agent_ids"].split("; "), *row["object_ids"].split("; ")}
        day = plain_date(row["date"], row["status"])
        if not sides & set(entities) or not day or row["factuality"] == NEVER:
            continue
        article = by_id.get(row["doc_id"])
        found = article.locate(int(row["start"]), int(row["end"])) if article else None
        if article is None or found is None:
            raise InputError(f"{folder}: the article {row['doc_id']} is not among the files of the task")
        sentence, word = found
        # "taking it out" is one event of two words
        particle = row["lemma"].partition(" ")[2] if row["pos"] == "VERB" else ""
        word = f"{word}_{particle}" if particle and not word.lower().endswith(f"_{particle}") else word
        dated.setdefault(day, {}).setdefault(row["lemma"], []).append(f"{article.number}-{sentence}-{word}")
    for place, day in enumerate(sorted(dated), 1):
        for mentions in dated[day].values():
            yield "\t".join((str(place), day, *mentions))


def plain_date(value: str, status: str) -> str:
    """Return a date as a day, month or year: the smallest that holds it; nothing for one that is open.

    What goes on since a day began on it; a week belongs to the month of its Thursday.
    """
    if value.endswith("/..") and status == "ongoing":
        value = value.removesuffix("/..")
    first, last = days(value)
    if not first or not last:
        return ""
    if date.fromisoformat(last) - date.fromisoformat(first) == 6 * DAY:
        return (date.fromisoformat(first) + 3 * DAY).isoformat()[:7]
    return next((first[:length] for length in (10, 7, 4) if first[:length] == last[:length]), "")


def _rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    path = folder / f"{table}.csv"
    if not path.is_file():
        asked = "dateline extract --predicates" if table == "predicates" else "dateline extract"
        raise InputError(f"{path}: the table is missing; give the folder that `{asked}` wrote")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        if missing := set(ALL_TABLES[table].names) - set(reader.fieldnames or ()):
            raise InputError(f"{path}: there is no column {', '.join(sorted(missing))}")
        yield from reader


def _same(one: str, other: str, type_: str) -> bool:
    return comparable(one, type_) == comparable(other, type_)


def _events(folder: Path, entities: Collection[str]) -> Iterator[Told]:
    """Yield the events that one of the entities takes part in; a mere place of an event does not."""
    members: dict[str, dict[str, set[str]]] = {}
    for row in _rows(folder, "event_participants"):
        members.setdefault(row["event_id"], {}).setdefault(row["entity_id"], set()).add(row["role"])
    for row in _rows(folder, "events"):
        roles = members.get(row["event_id"], {})
        if any(roles.get(entity, {"place"}) != {"place"} for entity in entities):
            yield Told(
                id=row["event_id"],
                doc_id=row["doc_id"],
                type=row["type"],
                trigger=row["trigger"],
                date=row["date"],
                start=row["date_start"],
                end=row["date_end"],
                basis=row["date_basis"],
                precision=row["date_precision"],
                status=row["status"],
                evidence=row["evidence"],
                others=frozenset(other for other in roles if roles[other] != {"place"}) - set(entities),
            )


def _order(told: Told) -> tuple[bool, str, int, str, str]:
    """Return what tellings are sorted by: when they begin, the vaguer first; without a date last."""
    return not told.date, told.start or told.end or LATEST, -_length(told), told.doc_id, told.id


def _length(told: Told) -> int:
    """Return how many days a date spans; an open one more than any."""
    if not told.start or not told.end:
        return (date.max - date.min).days
    return (date.fromisoformat(told.end) - date.fromisoformat(told.start)).days


def _exactness(told: Told) -> tuple[bool, int, bool, str, str]:
    """Return what the best telling is chosen by: the most exact date, best said in the text, the first article."""
    return not told.date, _length(told), told.basis != "text", told.doc_id, told.id


def _one(one: Told, other: Told) -> bool:
    """Tell whether two tellings of one kind may be of one happening."""
    if one.status != other.status and ({one.status, other.status} & set(UNTOLD)):
        return False
    # Within an article the pipeline has joined already what is one.
    if one.doc_id == other.doc_id or not one.date or not other.date:
        return False
    if one.others and other.others and not one.others & other.others:
        return False
    return _within(one, other) or _within(other, one)


def _within(inner: Told, outer: Told) -> bool:
    if not all((inner.start, inner.end, outer.start, outer.end)):
        return False
    start = date.fromisoformat(outer.start)
    if outer.basis == "publication":
        start -= DAY
    return start.isoformat() <= inner.start and inner.end <= outer.end


def _happening(place: int, best: Told, group: Sequence[Told]) -> Happening:
    articles = sorted({told.doc_id for told in group})
    return Happening(
        place=place,
        date=best.date,
        precision=best.precision,
        basis=best.basis,
        type=best.type,
        trigger=best.trigger,
        status=best.status,
        evidence=best.evidence,
        n_articles=len(articles),
        doc_ids=tuple(articles),
        event_ids=tuple(sorted(told.id for told in group)),
    )
