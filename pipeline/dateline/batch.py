"""Articles -> facts, as a stream. One article is one unit of failure: what goes wrong with it is told in its row."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers doc._.published)
from dateline.articles.identity import Ids, content_id
from dateline.articles.records import NO_TEXT, clean
from dateline.tables import Facts, facts, failed
from dateline.types import Article

BATCH_SIZE = 32
# Beyond this spaCy's parser needs gigabytes of memory, and no news article is as long.
MAX_CHARS = 200_000
LANGUAGE = "en"

logger = logging.getLogger(__name__)


def run(
    articles: Iterable[Article],
    nlp: Language,
    *,
    batch_size: int = BATCH_SIZE,
    max_chars: int = MAX_CHARS,
    predicates: bool = False,
) -> Iterator[Facts]:
    """Analyse articles and yield the facts of each, in their order, also of those that failed or were skipped.

    Args:
        articles: read as they are needed; no more than a batch is held.
        nlp: the pipeline of `dateline.load()`, or any with the same layers.
        batch_size: articles that the pipeline takes together.
        max_chars: longer texts fail.
        predicates: keep all predicates, for the table of that name.
    """
    stream = iter(articles)
    while batch := list(islice(stream, batch_size)):
        good = [article for article in batch if not _refusal(article, max_chars)]
        found = dict(zip(map(id, good), _analyse(good, nlp, predicates), strict=True))
        for article in batch:
            yield found[id(article)] if id(article) in found else failed(article, *_refusal(article, max_chars))


def plain_article(text: str, published: str = "", ids: Ids | None = None) -> Article:
    """Make an Article of a plain text, cleaned as readers do, with an id from its content unique among `ids`."""
    stored = clean(text)
    doc_id = content_id(stored)
    return Article(
        doc_id=ids.unique(doc_id) if ids else doc_id,
        text=stored,
        published=published,
        published_source="option" if published else "none",
    )


def prepare(article: Article, nlp: Language) -> Doc:
    """Make the Doc of an article, still to be analysed, with the date that relative dates are resolved against."""
    doc = nlp.make_doc(article.text)
    doc._.published = article.published
    return doc


def _refusal(article: Article, max_chars: int) -> tuple[str, str] | tuple[()]:
    """Return status and reason where an article is not to be analysed."""
    if article.error == NO_TEXT or not (article.error or article.text.strip()):
        return "skipped", NO_TEXT
    if article.error:
        return "error", article.error
    if len(article.text) > max_chars:
        return "error", f"the text has {len(article.text):,} characters; raise --max-chars ({max_chars:,}) to read it"
    if article.language not in ("", LANGUAGE):
        return "skipped", f"the language is {article.language}; only {LANGUAGE} is read"
    return ()


def _analyse(articles: Sequence[Article], nlp: Language, predicates: bool) -> list[Facts]:
    """Analyse a batch together; where that fails, one by one, so that one article does not take the others with it."""
    try:
        docs = list(nlp.pipe([prepare(article, nlp) for article in articles], batch_size=max(1, len(articles))))
        return [facts(article, doc, predicates=predicates) for article, doc in zip(articles, docs, strict=True)]
    except Exception:
        logger.debug("a batch failed; its articles are tried one by one", exc_info=True)
        return [_analyse_one(article, nlp, predicates) for article in articles]


def _analyse_one(article: Article, nlp: Language, predicates: bool) -> Facts:
    try:
        return facts(article, nlp(prepare(article, nlp)), predicates=predicates)
    except Exception as error:
        # Whatever a component or a user's own rule raises belongs in the article's row, with enough to find it by.
        logger.debug("%s failed", article.doc_id, exc_info=True)
        return failed(article, "error", f"{type(error).__name__}: {' '.join(str(error).split())}")
