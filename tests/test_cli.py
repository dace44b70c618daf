"""The commands, through their output, files and exit status."""

import json
import re

import pandas as pd
import pytest
from typer.testing import CliRunner

import dateline.assemble
from dateline.bench import ROWS
from dateline.cli import app
from dateline.columns import TABLES, columns_markdown

ARTICLE = (
    "Norvent Holdings AG will buy Ostrava Motors for $2 billion, Norvent said on Monday.\n\nIt was founded in 1990."
)
GOLD = {
    "doc_id": "d1",
    "published": "2021-03-02",
    "title": "",
    "text": ARTICLE,
    "entities": [
        {"id": "E1", "type": "ORG", "name": "Norvent Holdings AG", "subtype": "", "aliases": [], "mentions": [[0, 19]]}
    ],
    "dates": [],
    "relations": [],
    "events": [],
}


@pytest.fixture
def dateline_(monkeypatch, pipeline):
    """Run a command in this process, with the pipeline that the other tests have loaded."""
    load = dateline.assemble.load
    monkeypatch.setattr(dateline.assemble, "load", lambda folders=(), **_: load(folders) if folders else pipeline)
    return lambda *arguments, **options: CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_extract_writes_every_table_and_tells_where(dateline_, article, tmp_path):
    out = tmp_path / "out"
    done = dateline_("extract", article, "--out", out, "--date", "2021-03-02", "--save-text")
    assert done.exit_code == 0, done.stderr
    assert {path.name for path in out.iterdir()} == {f"{name}.csv" for name in TABLES} | {
        "schema.json",
        "run.json",
        "texts",
        ".dateline",
    }
    assert done.stdout.startswith("1 articles: 1 ok\n")
    assert all(f"{out / name}.csv" in done.stdout for name in TABLES if name != "documents")
    documents = pd.read_csv(out / "documents.csv")
    assert list(documents["published"]) == ["2021-03-02"]
    text = (out / "texts" / f"{documents['doc_id'][0]}.txt").read_text(encoding="utf-8")
    for _, mention in pd.read_csv(out / "mentions.csv").iterrows():
        assert " ".join(text[mention["start"] : mention["end"]].split()) == mention["text"]
    assert json.loads((out / "run.json").read_text())["options"]["date"] == "2021-03-02"


