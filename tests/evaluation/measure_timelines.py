"""Measures timelines of entities, from raw text, on the two annotations of one set of news articles.

    python tests/evaluation/measure_timelines.py ../shared/data/timeline/apple ../shared/data/events/meantime-apple

The first is SemEval-2015 Task 4 in its own measure (`dateline.evaluation.timelines`): an entity of the task is what
`dateline timeline` finds by its name, all candidates together, or else the longest name within it. The second is
MEANTIME (Minard et al. 2016): of its dated events the share that has a row in predicates.csv with that trigger, and of
these the share with an equal date, and with every agent and object as such (the entity mentioned there by a word of the
same chain). Leave the second out to measure the first alone; `--errors` lists what went wrong in the first.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from dateline.articles import read_articles
from dateline.articles.timeml import Tokenised, read_tokenised
from dateline.assemble import load
from dateline.batch import run
from dateline.errors import InputError
from dateline.evaluation.timelines import Count, Line, Timeline, read_timeline, score_all
from dateline.merging import frames, merge
from dateline.spool import spool_of
from dateline.stores.csv_files import write_csv
from dateline.stores.files import staged
from dateline.timelines import find, plain_date, task_lines
from dateline.types import Article

SIDES = {"Arg0": "agent_ids", "Arg1": "object_ids"}
UNKNOWN = "XXXX-XX-XX"


def candidates(folder: Path, name: str) -> list[str]:
    """Return the ids of an entity of the task, or of the longest name within the task's name for it."""
    words = name.split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            try:
                return [entity.id for entity in find(folder, " ".join(words[start : start + length]))]
            except InputError:
                continue
    return []


def predicted(folder: Path, gold: Timeline, articles: Sequence[Tokenised]) -> Timeline:
    """Return our timeline of an entity."""
    rows = (line.split("\t") for line in task_lines(folder, candidates(folder, gold.entity), articles))
    return Timeline(gold.entity, tuple(Line(int(place), date, tuple(mentions)) for place, date, *mentions in rows))


def causes(ours: Timeline, gold: Timeline, tables: dict[str, pd.DataFrame], places: dict[str, str]) -> Iterator[str]:
    """Yield why each mention of the gold is missed, and why each of ours is wrong, in front of the mention."""
    found = {mention: line.date for line in ours.lines for mention in line.mentions}
    wanted = {mention: line for line in gold.lines for mention in line.mentions}
    dates = {places[row.predicate_id]: row.date for row in tables["predicates"].fillna("").itertuples()}
    for mention, line in wanted.items():
        if mention in found and line.place and found[mention] != line.date:
            yield f"other date\t{mention}\t{line.date}\t{found[mention]}"
        elif mention not in found and line.place and line.date != UNKNOWN:
            cause = "other participants" if dates.get(mention) else "no date"
            cause = cause if mention in dates else "no predicate with a name"
            yield f"{cause}\t{mention}\t{line.date}"
    for mention, date in found.items():
        if mention not in wanted:
            yield f"not in the gold\t{mention}\t\t{date}"
        elif not wanted[mention].place:
            yield f"dated, without order in the gold\t{mention}\t\t{date}"


def timelines(data: Path, nlp: Any, list_errors: bool) -> Iterator[str]:
    """Yield the lines of the report on the task."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        merged = merge(spool_of(run(read_articles([str(data / "articles")]), nlp, predicates=True)), predicates=True)
        tables = merged.frames()
        with staged(folder) as stage:
            write_csv(merged, stage)
        articles = [read_tokenised(file) for file in sorted((data / "articles").glob("*.tml"))]
        by_id = {article.doc_id: article for article in articles}
        gold = {file.stem: read_timeline(file) for file in sorted((data / "timelines").glob("*.txt"))}
        ours = {key: predicted(folder, one, articles) for key, one in gold.items()}
    scores = score_all(ours, gold)
    scores["all"] = sum(scores.values(), Count())
    yield f"{'timeline':<24}{'P':>6}{'R':>6}{'F1':>6}  right of predicted, of gold"
    for key, one in scores.items():
        shares = "".join(f"{100 * share:>6.1f}" for share in (one.precision, one.recall, one.f1))
        yield f"{key:<24}{shares}  {one.predicted_right}/{one.predicted}, {one.gold_right}/{one.gold}"
    places = {}
    for row in tables["predicates"].itertuples():
        sentence, word = by_id[row.doc_id].locate(row.start, row.end) or ("", "")
        places[row.predicate_id] = f"{by_id[row.doc_id].number}-{sentence}-{word}"
    listed = [f"{key}\t{cause}" for key in gold for cause in causes(ours[key], gold[key], tables, places)]
    for cause, count in Counter(line.split("\t")[1] for line in listed).most_common():
        yield f"{count:>6}  {cause}"
    yield from listed if list_errors else ()


def meantime(data: Path, nlp: Any) -> Iterator[str]:
    """Yield the lines of the report on MEANTIME."""
    documents, entities, events = (
        [json.loads(line) for line in (data / f"{name}.jsonl").read_text().splitlines()]
        for name in ("documents", "entity_mentions", "event_mentions")
    )
    spans: dict[tuple[str, int, int], tuple[int, int]] = {}
    articles = []
    for document in documents:
        text = ""
        for number, sentence in enumerate(document["sentences"]):
            for place, word in enumerate(sentence):
                spans[document["doc"], number, place] = (len(text), len(text) + len(word))
                text += word + ("\n" if place == len(sentence) - 1 else " ")
        day = re.sub(r"\s+,", ",", " ".join(document["sentences"][1]))
        published = datetime.strptime(day, "%B %d, %Y").date().isoformat()
        articles.append(Article(document["doc"], text.rstrip(), published=published))
    tables = frames(run(articles, nlp, predicates=True), predicates=True)
    rows: dict[tuple[str, int], Any] = {(row.doc_id, row.start): row for row in tables["predicates"].itertuples()}
    ours: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in tables["mentions"].itertuples():
        ours[row.doc_id].append((row.start, row.end, row.entity_id))
    chains: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in entities:
        start, end = (spans[one["doc"], one["sent"], one["tokens"][at]][at] for at in (0, -1))
        chains[one["doc"], one["chain"]] |= {id_ for s, e, id_ in ours[one["doc"]] if s < end and start < e}
    counts: Counter[str] = Counter()
    for one in events:
        if one["time"] in ("", UNKNOWN):
            continue
        counts["dated events"] += 1
        places = (spans[one["doc"], one["sent"], token][0] for token in one["tokens"])
        row = next((rows[one["doc"], place] for place in places if (one["doc"], place) in rows), None)
        if row is None:
            continue
        counts["found"] += 1
        date = plain_date(row.date if isinstance(row.date, str) else "", row.status)
        right = date == one["time"].replace("-XX", "")
        parts = [part.rpartition("_") for part in one["parts"].split()]
        named = all(
            chains[one["doc"], chain] & set(str(getattr(row, SIDES[role])).split("; "))
            for chain, _, role in parts
            if role in SIDES
        )
        counts["with the right date"] += right
        counts["with the right participants"] += named
        counts["with both"] += right and named
    for name, count in counts.items():
        share = count / (counts["found"] if name.startswith("with") else counts["dated events"])
        yield f"{name:<28}{count:>5}  {share:.1%}"


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    pipeline = load()
    report = [*timelines(Path(given[0]), pipeline, "--errors" in sys.argv)]
    report += meantime(Path(given[1]), pipeline) if len(given) > 1 else []
    sys.stdout.write("\n".join(report) + "\n")
