"""The files under `models/`: each is read by somebody, and described in models/README.md."""

import re
from pathlib import Path

import pytest

from dateline.assemble import COMPONENTS, unread_files
from dateline.paths import models_dir

MODELS = models_dir()
README = MODELS / "README.md"
LEXICONS = sorted((MODELS / "lexicons").glob("*.txt"))
RULES = sorted(path.relative_to(MODELS).as_posix() for path in (MODELS / "rules").rglob("*.toml"))
# What is read where facts become rows, by no component or also by others.
OTHER_READERS = {
    "after_adverbs": ["chronology.py"],
    "event_frequency": ["clusters.py"],
    "event_roles": ["events", "tables.py"],
    "grammatical_verbs": ["chronology.py"],
    "legal_forms": ["identities.py"],
    "name_determiners": ["identities.py"],
    "past_adverbs": ["chronology.py"],
    "speech_verbs": ["chronology.py"],
    "thing_times": ["chronology.py"],
}


def readers(pipeline, lexicon: str) -> list[str]:
    """Return the components, without prefix and in their order, and the modules that read a lexicon."""
    names = [
        name.removeprefix("dateline_")
        for name in COMPONENTS
        if lexicon in getattr(pipeline.get_pipe(name), "LEXICONS", ())
    ]
    return [*names, *OTHER_READERS.get(lexicon, [])]


def head(path: Path) -> str:
    """Return the first sentence of the comment that a lexicon begins with, up to its examples."""
    lines = path.read_text(encoding="utf-8").splitlines()
    size = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    comment = " ".join(line.lstrip("# ") for line in lines[:size])
    first = re.split(r"(?<=[\w)])(?:[.;](?: |$)|: (?=[\"\d]))", comment)[0].strip()
    return (first[:1].upper() + first[1:]).replace("|", "/")


def table(pipeline) -> str:
    rows = [(readers(pipeline, path.stem), path) for path in LEXICONS]
    order = [name.removeprefix("dateline_") for name in COMPONENTS] + ["chronology.py", "clusters.py", "identities.py"]
    rows.sort(key=lambda row: (order.index(row[0][0]), row[1].stem))
    told = [f"| `{path.stem}` | {', '.join(names)} | {head(path)} |" for names, path in rows]
    return "\n".join(["| file in `lexicons/` | read by | what it holds |", "|---|---|---|", *told, ""])


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_every_lexicon_has_a_head_and_a_reader(path, pipeline):
    assert head(path), "begin the file with a comment that says what it holds"
    assert readers(pipeline, path.stem), "no component names it in its LEXICONS"


def test_every_rule_file_is_read(pipeline):
    assert unread_files(pipeline, MODELS) == []


def test_every_rule_file_is_described():
    shown = re.findall(r"^\| `(rules/[^`]+)`", README.read_text(encoding="utf-8"), re.M)
    assert sorted(shown) == RULES


def test_table_of_lexicons_is_up_to_date(pipeline, generated):
    generated(README, "lexicons", table(pipeline))
