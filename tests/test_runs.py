"""Whole runs with a stand-in for the pipeline: an article's text names an organisation, or says what goes wrong."""

from dataclasses import dataclass, replace

import pandas as pd
import pytest

from dateline.batch import Analysis
from dateline.errors import DatelineError
from dateline.runs import Run, extract
from dateline.spool import Mode
from dateline.stores.formats import chosen
from dateline.tables import Facts, failed
from dateline.types import Article
from dateline.workers import local


@dataclass(frozen=True)
class Naming(Analysis):
    """Takes a text for the name of an organisation, `A = B` for one with an alias; `fail` fails."""

    def __call__(self, tasks):
        return [self._packed(task, self._facts(task[1])) for task in tasks]

    def _facts(self, article):
        if article.text == "fail":
            return failed(article, "error", "as told")
        name, *aliases = article.text.split(" = ")
        mention = {"start": 0, "end": len(name), "text": name, "kind": "name", "source": "", "reason": ""}
        entity = {"id": "E1", "type": "ORG", "name": name, "subtype": "", "aliases": aliases, "place": {}}
        document = failed(article, "ok", "").document
        return Facts(document, [entity | {"mentions": [mention | {"confidence": 0.9}]}])


def articles(*texts):
    return [Article(f"d{number:02}", text, path=f"{number}.txt") for number, text in enumerate(texts)]


@pytest.fixture
def run(tmp_path):
    def go(given, **changes):
        asked = Run(("in",), str(tmp_path), tmp_path, Naming(), local(1))
        return extract(replace(asked, **changes), given)

    return go


def organisations(folder):
    return pd.read_csv(folder / "organisations.csv").set_index("name")


@pytest.mark.parametrize("workers", [1, 2])
def test_same_bytes_whatever_the_workers_and_the_order(run, tmp_path, workers):
    given = articles(*[f"Orvane {number % 7}" for number in range(70)])
    run(given)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    other = tmp_path / "other"
    run(given[::-1], workers=local(workers), out=str(other), work=other)
    assert {path.name: path.read_bytes() for path in other.glob("*.csv")} == before
    assert len(before) == 11


def test_outcome_tells_what_was_found_and_what_failed(run, tmp_path):
    told = []
    outcome = extract(
        Run(("in",), str(tmp_path), tmp_path, Naming(), local(1)), articles("Orvane", "fail", "Lumen"), told.append
    )
    assert (outcome.articles, outcome.status) == (3, {"ok": 2, "skipped": 0, "error": 1})
    assert outcome.counts["organisations"] == 2
    assert outcome.failures == [("d01", "1.txt", "error", "as told")]
    assert outcome.files["events"] == f"{tmp_path}/events.csv"
    assert sum(told) == 3
    assert not outcome.stopped


def test_tables_that_do_not_go_with_the_new_ones_are_told(run, tmp_path):
    (tmp_path / "own.csv").touch()
    assert run(articles("Orvane")).notes == []
    assert run(articles("Orvane")).notes == []
    (tmp_path / "predicates.csv").touch()
    (note,) = run(articles("Lumen")).notes
    assert "holds predicates.csv of an earlier run" in note
    (note,) = run(articles("Lumen"), stores=chosen("parquet")).notes
    assert "dates.csv, documents.csv, event_participants.csv" in note
    assert "own.csv" not in note


@pytest.mark.parametrize(("most", "stopped"), [(1, True), (2, False)])
def test_too_many_errors_stop_the_run_and_resume_goes_on(run, tmp_path, most, stopped):
    given = articles("fail", "fail", *["Orvane"] * 40)
    outcome = run(given, max_errors=most)
    assert bool(outcome.stopped) is stopped
    assert outcome.articles == (32 if stopped else 42)
    if stopped:
        assert "2 articles failed, more than --max-errors 1" in outcome.stopped
        assert run(given, mode=Mode.RESUME).articles == 42


def test_appended_articles_leave_ids_and_names_as_they_were(run, tmp_path):
    run(articles("OMW", "Orvane", "Orvane"))
    before = organisations(tmp_path)
    more = [replace(one, doc_id=f"x{one.doc_id}") for one in articles("Orvane Motor Works = OMW", *["Orvane Inc."] * 3)]
    run(more, mode=Mode.APPEND)
    after = organisations(tmp_path)
    assert dict(after["entity_id"][before.index]) == dict(before["entity_id"])
    assert dict(after["n_docs"]) == {"OMW": 1, "Orvane": 5, "Orvane Motor Works": 1}
    # all anew, the abbreviation finds its full name
    run([*articles("OMW", "Orvane", "Orvane"), *more], mode=Mode.NEW)
    assert dict(organisations(tmp_path)["n_docs"]) == {"Orvane Inc.": 5, "Orvane Motor Works": 2}


def test_resume_of_a_finished_run_writes_another_format_and_does_nothing_again(run, tmp_path):
    class Never(Naming):
        def __call__(self, tasks):
            raise AssertionError("it is done")

    run(articles("Orvane"))
    outcome = run(articles("Orvane"), mode=Mode.RESUME, analysis=Never(), stores=chosen("parquet"))
    assert outcome.files["organisations"] == f"{tmp_path}/organisations.parquet"
    assert list(pd.read_parquet(tmp_path / "organisations.parquet")["name"]) == ["Orvane"]


def test_changed_options_begin_anew_and_say_so(run):
    run(articles("Orvane"))
    assert run(articles("Orvane"), mode=Mode.RESUME, analysis=Naming(max_chars=9)).notes == [
        "begun anew, since these changed: --max-chars"
    ]


def test_without_articles_there_is_nothing_to_write(run, tmp_path):
    with pytest.raises(DatelineError, match="There is no article in in"):
        run([])
    assert not list(tmp_path.glob("*.csv"))


def test_exact_copies_are_marked(run, tmp_path):
    run(articles("Orvane", "Lumen", "Orvane"))
    documents = pd.read_csv(tmp_path / "documents.csv").set_index("doc_id")
    assert documents["duplicate_of"].dropna().to_dict() == {"d02": "d00"}


def test_nothing_but_the_spool_stays_beside_the_tables(run, tmp_path):
    run(articles("Orvane"))
    assert [path.name for path in (tmp_path / ".dateline").iterdir()] == ["facts.sqlite"]
