"""The command line: parses, calls, reports. The only module that prints.

Results go to standard output, everything else to standard error. Exit status: 0 all went well, 1 some articles failed
or the user stopped it (the tables hold what was done), 2 nothing was done because of the arguments, the input or the
disk.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, nullcontext
from dataclasses import fields
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from dateline.errors import DatelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from pandas import DataFrame

    from dateline.runs import Outcome
    from dateline.timelines import Happening

INCOMPLETE, NOT_DONE = 1, 2
MAX_CHARS = 200_000
# Texts are too short to share a multiplication: more threads only wait for each other, and take the workers' cores.
# The libraries read this when they are loaded, which is later.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Commands(TyperGroup):
    """The commands; an error on purpose is one line on standard error, not a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command and turn what stops it into exit status and message."""
        try:
            return super().invoke(ctx)
        except DatelineError as error:
            typer.echo(f"dateline: {error}", err=True)
            raise typer.Exit(NOT_DONE) from error
        except KeyboardInterrupt as error:
            typer.echo("dateline: stopped; no file was changed", err=True)
            raise typer.Exit(INCOMPLETE) from error


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Engine(StrEnum):
    """What brings articles to the machines that work on them."""

    LOCAL = "local"
    DASK = "dask"


class Format(StrEnum):
    """How `evaluate` writes its scores."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class TimelineFormat(StrEnum):
    """How `timeline` writes it."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    SEMEVAL = "semeval"


Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, addresses, or - for standard input.")
]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="FOLDER", help="A folder of own rules/ and lexicons/; may be given several times."),
]
Aliases = Annotated[
    list[Path] | None,
    typer.Option(
        "--aliases",
        metavar="FILE",
        help="A CSV list, name,type,alias: further names of an entity; may be given several times.",
    ),
]
Merge = Annotated[
    list[Path] | None,
    typer.Option(
        "--merge", metavar="FILE", help="A CSV list, name,type,into: entities that are one; may be given several times."
    ),
]
Forbid = Annotated[
    list[Path] | None,
    typer.Option(
        "--forbid",
        metavar="FILE",
        help="A CSV list, name,type,other: entities that are two; may be given several times.",
    ),
]
Ignore = Annotated[
    list[Path] | None,
    typer.Option(
        "--ignore", metavar="FILE", help="A CSV list, name,type: what is no entity; may be given several times."
    ),
]
Date = Annotated[str, typer.Option("--date", help="Publication date of all articles (YYYY-MM-DD).")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def _version(wanted: bool) -> None:
    if wanted:
        import dateline

        typer.echo(f"dateline {dateline.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Facts from the news: raw article text in, CSV fact tables out."""
    for name in THREADS:
        os.environ.setdefault(name, "1")


