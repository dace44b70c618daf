"""Grounding of places: gazetteer look-ups and disambiguation on hand-made entities."""

import pytest
import spacy

from dateline.components.places import Places
from dateline.components.places.gazetteer import fold, load_cities
from dateline.types import Entity, Mention


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(spacy.blank("en"), "dateline_places")


def ground(places: Places, text: str, *names: str) -> list[Entity]:
    doc = spacy.blank("en")(text)
    found = []
    for number, name in enumerate(names, 1):
        start = text.index(name)
        found.append(
            Entity(f"E{number}", "PLACE", name, aliases=(name,), mentions=(Mention(start, start + len(name), name),))
        )
    doc._.entities = found
    return list(places(doc)._.entities)


CASES = {
    "country": ("He went to Germany.", ["Germany"], ["DE"], ["country"]),
    "country alias": ("He went to the U.S. and Britain.", ["U.S.", "Britain"], ["US", "GB"], ["country", "country"]),
    "state": ("He went to Ohio.", ["Ohio"], ["US-OH"], ["region"]),
    "state behind": ("He lives in Paris, Texas.", ["Paris", "Texas"], ["US-TX", "US-TX"], ["city", "region"]),
    "abbreviation behind": ("He lives in Athens, Ga., now.", ["Athens"], ["US-GA"], ["city"]),
    "populous": ("He lives in Paris.", ["Paris"], ["FR"], ["city"]),
    "other places": (
        "From Toronto and Ottawa to Hamilton and London.",
        ["Toronto", "Ottawa", "Hamilton"],
        ["CA-ON", "CA-ON", "CA-ON"],
        ["city", "city", "city"],
    ),
    "dateline capitals": ("NEW YORK - Shares fell.", ["NEW YORK"], ["US-NY"], ["city"]),
    "capital": ("WASHINGTON - Congress met.", ["WASHINGTON"], ["US-DC"], ["city"]),
    "old name": ("He flew to Bombay.", ["Bombay"], ["IN"], ["city"]),
    "accents": ("She flew to Zürich.", ["Zürich"], ["CH-ZH"], ["city"]),
    "county": ("A fire in Rapides Parish.", ["Rapides Parish"], ["US-LA"], ["region"]),
    "facility": ("At Merton Hill Airport.", ["Merton Hill Airport"], [""], ["facility"]),
    "river": ("On the River Ouzel.", ["River Ouzel"], [""], ["natural"]),
    "sea": ("In the Black Sea.", ["Black Sea"], [""], ["natural"]),
    "continent": ("In Europe.", ["Europe"], [""], ["region"]),
    "city with a cue word": ("In Long Beach.", ["Long Beach"], ["US-CA"], ["city"]),
    "unknown": ("In Qwertyville.", ["Qwertyville"], [""], [""]),
}


@pytest.mark.parametrize(("text", "names", "codes", "subtypes"), CASES.values(), ids=list(CASES))
def test_grounding(places: Places, text: str, names: list[str], codes: list[str], subtypes: list[str]) -> None:
    found = ground(places, text, *names)
    assert [one.place.get("admin1") or one.place.get("country_code", "") for one in found] == codes
    assert [one.subtype for one in found] == subtypes


def test_row(places: Places) -> None:
    (detroit,) = ground(places, "DETROIT - Cars.", "DETROIT")
    assert detroit.place["country_code"] == "US"
    assert detroit.place["admin1"] == "US-MI"
    assert detroit.place["geonames_id"] == 4990729
    assert (round(detroit.place["latitude"]), round(detroit.place["longitude"])) == (42, -83)


def test_other_entities_stay(places: Places) -> None:
    doc = spacy.blank("en")("Paris Hilton spoke.")
    person = Entity(
        "E1", "PERSON", "Paris Hilton", aliases=("Paris Hilton",), mentions=(Mention(0, 12, "Paris Hilton"),)
    )
    doc._.entities = [person]
    assert places.find(doc) == [person]


def test_gazetteer_is_not_saved(places: Places) -> None:
    assert len(places.to_bytes()) < 100_000
    other = Places(spacy.blank("en"), "dateline_places").from_bytes(places.to_bytes())
    assert ground(other, "In Ohio.", "Ohio") == ground(places, "In Ohio.", "Ohio")


@pytest.mark.parametrize(
    ("name", "key"),
    [("São Paulo", "sao paulo"), ("St. Louis", "st louis"), ("Saint Louis", "st louis"), ("The Hague", "hague")],
    ids=str,
)
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


def test_city_without_its_last_word() -> None:
    assert load_cities().get("new york")[0].name == "New York City"
