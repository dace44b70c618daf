"""Writing a set of files: all of them or none."""

import os
import sys
from pathlib import Path

import fsspec
import pytest

from dateline.errors import OutputError
from dateline.stores import files
from dateline.stores.files import staged, write_all
from dateline.stores.texts import write_texts


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


@pytest.mark.parametrize(("doc_id", "name"), [("../x/1", "..%2Fx%2F1.txt"), ("a b", "a b.txt")], ids=["path", "blank"])
def test_texts_have_names_that_cannot_leave_the_folder(tmp_path, doc_id, name):
    with staged(tmp_path) as stage:
        write_texts([(doc_id, "Zürich")], stage)
    assert (tmp_path / "texts" / name).read_bytes() == "Zürich".encode()


def test_a_long_id_has_a_name_that_file_systems_take(tmp_path):
    ids = [f"https://example.org/{'x' * 300}/{end}" for end in ("1", "2")]
    with staged(tmp_path) as stage:
        write_texts(((doc_id, doc_id) for doc_id in ids), stage)
    written = {path.read_text() for path in (tmp_path / "texts").iterdir()}
    assert written == set(ids)


def test_nothing_has_its_name_before_the_end(tmp_path):
    with staged(tmp_path) as stage:
        with stage.open("a.csv") as file:
            file.write(b"1")
        stage.path("b.csv").write_bytes(b"2")
        assert [path.name[0] for path in tmp_path.iterdir()] == ["."]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"1", "b.csv": b"2"}


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError()], ids=["full", "stopped", "bug"]
)
def test_an_error_in_the_block_leaves_what_was_there(tmp_path, error):
    write_all(tmp_path, {"a.csv": b"old"})
    with pytest.raises((OutputError, type(error))), staged(tmp_path) as stage:
        with stage.open("a.csv") as file:
            file.write(b"new")
        raise error
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"old"}


def test_a_name_that_is_taken_by_a_folder_shows_before_any_file_takes_its_name(tmp_path):
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(OutputError, match=r"b\.csv is a folder"):
        write_all(tmp_path, {"a.csv": b"", "b.csv": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


def test_the_stage_may_stand_elsewhere(tmp_path):
    within = tmp_path / "out" / ".dateline"
    within.mkdir(parents=True)
    with staged(tmp_path / "out", within=within) as stage, stage.open("a.csv"):
        assert stage.root.parent == within
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".dateline", "a.csv"]
    assert list(within.iterdir()) == []


def test_run_json_takes_its_name_last_and_many_files_are_moved(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 2)
    names = ["run.json", "x.csv", *(f"texts/{number}.txt" for number in range(5))]
    moved = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, to: moved.append(path.name) or replace(path, to))
    write_all(tmp_path, dict.fromkeys(names, b""))
    assert moved[-1] == "run.json"
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == sorted(names)


def test_files_are_as_readable_as_the_umask_says(tmp_path):
    before = os.umask(0o027)
    write_all(tmp_path, {"a.csv": b""})
    os.umask(before)
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("scheme", ["memory", "file"])
def test_writes_to_an_address(tmp_path, scheme):
    url = f"{scheme}://{tmp_path}/out"
    with staged(url) as stage:
        for name in ("a.csv", "texts/b c.txt", "run.json"):
            with stage.open(name) as file:
                file.write(name.encode())
    system, root = fsspec.core.url_to_fs(url)
    found = {path.removeprefix(root).lstrip("/"): system.cat_file(path) for path in system.find(root)}
    assert found == {name: name.encode() for name in ("a.csv", "texts/b c.txt", "run.json")}


def test_nothing_goes_to_an_address_when_the_block_fails(tmp_path):
    url = f"memory://{tmp_path}/out"
    with pytest.raises(ValueError, match="x"), staged(url) as stage, stage.open("a.csv"):
        raise ValueError("x")
    assert fsspec.filesystem("memory").find(f"{tmp_path}/out") == []


def test_without_fsspec_an_address_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(OutputError, match=r'pip install "dateline\[engine\]"'), staged("s3://bucket/x"):
        pass


def test_an_address_that_nothing_knows_is_told():
    with pytest.raises(OutputError, match="nonsense://x: the results cannot be written there"), staged("nonsense://x"):
        pass
