"""Articles with annotated time expressions: their text is that of any article, and the expressions stand in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.articles import count_articles, read_articles
from dateline.articles.annotated import Annotated, Timex, annotate
from dateline.articles.conllu import parse_conllu
from dateline.articles.records import Record
from dateline.articles.timeml import parse_timeml, read_tokenised
from dateline.errors import InputError
from dateline.types import Article

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DOCID>copied</DOCID>
<DCT><TIMEX3 tid="t0" type="TIME" value="1996-04-17T09:30" functionInDocument="CREATION_TIME">17/04/96</TIMEX3></DCT>
<TITLE>Mills &amp; Reed   to close</TITLE>
<TEXT>

Mills &amp; Reed <EVENT eid="e1" class="REPORTING">said</EVENT> it will close on
<TIMEX3 tid="t1" type="DATE" value="1996-04-22">Mon<SIGNAL sid="s1">day</SIGNAL></TIMEX3>,
<TIMEX3 tid="t2" type="DURATION" value="P1W" mod="LESS_THAN"> less than a week </TIMEX3>
after<TIMEX3 tid="t3" type="DATE" value="1996-04-17"/> the fire.
</TEXT>
<MAKEINSTANCE eventID="e1" eiid="ei1"/>
</TimeML>
"""
CONLLU = """# newdoc id = harbour
# meta::title = A harbour
# meta::dateCreated = 2014-07-09
# newpar
# text = The harbour reopened.
1\tThe\t_\t_\t_\t_\t_\t_\t_\t_
2\tharbour\t_\t_\t_\t_\t_\t_\t_\t_
3\treopened\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
4\t.\t_\t_\t_\t_\t_\t_\t_\t_

# newpar
# text = It's shut last week's end, since 2011.
1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\t_
1\tIt\t_\t_\t_\t_\t_\t_\t_\t_
2\t's\t_\t_\t_\t_\t_\t_\t_\t_
3\tshut\t_\t_\t_\t_\t_\t_\t_\t_
4-6\tlast week's\t_\t_\t_\t_\t_\t_\t_\t_
4\tlast\t_\t_\t_\t_\t_\t_\t_\tEntity=(1|XML=<hi rend:::"bold"><date {given}>
5\tweek\t_\t_\t_\t_\t_\t_\t_\tXML=</date></hi>
6\t's\t_\t_\t_\t_\t_\t_\t_\t_
7\tend\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
8\t,\t_\t_\t_\t_\t_\t_\t_\t_
9\tsince\t_\t_\t_\t_\t_\t_\t_\t_
10\t2011\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|XML=<date when:::"2011"></date>
11\t.\t_\t_\t_\t_\t_\t_\t_\t_

# newdoc id = second
# text = Nothing here.
1\tNothing\t_\t_\t_\t_\t_\t_\t_\t_
"""


def texts(article: Annotated) -> Iterator[tuple[str, str, str]]:
    for timex in article.timexes:
        yield article.record.text[timex.start : timex.end], timex.type, timex.value


def test_timeml(read_one: Callable[..., Article]) -> None:
    article = read_one("mill.0417.tml", TIMEML)
    assert article.text == "Mills & Reed said it will close on\nMonday,\n less than a week \nafter the fire."
    assert (article.doc_id, article.title) == ("mill.0417", "Mills & Reed to close")
    assert (article.published, article.published_source) == ("1996-04-17", "metadata")
    (annotated,) = parse_timeml(TIMEML.encode(), "news/mill.0417.tml")
    assert (annotated.record.text, annotated.record.doc_id) == (article.text, article.doc_id)
    assert list(texts(annotated)) == [("Monday", "DATE", "1996-04-22"), ("less than a week", "DURATION", "P1W")]
    assert annotated.timexes[1].mod == "LESS_THAN"
    assert annotated.complete


def test_sentences_of_tokenised_timeml_are_lines(read_one: Callable[..., Article]) -> None:
    article = read_one("a.tml", "<TimeML><TEXT><s>The mill burnt .</s><s>It was old .</s></TEXT></TimeML>")
    assert article.text == "The mill burnt .\nIt was old ."


def test_numbered_sentences_and_their_words(tmp_path: Path) -> None:
    path = tmp_path / "7_mill.tml"
    sentences = (
        '<s id="1"> The mill has <EVENT>burnt</EVENT> down .</s>\n\n<s id="2"></s><s id="4">It was <TIMEX3/>old .</s>'
    )
    path.write_text(f"<TimeML><DOCID>7</DOCID><TEXT>{sentences}</TEXT></TimeML>")
    found = read_tokenised(path)
    (article,) = read_articles([str(path)])
    assert (found.doc_id, found.number, found.text) == (article.doc_id, "7", article.text)
    assert [found.text[start:end] for _, start, end in found.sentences] == ["The mill has burnt down .", "It was old ."]

    def located(words: str) -> tuple[str, str] | None:
        start = found.text.index(words)
        return found.locate(start, start + len(words))

    assert located("burnt down") == ("1", "burnt_down")
    assert located("ur") == ("1", "burnt")
    assert located("The") == ("1", "The")
    assert located("old") == ("4", "old")
    assert located("\n") is None


