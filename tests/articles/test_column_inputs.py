import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.articles import ReadOptions, content_id, read_articles
from dateline.types import Article

Read = Callable[..., list[Article]]
ROW = {
    "id": 7,
    "Title": "A deal",
    "pub_date": "June 5, 2019",
    "Body": "Acme bought Bolt.",
    "link": "https://x.example/a",
}


def check(article: Article) -> None:
    assert article == Article(
        doc_id="7",
        text="Acme bought Bolt.",
        title="A deal",
        published="2019-06-05",
        published_source="metadata",
        url="https://x.example/a",
        path=article.path,
        encoding=article.encoding,
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", json.dumps(ROW) + "\n\n"),
        ("a.ndjson", "\ufeff" + json.dumps(ROW)),
        ("a.json", json.dumps(ROW, indent=1)),
        ("a.json", json.dumps([ROW])),
        ("a.json", "\ufeff" + json.dumps({"status": "ok", "articles": [ROW]})),
        ("a.json", json.dumps({"response": {"docs": [ROW]}})),
        ("a.json", json.dumps(ROW) + "\n"),
        ("a.csv", ",".join(ROW) + '\n7,A deal,"June 5, 2019",Acme bought Bolt.,https://x.example/a\n'),
        ("a.csv", ";".join(ROW) + '\r\n7;A deal;"June 5, 2019";"Acme bought Bolt.";https://x.example/a\r\n;;;;\r\n'),
        ("a.tsv", "\t".join(ROW) + "\n7\tA deal\tJune 5, 2019\tAcme bought Bolt.\thttps://x.example/a"),
    ],
    ids=["jsonl", "ndjson BOM", "object", "array", "articles", "nested", "lines as json", "csv", "semicolons", "tsv"],
)
def test_row_is_read(read: Read, name: str, data: str) -> None:
    (article,) = read(name, data)
    check(article)


def test_utf_16_lines(read: Read) -> None:
    (article,) = read("a.jsonl", (json.dumps(ROW) + "\n").encode("utf-16"))
    check(article)
    assert article.encoding == "utf-16"


def test_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {**{key: [value] * 600 for key, value in ROW.items()}, "pub_date": [datetime(2019, 6, 5, 23)] * 600}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    articles = list(read_articles([str(tmp_path / "a.parquet")]))
    assert [article.doc_id for article in articles[:3]] == ["7", "7-2", "7-3"]
    assert len(articles) == 600
    check(articles[0])


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1559692800, "2019-06-05"),
        (1559692800000, "2019-06-05"),
        (date(2019, 6, 5).isoformat(), "2019-06-05"),
        (None, ""),
        (True, ""),
        (float("nan"), ""),
        ({"name": "5 June 2019"}, "2019-06-05"),
        (2019, ""),
    ],
)
def test_kinds_of_cells(read: Read, value: object, day: str) -> None:
    (article,) = read("a.jsonl", json.dumps({"text": "Acme.", "date": value}))
    assert article.published == day


def test_named_columns(read: Read) -> None:
    row = {"text": "no", "Summary": "Acme.", "t": "T", "d": "2019-06-05", "u": "https://x.example/2001/01/01", "n": "k"}
    names = {"text_column": "summary", "title_column": "t", "date_column": "d", "url_column": "u", "id_column": "n"}
    (article,) = read("a.jsonl", json.dumps(row), **names)
    assert (article.text, article.title, article.published, article.doc_id) == ("Acme.", "T", "2019-06-05", "k")
    assert article.url.endswith("/2001/01/01")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "who,when\nAcme,2019\n"),
        ("a.jsonl", '{"who": 1, "when": 2}\n' * 5),
        ("a.json", '[{"who": 1, "when": 2}]'),
    ],
)
def test_no_text_column_names_the_columns_once(read: Read, name: str, data: str) -> None:
    (article,) = read(name, data)
    assert article.error == "no text column; the columns are: who, when; name one with --text-column"


def test_missing_named_column(read: Read) -> None:
    (article,) = read("a.csv", "who,text\nAcme,x\n", date_column="day")
    assert article.error == "--date-column: no column 'day'; the columns are: who, text"


def test_broken_lines_do_not_stop_the_reading(read: Read) -> None:
    lines = [
        '{"text": "One."}',
        '{"text": "Two"',
        "[1]",
        '{"no": 1}',
        '{"text": null}',
        '{"text": "Six."}',
        "[" * 100_000,
    ]
    articles = read("a.jsonl", "\n".join(lines))
    assert [article.text for article in articles] == ["One.", "", "", "", "", "Six.", ""]
    assert [article.error.partition(":")[0] for article in articles] == [
        *("", "line 2", "line 3", "line 4", "no text", "", "line 7")
    ]
    assert "broken JSON: Expecting ',' delimiter at column 15" in articles[1].error
    assert len({article.doc_id for article in articles}) == len(articles)
    assert articles[1].doc_id == content_id(articles[1].path)


def test_broken_array_gives_what_stands_before(read: Read) -> None:
    good, bad = read("a.json", '[{"text": "One."}, {"text": ]')
    assert (good.text, bad.error) == ("One.", "object 2: broken JSON: Expecting value")


def test_array_longer_than_a_chunk(read: Read) -> None:
    articles = read("a.json", json.dumps([{"text": f"{number} " + "é" * number * 100} for number in range(100)]))
    assert [article.text.partition(" ")[0] for article in articles] == [str(number) for number in range(100)]


def test_header_is_stripped_in_a_raw_column_only(read: Read) -> None:
    text = "Tuesday, February 5, 2019\n\nAcme bought Bolt."
    raw, plain = read("a.jsonl", json.dumps({"raw": text}) + "\n" + json.dumps({"text": text}))
    assert (raw.text, raw.published, raw.published_source) == ("Acme bought Bolt.", "2019-02-05", "header")
    assert (plain.text, plain.published, plain.published_source) == (text, "2019-02-05", "header")


def test_lines_of_several_encodings(read: Read) -> None:
    data = "text\nplain\nZoë\n".encode() + "Zoë\n".encode("cp1252")
    assert [(article.text, article.encoding) for article in read("a.csv", data)] == [
        *(("plain", "utf-8"), ("Zoë", "utf-8"), ("Zoë", "cp1252"))
    ]


def test_quoted_line_breaks_and_long_cells(read: Read) -> None:
    long = "word " * 60_000
    first, second, third = read("a.csv", f'text,title\r\n"One.\r\n\r\nTwo.",x\r\n"{long}",y\r\nshort\r\n')
    assert (first.text, second.text, third.text) == ("One.\n\nTwo.", long.strip(), "short")


def test_gold_form(read: Read) -> None:
    gold = {"doc_id": "g1", "published": "2019-06-05", "title": "T", "text": "Acme.", "entities": [], "events": []}
    (article,) = read("gold.jsonl", json.dumps(gold))
    assert (article.doc_id, article.published, article.text, article.title) == ("g1", "2019-06-05", "Acme.", "T")


def test_ids_are_those_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nSame.\nSame.\nOther.\n")
    articles = list(read_articles([str(tmp_path)], ReadOptions()))
    same, other = content_id("Same."), content_id("Other.")
    assert [article.doc_id for article in articles] == [same, f"{same}-2", other]