@app.command()
def extract(
    inputs: Inputs,
    out: Annotated[
        str,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Folder for the tables, made if missing, or an address (s3://...)."
        ),
    ],
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="One or more of csv, parquet, sqlite, xlsx.")
    ] = "csv",
    workers: Annotated[
        int, typer.Option(min=0, metavar="N", help="Processes that share the work; 0 takes all cores.")
    ] = 0,
    engine: Annotated[
        Engine, typer.Option(help="What shares out the work: processes of this machine, or a Dask cluster.")
    ] = Engine.LOCAL,
    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="The scheduler of the Dask cluster; without it one of N processes is started here."
        ),
    ] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run into DIR that was broken off.")] = False,
    append: Annotated[bool, typer.Option("--append", help="Add the articles to those of the tables in DIR.")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew where a run into DIR was broken off.")] = False,
    max_errors: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Stop when more than N articles have failed.")
    ] = None,
    date: Date = "",
    text_column: Annotated[str, typer.Option(help="Column or key that holds the text.")] = "",
    title_column: Annotated[str, typer.Option(help="Column or key that holds the title.")] = "",
    date_column: Annotated[str, typer.Option(help="Column or key that holds the publication date.")] = "",
    url_column: Annotated[str, typer.Option(help="Column or key that holds the address.")] = "",
    id_column: Annotated[str, typer.Option(help="Column or key that holds the article's id.")] = "",
    excel: Annotated[
        bool, typer.Option("--excel", help="For Excel: byte order mark, and no cell runs as a formula.")
    ] = False,
    save_text: Annotated[
        bool, typer.Option("--save-text", help="Write the texts that the offsets count in to DIR/texts.")
    ] = False,
    rules: RuleFolders = None,
    aliases: Aliases = None,
    merge: Merge = None,
    forbid: Forbid = None,
    ignore: Ignore = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out events, relations and mentions below this confidence.")
    ] = 0.0,
    predicates: Annotated[
        bool,
        typer.Option("--predicates", help="Write predicates.csv too: what each verb tells of somebody named."),
    ] = False,
    max_chars: Annotated[int, typer.Option(min=1, help="Longer articles fail.")] = MAX_CHARS,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress and no summary.")] = False,
) -> None:
    """Find the facts of articles and write the tables.

    Reads .txt, .jsonl, .json, .csv, .tsv, .parquet, .html, .warc, .tml and .conllu, also in .gz and .zip.

    Example: `dateline extract corpus/articles --out outputs`
    """
    from dateline.articles import ReadOptions, count_articles, read_articles
    from dateline.batch import Analysis
    from dateline.engines import dask
    from dateline.lists import read_lists
    from dateline.paths import cache_dir, is_remote
    from dateline.runs import Run
    from dateline.runs import extract as run
    from dateline.spool import Mode
    from dateline.stores.formats import chosen
    from dateline.workers import cores, local

    if sum((resume, append, restart)) > 1:
        raise typer.BadParameter("choose one of --resume, --append and --restart")
    if scheduler and engine is Engine.LOCAL:
        raise typer.BadParameter("--scheduler goes with --engine dask")
    if scheduler and workers:
        raise typer.BadParameter("--workers are of this machine; those of --scheduler are started beside it")
    mode = Mode.RESUME if resume else Mode.APPEND if append else Mode.RESTART if restart else Mode.NEW
    stores = chosen(formats, excel=excel)
    lists = read_lists({"aliases": aliases or (), "merge": merge or (), "forbid": forbid or (), "ignore": ignore or ()})
    options = ReadOptions(
        date=date,
        text_column=text_column,
        title_column=title_column,
        date_column=date_column,
        url_column=url_column,
        id_column=id_column,
        max_chars=max_chars,
    )
    articles = read_articles(inputs, options)
    columns = {name: value for name, value in vars(options).items() if name.endswith("_column")}
    told = {"date": date, "max_chars": max_chars, "min_confidence": min_confidence, "excel": excel}
    number = workers or cores()
    with dask(scheduler, number, rules or ()) if engine is Engine.DASK else nullcontext(local(number)) as hands:
        asked = Run(
            inputs=tuple(inputs),
            out=out,
            # Results at an address need a place on this machine until they are whole.
            work=cache_dir() / "runs" / sha256(out.encode()).hexdigest()[:16] if is_remote(out) else Path(out),
            analysis=Analysis(tuple(rules or ()), lists.decisions, max_chars, predicates, save_text),
            workers=hands,
            mode=mode,
            stores=stores,
            options=columns | told | {"predicates": predicates},
            lists=lists,
            min_confidence=min_confidence,
            max_errors=max_errors,
        )
        with _progress(None if quiet else count_articles(inputs, options), quiet) as advance:
            outcome = run(asked, articles, advance)
    for note in outcome.notes:
        typer.echo(f"dateline: {note}", err=True)
    for file in outcome.lists:
        if idle := len(file["unmatched"]):
            matched = f"{idle:,} of {file['rows']:,} rows matched nothing; run.json has them"
            typer.echo(f"dateline: {file['path']}: {matched}", err=True)
    if not quiet:
        _summarise(outcome)
    if outcome.stopped:
        typer.echo(
            f"dateline: {outcome.stopped}; {out} holds {outcome.articles:,} articles, --resume goes on", err=True
        )
    if outcome.stopped or outcome.status["error"]:
        raise typer.Exit(INCOMPLETE)


