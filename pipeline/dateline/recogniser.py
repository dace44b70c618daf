"""The trained recogniser: a small transformer in ONNX that finds names, run without torch.

It reads sentences as words with their places in the text and gives spans with a type and a score. Three steps, each a
function of its own: words are joined and parted at hyphens as names demand, the network gives each word a probability
for each BIO tag, and the best sequence of tags that BIO allows is decoded.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from dateline.errors import DatelineError

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# The network reads small letters only; how a word was written goes in beside it, one id a kind.
CASES = ("lower", "title", "upper", "initial", "mixed", "model", "digits", "other")
FILES = ("model.onnx", "tokenizer.json", "config.json")
IMPOSSIBLE = -1e4
REMEMBERED = 200_000
LETTERS = re.compile(r"[^\W\d_]+(?:[.’'][^\W\d_]+)*\.?")


class Word(NamedTuple):
    """A word and the half-open place `[start, end)` where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """A name at characters `[start, end)`; `score` in [0, 1] is how sure the recogniser is of its bounds and label."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True)
class Found:
    """What is known of a sentence: its `words` as the network read them, their tags' probabilities, and the spans."""

    words: tuple[Word, ...]
    probabilities: Floats
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Hyphens:
    """Where words are parted at a hyphen: "Paris-|based", "pro-|Russian", "Iran|-|Iraq"; "Coca-Cola" stays whole."""

    prefixes: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def part(self, text: str) -> list[str]:
        """Return the parts of one written word; joined again they give it unchanged."""
        left, hyphen, right = text.rpartition("-")
        if not hyphen or not left or not right or not LETTERS.fullmatch(right):
            return [text]
        first = left.partition("-")[0]
        if right in self.tails and left[0].isupper() and len(left) > 1 and left.lower() not in self.kept:
            return [*self.part(left), f"-{right}"]
        if first.lower() in self.prefixes and (left == first or not left[len(first) + 1].islower()):
            return [f"{first}-", *self.part(text[len(first) + 1 :])]
        if left in self.places and right in self.places:
            return [left, "-", right]
        return [text]


def join(words: Sequence[Word]) -> Iterator[Word]:
    """Join what a tokenizer has parted at hyphens inside a word: "I", "-", "Pace" are one."""
    held: list[Word] = []
    for word in words:
        touches = bool(held) and held[-1].end == word.start
        if (touches and (_is_wordlike(held[-1].text[-1]) and word.text == "-")) or (
            touches and held[-1].text == "-" and len(held) > 1 and _is_wordlike(word.text[0])
        ):
            held.append(word)
        else:
            yield from _glued(held)
            held = [word]
    yield from _glued(held)


def _glued(held: list[Word]) -> Iterator[Word]:
    if len(held) == 1:
        yield held[0]
        return
    # A hyphen at the end hangs over an empty place: "pre- and post-war".
    tail = [held.pop()] if held and held[-1].text == "-" else []
    if held:
        yield Word("".join(word.text for word in held), held[0].start, held[-1].end)
    yield from tail


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or character in ".’'"


def units(words: Sequence[Word], hyphens: Hyphens) -> list[Word]:
    """Return the words as the network reads them: joined at hyphens, then parted where a name ends at one."""
    if not any("-" in word.text for word in words):
        return list(words)
    parted = []
    for word in join(words):
        start = word.start
        for text in hyphens.part(word.text):
            parted.append(Word(text, start, start + len(text)))
            start += len(text)
    return parted


def case_of(word: str) -> int:
    """Return the index in `CASES` of how `word` is written."""
    letters = [character for character in word if character.isalpha()]
    if not letters:
        return CASES.index("digits" if any(character.isdigit() for character in word) else "other")
    if any(character.isdigit() for character in word):
        return CASES.index("model")
    upper = [letter.isupper() for letter in letters]
    if not any(upper):
        return CASES.index("lower")
    if all(upper):
        return CASES.index("upper" if len(letters) > 1 else "initial")
    return CASES.index("title" if upper[0] and not any(upper[1:]) else "mixed")


def bio_tags(labels: Sequence[str]) -> list[str]:
    """Return all tags: O, then B- and I- of each label in turn."""
    return ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]


def transitions(tags: Sequence[str]) -> Floats:
    """Return the scores of going from tag (row) to tag (column): nought, or `IMPOSSIBLE` where BIO forbids it.

    The last row is the sentence's beginning.
    """
    scores = np.zeros((len(tags) + 1, len(tags)), dtype=np.float32)
    for column, tag in enumerate(tags):
        if tag.startswith("I-"):
            allowed = {f"B-{tag[2:]}", tag}
            scores[[*(row not in allowed for row in tags), True], column] = IMPOSSIBLE
    return scores


