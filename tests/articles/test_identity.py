from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from dateline.articles import content_id
from dateline.articles.identity import Ids


def test_content_id_is_the_beginning_of_the_sha256() -> None:
    assert content_id("Zoë") == "a" + sha256("Zoë".encode()).hexdigest()[:16]


@given(st.text() | st.just("\ud83d"))
def test_content_id_is_total_and_short(text: str) -> None:
    assert len(content_id(text)) == 17


def test_ids_of_one_run_differ() -> None:
    ids = Ids()
    assert [ids.unique(doc_id) for doc_id in ("x", "x", "x", "y", "x-2")] == ["x", "x-2", "x-3", "y", "x-2-2"]
