"""Writing a set of files: all of them or none."""

import os
from pathlib import Path

import pytest

from dateline.errors import OutputError
from dateline.stores.files import write_all
from dateline.stores.texts import text_files


def test_writes_into_a_new_folder_and_over_old_files(tmp_path):
    folder = tmp_path / "a" / "b"
    write_all(folder, {"x.csv": b"old", "texts/y.txt": b"1"})
    assert write_all(folder, {"x.csv": b"new"}) == [folder / "x.csv"]
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == [
        "texts",
        "texts/y.txt",
        "x.csv",
    ]
    assert (folder / "x.csv").read_bytes() == b"new"
    assert (folder / "x.csv").stat().st_mode & 0o400


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"]
)
def test_what_was_there_stays_when_writing_stops(tmp_path, monkeypatch, error):
    write_all(tmp_path, {"x.csv": b"old", "y.csv": b"old"})
    calls = []

    def fsync(number):
        calls.append(number)
        if len(calls) == 2:
            raise error

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises((OutputError, KeyboardInterrupt)) as raised:
        write_all(tmp_path, {"x.csv": b"new", "y.csv": b"new"})
    if isinstance(error, OSError):
        assert "No space left on device" in str(raised.value)
        assert "--out" in str(raised.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"x.csv": b"old", "y.csv": b"old"}


def test_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(OutputError, match="choose another folder with --out"):
        write_all(tmp_path / "out", {"x.csv": b""})


def test_texts_have_names_that_cannot_leave_the_folder():
    assert text_files({"../x/1": "Zürich"}) == {"texts/..%2Fx%2F1.txt": "Zürich".encode()}
    assert Path(next(iter(text_files({"a b": ""})))).name == "a b.txt"