@contextmanager
def _progress(total: int | None, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error; what is given tells it how many more articles are done."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("reading articles"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("", total=total)
        yield lambda number: progress.advance(task, number)


def _summarise(outcome: Outcome) -> None:
    """Tell on standard output what was found, and on standard error what failed."""
    told = ", ".join(f"{number:,} {status}" for status, number in outcome.status.items() if number)
    typer.echo(f"{outcome.articles:,} articles: {told}")
    width = max(len(f"{number:,}") for number in outcome.counts.values())
    for name, number in outcome.counts.items():
        if name != "documents":
            typer.echo(f"{number:>{width},} {name.replace('_', ' '):<18} {outcome.files[name]}")
    for doc_id, path, status, reason in outcome.failures:
        # A file may hold thousands of articles.
        where = f"{path} ({doc_id})" if path else doc_id
        typer.echo(f"dateline: {status}: {where}: {reason}", err=True)
    more = outcome.articles - outcome.status["ok"] - len(outcome.failures)
    if more:
        typer.echo(f"dateline: and {more:,} more; documents has them all", err=True)


@app.command()
def evaluate(
    predicted: Annotated[
        Path, typer.Argument(metavar="OUT_OR_GOLD", help="What to score: an output folder, or a gold file.")
    ],
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="The gold: a .jsonl, .tml or .conllu file, or a folder of them.")
    ],
    errors: Annotated[bool, typer.Option("--errors", help="List what is missed and what is spurious instead.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file.")] = None,
    confidence: Annotated[
        Path | None,
        typer.Option(
            "--confidence", metavar="FILE", help="Write how often each rule and type is right: lexicons/confidence.txt."
        ),
    ] = None,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Set the confidence of facts beside the share that is right instead.")
    ] = False,
) -> None:
    """Score facts against a gold annotation: names, dates, relations and events, with counts and 95 % intervals.

    Example: `dateline evaluate outputs corpus/gold`
    """
    from dateline import evaluation
    from dateline.stores.files import write_all

    if errors and reliability:
        raise typer.BadParameter("choose --errors or --reliability")
    measured = evaluation.errors if errors else evaluation.reliability if reliability else evaluation.evaluate
    facts, annotated = evaluation.read_facts(predicted), evaluation.read_gold(gold)
    frame = measured(facts, annotated)
    if confidence:
        source = ", ".join(sorted(file.name for file in gold.iterdir())) if gold.is_dir() else gold.name
        lexicon = evaluation.calibration(facts, annotated, source)
        write_all(confidence.parent, {confidence.name: lexicon.encode()})
    text = _formatted(frame, format_)
    if out:
        write_all(out.parent, {out.name: text.encode()})
    else:
        typer.echo(text, nl=False)


def _formatted(frame: DataFrame, format_: Format) -> str:
    if format_ is Format.CSV:
        return str(frame.to_csv(index=False, lineterminator="\n"))
    if format_ is Format.JSON:
        # pandas writes NaN as null, which json does not
        return json.dumps(json.loads(str(frame.to_json(orient="records"))), indent=2, ensure_ascii=False) + "\n"
    if "sentence" in frame:
        return "".join(_error(row) for row in frame.fillna("").to_dict("records")) or "nothing to list\n"
    return str(frame.to_string(index=False, na_rep="-", float_format=lambda share: f"{100 * share:.1f}")) + "\n"


def _error(row: dict[Hashable, Any]) -> str:
    """Write one error on lines of its own: its sentence would make a table too wide to read."""
    shown = [f"{row['doc_id']} {row['start']}-{row['end']}  {row['layer']}  {row['kind']}  {row['type']}"]
    shown += [f"  {name}: {row[name]}" for name in ("gold", "predicted", "sentence") if row[name] != ""]
    return "\n".join(shown) + "\n"


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file with an article, or - for standard input.")],
    date: Date = "",
    sentence: Annotated[int | None, typer.Option("--sentence", min=1, help="Show this sentence only.")] = None,
    doc_id: Annotated[str, typer.Option("--id", help="The article to show, where the file holds several.")] = "",
    as_json: AsJson = False,
    rules: RuleFolders = None,
    aliases: Aliases = None,
    merge: Merge = None,
    forbid: Forbid = None,
    ignore: Ignore = None,
) -> None:
    """Show how the facts of one article were found: names, times, predicates, status, relations and events.

    Example: `dateline explain corpus/articles/one.txt --sentence 2`
    """
    from dateline import explanations
    from dateline.articles import ReadOptions, read_articles
    from dateline.assemble import load
    from dateline.batch import prepare
    from dateline.lists import read_lists

    lists = read_lists({"aliases": aliases or (), "merge": merge or (), "forbid": forbid or (), "ignore": ignore or ()})
    articles = read_articles([file], ReadOptions(date=date))
    article = next((article for article in articles if doc_id in ("", article.doc_id)), None)
    if article is None or article.error:
        raise DatelineError(f"{file}: {article.error if article else f'there is no article {doc_id} in it'}")
    nlp = load(rules or [], decisions=lists.decisions)
    explanation = explanations.explain(article, nlp(prepare(article, nlp)), lists)
    if sentence is not None and sentence > len(explanation["sentences"]):
        raise DatelineError(f"{file}: there is no sentence {sentence}; the article has {len(explanation['sentences'])}")
    if as_json:
        if sentence is not None:
            explanation["sentences"] = [explanation["sentences"][sentence - 1]]
        typer.echo(json.dumps(explanation, indent=2, ensure_ascii=False))
    else:
        for line in explanations.lines(explanation, sentence):
            typer.echo(line)


