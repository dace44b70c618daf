"""Joining the entities of articles into those of the corpus."""

from collections import Counter
from itertools import permutations

import pytest

from dateline.comparison import abbreviates, comparable
from dateline.identities import Form, Identity, join


def entity(type_, name, *aliases, ground=""):
    return Form(type_, name, aliases, str(ground))


def groups(*forms):
    """Return the names that were joined, one article a form."""
    joined = join(Counter(forms))
    by_id = {}
    for number, form in enumerate(forms):
        by_id.setdefault(joined[form].within(f"d{number}").id, []).append(form.name)
    return sorted(by_id.values())


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        pytest.param("The Orvane Co.", "ORG", "orvane", id="determiner-and-legal-form"),
        pytest.param("Orvane & Co", "ORG", "orvane", id="ampersand-before-legal-form"),
        pytest.param("Orvane, Inc.", "ORG", "orvane", id="comma"),
        pytest.param("U.S.", "PLACE", "us", id="full-stops"),
        pytest.param("Nico Co", "PERSON", "nico co", id="people-have-no-legal-form"),
        pytest.param("The", "ORG", "the", id="never-empty"),
        pytest.param("A. Dupont", "PERSON", "a dupont", id="initial-is-no-determiner"),
        pytest.param("An Lund", "PERSON", "an lund", id="people-have-no-determiner"),
        pytest.param("Levi\u2019s", "ORG", "levi's", id="apostrophe"),
    ],
)
def test_comparable(name, type_, expected):
    assert comparable(name, type_) == expected


@pytest.mark.parametrize(
    ("short", "name", "expected"),
    [
        pytest.param("JLR", "Jaguar Land Rover", True, id="initials"),
        pytest.param("EDUs", "Electric Drive Units", True, id="plural"),
        pytest.param("N.W.R.I.", "Norwegian Water Research Institute", True, id="full-stops"),
        pytest.param("OMW", "Orvane Motor Works Inc", True, id="legal-form-left-out"),
        pytest.param("BOE", "Bank of England", False, id="small-words-do-not-count"),
        pytest.param("Sun", "Sun Unified Networks", False, id="not-in-capitals"),
        pytest.param("J", "Jaguar", False, id="one-letter"),
    ],
)
def test_abbreviates(short, name, expected):
    assert abbreviates(short, name) is expected


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        pytest.param(
            [entity("ORG", "Orvane Inc."), entity("ORG", "orvane")], [["Orvane Inc.", "orvane"]], id="same-but-for-form"
        ),
        pytest.param([entity("ORG", "Lima"), entity("PLACE", "Lima")], [["Lima"], ["Lima"]], id="types-stay-apart"),
        pytest.param(
            [entity("ORG", "Orvane Motor Works", "OMW"), entity("ORG", "OMW")],
            [["Orvane Motor Works", "OMW"]],
            id="abbreviation-with-one-full-name",
        ),
        pytest.param(
            [
                entity("ORG", "Orvane Motor Works", "OMW"),
                entity("ORG", "Oslo Mint Wardens", "OMW"),
                entity("ORG", "OMW"),
            ],
            [["OMW"], ["Orvane Motor Works"], ["Oslo Mint Wardens"]],
            id="abbreviation-with-two-full-names",
        ),
        pytest.param(
            [entity("ORG", "Orvane Group", "Orvane"), entity("ORG", "Orvane")],
            [["Orvane"], ["Orvane Group"]],
            id="short-name-is-no-proof",
        ),
        pytest.param(
            [entity("ORG", "Orvane", "Orvane Rail Systems"), entity("ORG", "Orvane Rail Systems")],
            [["Orvane", "Orvane Rail Systems"]],
            id="article-that-gives-the-full-name-too",
        ),
        pytest.param(
            [entity("PLACE", "Paris", ground=1), entity("PLACE", "Paris", ground=2), entity("PLACE", "Paris")],
            [["Paris"], ["Paris"], ["Paris"]],
            id="places-of-one-name",
        ),
        pytest.param(
            [entity("PLACE", "Bombay", ground=1), entity("PLACE", "Mumbai", ground=1), entity("PLACE", "Mumbai")],
            [["Bombay", "Mumbai", "Mumbai"]],
            id="names-of-one-place",
        ),
        pytest.param(
            [
                entity("PERSON", "Ann Tolle"),
                entity("PERSON", "Bo Tolle"),
                entity("PERSON", "Tolle"),
                entity("PERSON", "Tolle"),
            ],
            [["Ann Tolle"], ["Bo Tolle"], ["Tolle"], ["Tolle"]],
            id="surname-of-two-people",
        ),
        pytest.param([entity("PERSON", "Tolle"), entity("PERSON", "Tolle")], [["Tolle", "Tolle"]], id="only-name"),
        pytest.param(
            [*[entity("ORG", "Orvane Group", "Orvane")] * 2, entity("ORG", "Orvane"), entity("ORG", "Orvane Bank")],
            [["Orvane Bank"], ["Orvane Group", "Orvane Group", "Orvane"]],
            id="short-name-of-two-articles",
        ),
        pytest.param(
            [
                *[entity("ORG", "Orvane Group", "Orvane")] * 2,
                *[entity("ORG", "Orvane Motors", "Orvane")] * 2,
                entity("ORG", "Orvane"),
            ],
            [["Orvane"], ["Orvane Group"] * 2, ["Orvane Motors"] * 2],
            id="short-name-of-two-bodies",
        ),
        pytest.param(
            [*[entity("PERSON", "Ann Tolle")] * 5, entity("PERSON", "Bo Tolle"), entity("PERSON", "Tolle")],
            [["Ann Tolle"] * 5 + ["Tolle"], ["Bo Tolle"]],
            id="surname-of-the-best-known",
        ),
        pytest.param(
            [*[entity("PERSON", "Ann Tolle")] * 4, entity("PERSON", "Tolle")],
            [["Ann Tolle"] * 4, ["Tolle"]],
            id="surname-of-one-little-known",
        ),
        pytest.param(
            [
                *[entity("ORG", "Orvane-Lumen Corp")] * 2,
                entity("ORG", "Orvane Lumen"),
                entity("ORG", "OrvaneLumen"),
                entity("ORG", "Orvane & Lumen Ltd"),
            ],
            [["Orvane-Lumen Corp", "Orvane-Lumen Corp", "Orvane Lumen", "OrvaneLumen", "Orvane & Lumen Ltd"]],
            id="spelling",
        ),
        pytest.param(
            [entity("PERSON", "Zoë Ondřej"), entity("PERSON", "Zoe Ondrej")],
            [["Zoë Ondřej", "Zoe Ondrej"]],
            id="accents",
        ),
        pytest.param(
            [entity("PLACE", "Orchester"), entity("PLACE", "Or Chester"), entity("PLACE", "Or-Chester")],
            [["Or Chester", "Or-Chester"], ["Orchester"]],
            id="places-keep-their-spaces",
        ),
        pytest.param(
            [entity("PRODUCT", "A2"), entity("PRODUCT", "A-2"), entity("ORG", "A 2")],
            [["A 2"], ["A-2"], ["A2"]],
            id="too-short-for-spelling",
        ),
        pytest.param(
            [entity("ORG", "U.S. Navy"), entity("ORG", "United States Navy")],
            [["U.S. Navy", "United States Navy"]],
            id="place-in-the-name",
        ),
    ],
)
def test_join(entities, expected):
    assert groups(*entities) == expected


