"""Witnesses: names that nobody has heard of, typed and found by what stands around them."""

import pytest
import spacy
from spacy.language import Language

from dateline.components.entities import Entities

SENTENCES = [
    ("Shares in Torvane, the Derby packaging company, rose 4 percent.", "Torvane", "ORG"),
    ("Torvane shares fell on Tuesday after the company cut its forecast.", "Torvane", "ORG"),
    ("Kellory raised 30 million euros to build a plant in Porto.", "Kellory", "ORG"),
    ("Kellory, a Finnish start-up, makes sensors for greenhouses.", "Kellory", "ORG"),
    ("Ardwick is a start-up with 40 employees.", "Ardwick", "ORG"),
    ("The chief executive of Mistrand resigned on Monday.", "Mistrand", "ORG"),
    ("Mistrand’s chairman, Paul Hirst, defended the plan.", "Mistrand", "ORG"),
    ("Mistrand's customers were told by letter.", "Mistrand", "ORG"),
    ("The brokers Oxley Dunmore advised the sellers.", "Oxley Dunmore", "ORG"),
    ("Sabrel said it would close its factory in Turin.", "Sabrel", "ORG"),
    ("Sabrel, which employs 300 people, made a loss.", "Sabrel", "ORG"),
    ("The Sabrel board rejected the offer.", "Sabrel", "ORG"),
    ("Wendell Air cancelled nine flights.", "Wendell Air", "ORG"),
    ("Corbane Therapeutics has hired 50 researchers.", "Corbane Therapeutics", "ORG"),
    ("Two brothers founded Lathmere in 1998.", "Lathmere", "ORG"),
    ("Lathmere posted a profit of 3 million pounds.", "Lathmere", "ORG"),
    ("Lathmere unveiled a new tractor.", "Lathmere", "ORG"),
    ("Ostrava-based Vexley and Dorn Electric are in talks.", "Dorn Electric", "ORG"),
    ("“It was too late,” said Ana Bricht, an economist at Harkness Vole.", "Harkness Vole", "ORG"),
    ("The union Parity called for a strike.", "Parity", "ORG"),
    ("Tamsin Orrel, 46, a teacher from York, was injured.", "Tamsin Orrel", "PERSON"),
    ("Orrick, who joined the firm in 2009, said he was sorry.", "Orrick", "PERSON"),
    ("Petra Alvholm, a partner at the law firm, disagreed.", "Petra Alvholm", "PERSON"),
    ("Jory Pelham is a former judge.", "Jory Pelham", "PERSON"),
    ("A rider, Jory Pelham, fell in the last bend.", "Jory Pelham", "PERSON"),
    ("Mr Žunić denied the charge.", "Žunić", "PERSON"),
    ("The company unveiled the Halden 3 in Lisbon on Tuesday.", "Halden 3", "PRODUCT"),
    ("Its drug Zolvarix failed in a trial.", "Zolvarix", "PRODUCT"),
    ("Regulators approved Zolvarix, the company's asthma drug, in May.", "Zolvarix", "PRODUCT"),
    ("It must replace Zolvarix, its blood thinner, by 2018.", "Zolvarix", "PRODUCT"),
    ("Patients who were given vestorimab recovered sooner.", "vestorimab", "PRODUCT"),
    ("Hyundai recalled the Merrin hatchback in May.", "Merrin", "PRODUCT"),
    ("It will ship with TorvaneOS Cellar, a free tool.", "TorvaneOS Cellar", "PRODUCT"),
    ("The company shut its Skarvik platform after the storm.", "Skarvik", "PLACE"),
    ("The body was found on a beach near Lanvoc on Sunday.", "Lanvoc", "PLACE"),
    ("The power station at Štrbovo will close.", "Štrbovo", "PLACE"),
    ("Lanvoc, a village of 300 people, was cut off.", "Lanvoc", "PLACE"),
    ("KRALJEVO, Oct 26 (Danube Wire) - Nothing was settled.", "KRALJEVO", "PLACE"),
    ("Another cyclone, Marda, hit the coast a week later.", "Marda", "NAMED_EVENT"),
    ("Spain’s Road and Bridge Inspection Commission met.", "Road and Bridge Inspection Commission", "ORG"),
    ("Its rival Kurzbach will be bought for 3 million euros.", "Kurzbach", "ORG"),
    ("The mayor of Grunfelden opened the depot.", "Grunfelden", "PLACE"),
    ("It was the third recall of the Corvina this year.", "Corvina", "PRODUCT"),
    ("The pills were tested in the PHAROS trial.", "PHAROS", "NAMED_EVENT"),
    ("Airline Vind Nord will cancel nine flights.", "Vind Nord", "ORG"),
    ("The company recalled its Morrowby yoghurts.", "Morrowby", "PRODUCT"),
    ("The round was led by Norvane Ventures of Oslo.", "Norvane Ventures", "ORG"),
]  # fmt: skip


@pytest.fixture(scope="module")
def entities() -> Entities:
    return Entities(spacy.blank("en"), "dateline_entities")


@pytest.mark.parametrize(
    ("text", "name", "label"), SENTENCES, ids=[f"{name}-{n}" for n, (_, name, _) in enumerate(SENTENCES)]
)
def test_unknown_names(stock: Language, entities: Entities, text: str, name: str, label: str) -> None:
    assert (name, label) in [(ent.text, ent.label_) for ent in entities(stock(text)).ents]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The shares closed at 318p.", "318p"),
        ("LINDUM (Harbour Wire Service) — Nothing was settled.", "Harbour Wire Service"),
        ("OSLO/ROME, May 3 (Fenwick News) - Nothing was settled.", "Fenwick News"),
    ],
    ids=["pence", "agency", "agency of two towns"],
)
def test_no_names(stock: Language, entities: Entities, text: str, wrong: str) -> None:
    assert wrong not in [ent.text for ent in entities(stock(text)).ents]
