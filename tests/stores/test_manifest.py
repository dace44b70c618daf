"""run.json: what made the tables."""

import json

from dateline.stores.manifest import manifest, rules_digest
from dateline.tables import failed, frames
from dateline.types import Article


def test_manifest_counts_and_names_what_failed():
    tables = frames([failed(Article("d1", "", path="x.txt"), "error", "no text column")])
    found = json.loads(manifest(tables, {"inputs": ["x.txt"]}))
    assert found["status"] == {"ok": 0, "skipped": 0, "error": 1}
    assert found["failures"] == [{"doc_id": "d1", "path": "x.txt", "status": "error", "reason": "no text column"}]
    assert found["counts"]["documents"] == 1
    assert set(found["versions"]) == {"dateline", "spacy", "model", "rules"}
    assert found["options"] == {"inputs": ["x.txt"]}


def test_same_run_gives_the_same_bytes():
    assert manifest(frames([]), {}) == manifest(frames([]), {})


def test_rules_digest_changes_with_a_rule_of_the_user(tmp_path):
    (tmp_path / "rules").mkdir()
    before = rules_digest([tmp_path])
    (tmp_path / "rules" / "mine.toml").write_text("")
    assert before == rules_digest()
    assert before != rules_digest([tmp_path])
