"""Amounts: the rules' own examples in the stock pipeline, and the pattern part on blank pipelines."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from dateline.components.quantities import Quantities
from dateline.paths import models_dir
from dateline.rules import read_rules
from dateline.types import Quantity

RULES = read_rules(models_dir() / "rules" / "quantities.toml")
EXAMPLES = [(rule["id"], example) for rule in RULES for example in rule["examples"]]
COUNTEREXAMPLES = [(rule["id"], text) for rule in RULES for text in rule["counterexamples"]]


@pytest.fixture(scope="module")
def quantities() -> Quantities:
    return Quantities(spacy.blank("en"), "dateline_quantities")


def rows(found: list[Quantity]) -> list[tuple[object, ...]]:
    return [(q.text, q.kind, q.value, q.unit, q.mod) for q in found]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(EXAMPLES)])
def test_examples(stock: Language, quantities: Quantities, rule: str, example: dict[str, object]) -> None:
    doc = stock(example["text"])
    expected = [tuple(row) + ("",) * (5 - len(row)) for row in example["quantities"]]  # type: ignore[attr-defined]
    doc.ents = [ent for ent in doc.ents if ent.label_ in ("ORG", "PERSON", "GPE")]
    assert rows(quantities.find(doc)) == expected


@pytest.mark.parametrize(
    ("rule", "text"), COUNTEREXAMPLES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(COUNTEREXAMPLES)]
)
def test_counterexamples(stock: Language, quantities: Quantities, rule: str, text: str) -> None:
    doc = stock(text)
    kind = next(r["kind"] for r in RULES if r["id"] == rule)
    doc.ents = [ent for ent in doc.ents if ent.label_ in ("ORG", "PERSON", "GPE")]
    assert [q for q in quantities.find(doc) if q.kind == kind] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It cost A$3 billion.", [("A$3 billion", "money", 3e9, "AUD", "")], id="dollar-of-a-country"),
        pytest.param("EUR5m was paid.", [("EUR5m", "money", 5e6, "EUR", "")], id="code-before"),
        pytest.param(
            "It lost 2.5 million Swiss francs.", [("2.5 million Swiss francs", "money", 2.5e6, "CHF", "")], id="longest"
        ),
        pytest.param("a 20-million-dollar fine", [("20-million-dollar", "money", 2e7, "USD", "")], id="hyphens"),
        pytest.param("twenty-five percent", [("twenty-five percent", "percent", 25, "", "")], id="number-words"),
        pytest.param(
            "30 cents or 1 euro", [("30 cents", "money", 0.3, "EUR", ""), ("1 euro", "money", 1, "EUR", "")], id="cents"
        ),
        pytest.param("only 30 cents", [], id="cents-of-what"),
        pytest.param(
            "£4 and 80 pounds", [("£4", "money", 4, "GBP", ""), ("80 pounds", "money", 80, "GBP", "")], id="pounds"
        ),
    ],
)
def test_patterns(quantities: Quantities, text: str, expected: list[tuple[object, ...]]) -> None:
    assert rows(quantities.find(spacy.blank("en").make_doc(text))) == expected


def test_counts_leave_names_and_times_alone(quantities: Quantities) -> None:
    words = ["Acme", "sold", "Rover", "75", "models", "."]
    doc = spacy.tokens.Doc(
        quantities.vocab,
        words=words,
        heads=[1, 1, 4, 4, 1, 1],
        deps=["nsubj", "ROOT", "compound", "nummod", "dobj", "punct"],
        pos=["PROPN", "VERB", "PROPN", "NUM", "NOUN", "PUNCT"],
        lemmas=words,
        ents=["O", "O", "B-PRODUCT", "I-PRODUCT", "O", "O"],
    )
    assert quantities.find(doc) == []
    doc.ents = []
    assert [q.text for q in quantities.find(doc)] == ["75 models"]


def test_survives_serialisation(quantities: Quantities, tmp_path: Path) -> None:
    other = Quantities(spacy.blank("en"), "other").from_bytes(quantities.to_bytes())
    doc = spacy.blank("en").make_doc("It paid $3 million.")
    assert other.find(doc) == quantities.find(doc)
