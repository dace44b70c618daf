"""The measure of names on an article of our own in the form of our gold."""

import json
import re

import pytest
from measure_names import Row, markdown, measure, put, speed

TEXT = "Norvent Motors AG opened a plant in Lisbon on Monday, said Maria Keller."
GOLD = {"ORG": "Norvent Motors AG", "PLACE": "Lisbon", "PERSON": "Maria Keller"}


@pytest.fixture
def data(tmp_path):
    entities = [
        {"id": f"E{number}", "type": type_, "name": name, "subtype": "", "aliases": [], "mentions": []}
        | {"mentions": [[TEXT.index(name), TEXT.index(name) + len(name)]]}
        for number, (type_, name) in enumerate(GOLD.items(), 1)
    ]
    facts = {"entities": entities, "dates": [], "relations": [], "events": []}
    article = {"doc_id": "d1", "published": "2021-03-02", "title": "", "text": TEXT} | facts
    (tmp_path / "gold-dev").mkdir()
    (tmp_path / "gold-dev" / "gold.jsonl").write_text(json.dumps(article) + "\n")
    return tmp_path


def test_all_sides_read_the_same_text(data, stock, pipeline):
    rows, readings = measure(data, ["gold-dev"], stock, pipeline)
    figures = {row.measure: row.figures for row in rows}
    assert figures["PERSON"] == dict.fromkeys(("md", "alone", "whole"), "100.0 (100/100)")
    assert figures["ORG, PERSON, PLACE, PRODUCT"]["whole"] == "100.0 (100/100)"
    assert figures["entities as `dateline evaluate` counts"] == {"whole": "100.0 (100/100)"}
    assert [row.gold for row in rows if row.measure == "PLACE"] == [1]
    assert re.match(r"15 words: md's NER [\d,]+ words/s, the recogniser", next(speed(readings)))


def test_table():
    rows = [Row("one", "ORG", 1200, {"md": "50.0", "whole": "60.0"}), Row("one", "PLACE", 2, {})]
    assert list(markdown(rows))[2:] == ["| one | ORG | 1,200 | 50.0 |  |  | 60.0 |", "|  | PLACE | 2 |  |  |  |  |"]


def test_page():
    page = "a\n<!-- names -->\nold\n<!-- /names -->\nb\n"
    assert put(page, "new\n") == page.replace("old", "new")
