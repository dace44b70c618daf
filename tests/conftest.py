"""Fixtures that every test may use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from dateline.assemble import load, load_stock


@pytest.fixture(scope="session")
def stock() -> Language:
    """Load the stock md pipeline once for all tests; add no component to it, take `load_stock` for that."""
    return load_stock()


@pytest.fixture(scope="session")
def pipeline() -> Language:
    """Load the shipped pipeline once for all tests; change nothing in it."""
    return load()


@pytest.fixture(scope="session")
def dates(pipeline: Language) -> Callable[[str, str], list[tuple[str, str]]]:
    """Find date and basis of the events at a trigger, in a text that was published on Wednesday, 5 June 2019."""

    def find(text: str, trigger: str) -> list[tuple[str, str]]:
        doc = pipeline.make_doc(text)
        doc._.published = "2019-06-05"
        events = [event for event in pipeline(doc)._.events if event.triggers[0][0] == text.index(trigger)]
        return [(event.date, event.date_basis) for event in events]

    return find


@pytest.fixture
def generated(pytestconfig: pytest.Config) -> Callable[[Path, str, str], None]:
    """Return a function that checks the part of a page that is made from code, between `<!-- name -->` and its end."""

    def check(page: Path, name: str, made: str) -> None:
        text = page.read_text(encoding="utf-8")
        before, begin, rest = text.partition(f"<!-- {name} -->\n")
        shown, end, after = rest.partition(f"<!-- /{name} -->")
        assert end, f"{page} has no part {name}"
        if pytestconfig.getoption("set_tables"):
            page.write_text(before + begin + made + end + after, encoding="utf-8")
        else:
            assert shown == made, "old; make it anew with: pytest tests --set-tables -k up_to_date"

    return check


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the gate, `tests/test_floors.py`, and of pages that are made in part from code."""
    parser.addoption(
        "--set-tables", action="store_true", help="write the tables of README.md and models/README.md anew"
    )
    parser.addoption(
        "--fuzz", action="store_true", help="the long run of tests/fuzz: 2,000 examples, and texts as long as may be"
    )
    parser.addoption("--set-floors", action="store_true", help="raise the floors to the scores measured now")
    parser.addoption(
        "--lower-floors", action="store_true", help="set the floors to the scores measured now, lower ones too"
    )
