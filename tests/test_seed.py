"""The names of the seed article, which is not part of the repository: skipped where it is not beside it."""

from pathlib import Path

import pytest

import dateline
from dateline.articles import ReadOptions, read_articles

SEED = Path(__file__).parents[2] / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the seed article is not here")


@pytest.fixture(scope="module")
def tables(pipeline):
    return dateline.extract(list(read_articles([str(SEED)], ReadOptions())), nlp=pipeline)


@pytest.mark.parametrize("name", ["Jaguar Land Rover", "BMW"])
def test_companies_are_organisations_everywhere(tables, name):
    named = tables["mentions"].query("kind in ('name', 'alias')")
    assert set(named.loc[named["text"] == name, "type"]) == {"ORG"}
    rows = tables["organisations"].fillna("")
    # "BMW Group" is the same one.
    assert any(name in (row["name"], *row["aliases"].split("; ")) for row in rows.to_dict("records"))


@pytest.mark.parametrize("name", ["BMW i3", "i3S", "Jaguar I-Pace", "EDUs"])
def test_products(tables, name):
    named = tables["mentions"].query("kind in ('name', 'alias')")
    assert set(named.loc[named["text"] == name, "type"]) == {"PRODUCT"}


def test_makers(tables):
    makers = dict(zip(tables["products"]["name"], tables["products"]["makers"].fillna(""), strict=True))
    assert makers["BMW i3"] == makers["i3S"]
    assert makers["BMW i3"].startswith("BMW")


@pytest.mark.parametrize("words", ["ACES", "Engineering"])
def test_what_is_no_name(tables, words):
    named = tables["mentions"].query("kind in ('name', 'alias')")
    assert not any(text.split()[:1] == [words] or text.split()[-1:] == [words] for text in named["text"])