def test_extract_gives_the_same_bytes_again(dateline_, article, tmp_path):
    for name in ("one", "two"):
        assert dateline_("extract", article, "--out", tmp_path / name, "--quiet").exit_code == 0
    for path in (tmp_path / "one").glob("*.*s*"):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_quiet_says_nothing(dateline_, article, tmp_path):
    done = dateline_("extract", article, "--out", tmp_path / "out", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_extract_reads_named_columns_and_standard_input(dateline_, tmp_path):
    line = json.dumps({"wording": ARTICLE, "when": "2021-03-02", "key": "k7"})
    columns = ("--text-column", "wording", "--date-column", "when", "--id-column", "key")
    done = dateline_("extract", "-", "--out", tmp_path, *columns, "--excel", input=f"{line}\n")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(pd.read_csv(tmp_path / "documents.csv", encoding="utf-8-sig")["doc_id"]) == ["k7"]


def test_some_articles_failing_is_told_and_the_tables_are_written(dateline_, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("Norvent said it was well.")
    (tmp_path / "in" / "long.txt").write_text("Norvent. " * 50)
    done = dateline_("extract", tmp_path / "in", "--out", tmp_path / "out", "--max-chars", "100")
    assert done.exit_code == 1
    assert re.search(r"dateline: error: .*long\.txt \(.*\): .*100", done.stderr)
    assert list(pd.read_csv(tmp_path / "out" / "documents.csv")["status"].sort_values()) == ["error", "ok"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["extract", "nowhere.txt", "--out", "out"], "dateline: nowhere.txt", id="no-such-input"),
        pytest.param(
            ["extract", "article.txt", "--out", "article.txt"], "dateline: article.txt: cannot be made", id="no-folder"
        ),
        pytest.param(["extract", "article.txt", "--out", "o", "--date", "soon"], "dateline: --date soon", id="no-date"),
        pytest.param(
            ["extract", "article.txt", "--out", "o", "--rules", "x"], "dateline: x: the folder", id="no-rules"
        ),
        pytest.param(["extract", "article.txt"], "--out", id="no-out"),
        pytest.param(["explain", "article.txt", "--sentence", "9"], "there is no sentence 9", id="no-sentence"),
        pytest.param(["explain", "article.txt", "--id", "a9"], "there is no article a9", id="no-article"),
        pytest.param(["evaluate", "nowhere", "article.txt"], "dateline: nowhere", id="nothing-to-score"),
        pytest.param(["bench", "empty.txt"], "dateline:", id="nothing-to-measure"),
    ],
)
def test_mistakes_are_one_line_and_status_2(dateline_, article, monkeypatch, arguments, message):
    monkeypatch.chdir(article.parent)
    (article.parent / "empty.txt").touch()
    done = dateline_(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output


def test_stop_leaves_the_old_tables(dateline_, article, tmp_path, monkeypatch):
    out = tmp_path / "out"
    dateline_("extract", article, "--out", out)
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.*s*")}

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("dateline.batch.facts", stopped)
    done = dateline_("extract", article, "--out", out)
    assert done.exit_code == 1
    assert "stopped; no file was changed" in done.stderr
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.*s*")} == before


def test_stop_half_way_keeps_what_was_done_and_resume_goes_on(dateline_, tmp_path, monkeypatch):
    articles, out = tmp_path / "in.jsonl", tmp_path / "out"
    articles.write_text("".join(json.dumps({"id": f"d{number}", "text": "It rained."}) + "\n" for number in range(40)))
    analyse = dateline.runs.analyse

    def half(*arguments):
        yield next(analyse(*arguments))
        raise KeyboardInterrupt

    monkeypatch.setattr("dateline.runs.analyse", half)
    first = ("extract", articles, "--out", out, "--workers", "1")
    stopped = dateline_(*first)
    assert stopped.exit_code == 1
    assert "holds 32 articles, --resume goes on" in stopped.stderr
    assert len(pd.read_csv(out / "documents.csv")) == 32
    monkeypatch.setattr("dateline.runs.analyse", analyse)
    refused = dateline_(*first)
    assert refused.exit_code == 2
    assert "go on with --resume, or begin anew with --restart" in refused.stderr
    assert dateline_(*first, "--resume").exit_code == 0
    assert len(pd.read_csv(out / "documents.csv")) == 40


@pytest.mark.parametrize("modes", [["--resume", "--append"], ["--append", "--restart"]], ids=" ".join)
def test_modes_exclude_each_other(dateline_, article, tmp_path, modes):
    done = dateline_("extract", article, "--out", tmp_path / "out", *modes)
    assert done.exit_code == 2
    assert "choose one of" in done.stderr


def test_append_adds_to_the_tables_in_every_format(dateline_, article, tmp_path):
    out = tmp_path / "out"
    (tmp_path / "more.txt").write_text("Lumen Labs of Oslo sued Norvent Holdings AG on Monday.")
    dateline_("extract", article, "--out", out)
    before = pd.read_csv(out / "organisations.csv").set_index("name")["entity_id"]
    done = dateline_("extract", tmp_path / "more.txt", "--out", out, "--append", "--format", "csv,sqlite")
    assert done.exit_code == 0, done.stderr
    after = pd.read_csv(out / "organisations.csv").set_index("name")
    assert len(pd.read_csv(out / "documents.csv")) == 2
    assert dict(after["entity_id"][before.index]) == dict(before)
    assert after["n_docs"]["Norvent Holdings AG"] == 2
    assert (out / "dateline.sqlite").is_file()
    assert len(json.loads((out / "run.json").read_text())["options"]["inputs"]) == 2


def test_explain_shows_each_layer_with_its_words(dateline_, article):
    done = dateline_("explain", article, "--date", "2021-03-02")
    assert done.exit_code == 0, done.stderr
    assert "published 2021-03-02 (option)" in done.stdout
    assert re.search(r"E1 +ORG +Norvent", done.stdout)
    assert re.search(r"^\[1\] Norvent Holdings AG will buy", done.stdout, re.M)
    assert re.search(r"^  predicates +'buy'  buy\.VERB", done.stdout, re.M)
    assert re.search(r"^  times +'Monday'  DATE  2021-03-01", done.stdout, re.M)


def test_explain_one_sentence_as_text_and_json(dateline_, article):
    assert dateline_("explain", article, "--sentence", "2").stdout.startswith("\n[2] It was founded")
    found = json.loads(dateline_("explain", article, "--sentence", "2", "--json").stdout)
    assert [sentence["number"] for sentence in found["sentences"]] == [2]
    assert {"names", "times", "quantities", "predicates", "relations", "events"} < set(found["sentences"][0])


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
@pytest.mark.parametrize("errors", [[], ["--errors"]], ids=["scores", "errors"])
def test_evaluate_gold_against_itself(dateline_, tmp_path, format_, errors):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD) + "\n")
    done = dateline_("evaluate", gold, gold, "--format", format_, *errors)
    assert done.exit_code == 0, done.stderr
    if format_ == "json":
        rows = json.loads(done.stdout)
        exact = [row for row in rows if (row.get("measure"), row["type"]) == ("exact", "ORG")]
        assert [row["f1"] for row in exact] == [] if errors else [1.0]
    assert done.stdout
    dateline_("evaluate", gold, gold, "--format", format_, *errors, "--out", tmp_path / "scores")
    assert (tmp_path / "scores").read_text() == done.stdout


