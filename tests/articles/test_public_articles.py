"""Real articles of the shared data, where they are at hand: every header form that they have is read."""

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dateline.articles import read_articles
from dateline.articles.dates import url_date

SHARED = Path(__file__).parents[2].parent / "shared"
REUTERS = SHARED / "data/news/reuters/reuters_2006_2013_sample.jsonl.gz"
WIKINEWS = SHARED / "data/news/wikinews/wikinews_2019_2020.jsonl.gz"
GOLD = SHARED / "data/gold-dev/gold.jsonl"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data (../shared) are not at hand")


def rows(path: Path, count: int) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in islice(stream, count)]


def test_reuters_files(tmp_path: Path) -> None:
    found = [row for row in rows(REUTERS, 500) if row["raw"].strip()]
    for number, row in enumerate(found):
        (tmp_path / f"{number:04}.txt").write_text(row["raw"], encoding="utf-8")
    articles = list(read_articles([str(tmp_path)]))
    assert len(articles) == len(found)
    for article in articles:
        assert article.title
        assert article.published_source == "header"
        # local time in the header, another zone in the URL: a day apart at most
        assert abs(int(article.published[8:]) - int(url_date(article.url)[8:])) in (0, 1, 27, 28, 29, 30)
        assert article.error in ("", "no text")
        assert not article.text.startswith(("--", "http"))


def test_wikinews_files(tmp_path: Path) -> None:
    found = rows(WIKINEWS, 283)
    for number, row in enumerate(found):
        (tmp_path / f"{number:04}.txt").write_text(f"{row['title']}\n\n{row['text'].strip()}", encoding="utf-8")
    articles = list(read_articles([str(tmp_path)]))
    dated = [(article, row) for article, row in zip(articles, found, strict=True) if article.published]
    assert len(dated) >= 150
    for article, row in dated:
        assert article.title == " ".join(row["title"].split())
        assert not article.text.startswith(article.title)
    assert sum(article.published == row["date"] for article, row in dated) >= 0.9 * len(dated)


def test_wikinews_rows() -> None:
    articles = list(read_articles([str(WIKINEWS)]))
    assert [article.published for article in articles] == [row["date"] for row in rows(WIKINEWS, 283)]
    assert {article.published_source for article in articles} == {"metadata"}


def test_gold_keeps_its_offsets() -> None:
    with GOLD.open(encoding="utf-8") as stream:
        gold = [json.loads(line) for line in stream]
    articles = list(read_articles([str(GOLD)]))
    assert [(article.doc_id, article.text) for article in articles] == [(row["doc_id"], row["text"]) for row in gold]


def test_seed() -> None:
    for article in read_articles([str(SHARED / "seed")]):
        assert (article.published_source, article.error) == ("header", "")
        assert not article.text.startswith("date")
