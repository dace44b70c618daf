"""Workers of a Dask cluster: the same tables as those of one machine, whatever becomes of a worker."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline import engines
from dateline.batch import Analysis
from dateline.cli import app
from dateline.errors import EngineError
from dateline.runs import Run, extract
from dateline.tables import failed
from dateline.types import Article
from dateline.workers import LOST, analyse, local
from test_workers import Obedient, outcome, tasks

distributed = pytest.importorskip("distributed", reason='Dask is not installed: pip install "dateline[engine]"')


@dataclass(frozen=True)
class Late(Obedient):
    """Dies as the pipeline would, a while after it came up; for a worker that dies at once Dask waits 15 s."""

    def __call__(self, tasks):
        time.sleep(any(article.text.startswith("die") for _, article in tasks))
        return super().__call__(tasks)


@dataclass(frozen=True)
class Present(Analysis):
    """Takes its time, and notes in the folder `marks` in which process it ran."""

    marks: str = ""

    def __call__(self, tasks):
        (Path(self.marks) / str(os.getpid())).touch()
        time.sleep(0.05)
        return [self._packed(task, failed(task[1], "ok", "")) for task in tasks]


@pytest.fixture(scope="module")
def workers():
    with engines.dask(number=2) as found:
        yield found


@pytest.fixture
def cluster():
    """Start a cluster such as somebody else has: one worker, in this process unless told otherwise."""
    started = []

    def start(**options):
        options = {
            "n_workers": 1,
            "threads_per_worker": 1,
            "processes": False,
            "dashboard_address": "127.0.0.1:0",
        } | options
        started.append(distributed.LocalCluster(**options))
        return started[-1]

    yield start
    for one in started:
        one.close()


def test_every_article_comes_back(workers):
    assert outcome(analyse(tasks(*["live"] * 7), Obedient(), workers, size=2)) == [
        (f"d{each}", "ok") for each in range(7)
    ]


def test_a_cluster_is_asked_for_a_single_article_too(workers, tmp_path):
    assert outcome(analyse(tasks("live"), Present(marks=str(tmp_path)), workers)) == [("d0", "ok")]
    assert [path.name for path in tmp_path.iterdir()] != [str(os.getpid())]


def test_a_worker_that_dies_once_loses_nothing(workers, tmp_path):
    given = tasks("live", "live", "die once", "live", "live")
    found = outcome(analyse(given, Late(marks=str(tmp_path)), workers, size=1))
    assert found == [(f"d{each}", "ok") for each in range(5)]


def test_an_article_that_kills_every_worker_fails_alone(workers, tmp_path):
    texts = ("live", "die", "live", "live", "live", "live")
    found = list(analyse(tasks(*texts), Late(marks=str(tmp_path)), workers, size=2))
    assert outcome(found) == [(f"d{number}", "error" if text == "die" else "ok") for number, text in enumerate(texts)]
    assert [one for chunk in found for one in chunk if one.status == "error"] == [
        Obedient().failed(tasks(*texts)[1], LOST)
    ]


def test_what_a_worker_raises_is_raised_here(workers):
    with pytest.raises(ValueError, match="as told"):
        list(analyse(tasks("live", "raise"), Obedient(), workers, size=1))


def test_a_worker_that_joins_later_is_used(cluster, tmp_path):
    foreign = cluster(processes=True)
    seen = []

    def until_both_worked():
        for number in range(2000):
            if number == 3:
                foreign.scale(2)
            if len(list(tmp_path.iterdir())) == 2:
                return
            yield number.to_bytes(2), Article(f"d{number}", "live")

    with engines.dask(foreign.scheduler_address) as found:
        for chunk in analyse(until_both_worked(), Present(marks=str(tmp_path)), found, size=1):
            seen += chunk
    assert 3 < len(seen) < 2000


def test_a_worker_must_have_one_thread(cluster):
    foreign = cluster(threads_per_worker=2)
    with (
        pytest.raises(EngineError, match="has 2 threads; start it anew with: dask worker --nworkers 2 --nthreads 1"),
        engines.dask(foreign.scheduler_address),
    ):
        pass


def test_a_worker_must_have_the_same_rules(cluster, monkeypatch, tmp_path):
    foreign = cluster(processes=True)
    monkeypatch.setattr(engines, "made_with", lambda folders: {"version of dateline": "0.0.1", "rules": str(folders)})
    with (
        pytest.raises(EngineError, match=r"the worker tcp://.* has other version of dateline, rules: install the same"),
        engines.dask(foreign.scheduler_address, folders=[tmp_path / "mine"]),
    ):
        pass


def test_a_wrong_worker_that_joins_later_is_told_and_left_out(cluster, tmp_path, caplog):
    address = cluster(processes=True).scheduler_address
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "2", "--no-nanny"]
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    seen = []

    def until_told():
        for number in range(2000):
            if "left out" in caplog.text:
                return
            yield number.to_bytes(2), Article(f"d{number}", "live")

    late = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": path})
    try:
        with engines.dask(address) as found:
            for chunk in analyse(until_told(), Present(marks=str(tmp_path)), found, size=1):
                seen += chunk
            # It ends by itself.
            late.wait(30)
    finally:
        late.kill()
        late.wait()
    assert len(list(tmp_path.iterdir())) == 1
    assert sorted(one.doc_id for one in seen) == sorted(f"d{number}" for number in range(len(seen)))
    assert 0 < len(seen) < 2000
    assert "has 2 threads" in caplog.text


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 1)
    with (
        pytest.raises(EngineError, match=r"there is no scheduler at tcp://127.0.0.1:9 .*: dask scheduler"),
        engines.dask("tcp://127.0.0.1:9"),
    ):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    article = tmp_path / "a.txt"
    article.write_text("Norvent said it was well.")
    done = CliRunner().invoke(app, ["extract", str(article), "--out", str(tmp_path / "out"), "--engine", "dask"])
    assert done.exit_code == 2
    assert 'pip install "dateline[engine]"' in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--scheduler", "tcp://there:8786"], "goes with --engine dask", id="no-engine"),
        pytest.param(
            ["--engine", "dask", "--scheduler", "tcp://there:8786", "--workers", "2"], "of this machine", id="both"
        ),
    ],
)
def test_options_that_do_not_go_together(options, message, tmp_path):
    done = CliRunner().invoke(app, ["extract", "a.txt", "--out", str(tmp_path), *options])
    assert done.exit_code == 2
    assert message in done.stderr


def test_the_tables_are_those_of_one_machine_though_a_worker_dies(workers, tmp_path):
    months = ("January", "April", "June", "October")
    articles = [
        Article(f"a{number}", f"Norvent Holdings bought Ostrava Motors {number} in {months[number % 4]}.", "2021-12-02")
        for number in range(150)
    ]
    asked = Run(("articles",), "", tmp_path, Analysis(keep_text=True), local(1))
    killed = []

    def kill(done):
        if not killed:
            killed.append(next(iter(distributed.Client.current().run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    for name, hands, watch in (("one", local(1), lambda done: None), ("many", workers, kill)):
        folder = tmp_path / name
        done = extract(replace(asked, out=str(folder), work=folder, workers=hands), articles, watch)
        assert done.status == {"ok": 150, "skipped": 0, "error": 0}
    assert killed
    files = [path for path in (tmp_path / "one").rglob("*") if path.is_file() and ".dateline" not in path.parts]
    assert len(files) > 160
    for path in files:
        assert path.read_bytes() == (tmp_path / "many" / path.relative_to(tmp_path / "one")).read_bytes(), path.name
