"""Grounds place names: which Springfield, with country, subdivision and coordinates.

Reads and rewrites `doc._.entities`. A candidate from the gazetteer scores by its population, by what stands behind the
name ("Paris, Texas"), and by the other places of the article (`votes.py`). What the gazetteer does not know, and the
village that nothing in the article speaks for, stay without a place.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  registers doc._.entities
from dateline.components.places.gazetteer import Index, Place, fold, load_cities, load_regions
from dateline.components.places.votes import EVERYTHING, NOBODY, Context, Shares, contexts
from dateline.parses import parse_of
from dateline.rules import RuledComponent
from dateline.types import Entity

# Scores are in powers of ten of population, as in votes.py
COUNTRY, REGION, PROVINCE, COUNTY = 7.5, 6.0, 5.0, 4.0
CAPITAL, ALTERNATE = 0.5, -1.0
INSIDE, OUTSIDE = 6.0, -4.0
# Smaller places want a witness: one of their country, and one of their subdivision for "Miller Field", hardly a town
VILLAGE, WITNESS = 15_000, 0.3
METROPOLIS = 500_000
ROUNDS = 3
LOOKUPS_KEPT = 20_000
# ", Texas", " (Texas", ", in Texas": up to three words, of which the longest known place counts
BESIDE = re.compile(r"(?:,| (?=\())\s?\(?(?:in )?([A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2})")
CAPITALISED = re.compile(r"[A-Z][a-z]{2,}")

Reading = list[tuple[Place, float]]


@Language.factory("dateline_places", assigns=["doc._.entities"], requires=["doc._.entities"])
def make(nlp: Language, name: str) -> "Places":
    """Make the component."""
    return Places(nlp, name)


class Places(RuledComponent):
    """Fills `Entity.place` and `Entity.subtype` of the places of an article."""

    LEXICONS = (
        "demonyms",
        "place_aliases",
        "place_counties",
        "place_cues",
        "place_divisions",
        "place_kinds",
        "place_points",
        "place_regions",
    )

    def compile(self) -> None:
        """Fold the lexicons' names."""
        lexicons = self.data["lexicons"]
        # "LA" is not "La.": a name is looked up as it is written first
        self.aliases: dict[str, list[str]] = {
            key: [fold(values[0]), *values[1:]]
            for alias, values in lexicons["place_aliases"].items()
            for key in (fold(alias), alias)
        }
        self.demonyms: dict[str, str] = {
            fold(word): self._canonical(values[0]) for word, values in lexicons["demonyms"].items()
        }
        self.kinds: dict[str, str] = {fold(place): values[0] for place, values in lexicons["place_kinds"].items()}
        self.cues: dict[str, str] = {cue: values[0] for cue, values in lexicons["place_cues"].items()}
        self.codes: dict[str, str] = {number: values[0] for number, values in lexicons["place_divisions"].items()}
        self.looked_up: dict[str, list[Place]] = {}

    @cached_property
    def regions(self) -> Index:
        """Countries and subdivisions by name."""
        lexicons = self.data["lexicons"]
        counties = {cue for cue, kind in self.cues.items() if kind == "region"}
        index = load_regions(
            lexicons["place_points"],
            lexicons["place_divisions"],
            lexicons["place_counties"],
            lexicons["place_regions"],
            counties,
        )
        for key in [key for key in index if key in self.aliases]:  # GeoNames says Czechia where our names say otherwise
            index.setdefault(self.aliases[key][0], index[key])
        return index

    def __call__(self, doc: Doc) -> Doc:
        """Rewrite `doc._.entities` with places filled."""
        doc._.entities = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Entity]:
        """Return the entities of the article, its places grounded where the gazetteer knows them."""
        entities: list[Entity] = doc._.entities
        text = parse_of(doc).text
        places = [entity for entity in entities if entity.type == "PLACE"]
        besides = [list(self._beside(text, entity)) for entity in places]
        readings = [
            [(place, _score(place, beside)) for place in self.candidates(entity)]
            for entity, beside in zip(places, besides, strict=True)
        ]
        weights = [_weight(entity) for entity in places]
        named = self._named(text, entities) if places else []
        heard: list[Context] = [NOBODY] * len(places)
        for _ in range(ROUNDS):  # each round hears the places that the one before has cleared up
            heard = contexts([*map(_likely, readings, heard)], weights, named)
        grounded = {
            entity.id: self._grounded(entity, reading, beside, context)
            for entity, reading, beside, context in zip(places, readings, besides, heard, strict=True)
        }
        return [grounded.get(entity.id, entity) for entity in entities]

    def candidates(self, entity: Entity) -> list[Place]:
        """Return the gazetteer's places of the entity's names."""
        found: dict[Place, None] = {}
        for name in entity.aliases or (entity.name,):
            found |= dict.fromkeys(self._known(self._canonical(name)))
            people = fold(name)
            for word in (people, people.removesuffix("s")):
                found |= dict.fromkeys(self.regions.get(self.demonyms.get(word, ""), ()))
        return list(found)

    def _alias(self, name: str) -> list[str]:
        return self.aliases.get(name) or self.aliases.get(fold(name)) or [fold(name)]

    def _canonical(self, name: str) -> str:
        """Return the folded name that stands for all names of the place."""
        return self._alias(name)[0]

    def _known(self, key: str) -> list[Place]:
        if key not in self.looked_up:
            if len(self.looked_up) >= LOOKUPS_KEPT:
                self.looked_up.clear()
            self.looked_up[key] = list(self._look_up(key))
        return self.looked_up[key]

    def _look_up(self, key: str) -> Iterator[Place]:
        kind = self.kinds.get(key, "")
        if kind.startswith("natural"):
            return
        regions = self.regions.get(key.removesuffix(" state"), ())
        if key.endswith(" state"):  # "Ga.", "New York state": the state, whatever else is called so
            yield from (place for place in regions if place.kind == "region")
            return
        yield from regions
        cities = load_cities().get(key, self.codes)
        if kind in ("", "city"):
            yield from cities
        else:  # "Lebanon" may be a town elsewhere, though not one of Lebanon's own
            homes = [place for place in regions if place.kind != "county"]
            for place in cities:
                if fold(place.name) == key and not any(place.lies_in(home) for home in homes):
                    yield place

    def _cue(self, key: str) -> str:
        """Return the kind that a name's last or first word shows, of two words and more: "Route 2", "Lake Tahoe"."""
        words = [word for word in key.removeprefix("st ").split() if not word.isdigit()]
        ends = [*words[-1:], *words[:1]] if " " in key else []
        return next((self.cues[word] for word in ends if word in self.cues), "")

    def _beside(self, text: str, entity: Entity) -> Iterator[Place]:
        """Yield the regions named right behind the place, or in its name: "Paris, Texas", "Washington, D.C."."""
        for name in entity.aliases or (entity.name,):
            yield from (place for code in self._alias(name)[1:] for place in self.regions.get(fold(code), ()))
        for mention in entity.mentions:
            match = BESIDE.match(text, mention.end)
            if match is None or mention.kind not in ("name", "alias"):
                continue
            words = match.group(1).split()
            for length in range(len(words), 0, -1):
                name = " ".join(words[:length])
                keys = (fold(name), self._canonical(name).removesuffix(" state"))
                found = next((self.regions[key] for key in keys if key in self.regions), [])
                regions = [place for place in found if place.kind != "county"]
                if regions:
                    yield from regions
                    break

    @cached_property
    def _names(self) -> dict[str, Place]:
        """Countries, states and their peoples by the one word that names them and nothing greater: not Washington."""
        names: dict[str, Place] = {}
        for key, places in self.regions.items():
            found = [place for place in places if (place.kind == "country" or place.state) and not place.alternate]
            if len(found) == 1 and not any(city.capital for city in load_cities().get(key, self.codes)):
                names[key] = found[0]
        words = {place.name: place for place in names.values()}
        for word, values in self.data["lexicons"]["demonyms"].items():
            key = self._canonical(values[0])
            if key in names:
                words[word] = names[key]
        return words

    def _named(self, text: str, entities: Sequence[Entity]) -> list[Place]:
        """Return the countries and states that the text names outside of places and people: "the German carmaker"."""
        taken = {
            mention.start for entity in entities if entity.type in ("PLACE", "PERSON") for mention in entity.mentions
        }
        found = {match[0]: match.start() for match in CAPITALISED.finditer(text) if match.start() not in taken}
        return [self._names[word] for word in found if word in self._names]

    def _grounded(self, entity: Entity, reading: Reading, beside: Sequence[Place], context: Context) -> Entity:
        kind = self.kinds.get(self._canonical(entity.name), "").split("/")[0]
        cue = kind or self._cue(fold(entity.name))
        place = _best(_likely(reading, context))
        if place is None or (place.kind == "city" and not _credible(place, cue, beside, context)):
            return replace(entity, subtype=cue or ("city" if beside else ""), place={})
        # "Peru" in Indiana is no country, nor is Georgia where there is another one
        if not kind or place.kind == "city" or any(other.kind == kind == "country" for other, _ in reading):
            kind = "region" if place.kind == "county" else place.kind
        return replace(entity, subtype=kind, place=_row(place))


