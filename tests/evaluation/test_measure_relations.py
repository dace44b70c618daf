"""The measure of relations: readers and scores on sentences of our own, in the sets' forms."""

import json
from pathlib import Path

import pytest
import spacy
from measure_relations import (
    Passages,
    Score,
    conll_facts,
    conll_gold,
    core_facts,
    core_gold,
    count,
    dfki_gold,
    finred_facts,
    finred_gold,
    knowledgenet_facts,
    let_pronouns_stand,
    read_knowledgenet,
    running_text,
    score_core,
    score_dfki,
    score_passages,
)
from spacy.tokens import Doc

from dateline.types import Entity, Event, Mention, Relation, TimeExpression

TOKENS = ["President", "Maria", "Keller", "runs", "Norvent", "(", "Lima", ",", "Peru", ")", "."]


def article(text: str, relations: list[tuple[str, str, str]], **entities: str) -> Doc:
    """Make a Doc with entities (type by the first letters of the keyword) and relations (type, head, tail)."""
    doc = spacy.blank("en")(text)
    made = []
    for key, value in entities.items():
        names = value.split("=")
        mentions = tuple(
            Mention(at, at + len(name), name, "pronoun" if name in ("She", "its") else "name")
            for name in names
            for at in range(len(text))
            if text.startswith(name, at)
        )
        made.append(Entity(key, key.rstrip("0123456789"), names[0], mentions=mentions))
    doc._.entities = made
    doc._.relations = [
        Relation(type_, head, tail, 0, len(text), position="chief executive", rule=f"{type_}.x")
        for type_, head, tail in relations
    ]
    return doc


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        pytest.param(TOKENS, "President Maria Keller runs Norvent (Lima, Peru).", id="brackets"),
        pytest.param(["Sun", "'s", "``", "Java", "''", "fell"], "Sun's \"Java'' fell", id="quotes"),
        pytest.param(["It", "costs", "$", "5", "."], "It costs $5.", id="money"),
    ],
)
def test_running_text(tokens: list[str], text: str) -> None:
    found, spans = running_text(tokens)
    assert found == text
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_conll_counts_spans_types_titles_and_what_lies_behind_a_town() -> None:
    row = {
        "tokens": TOKENS,
        "entities": [
            {"type": "Peop", "start": 0, "end": 3},
            {"type": "Org", "start": 4, "end": 5},
            {"type": "Loc", "start": 6, "end": 7},
            {"type": "Loc", "start": 8, "end": 9},
        ],
        "relations": [
            {"type": "Work_For", "head": 0, "tail": 1},
            {"type": "OrgBased_In", "head": 1, "tail": 2},
            {"type": "OrgBased_In", "head": 1, "tail": 3},
            {"type": "Live_In", "head": 0, "tail": 3},
        ],
    }
    text, gold = conll_gold(row)
    relations = [("works_for", "PERSON", "ORG"), ("based_in", "ORG", "PLACE1"), ("located_in", "PLACE1", "PLACE2")]
    doc = article(text, relations, PERSON="Maria Keller", ORG="Norvent", PLACE1="Lima", PLACE2="Peru")
    score = Score()
    count(score, gold, conll_facts(doc, running_text(TOKENS)[1]))
    assert (score.right.total(), score.wrong.total(), score.missed.total()) == (3, 1, 1)
    assert list(score.lines())[-1].split()[:7] == ["all", "P", "75.0%", "R", "75.0%", "F1", "75.0%"]


def test_conll_kill_is_an_attack_of_a_person_on_a_person() -> None:
    doc = article("Booth shot Lincoln", [], PERSON1="Booth", PERSON2="Lincoln")
    roles = {"attacker": (("PERSON1", 0, 5),), "target": (("PERSON2", 11, 18),)}
    doc._.events = [Event("attack", ((6, 10),), 0, 18, roles=roles, rule="attack.x")]
    assert set(conll_facts(doc, [(0, 5), (6, 10), (11, 18)])) == {("Kill", "Peop", (0, 5), "Peop", (11, 18))}


def test_knowledgenet_reads_passages_of_a_document_as_paragraphs(tmp_path: Path) -> None:
    spans = {"subj_start": 42, "subj_end": 45, "obj_start": 54, "obj_end": 58}
    none = dict.fromkeys(spans)
    rows = [
        {"doc": "7", "passage_start": 42, "property": "SPOUSE", "passage": "She married Paul.", **spans},
        {"doc": "7", "passage_start": 0, "property": "CEO", "passage": "Ann left.", **none},
        {"doc": "9", "passage_start": 0, "property": "EDUCATED_AT", "passage": "Bo left.", **none},
    ]
    path = tmp_path / "kn.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (passages,) = read_knowledgenet(path)
    assert passages.text == "Ann left.\n\nShe married Paul."
    assert passages.asked == [{"CEO"}, {"SPOUSE"}]
    (fact,) = passages.facts[1]
    assert [passages.text[start:end] for start, end in fact[1:]] == ["She", "Paul"]


