"""Every rule's own examples and counterexamples, in the shipped pipeline."""

import pytest

from dateline.checking import Case, cases, check


def marks(case: Case) -> list:
    return [pytest.mark.xfail(strict=True, reason=case.known_failure)] if case.known_failure and case.wanted else []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id, marks=marks(case)) for case in cases()])
def test_rule(case: Case, pipeline):
    assert check(pipeline, case) == ""
