import pytest

from dateline.articles.headers import Header, split_header

BODY = "Acme bought Bolt.\n\nIt paid in cash."


@pytest.mark.parametrize(
    ("head", "header"),
    [
        ("date 2019-06-05 ", Header(published="2019-06-05")),
        ("date: 2019-06-05 ", Header(published="2019-06-05")),
        ("Date 2019-06-05T10:00:00Z ", Header(published="2019-06-05T10:00:00Z")),
        ("date 2019-06-05\n", Header(published="2019-06-05")),
        ("date: 2019-06-05\n", Header(published="2019-06-05")),
        ("date: 2019-06-05 10:00 GMT\n\n", Header(published="2019-06-05 10:00 GMT")),
        (
            "Title: Acme: a deal\nPubDate: June 5, 2019\nURL: https://x.example/a\nid: 17\nSection: business\n\n",
            Header(title="Acme: a deal", published="June 5, 2019", url="https://x.example/a", doc_id="17"),
        ),
        ("Source: The Post\nLanguage: en\n", Header(source="The Post", language="en")),
        ("---\nlayout: post\ntitle: 'A deal'\ntags:\n  - x\ndate: 2019-06-05\n---\n", Header("A deal", "2019-06-05")),
        (
            "-- A deal\n-- By Ann Lee\n-- Tue Mar 6, 2007 9:05am EST\n-- http://x.example/a\n\n \n\n ",
            Header("A deal", "Tue Mar 6, 2007 9:05am EST", url="http://x.example/a"),
        ),
        ("-- By the book\n-- \n-- Mar 6, 2007\n", Header("By the book", "Mar 6, 2007")),
        ("A deal\n\nTuesday, February 5, 2019\xa0\n\n\n", Header("A deal", "Tuesday, February 5, 2019")),
        ("# A deal\nBy Ann Lee\nMarch 06 , 2008\n\n", Header("A deal", "March 06 , 2008")),
        ("Tuesday, February 5, 2019\n\n", Header(published="Tuesday, February 5, 2019")),
    ],
)
def test_header_is_taken_off(head: str, header: Header) -> None:
    assert split_header(head + BODY) == (header, BODY)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "",
        "A title without a date\n\n" + BODY,
        "PARIS, March 4, 2021 (AP) -- Shares rose.",
        "WASHINGTON: The president spoke.\n\nHe left.",
        "Dates 2019-06-05 are easy.",
        "date 2019-99-99 is none",
        "In 2019 the firm grew.\n\nMay came.",
        "-- and so\n-- it goes\n\nwith verse",
        "---\nA rule above\n---\nand below",
        "Body: the text\n\nMore of it",
        "x" * 251 + "\n\nMay 5, 2019\n\nMore.",
    ],
)
def test_text_without_header_is_left_alone(text: str) -> None:
    assert split_header(text) == (Header(), text)


def test_body_that_looks_like_a_key_stays_in_the_text() -> None:
    header, body = split_header("Title: A deal\nWASHINGTON: The president spoke.\n\nHe left.")
    assert (header.title, body) == ("A deal", "WASHINGTON: The president spoke.\n\nHe left.")
