"""Articles that repeat another, exactly or nearly."""

import random
import sqlite3
from collections.abc import Sequence

import pytest

from dateline.duplicates import ASKED, alike, mark, signature

STORY = """The ferry operator Norlinje said on Tuesday that it would take two of its oldest ships out of service
before the summer. The Astrid and the Malin were built in 1981 and no longer meet the rules on emissions that the
harbour of Kvarnvik has set for all vessels from July. Norlinje will replace them with one larger ship that runs on
batteries and is under construction at a yard in the north of the country. About 140 people work on the two ships, and
the company said that most of them would find a post on the new one. The union of seamen called the plan hasty. Its
chairwoman pointed out that the yard had delivered its last two ships months late, and asked who would carry the
islanders in the meantime. The county pays for about a third of the traffic, and its council will debate the matter in
May. Tickets that have been sold for the autumn stay valid."""
OTHER = """The county council of Kvarnvik has raised the fees for moorings in the inner harbour by a tenth, its first
increase in six years. Owners of small boats protested in front of the town hall, where a few dozen of them had laid
out fishing nets on the steps. The mayor said the money was needed for a new breakwater, the old one having been
damaged by the storms of the past two winters, and that those who fish for a living would pay nothing more at all. A
first part of the work is to begin before the summer. The opposition wants to know why no other yard made an offer."""
TAIL = " This article was taken over from an agency without changes. Only the headline is ours."
Row = tuple[str, str, str]  # id, date, text


def sentences(text: str) -> list[str]:
    return " ".join(text.split()).split(". ")


def without(text: str, *numbers: int) -> str:
    return ". ".join(one for number, one in enumerate(sentences(text)) if number not in numbers)


def duplicates(rows: Sequence[Row]) -> dict[str, str]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE articles (doc_id TEXT, published TEXT, digest TEXT, signature BLOB)")
    made = [(doc_id, published, " ".join(text.split()), signature(text)) for doc_id, published, text in rows]
    made += [("failed", "", "", b""), ("skipped", "", "", b"")]
    db.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", made)
    mark(db)
    tables = {name for (name,) in db.execute("SELECT name FROM temp.sqlite_master")}
    assert not tables, "nothing temporary is left"
    return dict(db.execute("SELECT doc_id, duplicate_of FROM duplicates").fetchall())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(STORY, True, id="the same"),
        pytest.param(STORY.upper().replace(" ", "  "), True, id="other case and spaces"),
        pytest.param("KVARNVIK, March 5 (Nordwire) - " + STORY + TAIL, True, id="agency's line and note"),
        pytest.param(without(STORY, 0), True, id="without its first paragraph"),
        pytest.param(STORY.replace("140", "155").replace("two", "three"), True, id="numbers updated"),
        pytest.param(without(STORY, 2, 6), True, id="two sentences less"),
        pytest.param(STORY + " " + without(OTHER, 4, 5), True, id="grown by half"),
        pytest.param(". ".join(sentences(STORY)[:4]), True, id="cut to half"),
        pytest.param(OTHER, False, id="another story of the same town"),
        pytest.param(". ".join(sentences(STORY)[:2]) + ". " + OTHER, False, id="two sentences of background in common"),
    ],
)
def test_near(text: str, expected: bool) -> None:
    assert alike(signature(STORY), signature(text)) is expected
    assert duplicates([("a", "2024-03-05", STORY), ("b", "2024-03-06", text)]) == ({"b": "a"} if expected else {})


def test_a_short_text_repeats_only_the_same() -> None:
    short = "Norlinje said on Tuesday that it would take two of its oldest ships out of service."
    rows = [("a", "2024-03-05", short), ("b", "2024-03-05", short), ("c", "2024-03-05", short + " More follows.")]
    assert signature(short) == b""
    assert duplicates(rows) == {"b": "a"}


GROWING = [". ".join((sentences(STORY) + sentences(OTHER))[: 4 + step]) for step in range(9)]


def test_order_does_not_matter_and_no_duplicate_is_an_original() -> None:
    # An update repeats the one before, the last one hardly the first.
    rows = [(f"a{9 - number}", f"2024-03-{number + 1:02}", text) for number, text in enumerate(GROWING)]
    rows += [("b1", "", STORY), ("b2", "", STORY), ("c", "2024-03-02", OTHER), ("d", "2024-03-02", OTHER)]
    found = duplicates(rows)
    assert not set(found) & set(found.values())
    assert found["a8"] == "a9", "the earliest is the original, though its id is the greatest"
    assert found["b1"] in {"a9", "a8", "a7", "a6", "a5"}, "without a date it comes last"
    assert found["d"] == "c"
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert duplicates(rows) == found


def test_exact_duplicates_of_a_near_one_go_to_its_original() -> None:
    copy = STORY + TAIL
    rows = [("a", "2024-03-05", STORY), ("b", "2024-03-06", copy), ("c", "2024-03-07", copy)]
    assert duplicates(rows) == {"b": "a", "c": "a"}


def test_marking_again_starts_anew() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE articles (doc_id TEXT, published TEXT, digest TEXT, signature BLOB)")
    rows = [(doc_id, "2024-03-05", "same", signature(STORY)) for doc_id in "ab"]
    db.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)
    mark(db)
    db.execute("DELETE FROM articles WHERE doc_id = 'b'")
    mark(db)
    assert db.execute("SELECT * FROM duplicates").fetchall() == []


def test_a_copy_is_found_beyond_a_bucket_full_of_boilerplate() -> None:
    # All share the note at the end and little else; a bucket knows its first originals only.
    made = random.Random(1)
    words = [f"word{number}" for number in range(5000)]
    texts = [" ".join(made.choices(words, k=120)) + 3 * TAIL for _ in range(3 * ASKED)]
    rows = [(f"a{number:03}", "2024-03-05", text) for number, text in enumerate(texts)]
    copies = [(f"b{number:03}", "2024-03-06", text + " And so on.") for number, text in enumerate(texts)]
    assert duplicates([*rows, *copies]) == {f"b{number:03}": f"a{number:03}" for number in range(len(texts))}


def test_signature_is_the_same_everywhere() -> None:
    # A version of the library that permutes otherwise would part the articles of one table.
    signed = signature(STORY)
    assert len(signed) == 4 + 4 * 128
    assert signed[:12].hex() == "a00000009b1b26002c01fc00"
