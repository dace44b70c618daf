"""Workers: order does not matter, and one that dies takes no article with it but its own."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

import pytest

from dateline.batch import Analysis
from dateline.tables import failed
from dateline.types import Article
from dateline.workers import LOST, Workers, analyse, local


@dataclass(frozen=True)
class Obedient(Analysis):
    """Does what the text of an article says; `marks` is a folder in which it notes what it has done once."""

    marks: str = ""

    def __call__(self, tasks):
        for _, article in tasks:
            mark = Path(self.marks) / article.doc_id
            if article.text == "die" or (article.text == "die once" and not mark.exists()):
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if article.text == "raise":
                raise ValueError("as told")
        return [self._packed(task, failed(task[1], "ok", "")) for task in tasks]


def tasks(*texts):
    return [(bytes([number]), Article(f"d{number}", text)) for number, text in enumerate(texts)]


def outcome(found):
    return sorted((one.doc_id, one.status) for chunk in found for one in chunk)


@pytest.mark.parametrize("number", [1, 2])
def test_every_article_comes_back(number):
    found = outcome(analyse(tasks(*["live"] * 7), Obedient(), local(number), size=2))
    assert found == [(f"d{each}", "ok") for each in range(7)]


def test_an_input_of_one_chunk_is_done_in_this_process():
    def start(number):
        raise AssertionError("no worker is needed")

    assert len(outcome(analyse(tasks("live", "live"), Obedient(), Workers(start, 2), size=2))) == 2


def test_a_worker_that_dies_once_loses_nothing(tmp_path):
    given = tasks("live", "live", "die once", "live", "live")
    found = outcome(analyse(given, Obedient(marks=str(tmp_path)), local(2), size=1))
    assert found == [(f"d{each}", "ok") for each in range(5)]


def test_what_was_under_way_is_tried_again_together(monkeypatch, tmp_path):
    def alone(*_):
        raise AssertionError("one worker died, none of these articles killed it")

    monkeypatch.setattr("dateline.workers._one_by_one", alone)
    given = tasks("live", "die once", "live", "live", "live")
    assert len(outcome(analyse(given, Obedient(marks=str(tmp_path)), local(2), size=2))) == 5


def test_an_article_that_kills_its_worker_fails_alone(tmp_path):
    found = list(analyse(tasks("live", "die", "live", "live"), Obedient(marks=str(tmp_path)), local(2), size=2))
    assert outcome(found) == [("d0", "ok"), ("d1", "error"), ("d2", "ok"), ("d3", "ok")]
    assert [one for chunk in found for one in chunk if one.status == "error"] == [
        Obedient().failed(tasks("live", "die")[1], LOST)
    ]


def test_what_a_worker_raises_is_raised_here():
    with pytest.raises(ValueError, match="as told"):
        list(analyse(tasks("live", "raise"), Obedient(), local(2), size=1))


class Slow(Executor):
    """Counts what is under way and finishes it one by one, as it is asked for."""

    def __init__(self, number):
        self.waiting = []
        self.most = 0

    def submit(self, analysis, chunk):
        future = Future()
        self.waiting.append((future, chunk))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) == 4:
            for each, given in self.waiting:
                each.set_result(analysis(given))
            self.waiting = []
        return future


def test_a_chunk_of_long_articles_is_shorter(monkeypatch):
    monkeypatch.setattr("dateline.workers.CHUNK_CHARS", 8)
    chunks = list(analyse(tasks(*["live"] * 5), Obedient(), local(1), size=3))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]


def test_no_more_than_two_chunks_a_worker_are_under_way():
    executor, read = Slow(2), []
    given = (read.append(task) or task for task in tasks(*["live"] * 12))
    found = analyse(given, Obedient(), Workers(lambda number: executor, 2), size=1)
    next(found)
    assert len(read) == executor.most == 4


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys\n"
        "from dateline.workers import local\n"
        "if __name__ == '__main__':\n"
        "    pool = local(1).start(1)\n"
        "    print(pool.submit(os.getpid).result(), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    worker = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(worker, 9)
    raise AssertionError("the worker lives on")
