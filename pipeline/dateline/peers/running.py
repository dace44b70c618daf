"""Runs a tagger over articles: a peer in a process of its own, dateline's in this one."""

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import Any

from dateline.articles.annotated import Timex
from dateline.assemble import load
from dateline.batch import prepare
from dateline.errors import PeerError
from dateline.peers.installing import RUNNERS, Peer, install, last_line, own_environment
from dateline.types import Article

DRIVER = RUNNERS / "answering.py"
# What the tagger of time expressions reads is made by the stock pipeline and the sentence component.
TAGGER = "dateline_times"
# The rows of `ours`.
OURS = ("dateline", "dateline (parse given)")


@dataclass(frozen=True)
class Tagged:
    """What a tagger found, by doc_id, and the processor seconds that it took, its start apart."""

    times: Mapping[str, tuple[Timex, ...]]
    seconds: float


def tagged(peer: Peer, articles: Sequence[Article], home: Path) -> Tagged:
    """Install a peer under `home`, if it is not there yet, and run it over articles with a publication date.

    Raises:
        PeerError: it cannot be installed, or fails.
    """
    # -P: a runner beside the driver must not be imported in place of the package that it runs.
    command = [str(install(peer, home)), "-P", str(DRIVER), str(peer.runner), *peer.options]
    asked = ({"doc_id": article.doc_id, "published": article.published, "text": article.text} for article in articles)
    lines = "".join(f"{json.dumps(question)}\n" for question in asked)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, env=own_environment(), check=False)
    if done.returncode:
        raise PeerError(f"{peer.name} failed: {last_line(done.stderr)}")
    try:
        answers = {answer["doc_id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
        times = {
            article.doc_id: tuple(_date(time, article.text, peer) for time in answers[article.doc_id]["times"])
            for article in articles
        }
        return Tagged(times, sum(answer["seconds"] for answer in answers.values()))
    except (KeyError, TypeError, ValueError) as error:
        raise PeerError(f"{peer.name} gave an answer that is none: {type(error).__name__}: {error}") from error


def ours(articles: Sequence[Article]) -> tuple[Tagged, Tagged]:
    """Run dateline's own tagger, and return what it found twice: with the parse that it reads counted, and without."""
    nlp = load(only=("dateline_sentences", TAGGER))
    begun = process_time()
    docs = [prepare(article, nlp) for article in articles]
    for name, component in nlp.pipeline:
        if name != TAGGER:
            # As nlp.pipe does it: trained components take a batch at a time, others a Doc.
            pipe = getattr(component, "pipe", None)
            docs = list(pipe(docs, batch_size=32)) if pipe else [component(doc) for doc in docs]
    parsed = process_time()
    tagger = nlp.get_pipe(TAGGER)
    docs = [tagger(doc) for doc in docs]
    ended = process_time()
    times = {
        article.doc_id: tuple(Timex(time.start, time.end, time.type, time.value, time.mod) for time in doc._.times)
        for article, doc in zip(articles, docs, strict=True)
    }
    return Tagged(times, ended - begun), Tagged(times, ended - parsed)


def _date(time: Mapping[str, Any], text: str, peer: Peer) -> Timex:
    start, end = time["start"], time["end"]
    if peer.trims:
        start += len(_openers().match(text, start, end)[0])  # type: ignore[index]  # it matches nothing as well
    return Timex(start, end, time["type"], time["value"], time.get("mod", ""))


@lru_cache
def _openers() -> re.Pattern[str]:
    words = (RUNNERS / "prepositions.txt").read_text(encoding="utf-8").split()
    return re.compile(rf"(?:(?:{'|'.join(words)})\s+)*", re.IGNORECASE)
