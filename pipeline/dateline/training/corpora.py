"""Reads the open training sets and brings their labels and spans to our schema.

What each label of a set becomes stands in the configuration; see `models/recogniser/training.toml`.
"""

import gzip
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language

from dateline.errors import InputError
from dateline.recogniser import CASES, Hyphens, Word, case_of, units
from dateline.training.tagging import ANY, OUTSIDE, Sentence, begins, either, iob_spans
from dateline.training.texts import read_articles, read_mentions, read_relations, texts_in

Rows = Iterator[tuple[list[str], list[str]]]
SMALL = ("lower", "digits", "other")


@dataclass(frozen=True)
class Lexicons:
    """What is looked up while labels are brought to our schema, all from `models/lexicons`."""

    demonyms: frozenset[str]
    titles: frozenset[str]
    makers: frozenset[str]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(root: Path, files: Mapping[str, str]) -> None:
    """Compare all files with their checksums.

    Raises:
        InputError: a file is missing or is not the one that the configuration means.
    """
    for name, expected in files.items():
        path = root / name
        if not path.is_file():
            raise InputError(f"{path}: this training file is missing")
        if digest(path) != expected:
            raise InputError(f"{path}: the SHA-256 is {digest(path)}, the configuration says {expected}")


def read_columns(text: str, separator: str | None = None, tag: int = -1, word: int = 0) -> Rows:
    """Yield the words and tags of sentences written a token a line, sentences apart by an empty line."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("# ") and "\t" not in line:
            continue
        fields = line.split(separator)
        if len(fields) > 1 and fields[word].strip():
            words.append(fields[word].strip())
            tags.append(fields[tag].strip())
        elif words:
            yield words, tags
            words, tags = [], []


def read_parallel(path: Path, words: str, tags: str) -> Rows:
    """Yield the sentences of a zip archive that keeps words and tags in two files, a sentence a line."""
    with zipfile.ZipFile(path) as archive:
        sides = [io.TextIOWrapper(archive.open(name), encoding="utf-8") for name in (words, tags)]
        for left, right in zip(*sides, strict=True):
            pair = left.split(), right.split()
            if len(pair[0]) == len(pair[1]):
                yield pair


def read_docred(text: str) -> Rows:
    """Yield the sentences of documents in the form of DocRED; of names that overlap the longer one holds."""
    for document in json.loads(text):
        tags = [["O"] * len(sentence) for sentence in document["sents"]]
        mentions = [mention for vertex in document["vertexSet"] for mention in vertex]
        for mention in sorted(
            mentions, key=lambda m: (m["pos"][0] - m["pos"][1], m["sent_id"], m["pos"][0], m["type"])
        ):
            start, end = mention["pos"]
            row = tags[mention["sent_id"]]
            if all(tag == "O" for tag in row[start:end]):
                row[start:end] = [f"B-{mention['type']}"] + [f"I-{mention['type']}"] * (end - start - 1)
        yield from zip(document["sents"], tags, strict=True)


def read_rows(root: Path, name: str, table: Mapping[str, Any], nlp: Language) -> Rows:
    """Yield the words and tags of one file in the form that its set's table names; `nlp` parts running text."""
    form, path = table["form"], root / name
    if form == "parallel":
        yield from read_parallel(path, table["words"], table["tags"])
        return
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    if form == "docred":
        yield from read_docred(text)
    elif form == "conllu":
        yield from read_columns(text, "\t", tag=2, word=1)
    elif form == "columns":
        yield from read_columns(text)
    elif form == "mentions":
        yield from read_mentions(text, nlp)
    elif form == "relations":
        yield from read_relations(text)
    elif form == "articles":
        yield from read_articles(text, texts_in(root, table["apart_from"]), nlp)
    else:
        raise InputError(f"{path}: there is no form {form!r}")


def convert(
    words: list[str], tags: list[str], source: str, table: Mapping[str, Any], lexicons: Lexicons, hyphens: Hyphens
) -> Sentence:
    """Return a sentence with our labels and spans, its words as the recogniser will read them."""
    if table.get("apart"):
        words, tags = rejoined(words, tags)
    sentence, owner = Sentence([], [], source), []
    for index, word in enumerate(words):
        for part in units([Word(word, 0, len(word))], hyphens):
            sentence.words.append(part.text)
            owner.append(index)
    sentence.tags = [OUTSIDE] * len(owner)
    if table["form"] == "articles":
        # Nothing is known; what a teacher says of it is all that there is to learn.
        sentence.tags = [ANY] * len(owner)
        return sentence
    starts = {index: position for position, index in reversed(list(enumerate(owner)))}
    closed = set()
    for first, last, label in iob_spans(tags):
        start, end = starts[first], starts.get(last, len(owner))
        sentence.known.append((start, end, label))
        # A label that is none of ours, as a date's, says for certain that this is no name of ours.
        closed |= set(range(start, end)) if label not in table["labels"] else set()
        _put(sentence, start, end, table["labels"].get(label, []), lexicons)
    _unlabelled(sentence, frozenset(table.get("lacks", ())), closed, lexicons)
    return sentence


