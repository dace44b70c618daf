"""Measures names on public sets as the whole pipeline gives them, beside stock en_core_web_md, from the same raw text.

    python tests/evaluation/measure_names.py ../shared/data --page README.md
    python tests/evaluation/measure_names.py ../shared/data --sets meantime-names ieer

Prints a table in Markdown, and puts it between the marks `<!-- names -->` of a page: F1 in per cent (precision/recall),
and how fast each side was. Right is an exact span of the same type; "the", "'s", quotes and titles of people do not
count on either side (`dateline.training.measuring`, which reads the sets). Sets that come as tokens are written as
running text first. What three sides find is counted: stock md as it is; the trained recogniser alone, as
`dateline_recogniser` leaves it; and all names and aliases of `doc._.entities`, after the rules of `dateline_entities`
and the joining of `dateline_names`. Two rows count as `dateline evaluate` does.

* worldwide: facilities count as places, and once more by themselves.
* meantime: the first six sentences; a phrase around a name is one name there. meantime-names: names alone.
* uner: the recogniser was trained on these very documents, so only stock md's figure tells anything.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline.assemble import load, load_stock
from dateline.evaluation import GoldDocument, evaluate, read_gold
from dateline.evaluation.gold import GoldEntity
from dateline.training.__main__ import known_words
from dateline.training.measuring import FROM_MD, SETS, WORLDWIDE, Name, Text, judged, score, trimmed, worldwide

SIDES = ("md", "alone", "whole")
NAMES_LAYER = ("dateline_recogniser", "dateline_entities", "dateline_names")
THREE = ("ORG", "PERSON", "PLACE")
CORE = (*THREE, "PRODUCT")
# The types that are counted together, then one by one.
TOGETHER = {"worldwide": THREE, "gold-dev": CORE, "finer": THREE, "ieer": THREE, "conll04": THREE, "uner": THREE}
# ../shared/notes/recogniser-trial.md: a part of the set each, 15 % of the articles and those with a product.
TRIAL = {
    ("worldwide", "ORG, PERSON, PLACE"): "73.3",
    ("worldwide", "ORG"): "53.6",
    ("worldwide", "PLACE"): "77.7",
    ("worldwide", "PERSON"): "86.2",
    ("worldwide", "PRODUCT"): "17 to 20",
}


@dataclass(frozen=True)
class Row:
    """One line of the table: what is counted, how many the gold has, and a figure of each side that has one."""

    set: str
    measure: str
    gold: int
    figures: dict[str, str]


@dataclass
class Reading:
    """What each side found in the texts of a set, and the seconds that each component took."""

    texts: list[Text]
    found: dict[str, list[list[Name]]] = field(default_factory=lambda: {side: [] for side in SIDES})
    entities: dict[str, GoldDocument] = field(default_factory=dict)
    words: int = 0
    stock_seconds: Counter[str] = field(default_factory=Counter)
    our_seconds: Counter[str] = field(default_factory=Counter)


def steps(nlp: Language, text: str, seconds: Counter[str]) -> Iterator[tuple[str, Doc]]:
    """Yield the Doc after each component with its name, and add up their seconds."""
    begun = process_time()
    doc = nlp.make_doc(text)
    seconds["tokenizer"] += process_time() - begun
    for name, component in nlp.pipeline:
        begun = process_time()
        doc = component(doc)
        seconds[name] += process_time() - begun
        yield name, doc


def read(texts: Iterable[Text], stock: Language, ours: Language) -> Reading:
    """Let both pipelines read the raw texts, in turns; ours as far as the names."""
    reading = Reading(list(texts))
    for text in reading.texts:
        *_, (_, doc) = steps(stock, text.doc.text, reading.stock_seconds)
        reading.found["md"].append([*_labelled(doc, FROM_MD)])
        reading.words += sum(not token.is_space for token in doc)
        for name, doc in steps(ours, text.doc.text, reading.our_seconds):
            if name == NAMES_LAYER[0]:
                reading.found["alone"].append([*_labelled(doc, {ent.label_: ent.label_ for ent in doc.ents})])
            if name == NAMES_LAYER[-1]:
                break
        reading.entities[text.id] = _as_gold(text.id, doc)
        entities = reading.entities[text.id].entities.values()
        reading.found["whole"].append([(*span, entity.type) for entity in entities for span in entity.mentions])
    return reading


def _labelled(doc: Doc, labels: Mapping[str, str]) -> Iterator[Name]:
    """Yield what stands in `doc.ents`, under our labels."""
    return ((ent.start_char, ent.end_char, labels[ent.label_]) for ent in doc.ents if ent.label_ in labels)


def _as_gold(id_: str, doc: Doc) -> GoldDocument:
    """Return the entities of an article with their names, in the form in which articles are scored."""
    entities = {}
    for entity in doc._.entities:
        names = tuple((mention.start, mention.end) for mention in entity.mentions if mention.kind in ("name", "alias"))
        entities[entity.id] = GoldEntity(entity.id, entity.type, entity.name, entity.aliases, names)
    return GoldDocument(id_, entities=entities)


def exact_rows(name: str, reading: Reading, labels: Sequence[str], titles: Collection[str]) -> Iterator[Row]:
    """Yield F1 of exact names: of the types together, then of each."""

    def pairs(found: list[list[Name]]) -> Iterator[tuple[set[Name], set[Name]]]:
        for text, predicted in zip(reading.texts, found, strict=True):
            gold = trimmed(text.doc, text.names, labels, titles)
            yield judged(trimmed(text.doc, predicted, labels, titles), gold, text), gold

    tables = {side: score(pairs(found), labels) for side, found in reading.found.items()}
    together = TOGETHER.get(name, tuple(labels))
    group = {THREE: "three", CORE: "core"}.get(together, "all")
    for measure, key in ((", ".join(together), group), *((label, label) for label in labels)):
        cells = {side: table[key] for side, table in tables.items()}
        figures = {side: f"{cell['f']:.1f} ({cell['p']:.0f}/{cell['r']:.0f})" for side, cell in cells.items()}
        trial = {"trial": TRIAL[name, measure]} if (name, measure) in TRIAL else {}
        yield Row(name, measure, int(cells["md"]["n"]), figures | trial)


def facility_rows(root: Path, reading: Reading, titles: Collection[str]) -> Iterator[Row]:
    """Yield the recall of Worldwide's facilities among our places: exact, and in part."""
    gold = [
        trimmed(text.doc, text.names, ("FACILITY",), titles)
        for text in worldwide(root, spacy.blank("en"), WORLDWIDE | {"Facility": "FACILITY"})
    ]
    gold = gold[: len(reading.texts)]
    counts: dict[str, Counter[str]] = {side: Counter() for side in SIDES}
    for side, found in reading.found.items():
        for text, wanted, predicted in zip(reading.texts, gold, found, strict=True):
            places = trimmed(text.doc, predicted, ("PLACE",), titles)
            spans = [(start, end) for start, end, _ in places]
            counts[side]["exact"] += sum((start, end) in spans for start, end, _ in wanted)
            counts[side]["overlap"] += sum(any(a < end and start < b for a, b in spans) for start, end, _ in wanted)
    total = sum(map(len, gold))
    for how, told in (("exact", "facilities found as PLACE, recall"), ("overlap", "the same, overlapping ones too")):
        yield Row("worldwide", told, total, {side: f"{100 * counts[side][how] / max(total, 1):.1f}" for side in SIDES})


