"""The declaration of the tables, and what is made from it."""

import pytest

from dateline.columns import ALL_TABLES, ANY_ENTITY, ENTITY_TABLES, ORDER, PANDAS, TABLES, columns_markdown
from dateline.types import ENTITY_TYPES

# Section 5 of the fact schema. Columns may be added at the end, never renamed.
DOCUMENTS = """doc_id path title published published_source source url language n_chars n_sentences n_tokens n_events
    duplicate_of status error"""
ENTITIES = "entity_id name type subtype aliases n_mentions n_docs doc_ids first_seen last_seen confidence"
EVENTS = """event_id doc_id type trigger trigger_start trigger_end agents objects place date date_start date_end
    date_precision date_basis date_text status factuality reported_by amount currency percent count evidence
    evidence_start evidence_end rule confidence cluster_id"""
RELATIONS = """relation_id doc_id type head_id head head_type tail_id tail tail_type position percent start end
    evidence evidence_start evidence_end rule confidence"""
SCHEMA = {
    "documents": DOCUMENTS,
    "organisations": f"{ENTITIES} country_code",
    "people": ENTITIES,
    "places": f"{ENTITIES} country_code admin1 geonames_id latitude longitude",
    "products": f"{ENTITIES} makers",
    "works": ENTITIES,
    "events": EVENTS,
    "event_participants": "event_id doc_id role entity_id name type start end",
    "relations": RELATIONS,
    "mentions": "doc_id entity_id type text start end kind source confidence",
    "dates": "doc_id text start end type value mod earliest latest anchor rule",
}


@pytest.mark.parametrize("table", SCHEMA)
def test_columns_begin_as_the_schema_says(table):
    names = SCHEMA[table].split()
    assert TABLES[table].names[: len(names)] == names


def test_there_is_no_other_table():
    assert list(TABLES) == list(SCHEMA)


@pytest.mark.parametrize("table", ALL_TABLES)
def test_columns_are_well_declared(table):
    names = ALL_TABLES[table].names
    assert len(set(names)) == len(names)
    assert ALL_TABLES[table].primary or table in ORDER
    assert all(column.meaning and column.dtype in PANDAS for column in ALL_TABLES[table].columns)
    for column in ALL_TABLES[table].columns:
        if "." in column.key and column.key != ANY_ENTITY:
            other, _, name = column.key.partition(".")
            assert name in ALL_TABLES[other].primary


def test_every_entity_type_has_a_table():
    assert set(ENTITY_TABLES) == set(ENTITY_TYPES)


def test_markdown_shows_every_column_in_order():
    lines = columns_markdown().splitlines()
    shown = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert shown == [name for table in ALL_TABLES.values() for name in table.names]
    assert "### event_participants.csv" in lines
    assert "| `doc_id` | string | the article (-> documents.doc_id) |" in lines
