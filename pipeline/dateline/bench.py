"""How fast the pipeline is, as a ratio to stock en_core_web_md in the same process on the same text.

A ratio is what travels from one machine to another; words a second are shown for the machine at hand. Seconds are the
processor time of this process, which other programs on the machine disturb less than the clock on the wall.
"""

import resource
import sys
from collections.abc import Sequence
from statistics import median
from time import process_time
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from dateline.assemble import COMPONENTS, load, load_stock
from dateline.batch import BATCH_SIZE, prepare, settle
from dateline.spool import packed
from dateline.tables import facts
from dateline.types import Article

ROWS = "rows for the tables"


def bench(articles: Sequence[Article], repeat: int = 5) -> dict[str, Any]:
    """Time both pipelines in turns, and take the median of `repeat` rounds: of the ratio, and of each component.

    Returns:
        `articles`, `words` (tokens that are no space), and for `stock` and `dateline` `seconds`, `words_per_second`,
        `articles_per_second` and `peak_mb`, the most memory that the process had held when they had run (stock runs
        first); `ratio`, the speed of dateline as a share of stock's; `components`, each with `seconds` and `share`.
    """
    stock = load_stock()
    words = sum(not token.is_space for article in articles for token in stock.make_doc(article.text))
    _settle(articles, stock)
    rounds: dict[str, list[dict[str, float]]] = {"stock": [_times(articles, stock)], "dateline": []}
    peak = {"stock": _peak()}
    ours = load()
    _settle(articles, ours)
    for number in range(repeat):
        if number:
            rounds["stock"].append(_times(articles, stock))
        rounds["dateline"].append(_times(articles, ours))
    peak["dateline"] = _peak()
    totals = {side: [sum(times.values()) for times in sides] for side, sides in rounds.items()}
    seconds = {side: median(times) for side, times in totals.items()}
    components = {name: median(times[name] for times in rounds["dateline"]) for name in rounds["dateline"][0]}
    return {
        "articles": len(articles),
        "words": words,
        **{
            side: {
                "seconds": round(time, 3),
                "words_per_second": round(words / time),
                "articles_per_second": round(len(articles) / time, 2),
                "peak_mb": peak[side],
            }
            for side, time in seconds.items()
        },
        "ratio": round(median(a / b for a, b in zip(totals["stock"], totals["dateline"], strict=True)), 3),
        "components": [
            {
                "name": name,
                "ours": name in COMPONENTS or name == ROWS,
                "seconds": round(time, 3),
                "share": round(time / sum(components.values()), 3),
            }
            for name, time in components.items()
        ],
    }


def _settle(articles: Sequence[Article], nlp: Language) -> None:
    """Bring a pipeline to where it is in the middle of a run."""
    # The first texts pay for caches that later ones find filled.
    _times(articles[:1], nlp)
    settle()


def _times(articles: Sequence[Article], nlp: Language) -> dict[str, float]:
    """Return the seconds that the tokenizer and each component take for all articles, batch by batch as in a run."""
    seconds: dict[str, float] = {}
    for start in range(0, len(articles), BATCH_SIZE):
        for name, time in _batch(articles[start : start + BATCH_SIZE], nlp):
            seconds[name] = seconds.get(name, 0.0) + time
    return seconds


def _batch(articles: Sequence[Article], nlp: Language) -> list[tuple[str, float]]:
    with nlp.memory_zone():
        begun = process_time()
        docs = [prepare(article, nlp) for article in articles]
        times = [("tokenizer", process_time() - begun)]
        for name, component in nlp.pipeline:
            begun = process_time()
            # As nlp.pipe does it: trained components take a batch at a time, others a Doc.
            pipe = getattr(component, "pipe", None)
            docs = list(pipe(docs, batch_size=len(docs))) if pipe else [component(doc) for doc in docs]
            times.append((name, process_time() - begun))
        if "dateline_events" in nlp.pipe_names:
            begun = process_time()
            _pack(articles, docs)
            times.append((ROWS, process_time() - begun))
    return times


def _pack(articles: Sequence[Article], docs: Sequence[Doc]) -> None:
    for article, doc in zip(articles, docs, strict=True):
        packed(b"", facts(article, doc))


def _peak() -> int:
    """Return the most memory that this process has held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (2**20 if sys.platform == "darwin" else 2**10))
