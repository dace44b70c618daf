"""Measures the grounding of places on LGL (Lieberman, Samet and Sankaranarayanan 2010), with its own spans.

    python tests/evaluation/measure_places.py ../shared/data/places/lgl/lgl.xml

Every place name that LGL gives coordinates counts, adjectives ("Iraqi") among them; one that we leave without
coordinates counts as wrong. Names of an article that are spelled alike are one entity, as in the pipeline; the text is
all that we see: neither LGL's ids nor the newspaper's address.
"""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import spacy

from dateline.components.places import Places
from dateline.components.places.gazetteer import fold
from dateline.types import Entity, Mention

EARTH_KM = 6371.0
NEAR_KM = 161.0  # a hundred miles, the limit that is usual for LGL

Point = tuple[float, float]


def distance(one: Point, other: Point) -> float:
    """Return the great-circle distance in kilometres."""
    (south, west), (north, east) = ([math.radians(degrees) for degrees in point] for point in (one, other))
    chord = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(chord))


def read_names(path: Path) -> Iterator[tuple[str, dict[Mention, Point | None]]]:
    """Yield each article's text and its place names, with coordinates where LGL has them."""
    for article in ElementTree.parse(path).iter("article"):
        names: dict[Mention, Point | None] = {}
        for name in article.iter("toponym"):
            start, end = (int(name.findtext(field, "0")) for field in ("start", "end"))
            entry = name.find("gaztag")
            point = entry is not None and (float(entry.findtext("lat", "")), float(entry.findtext("lon", "")))
            names[Mention(start, end, name.findtext("phrase", ""))] = point or None
        yield article.findtext("text", ""), names


def errors(path: Path) -> list[float]:
    """Return the distance from the gold of each name that has coordinates there, infinite where we have none."""
    nlp = spacy.blank("en")
    places = Places(nlp, "dateline_places")
    found = []
    for text, names in read_names(path):
        spelled: dict[str, list[Mention]] = {}
        for mention in names:
            spelled.setdefault(fold(mention.text), []).append(mention)
        doc = nlp.make_doc(text)
        doc._.entities = [
            Entity(f"E{n}", "PLACE", alike[0].text, "", tuple(dict.fromkeys(m.text for m in alike)), tuple(alike))
            for n, alike in enumerate(spelled.values(), 1)
        ]
        for entity in places.find(doc):
            row = entity.place
            ours = (row["latitude"], row["longitude"]) if "latitude" in row else None
            golds = [gold for mention in entity.mentions if (gold := names[mention]) is not None]
            found += [math.inf if ours is None else distance(ours, gold) for gold in golds]
    return found


def report(path: Path) -> str:
    """Return the figures as lines of text."""
    all_errors = errors(path)
    answered = [error for error in all_errors if error < math.inf]
    near = sum(error <= NEAR_KM for error in answered)
    return "\n".join(
        [
            f"{len(all_errors)} names, {len(answered)} answered",
            f"within {NEAR_KM:.0f} km {near / len(all_errors):.1%} of all, {near / len(answered):.1%} of the answered",
            f"median error {median(all_errors):.2f} km of all, {median(answered):.2f} km of the answered\n",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(report(Path(sys.argv[1])))
