"""The reader of gold files: what it accepts, and that it says where and why it refuses."""

import copy
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import GoldError
from dateline.evaluation import read_gold
from dateline.evaluation.gold import EVENT_TYPES
from dateline.paths import models_dir

ROW: dict[str, Any] = {
    "doc_id": "n1",
    "published": "2010-03-02",
    "title": "A purchase",
    "text": "Bergholz bought Tinmore on Monday.",
    "entities": [
        {"id": "E1", "type": "ORG", "name": "Bergholz", "subtype": "", "aliases": ["Bergholz"], "mentions": [[0, 8]]},
        {"id": "E2", "type": "ORG", "name": "Tinmore", "subtype": "", "aliases": [], "mentions": [[16, 23]]},
    ],
    "dates": [{"start": 27, "end": 33, "type": "DATE", "value": "2010-03-01", "mod": ""}],
    "relations": [{"type": "subsidiary_of", "head": "E2", "tail": "E1"}],
    "events": [
        {
            "id": "V1",
            "type": "acquisition",
            "triggers": [[9, 15]],
            "roles": {"buyer": ["E1"], "target": ["E2"]},
            "values": {"amount": 5},
            "date": "2010-03-01",
            "date_basis": "text",
            "status": "occurred",
            "reported_by": [],
        }
    ],
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_reads_every_layer(tmp_path: Path) -> None:
    (document,) = read_gold(write(tmp_path / "gold.jsonl", ROW)).values()
    assert document.entities["E2"].mentions == ((16, 23),)
    assert document.dates[0].value == "2010-03-01"
    assert (document.relations[0].head, document.relations[0].tail) == ("E2", "E1")
    assert document.events[0].roles == {"buyer": ("E1",), "target": ("E2",)}
    assert document.events[0].values == {"amount": 5}


def test_reads_the_files_of_a_folder_in_order(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", ROW)
    write(tmp_path / "a.jsonl", ROW | {"doc_id": "n2"}, ROW | {"doc_id": "n3"})
    (tmp_path / "README.md").write_text("not gold", encoding="utf-8")
    assert list(read_gold(tmp_path)) == ["n2", "n3", "n1"]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"doc_id": "n1", "text": "One\u2028two."}, ensure_ascii=False), encoding="utf-8")
    assert read_gold(path)["n1"].text == "One\u2028two."


def test_types_of_a_users_own_rules_are_known_when_told(tmp_path: Path) -> None:
    row = copy.deepcopy(ROW)
    row["events"][0]["type"] = "harvest"
    assert read_gold(write(tmp_path / "gold.jsonl", row), own_types=["harvest"])["n1"].events[0].type == "harvest"


def _event(**change: Any) -> Callable[[dict[str, Any]], None]:
    return lambda row: row["events"][0].update(change)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(lambda row: row.pop("text"), "key 'text' is missing", id="no text"),
        pytest.param(lambda row: row["entities"][0].pop("type"), "key 'type' is missing", id="no type"),
        pytest.param(lambda row: row["entities"][0].update(type="NORP"), "entity E1: type 'NORP'", id="entity type"),
        pytest.param(lambda row: row["entities"][0].update(id="E2"), "two entities have the same id", id="same id"),
        pytest.param(lambda row: row["entities"][0].update(mentions=[[0, 99]]), "mention 0-99 is not", id="outside"),
        pytest.param(lambda row: row["entities"][0].update(mentions=[[8, 8]]), "mention 8-8 is not", id="empty span"),
        pytest.param(lambda row: row["entities"][0].update(mentions=[[8]]), "not enough values", id="half a span"),
        pytest.param(lambda row: row["dates"][0].update(type="DAY"), "date 27-33: type 'DAY'", id="TIMEX3 type"),
        pytest.param(lambda row: row["relations"][0].update(type="loves"), "relation type 'loves'", id="relation type"),
        pytest.param(lambda row: row["relations"][0].update(head="E9"), "head 'E9' is unknown", id="relation's id"),
        pytest.param(_event(type="aquisition"), "event V1: type 'aquisition'", id="event type"),
        pytest.param(_event(triggers=[[9, 15], [-3, 2]]), "event V1: trigger -3-2", id="trigger"),
        pytest.param(_event(triggers=[]), "needs a trigger and a participant", id="no trigger"),
        pytest.param(_event(roles={"buyer": []}), "needs a trigger and a participant", id="no participant"),
        pytest.param(_event(roles={"buyer": ["E7"]}), "buyer 'E7' is unknown; known are E1, E2", id="role's id"),
        pytest.param(_event(reported_by=["E7"]), "reported_by 'E7' is unknown", id="source's id"),
        pytest.param(_event(status="done"), "status 'done' is unknown", id="status"),
        pytest.param(_event(date_basis="guess"), "date_basis 'guess' is unknown", id="basis"),
        pytest.param(lambda row: row.update(text_sha256="0"), "text_sha256", id="another text"),
        pytest.param(lambda row: row.update(text="Cafe\u0301 " + row["text"]), "form NFC", id="not NFC"),
        pytest.param(lambda row: row.update(doc_id="n0"), "there is an article n0 already", id="same article"),
    ],
)
def test_refuses_with_file_line_and_reason(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    row = copy.deepcopy(ROW)
    change(row)
    path = write(tmp_path / "gold.jsonl", ROW | {"doc_id": "n0"}, row)
    with pytest.raises(GoldError) as refused:
        read_gold(path)
    assert str(refused.value).startswith(f"{path}:2: ")
    assert reason in str(refused.value)


@pytest.mark.parametrize("content", ["{", "[1]", '"text"', "null"], ids=["broken", "list", "string", "null"])
def test_refuses_lines_that_are_no_objects(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"\n{content}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:2: "):
        read_gold(path)


def test_refuses_files_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no gold file"):
        read_gold(tmp_path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
    with pytest.raises(GoldError, match=r"not \.txt"):
        read_gold(tmp_path / "gold.txt")
    (tmp_path / "latin.jsonl").write_bytes(b'{"text": "\xe9"}')
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "latin.jsonl")


def test_a_right_checksum_is_accepted(tmp_path: Path) -> None:
    row = ROW | {"text_sha256": sha256(ROW["text"].encode()).hexdigest()}
    assert "n1" in read_gold(write(tmp_path / "gold.jsonl", row))


def test_event_types_are_those_that_the_tables_know() -> None:
    lines = (models_dir() / "lexicons" / "event_roles.txt").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[0] for line in lines if line and not line.startswith("#")} == EVENT_TYPES
