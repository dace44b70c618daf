"""Fixtures that every test may use."""

import pytest
import spacy
from spacy.language import Language

from dateline.assemble import load
from dateline.paths import stock_pipeline_dir


@pytest.fixture(scope="session")
def stock() -> Language:
    """Load the stock md pipeline once for all tests; add no component to it, take `spacy.load` for that."""
    return spacy.load(stock_pipeline_dir())


@pytest.fixture(scope="session")
def pipeline() -> Language:
    """Load the shipped pipeline once for all tests; change nothing in it."""
    return load()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the gate, `tests/test_floors.py`."""
    parser.addoption("--set-floors", action="store_true", help="raise the floors to the scores measured now")
    parser.addoption(
        "--lower-floors", action="store_true", help="set the floors to the scores measured now, lower ones too"
    )
