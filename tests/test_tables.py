"""Docs to tables, on hand-made layers."""

import pandas as pd
import pytest
import spacy

from dateline.columns import ON_REQUEST, TABLES
from dateline.merging import frames
from dateline.paths import models_dir
from dateline.rules import read_rows
from dateline.tables import facts, failed, precision, roles
from dateline.types import Article, Entity, Event, Mention, Relation, TimeExpression

TEXT = "Orvane said on Monday it will\nbuy Lumen Labs of Oslo for $2.5 million."
NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")


def mention(words, kind="name", confidence=0.9, text=TEXT):
    start = text.index(words)
    return Mention(start, start + len(words), words, kind, "by hand", confidence=confidence)


ENTITIES = (
    Entity("E1", "ORG", "Orvane", mentions=(mention("Orvane"), mention("it", "pronoun", 0.5))),
    Entity("E2", "ORG", "Lumen Labs", mentions=(mention("Lumen Labs"),)),
    Entity("E3", "PLACE", "Oslo", "city", mentions=(mention("Oslo"),), place={"geonames_id": 7, "country_code": "NO"}),
)
BUY = (TEXT.index("buy"), TEXT.index("buy") + 3)
EVENT = Event(
    "acquisition",
    (BUY, (7, 11)),
    0,
    len(TEXT),
    roles={"target": (("E2", 34, 44),), "buyer": (("E1", 22, 24), ("E1", 0, 6)), "place": (("E3", 48, 52),)},
    values={"amount": 2_500_000.0, "currency": "USD", "count": "1,200", "stake": 0.5},
    date="2019-06",
    date_basis="text",
    status="planned",
    reported_by=("E1",),
    rule="by.hand",
    confidence=0.66666,
)
RELATION = Relation("based_in", "E2", "E3", 0, len(TEXT), rule="by.hand", confidence=0.4)
TIME = TimeExpression(
    15, 21, "Monday", "DATE", "2019-06-03", earliest="2019-06-03", latest="2019-06-03", anchor="2019-06-05"
)


def example(doc_id="d1", published="2019-06-05", events=(EVENT,), relations=(RELATION,), entities=ENTITIES, text=TEXT):
    doc = NLP(text)
    doc._.entities, doc._.events, doc._.relations, doc._.times = entities, events, relations, [TIME]
    return Article(doc_id, text, "A title", published, "option"), doc


def tables(docs):
    return frames(facts(*pair) for pair in docs)


def row(frame, **where):
    """Return the only row of a table that fits, without its empty cells."""
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return {name: value for name, value in frame.iloc[0].items() if not pd.isna(value)}


@pytest.fixture(scope="module")
def made():
    return tables([example()])


def test_columns_and_dtypes_are_the_declared_ones_even_without_rows(made):
    for frames_ in (made, tables([])):
        assert list(frames_) == list(TABLES)
        for name, frame in frames_.items():
            assert list(frame.columns) == TABLES[name].names
            assert {str(dtype) for dtype in frame.dtypes} <= {"string", "Int64", "Float64"}


def test_event_row(made):
    found = row(made["events"])
    assert found["agents"] == "Orvane"
    assert found["objects"] == "Lumen Labs"
    assert found["place"] == "Oslo"
    assert (found["trigger"], found["trigger_start"], found["trigger_end"]) == ("buy", *BUY)
    assert found["triggers"] == "7-11"
    assert (found["date_start"], found["date_end"], found["date_precision"]) == ("2019-06-01", "2019-06-30", "month")
    assert (found["amount"], found["currency"], found["count"], found["stake"]) == (2_500_000, "USD", 1200, "0.5")
    assert found["reported_by"] == "Orvane"
    assert found["evidence"] == TEXT.replace("\n", " ")
    assert found["confidence"] == 0.667
    assert found["cluster_id"] == found["event_id"]
    assert "percent" not in found