def test_evaluate_writes_and_checks_confidence(dateline_, article, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD | {"doc_id": "article"}) + "\n")
    dateline_("extract", gold, "--out", tmp_path / "out", "--quiet")
    done = dateline_("evaluate", tmp_path / "out", gold, "--confidence", tmp_path / "made.txt", "--reliability")
    assert done.exit_code == 0, done.stderr
    assert {"events", "relations", "acquisition"} <= set((tmp_path / "made.txt").read_text().split())
    assert done.stdout.split()[:5] == ["layer", "low", "high", "facts", "confidence"]
    assert dateline_("evaluate", gold, gold, "--errors", "--reliability").exit_code == 2


def test_evaluate_reads_the_timeml_that_extract_read(dateline_, tmp_path):
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "norvent.tml").write_text(
        '<TimeML><DCT><TIMEX3 type="DATE" value="2021-03-02">x</TIMEX3></DCT><TEXT>\n'
        'Norvent bought Ostrava Motors on <TIMEX3 type="DATE" value="2021-03-01">Monday</TIMEX3>.</TEXT></TimeML>'
    )
    assert dateline_("extract", folder, "--out", tmp_path / "out", "--quiet").exit_code == 0
    done = dateline_("evaluate", tmp_path / "out", folder, "--format", "json")
    assert done.exit_code == 0, done.stderr
    rows = {(row["layer"], row["measure"]): row["f1"] for row in json.loads(done.stdout) if row["type"] == "all"}
    measures = ("strict", "relaxed", "type", "value")
    assert rows == {("articles", "found"): 1} | {("dates", measure): 1 for measure in measures}


def test_rules_lists_the_shipped_ones_with_their_place(dateline_):
    done = dateline_("rules")
    assert done.exit_code == 0
    assert re.search(r"^acquisition\S* +\S+deals\.toml:\d+$", done.stdout, re.M)


RULE = """
[[rule]]
id = "relations.{name}"
makes = "owns"
verbs = ["possess"]
roles.head = "agent : ORG !"
roles.tail = "patient : ORG !"
examples = [{{ text = "Norvent Corp. {verb} Ostrava Motors Ltd.", relations = [{{ type = "owns" }}] }}]
counterexamples = ["Norvent Corp. sold Ostrava Motors Ltd."]
"""


@pytest.mark.parametrize(
    ("file", "text", "status", "told"),
    [
        pytest.param(
            "relations.toml", RULE.format(name="mine", verb="possesses"), 0, r"^ok +relations\.mine", id="holds"
        ),
        pytest.param(
            "relations.toml", RULE.format(name="mine", verb="likes"), 1, r"^FAILED +relations\.mine", id="fails"
        ),
        pytest.param(
            "relations.toml", '[[rule]]\nid = "x"\n', 2, r"relations\.toml:1: rule x needs examples", id="untested"
        ),
        pytest.param("relations.toml", "[[rule", 2, r"relations\.toml:1", id="no-toml"),
        pytest.param(
            "relation.toml", RULE.format(name="mine", verb="possesses"), 2, r"no component reads", id="unread"
        ),
    ],
)
def test_rules_checks_a_folder(dateline_, tmp_path, file, text, status, told):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / file).write_text(text)
    done = dateline_("rules", tmp_path)
    assert done.exit_code == status, done.output
    assert re.search(told, done.output, re.M)