@app.command()
def entities(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="An output folder.")],
    format_: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TABLE,
    forbid: Forbid = None,
) -> None:
    """Show which entities of an output folder may be one: what was too uncertain to be merged.

    Delete the lines that are wrong and give the rest to `extract --merge`, or the wrong ones to `--forbid`, here too.

    Example: `dateline entities outputs --format csv > merge.csv`
    """
    import pandas as pd

    from dateline.lists import read_lists
    from dateline.suggestions import Suggestion, suggest

    found = suggest(out, read_lists({"forbid": forbid or ()}).decisions)
    # The first columns are those of a list.
    first = ["name", "type", "into", "reason", "score"]
    frame = pd.DataFrame(found, columns=[field.name for field in fields(Suggestion)])
    frame = frame[[*first, *(name for name in frame.columns if name not in first)]]
    if format_ is Format.TABLE:
        frame["score"] = frame["score"].map("{:.2f}".format)
    typer.echo(_formatted(frame, format_) if found or format_ is not Format.TABLE else "nothing to suggest\n", nl=False)


@app.command()
def timeline(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="An output folder.")],
    entity: Annotated[
        list[str],
        typer.Option("--entity", metavar="NAME", help="Name, alias or id; given several times, all taken for one."),
    ],
    format_: Annotated[TimelineFormat, typer.Option("--format", help="How to write it.")] = TimelineFormat.TABLE,
    dated: Annotated[bool, typer.Option("--dated", help="Leave out events without a date.")] = False,
    articles: Annotated[
        Path | None,
        typer.Option("--articles", metavar="DIR", help="The task's articles (.tml), for --format semeval."),
    ] = None,
) -> None:
    """Show the events of an entity over all articles in the order of their dates, each once.

    Example: `dateline timeline outputs --entity "Jaguar Land Rover" --dated`
    """
    from dateline.articles.inputs import walk
    from dateline.articles.timeml import read_tokenised
    from dateline.timelines import find, task_lines
    from dateline.timelines import timeline as made

    ids = []
    for name in entity:
        candidates = find(out, name)
        if len(candidates) > 1:
            listed = "".join(f"\n  {one.id}  {one.type:<12}{one.name} ({one.mentions:,})" for one in candidates)
            raise DatelineError(f"{name!r} may be one of these; give an id, or several:{listed}")
        ids.append(candidates[0].id)
    if format_ is TimelineFormat.SEMEVAL:
        if articles is None:
            raise DatelineError("--format semeval needs --articles, the folder of the task's files")
        tokenised = [read_tokenised(file) for file in walk(articles) if file.suffix == ".tml"]
        for line in (entity[0], *task_lines(out, ids, tokenised)):
            typer.echo(line)
        return
    found = [one for one in made(out, ids) if one.date or not dated]
    if format_ is TimelineFormat.TABLE:
        typer.echo("\n".join(map(_happening, found)) or "nothing to show")
        return
    import pandas as pd

    rows = [{**vars(one), "doc_ids": "; ".join(one.doc_ids), "event_ids": "; ".join(one.event_ids)} for one in found]
    columns = ["place", "date", "precision", "basis", "type", "trigger", "status", "evidence"]
    frame = pd.DataFrame(rows, columns=[*columns, "n_articles", "doc_ids", "event_ids"])
    typer.echo(_formatted(frame, Format(format_.value)), nl=False)


def _happening(one: Happening) -> str:
    """Write one line of a timeline, and below it what says so."""
    told = f"{one.n_articles} articles" if one.n_articles > 1 else "1 article"
    return f"{one.date or 'undated':<22}{one.type}: {one.trigger}, {one.status}, {told}\n    {one.evidence}"