def test_predicates_are_a_table_where_they_are_asked_for(pipeline):
    text = "Norvent Holdings AG said on Monday it will\nbuy Ostrava Motors of Oslo for $2.5 million."
    doc = pipeline.make_doc(text)
    doc._.published = "2019-06-05"
    article = Article("d1", text, "A title", "2019-06-05", "option")
    pipeline(doc)
    assert "predicates" not in frames([facts(article, doc)])
    rows = frames([facts(article, doc, predicates=True)], predicates=True)["predicates"]
    assert list(rows.columns) == ON_REQUEST["predicates"].names
    said, buy = row(rows, lemma="say"), row(rows, lemma="buy")
    assert [said[name] for name in ("agents", "date", "date_basis", "status")] == [
        "Norvent Holdings AG",
        "2019-06-03",
        "text",
        "occurred",
    ]
    assert [buy[name] for name in ("agents", "objects", "status", "reported_by")] == [
        "Norvent Holdings AG",
        "Ostrava Motors",
        "planned",
        "Norvent Holdings AG",
    ]
    assert text[buy["start"] : buy["end"]] == "buy"
    assert buy["agent_ids"] == said["agent_ids"]
    assert buy["evidence"] == text.replace("\n", " ")


def test_participants_are_told_once_in_the_order_of_the_roles(made):
    found = made["event_participants"]
    assert sorted(zip(found["role"], found["name"], found["start"], strict=True)) == [
        ("buyer", "Orvane", 22),
        ("place", "Oslo", 48),
        ("target", "Lumen Labs", 34),
    ]
    assert set(found["event_id"]) == set(made["events"]["event_id"])


def test_relation_row_and_what_it_tells_of_the_organisation(made):
    found = row(made["relations"])
    assert (found["head"], found["tail"], found["tail_type"]) == ("Lumen Labs", "Oslo", "PLACE")
    assert row(made["organisations"], name="Lumen Labs")["country_code"] == "NO"
    assert "country_code" not in row(made["organisations"], name="Orvane")
    assert row(made["places"])["geonames_id"] == 7


def test_entity_row_over_several_articles():
    made = tables([example("d2", "2019-06-07"), example("d1", "2019-06-05"), example("d3", "")])
    found = row(made["organisations"], name="Orvane")
    assert (found["n_mentions"], found["n_docs"], found["doc_ids"]) == (6, 3, "d1; d2; d3")
    assert (found["first_seen"], found["last_seen"], found["confidence"]) == ("2019-06-05", "2019-06-07", 0.9)
    assert list(made["documents"]["duplicate_of"].fillna("")) == ["", "d1", "d1"]


def test_makers_of_a_product():
    text = "Orvane makes the Lux."
    entities = (
        Entity("E1", "ORG", "Orvane", mentions=(mention("Orvane", text=text),)),
        Entity("E2", "PRODUCT", "Lux", mentions=(mention("Lux", text=text),)),
    )
    made = tables([example(text=text, entities=entities, events=(), relations=(Relation("makes", "E1", "E2", 0, 5),))])
    assert row(made["products"])["makers"] == "Orvane"


@pytest.mark.parametrize(
    ("product", "makers"),
    [
        pytest.param("Orvane Lux", "Orvane Group", id="organisation-of-another-article"),
        pytest.param("BMW Lux", "BMW", id="known-maker"),
        pytest.param("Orvane", "", id="whole-name"),
        pytest.param("Lux Orvane", "", id="not-first"),
        pytest.param("Orvaneo Lux", "", id="part-of-a-word"),
    ],
)
def test_makers_in_the_name_of_a_product(product, makers):
    owner = Entity("E1", "ORG", "Orvane Group", aliases=("Orvane",))
    docs = [example("d1", entities=(owner,), events=(), relations=())]
    docs.append(example("d2", entities=(Entity("E1", "PRODUCT", product),), events=(), relations=()))
    assert row(tables(docs)["products"]).get("makers", "") == makers


def test_document_counts(made):
    found = row(made["documents"])
    assert (found["n_chars"], found["n_sentences"], found["n_events"], found["status"]) == (len(TEXT), 1, 1, "ok")


