"""The corpus is whole: every article has its gold, read from the very text that the reader stores, and one split."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dateline.articles import read_articles
from dateline.evaluation import GoldDocument, evaluate, read_gold
from dateline.types import Article

CORPUS = Path(__file__).parents[2] / "corpus"
ARTICLES, GOLD, SPLITS = CORPUS / "articles", CORPUS / "gold/gold.jsonl", CORPUS / "splits.json"
FILES = sorted(path.name for path in ARTICLES.glob("*.txt"))


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The articles as the reader stores them, by file name."""
    return {Path(article.path).name: article for article in read_articles([str(ARTICLES)])}


@pytest.fixture(scope="module")
def gold() -> dict[str, GoldDocument]:
    return read_gold(GOLD)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Any]]:
    """The lines of the gold as they are written, by doc_id."""
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return {row["doc_id"]: row for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def splits() -> dict[str, Any]:
    return json.loads(SPLITS.read_text(encoding="utf-8"))


def test_as_many_golds_as_articles(articles: dict[str, Article], gold: dict[str, GoldDocument]) -> None:
    assert len(FILES) == 30
    assert set(articles) == set(FILES)
    assert {article.doc_id for article in articles.values()} == set(gold)
    assert list(gold) == sorted(gold)


@pytest.mark.parametrize("name", FILES)
def test_gold_has_the_stored_text(name: str, articles: dict[str, Article], rows: dict[str, dict[str, Any]]) -> None:
    article = articles[name]
    row = rows[article.doc_id]
    assert article.text == row["text"]
    assert article.title == row["title"]
    assert article.published == row["published"]
    assert article.published_source == "header"


@pytest.mark.parametrize("name", FILES)
def test_length_is_that_of_a_news_article(name: str, articles: dict[str, Article]) -> None:
    assert 150 <= len(articles[name].text.split()) <= 600


def test_splits_hold_every_article_once(splits: dict[str, Any], gold: dict[str, GoldDocument]) -> None:
    assert len(splits["dev"]) == len(splits["test"]) == 15
    assert sorted(splits["dev"] + splits["test"]) == sorted(gold)


def test_splits_name_the_files(splits: dict[str, Any], articles: dict[str, Article]) -> None:
    assert splits["files"] == {article.doc_id: name for name, article in articles.items()}


def test_gold_agrees_with_itself(gold: dict[str, GoldDocument]) -> None:
    scores = evaluate(gold, gold)
    assert (scores["right"] == scores["gold"]).all()
    assert (scores["predicted"] == scores["gold"]).all()


def test_mentions_are_trimmed_names_and_never_overlap(rows: dict[str, dict[str, Any]]) -> None:
    for doc_id, row in rows.items():
        spans = sorted(tuple(span) for entity in row["entities"] for span in entity["mentions"])
        texts = [row["text"][start:end] for start, end in spans]
        assert texts == [text.strip() for text in texts], doc_id
        assert all(one[1] <= other[0] for one, other in pairwise(spans)), doc_id


def test_values_are_numbers_where_the_guideline_says_so(rows: dict[str, dict[str, Any]]) -> None:
    for doc_id, row in rows.items():
        for event in row["events"]:
            values = event["values"]
            assert ("amount" in values) == ("currency" in values), (doc_id, event["id"])
            assert all(values[name] >= 0 for name in ("amount", "percent", "count") if name in values), doc_id


def test_date_and_basis_go_together(rows: dict[str, dict[str, Any]]) -> None:
    for doc_id, row in rows.items():
        for event in row["events"]:
            assert (event["date"] == "") == (event["date_basis"] == "none"), (doc_id, event["id"])
            if event["date_basis"] == "publication":
                assert event["date"] == row["published"], (doc_id, event["id"])