def _put(sentence: Sentence, start: int, end: int, labels: list[str], lexicons: Lexicons) -> None:
    """Bring one name to our schema's bounds and label."""
    words = sentence.words
    optional = "O" in labels
    labels = [label for label in labels if label != "O"]
    # What a set calls an award or a language need not be a name of ours: no tag is asked for.
    if not labels:
        return
    # "Paris-|based": the tail is no part of the name.
    while end - start > 1 and words[end - 1].startswith("-") and words[end - 1][1:].islower():
        end -= 1
    while end - start > 1 and words[end - 1] in ("'s", "’s", "'", "’"):
        end -= 1
    while end - start > 1 and words[start].lower() in ("the", '"', "``", "“"):
        start += 1
    if labels == ["PERSON"]:
        while start < end and words[start].rstrip(".") in lexicons.titles:
            start += 1
        if start == end:
            return
    if all(word in lexicons.demonyms for word in words[start:end]) and labels != ["PERSON"]:
        labels, optional = ["NORP"], False
    # "BMW" alone is the maker, whatever the set says.
    if labels == ["PRODUCT"] and " ".join(words[start:end]) in lexicons.makers:
        labels = ["ORG"]
    # "opinion-based recommender systems" are no name, but "iPhone" and "eBay" are.
    optional = optional or all(CASES[case_of(word)] in SMALL for word in words[start:end])
    sentence.put(start, end, labels, optional)


def rejoined(words: list[str], tags: list[str]) -> tuple[list[str], list[str]]:
    """Return a sentence with hyphens joined again where the set writes them apart: in a name, and before a tail."""
    out: list[tuple[str, str]] = []
    index = 0
    while index < len(words):
        word, tag = words[index], tags[index]
        behind = words[index + 1] if index + 1 < len(words) else ""
        if word == "-" and out and behind[:1].isalnum():
            if tag.startswith("I-") and tags[index + 1] == tag:
                out[-1] = f"{out[-1][0]}-{behind}", out[-1][1]
                index += 2
                continue
            if tag == tags[index + 1] == "O" and behind.islower() and out[-1][1] != "O":
                out.append((f"-{behind}", "O"))
                index += 2
                continue
        out.append((word, tag))
        index += 1
    return [word for word, _ in out], [tag for _, tag in out]


def _unlabelled(sentence: Sentence, lacks: frozenset[str], closed: set[int], lexicons: Lexicons) -> None:
    """Open the tags of words that the set leaves O only because it has no label for them."""
    others = sorted(lacks - {"NORP"})
    for index, (word, tags) in enumerate(zip(sentence.words, sentence.tags, strict=True)):
        if tags != OUTSIDE or index in closed:
            continue
        if word in lexicons.demonyms and "NORP" in lacks:
            sentence.tags[index] = begins("NORP") | (either(*others) if "ORG" in lacks else 0)
        elif word.rstrip(".") in lexicons.titles and "ORG" not in lacks:
            continue
        elif others and CASES[case_of(word)] not in SMALL:
            sentence.tags[index] = either(*others)


def read_all(
    root: Path,
    config: Mapping[str, Any],
    lexicons: Lexicons,
    hyphens: Hyphens,
    nlp: Language,
    keep: Callable[[str, int], bool],
) -> list[Sentence]:
    """Return the sentences of all sets in the order of the configuration, every sentence once.

    Args:
        root: the folder that the files' names in the configuration are relative to.
        config: the table `sets`: for each set its files with checksums, its form and its labels.
        lexicons: words to look up.
        hyphens: where words are parted.
        nlp: parts running text into sentences and words.
        keep: tells for a set's name and a sentence's number whether to take it.
    """
    sentences, seen = [], set()
    for source, table in config.items():
        check(root, table["files"])
        number = 0
        for name in table["files"]:
            for words, tags in read_rows(root, name, table, nlp):
                number += 1
                key = " ".join(words)
                if key in seen or not keep(source, number):
                    continue
                seen.add(key)
                sentences.append(convert(words, tags, source, table, lexicons, hyphens))
    return sentences


def lower_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return the words, in small letters, that the sets write small more often than great inside a sentence."""
    small: Counter[str] = Counter()
    great: Counter[str] = Counter()
    for sentence in sentences:
        for word in sentence.words[1:]:
            (small if word.islower() else great)[word.lower()] += 1
    return frozenset(word for word, count in small.items() if count > great[word])


def close_common(sentences: Iterable[Sentence], common: frozenset[str]) -> None:
    """Take the open tags away from first words that are common ones: "However" is no name, "Ostrel" may be."""
    for sentence in sentences:
        for index, tags in enumerate(sentence.tags):
            first = not index or sentence.words[index - 1][-1] in ".!?:;"
            if first and tags & OUTSIDE and tags not in (OUTSIDE, ANY) and sentence.words[index].lower() in common:
                sentence.tags[index] = OUTSIDE
