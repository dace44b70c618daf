"""Archives: gz streams and zip members, read where they lie and never written to disk."""

import gzip
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

from dateline.errors import InputError


class Capped(RawIOBase):
    """A stream that refuses to give more than `limit` bytes: a small file may unpack to more than a disk holds."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._left = limit

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def close(self) -> None:
        """Close the packed stream, too."""
        self._stream.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with the next bytes.

        Raises:
            InputError: when the limit is passed.
        """
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"unpacks to more than {self._limit} bytes; raise --max-bytes if that is meant")
        buffer[: len(data)] = data
        return len(data)


def gunzip(stream: BufferedReader, limit: int) -> BufferedReader:
    """Return the unpacked stream of a gz file."""
    return BufferedReader(Capped(gzip.GzipFile(fileobj=stream), limit))


def shown_name(info: ZipInfo) -> str:
    """Return the name of a zip member without the parts that would lead out of the archive."""
    parts = info.filename.replace("\\", "/").split("/")
    return str(PurePosixPath(*[part for part in parts if part not in ("", ".", "..")]))


def zip_members(archive: ZipFile) -> Iterator[tuple[str, ZipInfo]]:
    """Give the name and the entry of each file in a zip, sorted by name; folders and hidden files are skipped."""
    named = ((shown_name(info), info) for info in archive.infolist() if not info.is_dir())
    for name, info in sorted(named, key=lambda pair: (pair[0], pair[1].header_offset)):
        # __MACOSX/ holds what the Finder adds to each file
        if not any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
            yield name, info


def open_member(archive: ZipFile, info: ZipInfo, limit: int) -> BufferedReader:
    """Return the unpacked stream of a zip member."""
    return BufferedReader(Capped(archive.open(info), limit))
