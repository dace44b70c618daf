"""Readers over bytes of any kind: an article with an error where none can be read, and nothing is written."""

import gzip
import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.articles import ReadOptions, read_articles
from dateline.articles.reading import READERS

# Seconds of one processor a file of a megabyte may take.
LIMIT = 20
SUFFIXES = sorted({*READERS, ".zip", ".txt.gz", ".jsonl.gz", ".html.gz", ".warc.gz"})
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>Acme said it.</p></body></html>"
TEXT = b'{"text": "Fine."}\n'


def warc(length):
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\n"
    return head + b"Content-Type: application/http; msgtype=response\r\nContent-Length: %s\r\n\r\n" % length + PAGE


def zipped(*members):
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def link():
    info = ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    return info


def expansion():
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    return f"<!DOCTYPE t [<!ENTITY a0 'ha'>{entities}]><TimeML><TEXT>&a11;</TEXT></TimeML>".encode()


def sentence(rest):
    return b"# newdoc\n# text = a\n1\ta" + b"\t_" * 7 + b"\t" + rest + b"\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.html", b"<div>" * 100_000 + b"Acme said it.", id="deep page"),
        pytest.param("a.html", b"<html><body><article>" + b"<ul><li>" * 30_000 + b"Acme.", id="deep list"),
        pytest.param("a.html", b"<p " + b"".join(b"a%d=1 " % n for n in range(100_000)) + b">Acme", id="attributes"),
        pytest.param("a.html", b"<p title='" + b"x " * 600_000 + b"'>Acme", id="huge attribute"),
        pytest.param("a.html", b"".join(b"<time datetime='5 x %d'></time>" % n for n in range(5_000)), id="times"),
        pytest.param("a.html", b"<" * 1_000_000, id="open tags"),
        pytest.param("a.html", b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>Acme", id="ld"),
        pytest.param("a.html", expansion(), id="entities of a page"),
        pytest.param("a.tml", expansion(), id="entities"),
        pytest.param(
            "a.tml", b"<!DOCTYPE t [<!ENTITY x SYSTEM 'a.tml'>]><TimeML><TEXT>&x;</TEXT></TimeML>", id="file as entity"
        ),
        pytest.param("a.tml", b"<TimeML><TEXT>" + b"<s>" * 90_000 + b"</s>" * 90_000 + b"</TEXT></TimeML>", id="deep"),
        pytest.param("a.tml", b"<TimeML><TEXT>" + b"<s>A.</s>" * 90_000 + b"</TEXT></TimeML>", id="many sentences"),
        pytest.param("a.json", b"[" * 100_000 + b"]" * 100_000, id="deep arrays"),
        pytest.param("a.json", b'{"a":' * 100_000, id="deep objects"),
        pytest.param("a.json", b'[{"text":"' + b"a" * 10_000_000, id="JSON cut off"),
        pytest.param("a.jsonl", b"\0" * 1_000_000, id="zeros"),
        pytest.param("a.jsonl", b'{"text":' + b"9" * 5_000 + b"}\n", id="huge number"),
        pytest.param("a.csv", b'id,text\n1,"' + b"a " * 5_000_000 + b'"\n2,Fine.\n', id="cell of 10 MB"),
        pytest.param("a.csv", b'id,text\n1,"' + b"a\n" * 100_000, id="open quote"),
        pytest.param("a.csv", b"," * 500_000 + b"\ntext", id="half a million columns"),
        pytest.param("a.txt", b"a" + "\u0301\u0327".encode() * 300_000, id="marks on one letter"),
        pytest.param("a.txt", b"a: b\n" * 200_000, id="nothing but header"),
        pytest.param("a.txt", b"a" + b" " * 1_000_000 + b"b", id="spaces"),
        pytest.param("a.conllu", sentence(b"<date " * 150_000), id="open tags of CoNLL-U"),
        pytest.param("a.conllu", b"# text = " + b"b" * 500_000 + b"\n" + sentence(b"_") * 20_000, id="lost words"),
        pytest.param("a.conllu.gz", gzip.compress(b"\n" * 50_000_000), id="gz of lines"),
        pytest.param("a.txt.gz", gzip.compress(b"a " * 50_000_000), id="gz of text"),
        pytest.param("a.csv.gz", gzip.compress(b"text\n" + b"a " * 50_000_000), id="gz of a cell"),
        pytest.param("a.zip", zipped(*((f"{n}.txt", b"a " * 10_000_000) for n in range(5))), id="zip bomb"),
        pytest.param("a.zip", zipped(("a.zip", zipped(("b.txt", b"x"))), ("c.txt.gz", b"x")), id="zip in a zip"),
        pytest.param("a.warc", warc(b"9" * 30), id="huge length"),
        pytest.param("a.warc", warc(b"-5"), id="negative length"),
        pytest.param("a.warc", warc(b"10") + warc(b"%d" % len(PAGE)), id="wrong length"),
        pytest.param("a.warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 150_000, id="endless header"),
        pytest.param("a.parquet", b"PAR1" + b"\xff" * 10_000 + b"PAR1", id="no Parquet"),
    ],
)
def test_bombs_cost_no_more_than_their_size(name, data, tmp_path, within):
    path = tmp_path / name
    path.write_bytes(data)
    with within(LIMIT):
        articles = list(read_articles([str(path)], ReadOptions(max_chars=200_000)))
    assert articles
    assert all(article.error or len(article.text) <= 200_000 for article in articles)
    assert not any("\n" in article.error or len(article.error) > 500 for article in articles)