def test_columns_prints_the_reference(dateline_):
    assert dateline_("columns").stdout == columns_markdown()


def test_bench_measures_every_component(dateline_, article, pipeline):
    found = json.loads(dateline_("bench", article, "--repeat", "1", "--json").stdout)
    assert [component["name"] for component in found["components"]] == ["tokenizer", *pipeline.pipe_names, ROWS]
    assert found["ratio"] > 0
    assert found["dateline"]["peak_mb"] >= found["stock"]["peak_mb"] > 100
    assert round(sum(component["share"] for component in found["components"]), 2) == 1
    assert "dateline_events" in dateline_("bench", article, "--repeat", "1").stdout


@pytest.fixture
def tables_(dateline_, tmp_path):
    """Tables of two articles, with predicates."""
    for name, text in (("7", "Norvent Holdings AG bought Ostrava Motors on Monday ."), ("8", ARTICLE)):
        path = tmp_path / "in" / f"{name}.tml"
        path.parent.mkdir(exist_ok=True)
        day = '<DCT><TIMEX3 value="2021-03-02">2 March</TIMEX3></DCT>'
        path.write_text(f'<TimeML><DOCID>{name}</DOCID>{day}<TEXT><s id="1">{text}</s></TEXT></TimeML>')
    done = dateline_("extract", tmp_path / "in", "--out", tmp_path / "out", "--predicates")
    assert done.exit_code == 0
    assert str(tmp_path / "out" / "predicates.csv") in done.stdout
    return tmp_path / "out"


def test_timeline(dateline_, tables_):
    named = ("timeline", tables_, "--entity", "Norvent Holdings")
    shown = dateline_(*named)
    assert shown.exit_code == 0
    assert (
        "2021-03-01            acquisition: bought, occurred, 1 article\n    Norvent Holdings AG bought" in shown.stdout
    )
    assert "undated               acquisition: buy, planned, 1 article" in shown.stdout
    assert "undated" not in dateline_(*named, "--dated").stdout
    rows = json.loads(dateline_(*named, "--format", "json").stdout)
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    assert dateline_(*named, "--format", "csv").stdout.splitlines()[0] == ",".join(rows[0])
    task = dateline_(*named, "--format", "semeval", "--articles", tables_.parent / "in")
    assert task.stdout.startswith("Norvent Holdings\n")
    assert "2021-03-01\t7-1-bought" in task.stdout


def test_timeline_of_nobody_or_of_several(dateline_, tables_):
    unknown = dateline_("timeline", tables_, "--entity", "Norvant Holdings")
    assert unknown.exit_code == 2
    assert "there is no entity 'Norvant Holdings'; there is: Norvent Holdings AG" in unknown.stderr
    people = tables_ / "people.csv"
    organisations = pd.read_csv(tables_ / "organisations.csv", dtype=str).fillna("")
    copy = organisations[organisations.name == "Norvent Holdings AG"].assign(entity_id="e0", type="PERSON")
    copy[pd.read_csv(people).columns].to_csv(people, index=False)
    several = dateline_("timeline", tables_, "--entity", "Norvent Holdings AG")
    assert several.exit_code == 2
    assert "may be one of these; give an id, or several:" in several.stderr
    assert "e0  PERSON      Norvent Holdings AG" in several.stderr
    one = dateline_("timeline", tables_, "--entity", "e0")
    assert (one.exit_code, one.stdout) == (0, "nothing to show\n"), one.stderr
    assert "needs --articles" in dateline_("timeline", tables_, "--entity", "e0", "--format", "semeval").stderr


def test_version_and_help(dateline_):
    assert dateline_("--version").stdout == f"dateline {dateline.__version__}\n"
    done = dateline_("--help")
    assert all(command in done.stdout for command in ("extract", "evaluate", "explain", "rules", "columns", "bench"))
