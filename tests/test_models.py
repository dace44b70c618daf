"""The files under `models/`: each is read by somebody, and described."""

from pathlib import Path

import pytest

from dateline.assemble import COMPONENTS, unread_files
from dateline.paths import models_dir

MODELS = models_dir()
FILES = sorted(path.relative_to(MODELS) for kind in ("rules", "lexicons") for path in (MODELS / kind).rglob("*.*"))
# Read where facts become rows, by no component.
OTHER_READERS = {
    "event_roles": {"events", "tables.py"},
    "legal_forms": {"identities.py"},
    "name_determiners": {"identities.py"},
}


def readers(pipeline, lexicon: str) -> set[str]:
    """Return the components, without prefix, that read a lexicon."""
    return {name.removeprefix("dateline_") for name in COMPONENTS if lexicon in pipeline.get_pipe(name).LEXICONS}


@pytest.fixture(scope="module")
def described() -> dict[str, str]:
    """Return the lines of the tables in models/README.md, by what stands in their first cell."""
    lines = (MODELS / "README.md").read_text(encoding="utf-8").splitlines()
    return {line.split("`")[1]: line for line in lines if line.startswith("| `")}


def test_every_rule_file_is_read(pipeline):
    assert unread_files(pipeline, MODELS) == []


@pytest.mark.parametrize("file", FILES, ids=Path.as_posix)
def test_every_file_is_described_with_its_readers(file, pipeline, described):
    name = file.stem if file.parts[0] == "lexicons" else file.as_posix()
    assert name in described, "add a line to models/README.md"
    told = set(described[name].split("|")[2].strip().replace("`", "").split(", "))
    if file.parts[0] == "lexicons":
        assert told <= readers(pipeline, name) | OTHER_READERS.get(name, set()), "it has other readers, or none"


def test_nothing_is_described_that_is_not_there(described):
    there = {file.stem if file.parts[0] == "lexicons" else file.as_posix() for file in FILES}
    assert set(described) == there
