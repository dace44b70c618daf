"""Timelines from tables written by hand."""

import csv
from pathlib import Path

import pytest

from dateline.articles.timeml import Tokenised
from dateline.columns import ALL_TABLES
from dateline.errors import InputError
from dateline.timelines import Happening, find, plain_date, task_lines, timeline
from dateline.timex import days

ENTITIES = {
    "organisations": [("o1", "ORG", "Zephyra Air", "Zephyra; ZA", 9), ("o2", "ORG", "Norvent AG", "", 5)],
    "people": [
        ("p1", "PERSON", "Maria Keller", "Keller", 4),
        ("p2", "PERSON", "Maria Keller Lund", "Maria Keller", 2),
        ("p3", "PERSON", "Jan Keller", "Keller", 1),
    ],
    "products": [("q1", "PRODUCT", "Zephyra", "", 1)],
}
# id, article, type, trigger, date, basis, status, participants
EVENTS = [
    ("v1", "a", "acquisition", "bought", "2019-06-04", "text", "occurred", {"o1": "buyer", "o2": "target"}),
    ("v2", "b", "acquisition", "takeover", "2019-06", "text", "occurred", {"o1": "buyer", "o2": "target"}),
    ("v3", "c", "acquisition", "acquired", "2019-06-05", "publication", "occurred", {"o1": "buyer"}),
    ("v4", "c", "acquisition", "buys", "2019-06-05", "publication", "occurred", {"o1": "buyer", "p1": "target"}),
    ("v5", "d", "acquisition", "bought", "2019-06-04", "text", "denied", {"o1": "buyer", "o2": "target"}),
    ("v6", "d", "founding", "founded", "1990", "text", "occurred", {"o1": "org"}),
    ("v7", "d", "other", "painted", "1990-01-01", "text", "occurred", {"o1": "agent"}),
    ("v8", "e", "other", "named", "1990-01-01", "text", "occurred", {"o1": "agent"}),
    ("v9", "e", "expansion", "open", "", "none", "planned", {"o1": "org"}),
    ("w1", "e", "lawsuit", "sued", "../2015", "text", "occurred", {"o1": "defendant"}),
    ("w2", "e", "meeting", "met", "2001", "text", "occurred", {"o2": "party", "o1": "place"}),
]


def write(folder: Path, table: str, rows: list[dict[str, object]]) -> None:
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ALL_TABLES[table].names, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for table in ("organisations", "people", "places", "products", "works"):
        names = ("entity_id", "type", "name", "aliases", "n_mentions")
        write(tmp_path, table, [dict(zip(names, row, strict=True)) for row in ENTITIES.get(table, [])])
    events, participants = [], []
    for id_, doc_id, type_, trigger, date, basis, status, roles in EVENTS:
        start, end = days(date)
        events.append(
            {
                "event_id": id_,
                "doc_id": doc_id,
                "type": type_,
                "trigger": trigger,
                "date": date,
                "date_start": start,
                "date_end": end,
                "date_basis": basis,
                "status": status,
                "evidence": f"Somebody {trigger}.",
            }
        )
        participants += [{"event_id": id_, "doc_id": doc_id, "role": roles[one], "entity_id": one} for one in roles]
    write(tmp_path, "events", events)
    write(tmp_path, "event_participants", participants)
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        pytest.param("zephyra air", ["o1"], id="name"),
        pytest.param("Norvent", ["o2"], id="without legal form"),
        pytest.param("ZA", ["o1"], id="alias"),
        pytest.param("Zephyra", ["q1"], id="a name before an alias"),
        pytest.param("p3", ["p3"], id="id"),
        pytest.param("Keller", ["p1", "p3"], id="ambiguous"),
        pytest.param("Maria Keller", ["p1", "p2"], id="a person under a longer name"),
    ],
)
def test_find(out: Path, wanted: str, ids: list[str]) -> None:
    assert [entity.id for entity in find(out, wanted)] == ids


def test_find_names_those_most_like_it(out: Path) -> None:
    with pytest.raises(InputError, match=r"no entity 'Zephira Air'; there is: Zephyra Air"):
        find(out, "Zephira Air")
    with pytest.raises(InputError, match=r"no entity 'Quux'$"):
        find(out, "Quux")


def shown(lines: list[Happening]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(line.date, line.trigger, line.event_ids) for line in lines]


