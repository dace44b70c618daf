"""Events of several articles that are one happening."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from spacy.language import Language

from dateline.clusters import VALUES, WINDOW, Telling, clustered, same
from dateline.comparison import comparable
from dateline.timex import days

STORIES = Path(__file__).with_name("stories") / "happenings.toml"

BOUGHT = Telling(
    "v1",
    "a",
    "2019-06-05",
    "acquisition",
    "bought",
    "2019-06-04",
    "2019-06-04",
    "text",
    "day",
    "occurred",
    frozenset({("agent", "o1"), ("object", "o2")}),
    {"amount": 5e8, "currency": "USD"},
)
ALONE = replace(BOUGHT, doc_id="b", participants=frozenset({("agent", "o1")}))
SHARES = replace(BOUGHT, type="share_move", participants=frozenset({("object", "o1")}), values={})
PROFIT = replace(ALONE, type="earnings", values={"metric": "profit"})
BOMB = replace(BOUGHT, type="attack", participants=frozenset({("place", "p1")}), values={"casualties": 12})
NEWS = {"date_start": "2019-06-05", "date_end": "2019-06-05", "date_basis": "publication"}
JUNE = {"date_start": "2019-06-01", "date_end": "2019-06-30"}
YEAR = {"date_start": "2019-01-01", "date_end": "2019-12-31"}
UNDATED = {"date_start": "", "date_end": "", "date_basis": "none"}


@pytest.mark.parametrize(
    ("one", "changes", "expected"),
    [
        pytest.param(BOUGHT, {}, True, id="the same"),
        pytest.param(BOUGHT, {"doc_id": "a"}, False, id="of one article"),
        pytest.param(BOUGHT, {"trigger": "takeover"}, True, id="another word"),
        pytest.param(replace(BOUGHT, type="other"), {"trigger": "painted"}, False, id="of type other, another word"),
        pytest.param(BOUGHT, {"type": "merger"}, False, id="another type"),
        pytest.param(BOUGHT, {"status": "denied"}, False, id="denied"),
        pytest.param(BOUGHT, {"status": "planned"}, True, id="a plan"),
        pytest.param(BOUGHT, NEWS, True, id="the day's news may be of the day before"),
        pytest.param(BOUGHT, NEWS | {"date_basis": "text"}, False, id="another day"),
        pytest.param(BOUGHT, YEAR, True, id="two participants in a year"),
        pytest.param(ALONE, JUNE, True, id="one participant in a month"),
        pytest.param(ALONE, YEAR, False, id="one participant in a year"),
        pytest.param(BOUGHT, {"date_start": ""}, True, id="some day up to then"),
        pytest.param(BOUGHT, {"date_start": "", "date_end": "2015-12-31"}, False, id="open, and long ago"),
        pytest.param(BOUGHT, UNDATED, True, id="two participants, no date"),
        pytest.param(BOUGHT, UNDATED | {"published": ""}, False, id="two participants, no date at all"),
        pytest.param(BOUGHT, UNDATED | {"published": "2019-08-05"}, False, id="two participants, no date, far away"),
        pytest.param(ALONE, UNDATED, True, id="one participant, no date, the same word on neighbouring days"),
        pytest.param(ALONE, UNDATED | {"trigger": "buys"}, False, id="one participant, no date, another word"),
        pytest.param(BOUGHT, {"participants": ALONE.participants}, True, id="names no other participant"),
        pytest.param(
            BOUGHT, {"participants": frozenset({("agent", "o1"), ("object", "o3")})}, False, id="other target"
        ),
        pytest.param(BOUGHT, {"participants": frozenset({("agent", "o2"), ("object", "o1")})}, False, id="other sides"),
        pytest.param(
            BOUGHT, {"values": {"amount": 2e9}}, True, id="same pair, other sum: price, debt, a share's price"
        ),
        pytest.param(ALONE, {"values": {"amount": 2e9}}, False, id="one participant, other sum"),
        pytest.param(ALONE, {"values": {"amount": 5.2e8}}, True, id="about the same sum"),
        pytest.param(ALONE, {"values": {"currency": "EUR"}}, False, id="another currency"),
        pytest.param(SHARES, {}, True, id="of every day: the same day"),
        pytest.param(SHARES, NEWS, False, id="of every day: the next day"),
        pytest.param(SHARES, JUNE, False, id="of every day: the month"),
        pytest.param(SHARES, UNDATED, False, id="of every day: no date"),
        pytest.param(SHARES, {"values": {"metric": "oil prices"}}, False, id="of every day: another measure"),
        pytest.param(
            replace(ALONE, type="bankruptcy"), UNDATED | {"trigger": "bankrupt"}, True, id="once only, no date"
        ),
        pytest.param(
            PROFIT, NEWS | {"values": {"metric": "net profit"}}, True, id="the same measure, told the next day"
        ),
        pytest.param(PROFIT, NEWS | {"values": {"metric": "orders"}}, False, id="another measure, told the next day"),
        pytest.param(PROFIT, NEWS | {"values": {}}, True, id="no measure said, told the next day"),
        pytest.param(BOMB, {"values": {"casualties": 14}}, True, id="the same place and day"),
        pytest.param(BOMB, {"participants": frozenset({("place", "p2")})}, False, id="another place"),
        pytest.param(BOMB, {"values": {"casualties": 140}}, False, id="ten times as many dead"),
        pytest.param(replace(SHARES, story="a"), NEWS | {"story": "a"}, True, id="a copy of the next day"),
        pytest.param(replace(SHARES, story="a"), NEWS | {"story": "b"}, False, id="not a copy"),
    ],
)
def test_same(one: Telling, changes: dict[str, object], expected: bool) -> None:
    other = replace(one, **({"event_id": "w1", "doc_id": "c"} | changes))
    assert same(one, other) is expected
    assert same(other, one) is expected


def joined(tellings: Sequence[Telling]) -> set[frozenset[str]]:
    clusters = defaultdict(set)
    for event, cluster in clustered(sorted(tellings, key=order)):
        clusters[cluster].add(event)
    assert all(cluster in events for cluster, events in clusters.items())
    return {frozenset(events) for events in clusters.values()}


def order(telling: Telling) -> tuple[bool, str, str, str]:
    return not telling.published, telling.published, telling.doc_id, telling.event_id


def test_the_first_telling_names_the_cluster() -> None:
    later = replace(BOUGHT, event_id="a1", doc_id="c", published="2019-06-06")
    assert list(clustered([BOUGHT, later])) == [("v1", "v1"), ("a1", "v1")]


def test_an_article_tells_a_happening_once_and_the_most_alike_goes_first() -> None:
    other = replace(BOUGHT, event_id="v2", participants=frozenset({("agent", "o1"), ("object", "o3")}))
    again = [replace(one, event_id=f"w{number}", doc_id="b") for number, one in enumerate((ALONE, other, BOUGHT))]
    third = [replace(again[0], event_id="x", doc_id="c")]
    assert joined([BOUGHT, other, *again]) == {frozenset({"v1", "w2"}), frozenset({"v2", "w1"}), frozenset({"w0"})}
    assert {"v1", "w2", "x"} in joined([BOUGHT, other, *again[1:], *third]), "the target not said: the first"


def test_a_vague_telling_joins_no_two_happenings() -> None:
    first = replace(BOUGHT, event_id="v1", doc_id="a")
    vague = replace(ALONE, event_id="v2", doc_id="b", values={})
    second = replace(BOUGHT, event_id="v3", doc_id="c", participants=frozenset({("agent", "o1"), ("object", "o3")}))
    assert joined([first, vague, second]) == {frozenset({"v1", "v2"}), frozenset({"v3"})}


@pytest.mark.parametrize(
    ("days_later", "clusters"), [pytest.param(WINDOW.days, 1, id="in the window"), pytest.param(60, 2, id="later")]
)
def test_window(days_later: int, clusters: int) -> None:
    published = {WINDOW.days: "2019-07-05", 60: "2019-08-04"}[days_later]
    assert len(joined([BOUGHT, replace(BOUGHT, event_id="v2", doc_id="c", published=published)])) == clusters


def test_the_first_and_the_last_day_of_the_calendar() -> None:
    first = replace(BOUGHT, published="0001-01-01", date_start="0001-01-01", date_end="0001-01-01")
    news = replace(first, event_id="v2", doc_id="b", date_basis="publication")
    last = replace(BOUGHT, event_id="v3", doc_id="c", published="9999-12-31", **UNDATED)
    assert len(joined([first, news, last, replace(last, event_id="v4", doc_id="d")])) == 2


def test_without_publication_date_only_the_exact_date_joins() -> None:
    exact = replace(BOUGHT, event_id="v2", doc_id="c", published="")
    vague = replace(BOUGHT, event_id="v3", doc_id="d", published="", **JUNE)
    assert joined([BOUGHT, exact, vague]) == {frozenset({"v1", "v2"}), frozenset({"v3"})}


def test_every_event_has_one_cluster_whatever_the_order_of_equal_articles() -> None:
    tellings = [replace(BOUGHT, event_id=f"v{doc}", doc_id=doc) for doc in "abcd"]
    for several in permutations(tellings):
        assert joined(several) == {frozenset({"va", "vb", "vc", "vd"})}


def tellings(pipeline: Language) -> Iterator[tuple[str, Telling]]:
    """Yield the event of each short article that is meant, with its happening."""
    articles = tomllib.loads(STORIES.read_text(encoding="utf-8"))["article"]
    docs = []
    for article in articles:
        doc = pipeline.make_doc(article["text"])
        doc._.published = article["published"]
        docs.append(pipeline(doc))
    for number, (article, doc) in enumerate(zip(articles, docs, strict=True)):
        doc_id = f"a{number:02}"
        ids = {entity.id: comparable(entity.name, entity.type) for entity in doc._.entities}
        for place, event in enumerate(event for event in doc._.events if event.type == article["type"]):
            start, end = days(event.date)
            fillers = {(role, ids[one[0]]) for role, ones in event.roles.items() for one in ones}
            yield (
                article["happening"],
                Telling(
                    f"{doc_id}v{place}",
                    doc_id,
                    article["published"],
                    event.type,
                    doc.text[slice(*event.triggers[0])].lower(),
                    start,
                    end,
                    event.date_basis,
                    "",
                    event.status,
                    frozenset(fillers),
                    {name: read(event.values[name]) for name, read in VALUES.items() if event.values.get(name)},
                ),
            )


def test_happenings_told_by_several_short_articles(pipeline: Language) -> None:
    found = list(tellings(pipeline))
    articles = tomllib.loads(STORIES.read_text(encoding="utf-8"))["article"]
    assert len({telling.doc_id for _, telling in found}) == len(articles), "each article tells its event"
    meant = {telling.event_id: happening for happening, telling in found}
    ours = dict(clustered(sorted((telling for _, telling in found), key=order)))
    docs = {telling.event_id: telling.doc_id for _, telling in found}
    pairs = [(one, other) for one in meant for other in meant if docs[one] < docs[other]]
    gold = {(one, other) for one, other in pairs if meant[one] == meant[other]}
    together = {(one, other) for one, other in pairs if ours[one] == ours[other]}
    assert not together - gold, "no look-alike is joined"
    assert not gold - together, "nothing is missed"
