"""The loss where a set is silent; needs torch."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import math

import torch

from dateline.training.fitting import Encoded, loss_of
from dateline.training.tagging import ANY, OUTSIDE, TAGS, Sentence, begins


class Letters:
    begin, end = 1, 2

    def __call__(self, word: str) -> list[int]:
        return [3]


def loss(tags: int, silent: float) -> float:
    sentence = Encoded(Sentence(["Merrow"], [tags], "x"), Letters(), 10)
    return float(loss_of(torch.zeros(1, 3, len(TAGS)), [sentence], silent))


def test_a_silent_word_is_sooner_no_name() -> None:
    size = len(TAGS)
    assert loss(OUTSIDE | begins("WORK"), 1.0) == pytest.approx(math.log(size / 2))
    assert loss(OUTSIDE | begins("WORK"), 0.5) == pytest.approx(math.log(size / 1.5))
    assert loss(begins("WORK", "PRODUCT"), 0.5) == pytest.approx(math.log(size / 2))
    assert loss(ANY, 0.5) == pytest.approx(0, abs=1e-6)
