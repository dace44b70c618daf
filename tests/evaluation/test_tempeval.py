"""TimeML as gold, scored as TempEval-3's toolkit does, on articles counted by hand: (gold, predicted, right)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.articles import read_articles
from dateline.errors import GoldError
from dateline.evaluation import calibration, errors, evaluate, read_facts, read_gold
from dateline.evaluation.alignment import pair_in_order
from dateline.evaluation.gold import Span

DCT = '<DCT><TIMEX3 tid="t0" type="DATE" value="2003-05-14" functionInDocument="CREATION_TIME">May 14</TIMEX3></DCT>'
# Six expressions; the creation time, the date in <EXTRAINFO> and the empty t6 are none of them.
GOLD = f"""<TimeML><DOCID>x</DOCID>{DCT}
<EXTRAINFO><TIMEX3 tid="t9" type="DATE" value="2003-05-14">05/14/2003</TIMEX3></EXTRAINFO>
<TEXT>
The Kettle &amp; Crane brewery <EVENT eid="e1" class="OCCURRENCE">shut</EVENT> on
<TIMEX3 tid="t1" type="DATE" value="2003-05-12">Monday</TIMEX3><TIMEX3 tid="t6" type="DURATION" value="P1D"/>
after <TIMEX3 tid="t2" type="DURATION" value="P90Y">ninety years</TIMEX3>.
It had <TIMEX3 tid="t3" type="DATE" value="2003-Q1">a <EVENT eid="e2" class="STATE">poor</EVENT> first quarter</TIMEX3>.
Its tours ran <TIMEX3 tid="t4" type="SET" value="XXXX-WXX-6">every Saturday</TIMEX3> until
<TIMEX3 tid="t5" type="DATE" value="2002">last year</TIMEX3>, <TIMEX3 tid="t7" type="DATE" value="2002-08">in August
2002</TIMEX3>. No buyer was found.
</TEXT></TimeML>"""
# Seven expressions: t1 as it is; t2 with another value; "poor first" and "quarter" for t3; "Saturday" for t4; t5 and t7
# in one; and one that is none.
SYSTEM = """<TimeML><TEXT>
The Kettle &amp; Crane brewery shut on
<TIMEX3 tid="t11" type="DATE" value="2003-05-12">Monday</TIMEX3>
after <TIMEX3 tid="t12" type="DURATION" value="P9Y">ninety years</TIMEX3>.
It had a <TIMEX3 tid="t13" type="DURATION" value="P1Q">poor first</TIMEX3> <TIMEX3 tid="t14" type="DATE"
value="2003-Q1">quarter</TIMEX3>.
Its tours ran every <TIMEX3 tid="t15" type="DATE" value="2003-05-10">Saturday</TIMEX3> until
<TIMEX3 tid="t16" type="DATE" value="2002">last year, in August
2002</TIMEX3>. <TIMEX3 tid="t17" type="DATE" value="PRESENT_REF">No</TIMEX3> buyer was found.
</TEXT></TimeML>"""
EXPECTED = {
    # Monday and ninety years
    "strict": (6, 7, 2),
    # these, "poor first" (the first of two), Saturday, and "last year, in August 2002" for t5 (the first of two)
    "relaxed": (6, 7, 5),
    # Monday, ninety years, last year
    "type": (6, 7, 3),
    # Monday, last year
    "value": (6, 7, 2),
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of gold, with the article in a folder within, and one of what a system found."""
    for name, text in (("gold/sub/brewery", GOLD), ("system/brewery", SYSTEM)):
        path = tmp_path / f"{name}.tml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path / "gold", tmp_path / "system"


def totals(scores: pd.DataFrame) -> dict[str, tuple[int, int, int]]:
    rows = scores[(scores.layer == "dates") & (scores.type == "all")]
    return {row.measure: (row.gold, row.predicted, row.right) for row in rows.itertuples()}


def test_counted_by_hand(folders: tuple[Path, Path]) -> None:
    gold, system = folders
    scores = evaluate(read_facts(system), read_gold(gold))
    assert totals(scores) == EXPECTED
    f1 = scores[(scores.measure == "value") & (scores.type == "all")].f1.item()
    # The toolkit: share of equal values among the pairs, times relaxed F1.
    assert f1 == pytest.approx(2 / 5 * (2 * 5 / (6 + 7))) == pytest.approx(4 / 13)


