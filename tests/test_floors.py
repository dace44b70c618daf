"""The gate: scores of the shipped pipeline on corpus/gold must not fall below `floors.json`.

`pytest tests/test_floors.py --set-floors` raises the floors to what is measured now; `--lower-floors` also lowers them,
which needs a reason in the commit. The digest makes sure that the floors were measured on this gold.
"""

import hashlib
import json
from pathlib import Path

import pytest

from dateline.articles import read_articles
from dateline.batch import run
from dateline.evaluation import evaluate, read_gold, read_tables
from dateline.merging import merge
from dateline.spool import spool_of
from dateline.stores.csv_files import write_csv
from dateline.stores.files import staged

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "corpus" / "gold" / "gold.jsonl"
FLOORS = Path(__file__).with_name("floors.json")
MEASURES = (
    ("names", "exact", "core"),
    ("names", "overlap", "core"),
    ("entities", "entity", "core"),
    ("dates", "strict", "all"),
    ("dates", "value", "all"),
    ("relations", "triple", "all"),
    ("events", "typed", "all"),
    ("events", "untyped", "all"),
    ("events", "roles", "all"),
    ("events", "date", "all"),
    ("events", "status", "all"),
)


@pytest.fixture(scope="module")
def scores(pipeline, tmp_path_factory) -> dict[str, float]:
    folder = tmp_path_factory.mktemp("gate")
    with staged(folder) as stage:
        write_csv(merge(spool_of(run(read_articles([str(GOLD)]), pipeline))), stage)
    table = evaluate(read_tables(folder), read_gold(GOLD)).set_index(["layer", "measure", "type"])
    return {"/".join(key): round(float(table.loc[key, "f1"]) * 100, 2) for key in MEASURES}


def test_floors(scores, pytestconfig):
    digest = hashlib.sha256(GOLD.read_bytes()).hexdigest()
    pinned = json.loads(FLOORS.read_text())
    if pytestconfig.getoption("set_floors") or pytestconfig.getoption("lower_floors"):
        old = {} if pytestconfig.getoption("lower_floors") else pinned["floors"]
        pinned["floors"] = {name: max(score, old.get(name, 0)) for name, score in scores.items()}
        pinned |= {"digest": digest, "articles": len(GOLD.read_text().splitlines())}
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n")
    assert pinned["digest"] == digest, "corpus/gold has changed: measure again with --lower-floors and say why"
    assert pinned["articles"] == len(GOLD.read_text().splitlines())
    fallen = {
        name: (scores[name], floor)
        for name, floor in pinned["floors"].items()
        if scores[name] < floor - pinned["tolerance"]
    }
    assert not fallen, f"score now, floor: {fallen}"
