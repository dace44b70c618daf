from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.articles import ReadOptions, read_articles
from dateline.types import Article

Read = Callable[..., list[Article]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write `data` under `name` and read it back."""

    def run(name: str, data: bytes | str, **options: object) -> list[Article]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return list(read_articles([str(path)], ReadOptions(**options)))

    return run


@pytest.fixture
def read_one(read: Read) -> Callable[..., Article]:
    def run(name: str, data: bytes | str, **options: object) -> Article:
        (article,) = read(name, data, **options)
        return article

    return run
