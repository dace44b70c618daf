"""Timelines scored as SemEval-2015 Task 4 does, counted by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import GoldError
from dateline.evaluation.timelines import Count, Line, Timeline, links, read_timeline, score, score_all


def timeline(*lines: str) -> Timeline:
    """Make a timeline of lines such as "1 2010 a b"."""
    parts = (line.split() for line in lines)
    return Timeline("Zephyra", tuple(Line(int(place), date, tuple(mentions)) for place, date, *mentions in parts))


GOLD = timeline("0 XXXX-XX-XX z", "1 2010 a b", "1 2010 c", "2 2011-05 d")
CASES = {
    # a=2010, b=2010, c=2010, d=2011-05 and c before d
    "itself": (GOLD, (5, 5, 5, 5)),
    "nothing": (timeline(), (0, 0, 5, 0)),
    # what has the place 0 counts on neither side
    "without order": (timeline("0 2010 a", "1 2011-05 d"), (1, 1, 5, 1)),
    # a=2010 and d=2011-05 are right, and a before d follows from a simultaneous with c; c before d follows from nothing
    "part of it": (timeline("1 2010 a", "2 2011-05 d"), (3, 3, 5, 2)),
    # of the gold's relations none; its dates are other strings
    "other dates": (timeline("1 2010-01 a", "2 2011 d"), (3, 1, 5, 0)),
    # e is in no timeline: e=2011-05 is wrong, and so is b before e
    "another event": (timeline("1 2010 a b", "2 2011-05 e"), (4, 2, 5, 2)),
    # a and d have their dates, d before a is wrong
    "wrong order": (timeline("1 2011-05 d", "2 2010 a"), (3, 2, 5, 2)),
    # two places of one date: the second relation contradicts and is kept; only b=2010 and a=2010 are right
    "contradiction": (timeline("1 2010 a", "2 2010 b"), (3, 2, 5, 2)),
    # the second "a" is no mention of the gold
    "told twice": (timeline("1 2010 a a"), (2, 1, 5, 1)),
}


@pytest.mark.parametrize(("ours", "counts"), CASES.values(), ids=CASES)
def test_counted_by_hand(ours: Timeline, counts: tuple[int, int, int, int]) -> None:
    assert score(ours, GOLD) == Count(*counts)


def test_relations_are_those_of_the_task() -> None:
    a, b, c = (("a", 1), ("b", 1), ("c", 1))
    assert list(links(timeline("2 2011 c", "1 2010 a b"))) == [
        (a, ("", "2010"), "SIMULTANEOUS"),
        (b, ("", "2010"), "SIMULTANEOUS"),
        (c, ("", "2011"), "SIMULTANEOUS"),
        (a, b, "SIMULTANEOUS"),
        (b, c, "BEFORE"),
    ]


def test_lines_are_sorted_by_number() -> None:
    assert [one[0] for one in links(timeline("10 2012 a-10-x", "9 2011 a-9-x", "9 2011 a-1-x"))][:3] == [
        ("a-1-x", 1),
        ("a-9-x", 1),
        ("a-10-x", 1),
    ]


def test_shares() -> None:
    one = Count(predicted=4, predicted_right=3, gold=6, gold_right=3)
    assert (one.precision, one.recall, one.f1) == (0.75, 0.5, pytest.approx(0.6))
    assert (Count().precision, Count().recall, Count().f1) == (0, 0, 0)


def test_a_timeline_that_was_not_made_is_missed() -> None:
    scores = score_all({"one": GOLD}, {"one": GOLD, "two": GOLD})
    assert scores["two"] == Count(gold=5)
    assert sum(scores.values(), Count()) == Count(5, 5, 10, 5)


def test_read(tmp_path: Path) -> None:
    path = tmp_path / "zephyra.txt"
    path.write_text("Zephyra\n0\tXXXX-XX-XX\tz\n1\t2010\ta\tb\n1\t2010\tc\n\n2\t2011-05\td\n")
    assert read_timeline(path) == GOLD


@pytest.mark.parametrize("line", ["1\t2010", "one\t2010\ta", "1 2010 a"])
def test_refuses(tmp_path: Path, line: str) -> None:
    path = tmp_path / "zephyra.txt"
    path.write_text(f"Zephyra\n1\t2010\ta\n{line}\n")
    with pytest.raises(GoldError, match=r"zephyra\.txt:3: "):
        read_timeline(path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_timeline(tmp_path / "none.txt")


LINES = st.lists(
    st.builds(
        lambda place, mentions: Line(place, f"{2000 + place}", tuple(mentions)),
        st.integers(0, 4),
        st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=3),
    ),
    max_size=6,
)


@given(LINES, LINES)
def test_never_more_right_than_there_are(ours: list[Line], theirs: list[Line]) -> None:
    one, other = Timeline("", tuple(ours)), Timeline("", tuple(theirs))
    count = score(one, other)
    assert 0 <= count.predicted_right <= count.predicted
    assert 0 <= count.gold_right <= count.gold
    back = score(other, one)
    assert (back.gold_right, back.predicted_right) == (count.predicted_right, count.gold_right)
    same = score(one, one)
    assert same.predicted_right == same.predicted == same.gold
