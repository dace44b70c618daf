"""Peers, with one that needs nothing, in an environment of its own; without network."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dateline.peers
from dateline.articles.annotated import Timex
from dateline.cli import app
from dateline.errors import GoldError, PeerError
from dateline.evaluation.gold import GoldDocument
from dateline.peers import Peer, Tagged, dated, ours, score, tagged
from dateline.peers.installing import PEERS, STAMP, install
from dateline.types import Article

TEXT = "😀 AT&T closed on Monday. It opens on Monday <again>, on 5 June 2014."
PUBLISHED = "2014-06-02"
ECHO = Peer("echo", "echo", Path(__file__).parent / "echo.py", trims=True)
ARTICLE = Article("d1", TEXT, published=PUBLISHED)
GOLD = {
    "d1": GoldDocument(
        "d1",
        TEXT,
        dates=(Timex(17, 23, "DATE", PUBLISHED), Timex(37, 43, "DATE", "2014-06-09")),
        layers=frozenset({"dates"}),
    )
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("peers")


@pytest.fixture
def gold_file(tmp_path):
    path = tmp_path / "gold.jsonl"
    dates = [{"start": 17, "end": 23, "type": "DATE", "value": PUBLISHED}]
    path.write_text(json.dumps({"doc_id": "d1", "published": PUBLISHED, "text": TEXT, "dates": dates}) + "\n")
    return path


def test_peer_runs_in_its_own_environment(home):
    found = tagged(ECHO, [ARTICLE], home)
    assert found.times == {
        "d1": (Timex(17, 23, "DATE", PUBLISHED), Timex(37, 43, "DATE", PUBLISHED)),
    }
    assert [TEXT[one.start : one.end] for one in found.times["d1"]] == ["Monday", "Monday"]
    assert 0 <= found.seconds < 5


def test_untrimmed_peer_keeps_its_prepositions(home):
    found = tagged(replace(ECHO, trims=False), [ARTICLE], home)
    assert TEXT[found.times["d1"][0].start : found.times["d1"][0].end] == "on Monday"


def test_environment_is_made_once_and_anew_when_the_pins_change(home):
    python = install(ECHO, home)
    mark = python.parent / "mark"
    mark.touch()
    assert install(ECHO, home) == python and mark.exists()
    (home / "echo" / STAMP).write_text("other pins")
    assert install(ECHO, home) == python and not mark.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"options": ("broken",)}, "echo failed: OSError: no such model", id="fails"),
        pytest.param({"needs": ("no-such-java",)}, "echo needs no-such-java, which is not installed", id="needs"),
        pytest.param(
            {"environment": "echo/bin/python/none"}, "echo cannot be installed: Error: [Errno 20]", id="install"
        ),
        pytest.param({"runner": Path("/no/such/runner.py")}, "echo failed: FileNotFoundError", id="runner"),
    ],
)
def test_failure_is_one_line(home, change, told):
    with pytest.raises(PeerError) as caught:
        tagged(replace(ECHO, **change), [ARTICLE], home)
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_answer_without_times_is_refused(home, tmp_path):
    runner = tmp_path / "mute.py"
    runner.write_text("def load():\n    return lambda text, published: [{}]\n")
    with pytest.raises(PeerError, match="gave an answer that is none"):
        tagged(replace(ECHO, runner=runner), [ARTICLE], home)


def test_ours_counts_the_parse_in_one_row_only():
    whole, alone = ours([ARTICLE])
    assert whole.times == alone.times
    assert [TEXT[one.start : one.end] for one in alone.times["d1"]] == ["Monday", "Monday", "5 June 2014"]
    assert 0 < alone.seconds < whole.seconds


def test_score_is_that_of_the_evaluation():
    found = Tagged({"d1": (Timex(17, 23, "DATE", PUBLISHED), Timex(34, 43, "TIME", "2014-06-09"))}, 2.0)
    row = score("some", found, GOLD, [ARTICLE])
    shares = {"strict": 0.5, "relaxed": 1.0, "type": 0.5, "value": 1.0}
    assert row == {"tagger": "some", **shares, "seconds": 2.0, "words_per_second": 7}


def test_articles_without_a_day_of_publication_are_left_out():
    undated = [Article("d1", TEXT), Article("d1", TEXT, published="2014"), Article("d2", TEXT, published=PUBLISHED)]
    assert dated(GOLD, [*undated, replace(ARTICLE, text="other")]) == [ARTICLE]
    with pytest.raises(GoldError, match="no article of the gold has a day of publication"):
        dated(GOLD, undated)


def test_peers_are_pinned_and_their_runners_are_there():
    assert all(peer.runner.is_file() and peer.requirements for peer in PEERS)
    assert all("==" in requirement for peer in PEERS for requirement in peer.requirements)


@pytest.fixture
def command(monkeypatch, home, gold_file):
    """Run the command with two peers, one of which fails."""
    broken = replace(ECHO, name="broken", options=("broken",))
    row = Tagged({"d1": (Timex(17, 23, "DATE", PUBLISHED),)}, 1.0)
    monkeypatch.setattr(dateline.peers, "PEERS", (broken, ECHO))
    monkeypatch.setattr(dateline.peers, "ours", lambda articles: (row, row))
    return lambda *options: CliRunner().invoke(app, ["peers", str(gold_file), "--home", str(home), *options])


def test_command_goes_on_after_a_peer_that_fails(command):
    done = command("--format", "json")
    assert done.exit_code == 1, done.stderr
    assert [row["tagger"] for row in json.loads(done.stdout)] == ["dateline", "dateline (parse given)", "echo"]
    assert "dateline: broken failed: OSError: no such model" in done.stderr.splitlines()


def test_command_measures_the_peers_asked_for(command):
    done = command("--peer", "echo")
    assert done.exit_code == 0, done.stderr
    header, *rows = done.stdout.splitlines()
    assert header.split() == list(dateline.peers.SCORE_COLUMNS)
    assert rows[0].split()[:6] == ["dateline", "100.0", "100.0", "100.0", "100.0", "1.0"]
    assert rows[2].split()[:5] == ["echo", "66.7", "66.7", "66.7", "66.7"]


def test_command_names_the_peers_that_there_are(command):
    done = command("--peer", "sutime")
    assert done.exit_code == 2
    assert done.stderr == "dateline: Unknown peers: sutime; there are: broken, echo\n"


def test_command_stops_when_the_user_stops_it(command, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(dateline.peers, "tagged", stopped)
    done = command()
    assert done.exit_code == 1
    assert "stopped" in done.stderr
