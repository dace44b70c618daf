"""The scores of a tagger on gold: TempEval-3's four measures and the speed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dateline.errors import GoldError
from dateline.evaluation import GoldDocument, evaluate
from dateline.peers.running import Tagged
from dateline.timex import days
from dateline.types import Article

MEASURES = ("strict", "relaxed", "type", "value")
SCORE_COLUMNS = ("tagger", *MEASURES, "seconds", "words_per_second")


def dated(gold: Mapping[str, GoldDocument], articles: Iterable[Article]) -> list[Article]:
    """Return the articles of the gold, with its texts, that have a day of publication.

    No peer can leave open what depends on one: they would take today's.

    Raises:
        GoldError: there is none.
    """
    found = [
        replace(article, text=gold[article.doc_id].text)
        for article in articles
        if article.doc_id in gold and len(article.published) >= len("2006-01-02") and days(article.published)[0]
    ]
    if not found:
        raise GoldError("no article of the gold has a day of publication, which every tagger needs")
    return found


def score(name: str, found: Tagged, gold: Mapping[str, GoldDocument], articles: Iterable[Article]) -> dict[str, Any]:
    """Return `SCORE_COLUMNS` for one tagger: F1 of each measure, and words, parted by spaces, a processor second."""
    wanted = {article.doc_id: gold[article.doc_id] for article in articles}
    predicted = {
        doc_id: GoldDocument(doc_id, text=document.text, dates=found.times[doc_id], layers=document.layers)
        for doc_id, document in wanted.items()
    }
    frame = evaluate(predicted, wanted)
    shares = frame[(frame["layer"] == "dates") & (frame["type"] == "all")].set_index("measure")["f1"]
    words = sum(len(document.text.split()) for document in wanted.values())
    return {
        "tagger": name,
        **{measure: round(float(shares[measure]), 4) for measure in MEASURES},
        "seconds": round(found.seconds, 2),
        "words_per_second": round(words / found.seconds) if found.seconds else 0,
    }
