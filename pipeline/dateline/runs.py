"""A whole run: articles in, files out, as it may be broken off and taken up again at any moment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from dateline.batch import Analysis, Task
from dateline.columns import ALL_TABLES
from dateline.errors import DatelineError
from dateline.lists import NO_LISTS, Lists
from dateline.merging import merge
from dateline.paths import is_remote
from dateline.spool import FOLDER, Mode, Spool, key_of, open_spool
from dateline.stores.files import clear_stages, staged, written
from dateline.stores.formats import STORES, Store
from dateline.stores.manifest import made_with, write_manifest
from dateline.stores.texts import write_texts
from dateline.types import Article
from dateline.workers import Workers, analyse

WORKING_FILE = "tables.sqlite"
SHOWN = 10


@dataclass(frozen=True)
class Run:
    """What a user asks for. `out` is a folder, or an address that fsspec knows; `work` is where the spool stands."""

    inputs: tuple[str, ...]
    out: str
    work: Path
    analysis: Analysis
    workers: Workers
    mode: Mode = Mode.NEW
    stores: Mapping[str, Store] = field(default_factory=lambda: {"csv": STORES["csv"]})
    options: Mapping[str, Any] = field(default_factory=dict)
    lists: Lists = NO_LISTS
    min_confidence: float = 0.0
    max_errors: int | None = None


@dataclass
class Outcome:
    """What came of it. `stopped` says why it ended early, `notes` what a user should know besides."""

    articles: int = 0
    status: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[str, str, str, str]] = field(default_factory=list)
    lists: Sequence[Mapping[str, Any]] = ()
    stopped: str = ""
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def extract(asked: Run, articles: Iterable[Article], progress: Callable[[int], Any] = lambda done: None) -> Outcome:
    """Analyse articles and write the tables; what an earlier run has done is not done again.

    Ctrl-C, and more errors than were allowed, end it early: the files then hold what was done, and `--resume` goes on.

    Args:
        asked: how.
        articles: the articles of `asked.inputs`.
        progress: is told how many articles were done, or found done, since it was told last.

    Raises:
        OutputError: the results cannot be written; the spool keeps what was done.
        DatelineError: there is no article, or rules or lists are wrong.
    """
    outcome = Outcome()
    with open_spool(asked.work, _made_with(asked), asked.inputs, asked.mode) as spool:
        outcome.notes += filter(None, [spool.told])
        clear_stages(asked.work / FOLDER)
        try:
            for number in _collected(asked, articles, spool):
                progress(number)
                if asked.max_errors is not None and (failed := spool.count("error")) > asked.max_errors:
                    outcome.stopped = f"{failed:,} articles failed, more than --max-errors {asked.max_errors:,}"
                    break
            else:
                spool.drop_unseen()
        except KeyboardInterrupt:
            outcome.stopped = "stopped"
            if not spool.count():
                raise
        outcome.articles = spool.count()
        if not outcome.articles:
            raise DatelineError(f"There is no article in {', '.join(asked.inputs)}")
        _write(asked, spool, outcome)
    return outcome


def _collected(asked: Run, articles: Iterable[Article], spool: Spool) -> Iterator[int]:
    """Do what is not done, and yield how many articles that were since the last time."""
    known = 0

    def tasks() -> Iterator[Task]:
        nonlocal known
        for article in articles:
            key = key_of(article)
            if spool.has(key):
                known += 1
            else:
                yield key, spool.take(article)

    for chunk in analyse(tasks(), asked.analysis, asked.workers):
        spool.add(chunk)
        found, known = known, 0
        yield len(chunk) + found
    if known:
        yield known


def _write(asked: Run, spool: Spool, outcome: Outcome) -> None:
    working = asked.work / FOLDER / WORKING_FILE
    analysis = asked.analysis
    try:
        with written(asked.work):
            tables = merge(
                spool,
                analysis.folders,
                analysis.decisions,
                min_confidence=asked.min_confidence,
                predicates=analysis.predicates,
                path=working,
            )
        if asked.lists.files:
            outcome.lists = asked.lists.report((facts.entities, facts.ignored) for facts, _ in spool.facts())
        with staged(asked.out, within=asked.work / FOLDER) as stage:
            for write in asked.stores.values():
                outcome.notes += write(tables, stage)
            write_texts(spool.texts(), stage)
            options = {"inputs": spool.inputs, **asked.options}
            write_manifest(tables, stage, options, analysis.folders, outcome.lists)
            # Not those in folders: there may be a text for each article.
            made = {path.name for path in stage.root.iterdir()}
        outcome.notes += _older(asked.out, made)
        outcome.counts = {name: tables.count(name) for name in tables.names}
        first = next(iter(asked.stores))
        # One file a table, or one for all.
        stem = "{}" if first in ("csv", "parquet") else "dateline"
        outcome.files = {name: f"{asked.out}/{stem.format(name)}.{first}" for name in tables.names}
        outcome.status = {name: spool.count(name) for name in ("ok", "skipped", "error")}
        outcome.failures = tables.failures(SHOWN)
        tables.db.close()
        if not outcome.stopped:
            spool.complete(tables.identities)
    finally:
        working.unlink(missing_ok=True)


def _older(out: str, names: Set[str]) -> Iterator[str]:
    """Tell of tables in a folder that this run has not written: those of another format, or of another option."""
    known = {f"{table}.{store}" for table in (*ALL_TABLES, "dateline") for store in STORES}
    # At an address a look would be as slow as a file.
    there = set() if is_remote(out) else {path.name for path in Path(out).iterdir()}
    if left := sorted(known & there - names):
        yield f"{out} also holds {', '.join(left)} of an earlier run, which do not go with these tables: delete them"


def _made_with(asked: Run) -> dict[str, str]:
    """Return what the facts depend on beside the articles, under the names by which a user knows it."""
    analysis = asked.analysis
    kept = {name: repr(getattr(analysis, name)) for name in ("max_chars", "predicates", "keep_text")}
    return {
        **made_with(analysis.folders),
        "lists": sha256(repr(analysis.decisions.rows).encode("utf-8", "replace")).hexdigest(),
        **{f"--{name.replace('_', '-')}": value for name, value in kept.items()},
    }
