"""Measures which types of company event a sentence tells, on SENTiVENT's sentences (Jacobs and Hoste 2021, "silver").

    python tests/evaluation/measure_sentivent.py ../shared/data/events/sentivent/sentences_silver.tsv [even|odd]

Ours are mapped onto its eighteen types; a figure goes by its metric. The sentences of a document are read together, in
their order, as the article that they were. A sentence has each type once. `even` and `odd` take every other document,
so that errors can be read on one half and the score be taken from the other.
"""

import ast
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from spacy.language import Language

import dateline
from dateline.batch import plain_article, prepare
from dateline.types import Event

MAPPING = {
    "acquisition": "Merger/Acquisition",
    "merger": "Merger/Acquisition",
    "divestiture": "Merger/Acquisition",
    "investment": "Investment",
    "funding": "Financing",
    "ipo": "Financing",
    "bankruptcy": "Financing",
    "partnership": "Deal",
    "contract": "Deal",
    "agreement": "Deal",
    "share_move": "SecurityValue",
    "economic_indicator": "Macroeconomics",
    "policy": "Macroeconomics",
    "sanctions": "Macroeconomics",
    "disaster": "Macroeconomics",
    "capital_return": "Dividend",
    "rating_change": "Rating",
    "expansion": "Facility",
    "closure": "Facility",
    "layoff": "Employment",
    "labor_dispute": "Employment",
    "appointment": "Employment",
    "departure": "Employment",
    "product_launch": "Product/Service",
    "product_recall": "Product/Service",
    "product_discontinuation": "Product/Service",
    "regulatory_approval": "Product/Service",
    "research": "Product/Service",
    "patent": "Product/Service",
    "lawsuit": "Legal",
    "penalty": "Legal",
    "investigation": "Legal",
    "prosecution": "Legal",
    "award": "CSR/Brand",
    "cyberattack": "CSR/Brand",
    "statement": "CSR/Brand",
}
# a figure's metric, by the last word in it that is here
METRICS = {
    "Revenue": ("revenue", "revenues", "turnover", "top-line", "receipts", "takings", "premium", "premiums"),
    "SalesVolume": (
        "sale",
        "sales",
        "delivery",
        "deliveries",
        "shipment",
        "shipments",
        "subscriber",
        "subscribers",
        "passenger",
        "passengers",
        "traffic",
        "order",
        "orders",
        "volume",
        "volumes",
        "backlog",
        "booking",
        "bookings",
        "registration",
        "registrations",
        "capacity",
        "load",
        "production",
    ),
    "Expense": ("cost", "costs", "expense", "expenses", "charge", "charges", "write-down", "writedown", "impairment"),
    "Dividend": ("dividend",),
    "Profit/Loss": (
        "profit",
        "profits",
        "loss",
        "losses",
        "income",
        "earnings",
        "earning",
        "margin",
        "margins",
        "ebitda",
        "ebit",
        "eps",
        "flow",
    ),
}
METRIC_OF = {word: type_ for type_, words in METRICS.items() for word in words}
REPORTED = ("earnings.beat", "earnings.disappoint")  # rules of results against what was expected

Sentence = tuple[str, set[str]]


def documents(path: Path, half: str = "") -> Iterator[list[Sentence]]:
    """Yield the sentences of each document with their types."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, (_, group) in enumerate(groupby(rows, key=lambda row: row["document_id"])):
        if half in ("", "even" if number % 2 == 0 else "odd"):
            yield [(joined(row["text"]), set(ast.literal_eval(row["types_event_unq"]))) for row in group]


def joined(text: str) -> str:
    """Undo the tokeniser's spaces: "$ 4 , said Sun Inc ." is "$4, said Sun Inc."."""
    text = re.sub(r" (?=[.,;:?!%)\]]|'s\b|n't\b|'re\b|'ve\b|'ll\b)", "", text)
    return re.sub(r"(?<=[$(\[]) ", "", text)


def mapped(event: Event) -> str:
    """Return SENTiVENT's type of one of our events, or an empty string."""
    if event.type != "earnings":
        return MAPPING.get(event.type, "")
    if event.rule in REPORTED:
        return "FinancialReport"
    words = str(event.values.get("metric", "")).split()
    return next((METRIC_OF[word] for word in reversed(words) if word in METRIC_OF), "FinancialReport")


def found(nlp: Language, sentences: list[Sentence]) -> list[set[str]]:
    """Return the types that we find in each sentence of a document."""
    types: list[set[str]] = [set() for _ in sentences]
    ends = []
    for text, _ in sentences:
        ends.append((ends[-1] if ends else 0) + len(text) + 1)
    for event in nlp(prepare(plain_article(" ".join(text for text, _ in sentences)), nlp))._.events:
        for start, _ in event.triggers:
            number = next(number for number, end in enumerate(ends) if start < end)
            types[number].add(mapped(event))
    return types


def report(nlp: Language, articles: Iterable[list[Sentence]]) -> str:
    """Return precision, recall and F1 by type, and their mean over the types, as lines of text."""
    gold: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for sentences in articles:
        for (_, wanted), got in zip(sentences, found(nlp, sentences), strict=True):
            gold.update(wanted)
            ours.update(got - {""})
            right.update(wanted & got)
    lines, scores = [], []
    for type_ in [*sorted(gold), "all"]:
        counts = [sum(c.values()) if type_ == "all" else c[type_] for c in (gold, ours, right)]
        precision, recall = (counts[2] / max(1, counts[i]) for i in (1, 0))
        f1 = 2 * precision * recall / (precision + recall) if counts[2] else 0.0
        scores.append(f1)
        lines.append(f"{type_:<20}{counts[0]:>6}{counts[1]:>6}{counts[2]:>6}{precision:>8.1%}{recall:>8.1%}{f1:>8.1%}")
    mean = sum(scores[:-1]) / max(1, len(scores) - 1)
    return "\n".join(
        ["type                  gold  ours right       P       R      F1", *lines, f"macro F1 {mean:.1%}\n"]
    )


if __name__ == "__main__":
    sys.stdout.write(report(dateline.load(), documents(Path(sys.argv[1]), *sys.argv[2:3])))
