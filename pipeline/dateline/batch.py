"""Articles -> facts, as a stream. One article is one unit of failure: what goes wrong with it is told in its row.

`run` does it with a pipeline in this process. `Analysis` says how it is done anywhere: a worker, here or on another
machine, is given one and loads the pipeline once.
"""

import gc
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers doc._.published)
from dateline import assemble
from dateline.articles.identity import Ids, content_id
from dateline.articles.records import NO_TEXT, clean
from dateline.lists import NOTHING_DECIDED, Decisions
from dateline.spool import Done, packed
from dateline.tables import Facts, facts, failed
from dateline.types import Article

BATCH_SIZE = 32
# Beyond this spaCy's parser needs gigabytes of memory, and no news article is as long.
MAX_CHARS = 200_000
LANGUAGE = "en"

Task = tuple[bytes, Article]  # (key of the article in the spool, the article)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Analysis:
    """What the facts of an article depend on beside the article.

    `folders` are a user's folders of rules, `decisions` what the user's lists say, `keep_text` puts the text beside the
    facts.
    """

    folders: tuple[Path, ...] = ()
    decisions: Decisions = NOTHING_DECIDED
    max_chars: int = MAX_CHARS
    predicates: bool = False
    keep_text: bool = False

    def __call__(self, tasks: Sequence[Task]) -> list[Done]:
        """Analyse some articles with the pipeline of this process, which the first call loads."""
        nlp = _pipeline(self.folders, self.decisions)
        found = run((article for _, article in tasks), nlp, max_chars=self.max_chars, predicates=self.predicates)
        return [self._packed(task, one) for task, one in zip(tasks, found, strict=True)]

    def failed(self, task: Task, reason: str) -> Done:
        """Return what stands for an article that took its worker with it."""
        return self._packed(task, failed(task[1], "error", reason))

    def _packed(self, task: Task, found: Facts) -> Done:
        key, article = task
        return packed(key, found, article.text if self.keep_text else "")


@lru_cache(1)
def _pipeline(folders: tuple[Path, ...], decisions: Decisions) -> Language:
    """Load the pipeline, once for all that a process is given to do."""
    nlp = assemble.load(folders, decisions=decisions)
    settle()
    return nlp


def settle() -> None:
    """Spare the collector of garbage what it would walk over in vain: rules and networks stay, and texts make none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def forget_pipeline() -> None:
    """Have the pipeline loaded anew when it is asked for next: a user's rules have changed."""
    _pipeline.cache_clear()


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
        with _zone(nlp):
            docs = list(nlp.pipe([prepare(article, nlp) for article in articles], batch_size=max(1, len(articles))))
            return [facts(article, doc, predicates=predicates) for article, doc in zip(articles, docs, strict=True)]
    except Exception:
        logger.debug("a batch failed; its articles are tried one by one", exc_info=True)
        return [_analyse_one(article, nlp, predicates) for article in articles]


def _analyse_one(article: Article, nlp: Language, predicates: bool) -> Facts:
    try:
        with _zone(nlp):
            return facts(article, nlp(prepare(article, nlp)), predicates=predicates)
    except Exception as error:
        # Whatever a component or a user's own rule raises belongs in the article's row, with enough to find it by.
        logger.debug("%s failed", article.doc_id, exc_info=True)
        return failed(article, "error", f"{type(error).__name__}: {' '.join(str(error).split())}")


def _zone(nlp: Language) -> AbstractContextManager[object]:
    """Return a zone at whose end the vocabulary forgets the words of the articles, or it would grow with every one."""
    nested: bool = nlp.vocab.in_memory_zone  # type: ignore[attr-defined]
    return nullcontext() if nested else nlp.memory_zone()