def names(*forms):
    return {identity.name for identity in join(Counter(forms)).values()}


def test_name_is_the_form_of_most_articles_then_the_longest():
    assert names(entity("ORG", "Orvane"), entity("ORG", "Orvane"), entity("ORG", "Orvane Inc.")) == {"Orvane"}
    assert names(entity("ORG", "Orvane"), entity("ORG", "Orvane Inc.")) == {"Orvane Inc."}


def test_capitals_of_a_dateline_are_no_name_of_their_own():
    assert names(*[entity("PLACE", name) for name in ("OSLO", "OSLO", "Oslo")]) == {"Oslo"}


def test_order_of_articles_does_not_matter():
    forms = [
        entity("ORG", "OMW"),
        entity("ORG", "Orvane Motor Works", "OMW"),
        entity("ORG", "The Orvane Motor Works Co."),
    ]
    results = [join(Counter(order)) for order in permutations(forms)]
    assert all(result == results[0] for result in results)
    assert len({identity.id for identity in results[0].values()}) == 1


def test_a_surname_does_not_name_the_row():
    full, short = entity("PERSON", "Ann Tolle"), entity("PERSON", "Tolle")
    joined = join({full: 5, short: 6})
    assert {identity.name for identity in joined.values()} == {"Ann Tolle"}
    assert joined[short].reason == "surname"


def test_a_surname_of_several_means_somebody_in_its_own_article():
    short = entity("PERSON", "Tolle")
    meant = join(Counter([short, entity("PERSON", "Ann Tolle"), entity("PERSON", "Bo Tolle")]))[short]
    assert meant.within("d1").id == meant.within("d1").id != meant.within("d2").id
    assert meant.within("d1").name == "Tolle"


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        pytest.param(entity("ORG", "Orvane Motor Works", "OMW"), False, id="a-full-name-comes-too-late"),
        pytest.param(entity("ORG", "omw"), True, id="the-same-name"),
        pytest.param(entity("ORG", "OMW", "Orvane"), True, id="the-same-name-with-an-alias"),
    ],
)
def test_what_was_settled_stands(added, expected):
    short = entity("ORG", "OMW")
    before = join({short: 1})
    after = join({short: 1, added: 4}, settled=before)
    assert after[short] == before[short]
    assert (after[added].id == before[short].id) is expected


def test_what_most_articles_meant_draws_new_forms():
    first, second, new = (entity("ORG", name) for name in ("Orvane", "Orvane Inc.", "Orvane Ltd."))
    settled = {first: Identity("e1", "ORG", "Orvane"), second: Identity("e2", "ORG", "Orvane Inc.")}
    assert join({first: 1, second: 2, new: 1}, settled=settled)[new].id == "e2"


def test_a_new_spelling_goes_to_what_was_settled():
    old, new = entity("ORG", "Orvane-Lumen"), entity("ORG", "OrvaneLumen")
    before = join({old: 1})
    after = join({old: 1, new: 9}, settled=before)
    assert after[old] == before[old]
    assert (after[new].id, after[new].name, after[new].reason) == (before[old].id, "Orvane-Lumen", "spelling")