def test_sentences_without_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tml"
    path.write_text("<TimeML><TEXT><s>The mill burnt .</s></TEXT></TimeML>")
    with pytest.raises(InputError, match=r"a\.tml: there are no numbered sentences"):
        read_tokenised(path)
    with pytest.raises(InputError, match="No such file"):
        read_tokenised(tmp_path / "b.tml")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        pytest.param('<DCT><TIMEX3 value="1996-04-17">x</TIMEX3></DCT>', "1996-04-17", id="day"),
        pytest.param(
            '<DATE><TIMEX3 functionInDocument="CREATION_TIME" value="1996-04-17"/></DATE>', "1996-04-17", id="1.2"
        ),
        pytest.param('<DCT><TIMEX3 value="1996-04">x</TIMEX3></DCT>', "", id="month"),
        pytest.param('<DCT><TIMEX3 value="1996-04-XX">x</TIMEX3></DCT>', "", id="unknown day"),
        pytest.param("<DCT><TIMEX3>x</TIMEX3></DCT>", "", id="no value"),
        pytest.param("", "", id="no DCT"),
    ],
)
def test_day_of_publication(read_one: Callable[..., Article], head: str, published: str) -> None:
    text = '<TEXT>The mill burnt <TIMEX3 type="DATE" value="1995-01-01">last year</TIMEX3>.</TEXT>'
    assert read_one("a.tml", f"<TimeML>{head}{text}</TimeML>").published == published


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param("<TimeML><TEXT>cut off", "not TimeML: ", id="cut off"),
        pytest.param("<TimeML><TEXT>&bad;</TEXT></TimeML>", "undefined entity", id="entity"),
        pytest.param("<TimeML><DCT/></TimeML>", "there is no <TEXT>", id="no text"),
        pytest.param("", "not TimeML: ", id="empty"),
        pytest.param("<TimeML><TEXT> </TEXT></TimeML>", "no text", id="blank"),
    ],
)
def test_a_broken_file_is_an_article_with_an_error(tmp_path: Path, data: str, reason: str) -> None:
    (tmp_path / "a.tml").write_text(data)
    (tmp_path / "b.tml").write_text(TIMEML)
    broken, whole = read_articles([str(tmp_path)])
    assert reason in broken.error
    assert not whole.error
    assert count_articles([str(tmp_path)]) == 2


def test_conllu(read: Callable[..., list[Article]]) -> None:
    data = CONLLU.replace("{given}", 'from:::"2014-06-30" to:::"2014-07-06"')
    first, second = read("harbour.conllu", data)
    assert first.text == "The harbour reopened.\n\nIt's shut last week's end, since 2011."
    assert (first.doc_id, first.title, first.published) == ("harbour", "A harbour", "2014-07-09")
    assert (second.doc_id, second.text, second.published) == ("second", "Nothing here.", "")
    annotated, empty = parse_conllu(data.replace("\n", "\r\n").encode(), "harbour.conllu")
    assert annotated.record.text == first.text
    assert list(texts(annotated)) == [("last week", "DATE", "2014-W27"), ("2011", "DATE", "2011")]
    assert not annotated.complete
    assert not empty.timexes


@pytest.mark.parametrize(
    ("given", "type_", "value"),
    [
        ('when:::"2014-07"', "DATE", "2014-07"),
        ('when:::"2014-07-02T08:30:00" rend:::"bold"', "TIME", "2014-07-02T08:30"),
        ('when:::"2014-07-02T08:30:15"', "TIME", "2014-07-02T08:30:15"),
        ('from:::"2014-07-05" to:::"2014-07-06"', "DATE", "2014-W27-WE"),
        ('from:::"2014-07-02" to:::"2014-07-02"', "DATE", "2014-07-02"),
        ('notBefore:::"2014-06-01" notAfter:::"2014-08-31"', "DATE", "2014-SU"),
        ('notBefore:::"2014" notAfter:::"2014"', "DATE", "2014"),
        ('notBefore:::"2011" notAfter:::"2014"', "DATE", "2011/2014"),
        ('notAfter:::"2014-07-02"', "DATE", "../2014-07-02"),
        ('from:::"2014-07-02"', "DATE", "2014-07-02/.."),
    ],
)
def test_values_of_tei_dates(given: str, type_: str, value: str) -> None:
    annotated, _ = parse_conllu(CONLLU.replace("{given}", given).encode(), "harbour.conllu")
    assert next(texts(annotated)) == ("last week", type_, value)


# Letters, space, a combining acute, a byte order mark, a control character and line ends of both kinds.
RAW = st.lists(st.text("ae \u0301\ufeff\x01\r\n", max_size=4), min_size=3, max_size=3)


@given(RAW)
def test_expressions_stand_where_tidying_moves_them(parts: list[str]) -> None:
    before, words, after = parts[0], f"x{parts[1]}y", f" {parts[2]}"
    found = annotate(Record("a", text=before + words + after), [Timex(len(before), len(before + words), "DATE", "")])
    (place,) = found.timexes
    inside = annotate(Record("a", text=words), ()).record.text
    assert found.record.text[place.start : place.end] == inside
