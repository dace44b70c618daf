"""The pipeline over what no journalist wrote: nothing crashes it, and the time it takes grows with the text only."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.batch import MAX_CHARS, plain_article, run
from dateline.spool import packed

# Seconds of one processor that a text of `MAX_CHARS` may take; news takes a fifth of it.
LIMIT = 100
SHORT = 5_000
# Repeated to a text of any length.
PIECES = {
    "no full stop": "the company said on Monday that profit rose and John Smith of Acme went to Paris ",
    "a word": "a",
    "capitals": "A",
    "digits": "7",
    "names": "Alpha Beta Gamma Delta ",
    "initials": "A. B. C. ",
    "stops between letters": "A.B.C.",
    "dates": "5 June 2019, ",
    "months": "June ",
    "days": "2019-06-05 ",
    "ages ago": "two years and three months ago ",
    "numbers": "1,000,000 ",
    "commas between digits": "1,",
    "numbers in words": "one hundred and ",
    "currencies": "$",
    "amounts": "$5 million, ",
    "quotes": '"',
    "nested quotes": '"“‘',
    "open brackets": "(",
    "brackets": "(a ",
    "dashes": " - ",
    "hyphens": "a-",
    "stops": ". ",
    "ampersands": "A & B ",
    "legal forms": "Inc. ",
    "titles": "Mr. President ",
    "people": "John Smith ",
    "lists": "Acme, Beta, Gamma and ",
    "speech": '"Yes," he said. ',
    "lines": "a\n",
    "bullets": "- a\n",
    "paragraphs": "A b\n\n",
    "spaces": " ",
    "marks on a letter": "\u0301",
    "joiners": "a\u200d",
    "overrides of direction": "\u202ea\u202c",
    "emoji": "👩‍👩‍👧",
    "Arabic": "السلام ",
    "Chinese": "漢字",
    "addresses": "http://a.b/c",
    "results": "3-2 ",
}


def analysed(text, nlp):
    """Return what a run makes of a text, and see that it can be kept."""
    (found,) = run([plain_article(text, "2019-06-05")], nlp, predicates=True)
    json.loads(json.dumps(vars(found)))
    packed(b"key", found)
    return found.document["status"], found.document["error"]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text(piece, pipeline, is_long, within):
    size = MAX_CHARS if is_long else SHORT
    text = f"a{PIECES[piece] * size}"[: size - 1] + "b"
    with within(LIMIT * max(size, MAX_CHARS / 10) / MAX_CHARS):
        assert analysed(text, pipeline) == ("ok", "")


def test_ten_thousand_dates(pipeline, is_long, within):
    number = 10_000 if is_long else 500
    text = " ".join(f"On {day % 28 + 1} May {1900 + day % 120} Acme bought Bolt." for day in range(number))
    with within(LIMIT):
        for start in range(0, len(text), MAX_CHARS):
            assert analysed(text[start : start + MAX_CHARS], pipeline) == ("ok", "")


def test_a_text_beyond_the_limit_is_refused_at_once(pipeline, within):
    with within(2):
        assert analysed("Acme said it. " * 400_000, pipeline)[0] == "error"


WORDS = st.sampled_from([*PIECES.values(), "Acme Corp", "said", "June 5", "$5 million", "Mr. Smith", "\n\n", " ", "."])
TEXTS = st.one_of(
    st.lists(WORDS | st.text(max_size=5), max_size=40).map("".join),
    st.lists(WORDS, max_size=40).map(" ".join),
    st.text(max_size=200),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Zs", "Lu"]), max_size=200),
)


@given(text=TEXTS)
def test_any_text_is_analysed(text, pipeline):
    assert analysed(text, pipeline) in (("ok", ""), ("skipped", "no text"))