def viterbi(log_probabilities: Floats, moves: Floats) -> list[int]:
    """Return the best sequence of tags for words (rows) and tags (columns), under the scores of `transitions`."""
    length = len(log_probabilities)
    # All moves that are allowed cost the same: the likeliest tags are the best sequence wherever BIO allows them.
    likeliest = log_probabilities.argmax(axis=-1)
    starts = np.concatenate(([len(moves) - 1], likeliest[:-1]))
    if not length or not moves[starts, likeliest].any():
        best_alone: list[int] = likeliest.tolist()
        return best_alone
    best = moves[-1] + log_probabilities[0]
    back = np.zeros((length, len(best)), dtype=np.int64)
    for row in range(1, length):
        scores = best[:, None] + moves[:-1]
        back[row] = scores.argmax(axis=0)
        best = scores.max(axis=0) + log_probabilities[row]
    path = [int(best.argmax())]
    for row in range(length - 1, 0, -1):
        path.append(int(back[row, path[-1]]))
    return path[::-1]


def spans_of(path: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the half-open word ranges and labels of a sequence of tags that BIO allows."""
    start = 0
    for index, tag in enumerate([*path, "O"]):
        if not tag.startswith("I-"):
            if index and path[index - 1] != "O":
                yield start, index, path[index - 1][2:]
            start = index


def windows(lengths: Sequence[int], limit: int, overlap: int) -> list[tuple[int, int]]:
    """Cut a sequence of words into ranges of at most `limit` pieces that share at least one and about `overlap` pieces.

    Args:
        lengths: how many pieces each word has; a word longer than `limit` stands alone.
        limit: how many pieces the network reads at once.
        overlap: how many pieces neighbours share, so that no word is read without what surrounds it.
    """
    ranges: list[tuple[int, int]] = []
    start = 0
    while start < len(lengths) or not ranges:
        end, total = start, 0
        while end < len(lengths) and (end == start or total + lengths[end] <= limit):
            total += lengths[end]
            end += 1
        ranges.append((start, end))
        if end >= len(lengths):
            break
        next_start, shared = end, 0
        while next_start - 1 > start and shared + lengths[next_start - 1] <= overlap:
            next_start -= 1
            shared += lengths[next_start]
        start = next_start
    return ranges


def batches(lengths: Sequence[int], pieces: int) -> Iterator[list[int]]:
    """Yield indices of sequences of equal length, so many at once that a batch has at most `pieces` pieces."""
    alike: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        alike.setdefault(length, []).append(index)
    for length, indices in alike.items():
        size = max(1, pieces // length)
        yield from (indices[start : start + size] for start in range(0, len(indices), size))


@dataclass
class Recogniser:
    """Finds names in sentences; made by `Recogniser.load`."""

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    labels: tuple[str, ...]
    hyphens: Hyphens
    window: int = 192
    overlap: int = 48
    pieces: int = 256
    version: str = ""
    bias: Mapping[str, float] = field(default_factory=dict)
    """What is added to the logarithms of a label's probabilities before decoding; a label not named has nought."""
    loaded: tuple[Path, int] = (Path(), 1)
    cache: dict[str, tuple[list[int], int]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> "Recogniser":
        """Read the model's files from `folder`.

        Raises:
            DatelineError: when one of them is missing.
        """
        if missing := [name for name in FILES if not (folder / name).is_file()]:
            raise DatelineError(f"{folder}: the recogniser lacks {', '.join(missing)}")
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            # On a processor the two operators that this makes one of are three times as fast.
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        return cls(
            session,
            Tokenizer.from_file(str(folder / "tokenizer.json")),
            tuple(config["labels"]),
            hyphens_from(config["hyphens"]),
            window=config["window"],
            overlap=config["overlap"],
            version=config["version"],
            bias=config.get("bias", {}),
            loaded=(folder, threads),
        )

    def __post_init__(self) -> None:
        """Make what every sentence needs once."""
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.tags = bio_tags(self.labels)
        self.moves = transitions(self.tags)
        self.leaning = np.array([self.bias.get(tag[2:], 0.0) for tag in self.tags], dtype=np.float32)
        begin, end = self.tokenizer.encode("").ids
        self.begin, self.end = begin, end

    def __reduce__(self) -> tuple[Callable[..., "Recogniser"], tuple[Path, int]]:
        """Travel between processes as the folder to load from: a session cannot be pickled."""
        return Recogniser.load, self.loaded

    def predict(self, sentences: Iterable[Sequence[Word]]) -> list[Found]:
        """Return what is found in each sentence, in their order; places are those that the words have.

        What is found in a sentence does not depend on the others; the more are given, the faster are they read, as
        those of equal length go through the network together.
        """
        read = [units(words, self.hyphens) for words in sentences]
        return [self._decode(words, rows) for words, rows in zip(read, self.probabilities(read), strict=True)]

    def probabilities(self, read: Sequence[Sequence[Word]]) -> list[Floats]:
        """Return one row of tag probabilities for each word of each sentence, the words as `units` gives them."""
        encoded = [[self._pieces(word.text) for word in words] for words in read]
        jobs = []
        for index, pieces in enumerate(encoded):
            lengths = [len(ids) for ids, _ in pieces]
            jobs += [(index, start, end) for start, end in windows(lengths, self.window, self.overlap) if end > start]
        sizes = [sum(len(ids) for ids, _ in encoded[index][start:end]) + 2 for index, start, end in jobs]
        rows = [np.zeros((len(words), len(self.tags)), dtype=np.float32) for words in read]
        weights = [np.zeros((len(words), 1), dtype=np.float32) for words in read]
        for batch in batches(sizes, self.pieces):
            chosen = [jobs[number] for number in batch]
            inputs, firsts = self._inputs([encoded[index][start:end] for index, start, end in chosen])
            found = softmax(self.session.run(None, inputs)[0])
            for (index, start, end), row, first in zip(chosen, found, firsts, strict=True):
                if end - start == len(read[index]):
                    rows[index] = row[first]
                    continue
                # Of a word in two windows, the one in which it stands further from the edge counts more.
                near = np.minimum(np.arange(end - start) + 1, np.arange(end - start)[::-1] + 1)[:, None]
                rows[index][start:end] += row[first] * near
                weights[index][start:end] += near
        return [row / weight if weight.any() else row for row, weight in zip(rows, weights, strict=True)]

    def _pieces(self, word: str) -> tuple[list[int], int]:
        """Return the pieces of a word and how it is written."""
        known = self.cache.get(word)
        if known is None:
            if len(self.cache) >= REMEMBERED:
                self.cache.clear()
            # A word that the vocabulary cannot write at all still needs a place to carry its tag.
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[: self.window // 4] or [self.end]
            known = self.cache[word] = ids, case_of(word)
        return known

    def _inputs(self, sentences: Sequence[Sequence[tuple[list[int], int]]]) -> tuple[dict[str, Ints], list[list[int]]]:
        """Return the arrays of a batch of equal lengths, and where each word's first piece stands."""
        other = CASES.index("other")
        ids, types, firsts = [], [], []
        for words in sentences:
            flat, kinds, first = [self.begin], [other], []
            for pieces, kind in words:
                first.append(len(flat))
                flat += pieces
                kinds += [kind] * len(pieces)
            ids.append([*flat, self.end])
            types.append([*kinds, other])
            firsts.append(first)
        return {"input_ids": np.array(ids, dtype=np.int64), "token_type_ids": np.array(types, dtype=np.int64)}, firsts

    def decode(self, rows: Floats) -> list[tuple[int, int, str]]:
        """Return the names, as half-open ranges of words with labels, in the best tags for rows of probabilities."""
        best = viterbi(np.log(rows + 1e-9) + self.leaning, self.moves)
        return list(spans_of([self.tags[tag] for tag in best]))

    def _decode(self, words: Sequence[Word], rows: Floats) -> Found:
        spans = []
        for start, end, label in self.decode(rows):
            first, inside = self.tags.index(f"B-{label}"), self.tags.index(f"I-{label}")
            columns = [first, *[inside] * (end - start - 1)]
            score = float(np.exp(np.log(rows[range(start, end), columns] + 1e-9).mean()))
            spans.append(Span(words[start].start, words[end - 1].end, label, round(score, 4)))
        return Found(tuple(words), rows, tuple(spans))


def hyphens_from(table: Mapping[str, Sequence[str]]) -> Hyphens:
    """Return the rules for hyphens from their table in `config.json`."""
    names = ("prefixes", "tails", "kept", "places")
    return Hyphens(*(frozenset(table.get(name, ())) for name in names))


def softmax(logits: Floats) -> Floats:
    """Return probabilities along the last axis."""
    scores = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = scores / scores.sum(axis=-1, keepdims=True)
    return shares
