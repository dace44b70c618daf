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
    "populous": ("He lives in Paris.", ["Paris"], ["FR-IDF"], ["city"]),
    "other places": (
        "From Toronto and Ottawa to Hamilton and London.",
        ["Toronto", "Ottawa", "Hamilton"],
        ["CA-ON", "CA-ON", "CA-ON"],
        ["city", "city", "city"],
    ),
    "dateline capitals": ("NEW YORK - Shares fell.", ["NEW YORK"], ["US-NY"], ["city"]),
    "capital": ("WASHINGTON - Congress met.", ["WASHINGTON"], ["US-DC"], ["city"]),
    "old name": ("He flew to Bombay.", ["Bombay"], ["IN-MH"], ["city"]),
    "accents": ("She flew to Zürich.", ["Zürich"], ["CH-ZH"], ["city"]),
    "county": ("A fire in Rapides Parish.", ["Rapides Parish"], ["US-LA"], ["region"]),
    "facility": ("At Merton Hill Airport.", ["Merton Hill Airport"], [""], ["facility"]),
    "river": ("On the River Ouzel.", ["River Ouzel"], [""], ["natural"]),
    "sea": ("In the Black Sea.", ["Black Sea"], [""], ["natural"]),
    "continent": ("In Europe.", ["Europe"], [""], ["region"]),
    "city with a cue word": ("In Long Beach.", ["Long Beach"], ["US-CA"], ["city"]),
    "town that the gazetteer lacks": ("He lives in Paris, Nebraska.", ["Paris"], [""], ["city"]),
    "capital of a federation": ("He lives in Washington, D.C., now.", ["Washington"], ["US-DC"], ["city"]),
    "its short form": ("He moved from Georgia to D.C.", ["Georgia", "D.C."], ["US-GA", "US-DC"], ["region", "city"]),
    "near its county": (
        "The sheriff of Lamar County drove to Paris.",
        ["Lamar County", "Paris"],
        ["US-TX", "US-TX"],
        ["region", "city"],
    ),
    "near its neighbours": (
        "Teams from Dublin, Westerville and Hilliard won.",
        ["Dublin", "Westerville", "Hilliard"],
        ["US-OH", "US-OH", "US-OH"],
        ["city", "city", "city"],
    ),
    "county without its word": (
        "Hamilton County and Boone agreed, said Indiana.",
        ["Hamilton County", "Boone", "Indiana"],
        ["US-IN", "US-IN", "US-IN"],
        ["region", "region", "region"],
    ),
    "county of England": ("A farm in Oxfordshire.", ["Oxfordshire"], ["GB-ENG"], ["region"]),
    "town called like a country": ("He lives in Peru, Indiana.", ["Peru"], ["US-IN"], ["city"]),
    "country beside its capital": (
        "From Mexico to Panama.",
        ["Mexico", "Panama"],
        ["MX", "PA"],
        ["country", "country"],
    ),
    "abbreviation that is a village in France": ("Made in the US.", ["US"], ["US"], ["country"]),
    "LA and La.": ("From LA to Monroe, La.", ["LA", "Monroe"], ["US-CA", "US-LA"], ["city", "city"]),
    "adjective": ("Two Sudanese and Bolivians.", ["Sudanese", "Bolivians"], ["SD", "BO"], ["country", "country"]),
    "nationality in the text": ("The Canadian police searched London.", ["London"], ["CA-ON"], ["city"]),
    "name that ISO has otherwise": (
        "In Bavaria and Tuscany.",
        ["Bavaria", "Tuscany"],
        ["DE-BY", "IT-52"],
        ["region"] * 2,
    ),
    "name that GeoNames has otherwise": ("In the Czech Republic.", ["Czech Republic"], ["CZ"], ["country"]),
    "region that ISO does not list": ("In the West Bank.", ["West Bank"], ["PS"], ["region"]),
    "village of another country": ("In Ohio, at Vila.", ["Ohio", "Vila"], ["US-OH", ""], ["region", ""]),
    "saint": ("In St. Albans, England.", ["St. Albans"], ["GB-ENG"], ["city"]),
    "village called like a lake": ("In Elbow Lake, Minnesota.", ["Elbow Lake"], ["US-MN"], ["city"]),
    "lake": ("On Elbow Lake in Texas.", ["Elbow Lake", "Texas"], ["", "US-TX"], ["natural", "region"]),
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
    assert len(places.to_bytes()) < 300_000
    other = Places(spacy.blank("en"), "dateline_places").from_bytes(places.to_bytes())
    assert ground(other, "In Ohio.", "Ohio") == ground(places, "In Ohio.", "Ohio")


@pytest.mark.parametrize(
    ("name", "key"),
    [("São Paulo", "sao paulo"), ("St. Louis", "st louis"), ("Saint Louis", "st louis"), ("The Hague", "hague")],
    ids=str,
)
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


def test_every_place_that_iso_knows_has_coordinates_in_the_great_federations(places: Places) -> None:
    for name in ("Texas", "Ontario", "Queensland", "Bavaria", "Kerala", "Hokkaido"):
        (found,) = ground(places, f"In {name}.", name)
        assert {"country_code", "admin1", "latitude", "longitude"} <= found.place.keys()


def test_city_without_its_last_word() -> None:
    assert load_cities().get("new york", {})[0].name == "New York City"


def test_all_rows_of_the_file_are_found() -> None:
    cities = load_cities()
    assert sum(map(len, cities.rows.values())) > 200_000
    assert {city.name for city in cities.get("zurich", {})} >= {"Zürich"}
