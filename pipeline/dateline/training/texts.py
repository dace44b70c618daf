"""Reads training sets that are running text: names by their places in it, two names of a relation, or none."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from dateline.recogniser import Word, join

Rows = Iterator[tuple[list[str], list[str]]]
SHINGLE = 8
PARTICLES = ("of", "and", "the", "&", "for", "by", "-")
MARKS = frozenset(".,;:)")


def read_mentions(text: str, nlp: Language) -> Rows:
    """Yield the paragraphs of documents in the form of the DFKI product corpus: several JSON objects behind each other.

    A mention that may be no name has `common-` before its label: one with a word in small letters ("LED bulb"), or all
    of whose words the corpus writes small elsewhere ("Company"). One without any capital or figure ("its") is left out.
    """
    documents = list(json_objects(text))
    small = {word for document in documents for word in re.findall(r"\b[a-z]+\b", document["text"]["string"])}
    for document in documents:
        mentions = []
        for mention in document["conceptMentions"]["array"]:
            start, end = mention["span"]["start"], mention["span"]["end"]
            words = document["text"]["string"][start:end].split()
            if not any(re.search("[A-Z0-9]", word) for word in words):
                continue
            great = [re.search("[A-Z0-9]", word) or word in PARTICLES for word in words]
            common = not all(great) or all(word.lower() in small for word in words)
            mentions.append((start, end, f"common-{mention['type']}" if common else mention["type"]))
        # Of mentions inside one another the longer holds.
        yield from _tagged(document["text"]["string"], sorted(mentions, key=lambda m: (m[0] - m[1], m)), nlp)


def json_objects(text: str) -> Iterator[Any]:
    """Yield the JSON objects that stand behind each other in a text."""
    position, decoder = 0, json.JSONDecoder()
    while match := re.compile(r"\s*(?=\S)").match(text, position):
        document, position = decoder.raw_decode(text, match.end())
        yield document


def _tagged(text: str, mentions: Sequence[tuple[int, int, str]], nlp: Language) -> Rows:
    for words in sentences_of(text, nlp):
        tags = ["O"] * len(words)
        for start, end, label in mentions:
            inside = [index for index, word in enumerate(words) if word.start < end and word.end > start]
            if inside and all(tags[index] == "O" for index in inside):
                tags[inside[0]] = f"B-{label}"
                tags[inside[0] + 1 : inside[-1] + 1] = [f"I-{label}"] * (len(inside) - 1)
        yield [word.text for word in words], tags


def sentences_of(text: str, nlp: Language) -> Iterator[list[Word]]:
    """Yield the words of each sentence, joined at hyphens; without a parser in `nlp` these are paragraphs mostly."""
    for sentence in nlp(text).sents:
        words = [Word(t.text, t.idx, t.idx + len(t)) for t in sentence if t.text.strip()]
        if words:
            yield list(join(words))


def read_relations(text: str) -> Rows:
    """Yield the sentences of CORE, in which two names are known: labels are `relation-1` for e1 and `relation-2`.

    Where the relation is told the other way round, so are the labels. A description ("the company", "It") shares no
    word with the name that the corpus gives it, and is left out.
    """
    for row in json.loads(text):
        words = row["context"]
        tags = ["O"] * len(words)
        for number in (1, 2):
            start, end = row[f"e{number}_start"], row[f"e{number}_end"] + 1
            while start < end and not words[end - 1][-1].isalnum() and words[end - 1] in MARKS:
                end -= 1
            if set(words[start:end]) & set(row[f"e{number}_name"].split()) and words[start:end] != ["The"]:
                label = f"{row['relation']}-{3 - number if row['invert_relation'] else number}"
                tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
        yield words, tags


def read_articles(text: str, others: Iterable[str], nlp: Language) -> Rows:
    """Yield the paragraphs of articles (JSON lines) without labels, but of no article that `others` have.

    An article is in another text when that has more than one in fifty of its sequences of eight words.
    """
    known = set[tuple[str, ...]]().union(*map(shingles, others))
    for line in text.splitlines():
        article = json.loads(line)
        own = shingles(article["text"])
        if 50 * len(own & known) > len(own):
            continue
        # A line is never part of two sentences.
        for paragraph in filter(str.strip, article["text"].split("\n")):
            for words in sentences_of(paragraph.strip(), nlp):
                yield [word.text for word in words], ["O"] * len(words)


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the sequences of eight words of a text, in whatever form of XML or JSON it is."""
    words = re.findall(r"\w+", re.sub(r"<[^<>]*>|\\[nt\"]", " ", text).lower())
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def texts_in(root: Path, patterns: Sequence[str]) -> Iterator[str]:
    """Yield the raw texts of all files under `root` that match."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                raw = path.read_bytes()
                yield (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
