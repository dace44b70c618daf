import pytest

from dateline.articles.dates import dateline_date, publication_date, read_date, url_date


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-06-05", "2019-06-05"),
        ("2019-06-05T23:30:00-05:00", "2019-06-05"),
        ("2019-06-05 10:00:00.123456789", "2019-06-05"),
        ("20190605", "2019-06-05"),
        ("20190605T101500Z", "2019-06-05"),
        ("20190605101500", "2019-06-05"),
        ("Wed, 05 Jun 2019 23:30:00 -0500", "2019-06-05"),
        ("Tue Mar 6, 2007 9:05am EST", "2007-03-06"),
        ("Tuesday, February 5, 2019\xa0", "2019-02-05"),
        ("March 06 , 2008", "2008-03-06"),
        ("5 June 2019, 10:00 BST", "2019-06-05"),
        ("Sept. 5, 2019", "2019-09-05"),
        ("06/05/2019", "2019-06-05"),
        ("25/12/2019", "2019-12-25"),
        ("12.5.2019", "2019-05-12"),
        ("5. März 2021", "2021-03-05"),
        ("5 de junio de 2019", "2019-06-05"),
        ("1559692800", "2019-06-05"),
        ("1559692800000", "2019-06-05"),
        ("1559692800.0", "2019-06-05"),
    ],
)
def test_full_dates_are_read(written: str, day: str) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    "written",
    [
        *("", "2019", "June 2019", "June 5", "Tuesday", "yesterday", "now", "2 hours ago", "Q2 2019", "10:30"),
        *(
            "2019-13-45",
            "31 February 2019",
            "0001-01-01T00:00:00",
            "9999999999",
            "May 12 2020 killed",
            "5 June 2019 " * 9,
        ),
    ],
)
def test_nothing_is_completed_or_guessed(written: str) -> None:
    assert read_date(written) == ""


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2019/06/05/carmakers", "2019-06-05"),
        ("https://x.example/2019/6/5/carmakers", "2019-06-05"),
        ("https://x.example/news/2019-06-05-carmakers.html", "2019-06-05"),
        ("https://x.example/20190605/1.html", "2019-06-05"),
        ("https://x.example/article/idUSN2335734020061023", "2006-10-23"),
        ("https://x.example/article/us-shop-earns-idUSL213911220080109?feed=1", "2008-01-09"),
        ("https://x.example/2023/12/", ""),
        ("https://x.example/2023/13/45/", ""),
        ("https://x.example/news-48520012", ""),
        ("https://x.example/19451231999", ""),
    ],
)
def test_only_a_whole_day_counts_in_a_url(url: str, day: str) -> None:
    assert url_date(url) == day


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("FRANKFURT, March 4, 2021 (AP) -- Shares rose.", "", "2021-03-04"),
        ("NEW YORK, June 5 (Reuters) - Shares rose.", "2019", "2019-06-05"),
        ("NEW YORK, June 5 (Reuters) - Shares rose.", "", ""),
        ("San Jose, Calif., Sept. 5, 2019 /PRNewswire/ -- Acme", "", "2019-09-05"),
        ("LONDON, 5 June 2019 (AFP) – Shares rose.", "", "2019-06-05"),
        ("(Adds comment)      By Ann Lee       CHICAGO, Oct 23 (Reuters) - Acme", "2006", "2006-10-23"),
        ("PARIS (Reuters) - Shares rose.", "2019", ""),
        ("He left in Rome, May 5, 2019 and came back (twice).", "", ""),
        ("x " * 400 + "\nPARIS, March 4, 2021 (AP) -- Shares", "", ""),
    ],
)
def test_dateline(text: str, year: str, day: str) -> None:
    assert dateline_date(text, year) == day


LINE = "OSLO, June 3, 2019 (NTB) - Shares rose."
YEARLESS = "OSLO, June 3 (NTB) - Shares rose."
URL = "https://x.example/2019/06/05/a"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("2019-06-01", "2019-06-02", "2019-06-04", LINE, URL), ("2019-06-01", "option")),
        (("", "2 June 2019", "2019-06-04", LINE, URL), ("2019-06-02", "metadata")),
        (("", "last week", "2019-06-04", LINE, URL), ("2019-06-04", "header")),
        (("", "", "", LINE, URL), ("2019-06-03", "dateline")),
        (("", "", "", YEARLESS, URL), ("2019-06-05", "url")),
        (("", "", "", YEARLESS, "https://x.example/2019/06/a"), ("2019-06-03", "dateline")),
        (("", "", "", YEARLESS, ""), ("", "none")),
    ],
)
def test_order_of_sources(given: tuple[str, str, str, str, str], expected: tuple[str, str]) -> None:
    assert publication_date(*given) == expected
