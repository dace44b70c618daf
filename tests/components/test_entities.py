"""Names: the rules' own examples in the stock pipeline, repairs and votes on hand-made recognitions."""

from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.components.entities import Entities
from dateline.errors import RuleError
from dateline.paths import models_dir
from dateline.rules import read_rules

RULES = read_rules(models_dir() / "rules" / "entities.toml")
EXAMPLES = [(rule["id"], example) for rule in RULES for example in rule["examples"]]
COUNTEREXAMPLES = [(rule["id"], text) for rule in RULES for text in rule["counterexamples"]]
Names = list[tuple[str, str]]


@pytest.fixture(scope="module")
def entities() -> Entities:
    return Entities(spacy.blank("en"), "dateline_entities")


@pytest.fixture
def names(stock: Language, entities: Entities) -> Callable[[str], Names]:
    """Return a function from a text to its names, in the stock pipeline."""

    def find(text: str) -> Names:
        return [(ent.text, ent.label_) for ent in entities(stock(text)).ents if ent.label_ != "NORP"]

    return find


def recognised(text: str, *ents: tuple[str, str]) -> Doc:
    """Make a Doc whose names the recogniser would have found, each at its first place."""
    doc = spacy.blank("en").make_doc(text)
    spans = []
    for name, label in ents:
        start = text.index(name)
        span = doc.char_span(start, start + len(name), label=label)
        assert isinstance(span, Span)
        spans.append(span)
    doc.ents = spans
    for token in doc:
        token.pos_ = "PROPN" if token.text[0].isupper() else "NOUN"
    return doc


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(EXAMPLES)])
def test_examples(names: Callable[[str], Names], rule: str, example: dict[str, object]) -> None:
    expected = [tuple(name) for name in example["names"]]  # type: ignore[attr-defined]
    assert names(str(example["text"])) == expected


@pytest.mark.parametrize(
    ("rule", "text"), COUNTEREXAMPLES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(COUNTEREXAMPLES)]
)
def test_counterexamples(stock: Language, entities: Entities, rule: str, text: str) -> None:
    doc = entities(stock(text))
    assert rule not in doc.user_data["dateline_entity_sources"].values()


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param(
            "the Quillon's plan", ("the Quillon's", "ORG"), [("Quillon", "ORG")], id="determiner-and-possessive"
        ),
        pytest.param("Mr. Salter left", ("Mr. Salter", "PERSON"), [("Salter", "PERSON")], id="title"),
        pytest.param("Quillon Inc. left", ("Quillon", "ORG"), [("Quillon Inc.", "ORG")], id="legal-form"),
        pytest.param("Salter's van left", ("Salter's van", "ORG"), [("Salter", "ORG")], id="common-noun"),
        pytest.param(
            "the Quillon Marketing Director left", ("Quillon Marketing", "ORG"), [("Quillon", "ORG")], id="position"
        ),
        pytest.param(
            "the Keepers ' Quillon Ltd left",
            ("Keepers ' Quillon Ltd", "ORG"),
            [("Keepers", "ORG"), ("Quillon Ltd", "ORG")],
            id="possessive-set-apart",
        ),
        pytest.param("the CEO left", ("CEO", "ORG"), [], id="no-name"),
        pytest.param("it lost 5 euros on Monday", ("Monday", "DATE"), [], id="dropped-label"),
        pytest.param("Lagos grew", ("Lagos", "GPE"), [("Lagos", "PLACE")], id="our-labels"),
    ],
)
def test_repairs(entities: Entities, text: str, found: tuple[str, str], expected: Names) -> None:
    doc = entities(recognised(text, found))
    assert [(ent.text, ent.label_) for ent in doc.ents] == expected


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param(
            "Mary Salter spoke. Salter left. Then Mary laughed.",
            [("Mary Salter", "PERSON")],
            [("Mary Salter", "PERSON"), ("Salter", "PERSON"), ("Mary", "PERSON")],
            id="short-forms-of-a-person",
        ),
        pytest.param(
            "Quillon Marine Corp. fell. Later Quillon rose.",
            [("Quillon Marine", "ORG"), ("Later Quillon", "PERSON")],
            [("Quillon Marine Corp.", "ORG"), ("Quillon", "ORG")],
            id="short-form-outvotes-the-recogniser",
        ),
        pytest.param(
            "The Fenwick Harbour Trust (FHT) paid. FHT paid twice.",
            [("Fenwick Harbour Trust", "ORG")],
            [("Fenwick Harbour Trust", "ORG"), ("FHT", "ORG"), ("FHT", "ORG")],
            id="abbreviation",
        ),
    ],
)
def test_one_article_one_type(entities: Entities, text: str, found: Names, expected: Names) -> None:
    text = text.replace("Later Quillon", "Later , Quillon")
    found = [(name.removeprefix("Later "), label) for name, label in found]
    doc = recognised(text, found[0])
    assert [(ent.text, ent.label_) for ent in entities(doc).ents] == expected


