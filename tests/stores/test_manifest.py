"""run.json: what made the tables."""

import json

from dateline.stores import manifest as manifests
from dateline.stores.files import staged
from dateline.stores.manifest import rules_digest, write_manifest


def test_rules_digest_changes_with_a_rule_of_the_user(tmp_path):
    (tmp_path / "rules").mkdir()
    before = rules_digest([tmp_path])
    (tmp_path / "rules" / "mine.toml").write_text("")
    assert before == rules_digest()
    assert before != rules_digest([tmp_path])


def written(tables, folder, **options):
    with staged(folder) as stage:
        write_manifest(tables, stage, options, lists=[{"path": "mine.csv"}])
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def test_counts_and_failures_of_a_stream(tables, tmp_path):
    found = written(tables, tmp_path, inputs=["x.txt"])
    assert found["status"] == {"ok": 1, "skipped": 0, "error": 1}
    assert found["counts"] == {name: tables.count(name) for name in tables.names}
    assert found["n_failures"] == 1
    (failure,) = found["failures"]
    assert failure == {"doc_id": 'it\'s "one"; x/1', "path": "", "status": "error", "reason": '=1+1,\r\n"no"\x00'}
    assert set(found["versions"]) == {"dateline", "spacy", "model", "rules"}
    assert found["options"] == {"inputs": ["x.txt"]}
    assert found["lists"] == [{"path": "mine.csv"}]


def test_no_more_failures_than_somebody_reads(make, tmp_path, monkeypatch):
    monkeypatch.setattr(manifests, "MAX_FAILURES", 2)
    found = written(make(documents=[{"doc_id": f"d{number}", "status": "skipped"} for number in range(5)]), tmp_path)
    assert [failure["doc_id"] for failure in found["failures"]] == ["d0", "d1"]
    assert found["n_failures"] == found["status"]["skipped"] == 5