@app.command()
def rules(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A folder of own rules/ and lexicons/.")
    ] = None,
) -> None:
    """List the shipped rules, or check a folder of own ones: every rule is read and run on its own examples.

    Example: `dateline rules my-rules`
    """
    from dateline.assemble import list_rules, load, unread_files
    from dateline.checking import failures
    from dateline.paths import models_dir

    if folder is None:
        for rule in list_rules(models_dir()):
            typer.echo(f"{rule['id']:<40} {rule['where']}")
        return
    nlp = load([folder])
    if unread := unread_files(nlp, folder):
        raise DatelineError(
            f"{unread[0]}: no component reads a file of this name; the shipped ones are in {models_dir()}"
        )
    failed = failures(nlp, folder)
    broken = {case.rule for case, _ in failed}
    for rule in list_rules(folder):
        typer.echo(f"{'FAILED' if rule['id'] in broken else 'ok':<7}{rule['id']:<40} {rule['where']}")
    for case, reason in failed:
        typer.echo(f"dateline: {case.id}: {reason}", err=True)
    if failed:
        raise typer.Exit(INCOMPLETE)


@app.command()
def columns() -> None:
    """Print the reference of all tables and columns, as Markdown.

    Example: `dateline columns`
    """
    from dateline.columns import columns_markdown

    typer.echo(columns_markdown(), nl=False)


@app.command()
def bench(
    inputs: Inputs,
    repeat: Annotated[int, typer.Option(min=1, help="Rounds; the median counts.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Measure the speed: words a second, as a ratio to stock en_core_web_md, and the share of each component.

    Example: `dateline bench corpus/articles`
    """
    from dateline.articles import read_articles
    from dateline.bench import bench as measure

    articles = [article for article in read_articles(inputs) if article.text]
    if not articles:
        raise DatelineError("There is no text to measure with; name a folder of articles")
    found = measure(articles, repeat)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    typer.echo(f"{found['articles']:,} articles, {found['words']:,} words, the median of {repeat} rounds")
    for side in ("stock", "dateline"):
        told = found[side]
        speed = f"{told['words_per_second']:>9,} words/s{told['articles_per_second']:>9.1f} articles/s"
        typer.echo(f"{side:<24}{told['seconds']:>9.2f} s{speed}{told['peak_mb']:>9,} MB at most")
    typer.echo(f"{'ratio':<24}{found['ratio']:>9.2f}")
    for component in found["components"]:
        typer.echo(f"  {component['name']:<22}{component['seconds']:>9.2f} s{component['share']:>9.1%}")


@app.command()
def peers(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold with dates: a .jsonl or .tml file, or a folder.")],
    peer: Annotated[
        list[str] | None, typer.Option("--peer", metavar="NAME", help="Measure this one; may be given several times.")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help="Where to install them; the user's cache if not given.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TABLE,
) -> None:
    """Measure the date taggers beside ours: each is installed apart, and all are scored by the same scorer.

    Takes HeidelTime with and without TreeTagger (these need Java), Duckling, recognizers-text, spaCy's dates with
    dateparser, and dateparser's search. Needs the network the first time.

    Example: `dateline peers corpus/gold --peer duckling`
    """
    import pandas as pd

    from dateline import evaluation
    from dateline.articles import read_articles
    from dateline.errors import PeerError
    from dateline.paths import cache_dir
    from dateline.peers import OURS, PEERS, SCORE_COLUMNS, dated, ours, score, tagged

    known = {one.name: one for one in PEERS}
    if unknown := sorted(set(peer or ()) - set(known)):
        raise DatelineError(f"Unknown peers: {', '.join(unknown)}; there are: {', '.join(known)}")
    annotated = evaluation.read_gold(gold)
    articles = dated(annotated, read_articles([str(gold)]))
    if len(articles) < len(annotated):
        typer.echo(f"dateline: {len(annotated) - len(articles)} articles have no day of publication", err=True)
    rows = [score(name, found, annotated, articles) for name, found in zip(OURS, ours(articles), strict=True)]
    failed = False
    for name in peer or known:
        typer.echo(f"dateline: {name} ...", err=True)
        try:
            found = tagged(known[name], articles, home or cache_dir() / "peers")
        except PeerError as error:
            typer.echo(f"dateline: {error}", err=True)
            failed = True
        else:
            rows.append(score(name, found, annotated, articles))
    scores = pd.DataFrame(rows, columns=list(SCORE_COLUMNS))
    if format_ is Format.TABLE:
        # The only decimals that are no shares.
        scores["seconds"] = scores["seconds"].map("{:.1f}".format)
    typer.echo(_formatted(scores, format_), nl=False)
    if failed:
        raise typer.Exit(INCOMPLETE)
