import codecs
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.articles.encodings import decode
from dateline.articles.records import ReadOptions, Record, clean, make_article
from dateline.types import Article

ReadOne = Callable[..., Article]
TEXT = "Zoë paid £3 – “too much”, she said."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_encodings(read_one: ReadOne, data: bytes, encoding: str) -> None:
    article = read_one("a.txt", data)
    assert (article.text, article.encoding, article.error) == (TEXT, encoding, "")


def test_latin_1_bytes(read_one: ReadOne) -> None:
    assert read_one("a.txt", "Café Müller".encode("latin-1")).text == "Café Müller"


def test_bytes_that_windows_does_not_know_are_guessed() -> None:
    text = "Le théâtre de la forêt où Zoë a reçu la clé, très déçue. " * 5
    assert decode(text.encode("mac_roman")) == (text, "mac_roman")


def test_a_stray_byte_does_not_turn_utf_8_into_windows() -> None:
    assert decode("“Zoë” – “Bjørn” ".encode() + "é".encode()[:1]) == ("“Zoë” – “Bjørn” \ufffd", "utf-8")


def test_declared_encoding_comes_before_windows() -> None:
    assert decode("Łódź".encode("cp1250"), "windows-1250") == ("Łódź", "cp1250")
    assert decode("£5".encode("latin-1"), "no-such-encoding") == ("£5", "cp1252")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("\ufeff a\x00b\x07c\x85d\te ", "a b c d\te"),
        ("Cafe\u0301", "Café"),
        ("\xa0\n x  y \xa0", "x  y"),
        ("👩‍🚀 went up", "👩‍🚀 went up"),
        ("broken \ud83d pair", "broken \ufffd pair"),
    ],
)
def test_clean(raw: str, text: str) -> None:
    assert clean(raw) == text
    assert clean(text) == text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("", "no text"),
        (" \n\t", "no text"),
        ("date 2019-06-05", "no text"),
        ("x" * 21, "text of 21 characters exceeds --max-chars 20"),
        ("x" * 1000, "text of more than 20 characters exceeds --max-chars"),
    ],
    ids=["empty", "blank", "header only", "long", "very long"],
)
def test_what_is_no_article(read_one: ReadOne, data: str, error: str) -> None:
    article = read_one("a.txt", data, max_chars=20)
    assert (article.error, article.text) == (error, "")
    assert article.path.endswith("a.txt")


def test_header_of_a_file(read_one: ReadOne) -> None:
    article = read_one("a.txt", " date 2019-06-05 Acme bought Bolt.")
    assert (article.text, article.published, article.published_source) == ("Acme bought Bolt.", "2019-06-05", "header")
    assert article.language == "en"


def test_option_is_first(read_one: ReadOne) -> None:
    article = read_one("a.txt", "date 2019-06-05 Acme bought Bolt.", date="June 7, 2019")
    assert (article.published, article.published_source) == ("2019-06-07", "option")


@pytest.mark.parametrize(
    ("written", "code"), [("", "en"), ("en-GB", "en"), ("English", "en"), ("deu", "de"), ("de_AT", "de"), ("??", "??")]
)
def test_language_is_taken_from_metadata(written: str, code: str) -> None:
    assert make_article(Record("a", "Text.", language=written), ReadOptions()).language == code


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
@example(b"\xff\xfe")
@example(b"\x00" * 40)
@example(b"---\n:\n---")
@example(b"\x81\x8d\x8f\x90\x9d")
def test_any_bytes_make_an_article(data: bytes) -> None:
    text, encoding = decode(data)
    article = make_article(Record("a.txt", text, encoding=encoding, has_header=True), ReadOptions())
    assert bool(article.error) != bool(article.text)
    assert article.text == clean(article.text)
    article.text.encode()


@given(st.text("datebyl:-T 0123456789/\n#MayJune,.x", max_size=80))
def test_any_header_is_split(text: str) -> None:
    article = make_article(Record("a.txt", text, has_header=True), ReadOptions())
    assert article.text in clean(text)
