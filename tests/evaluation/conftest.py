"""The article of `purchase` as a fixture, and the means to write facts as an output folder."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from purchase import GOLD

from dateline.evaluation import GoldDocument


@pytest.fixture
def gold() -> GoldDocument:
    return GOLD


def write_table(path: Path, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows(rows)


@pytest.fixture
def write_tables(tmp_path: Path) -> Callable[[Iterable[GoldDocument]], Path]:
    """Write facts as the CSV tables of an output folder, with ids that differ from the gold's."""

    def write(documents: Iterable[GoldDocument]) -> Path:
        documents = list(documents)
        entities = [(one, f"{one.doc_id}:{entity.id}", entity) for one in documents for entity in one.entities.values()]
        events = [(one, f"{one.doc_id}:{event.id}", event) for one in documents for event in one.events]
        values = sorted({name for _, _, event in events for name in event.values})
        write_table(
            tmp_path / "documents.csv", "doc_id title status", ((one.doc_id, one.title, "ok") for one in documents)
        )
        write_table(
            tmp_path / "organisations.csv", "entity_id name", ((id_, entity.name) for _, id_, entity in entities)
        )
        write_table(
            tmp_path / "mentions.csv",
            "doc_id entity_id type text start end kind",
            (
                (one.doc_id, id_, entity.type, one.text[start:end], start, end, kind)
                for one, id_, entity in entities
                for kind, spans in (("name", entity.mentions), ("nominal", entity.descriptions))
                for start, end in spans
            ),
        )
        write_table(
            tmp_path / "dates.csv",
            "doc_id start end type value mod",
            ((one.doc_id, day.start, day.end, day.type, day.value, day.mod) for one in documents for day in one.dates),
        )
        write_table(
            tmp_path / "relations.csv",
            "doc_id type head_id tail_id",
            (
                (one.doc_id, relation.type, f"{one.doc_id}:{relation.head}", f"{one.doc_id}:{relation.tail}")
                for one in documents
                for relation in one.relations
            ),
        )
        write_table(
            tmp_path / "event_participants.csv",
            "event_id doc_id role entity_id",
            (
                (id_, one.doc_id, role, f"{one.doc_id}:{filler}")
                for one, id_, event in events
                for role, fillers in event.roles.items()
                for filler in fillers
            ),
        )
        write_table(
            tmp_path / "events.csv",
            " ".join(["event_id doc_id type trigger_start trigger_end date date_basis status triggers", *values]),
            (
                (
                    *(id_, one.doc_id, event.type, *event.triggers[0], event.date, event.date_basis, event.status),
                    "; ".join(f"{start}-{end}" for start, end in event.triggers[1:]),
                    *(event.values.get(name, "") for name in values),
                )
                for one, id_, event in events
            ),
        )
        return tmp_path

    return write
