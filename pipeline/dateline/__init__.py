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

    from dateline.lists import Given
    from dateline.types import Article

__all__ = ["__version__", "extract", "load"]
__version__ = "0.1.0"


def load(
    folders: Sequence[Path] = (),
    only: Sequence[str] | None = None,
    *,
    aliases: Given = (),
    merge: Given = (),
    forbid: Given = (),
    ignore: Given = (),
) -> Language:
    """Return the whole pipeline, ready to run.

    Args:
        folders: folders of own rules and lexicons, added to the shipped ones (later ones win).
        only: the dateline components to add, for example `["dateline_times"]`; None adds all.
        aliases: further names of entities: a CSV file, several of them, or rows `(name, type, alias)`.
        merge: entities that are one, likewise, `(name, type, into)`.
        forbid: entities that are two, `(name, type, other)`.
        ignore: what is no entity, `(name, type)`.

    Raises:
        DatelineError: a folder, rule or list is wrong; the message says where.
    """
    from dateline.assemble import load as assemble
    from dateline.lists import read_lists

    lists = read_lists({"aliases": aliases, "merge": merge, "forbid": forbid, "ignore": ignore})
    return assemble(folders, only, lists.decisions)


def extract(
    texts: Iterable[str | Article],
    *,
    published: str = "",
    nlp: Language | None = None,
    folders: Sequence[Path] = (),
    predicates: bool = False,
    aliases: Given = (),
    merge: Given = (),
    forbid: Given = (),
    ignore: Given = (),
) -> dict[str, DataFrame]:
    """Find the facts of some articles and return the tables, by name (`documents`, `events`, `relations`, ...).

    An article that fails does not stop the others: its row in `documents` says `error` and why.

    Args:
        texts: plain texts, or Articles where the publication dates differ.
        published: ISO date on which the plain texts were published; relative dates are resolved against it.
        nlp: a pipeline that is loaded already, with the lists that it was loaded with; None loads one.
        folders: folders of own rules and lexicons.
        predicates: give the table `predicates` too, what each verb tells of somebody named.
        aliases: lists of your own, as `load` takes them; so are `merge`, `forbid` and `ignore`.
        merge: see `load`.
        forbid: see `load`.
        ignore: see `load`.

    Raises:
        DatelineError: a folder, rule or list is wrong, or lists are given beside a pipeline.
    """
    from dateline.articles.identity import Ids
    from dateline.assemble import decisions_of
    from dateline.batch import plain_article, run
    from dateline.errors import DatelineError
    from dateline.merging import frames

    if nlp is None:
        nlp = load(folders, aliases=aliases, merge=merge, forbid=forbid, ignore=ignore)
    elif any((aliases, merge, forbid, ignore)):
        raise DatelineError(
            "A pipeline has its lists already; give them to dateline.load(), not to extract() beside nlp"
        )
    with Ids() as ids:
        articles = (plain_article(text, published, ids) if isinstance(text, str) else text for text in texts)
        found = run(articles, nlp, predicates=predicates)
        return frames(found, folders, decisions=decisions_of(nlp), predicates=predicates)
