"""The reader of an output folder."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from purchase import BOUGHT, GOLD, span

from dateline.errors import GoldError
from dateline.evaluation import GoldDocument, evaluate, read_facts, read_tables

Write = Callable[[Iterable[GoldDocument]], Path]


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_tables_hold_what_the_gold_holds(gold: GoldDocument, write_tables: Write) -> None:
    document = read_facts(write_tables([gold]))["one"]
    assert [one.mentions for one in document.entities.values()] == [one.mentions for one in gold.entities.values()]
    assert document.dates == gold.dates
    relation = document.relations[0]
    assert (relation.type, relation.head, relation.tail) == ("works_for", "one:E3", "one:E2")
    bought = document.events[0]
    assert bought.roles == {"buyer": ("one:E1",), "target": ("one:E2",)}
    assert bought.values == {"amount": "40000000", "currency": "EUR"}
    assert (bought.triggers, bought.date, bought.status) == (BOUGHT.triggers, BOUGHT.date, BOUGHT.status)


def test_further_triggers_and_evidence_are_read(gold: GoldDocument, write_tables: Write) -> None:
    triggers = (span("bought"), span("for 40"), span("runs"))
    folder = write_tables([replace(gold, events=(replace(BOUGHT, triggers=triggers),))])
    assert read_tables(folder)["one"].events[0].triggers == triggers
    rewrite(folder / "events.csv", "triggers", "evidence_start,evidence_end,triggers")
    rewrite(folder / "events.csv", "occurred,", "occurred,0,63,")
    assert read_tables(folder)["one"].events[0].evidence == (0, 63)


def test_descriptions_are_kept_apart(gold: GoldDocument, write_tables: Write) -> None:
    plant = span("plant")
    described = {"E4": replace(gold.entities["E4"], descriptions=(plant,))}
    entity = read_tables(write_tables([replace(gold, entities=gold.entities | described)]))["one"].entities["one:E4"]
    assert entity.mentions == gold.entities["E4"].mentions
    assert entity.descriptions == (plant,)
    assert entity.aliases == ("Leeds",)


def test_an_entity_without_a_mention_is_known_by_its_name(gold: GoldDocument, write_tables: Write) -> None:
    unnamed = {"E1": replace(gold.entities["E1"], mentions=())}
    folder = write_tables([replace(gold, entities=gold.entities | unnamed)])
    entity = read_tables(folder)["one"].entities["one:E1"]
    assert (entity.name, entity.mentions) == ("Bergholz AG", ())
    scores = evaluate(read_tables(folder), {"one": gold}).set_index(["layer", "measure", "type"])
    assert scores.loc[("entities", "entity", "all"), "predicted"] == 3
    assert scores.loc[("events", "roles", "all"), "f1"] == 1


def test_an_article_that_failed_was_not_found(gold: GoldDocument, write_tables: Write) -> None:
    folder = write_tables([gold, replace(gold, doc_id="two")])
    rewrite(folder / "documents.csv", "two,A purchase,ok", "two,A purchase,error")
    assert list(read_tables(folder)) == ["one"]


@pytest.mark.parametrize(
    ("table", "old", "new", "reason"),
    [
        pytest.param(
            "mentions", "Bergholz AG,0,", "Bergholz AG,zero,", r"mentions.csv:2: 'zero' is not", id="no number"
        ),
        pytest.param("mentions", "Bergholz AG,0,11", "Bergholz AG,11,11", r"mentions.csv:2: start 11", id="no span"),
        pytest.param("dates", "start", "begin", r"dates.csv:1: columns are missing: start", id="no column"),
        pytest.param("events", "possible,", "possible,12", r"events.csv:3: '' is not an offset", id="half a trigger"),
    ],
)
def test_refuses_with_file_line_and_reason(
    gold: GoldDocument, write_tables: Write, table: str, old: str, new: str, reason: str
) -> None:
    folder = write_tables([gold])
    rewrite(folder / f"{table}.csv", old, new)
    with pytest.raises(GoldError, match=reason):
        read_tables(folder)


@pytest.mark.parametrize("confidence", ["0.25", "", "high", "1.5"])
def test_confidence_is_read_or_refused(gold: GoldDocument, write_tables: Write, confidence: str) -> None:
    folder = write_tables([replace(gold, relations=gold.relations[:1])])
    rewrite(folder / "relations.csv", "tail_id", "tail_id,rule,confidence")
    rewrite(folder / "relations.csv", "one:E2", f"one:E2,owns.of,{confidence}")
    if confidence in ("0.25", ""):
        relation = read_tables(folder)["one"].relations[0]
        assert (relation.rule, relation.confidence) == ("owns.of", float(confidence or 1))
    else:
        with pytest.raises(GoldError, match=r"relations\.csv:2: .*confidence"):
            read_tables(folder)


def test_refuses_what_is_no_output_folder(gold: GoldDocument, write_tables: Write, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such file or folder"):
        read_facts(tmp_path / "none")
    folder = write_tables([gold])
    (folder / "dates.csv").unlink()
    with pytest.raises(GoldError, match=r"dates\.csv: the table is missing"):
        read_facts(folder)


def test_reads_gold_files_too(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"doc_id": "n1", "text": "Nothing."}\n', encoding="utf-8")
    assert read_facts(tmp_path).keys() == read_facts(tmp_path / "gold.jsonl").keys() == {"n1"}


def test_the_article_is_whole() -> None:
    assert all(GOLD.text[start:end] in one.aliases for one in GOLD.entities.values() for start, end in one.mentions)
