"""Writing a set of files so that a reader sees the old ones or the new ones, never a half."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from dateline.errors import OutputError


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write `files` (path inside the folder -> content), all staged and flushed before the first one takes its name.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full; what was there before is unchanged.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # A name that begins with a dot: readers of *.csv do not see what is not finished.
            with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
                staged.append((Path(file.name), path))
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # Temporary files are private; results are not.
            Path(file.name).chmod(0o666 & ~_umask())
        for temporary, path in staged:
            temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{folder}: the results cannot be written ({reason}); choose another folder with --out, or make room in it"
        ) from error
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
    return [path for _, path in staged]


def _umask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
