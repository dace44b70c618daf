"""The SQLite file: keys, views, search, and what Datasette is told of it."""

import json
import sqlite3
from contextlib import closing

import pytest

from dateline.columns import TABLES
from dateline.stores.files import staged
from dateline.stores.sqlite_files import write_sqlite


@pytest.fixture
def folder(tables, tmp_path):
    with staged(tmp_path) as stage:
        write_sqlite(tables, stage)
    return tmp_path


@pytest.fixture
def ask(folder):
    with closing(sqlite3.connect(folder / "dateline.sqlite")) as database:
        yield lambda query, *cells: database.execute(query, cells).fetchall()


def test_keys_hold_and_the_file_is_whole(ask):
    assert ask("PRAGMA foreign_key_check") == []
    assert ask("PRAGMA integrity_check") == [("ok",)]
    assert ask("PRAGMA journal_mode") == [("delete",)]


@pytest.mark.parametrize("name", TABLES)
def test_rows_come_back(ask, tables, name):
    expected = [
        tuple(cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell for cell in row)
        for row in tables.rows(name)
    ]
    columns = ", ".join(f'"{column}"' for column in TABLES[name].names)
    assert ask(f'SELECT {columns} FROM "{name}"') == expected


def test_foreign_keys(ask):
    def keys(table):
        return {(row[3], row[2], row[4]) for row in ask(f"PRAGMA foreign_key_list({table})")}

    assert keys("documents") == {("duplicate_of", "documents", "doc_id")}
    assert keys("mentions") == {("doc_id", "documents", "doc_id"), ("entity_id", "entities", "entity_id")}
    assert keys("event_participants") == keys("mentions") | {("event_id", "events", "event_id")}
    assert {("head_id", "entities", "entity_id"), ("tail_id", "entities", "entity_id")} < keys("relations")


def test_keys_types_and_days_have_an_index(ask):
    indexed = {name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"events_doc_id", "events_type", "events_date", "events_date_start", "mentions_entity_id"} < indexed


@pytest.mark.parametrize(
    ("table", "words", "expected"),
    [
        pytest.param("events", "engineer", ["v1"], id="another-form-of-the-word"),
        pytest.param("events", "volta", ["v1"], id="a-name-that-the-evidence-has-not"),
        pytest.param("events", "zurich", ["v1"], id="without-the-accent"),
        pytest.param("relations", "calc", ["r1"], id="relation"),
        pytest.param("entities", "motors", ["o1"], id="name-and-alias"),
        pytest.param("documents", "zurich", ["d2"], id="title"),
        pytest.param("events", "nobody", [], id="nothing"),
    ],
)
def test_search(ask, table, words, expected):
    found = ask(
        f"SELECT * FROM {table} WHERE rowid IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?)", words
    )
    assert [row[0] for row in found] == expected


def test_datasette_recognises_the_search(ask):
    # what datasette.utils.detect_fts looks for
    (statement,) = ask("SELECT name FROM sqlite_master WHERE sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"events\"%'")
    assert statement == ("events_fts",)


def test_meanings_are_in_the_metadata_and_in_the_schema(folder, ask):
    found = json.loads((folder / "metadata.json").read_text())["databases"]["dateline"]["tables"]
    assert set(found) == {*TABLES, "entities"}
    assert found["events"]["description"] == f"A row is {TABLES['events'].row}."
    assert list(found["events"]["columns"]) == TABLES["events"].names
    (schema,) = ask("SELECT sql FROM sqlite_master WHERE name = 'events'")
    assert "-- the word that tells it" in schema[0]


def test_an_error_of_our_own_is_not_told_as_a_full_disk(make, tmp_path):
    with pytest.raises(sqlite3.IntegrityError), staged(tmp_path) as stage:
        write_sqlite(make(documents=[{"doc_id": "a"}, {"doc_id": "a"}]), stage)
