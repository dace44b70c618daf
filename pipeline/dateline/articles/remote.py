"""Files at addresses that fsspec knows: s3://, gs://, abfs://, https://, hdfs://, memory:// and more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from glob import has_magic
from io import BufferedReader
from typing import Any

from dateline.errors import InputError
from dateline.paths import INSTALL, file_system


@dataclass(frozen=True)
class Remote:
    """A file at an address, to be used as a `Path` is."""

    system: Any
    path: str

    def __str__(self) -> str:
        """Return the address."""
        return str(self.system.unstrip_protocol(self.path))

    @property
    def name(self) -> str:
        """The name without its folders."""
        return self.path.rpartition("/")[2]

    def as_posix(self) -> str:
        """Return what articles show as their path: the address."""
        return str(self)

    def open(self, mode: str = "rb") -> BufferedReader:
        """Open it for reading; it is read block by block."""
        return BufferedReader(self.system.open(self.path, mode))


def list_remote(given: str, known: Callable[[Remote], bool]) -> Iterator[Remote]:
    """Give the file at an address, or those of known kinds in a folder or glob, folder by folder, sorted.

    Raises:
        InputError: fsspec, or what it needs for such addresses, is not installed; the address does not exist, may not
            be read, or holds no file of a known kind.
    """
    try:
        system, path = file_system(given)
    except ImportError as error:
        raise InputError(f"{given}: to read from an address, {INSTALL} ({error})") from error
    except ValueError as error:
        raise InputError(f"{given} cannot be read: {error}") from error
    found = False
    try:
        for file in _matches(system, path):
            if file.path == path or known(file):
                found = True
                yield file
    except FileNotFoundError as error:
        raise InputError(f"{given} does not exist: give the address of a file, of a folder, or a glob") from error
    except Exception as error:  # each kind of store has errors of its own
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{given} cannot be read ({reason}): check the address and your rights there") from error
    if not found:
        raise InputError(f"no article at {given}: give .txt, .json, .jsonl, .csv, .parquet, .html or .warc files")


def _matches(system: Any, path: str) -> Iterator[Remote]:
    try:
        if system.info(path)["type"] == "directory":
            yield from _walk(system, path)
        else:
            yield Remote(system, path)
        return
    except FileNotFoundError:
        if not has_magic(path):
            raise
    for entry in sorted(system.glob(path, detail=True).values(), key=_name):
        # Here "*" also matches hidden files.
        if "/." in entry["name"] and "/." not in path:
            continue
        if entry["type"] != "directory":
            yield Remote(system, entry["name"])
        # "**" also matches the folders on the way, whose files it matches by themselves.
        elif "**" not in path:
            yield from _walk(system, entry["name"])


def _walk(system: Any, folder: str) -> Iterator[Remote]:
    """Give the files under a folder in the order of a local one; neither hidden ones nor those of linked folders."""
    folders = []
    for entry in sorted(system.ls(folder, detail=True), key=_name):
        name = entry["name"].rstrip("/")
        # Object stores may list a folder within itself.
        if name == folder.rstrip("/") or name.rpartition("/")[2].startswith("."):
            continue
        if entry["type"] != "directory":
            yield Remote(system, name)
        elif not entry.get("islink"):
            folders.append(name)
    for inner in folders:
        yield from _walk(system, inner)


def _name(entry: dict[str, Any]) -> str:
    return str(entry["name"])
