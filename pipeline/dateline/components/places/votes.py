"""What the places of an article say for each other: the same country, the same subdivision, a place near by.

Every place votes for where its likely readings lie. Nearness is kept in cells of half a degree, a vote going to the
cell and the eight around it: a county and its seat, two neighbouring towns find each other without measuring distances.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.components.places.gazetteer import Place

# Scores are in powers of ten of population: a context that is worth 2 lifts a town over one a hundred times as large.
SAME_COUNTRY, SAME_REGION, NEAR = 3.0, 4.0, 4.0
CELLS_IN_A_DEGREE = 2
LEAST_SHARE = 0.05
EVERYTHING = "*"

Votes = dict[Hashable, float]
Shares = Sequence[tuple[Place, float]]


@dataclass(frozen=True, slots=True)
class Context:
    """What the other places of the article vote for: everybody's votes without the place's own."""

    everyone: Mapping[Hashable, float]
    own: Mapping[Hashable, float]

    def votes(self, key: Hashable) -> float:
        """Return the votes for a country, subdivision or cell; those for everything are the number of voters."""
        return self.everyone.get(key, 0.0) - self.own.get(key, 0.0)

    def score(self, place: Place) -> float:
        """Return what the context adds to the score of a place."""
        voters = self.votes(EVERYTHING)
        if voters <= LEAST_SHARE:
            return 0.0
        score = SAME_COUNTRY * self.votes(place.country) / voters
        if place.admin1:
            score += SAME_REGION * self.votes(place.admin1) / voters
        cell = _cell(place)
        if cell in self.everyone:
            near = self.votes(cell)
            score += NEAR * near / (near + 1)  # the first neighbour tells more than the fifth
        return score


NOBODY = Context({}, {})


def contexts(likely: Sequence[Shares], weights: Sequence[float], named: Iterable[Place]) -> list[Context]:
    """Return what each place hears from the others.

    Args:
        likely: the readings of each place with their shares.
        weights: how many votes each place has.
        named: countries and states that the text names otherwise ("the German carmaker"): half a vote each.
    """
    ballots: list[Votes] = []
    for shares, weight in zip(likely, weights, strict=True):
        ballot: Votes = {}
        for place, share in shares:
            if share > LEAST_SHARE:
                _cast(ballot, place, weight * share)
        ballots.append(ballot)
    everyone: Votes = {}
    for place in named:
        _cast(everyone, place, 0.5)
    for ballot in ballots:
        for key, votes in ballot.items():
            everyone[key] = everyone.get(key, 0.0) + votes
    return [Context(everyone, ballot) for ballot in ballots]


def _cast(ballot: Votes, place: Place, votes: float) -> None:
    keys: list[Hashable] = [EVERYTHING, *filter(None, (place.country, place.admin1))]
    cell = _cell(place)
    if cell:
        row, column = cell
        keys += [(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    for key in keys:
        ballot[key] = ballot.get(key, 0.0) + votes


def _cell(place: Place) -> tuple[int, int] | None:
    """Return the cell of a town or county; the middle of a country is near nothing."""
    if place.latitude is None or place.longitude is None or place.kind not in ("city", "county"):
        return None
    return math.floor(place.latitude * CELLS_IN_A_DEGREE), math.floor(place.longitude * CELLS_IN_A_DEGREE)
