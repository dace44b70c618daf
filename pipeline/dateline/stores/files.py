"""Writing a set of files so that a reader sees the old ones or the new ones, never a half."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from dateline.errors import OutputError
from dateline.paths import INSTALL, file_system, is_remote

# It tells what the other files are, so it takes its name after them.
LAST = "run.json"
# What the name of a stage begins with.
STAGED = ".staged-"
# What SQLite raises for a full, broken or missing disk: SQLITE_READONLY, _IOERR, _FULL and _CANTOPEN.
DISK_ERRORS = frozenset((8, 10, 13, 14))
AT_ONCE = 1000


class Stage:
    """Files in the making. They have their names inside the stage's own folder, which nobody reads."""

    def __init__(self, root: Path, target: Path | None) -> None:
        self.root = root
        self._target = target

    def path(self, name: str) -> Path:
        """Return where to write the file that will be `name` (a relative path), for what writes to paths only."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if self._target:
            # What would keep the file from its name must show before the first of them takes one.
            final = self._target / name
            final.parent.mkdir(parents=True, exist_ok=True)
            if final.is_dir():
                raise IsADirectoryError(21, f"{name} is a folder")
        return path

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open the file that will be `name` (a relative path) for writing."""
        with self.path(name).open("wb") as file:
            yield file


@contextmanager
def written(folder: Path | str) -> Iterator[None]:
    """Run a block that writes what will stand in `folder`.

    Raises:
        OutputError: the disk is full, broken or not there, by what the system or SQLite says.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF not in DISK_ERRORS:
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"{folder}: the results cannot be written ({reason}); choose another folder with --out, or make room in it"
        ) from error


@contextmanager
def staged(folder: Path | str, *, within: Path | None = None) -> Iterator[Stage]:
    """Give a stage whose files are flushed and take their names in `folder` at the end of the block, or never.

    A local file takes its name in one step, `run.json` after all others. Where `folder` is remote its files are made
    on this machine and copied at the end, again `run.json` last: without it a remote set is not complete.

    Args:
        folder: made if missing; or an address that fsspec knows (`s3://bucket/folder`).
        within: where the stage's own folder stands; by default in `folder`, or among temporary files for a remote one.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full; what was there before is unchanged.
    """
    with written(folder):
        if is_remote(str(folder)):
            copy = _copier(str(folder))
            with TemporaryDirectory(prefix=STAGED, dir=within) as scratch:
                yield Stage(Path(scratch), None)
                _deliver(Path(scratch), copy)
            return
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        # A name that begins with a dot: readers of *.csv do not see what is not finished.
        with TemporaryDirectory(prefix=STAGED, dir=within or target) as scratch:
            yield Stage(Path(scratch), target)
            for file in _files(scratch):
                _flush(file)
            _deliver(Path(scratch), lambda file, name: file.replace(target / name))
            _flush_names(target, scratch)


def clear_stages(folder: Path) -> None:
    """Remove the stages that runs which were killed have left in a folder; no run may be on."""
    for stage in folder.glob(f"{STAGED}*"):
        rmtree(stage, ignore_errors=True)


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write `files` (path inside the folder -> content), all staged and flushed before the first one takes its name.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full; what was there before is unchanged.
    """
    with staged(folder) as stage:
        for name, content in files.items():
            with stage.open(name) as file:
                file.write(content)
    return [folder / name for name in files]


def _files(folder: Path | str) -> Iterator[Path]:
    """Yield the files of a folder and its subfolders without listing them: there may be a text for each article."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                yield Path(entry.path)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_names(target: Path, scratch: str) -> None:
    """Flush the names that files have taken, in `target` and the folders below it that the stage has."""
    # Elsewhere a folder cannot be opened, and names need no flushing.
    for folder, _, _ in os.walk(scratch) if os.name == "posix" else ():
        handle = os.open(target / os.path.relpath(folder, scratch), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _deliver(root: Path, move: Callable[[Path, str], Any]) -> None:
    """Move each file out of the stage; `move` takes the file and its future name."""
    last = root / LAST
    # A folder is not to be changed while it is listed, so it is listed again after every few files.
    while files := list(islice((file for file in _files(root) if file != last), AT_ONCE)):
        for file in files:
            move(file, file.relative_to(root).as_posix())
    if last.exists():
        move(last, LAST)


def _copier(url: str) -> Callable[[Path, str], None]:
    """Return the function that moves a local file to a name below `url`."""
    try:
        system, folder = file_system(url)
    except ImportError as error:
        raise OutputError(f"{url}: to write to an address, {INSTALL} ({error})") from error
    except ValueError as error:
        raise OutputError(f"{url}: the results cannot be written there ({error}); choose another --out") from error

    def move(file: Path, name: str) -> None:
        place = f"{folder.rstrip('/')}/{name}"
        system.makedirs(place.rpartition("/")[0], exist_ok=True)
        system.put_file(str(file), place)
        file.unlink()

    return move
