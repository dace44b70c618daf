"""Measures the recogniser beside stock md: exact spans and types, without titles, "the" and "'s" on either side.

No text that is measured on is trained on.
"""

import csv
import gzip
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from dateline.recogniser import Recogniser, Span, Word

Name = tuple[int, int, str]
FROM_MD = {"GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "WORK_OF_ART": "WORK", "LAW": "WORK", "EVENT": "NAMED_EVENT"}
FROM_MD |= {label: label for label in ("ORG", "PERSON", "PRODUCT", "NORP")}
WORLDWIDE = {"Person": "PERSON", "Location": "PLACE", "Facility": "PLACE", "Organization": "ORG", "Product": "PRODUCT"}
IEER = {"LOCATION": "PLACE", "ORGANIZATION": "ORG", "PERSON": "PERSON"}
FINER = {"1": "B-PERSON", "2": "I-PERSON", "3": "B-PLACE", "4": "I-PLACE", "5": "B-ORG", "6": "I-ORG"}
OPENING = frozenset("([{$£€#“‘")
CLOSING = frozenset([*".,;:?!)]}%”", "'s", "’s", "n't"])
CONTRACTED = ("s", "t", "re", "ve", "ll", "d", "m")
ENDS = (".", "?", "!")


@dataclass
class Text:
    """A text to be measured on: its parse-free `doc` with sentence starts, and its names as `(start, end, label)`."""

    id: str
    doc: Doc
    names: list[Name]

    def sentences(self) -> list[list[Word]]:
        """Return the words of each sentence, without spaces."""
        return [
            [Word(t.text, t.idx, t.idx + len(t)) for t in sent if not t.is_space and t.text.strip()]
            for sent in self.doc.sents
        ]


def from_tokens(
    id: str, nlp: Language, sentences: Sequence[Sequence[str]], names: Iterable[tuple[int, int, int, str]]
) -> Text:
    """Return a text of given tokens, written as a reader would see it; the pipeline then makes its own tokens.

    Args:
        id: of the text.
        nlp: its tokenizer is used.
        sentences: the tokens of each sentence.
        names: `(sentence, first token, behind the last, label)`.
    """
    text, starts = "", []
    places: list[list[tuple[int, int]]] = []
    for sentence in sentences:
        text = f"{text.rstrip()} " if text else ""
        starts.append(len(text))
        places.append([])
        for word, space in zip(sentence, spaced(sentence), strict=True):
            places[-1].append((len(text), len(text) + len(word)))
            text += f"{word} " if space else word
    doc = nlp.make_doc(text.rstrip())
    opening = set(starts)
    for token in doc:
        token.is_sent_start = token.idx in opening
    return Text(id, doc, [(places[n][first][0], places[n][behind - 1][1], label) for n, first, behind, label in names])


def spaced(words: Sequence[str]) -> list[bool]:
    """Tell for each token whether a space follows it in running text: not inside "Jong|-|un" or "U|.|S|.".

    Some sets part words at every mark, which no text that the recogniser meets in life does.
    """
    spaces, quoted = [True] * len(words), False
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        behind = words[index + 1] if index + 1 < len(words) else ""
        glued_before, glued_behind = word in CLOSING, word in OPENING
        if word == '"':
            # Every other straight quote closes.
            glued_before, glued_behind = quoted, not quoted
            quoted = not quoted
        elif word == "-" and behind == "-":
            glued_behind = True
        elif word in ("-", "/") and before and behind:
            glued_before = glued_behind = _ends_word(before) and behind[0].isalnum()
        elif word in ("'", "’"):
            glued_before, glued_behind = True, behind in CONTRACTED
        elif word == ".":
            glued_behind = _is_initial(before) and (_is_initial(behind) or behind == "-")
        elif len(word) == 1 and word.isalpha() and not word.isascii() and word.islower():
            # A letter that some tokenizer did not know for one: "M", "ā", "ori".
            glued_before = glued_behind = True
        if glued_before and index:
            spaces[index - 1] = False
        if glued_behind:
            spaces[index] = False
    return spaces


def _ends_word(word: str) -> bool:
    return word[-1].isalnum() or word in (".", "’")


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def bio_names(number: int, tags: Sequence[str], labels: Mapping[str, str]) -> Iterator[tuple[int, int, int, str]]:
    """Yield the names of a sentence's BIO tags."""
    start, label = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if label and tag != f"I-{label}":
            if label in labels:
                yield number, start, index, labels[label]
            label = ""
        if tag.startswith("B-") or (tag.startswith("I-") and not label):
            start, label = index, tag[2:]


def worldwide(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the articles of the English Worldwide Newswire."""
    with gzip.open(root / "entities/worldwide/dev.tsv.gz", "rt", encoding="utf-8") as lines:
        articles: list[tuple[str, list[list[tuple[str, str]]]]] = []
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if line.startswith("# article"):
                articles.append((line[10:].strip(), [[]]))
            elif not fields[0].strip():
                articles[-1][1].append([])
            else:
                articles[-1][1][-1].append((fields[0].strip(), fields[1].strip() if len(fields) > 1 else "O"))
    for id, rows in articles:
        sentences = [sentence for sentence in rows if sentence]
        names = [
            name for number, sentence in enumerate(sentences)
            for name in bio_names(number, [tag for _, tag in sentence], WORLDWIDE)
        ]  # fmt: skip
        yield from_tokens(id, nlp, [[word for word, _ in sentence] for sentence in sentences], names)


def gold_dev(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the articles of our own gold."""
    for line in (root / "gold-dev/gold.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        names = [(a, b, entity["type"]) for entity in article["entities"] for a, b in entity["mentions"]]
        yield Text(article["doc_id"], nlp(article["text"]), names)


def meantime(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the first six sentences of MEANTIME's Apple articles, names only.

    A mention is a whole noun phrase there ("company CEO Steve Jobs"); its name is what is written with capitals or
    figures around its head.
    """
    labels = {"PERSON": "PERSON", "LOCATION": "PLACE", "ORGANIZATION": "ORG", "PRODUCT": "PRODUCT"}
    folder = root / "events/meantime-apple"
    mentions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "entity_mentions.jsonl").read_text(encoding="utf-8").splitlines():
        mention = json.loads(line)
        if mention["pos"] == "PROPN" and mention["type"] in labels and mention["sent"] <= 5:
            mentions[mention["doc"]].append(mention)
    for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        sentences = [[{"``": '"', "''": '"'}.get(w, w) for w in s] for s in document["sentences"][:6]]
        names = set()
        for mention in mentions[document["doc"]]:
            words = sentences[mention["sent"]]
            written = {i for i in mention["tokens"] if re.search(r"[A-Z0-9]|^[-&]$", words[i])}
            heads = [i for i in written if words[i] == mention["text"]] or sorted(written)[-1:]
            for head in heads[:1]:
                start, end = head, head + 1
                while start - 1 in written:
                    start -= 1
                while end in written:
                    end += 1
                while words[start] in ("-", "&", "The"):
                    start += 1
                names.add((mention["sent"], start, end, labels[mention["type"]]))
        yield from_tokens(document["doc"], nlp, sentences, sorted(names))


def finer(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the validation articles of FiNER-ORD."""
    raw = gzip.decompress((root / "entities/finer-ord/val_gold_data.csv.gz").read_bytes()).decode("utf-8")
    documents: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(raw)):
        token = row["gold_token"].strip()
        if token:
            documents[row["doc_idx"]].append((token, FINER.get(row["gold_label"], "O")))
    for id, rows in documents.items():
        sentences: list[list[tuple[str, str]]] = [[]]
        for token, tag in rows:
            sentences[-1].append((token, tag))
            if token in ENDS:
                sentences.append([])
        sentences = [sentence for sentence in sentences if sentence]
        same = {"PERSON": "PERSON", "PLACE": "PLACE", "ORG": "ORG"}
        names = [n for i, s in enumerate(sentences) for n in bio_names(i, [tag for _, tag in s], same)]
        yield from_tokens(id, nlp, [[word for word, _ in sentence] for sentence in sentences], names)


def ieer(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the stories of the IE-ER development test."""
    for path in sorted((root / "entities/ieer/ieer").glob("[AN]*_*")):
        for story in re.findall(r"<TEXT>(.*?)</TEXT>", path.read_text(encoding="latin-1"), re.S):
            text, names, opened = "", [], (0, "")
            for part in re.split(r"(<[^<>]*>)", story):
                if match := re.match(r'<b_\w+ type="([^"]+)"', part):
                    opened = len(text), match.group(1)
                elif part.startswith("<e_"):
                    if opened[1] in IEER:
                        names.append((opened[0], len(text), IEER[opened[1]]))
                elif not part.startswith("<"):
                    text += re.sub(r"\s+", " ", part.replace("``", '"').replace("''", '"'))
            yield Text(path.name, nlp(text), names)


def dfki(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the development documents of the DFKI product corpus; of its mentions only names, which are capitalised."""
    raw = gzip.decompress((root / "products/dfki/dev.json.gz").read_bytes()).decode("utf-8")
    position, decoder = 0, json.JSONDecoder()
    while raw[position:].strip():
        position += len(raw[position:]) - len(raw[position:].lstrip())
        document, position = decoder.raw_decode(raw, position)
        text = document["text"]["string"]
        names = []
        for mention in document["conceptMentions"]["array"]:
            start, end = mention["span"]["start"], mention["span"]["end"]
            label = {"organization": "ORG", "company": "ORG", "product": "PRODUCT"}.get(mention["type"].lower())
            words = [word for word in text[start:end].split() if word.lower() not in ("of", "and", "the", "&", "for")]
            if label and words and all(re.search(r"[A-Z0-9]", word) for word in words):
                names.append((start, end, label))
        yield Text(document["id"], nlp(text), names)


SETS: dict[str, tuple[Callable[[Path, Language], Iterator[Text]], tuple[str, ...]]] = {
    "worldwide": (worldwide, ("ORG", "PLACE", "PERSON", "PRODUCT")),
    "gold-dev": (gold_dev, ("ORG", "PERSON", "PLACE", "PRODUCT", "WORK", "NAMED_EVENT")),
    "meantime": (meantime, ("ORG", "PLACE", "PRODUCT")),
    "finer": (finer, ("ORG", "PERSON", "PLACE")),
    "ieer": (ieer, ("ORG", "PERSON", "PLACE")),
    "dfki": (dfki, ("ORG", "PRODUCT")),
}


def trimmed(doc: Doc, names: Iterable[Name], labels: Collection[str], titles: Collection[str]) -> set[Name]:
    """Return the names of the given labels without "the", possessive, quotes and, of people, titles."""
    text, out = doc.text, set()
    for start, end, label in names:
        if label not in labels:
            continue
        while match := re.match(r"(?:the|\W)\s*(?=\W|\w)", text[start:end], re.I) if start < end else None:
            if match.group(0).strip().lower() == "the" and not re.match(r"the\s", text[start:end], re.I):
                break
            start += max(1, match.end())
        if label == "PERSON":
            while (word := re.match(r"([\w-]+)\.?\s+", text[start:end])) and word.group(1) in titles:
                start += word.end()
        while match := re.search(r"\s*(?:['’]s|['’\"”]|\s)$", text[start:end]):
            if match.start() == 0:
                break
            end = start + match.start()
        if start < end:
            out.add((start, end, label))
    return out


def voted(doc: Doc, spans: Sequence[Span]) -> list[Name]:
    """Return the spans with one label for each string in a document: the one with the most score."""
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    text = doc.text
    for span in spans:
        scores[text[span.start : span.end]][span.label] += span.score
    best = {name: sorted(counts, key=lambda label: (-counts[label], label))[0] for name, counts in scores.items()}
    return [(span.start, span.end, best[text[span.start : span.end]]) for span in spans]


def score(pairs: Iterable[tuple[set[Name], set[Name]]], labels: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 in per cent for each label, for the three classic ones and for all."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for predicted, true in pairs:
        for side, names in ((found, predicted), (gold, true), (right, predicted & true)):
            side.update(label for _, _, label in names)
    groups: dict[str, Sequence[str]] = {label: [label] for label in labels}
    groups |= {"three": ("ORG", "PLACE", "PERSON"), "core": ("ORG", "PLACE", "PERSON", "PRODUCT"), "all": labels}
    table: dict[str, dict[str, float]] = {}
    for name, group in groups.items():
        r, f, g = (sum(side[label] for label in group) for side in (right, found, gold))
        table[name] = {
            "p": round(100 * r / max(f, 1), 1), "r": round(100 * r / max(g, 1), 1),
            "f": round(200 * r / max(f + g, 1), 1), "n": g,
        }  # fmt: skip
    return table


def measure(
    root: Path, nlp: Language, recogniser: Recogniser, names: Sequence[str], titles: Collection[str]
) -> dict[str, Any]:
    """Return for each set the scores of md and ours, with and without a vote, and the words a CPU second of each."""
    result: dict[str, Any] = {}
    for name in names:
        reader, labels = SETS[name]
        texts = list(reader(root, nlp))
        words = sum(len(text.doc) for text in texts)
        sentences = [text.sentences() for text in texts]
        copies = [_copy(text.doc, nlp) for text in texts]
        begun = process_time()
        found = [[span for f in recogniser.predict(s) for span in f.spans] for s in sentences]
        between = process_time()
        stock = [[*_names(doc)] for doc in map(nlp.get_pipe("ner"), copies)]
        ended = process_time()
        sides = {
            "md": stock,
            "ours": [[(span.start, span.end, span.label) for span in spans] for spans in found],
            "voted": [voted(text.doc, spans) for text, spans in zip(texts, found, strict=True)],
        }
        true = [trimmed(text.doc, text.names, labels, titles) for text in texts]
        table: dict[str, Any] = {"texts": len(texts), "words": words}
        table["speed"] = {"ours": round(words / (between - begun)), "md": round(words / (ended - between))}
        table["scores"] = {
            side: score(
                [(trimmed(t.doc, p, labels, titles), g) for t, p, g in zip(texts, found, true, strict=True)], labels
            )
            for side, found in sides.items()
        }
        result[name] = table
    return result


def as_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `measure` returns as lines to read: precision/recall/F1 of each side and label."""
    for name, table in result.items():
        speed = table["speed"]
        yield (
            f"{name}: {table['texts']} texts, {table['words']} words; words/s ours {speed['ours']}, "
            f"md's ner {speed['md']}, ratio {speed['ours'] / speed['md']:.2f}"
        )
        labels = next(iter(table["scores"].values()))
        for label, cell in labels.items():
            cells = (f"{side} {s[label]['p']}/{s[label]['r']}/{s[label]['f']}" for side, s in table["scores"].items())
            yield f"  {label:<12}{cell['n']:>6}  {'   '.join(cells)}"


def _copy(doc: Doc, nlp: Language) -> Doc:
    """Return the tokens of a document without anything found in it."""
    return Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])


def _names(doc: Doc) -> Iterator[Name]:
    """Yield what md has found, with our labels."""
    for ent in doc.ents:
        if ent.label_ in FROM_MD:
            yield ent.start_char, ent.end_char, FROM_MD[ent.label_]
