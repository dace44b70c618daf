"""What MEANTIME's phrases are brought down to, and what is not judged; on phrases of our own."""

import json
from pathlib import Path

import pytest

pytest.importorskip("dateline.training.measuring")

import spacy

from dateline.training.measuring import Text, judged, meantime, meantime_names

TEXT = [
    "Merrow Motors CEO Ann Salter showed the Tivora V3 , Tivora X in Ostrava , Norland",
    "Merrow 's Sudria-based Tivora nano is the newest version of its Nightfall music player",
]
WORDS = [line.split() for line in TEXT]


def mention(number: int, first: int, last: int, head: str, kind: str, pos: str = "PROPN") -> dict[str, object]:
    tokens = list(range(first, last + 1))
    return {"doc": "d", "sent": number, "tokens": tokens, "text": head, "type": kind, "pos": pos}


MENTIONS = [
    mention(0, 0, 4, "Salter", "PERSON"),
    mention(0, 0, 1, "Motors", "ORGANIZATION"),
    mention(0, 6, 11, "Tivora", "PRODUCT"),
    mention(0, 13, 15, "Ostrava", "LOCATION"),
    mention(1, 0, 4, "nano", "PRODUCT"),
    mention(1, 0, 0, "Merrow", "ORGANIZATION"),
    mention(1, 6, 13, "version", "PRODUCT"),
    mention(1, 10, 13, "player", "PRODUCT", "NOUN"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "events/meantime-apple"
    folder.mkdir(parents=True)
    (folder / "documents.jsonl").write_text(json.dumps({"doc": "d", "sentences": WORDS}))
    (folder / "entity_mentions.jsonl").write_text("\n".join(map(json.dumps, MENTIONS)))
    return tmp_path


def named(text: Text) -> set[tuple[str, str]]:
    return {(text.doc.text[start:end], label) for start, end, label in text.names}


def test_names_around_their_heads(root: Path) -> None:
    (text,) = meantime_names(root, spacy.blank("en"))
    assert named(text) == {
        ("Merrow Motors", "ORG"), ("CEO Ann Salter", "PERSON"), ("Tivora V3", "PRODUCT"), ("Tivora X", "PRODUCT"),
        ("Ostrava", "PLACE"), ("Norland", "PLACE"), ("Merrow", "ORG"), ("Tivora nano", "PRODUCT"),
    }  # fmt: skip
    assert [text.doc.text[a:b] for a, b, _ in text.unjudged] == ["its Nightfall music player"]


def test_phrases_keep_what_stands_before_the_name(root: Path) -> None:
    (text,) = meantime(root, spacy.blank("en"))
    assert {("Merrow Motors CEO Ann Salter", "PERSON"), ("Merrow", "ORG")} < named(text)


def test_unjudged_is_a_name_of_the_label_in_a_description() -> None:
    text = Text("x", spacy.blank("en")("its Nightfall music player"), [], [(0, 26, "PRODUCT")])
    assert judged({(4, 13, "PRODUCT"), (4, 13, "ORG")}, set(), text) == {(4, 13, "ORG")}
    assert judged({(4, 13, "PRODUCT")}, {(4, 13, "PRODUCT")}, text) == {(4, 13, "PRODUCT")}