def test_events_in_order_each_once(out: Path) -> None:
    lines = timeline(out, ["o1"])
    assert [line.place for line in lines] == list(range(1, len(lines) + 1))
    assert shown(lines) == [
        # the vague before the exact; of type other only the same word is the same
        ("1990", "founded", ("v6",)),
        ("1990-01-01", "painted", ("v7",)),
        ("1990-01-01", "named", ("v8",)),
        # an open date stands where it ends; who is a mere place (w2) takes no part
        ("../2015", "sued", ("w1",)),
        # June holds the 4th, and what is news on the 5th may be of the 4th; the exact date said in the text is shown
        ("2019-06-04", "bought", ("v1", "v2", "v3")),
        # denied is another matter, and so is another target
        ("2019-06-04", "bought", ("v5",)),
        ("2019-06-05", "buys", ("v4",)),
        ("", "open", ("v9",)),
    ]
    assert lines[4].doc_ids == ("a", "b", "c")
    assert lines[4].n_articles == 3
    assert lines[4].evidence == "Somebody bought."


def test_several_entities_taken_for_one(out: Path) -> None:
    assert ("2001", "met", ("w2",)) in shown(timeline(out, ["o1", "o2"]))
    # the other one is no longer what two events have to share
    assert ("2019-06-04", "bought", ("v1", "v2", "v3")) in shown(timeline(out, ["o1", "o2"]))


@pytest.mark.parametrize(
    ("value", "status", "expected"),
    [
        ("2019-06-05", "occurred", "2019-06-05"),
        ("2019-06-05T08:00", "occurred", "2019-06-05"),
        ("2019-06", "occurred", "2019-06"),
        ("2019", "occurred", "2019"),
        ("2019-Q2", "occurred", "2019"),
        ("2019-W23", "occurred", "2019-06"),
        ("2019-W18", "occurred", "2019-05"),
        ("2019-06-05/2019-06-08", "occurred", "2019-06"),
        ("2019-06-05/2020-06-08", "occurred", ""),
        ("2019/..", "ongoing", "2019"),
        ("2019/..", "occurred", ""),
        ("../2019", "occurred", ""),
        ("PAST_REF", "occurred", ""),
        ("", "planned", ""),
    ],
)
def test_plain_date(value: str, status: str, expected: str) -> None:
    assert plain_date(value, status) == expected


TEXT = "It bought Norvent .\nIt took Norvent over and bought Calmar ."


def predicate(words: str, lemma: str, date: str, side: str = "agent_ids", factuality: str = "CT+") -> dict[str, object]:
    start = TEXT.index(words)
    row = {"doc_id": "7_air", "pos": "VERB", "status": "occurred", "factuality": factuality, side: "o2; o1"}
    return row | {"lemma": lemma, "date": date, "start": start, "end": start + len(words)}


def test_lines_of_the_task(out: Path) -> None:
    article = Tokenised("7_air", "7", TEXT, (("2", 0, 19), ("5", 20, len(TEXT))))
    rows = [
        predicate("took", "take over", "2018"),
        predicate("bought Calmar"[:6], "buy", "2019-06-05"),
        predicate("Calmar", "calm", "2019-06-05", "object_ids"),
        predicate("and", "and", "2019-06-05", "other_ids"),
        predicate("over", "over", ""),
        predicate("Norvent", "deny", "2019-06-05", factuality="CT-"),
    ]
    write(out, "predicates", rows)
    assert list(task_lines(out, ["o1"], [article])) == [
        "1\t2018\t7-5-took_over",
        "2\t2019-06-05\t7-2-bought",
        "2\t2019-06-05\t7-5-Calmar",
    ]
    with pytest.raises(InputError, match="article 7_air is not among the files"):
        list(task_lines(out, ["o1"], []))


def test_missing_tables(out: Path) -> None:
    with pytest.raises(InputError, match=r"predicates\.csv: the table is missing.*extract --predicates"):
        list(task_lines(out, ["o1"], []))
    (out / "events.csv").write_text("a,b\n")
    with pytest.raises(InputError, match=r"events\.csv: there is no column"):
        timeline(out, ["o1"])
    (out / "people.csv").unlink()
    with pytest.raises(InputError, match=r"people\.csv: the table is missing"):
        find(out, "Keller")
