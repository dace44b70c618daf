"""The timeline of an entity: its events over all articles, in order, each once however many articles tell it.

Reads the tables of an output folder and nothing else. `find` finds the entity, `timeline` its events of `events.csv`;
`task_lines` writes the wider timeline of SemEval-2015 Task 4, every verb and event noun that the entity takes part in,
from `predicates.csv`.

Events of different articles are one by the test of `dateline.clusters`, here over the years and not only near in
publication, with the entity among the participants; what has no date stands by itself.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from dateline.articles.timeml import Tokenised
from dateline.clusters import VALUES, Telling, same
from dateline.columns import ALL_TABLES, ENTITY_TABLES
from dateline.comparison import comparable
from dateline.errors import InputError
from dateline.timex import days

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
    """An event as one article tells it, with what a line of the timeline shows besides."""

    telling: Telling
    date: str
    trigger: str
    evidence: str


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
    kinds: dict[tuple[str, str], list[list[Told]]] = {}
    for told in sorted(_events(folder, entities), key=_order):
        groups = kinds.setdefault(told.telling.kind, [])
        group = next((group for group in groups if all(same(other.telling, told.telling) for other in group)), None)
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
    one = dict.fromkeys(entities, min(entities, default=""))
    for row in _rows(folder, "events"):
        roles = members.get(row["event_id"], {})
        if any(roles.get(entity, {"place"}) != {"place"} for entity in entities):
            telling = Telling(
                event_id=row["event_id"],
                doc_id=row["doc_id"],
                published="",
                type=row["type"],
                trigger=row["trigger"].lower(),
                date_start=row["date_start"],
                date_end=row["date_end"],
                date_basis=row["date_basis"],
                date_precision=row["date_precision"],
                status=row["status"],
                participants=frozenset((role, one.get(other, other)) for other in roles for role in roles[other]),
                values={name: read(row[name]) for name, read in VALUES.items() if row[name]},
            )
            yield Told(telling, row["date"], row["trigger"], row["evidence"])


def _order(told: Told) -> tuple[bool, str, int, str, str]:
    """Return what tellings are sorted by: when they begin, the vaguer first; without a date last."""
    telling = told.telling
    begin = telling.date_start or telling.date_end or LATEST
    return not told.date, begin, -_length(telling), telling.doc_id, telling.event_id


def _length(telling: Telling) -> int:
    """Return how many days a date spans; an open one more than any."""
    if not telling.date_start or not telling.date_end:
        return (date.max - date.min).days
    return (date.fromisoformat(telling.date_end) - date.fromisoformat(telling.date_start)).days


def _exactness(told: Told) -> tuple[bool, int, bool, str, str]:
    """Return what the best telling is chosen by: the most exact date, best said in the text, the first article."""
    telling = told.telling
    return not told.date, _length(telling), telling.date_basis != "text", telling.doc_id, telling.event_id


def _happening(place: int, best: Told, group: Sequence[Told]) -> Happening:
    articles = sorted({told.telling.doc_id for told in group})
    return Happening(
        place=place,
        date=best.date,
        precision=best.telling.date_precision,
        basis=best.telling.date_basis,
        type=best.telling.type,
        trigger=best.trigger,
        status=best.telling.status,
        evidence=best.evidence,
        n_articles=len(articles),
        doc_ids=tuple(articles),
        event_ids=tuple(sorted(told.telling.event_id for told in group)),
    )
