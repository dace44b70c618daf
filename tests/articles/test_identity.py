from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.articles import content_id
from dateline.articles.identity import Ids
from dateline.errors import OutputError


def test_content_id_is_the_beginning_of_the_sha256() -> None:
    assert content_id("Zoë") == "a" + sha256("Zoë".encode()).hexdigest()[:16]


@given(st.text() | st.just("\ud83d"))
def test_content_id_is_total_and_short(text: str) -> None:
    assert len(content_id(text)) == 17


def test_ids_of_one_run_differ() -> None:
    with Ids() as ids:
        given = ("x", "x", "x", "y", "x-2", "\ud83d", "\ud83d")
        assert [ids.unique(doc_id) for doc_id in given] == ["x", "x-2", "x-3", "y", "x-2-2", "\ud83d", "\ud83d-2"]


def test_ids_that_find_no_room_say_so() -> None:
    with Ids() as ids:
        ids._db.execute("PRAGMA max_page_count = 2")
        with pytest.raises(OutputError, match="TMPDIR"):
            for number in range(1_000):
                ids.unique(f"article {number}")