def _credible(place: Place, cue: str, beside: Sequence[Place], context: Context) -> bool:
    """Say whether a city is the one that is meant, the best of those that the gazetteer knows."""
    if beside:  # "Paris, Nebraska" is unknown; "to Paris, New York and Rome" names three cities
        return place.population >= METROPOLIS or _inside(place, beside)
    if place.population >= VILLAGE:
        return True
    if cue in ("facility", "natural"):
        return context.votes(place.admin1) >= WITNESS
    return context.votes(EVERYTHING) < WITNESS or context.votes(place.country) > 0


def _inside(place: Place, regions: Sequence[Place]) -> bool:
    return any(place.lies_in(region) and place != region for region in regions)


def _score(place: Place, beside: Sequence[Place]) -> float:
    # A state of a federation is known by itself; "Zurich" is the city, not its canton.
    region = REGION if place.state else PROVINCE
    score = {"country": COUNTRY, "region": region, "county": COUNTY}.get(place.kind, math.log10(place.population + 1))
    score += CAPITAL * place.capital + ALTERNATE * place.alternate
    if beside:
        score += INSIDE if _inside(place, beside) else OUTSIDE
    return score


def _likely(reading: Reading, context: Context) -> Shares:
    """Return the candidates with their probability, shared out by the tenth powers of the scores."""
    if len(reading) == 1:
        return [(reading[0][0], 1.0)]
    scores = [score + context.score(place) for place, score in reading]
    best = max(scores, default=0.0)
    shares = [10 ** (score - best) for score in scores]
    total = sum(shares)
    return [(place, share / total) for (place, _), share in zip(reading, shares, strict=True)]


def _best(shares: Shares) -> Place | None:
    """Return the most likely candidate; the first one of equals."""
    return max(shares, key=lambda pair: pair[1], default=(None, 0.0))[0]


def _weight(entity: Entity) -> float:
    # The place of the dateline tells where the article is from.
    return 2.0 if entity.mentions and entity.mentions[0].start == 0 else 1.0


def _row(place: Place) -> dict[str, Any]:
    row: dict[str, Any] = {"country_code": place.country}
    if place.admin1:
        row["admin1"] = place.admin1
    if place.geonames_id:
        row["geonames_id"] = place.geonames_id
    if place.latitude is not None:
        row |= {"latitude": place.latitude, "longitude": place.longitude}
    return row
