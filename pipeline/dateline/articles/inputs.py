"""What the user names, to files: files, folders, globs and addresses, in an order that is the same everywhere."""

import os
from collections.abc import Callable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from dateline.articles.remote import Remote, list_remote
from dateline.errors import InputError
from dateline.paths import is_remote

STDIN = "-"
File = Path | Remote


def walk(folder: Path) -> Iterator[Path]:
    """Give the files under `folder`, sorted folder by folder; neither hidden ones nor those of linked folders."""
    unreadable: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            # a broken link is a file that cannot be read, and is told; a socket or pipe would block
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                yield path
    # a folder that may not be listed is told like a file that may not be read
    yield from (Path(error.filename) for error in unreadable)


def _matches(pattern: str) -> list[str]:
    return sorted(glob(pattern, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern


def check_input(given: str, known: Callable[[File], bool]) -> None:
    """Say at once what cannot be read at all, before hours of work.

    Raises:
        InputError: `given` does not exist, matches nothing, or is a folder without a single file of a `known` kind.
    """
    if given == STDIN:
        return
    if is_remote(given):
        next(list_remote(given, known))
        return
    path = Path(given)
    try:
        exists = path.exists()
    except OSError as error:
        raise InputError(f"{given} cannot be read: {error.strerror}") from error
    if not exists and has_magic(given):
        if not _matches(given):
            raise InputError(f"no file matches {given}: check the pattern, and that the shell leaves it to dateline")
    elif not exists:
        raise InputError(f"{given} does not exist: give a file, a folder, a glob, or - for standard input")
    elif path.is_dir() and not any(known(file) for file in walk(path)):
        others = sorted({file.suffix or file.name for file in walk(path)})
        there = f"; it holds only {', '.join(others[:10])}" if others else "; it is empty"
        raise InputError(
            f"no article in the folder {given}{there}: "
            "give .txt, .md, .html, .json, .jsonl, .csv, .tsv, .parquet, .warc, .tml or .conllu files,"
            " or .gz and .zip of them"
        )


def list_files(inputs: Sequence[str], known: Callable[[File], bool]) -> Iterator[File]:
    """Give the files of `inputs` in their order. What a folder or glob holds of unknown kinds is left out."""
    for given in inputs:
        path = Path(given)
        if is_remote(given):
            yield from list_remote(given, known)
        elif path.is_dir():
            yield from filter(known, walk(path))
        elif given == STDIN or path.exists():
            yield path
        else:
            for match in _matches(given):
                # "**" also matches the folders on the way, whose files it matches by themselves
                if "**" not in given or not Path(match).is_dir():
                    yield from (file for file in list_files([match], known) if known(file))


def list_skipped(inputs: Sequence[str], known: Callable[[Path], bool]) -> Iterator[Path]:
    """Give the files in the folders among `inputs` that are left out because of their kind."""
    for given in inputs:
        if Path(given).is_dir():
            yield from (path for path in walk(Path(given)) if not known(path))
