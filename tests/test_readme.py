"""README: its table of columns is the code's, every command and option is described, and its examples run."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import dateline
from dateline.checking import failures
from dateline.cli import app
from dateline.columns import columns_markdown

PAGE = Path(__file__).parents[1] / "README.md"
README = PAGE.read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands
OPTIONS = {option for command in COMMANDS.values() for param in command.params for option in param.opts} - {"--help"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def test_table_of_columns_is_up_to_date(generated):
    generated(PAGE, "columns", columns_markdown())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described(command):
    assert re.search(rf"^\| `dateline {command}\b", README, re.M)


@pytest.mark.parametrize("option", sorted(option for option in OPTIONS if option.startswith("--")))
def test_every_option_is_described(option):
    assert re.search(rf"{option}\b", README)


def test_help_shows_an_example_of_every_command():
    for command in COMMANDS:
        assert f"Example: dateline {command}" in CliRunner().invoke(app, [command, "--help"]).output


def test_python_examples_run(monkeypatch, pipeline):
    load = dateline.load
    monkeypatch.setattr(dateline, "load", lambda **lists: load(**lists) if lists else pipeline)
    names: dict = {}
    first, *others = blocks("python")
    exec(first, names)
    shown = re.findall(r"^\| \d+ \| (\w+) \| ([\w ]+) \|", README, re.M)
    assert list(zip(names["events"]["type"], names["events"]["trigger"], strict=True)) == shown
    for block in others:
        exec(block, names)


def test_own_rule_holds(tmp_path):
    rule = tmp_path / "rules" / "events" / "routes.toml"
    lexicon = tmp_path / "lexicons" / "entity_organisations.txt"
    for path, text in ((rule, blocks("toml")[0]), (lexicon, blocks("text")[-1])):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    assert failures(dateline.load([tmp_path]), tmp_path) == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(target):
    assert (PAGE.parent / target).exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:pipeline|corpus|models|tests)/[\w./]*)`", README))))
def test_named_files_are_there(path):
    assert (PAGE.parent / path).exists()
