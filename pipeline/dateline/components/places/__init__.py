"""Grounds place names: which Springfield, with country, subdivision and coordinates.

Reads and rewrites `doc._.entities`. A candidate from the gazetteer scores by its population, by what stands behind the
name ("Paris, Texas"), and by the other places of the article. What the gazetteer does not know stays without a place.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  registers doc._.entities
from dateline.components.places.gazetteer import Index, Place, fold, load_cities, load_regions
from dateline.rules import RuledComponent
from dateline.types import Entity

# Scores are in powers of ten of population: a context that is worth 2 lifts a town over one a hundred times as large.
COUNTRY, REGION, PROVINCE, COUNTY = 7.5, 6.0, 5.0, 4.0
CAPITAL, ALTERNATE = 1.0, -1.0
INSIDE, OUTSIDE = 6.0, -4.0
SAME_REGION, SAME_COUNTRY = 3.0, 2.0
SURE_CITY = 15_000
ROUNDS = 3
# ", Texas", " (Texas", ", in Texas": up to three words, of which the longest known place counts
BESIDE = re.compile(r"(?:,| (?=\())\s?\(?(?:in )?([A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2})")


@Language.factory("dateline_places", assigns=["doc._.entities"], requires=["doc._.entities"])
def make(nlp: Language, name: str) -> "Places":
    """Make the component."""
    return Places(nlp, name)


class Places(RuledComponent):
    """Fills `Entity.place` and `Entity.subtype` of the places of an article."""

    LEXICONS = ("place_aliases", "place_kinds", "place_cues", "place_points", "admin1_codes")

    def compile(self) -> None:
        """Fold the lexicons' names."""
        lexicons = self.data["lexicons"]
        self.aliases: dict[str, str] = {
            fold(alias): fold(values[0]) for alias, values in lexicons["place_aliases"].items()
        }
        self.kinds: dict[str, str] = {fold(place): values[0] for place, values in lexicons["place_kinds"].items()}
        self.cues: dict[str, str] = {cue: values[0] for cue, values in lexicons["place_cues"].items()}
        self.codes: dict[str, str] = {code: values[0] for code, values in lexicons["admin1_codes"].items()}

    @cached_property
    def regions(self) -> Index:
        """Countries and subdivisions by name."""
        return load_regions(self.data["lexicons"]["place_points"])

    def __call__(self, doc: Doc) -> Doc:
        """Rewrite `doc._.entities` with places filled."""
        doc._.entities = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Entity]:
        """Return the entities of the article, its places grounded where the gazetteer knows them."""
        entities: list[Entity] = doc._.entities
        places = [entity for entity in entities if entity.type == "PLACE"]
        candidates = {entity.id: self.candidates(entity) for entity in places}
        beside = {entity.id: list(self._beside(doc.text, entity, places)) for entity in places}
        votes: dict[str, Mapping[str, float]] = {entity.id: {} for entity in places}
        for _ in range(ROUNDS):  # each reading sees the places that the one before has cleared up
            likely = {
                entity.id: _likely(candidates[entity.id], beside[entity.id], votes[entity.id]) for entity in places
            }
            votes = {entity.id: _votes(entity, places, likely) for entity in places}
        chosen = {entity.id: _best(candidates[entity.id], beside[entity.id], votes[entity.id]) for entity in places}
        return [
            replace(entity, subtype=self._subtype(entity, chosen[entity.id]), place=_row(chosen[entity.id]))
            if entity.type == "PLACE"
            else entity
            for entity in entities
        ]

    def candidates(self, entity: Entity) -> list[Place]:
        """Return the gazetteer's places of the entity's names."""
        found: dict[Place, None] = {}
        for name in entity.aliases or (entity.name,):
            for key in {fold(name), self._canonical(fold(name))}:
                found |= dict.fromkeys(self._lookup(key))
        return list(found)

    def _canonical(self, key: str) -> str:
        return self.aliases.get(key, key)

    def _lookup(self, key: str) -> Iterator[Place]:
        kind = self.kinds.get(key, "")
        if kind.startswith("natural"):
            return
        regions = self.regions.get(key.removesuffix(" state"), ())
        if key.endswith(" state"):  # "Ga.", "New York state": the state, whatever else is called so
            yield from (place for place in regions if place.kind == "region")
            return
        yield from regions
        if kind in ("", "city"):
            cities = [self._coded(place) for place in load_cities().get(key)]
            cue = "" if kind else self._cue(key)
            # "Long Beach" is a city for all its cue word, "Miller Field" is not
            yield from (place for place in cities if not cue or cue == "city" or place.population >= SURE_CITY)

    def _coded(self, place: Place) -> Place:
        """Give a city's subdivision its ISO code; GeoNames' own numbers are dropped."""
        country, _, number = place.admin1.partition("-")
        code = self.codes.get(f"{country}.{number}", place.admin1 if number.isalpha() else "")
        return replace(place, admin1=code)

    def _cue(self, key: str) -> str:
        """Return the kind that a name's last or first word shows, of two words and more: "Route 2", "Lake Tahoe"."""
        words = [word for word in key.split() if not word.isdigit()]
        ends = [*words[-1:], *words[:1]] if " " in key else []
        return next((self.cues[word] for word in ends if word in self.cues), "")

    def _beside(self, text: str, entity: Entity, places: Sequence[Entity]) -> Iterator[Place]:
        """Yield the regions named right behind the place: "Paris, Texas", "Gary (Indiana)"."""
        for mention in entity.mentions:
            match = BESIDE.match(text, mention.end)
            if match is None or mention.kind not in ("name", "alias"):
                continue
            words = match.group(1).split()
            for length in range(len(words), 0, -1):
                key = self._canonical(fold(" ".join(words[:length])))
                regions = [
                    place for place in self.regions.get(key.removesuffix(" state"), ()) if place.kind != "county"
                ]
                if regions:
                    yield from regions
                    break

    def _subtype(self, entity: Entity, place: Place | None) -> str:
        kind = self.kinds.get(self._canonical(fold(entity.name)), "").split("/")[0]
        if kind:
            return kind
        if place is not None:
            return "region" if place.kind == "county" else place.kind
        return self._cue(fold(entity.name))


