"""The confidence of a type: its precision, drawn towards that of all."""

import pandas as pd

from dateline.evaluation import confidence


def test_few_cases_are_drawn_towards_the_share_of_all():
    rows = [
        ("events", "typed", "all", 10, 5),
        ("events", "typed", "award", 1, 1),
        ("events", "typed", "ipo", 0, 0),
        ("relations", "triple", "all", 4, 4),
    ]
    scores = pd.DataFrame(rows, columns=["layer", "measure", "type", "predicted", "right"])
    lines = [line for line in confidence(scores).splitlines() if not line.startswith("#")]
    assert lines == ["default\t0.50", "award\t0.60"]
