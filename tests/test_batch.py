"""Streams of articles: order, failures, laziness."""

import pytest
import spacy
from spacy.language import Language

from dateline.batch import plain_article, run
from dateline.types import Article


@Language.component("test_batch_fragile")
def fragile(doc):
    if "poison" in doc.text:
        raise ValueError("cannot digest\nthis")
    return doc


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("test_batch_fragile")
    return nlp


def outcome(found):
    return [(each.document["doc_id"], each.document["status"], each.document["error"]) for each in found]


def test_one_bad_article_does_not_take_its_batch_along(nlp):
    articles = [Article("a", "Fine."), Article("b", "A poison."), Article("c", "Fine too.")]
    assert outcome(run(articles, nlp)) == [
        ("a", "ok", ""),
        ("b", "error", "ValueError: cannot digest this"),
        ("c", "ok", ""),
    ]


@pytest.mark.parametrize(
    ("article", "status", "reason"),
    [
        pytest.param(Article("a", "", error="cannot be read"), "error", "cannot be read", id="unreadable"),
        pytest.param(Article("a", " \n"), "skipped", "no text", id="empty"),
        pytest.param(
            Article("a", "Bonjour.", language="fr"), "skipped", "the language is fr; only en is read", id="french"
        ),
        pytest.param(
            Article("a", "x" * 51), "error", "the text has 51 characters; raise --max-chars (50)", id="too-long"
        ),
    ],
)
def test_articles_that_are_not_analysed_say_why(nlp, article, status, reason):
    ((_, found_status, error),) = outcome(run([article], nlp, max_chars=50))
    assert (found_status, error[: len(reason)]) == (status, reason)


def test_order_is_kept_over_batches(nlp):
    articles = [Article(str(number), "Text." if number % 3 else "") for number in range(10)]
    assert [found.doc_id for found in run(articles, nlp, batch_size=4)] == [article.doc_id for article in articles]


def test_no_more_than_a_batch_is_read_ahead(nlp):
    read = []

    def articles():
        for number in range(9):
            read.append(number)
            yield Article(str(number), "Text.")

    next(run(articles(), nlp, batch_size=3))
    assert read == [0, 1, 2]


def test_same_article_twice_in_a_batch(nlp):
    article = Article("a", "Text.")
    assert len(outcome(run([article, article], nlp))) == 2


def test_component_sees_the_publication_date(nlp):
    seen = []
    Language.component("test_batch_seer", func=lambda doc: seen.append(doc._.published) or doc)
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.add_pipe("test_batch_seer")
    list(run([Article("a", "Text.", published="2019-06-05")], other))
    assert seen == ["2019-06-05"]


def test_stop_is_not_taken_for_a_failure():
    def stop(doc):
        raise KeyboardInterrupt

    Language.component("test_batch_stop", func=stop)
    nlp = spacy.blank("en")
    nlp.add_pipe("test_batch_stop")
    with pytest.raises(KeyboardInterrupt):
        list(run([Article("a", "Text.")], nlp))


def test_plain_article_is_cleaned_and_named_by_its_content():
    one, other = plain_article("Cafe\u0301."), plain_article("Caf\u00e9.", "2019-06-05")
    assert one.text == other.text == "Caf\u00e9."
    assert one.doc_id == other.doc_id
    assert (one.published_source, other.published_source) == ("none", "option")
