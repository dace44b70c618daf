"""Tables -> files. Each store streams rows into a stage: a whole set of files or nothing, the same bytes each time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar

Row = tuple[Any, ...]
Item = TypeVar("Item")


class Tables(Protocol):
    """The rows of a run, table by table, in the order of the files."""

    @property
    def names(self) -> Sequence[str]:
        """Keys of `columns.ALL_TABLES` that are there, in that order."""

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, in a fresh pass at each call.

        Cells are in the order of `ALL_TABLES[table].columns`: None where unknown, else a text, an int or a float.
        """

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of up to `size` items."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def encodable(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows whose texts have a UTF-8 form: a lone surrogate, from a broken escape in the input, becomes `?`."""
    for row in rows:
        yield tuple(
            cell.encode("utf-8", "replace").decode() if isinstance(cell, str) and not cell.isascii() else cell
            for cell in row
        )