def test_mentions_and_dates(made):
    assert list(made["mentions"]["text"]) == ["Orvane", "it", "Lumen Labs", "Oslo"]
    assert row(made["dates"]) == {
        "doc_id": "d1",
        "text": "Monday",
        "start": 15,
        "end": 21,
        "type": "DATE",
        "value": "2019-06-03",
        "earliest": "2019-06-03",
        "latest": "2019-06-03",
        "anchor": "2019-06-05",
    }


def test_ids_tell_apart_events_of_one_trigger_and_do_not_depend_on_other_articles():
    twice = tables([example(events=(EVENT, EVENT))])["events"]["event_id"]
    beside = tables([example(), example("d0")])["events"]["event_id"]
    assert len(set(twice)) == 2
    assert set(tables([example()])["events"]["event_id"]) < set(twice)
    assert set(tables([example()])["events"]["event_id"]) < set(beside)


def test_order_of_articles_does_not_matter():
    articles = [
        facts(*example("d1")),
        facts(*example("d2")),
        failed(Article("d3", "", error="broken"), "error", "broken"),
    ]
    forward, backward = frames(articles), frames(articles[::-1])
    assert all(forward[name].equals(backward[name]) for name in TABLES)


@pytest.mark.parametrize(
    ("least", "events", "relations", "mentions"),
    [(0.4, 1, 1, 4), (0.5, 1, 0, 4), (0.9, 0, 0, 3), (0.91, 0, 0, 0)],
    ids=["equal", "no-relations", "no-events", "no-mentions"],
)
def test_min_confidence_leaves_out_facts_and_mentions_but_no_entities(least, events, relations, mentions):
    made, everything = frames([facts(*example())], min_confidence=least), frames([facts(*example())])
    assert (len(made["events"]), len(made["relations"]), len(made["mentions"])) == (events, relations, mentions)
    assert row(made["documents"])["n_events"] == events
    assert made["organisations"]["entity_id"].equals(everything["organisations"]["entity_id"])


def test_failed_article_has_its_reason():
    found = row(frames([failed(Article("d9", "", path="x.txt"), "error", "broken")])["documents"])
    assert (found["doc_id"], found["path"], found["status"], found["error"]) == ("d9", "x.txt", "error", "broken")


def test_fact_about_an_unknown_entity_does_not_stop_the_others():
    event = Event("merger", (BUY,), 0, 5, roles={"party": (("E9", 0, 1), ("E1", 0, 6))}, reported_by=("E8",))
    made = tables([example(events=(event,), relations=(Relation("owns", "E1", "E9", 0, 5),))])
    assert row(made["events"])["agents"] == "Orvane"
    assert made["relations"].empty


def test_own_type_of_a_user_has_its_roles_in_his_folder(tmp_path):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "event_roles.txt").write_text("rescue\trescuer\tagent\trequired\n")
    event = Event("rescue", (BUY,), 0, 5, roles={"rescuer": (("E1", 0, 6),), "boat": (("E2", 34, 44),)})
    found = row(frames([facts(*example(events=(event,)))], folders=[tmp_path])["events"])
    assert (found["agents"], found["objects"]) == ("Orvane", "Lumen Labs")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-06-05", "day"),
        ("2019-W23", "week"),
        ("2019-06", "month"),
        ("2019-Q2", "quarter"),
        ("2019-SU", "season"),
        ("2019", "year"),
        ("201", "decade"),
        ("../2019-06-05", "interval"),
        ("XXXX-XX-XX", ""),
        ("", ""),
    ],
)
def test_precision(value, expected):
    assert precision(value) == expected


def test_event_roles_are_well_formed():
    rows = read_rows(models_dir() / "lexicons" / "event_roles.txt")
    assert all(len(row_) == 4 for row_ in rows)
    assert {side for _, _, side, _ in rows} == {"agent", "object", "place"}
    assert {need for *_, need in rows} == {"required", "optional"}
    assert len(roles()) == len(rows)
    assert {type_ for type_, role, *_ in rows if role == "place"} == {type_ for type_, *_ in rows}
