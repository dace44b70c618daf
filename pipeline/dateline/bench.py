"""How fast the pipeline is, as a ratio to stock en_core_web_md in the same process on the same text.

A ratio is what travels from one machine to another; words a second are shown for the machine at hand. Seconds are the
processor time of this process, which other programs on the machine disturb less than the clock on the wall.
"""

from collections.abc import Sequence
from time import process_time
from typing import Any

from spacy.language import Language

from dateline.assemble import COMPONENTS, load, load_stock
from dateline.batch import prepare
from dateline.types import Article


def bench(articles: Sequence[Article], repeat: int = 3) -> dict[str, Any]:
    """Time both pipelines in turns, and take of each component the fastest of `repeat` rounds.

    Returns:
        `articles`, `words` (tokens that are no space), and for `stock` and `dateline` `seconds` and `words_per_second`;
        `ratio`, the speed of dateline as a share of stock's; `components`, each with `seconds` and `share`.
    """
    stock, ours = load_stock(), load()
    words = sum(not token.is_space for article in articles for token in stock.make_doc(article.text))
    rounds: dict[str, list[dict[str, float]]] = {"stock": [], "dateline": []}
    for nlp in (stock, ours):
        # The first texts through a pipeline pay for caches that later ones find filled.
        _times(articles[:1], nlp)
    for _ in range(repeat):
        rounds["stock"].append(_times(articles, stock))
        rounds["dateline"].append(_times(articles, ours))
    best = {side: {name: min(times[name] for times in sides) for name in sides[0]} for side, sides in rounds.items()}
    total = {side: sum(times.values()) for side, times in best.items()}
    return {
        "articles": len(articles),
        "words": words,
        **{
            side: {"seconds": round(seconds, 3), "words_per_second": round(words / seconds)}
            for side, seconds in total.items()
        },
        "ratio": round(total["stock"] / total["dateline"], 3),
        "components": [
            {
                "name": name,
                "ours": name in COMPONENTS,
                "seconds": round(seconds, 3),
                "share": round(seconds / total["dateline"], 3),
            }
            for name, seconds in best["dateline"].items()
        ],
    }


def _times(articles: Sequence[Article], nlp: Language) -> dict[str, float]:
    """Return the seconds that the tokenizer and each component take for all articles."""
    begun = process_time()
    docs = [prepare(article, nlp) for article in articles]
    seconds = {"tokenizer": process_time() - begun}
    for name, component in nlp.pipeline:
        begun = process_time()
        # As nlp.pipe does it: trained components take a batch at a time, others a Doc.
        pipe = getattr(component, "pipe", None)
        docs = list(pipe(docs, batch_size=32)) if pipe else [component(doc) for doc in docs]
        seconds[name] = process_time() - begun
    return seconds