def _best(candidates: Sequence[Place], beside: Sequence[Place], votes: Mapping[str, float]) -> Place | None:
    """Return the candidate with the highest score; the first one of equals."""
    return max(candidates, key=lambda place: _score(place, beside, votes), default=None)


def _score(place: Place, beside: Sequence[Place], votes: Mapping[str, float]) -> float:
    # A region whose middle we know is a state of a federation, known by itself; "Zurich" is the city, not its canton.
    region = REGION if place.latitude is not None else PROVINCE
    score = {"country": COUNTRY, "region": region, "county": COUNTY}.get(place.kind, math.log10(place.population + 1))
    score += CAPITAL * place.capital + ALTERNATE * place.alternate
    if beside:
        score += INSIDE if any(place.lies_in(region) and place != region for region in beside) else OUTSIDE
    return score + SAME_COUNTRY * votes.get(place.country, 0.0) + SAME_REGION * votes.get(place.admin1 or "-", 0.0)


def _likely(
    candidates: Sequence[Place], beside: Sequence[Place], votes: Mapping[str, float]
) -> list[tuple[Place, float]]:
    """Return the candidates with their probability, shared out by the tenth powers of the scores."""
    scores = [_score(place, beside, votes) for place in candidates]
    shares = [10 ** (score - max(scores)) for score in scores]
    return [(place, share / sum(shares)) for place, share in zip(candidates, shares, strict=True)]


def _votes(
    entity: Entity, places: Sequence[Entity], likely: Mapping[str, Sequence[tuple[Place, float]]]
) -> dict[str, float]:
    """Return the share that each country and subdivision has of the article's other places, by ISO code."""
    counts: dict[str, float] = {}
    total = 0.0
    for other in places:
        if other.id == entity.id or not likely[other.id]:
            continue
        # The place of the dateline tells where the article is from.
        weight = 2.0 if other.mentions and other.mentions[0].start == 0 else 1.0
        total += weight
        for place, share in likely[other.id]:
            for code in {place.country, place.admin1} - {""}:
                counts[code] = counts.get(code, 0.0) + weight * share
    return {code: count / total for code, count in counts.items()}


def _row(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    row: dict[str, Any] = {"country_code": place.country}
    if place.admin1:
        row["admin1"] = place.admin1
    if place.geonames_id:
        row["geonames_id"] = place.geonames_id
    if place.latitude is not None:
        row |= {"latitude": place.latitude, "longitude": place.longitude}
    return row