def test_knowledgenet_pairs_all_mentions_and_counts_only_what_is_asked() -> None:
    text = "Maria Keller runs Norvent. She lives in Lima."
    relations = [("works_for", "PERSON", "ORG"), ("lives_in", "PERSON", "PLACE")]
    doc = article(text, relations, PERSON="Maria Keller=She", ORG="Norvent", PLACE="Lima")
    doc._.events = [Event("founding", ((0, 5),), 0, 45, roles={"org": (("ORG", 18, 25),)}, date_text="1998")]
    doc._.times = [TimeExpression(0, 4, "1998", "DATE", "1998")]
    found = knowledgenet_facts(doc)
    assert {fact[0] for fact in found} == {"EMPLOYEE_OR_MEMBER_OF", "CEO", "PLACE_OF_RESIDENCE"}
    gold = [("CEO", (18, 25), (6, 12)), ("CEO", (18, 25), (40, 44))]
    score = Score()
    score_passages(Passages(text, [(0, len(text))], [{"CEO"}], [gold]), found, score)
    # both names of the chief executive are told; "She" is no chief executive in this gold
    assert (score.right["CEO"], score.wrong["CEO"], score.missed["CEO"]) == (1, 1, 1)
    assert not score.wrong["PLACE_OF_RESIDENCE"]


def test_pronouns_without_antecedent_stand_for_themselves() -> None:
    doc = article("He joined it. His firm fell.", [], ORG="firm")
    let_pronouns_stand(doc)
    assert [(e.type, [m.text for m in e.mentions]) for e in doc._.entities[1:]] == [
        ("PERSON", ["He", "His"]),
        ("ORG", ["it"]),
    ]


def test_finred_takes_relations_that_mean_the_same_as_one() -> None:
    gold = finred_gold("Norvent ; Siemens ; owned_by | Siemens ; Norvent ; subsidiary | Norvent ; steel ; industry")
    doc = article("Norvent of Siemens", [("subsidiary_of", "ORG1", "ORG2")], ORG1="Norvent", ORG2="Siemens")
    assert gold == set(finred_facts(doc)) == {("owns", "siemens", "norvent")}


def test_core_tells_the_relation_of_a_pair() -> None:
    row = {"context": ["Norvent", "beats", "Bosch"], "e1_start": 2, "e1_end": 2, "e2_start": 0, "e2_end": 0}
    text, one, other = core_gold({**row, "invert_relation": 1})
    assert (text[slice(*one)], text[slice(*other)]) == ("Norvent", "Bosch")
    doc = article(text, [("owns", "ORG2", "ORG1")], ORG1="Norvent", ORG2="Bosch")
    told = core_facts(doc, one, other)
    assert told == {"-owns"}
    score = Score()
    score_core("subsidiary_of", told, score)
    score_core("undefined", told, score)
    assert (score.right.total(), score.wrong.total(), score.missed.total()) == (1, 1, 0)


def test_dfki_counts_named_products_apart() -> None:
    text = "Norvent makes the Zephyr and its valves. Its Boreas fell."
    found = {"Norvent": (0, 7), "Zephyr": (18, 24), "its": (29, 32), "valves": (33, 39)}

    def relation(company: str, *products: str) -> dict:
        told = [("company", company), *(("product", made) for made in products)]
        ends = [(role, dict(zip(("start", "end"), found[word], strict=True))) for role, word in told]
        return {"args": {"array": [{"role": role, "conceptMention": {"span": span}} for role, span in ends]}}

    relations = {"array": [relation("Norvent", "Zephyr", "valves"), relation("its", "valves")]}
    _, gold = dfki_gold({"text": {"string": text}, "relationMentions": relations})
    assert sorted(label for label, *_ in gold) == ["in common words", "in common words", "named"]
    made = [("makes", "ORG", "PRODUCT1"), ("makes", "ORG", "PRODUCT2")]
    score = Score()
    score_dfki(article(text, made, ORG="Norvent=its", PRODUCT1="Zephyr", PRODUCT2="Boreas"), gold, score)
    assert (score.right["named"], score.wrong["named"], score.missed["in common words"]) == (1, 1, 2)


def test_dfki_finds_a_company_inside_its_product_by_words() -> None:
    doc = article("Norvent fell. A Norvent 3 burnt.", [("makes", "ORG", "PRODUCT")], PRODUCT="Norvent 3")
    doc._.entities += [Entity("ORG", "ORG", "Norvent", mentions=(Mention(0, 7, "Norvent", "name"),))]
    score = Score()
    score_dfki(doc, [("named", (16, 23), (16, 25))], score)
    assert (score.right["named"], score.wrong["named"]) == (1, 0)
