"""Runs that are broken off and taken up again, on facts that are replayed; `kill.py` does it with the pipeline."""

import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from kill import Trial, digests, interrupted, phase, short_articles

from dateline.articles import read_articles
from dateline.batch import run
from dateline.spool import FOLDER, Mode, key_of, open_spool, packed


@pytest.fixture(scope="module")
def trial(pipeline, tmp_path_factory):
    """Make a run over a few short articles, whose facts are found here once."""
    folder = tmp_path_factory.mktemp("kill")
    inputs = folder / "in.jsonl"
    inputs.write_text("".join(json.dumps(article) + "\n" for article in short_articles(40)), encoding="utf-8")
    articles = list(read_articles([str(inputs)]))
    with open_spool(folder / "source", {}, (), Mode.NEW) as spool:
        spool.add([packed(key_of(one), found) for one, found in zip(articles, run(articles, pipeline), strict=True)])
    replay = (sys.executable, str(Path(__file__).with_name("replay.py")), str(folder / "source"), "0.01")
    return Trial(inputs, folder / "out", replay, workers=1, formats="csv,sqlite")


@pytest.fixture(scope="module")
def expected(trial):
    trial.finish()
    return digests(trial.out)


@pytest.mark.parametrize(
    ("place", "wait", "how"),
    [
        ("work", 0.2, signal.SIGKILL),
        ("merge", 0.0, signal.SIGKILL),
        ("publish", 0.0, signal.SIGKILL),
        ("merge", 0.0, signal.SIGINT),
    ],
    ids=["killed-at-work", "killed-merging", "killed-publishing", "stopped-merging"],
)
def test_a_run_that_is_broken_off_ends_with_the_same_bytes(trial, expected, place, wait, how):
    _, said = interrupted(trial, place, wait, how, "--restart")
    assert "Traceback" not in said
    trial.finish("--resume")
    assert digests(trial.out) == expected
    assert phase(trial.out) == "work"
    assert [path.name for path in (trial.out / FOLDER).iterdir()] == ["facts.sqlite"]


def test_a_second_run_into_a_folder_is_refused(trial, expected):
    with open_spool(trial.out, {}, (), Mode.RESTART):
        second = trial.start("--resume")
        _, said = second.communicate()
    assert second.returncode == 2
    assert "another run is writing there" in said
    assert digests(trial.out) == expected


@pytest.mark.parametrize("blocks", [40, 400], ids=["analysing", "merging"])
def test_a_full_disk_loses_nothing(trial, expected, blocks):
    # files of so many half KiB at most, which fails as a full disk does
    limited = ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *trial.command)
    process = replace(trial, command=limited).start("--restart")
    _, said = process.communicate()
    assert process.returncode == 2
    assert said.startswith("dateline: ")
    trial.finish("--resume")
    assert digests(trial.out) == expected
