"""Relations: the engine on hand-made Docs; the rules' own examples run in tests/rules."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from dateline.components.relations import ENDS, Relations
from dateline.errors import RuleError
from dateline.types import Argument, Entity, Event, Mention, Predicate, Status

TEXT = "makes = 'owns'\nbetween = 'x'\nfirst = 'head'\nhead = ['ORG']\ntail = ['ORG']"


@pytest.fixture(scope="module")
def relations() -> Relations:
    return Relations(spacy.blank("en"), "dateline_relations")


def article(text: str, **entities: str) -> Doc:
    """Make a Doc of one sentence a line, with an entity for each keyword: type by its first letters, name its value.

    Further names of an entity follow behind "=": `ORG1="Norvent Corp.=Norvent"`.
    """
    doc = spacy.blank("en")(text)
    for token in doc:
        token.is_sent_start = token.i == 0 or "\n" in doc[token.i - 1].text
    made = []
    for key, value in entities.items():
        names = value.split("=")
        mentions = [
            Mention(at, at + len(name), name)
            for name in names
            for at in range(len(text))
            if text.startswith(name, at) and not any(text.startswith(n, at) for n in names if len(n) > len(name))
        ]
        made.append(Entity(key, key.rstrip("0123456789"), names[0], aliases=tuple(names), mentions=tuple(mentions)))
    doc._.entities = made
    return doc


def facts(relations: Relations, doc: Doc) -> set[tuple[str, str, str]]:
    return {(found.type, found.head, found.tail) for found in relations.find(doc)}


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        pytest.param(
            article("Norvent ( NRV.N ) chairman Maria Keller left.", ORG="Norvent", PERSON="Maria Keller"),
            {("works_for", "PERSON", "ORG")},
            id="code-of-a-share-is-not-seen",
        ),
        pytest.param(
            article("The Houston, Texas-based Norvent lost.", ORG="Norvent", PLACE1="Houston", PLACE2="Texas"),
            {("based_in", "ORG", "PLACE1"), ("located_in", "PLACE1", "PLACE2")},
            id="town-not-state",
        ),
        pytest.param(
            article("In Poland the Polish carmaker Norvent lost.", ORG="Norvent", PLACE="Poland"),
            {("based_in", "ORG", "PLACE")},
            id="adjective-of-a-place-in-the-article",
        ),
        pytest.param(article("The Polish firm Norvent lost.", ORG="Norvent"), set(), id="adjective-without-its-place"),
        pytest.param(
            article("Norvent and its rivals Siemens and Bosch lost.", ORG1="Norvent", ORG2="Siemens", ORG3="Bosch"),
            {("competitor_of", "ORG1", "ORG2"), ("competitor_of", "ORG3", "ORG1")},
            id="symmetric-in-name-order-and-over-a-list",
        ),
        pytest.param(
            article("Norvent’s “Rapid” and the Swift sold well.", ORG="Norvent", PRODUCT1="Rapid", PRODUCT2="Swift"),
            {("makes", "ORG", "PRODUCT1")},
            id="curly-quotes",
        ),
        pytest.param(
            article(
                "Norvent's Rapid, Swift and Swift II.",
                ORG="Norvent",
                PRODUCT1="Rapid",
                PRODUCT2="Swift",
                PRODUCT3="Swift II",
            ),
            {
                ("makes", "ORG", "PRODUCT1"),
                ("makes", "ORG", "PRODUCT2"),
                ("makes", "ORG", "PRODUCT3"),
                ("part_of", "PRODUCT3", "PRODUCT2"),
            },
            id="products-listed-with-one-of-a-maker",
        ),
        pytest.param(
            article("Norvent's Rapid (2018), Swift (2020).", ORG="Norvent", PRODUCT1="Rapid", PRODUCT2="Swift"),
            {("makes", "ORG", "PRODUCT1"), ("makes", "ORG", "PRODUCT2")},
            id="products-listed-with-their-years",
        ),
        pytest.param(
            article("Norvent lost.\nNorvent hopes.\nSpokesman Jo Fox declined.", ORG="Norvent", PERSON="Jo Fox"),
            {("works_for", "PERSON", "ORG")},
            id="whose-spokesman-the-article-tells",
        ),
        pytest.param(
            article("Greece hopes.\nGreece fears.\nGerman Chancellor Ida Ron left.", PLACE="Greece", PERSON="Ida Ron"),
            set(),
            id="not-a-chancellor-of-the-country-that-the-article-is-about",
        ),
        pytest.param(article("Norvent\n\nboss Ida Ron left.", ORG="Norvent", PERSON="Ida Ron"), set(), id="paragraphs"),
    ],
)
def test_text_rules(relations: Relations, doc: Doc, expected: set[tuple[str, str, str]]) -> None:
    assert facts(relations, doc) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        pytest.param("Norvent Chief Financial Officer Maria Keller left.", "Chief Financial Officer", id="capitals"),
        pytest.param("Norvent's former chief executive, Maria Keller, left.", "chief executive", id="former"),
        pytest.param(
            "Maria Keller, Norvent's president and chief executive, left.", "president and chief executive", id="two"
        ),
        pytest.param("Maria Keller, a senior analyst at Norvent, left.", "senior analyst", id="at"),
    ],
)
def test_position(relations: Relations, text: str, position: str) -> None:
    found = relations.find(article(text, ORG="Norvent", PERSON="Maria Keller"))
    assert [(relation.type, relation.position) for relation in found] == [("works_for", position)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("occurred", {("owns", "ORG1", "ORG2")}, id="occurred"),
        pytest.param("denied", set(), id="denied"),
        pytest.param("possible", set(), id="possible"),
    ],
)
def test_predicates_that_hold(relations: Relations, status: str, expected: set[tuple[str, str, str]]) -> None:
    doc = article("Norvent owned Calmar.", ORG1="Norvent", ORG2="Calmar")
    arguments = (Argument("agent", 0, 0, 7, ("ORG1",)), Argument("patient", 2, 14, 20, ("ORG2",)))
    doc._.predicates = [Predicate(1, 8, 13, "own", "VERB", arguments)]
    doc._.statuses = [Status(1, status)]
    assert facts(relations, doc) == expected


@pytest.mark.parametrize(
    ("type_", "roles", "status", "expected"),
    [
        pytest.param("founding", ("org", "founder"), "occurred", {("founded_by", "ORG1", "ORG2")}, id="occurred"),
        pytest.param("founding", ("org", "founder"), "planned", set(), id="planned"),
        pytest.param("founding", ("org", "founder"), "denied", set(), id="denied"),
        pytest.param("acquisition", ("buyer", "target"), "occurred", set(), id="not-told-as-bought"),
    ],
)
def test_events_that_happened(
    relations: Relations, type_: str, roles: tuple[str, str], status: str, expected: set[tuple[str, str, str]]
) -> None:
    doc = article("Norvent swallowed Calmar.", ORG1="Norvent", ORG2="Calmar")
    fillers = {roles[0]: (("ORG1", 0, 7),), roles[1]: (("ORG2", 18, 24),)}
    doc._.events = [Event(type_, ((8, 17),), 0, 25, fillers, status=status)]
    assert facts(relations, doc) == expected


def test_a_planned_launch_tells_the_maker(relations: Relations) -> None:
    doc = article("Norvent presents the Lumo.", ORG="Norvent", PRODUCT="Lumo")
    roles = {"maker": (("ORG", 0, 7),), "product": (("PRODUCT", 21, 25),)}
    doc._.events = [Event("product_launch", ((8, 16),), 0, 26, roles, status="planned")]
    assert facts(relations, doc) == {("makes", "ORG", "PRODUCT")}


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        pytest.param("finance chief", {("works_for", "PERSON", "ORG1")}, id="post-of-a-company"),
        pytest.param("prime minister", set(), id="post-of-a-state"),
        pytest.param("", set(), id="no-post"),
    ],
)
def test_an_event_without_its_body_means_that_of_the_article(
    relations: Relations, position: str, expected: set[tuple[str, str, str]]
) -> None:
    doc = article(
        "Norvent fell.\nNorvent sold Calmar.\nMaria Keller rose.\n",
        ORG1="Norvent",
        ORG2="Calmar",
        PERSON="Maria Keller",
    )
    values = {"position": position} if position else {}
    doc._.events = [Event("appointment", ((48, 52),), 35, 53, {"person": (("PERSON", 35, 47),)}, values)]
    assert facts(relations, doc) == expected


def test_ends_have_the_types_of_the_schema(relations: Relations) -> None:
    doc = article("Norvent swallowed Maria Keller.", ORG1="Norvent", PERSON="Maria Keller")
    roles = {"org": (("PERSON", 18, 30),), "founder": (("ORG1", 0, 7),)}
    doc._.events = [Event("founding", ((8, 17),), 0, 31, roles)]
    assert relations.find(doc) == []


def test_rivals_of_a_list_are_no_rivals_of_each_other(relations: Relations) -> None:
    doc = article(
        "Norvent fell.\nNorvent rose.\nCompetition from rivals such as Calmar and Ostrel hurts.\n",
        ORG1="Norvent",
        ORG2="Calmar",
        ORG3="Ostrel",
    )
    assert facts(relations, doc) == {("competitor_of", "ORG2", "ORG1"), ("competitor_of", "ORG1", "ORG3")}


def test_a_deputy_works_where_the_chief_does(relations: Relations) -> None:
    doc = article(
        "Norvent chairman Maria Keller left.\nMaria Keller's deputy, John Smith, stayed.\n",
        ORG="Norvent",
        PERSON1="Maria Keller",
        PERSON2="John Smith",
    )
    assert facts(relations, doc) == {("works_for", "PERSON1", "ORG"), ("works_for", "PERSON2", "ORG")}


def test_a_series_has_one_maker(relations: Relations) -> None:
    doc = article(
        "Norvent's Lumo 3 is late.\nThe Lumo 2 was bad.\n", ORG="Norvent", PRODUCT1="Lumo 3", PRODUCT2="Lumo 2"
    )
    assert facts(relations, doc) == {("makes", "ORG", "PRODUCT1"), ("makes", "ORG", "PRODUCT2")}


def test_evidence_is_the_sentence_and_rows_are_sorted(relations: Relations) -> None:
    doc = article(
        "It rained.\nKyoto, Japan, was dry.\nParis, France, was not.\n",
        PLACE1="Paris",
        PLACE2="France",
        PLACE3="Kyoto",
        PLACE4="Japan",
    )
    found = relations.find(doc)
    assert [doc.text[relation.start : relation.end] for relation in found] == [
        "Kyoto, Japan, was dry.",
        "Paris, France, was not.",
    ]
    assert all(relation.type in ENDS and 0 <= relation.confidence <= 1 for relation in found)


def test_bytes_keep_the_rules(relations: Relations) -> None:
    other = Relations(spacy.blank("en"), "dateline_relations").from_bytes(relations.to_bytes())
    doc = article("Norvent chairman Maria Keller left.", ORG="Norvent", PERSON="Maria Keller")
    assert other.find(doc) == relations.find(doc) != []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param('makes = "loves"', "is no relation type", id="type"),
        pytest.param(TEXT.replace("x", "("), "wrong expression", id="expression"),
        pytest.param(TEXT.replace("first = 'head'", "first = 'left'"), "first must be", id="first"),
        pytest.param(TEXT.replace("head = ['ORG']", "head = ['FIRM']"), "unknown types FIRM", id="end"),
        pytest.param(TEXT.replace("x", "@nix"), "@nix", id="lexicon"),
        pytest.param("makes = 'owns'\nbetwen = 'x'", "unknown keys: betwen", id="key"),
        pytest.param("makes = 'owns'", "needs verbs, nouns or adjectives", id="empty"),
    ],
)
def test_wrong_rules_are_refused_with_their_place(tmp_path: Path, body: str, reason: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "relations.toml").write_text(
        f'\n[[rule]]\nid = "mine"\n{body}\nexamples = ["a"]\ncounterexamples = ["b"]\n', encoding="utf-8"
    )
    component = Relations(spacy.blank("en"), "dateline_relations")
    with pytest.raises(RuleError, match=rf"relations\.toml:2: .*{reason}"):
        component.initialize(folders=[str(tmp_path)])


@pytest.mark.parametrize(
    ("rule", "status", "expected"),
    [
        pytest.param("acquisition.buy", "occurred", {("owns", "ORG1", "ORG2")}, id="bought"),
        pytest.param("acquisition.buy", "planned", set(), id="to-be-bought"),
        pytest.param("acquisition.buy", "cancelled", set(), id="called-off"),
        pytest.param("acquisition.stake", "occurred", set(), id="a-stake"),
        pytest.param("acquisition.bid", "occurred", set(), id="an-offer"),
    ],
)
def test_a_buyer_owns_what_it_bought_whole(
    relations: Relations, rule: str, status: str, expected: set[tuple[str, str, str]]
) -> None:
    doc = article("Norvent swallowed Calmar.", ORG1="Norvent", ORG2="Calmar")
    fillers = {"buyer": (("ORG1", 0, 7),), "target": (("ORG2", 18, 24),)}
    doc._.events = [Event("acquisition", ((8, 17),), 0, 25, fillers, status=status, rule=rule)]
    assert facts(relations, doc) == expected


def test_a_unit_is_no_partner_of_its_parent(relations: Relations) -> None:
    doc = article("Norvent's unit Calmar left.", ORG1="Norvent", ORG2="Calmar")
    parties = {"party": (("ORG1", 0, 7), ("ORG2", 15, 21))}
    doc._.events = [Event("partnership", ((22, 26),), 0, 27, parties)]
    assert facts(relations, doc) == {("subsidiary_of", "ORG2", "ORG1")}


def test_who_helps_an_authority_is_no_partner_of_it(relations: Relations) -> None:
    doc = article("Norvent helps Trade Commission.", ORG1="Norvent", ORG2="Trade Commission")
    parties = {"party": (("ORG1", 0, 7), ("ORG2", 14, 30))}
    doc._.events = [Event("partnership", ((8, 13),), 0, 31, parties)]
    assert facts(relations, doc) == set()


def test_a_seat_is_not_taken_from_another_bodys_description(relations: Relations) -> None:
    text = "France's Norvent sold Calmar.\nNorvent lost.\nNorvent met the Texas company.\n"
    doc = article(text, ORG1="Norvent", ORG2="Calmar", PLACE1="France", PLACE2="Texas")
    assert ("based_in", "ORG1", "PLACE2") in facts(relations, doc)  # a state beside a country
    text = text.replace("Texas", "Spain")
    doc = article(text, ORG1="Norvent", ORG2="Calmar", PLACE1="France", PLACE2="Spain")
    assert ("based_in", "ORG1", "PLACE2") not in facts(relations, doc)
