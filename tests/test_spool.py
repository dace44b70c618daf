"""The spool: what is kept, what is refused, and what becomes of an earlier run."""

import sqlite3

import pytest

from dateline.errors import OutputError
from dateline.identities import Form, Identity
from dateline.spool import FILE, FOLDER, Mode, key_of, open_spool, packed, spool_of
from dateline.tables import Facts, failed
from dateline.types import Article

MADE_WITH = {"rules": "1", "model": "1"}


def article(doc_id, text="It rained.", **more):
    return Article(doc_id, text, **more)


def do(spool, *articles):
    """Do what is not done yet, and return the ids of these."""
    new = [(key_of(one), spool.take(one)) for one in articles if not spool.has(key_of(one))]
    spool.add([packed(key, failed(one, "ok", "")) for key, one in new])
    return [one.doc_id for _, one in new]


def opened(folder, mode=Mode.NEW, made_with=MADE_WITH, inputs=("in",)):
    return open_spool(folder, made_with, inputs, mode)


def ids(spool):
    return [facts.doc_id for facts, _ in spool.facts()]


def test_what_was_kept_is_there_again_in_order(tmp_path):
    with opened(tmp_path) as spool:
        assert do(spool, article("b"), article("a")) == ["b", "a"]
    with opened(tmp_path, Mode.RESUME) as spool:
        assert do(spool, article("a"), article("b"), article("c")) == ["c"]
        assert ids(spool) == ["a", "b", "c"]
        assert spool.count() == spool.count("ok") == 3


def test_where_an_article_lies_does_not_matter_but_its_date_does(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a", path="x/a.txt"))
        assert spool.has(key_of(article("a", path="y/a.txt")))
        assert not spool.has(key_of(article("a", published="2019-06-05")))


def test_what_the_input_does_not_hold_any_more_is_dropped(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a"), article("b"))
    with opened(tmp_path, Mode.RESUME) as spool:
        do(spool, article("b"), article("c"))
        assert spool.drop_unseen() == 1
        assert ids(spool) == ["b", "c"]


@pytest.mark.parametrize("complete", [True, False], ids=["complete", "unfinished"])
def test_a_new_run_begins_anew_but_not_over_one_that_was_not_finished(tmp_path, complete):
    with opened(tmp_path) as spool:
        do(spool, article("a"))
        if complete:
            spool.complete({})
    if complete:
        with opened(tmp_path) as spool:
            assert spool.count() == 0
    else:
        with pytest.raises(OutputError, match=r"1 articles of a run that was not finished.*--resume.*--restart"):
            opened(tmp_path).__enter__()
        with opened(tmp_path, Mode.RESTART) as spool:
            assert spool.count() == 0


def test_changed_rules_begin_anew_and_say_so(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a"))
    with opened(tmp_path, Mode.RESUME, MADE_WITH | {"rules": "2"}) as spool:
        assert spool.told == "begun anew, since these changed: rules"
        assert spool.count() == 0


def test_append_keeps_the_others_and_gives_new_ids_to_other_texts(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a"), article("b"))
        spool.complete({})
    with opened(tmp_path, Mode.APPEND, inputs=["more"]) as spool:
        assert do(spool, article("a"), article("b", "It snowed."), article("c")) == ["b-2", "c"]
        assert spool.drop_unseen() == 0
        assert ids(spool) == ["a", "b", "b-2", "c"]
        assert spool.inputs == ["in", "more"]


def test_an_append_that_was_broken_off_goes_on(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a"))
        spool.complete({})
    with opened(tmp_path, Mode.APPEND) as spool:
        do(spool, article("a", "It snowed."))
    with opened(tmp_path, Mode.RESUME) as spool:
        assert do(spool, article("a", "It snowed."), article("c")) == ["c"]
        spool.drop_unseen()
        assert ids(spool) == ["a", "a-2", "c"]


def test_append_refuses_to_mix_rules(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a"))
        spool.complete({})
    with pytest.raises(OutputError, match="was made with other rules"):
        opened(tmp_path, Mode.APPEND, MADE_WITH | {"rules": "2"}).__enter__()


def test_a_second_run_at_the_same_time_is_refused(tmp_path):
    with opened(tmp_path), pytest.raises(OutputError, match="another run is writing there"):
        opened(tmp_path).__enter__()


def test_a_damaged_file_is_told(tmp_path):
    path = tmp_path / FOLDER / FILE
    path.parent.mkdir()
    path.write_bytes(b"no database" * 500)
    with pytest.raises(OutputError, match=f"{FILE} is damaged .*delete it"):
        opened(tmp_path).__enter__()


def test_a_chunk_is_kept_whole_or_not_at_all(tmp_path):
    one = packed(b"1", failed(article("a"), "ok", ""))
    with opened(tmp_path) as spool:
        with pytest.raises(sqlite3.IntegrityError):
            spool.add([one, one])
        assert spool.count() == 0


def test_a_full_disk_keeps_what_was_done_and_says_what_to_do(tmp_path):
    with opened(tmp_path) as spool:
        do(spool, article("a"))
        pages = spool.db.execute("PRAGMA page_count").fetchone()[0]
        spool.db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OutputError, match=r"database or disk is full.*--resume"):
            spool.add(
                [packed(b"2", failed(article("b", path="x" * 9), "ok", "y"), "".join(map(chr, range(60000))) * 9)]
            )
        assert ids(spool) == ["a"]


def test_texts_and_forms_come_back_as_they_were(tmp_path):
    entity = {"id": "E1", "type": "ORG", "name": "Orvane", "aliases": ["OMW"], "place": {}, "mentions": []}
    found = Facts(failed(article("a"), "ok", "").document, [entity])
    with opened(tmp_path) as spool:
        spool.add([packed(b"1", found, "It \ud800 rained \x00 \U0001f600.")])
        assert list(spool.texts()) == [("a", "It \ud800 rained \x00 \U0001f600.")]
        assert spool.forms() == {Form("ORG", "Orvane", ("OMW",)): 1}


def test_who_is_who_is_settled_for_runs_that_add(tmp_path):
    settled = {Form("ORG", "Orvane"): Identity("e1", "ORG", "Orvane Inc.", "same name")}
    with opened(tmp_path) as spool:
        do(spool, article("a"))
        assert spool.settled() == {}
        spool.complete(settled)
    with opened(tmp_path, Mode.APPEND) as spool:
        assert spool.settled() == settled


def test_a_spool_in_memory_takes_facts():
    assert ids(spool_of([failed(article("b"), "ok", ""), failed(article("a"), "error", "x")])) == ["a", "b"]
