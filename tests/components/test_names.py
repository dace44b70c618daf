"""Entities of an article: aliases on hand-made names, descriptions and pronouns on hand-made and on stock parses."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.components.names import Names
from dateline.components.names.aliases import abbreviates, words_of
from dateline.components.names.phrases import quotes
from dateline.parses import parse_of
from dateline.paths import models_dir
from dateline.rules import read_rules
from dateline.types import Entity

RULES = read_rules(models_dir() / "rules" / "names.toml")
EXAMPLES = [(rule["id"], example) for rule in RULES for example in rule["examples"]]
COUNTEREXAMPLES = [(rule, text) for rule in RULES for text in rule["counterexamples"]]


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(spacy.blank("en"), "dateline_names")


def name_doc(names: Names, text: str, *ents: tuple[str, str]) -> Doc:
    """Make an unparsed one-sentence doc whose names are `ents`, (text, label) in text order."""
    doc = spacy.blank("en")(text)
    doc.ents = list(spans(doc, *ents))
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc


def spans(doc: Doc, *ents: tuple[str, str]):
    position = 0
    for name, label in ents:
        position = doc.text.index(name, position)
        yield doc.char_span(position, position + len(name), label=label)
        position += len(name)


def chains(entities: list[Entity], *kinds: str) -> list[list[str]]:
    return [[mention.text for mention in entity.mentions if not kinds or mention.kind in kinds] for entity in entities]


ALIASES = {
    "legal form": ("Goodrich Corp. met Goodrich.", "ORG ORG", ["Goodrich Corp.", "Goodrich"], [[0, 1]]),
    "group": ("Blackstone Group LP met Blackstone.", "ORG ORG", ["Blackstone Group LP", "Blackstone"], [[0, 1]]),
    "short first": ("Goodrich grew. Goodrich Corp. paid.", "ORG ORG", ["Goodrich", "Goodrich Corp."], [[0, 1]]),
    "another body": ("Ford met Ford Foundation.", "ORG ORG", ["Ford", "Ford Foundation"], [[0], [1]]),
    "branch": ("Toyota Europe met Toyota.", "ORG ORG", ["Toyota Europe", "Toyota"], [[0], [1]]),
    "initials": ("Jaguar Land Rover, or JLR.", "ORG ORG", ["Jaguar Land Rover", "JLR"], [[0, 1]]),
    "initials of two": (
        "General Mills, General Motors, GM.",
        "ORG ORG ORG",
        ["General Mills", "General Motors", "GM"],
        [[0], [1], [2]],
    ),
    "initials without place": (
        "U.S. Energy Information Administration, EIA.",
        "ORG ORG",
        ["U.S. Energy Information Administration", "EIA"],
        [[0, 1]],
    ),
    "defined, other type": (
        "European Aviation Safety Agency (EASA).",
        "ORG PRODUCT",
        ["European Aviation Safety Agency", "EASA"],
        [[0, 1]],
    ),
    "named before the longer name": (
        "Norvent Inc grew. Norvent Mills Ltd fell. Norvent Inc paid.",
        "ORG ORG ORG",
        ["Norvent Inc", "Norvent Mills Ltd", "Norvent Inc"],
        [[0, 2], [1]],
    ),
    "with and without hyphen": (
        "Nor-Vent Stores Inc grew. Norvent fell.",
        "ORG ORG",
        ["Nor-Vent Stores Inc", "Norvent"],
        [[0, 1]],
    ),
    "with and without space": (
        "KP Norvent Trust grew. KPNorvent Trust & Co fell.",
        "ORG ORG",
        ["KP Norvent Trust", "KPNorvent Trust & Co"],
        [[0, 1]],
    ),
    "hyphen, space and initials": (
        "Norvent-Packer, Norvent Packer and NP.",
        "ORG ORG ORG",
        ["Norvent-Packer", "Norvent Packer", "NP"],
        [[0, 1, 2]],
    ),
    "another model": ("The V-8 beat the V8.", "PRODUCT PRODUCT", ["V-8", "V8"], [[0], [1]]),
    "surname": ("Nick Rogers met Rogers.", "PERSON PERSON", ["Nick Rogers", "Rogers"], [[0, 1]]),
    "small letter": ("BoC is the Bank of Canada.", "ORG ORG", ["BoC", "Bank of Canada"], [[0, 1]]),
    "nearest surname": (
        "Nick Rogers met Paul Rogers. Rogers left.",
        "PERSON PERSON PERSON",
        ["Nick Rogers", "Paul Rogers", "Rogers"],
        [[0], [1, 2]],
    ),
    "surname by title": (
        "Mrs Lisa Rogers met Nick Rogers. Mrs Rogers left, Mr Rogers stayed.",
        "PERSON PERSON PERSON PERSON",
        ["Lisa Rogers", "Nick Rogers", "Rogers", "Rogers"],
        [[0, 2], [1, 3]],
    ),
    "middle name": ("Harold J. Finch is Harold Finch.", "PERSON PERSON", ["Harold J. Finch", "Harold Finch"], [[0, 1]]),
    "place alias": ("The U.S. is the United States.", "PLACE PLACE", ["U.S.", "United States"], [[0, 1]]),
    "capitals": ("LONDON (Agency) - In London.", "PLACE PLACE", ["LONDON", "London"], [[0, 1]]),
    "brand off": ("The BMW i3, or i3.", "PRODUCT PRODUCT", ["BMW i3", "i3"], [[0, 1]]),
    "variant": ("The Camry Hybrid and the Camry.", "PRODUCT PRODUCT", ["Camry Hybrid", "Camry"], [[0], [1]]),
    "type apart": ("Paris met Paris Corp.", "PERSON ORG", ["Paris", "Paris Corp."], [[0], [1]]),
}


@pytest.mark.parametrize(("text", "labels", "parts", "groups"), ALIASES.values(), ids=list(ALIASES))
def test_aliases(names: Names, text: str, labels: str, parts: list[str], groups: list[list[int]]) -> None:
    doc = name_doc(names, text, *zip(parts, labels.split(), strict=True))
    assert chains(names.find(doc), "name", "alias") == [[parts[number] for number in group] for group in groups]


def test_record(names: Names) -> None:
    doc = name_doc(
        names, "Goodrich Corp. met BMW and Goodrich.", ("Goodrich Corp.", "ORG"), ("BMW", "ORG"), ("Goodrich", "ORG")
    )
    doc.user_data["dateline_entity_sources"] = {"0-14": "ner"}
    first, second = names(doc)._.entities
    assert (first.id, first.type, first.name, first.aliases) == (
        "E1",
        "ORG",
        "Goodrich Corp.",
        ("Goodrich Corp.", "Goodrich"),
    )
    assert [(m.start, m.end, m.kind, m.source, m.reason) for m in first.mentions] == [
        (0, 14, "name", "ner", ""),
        (27, 35, "alias", "", "legal form"),
    ]
    assert (second.id, second.name) == ("E2", "BMW")


def test_norp_is_no_entity(names: Names) -> None:
    assert names.find(name_doc(names, "A German firm.", ("German", "NORP"))) == []


def test_clause_subject(names: Names) -> None:
    words = ["Brandt", "sued", "Intel", ".", "Intel", "said", "it", "paid", "."]
    heads = [1, 1, 1, 1, 5, 5, 7, 5, 5]
    deps = ["nsubj", "ROOT", "dobj", "punct", "nsubj", "ROOT", "nsubj", "ccomp", "punct"]
    tags = ["NNP", "VBD", "NNP", ".", "NNP", "VBD", "PRP", "VBD", "."]
    pos = ["PROPN", "VERB", "PROPN", "PUNCT", "PROPN", "VERB", "PRON", "VERB", "PUNCT"]
    doc = Doc(names.vocab, words=words, heads=heads, deps=deps, tags=tags, pos=pos, lemmas=words)
    doc.ents = [Span(doc, 0, 1, "ORG"), Span(doc, 2, 3, "ORG"), Span(doc, 4, 5, "ORG")]
    assert chains(names.find(doc)) == [["Brandt"], ["Intel", "Intel", "it"]]


REFERENCES = {
    "company": ("Goodrich won a contract. The company hired 20 people.", ["The company"], []),
    "apposition": (
        "Goodrich, the aircraft parts maker, grew. Brandt fell. The maker paid.",
        ["the aircraft parts maker", "The maker"],
        [],
    ),
    "another company": ("Goodrich sued Brandt. A rival company of Brandt lost.", [], []),
    "both": ("Goodrich and Brandt signed a deal. Both companies will invest.", ["Both companies"], ["Both companies"]),
    "each": ("Goodrich and Brandt signed a deal. Each partner will invest.", ["Each partner"], ["Each partner"]),
    "the two": ("Goodrich and Brandt signed a deal. The two will invest.", ["The two"], ["The two"]),
    "two others": ("Goodrich and Brandt signed a deal. The two records stand.", [], []),
    "one or two": ("Goodrich and Brandt signed a deal. Analysts counted one or two.", [], []),
    "only one in the sentence": ("Goodrich fell. Brandt's van sold well, so the company grew.", [], ["the company"]),
    "merged": ("Goodrich won a contract. The combined company hired 20 people.", [], []),
    "in a statement": ("Goodrich won. The company in a statement praised its staff.", ["The company", "its"], []),
    "of another": ("Goodrich won. The company behind the plan lost.", [], []),
    "lead": ("Goodrich won a contract. The largest maker of brakes hired 20 people.", ["The largest maker"], []),
    "acting": ("Goodrich said that the deal was closed. It expects profits.", ["It"], []),
    "its shares": ("Goodrich said that the deal was closed. Its shares rose.", ["Its"], []),
    "they": ("Goodrich won. They refused to comment.", ["They"], []),
    "they, of others": ("Goodrich met analysts. They refused to comment.", [], []),
    "spokesman": ("A spokesman for Goodrich said it would pay.", ["it"], []),
    "with its rival": ("Goodrich and its rival lost.", ["its"], []),
    "pleonastic": ("Goodrich won. It is essential that prices fall.", [], []),
    "announced that": ("Goodrich won. It was announced that prices fell.", [], []),
    "it": ("Goodrich won a contract on Tuesday. It hired 20 people.", ["It"], []),
    "quote": ('"We are happy," Goodrich said.', ["We"], []),
    "common noun": ("Goodrich grew. The plant lost its roof.", [], []),
    "owner of the subject": ("Goodrich's profit fell after it cut prices.", ["it"], []),
    "owner, of a thing": ("Goodrich's plant burned after it was sold.", [], []),
    "what it is": ("Goodrich is the largest maker of brakes.", ["the largest maker"], []),
    "said to be one of many": ("Goodrich is a maker of brakes.", [], []),
    "acted on": ("Goodrich fell. Brandt sued the company.", ["the company"], []),
}


@pytest.mark.parametrize(("text", "first", "second"), REFERENCES.values(), ids=list(REFERENCES))
def test_references(stock: Language, names: Names, text: str, first: list[str], second: list[str]) -> None:
    doc = stock(text)
    doc.ents = [Span(doc, token.i, token.i + 1, "ORG") for token in doc if token.text in ("Goodrich", "Brandt")]
    found = chains(names.find(doc), "nominal", "pronoun")
    assert [*found, []][:2] == [first, second]


STATES = {
    "government": ("Slovenia sold a bank. The government kept a stake.", ["The government"], []),
    "nationality": ("Slovenia met Croatia. The Croatian government paid.", [], ["The Croatian government"]),
    "local": ("Slovenia sold a bank. The local government kept a stake.", [], []),
    "of a country": ("Slovenia met Croatia. The government of Croatia paid.", [], []),
}


@pytest.mark.parametrize(("text", "first", "second"), STATES.values(), ids=list(STATES))
def test_states(stock: Language, names: Names, text: str, first: list[str], second: list[str]) -> None:
    doc = stock(text)
    doc.ents = [Span(doc, token.i, token.i + 1, "PLACE") for token in doc if token.text in ("Slovenia", "Croatia")]
    found = chains(names.find(doc), "nominal", "pronoun")
    assert [*found, []][:2] == [first, second]


PERSONS = {
    "title tells gender": ("Mrs Lund met Mr Berg. She left.", [["She"], []]),
    "first name tells gender": ("Mary Lund met Karl Berg. He left.", [[], ["He"]]),
    "speaker": ('"I am happy," Karl Berg said.', [["I"]]),
    "introduced": ('Karl Berg was there. Mary Lund issued a statement. "I am sorry."', [[], ["I"]]),
    "mother competes": ("Karl Berg has a mother. She left.", [[]]),
}


@pytest.mark.parametrize(("text", "pronouns"), PERSONS.values(), ids=list(PERSONS))
def test_persons(stock: Language, names: Names, text: str, pronouns: list[list[str]]) -> None:
    doc = stock(text)
    wanted = ("Mary Lund", "Karl Berg", "Lund", "Berg")
    found = [doc.char_span(text.index(name), text.index(name) + len(name), "PERSON") for name in wanted if name in text]
    doc.ents = spacy.util.filter_spans(found)
    assert chains(names.find(doc), "pronoun") == pronouns


def test_saved_and_loaded(names: Names) -> None:
    other = Names(spacy.blank("en"), "dateline_names").from_bytes(names.to_bytes())
    doc = name_doc(names, "Goodrich Corp. met Goodrich.", ("Goodrich Corp.", "ORG"), ("Goodrich", "ORG"))
    assert other.find(doc) == names.find(doc)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(EXAMPLES)])
def test_examples(pipeline: Language, rule: str, example: dict) -> None:
    found = [set(chain) for chain in chains(pipeline(example["text"])._.entities)]
    assert [chain for chain in example["entities"] if not any(set(chain) <= other for other in found)] == []


@pytest.mark.parametrize(
    ("rule", "text"), COUNTEREXAMPLES, ids=[f"{rule['id']}-not-{n}" for n, (rule, _) in enumerate(COUNTEREXAMPLES)]
)
def test_counterexamples(pipeline: Language, rule: dict, text: str) -> None:
    mentions = [mention for entity in pipeline(text)._.entities for mention in entity.mentions]
    reason = rule["reason"] if rule["part"] == "alias" else None
    assert [one for one in mentions if one.source == rule["id"] or one.reason == reason] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. Navy's", ("us", "navy")),
        ("Salesforce.com Inc.", ("salesforce", "com", "inc")),
        ("Standard & Poor's", ("standard", "and", "poor")),
        ("Airbus'", ("airbus",)),
    ],
    ids=str,
)
def test_words_of(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("short", "long", "does"),
    [
        ("EDUs", "Electric Drive Units", True),
        ("EASA", "European Aviation Safety Agency", True),
        ("GR", "Goodrich Corp.", False),
        ("BBC", "Corporation of Broadcasters", False),
    ],
    ids=str,
)
def test_abbreviates(short: str, long: str, does: bool) -> None:
    assert abbreviates(short, long) is does


def test_quotes_end_with_their_paragraph() -> None:
    doc = spacy.blank("en")('He said: "It was. \n\n Then "we" left.')
    assert [doc[start:end].text for start, end in quotes(parse_of(doc).nodes)] == ['"It was.', '"we"']
