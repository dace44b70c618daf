"""Chooses how much the network's belief in a label is worth, on sentences that it was not trained on.

Encyclopaedias have more products than news; a network learns how common a label is together with how it looks. The bias
is added to the logarithms of the label's probabilities before the best tags are decoded.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.language import Language

from dateline.recogniser import Hyphens, Recogniser, Word
from dateline.training.corpora import Lexicons, close_common, lower_words, read_all
from dateline.training.filling import fill
from dateline.training.tagging import Sentence, begins, goes_on

logger = logging.getLogger(__name__)


def held_out(
    root: Path, config: Mapping[str, Any], known: Lexicons, hyphens: Hyphens, nlp: Language, trained: Iterable[Sentence]
) -> list[Sentence]:
    """Return the sentences of the configuration's `bias.parts` that are not in `trained`."""
    read = {tuple(sentence.words) for sentence in trained}
    tables = {name: config["sets"][name] | part for name, part in config["bias"]["parts"].items()}
    with nlp.select_pipes(enable=["dateline_sentences"]):
        sentences = read_all(root, tables, known, hyphens, nlp, keep=lambda *_: True)
    sentences = [sentence for sentence in sentences if tuple(sentence.words) not in read]
    close_common(sentences, lower_words(sentences))
    fill(sentences, tables, nlp, known)
    return sentences


def choose(
    recogniser: Recogniser, sentences: Sequence[Sentence], labels: Sequence[str], steps: Sequence[float]
) -> dict[str, float]:
    """Return for each label the step with which its names are found best (F1); of equals the one nearest to nought.

    The labels are settled one after the other: each is judged with those before it as they were settled.
    """
    rows = recogniser.probabilities([[Word(word, 0, 0) for word in sentence.words] for sentence in sentences])
    bias: dict[str, float] = {}
    for label in labels:
        scores = {}
        for step in steps:
            biased = replace(recogniser, bias=bias | {label: step})
            right, wrong, missed = judged(sentences, [biased.decode(row) for row in rows], label)
            scores[step] = 2 * right / max(2 * right + wrong + missed, 1)
            counts = f"{right} right, {wrong} wrong, {missed} missed"
            logger.info("%s %5.2f: %s, F1 %.1f", label, step, counts, 100 * scores[step])
        bias[label] = min(steps, key=lambda step: (-scores[step], abs(step)))
    return bias


def judged(
    sentences: Sequence[Sentence], found: Sequence[Iterable[tuple[int, int, str]]], label: str
) -> tuple[int, int, int]:
    """Return how many names of a label are right, wrong and missed; where the set is undecided, none is wrong."""
    right = wrong = missed = 0
    for sentence, spans in zip(sentences, found, strict=True):
        true = {(start, end) for start, end, kind in sentence.names() if kind == label}
        own = {(start, end) for start, end, kind in spans if kind == label}
        right += len(own & true)
        missed += len(true - own)
        for start, end in own - true:
            tags = sentence.tags[start:end]
            allowed = tags[0] & begins(label) and all(tag & goes_on(label) for tag in tags[1:])
            sure = any(tag in (begins(label), goes_on(label)) for tag in tags)
            wrong += not allowed or sure
    return right, wrong, missed