def test_nothing_is_written_and_nothing_outside_is_read(tmp_path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("Secret.")
    members = [("../../out.txt", b"Out."), (f"{tmp_path}/absolute.txt", b"Out."), ("C:\\x\\..\\out.txt", b"Out.")]
    members += [("..", b"x"), (link(), b"../../secret.txt"), ("n" * 5_000 + ".txt", b"Long.")]
    (folder / "a.zip").write_bytes(zipped(*members))
    articles = list(read_articles([str(folder)]))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "a.zip", "b", "secret.txt"]
    assert not any(".." in article.path or "Secret" in article.text for article in articles)


@pytest.mark.parametrize("deep", [b"[" * 900 + b'"a"' + b"]" * 900, b"[" * 90_000], ids=["lists", "too deep to parse"])
def test_a_deep_value_is_one_article(deep, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(TEXT + b'{"text": ' + deep + b"}\n" + TEXT.replace(b"Fine", b"Well"))
    first, bad, last = read_articles([str(path)])
    assert (first.text, last.text) == ("Fine.", "Well.")
    assert bad.error.startswith("line 2: ")


@given(data=st.binary(max_size=500), suffix=st.sampled_from(SUFFIXES), headed=st.booleans())
def test_any_bytes_are_articles_or_errors(data, suffix, headed, tmp_path_factory):
    heads = {".csv": b"text\n", ".jsonl": TEXT, ".warc": warc(b"50"), ".conllu": sentence(b"_"), ".html": b"<p>Acme"}
    path = tmp_path_factory.mktemp("bytes") / f"a{suffix}"
    path.write_bytes(headed * heads.get(suffix, b"") + data)
    for article in read_articles([str(path)]):
        assert article.error or article.text
        article.text.encode()


@given(
    row=st.dictionaries(
        st.sampled_from(["text", "title", "date", "url", "id", "language", "source"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters()),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_any_object_is_an_article_or_an_error(row, tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "a.jsonl"
    # ASCII: a lone surrogate stands as its escape
    path.write_text(f"{TEXT.decode()}{json.dumps(row)}\n{TEXT.decode()}")
    first, odd, last = read_articles([str(path)])
    assert (first.text, last.text) == ("Fine.", "Fine.")
    assert odd.error or odd.text
    f"{odd}".encode()
