"""The choice of the bias, with a fake network."""

import pytest

pytest.importorskip("dateline.training.biasing")

from dateline.training.biasing import judged
from dateline.training.tagging import OUTSIDE, Sentence, begins, either


@pytest.mark.parametrize(
    ("tags", "found", "expected"),
    [
        ([begins("PRODUCT"), OUTSIDE], [(0, 1, "PRODUCT")], (1, 0, 0)),
        ([begins("PRODUCT"), OUTSIDE], [(0, 1, "ORG")], (0, 0, 1)),
        ([begins("PRODUCT"), OUTSIDE], [(0, 2, "PRODUCT")], (0, 1, 1)),
        ([begins("ORG"), OUTSIDE], [(0, 1, "PRODUCT")], (0, 1, 0)),
        ([OUTSIDE, OUTSIDE], [(0, 1, "PRODUCT")], (0, 1, 0)),
        ([either("PRODUCT"), OUTSIDE], [(0, 1, "PRODUCT")], (0, 0, 0)),
        ([either("WORK"), OUTSIDE], [(0, 1, "PRODUCT")], (0, 1, 0)),
    ],
    ids=["right", "missed", "bounds", "wrong", "no-name", "undecided", "not-allowed"],
)
def test_judged(tags: list[int], found: list[tuple[int, int, str]], expected: tuple[int, int, int]) -> None:
    assert judged([Sentence(["Tivora", "fell"], tags, "x")], [found], "PRODUCT") == expected
