from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.articles import read_articles
from dateline.types import Article

ReadOne = Callable[..., Article]
SENTENCE = "The carmaker Acme said it had bought the Zürich battery maker Bolt for £3 million in cash and shares. "
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="{charset}"><title>A deal | The Post</title>
<meta property="og:title" content="A deal"><meta property="og:site_name" content="The Post">{head}</head>
<body><nav><a href="/">Home</a> <a href="/2001/02/03/">Older</a></nav><article><h1>A deal</h1>
{body}<p>{one}</p><p>{two}</p></article>
<footer>Copyright 2024 The Post. Updated today.</footer></body></html>"""


def page(head: str = "", body: str = "", charset: str = "utf-8") -> bytes:
    html = PAGE.format(head=head, body=body, charset=charset, one=SENTENCE * 3, two="Shares of Acme rose. " * 6)
    return html.encode(charset)


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta property="article:published_time" content="2019-06-05T23:30:00-05:00">', "", "2019-06-05"),
        ('<meta name="DC.date.issued" content="5 June 2019">', "", "2019-06-05"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",'
            ' "dateModified": "2020-01-01", "datePublished": "2019-06-05"}]}</script>',
            "",
            "2019-06-05",
        ),
        ('<script type="application/ld+json">{broken</script>', '<time datetime="2019-06-05">Wed</time>', "2019-06-05"),
        ("", '<span itemprop="datePublished" content="2019-06-05">yesterday</span>', "2019-06-05"),
        ("", '<time datetime="2019-06-05">a</time><time datetime="2018-06-05">b</time>', ""),
        ('<meta property="article:modified_time" content="2020-01-01">', "", ""),
        ("", "", ""),
    ],
    ids=["meta", "dc", "json-ld", "time", "itemprop", "two times", "modified only", "nothing"],
)
def test_page(read_one: ReadOne, head: str, body: str, published: str) -> None:
    article = read_one("a.html", page(head, body))
    assert (article.published, article.published_source) == (published, "metadata" if published else "none")
    assert (article.title, article.source, article.language) == ("A deal", "The Post", "en")
    assert SENTENCE.strip() in article.text
    assert "Copyright" not in article.text


def test_date_of_the_canonical_url(read_one: ReadOne) -> None:
    article = read_one("a.htm", page('<link rel="canonical" href="https://post.example/2019/06/05/deal">'))
    assert (article.published, article.published_source) == ("2019-06-05", "url")
    assert article.url == "https://post.example/2019/06/05/deal"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-16"])
def test_declared_charset(read_one: ReadOne, charset: str) -> None:
    assert "Zürich battery maker Bolt for £3" in read_one("a.html", page(charset=charset)).text


def test_same_page_twice_gives_the_same_text(tmp_path: Path) -> None:
    for name in ("a.html", "b.html", "c.html"):
        (tmp_path / name).write_bytes(page())
    one, two, three = read_articles([str(tmp_path)])
    assert one.text == two.text == three.text
    assert two.doc_id == f"{one.doc_id}-2"


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x00\x01\x02", b"<p>"])
def test_page_without_article(read_one: ReadOne, data: bytes) -> None:
    assert read_one("a.html", data).error


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_warc(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as stream:
        writer = WARCWriter(stream, gzip=name.endswith(".gz"))
        for url, kind, status, data in [
            (
                "https://post.example/2019/06/05/deal",
                "text/html; charset=ISO-8859-1",
                "200 OK",
                page(charset="latin-1"),
            ),
            ("https://post.example/logo.png", "image/png", "200 OK", b"\x89PNG"),
            ("https://post.example/gone", "text/html", "404 Not Found", page()),
            ("https://post.example/other", "text/html", "200 OK", page()),
            ("https://post.example/empty", "text/html", "200 OK", b""),
        ]:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.0")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(data), length=len(data), http_headers=headers
                )
            )
    deal, other, empty = read_articles([str(tmp_path / name)])
    assert (deal.url, deal.published, deal.published_source) == (
        *("https://post.example/2019/06/05/deal", "2019-06-05", "url"),
    )
    assert "Zürich battery maker Bolt for £3" in deal.text
    # the day of the crawl (WARC-Date) is not taken for the day of publication
    assert (other.published, other.published_source, other.error) == ("", "none", "")
    assert (empty.url, bool(empty.error)) == ("https://post.example/empty", True)