def scored(text: str, *ents: tuple[str, str, float]) -> Doc:
    """Make a Doc of names that the recogniser would have found with these scores."""
    doc = recognised(text, *(ent[:2] for ent in ents))
    places = [(text.index(name), text.index(name) + len(name)) for name, *_ in ents]
    scores = {f"{start}-{end}": ent[2] for (start, end), ent in zip(places, ents, strict=True)}
    doc.user_data["dateline_recogniser_scores"] = scores
    return doc


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param("We met Ostrel there.", [("Ostrel", "ORG", 0.9)], [("Ostrel", "ORG")], id="sure"),
        pytest.param("We met Ostrel there.", [("Ostrel", "ORG", 0.3)], [], id="doubted"),
        pytest.param(
            "We met Ostrel there. Ostrel too. Even Ostrel.", [("Ostrel", "ORG", 0.6)], [], id="seen-once-of-three-times"
        ),
        pytest.param(
            "The Bank of Fenwick and Ostrel Trust agreed.",
            [("Bank of Fenwick", "ORG", 0.95), ("Ostrel Trust", "ORG", 0.95)],
            [("Bank of Fenwick", "ORG"), ("Ostrel Trust", "ORG")],
            id="rules-join-no-certain-names",
        ),
        pytest.param(
            "The Roads and Fenwick Agency agreed.",
            [("Roads and Fenwick Agency", "ORG", 0.8)],
            [("Roads and Fenwick Agency", "ORG")],
            id="rules-part-no-sure-name",
        ),
        pytest.param(
            "The Roads and Fenwick Agency agreed.",
            [("Roads and Fenwick Agency", "PERSON", 0.4)],
            [("Roads and Fenwick Agency", "ORG")],
            id="a-rule-outvotes-an-unsure-recogniser",
        ),
    ],
)
def test_scores(entities: Entities, text: str, found: list[tuple[str, str, float]], expected: Names) -> None:
    assert [(ent.text, ent.label_) for ent in entities(scored(text, *found)).ents] == expected


def test_each_name_says_where_it_comes_from(entities: Entities) -> None:
    doc = entities(recognised("Quillon sold the BMW i8 .", ("Quillon", "ORG")))
    assert doc.user_data["dateline_entity_sources"] == {"0-7": "ner", "17-23": "entity.product.maker-model"}


def test_spans_cover_hyphenated_models(entities: Entities) -> None:
    doc = entities(recognised("He drove the Nissan X-Trail 3 home."))
    assert [(ent.text, len(ent)) for ent in doc.ents] == [("Nissan X-Trail 3", 5)]


def test_unknown_placeholder_is_refused(entities: Entities) -> None:
    broken = {
        "id": "x",
        "pattern": "{nonsense}",
        "where": "mine.toml:3",
        "root": 1,
        "examples": [],
        "counterexamples": [],
    }
    other = Entities(spacy.blank("en"), "other")
    other.data["rules"] = [broken]
    with pytest.raises(RuleError, match=r"mine\.toml:3: rule x has an unknown placeholder"):
        other.compile()


def test_survives_serialisation(entities: Entities) -> None:
    other = Entities(spacy.blank("en"), "other").from_bytes(entities.to_bytes())
    text = "Quillon sold the BMW i8 ."
    assert other.find(recognised(text, ("Quillon", "ORG"))) == entities.find(recognised(text, ("Quillon", "ORG")))
