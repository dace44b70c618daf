"""Scores of chains on the examples of the papers that define them."""

import pytest
from chain_scores import Score, Scores, b_cubed, best_pairing, ceaf_e, muc

# After Vilain et al. (1995): key and response, then links kept and links of the key.
LINKS = {
    "one link missing": (["ABCD"], ["AB", "CD"], (2, 3)),
    "two links for three": (["AB", "CD"], ["ABCD"], (2, 2)),
    "two chains, crossed": (["ABCD"], ["AB", "CE"], (1, 3)),
}


@pytest.mark.parametrize(("key", "response", "links"), LINKS.values(), ids=list(LINKS))
def test_muc(key: list[str], response: list[str], links: tuple[float, float]) -> None:
    assert muc(key, response) == links


def test_a_mention_that_is_a_number_is_no_chain() -> None:
    assert muc([{0, 1, 2, 3, 6, 8}], [{0, 6, 7}, {8, 2, 4}]) == (2, 5)


# Bagga and Baldwin (1998): chains of 5, 2 and 5; the first response joins the first and the second, the other the two
# long ones. MUC rates both alike, B-cubed the second lower; its precisions are 16/21 and 58 %.
LONG = ["12345", "67", "89ABC"]
JOINED = {"a short one": (["12345", "6789ABC"], 16 / 21), "two long ones": (["1234589ABC", "67"], 7 / 12)}


@pytest.mark.parametrize(("response", "precision"), JOINED.values(), ids=list(JOINED))
def test_b_cubed(response: list[str], precision: float) -> None:
    score = Score()
    score.add(b_cubed(LONG, response), b_cubed(response, LONG))
    assert (score.recall, score.precision) == (1.0, pytest.approx(precision))
    assert muc(response, LONG) == (9, 10)


# Luo (2005), table 1: F1 by CEAF-e of four responses to the same key.
LUO = {
    "a": (["12345", "6789ABC"], 0.733),
    "b": (["1234589ABC", "67"], 0.667),
    "c": (["123456789ABC"], 0.294),
    "d": (list("123456789ABC"), 0.178),
}


@pytest.mark.parametrize(("response", "f1"), LUO.values(), ids=list(LUO))
def test_ceaf_e(response: list[str], f1: float) -> None:
    score = Score()
    score.add(ceaf_e(LONG, response), ceaf_e(response, LONG))
    assert score.f1 == pytest.approx(f1, abs=0.001)


def test_best_pairing_is_not_the_greedy_one() -> None:
    assert best_pairing([[3, 2], [2, 0]]) == 4
    assert best_pairing([[1, 0, 5]]) == 5
    assert best_pairing([]) == 0


def test_the_same_is_perfect_and_nothing_is_not() -> None:
    same, empty = Scores(), Scores()
    same.add(LONG, LONG)
    empty.add(LONG, [])
    assert (same.conll, empty.conll) == (1.0, 0.0)