def test_only_what_is_annotated_is_reported(folders: tuple[Path, Path]) -> None:
    gold, system = (read_gold(folder) for folder in folders)
    scores = evaluate(system, gold)
    assert set(scores.layer) == {"articles", "dates"}
    listed = errors(system, gold)
    assert listed[["kind", "gold", "predicted"]].values.tolist() == [
        ["wrong value", "DURATION P90Y ninety years", "DURATION P9Y ninety years"],
        ["wrong value", "DATE 2003-Q1 a poor first quarter", "DURATION P1Q poor first"],
        ["spurious", "", "DATE 2003-Q1 quarter"],
        ["wrong value", "SET XXXX-WXX-6 every Saturday", "DATE 2003-05-10 Saturday"],
        ["wrong value", "DATE 2002 last year", "DATE 2002 last year, in August 2002"],
        ["missed", "DATE 2002-08 in August 2002", ""],
        ["spurious", "", "DATE PRESENT_REF No"],
    ]
    with pytest.raises(GoldError, match="annotates no events and relations"):
        calibration(system, gold)


def test_gold_has_the_text_of_the_article(folders: tuple[Path, Path]) -> None:
    (article,), (gold,) = read_articles([str(folders[0])]), read_gold(folders[0]).values()
    assert (article.doc_id, article.text) == (gold.doc_id, gold.text)
    assert [gold.text[date.start : date.end] for date in gold.dates][2:4] == ["a poor first quarter", "every Saturday"]


def test_tables_against_timeml(folders: tuple[Path, Path], write_tables: Callable[..., Path]) -> None:
    gold, system = folders
    assert totals(evaluate(read_facts(write_tables(read_gold(system).values())), read_gold(gold))) == EXPECTED


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(("</TEXT>", ""), "brewery.tml: not TimeML: mismatched tag", id="broken"),
        pytest.param(('type="SET"', 'type="EVERY"'), "TIMEX3 'XXXX-WXX-6': type 'EVERY' is unknown", id="type"),
        pytest.param(("every", "each"), "made from another text", id="text"),
    ],
)
def test_refuses(folders: tuple[Path, Path], change: tuple[str, str], reason: str) -> None:
    gold, system = folders
    path = gold / "sub" / "brewery.tml"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(GoldError, match=reason):
        evaluate(read_facts(system), read_gold(gold))


def test_refuses_two_files_of_one_name(folders: tuple[Path, Path]) -> None:
    with pytest.raises(GoldError, match="there is an article brewery already"):
        read_gold(folders[0].parent)


def test_where_a_part_is_annotated_only_what_overlaps_counts(tmp_path: Path) -> None:
    lines = "# newdoc id = a\n# text = On May 3 and May 4, not May 5.\n"
    words = ("On", "May 3", "and", "May 4", ",", "not", "May 5", ".")

    def write(name: str, days: dict[str, str]) -> Path:
        path = tmp_path / f"{name}.conllu"
        rows = (
            f"{number}\t{word}" + "\t_" * 7 + (f'\tXML=<date when:::"{days[word]}"></date>' if word in days else "\t_")
            for number, word in enumerate(words, 1)
        )
        path.write_text(lines + "\n".join(rows) + "\n")
        return path

    gold = read_gold(write("gold", {"May 3": "2003-05-03", "May 4": "2003-05-04"}))
    found = read_gold(write("found", {"May 3": "2003-05-03", "May 4": "2004-05-04", "May 5": "2003-05-05"}))
    scores = evaluate(found, gold)
    assert totals(scores) == {"strict": (2, 2, 2), "relaxed": (2, 2, 2), "type": (2, 2, 2), "value": (2, 2, 1)}
    assert errors(found, gold).kind.tolist() == ["wrong value"]


# Gaps and lengths of spans that do not overlap, as XML cannot have them overlap either.
STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=8)


def spans(steps: list[tuple[int, int]]) -> list[Span]:
    found, end = [], 0
    for gap, length in steps:
        found.append((end + gap, end + gap + length))
        end += gap + length
    return found


def walked(predicted: list[Span], gold: list[Span]) -> set[tuple[int, int]]:
    """The toolkit's way: go through the text; what begins joins the other side's open one, if that one has no pair."""
    pairs: set[tuple[int, int]] = set()
    for place in range(max((end for _, end in predicted + gold), default=0)):
        left, right = (
            next((number for number, (start, end) in enumerate(side) if start <= place < end), -1)
            for side in (predicted, gold)
        )
        begins = place in (predicted[left][0], gold[right][0]) if min(left, right) >= 0 else False
        if begins and all(left != one and right != other for one, other in pairs):
            pairs.add((left, right))
    return pairs


@given(STEPS, STEPS)
def test_pairs_are_those_of_the_toolkit(predicted: list[tuple[int, int]], gold: list[tuple[int, int]]) -> None:
    sides = spans(predicted), spans(gold)
    assert set(pair_in_order(*sides)) == walked(*sides)


def test_same_spans_go_together_where_expressions_overlap_each_other() -> None:
    assert pair_in_order([(0, 9), (2, 4)], [(2, 4)]) == [(1, 0)]
