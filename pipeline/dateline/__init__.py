"""dateline: facts from the news. Raw article text in, fact tables out.

    import dateline

    tables = dateline.extract(["Norvent AG said on Monday it will buy Ostrava Motors."], published="2021-03-02")
    tables["events"][["type", "agents", "objects", "date", "status"]]

`load()` gives the spaCy pipeline, `extract()` tables; `python -m dateline --help` the command line.
Importing the package loads nothing heavy: spaCy and pandas come with the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pandas import DataFrame
    from spacy.language import Language

    from dateline.types import Article

__all__ = ["__version__", "extract", "load"]
__version__ = "0.1.0"


def load(folders: Sequence[Path] = (), only: Sequence[str] | None = None) -> Language:
    """Return the whole pipeline, ready to run.

    Args:
        folders: folders of own rules and lexicons, added to the shipped ones (later ones win).
        only: the dateline components to add, for example `["dateline_times"]`; None adds all.
    """
    from dateline.assemble import load as assemble

    return assemble(folders, only)


def extract(
    texts: Iterable[str | Article], *, published: str = "", nlp: Language | None = None, folders: Sequence[Path] = ()
) -> dict[str, DataFrame]:
    """Find the facts of some articles and return the tables, by name (`documents`, `events`, `relations`, ...).

    An article that fails does not stop the others: its row in `documents` says `error` and why.

    Args:
        texts: plain texts, or Articles where the publication dates differ.
        published: ISO date on which the plain texts were published; relative dates are resolved against it.
        nlp: a pipeline that is loaded already; None loads one with `folders`.
        folders: folders of own rules and lexicons.
    """
    from dateline.articles.identity import Ids
    from dateline.batch import plain_article, run
    from dateline.tables import frames

    ids = Ids()
    articles = (plain_article(text, published, ids) if isinstance(text, str) else text for text in texts)
    return frames(run(articles, load(folders) if nlp is None else nlp), folders=folders)