def evaluated_rows(root: Path, reading: Reading) -> Iterator[Row]:
    """Yield what `dateline evaluate` says of the core types: mentions and entities per article."""
    gold = read_gold(root / "gold-dev")
    known = {text.id for text in reading.texts}
    scores = evaluate(reading.entities, {id_: one for id_, one in gold.items() if id_ in known})
    core = scores[scores["type"] == "core"].set_index(["layer", "measure"])
    for counted, told in ((("names", "exact"), "mentions"), (("entities", "entity"), "entities")):
        row = core.loc[counted]
        figure = f"{100 * row['f1']:.1f} ({100 * row['precision']:.0f}/{100 * row['recall']:.0f})"
        yield Row("gold-dev", f"{told} as `dateline evaluate` counts", int(row["gold"]), {"whole": figure})


def measure(
    root: Path, sets: Sequence[str], stock: Language, ours: Language, limit: int | None = None
) -> tuple[list[Row], list[Reading]]:
    """Return the rows of the table, and what was read for them.

    Args:
        root: the folder of the sets.
        sets: which, keys of `SETS`.
        stock: stock md.
        ours: our pipeline, at least up to the names.
        limit: read the first texts of each set only.
    """
    rows, readings, titles = [], [], known_words().titles
    blank = spacy.blank("en")
    for name in sets:
        reader, labels = SETS[name]
        reading = read([*reader(root, blank)][:limit], stock, ours)
        rows += exact_rows(name, reading, labels, titles)
        if name == "worldwide":
            rows += facility_rows(root, reading, titles)
        elif name == "gold-dev":
            rows += evaluated_rows(root, reading)
        readings.append(reading)
    return rows, readings


def markdown(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the table."""
    yield "| set | measure | in the gold | stock md | trial | recogniser alone | whole pipeline |"
    yield "|---|---|---|---|---|---|---|"
    last = ""
    for row in rows:
        cells = [row.figures.get(side, "") for side in ("md", "trial", "alone", "whole")]
        yield f"| {row.set if row.set != last else ''} | {row.measure} | {row.gold:,} | {' | '.join(cells)} |"
        last = row.set


def speed(readings: Sequence[Reading]) -> Iterator[str]:
    """Yield words a second of md's NER and of the recogniser, and what the whole layer takes."""
    words = sum(reading.words for reading in readings)
    stock, ours = Counter[str](), Counter[str]()
    for reading in readings:
        stock.update(reading.stock_seconds)
        ours.update(reading.our_seconds)
    alone, whole = ours[NAMES_LAYER[0]], sum(ours[name] for name in NAMES_LAYER)
    yield (
        f"{words:,} words: md's NER {words / stock['ner']:,.0f} words/s, the recogniser {words / alone:,.0f} words/s, "
        f"ratio {stock['ner'] / alone:.2f}"
    )
    yield (
        f"of stock md's whole time md's NER takes {stock['ner'] / stock.total():.1%}, recogniser, entities and names "
        f"{whole / stock.total():.1%} ({', '.join(f'{ours[name] / stock.total():.1%}' for name in NAMES_LAYER)})"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("root", type=Path, metavar="DATA", help="the folder of the sets, ../shared/data")
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument("--limit", type=int, help="read the first texts of each set only")
    parser.add_argument("--page", type=Path, help="write the table into this page, between its marks")
    options = parser.parse_args(arguments)
    rows, readings = measure(options.root, options.sets, load_stock(), load(), options.limit)
    made = "\n".join([*markdown(rows), "", *speed(readings), ""])
    sys.stdout.write(made)
    if options.page:
        options.page.write_text(put(options.page.read_text(encoding="utf-8"), made), encoding="utf-8")


def put(page: str, made: str) -> str:
    """Return a page with what was made between its marks."""
    before, rest = page.split("<!-- names -->\n")
    return f"{before}<!-- names -->\n{made}<!-- /names -->{rest.partition('<!-- /names -->')[2]}"


if __name__ == "__main__":
    main()
