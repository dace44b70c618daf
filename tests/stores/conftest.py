"""Tables by hand, and a run's tables with everything that a file format may trip over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from dateline.columns import ALL_TABLES, TABLES

Cells = Mapping[str, Any]


class Rows:
    """Tables in memory: for each name the rows as mappings, a cell that is not named is unknown."""

    def __init__(self, tables: Mapping[str, Sequence[Cells]]) -> None:
        self._tables = {name: tables.get(name, []) for name in ALL_TABLES if name in TABLES or name in tables}

    @property
    def names(self) -> list[str]:
        return list(self._tables)

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        for row in self._tables[table]:
            yield tuple(row.get(name) for name in ALL_TABLES[table].names)

    def count(self, table: str) -> int:
        return len(self._tables[table])


@pytest.fixture
def make() -> Callable[..., Rows]:
    """Return a function that makes tables of rows."""
    return lambda **tables: Rows(tables)


@pytest.fixture
def tables() -> Rows:
    """Two articles, one of them with an awkward id, and what they tell."""
    quoted = 'it\'s "one"; x/1'
    return Rows(
        {
            "documents": [
                {"doc_id": "d2", "title": "Zürich", "published": "2019-06-05", "n_chars": 90, "status": "ok"},
                {"doc_id": quoted, "duplicate_of": "d2", "status": "error", "error": '=1+1,\r\n"no"\x00'},
            ],
            "organisations": [
                {
                    "entity_id": "o1",
                    "name": "Volta Motors",
                    "type": "ORG",
                    "aliases": "Volta; the Motors",
                    "n_mentions": 2,
                    "doc_ids": f"d2; {quoted}",
                    "first_seen": "1899-06-05",
                    "confidence": 0.95,
                    "country_code": "CH",
                }
            ],
            "places": [{"entity_id": "p1", "name": "Zürich", "type": "PLACE", "geonames_id": 7, "latitude": 47.0}],
            "works": [
                {"entity_id": "w1", "name": "Night Song", "type": "WORK"},
                {"entity_id": "w2", "name": "World Fair", "type": "NAMED_EVENT"},
            ],
            "events": [
                {
                    "event_id": "v1",
                    "doc_id": "d2",
                    "type": "hire",
                    "trigger": "hired",
                    "agents": "Volta Motors",
                    "date": "2019-06",
                    "date_start": "2019-06-01",
                    "date_end": "2019-06-30",
                    "amount": 126000000.0,
                    "percent": 2.5,
                    "count": 30,
                    "evidence": "The company hired thirty engineers in Zürich \U0001f600 \ud800.",
                    "confidence": 1.0,
                }
            ],
            "event_participants": [
                {"event_id": "v1", "doc_id": "d2", "role": "agent", "entity_id": "o1", "name": "Volta Motors"}
            ],
            "relations": [
                {
                    "relation_id": "r1",
                    "doc_id": quoted,
                    "type": "based_in",
                    "head_id": "o1",
                    "head": "Volta Motors",
                    "tail_id": "p1",
                    "tail": "Zürich",
                    "percent": -3.0,
                    "evidence": "=cmd|' /C calc'!A0",
                }
            ],
            "mentions": [
                {"doc_id": "d2", "entity_id": "o1", "text": "The company", "start": 0, "end": 11, "confidence": 0.5}
            ],
            "dates": [{"doc_id": "d2", "text": "June", "start": 3, "end": 7, "earliest": "2019-06-01"}],
        }
    )
