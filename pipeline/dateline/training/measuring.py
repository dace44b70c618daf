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
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from dateline.recogniser import Recogniser, Span, Word
from dateline.training.texts import json_objects

Name = tuple[int, int, str]
FROM_MD = {"GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "WORK_OF_ART": "WORK", "LAW": "WORK", "EVENT": "NAMED_EVENT"}
FROM_MD |= {label: label for label in ("ORG", "PERSON", "PRODUCT", "NORP")}
MEANTIME = {"PERSON": "PERSON", "LOCATION": "PLACE", "ORGANIZATION": "ORG", "PRODUCT": "PRODUCT"}
WORLDWIDE = {"Person": "PERSON", "Location": "PLACE", "Facility": "PLACE", "Organization": "ORG", "Product": "PRODUCT"}
IEER = {"LOCATION": "PLACE", "ORGANIZATION": "ORG", "PERSON": "PERSON"}
FINER = {"1": "B-PERSON", "2": "I-PERSON", "3": "B-PLACE", "4": "I-PLACE", "5": "B-ORG", "6": "I-ORG"}
PLAIN = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"', "`": "'"}
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
    unjudged: list[Name] = field(default_factory=list)
    """Places in which a name of the label that is not in `names` is neither right nor wrong."""

    def sentences(self) -> list[list[Word]]:
        """Return the words of each sentence, without spaces."""
        return [
            [Word(t.text, t.idx, t.idx + len(t)) for t in sent if not t.is_space and t.text.strip()]
            for sent in self.doc.sents
        ]


def from_tokens(
    id: str,
    nlp: Language,
    sentences: Sequence[Sequence[str]],
    names: Iterable[tuple[int, int, int, str]],
    unjudged: Iterable[tuple[int, int, int, str]] = (),
) -> Text:
    """Return a text of given tokens, written as a reader would see it; the pipeline then makes its own tokens.

    Args:
        id: of the text.
        nlp: its tokenizer is used.
        sentences: the tokens of each sentence.
        names: `(sentence, first token, behind the last, label)`.
        unjudged: places, in the same form.
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
    spans = [
        [(places[n][first][0], places[n][behind - 1][1], label) for n, first, behind, label in group]
        for group in (names, unjudged)
    ]
    return Text(id, doc, *spans)


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


def worldwide(root: Path, nlp: Language, labels: Mapping[str, str] = WORLDWIDE) -> Iterator[Text]:
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
            for name in bio_names(number, [tag for _, tag in sentence], labels)
        ]  # fmt: skip
        yield from_tokens(id, nlp, [[word for word, _ in sentence] for sentence in sentences], names)


def gold_dev(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the articles of our own gold."""
    for line in (root / "gold-dev/gold.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        names = [(a, b, entity["type"]) for entity in article["entities"] for a, b in entity["mentions"]]
        yield Text(article["doc_id"], nlp(article["text"]), names)


def _meantime_mentions(root: Path) -> Iterator[tuple[str, list[list[str]], list[dict[str, Any]]]]:
    """Yield each Apple article's id, its first six sentences and the mentions in them that are of our labels."""
    folder = root / "events/meantime-apple"
    mentions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "entity_mentions.jsonl").read_text(encoding="utf-8").splitlines():
        mention = json.loads(line)
        if mention["type"] in MEANTIME and mention["sent"] <= 5:
            mentions[mention["doc"]].append(mention)
    for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        sentences = [[{"``": '"', "''": '"'}.get(w, w) for w in s] for s in document["sentences"][:6]]
        yield document["doc"], sentences, mentions[document["doc"]]


def meantime(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the first six sentences of MEANTIME's Apple articles, each phrase with a name at its head as one name.

    A mention is a whole noun phrase there ("company CEO Steve Jobs"); its name is what is written with capitals or
    figures around its head, so "Apple Computer CEO Steve Jobs" is one person.
    """
    for id, sentences, mentions in _meantime_mentions(root):
        names = set()
        for mention in mentions:
            words = sentences[mention["sent"]]
            written = {i for i in mention["tokens"] if re.search(r"[A-Z0-9]|^[-&]$", words[i])}
            heads = [i for i in written if words[i] == mention["text"]] or sorted(written)[-1:]
            for head in heads[:1] if mention["pos"] == "PROPN" else ():
                start, end = head, head + 1
                while start - 1 in written:
                    start -= 1
                while end in written:
                    end += 1
                while words[start] in ("-", "&", "The"):
                    start += 1
                names.add((mention["sent"], start, end, MEANTIME[mention["type"]]))
        yield from_tokens(id, nlp, sentences, sorted(names))


def meantime_names(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the same sentences with each mention by a name brought down to the name around its head.

    * Mentions by a name are those whose `pos` is PROPN. The head is the first token of the extent that reads as `text`
      does; where that is in no run ("Puma, as its makers call the release"), there is no name.
    * The name is the longest run of tokens with a capital or a figure, of "&" and of hyphens between them, that holds
      the head and lies in the extent, without "The" before it. A word like "Intel-based" ends a run, and a head in
      small letters belongs to the run right before it ("iPod nano"). The names of other mentions to the left of the
      head in the run, and all before them, are no part of it: "Apple Computer | CEO Steve Jobs".
    * An extent that is nothing but such runs with commas, "and" or "or" between them is as many names: "iPhone 4, iOS
      4"; "San Francisco, California".
    * Unjudged are the extents of mentions by a common noun (`pos` is NOUN): inside "Apple's iPod digital music player",
      a product, a product that is no name by the rules above is neither right nor wrong. A name of another label
      there is judged as everywhere.
    """
    for id, sentences, mentions in _meantime_mentions(root):
        named = [m for m in mentions if m["pos"] == "PROPN"]
        names, unjudged = set(), set()
        for mention in mentions:
            number, tokens, label = mention["sent"], mention["tokens"], MEANTIME[mention["type"]]
            words = sentences[number]
            if mention["pos"] == "NOUN":
                unjudged.add((number, tokens[0], tokens[-1] + 1, label))
            elif mention["pos"] == "PROPN":
                head = next((i for i in tokens if words[i] == mention["text"]), tokens[-1])
                runs = list(_runs(words, tokens, head))
                rest = [i for i in tokens if not any(start <= i < end for start, end in runs)]
                whole = all(words[i] in (",", "and", "or", "The", "the") for i in rest)
                for start, end in runs:
                    if start <= head < end:
                        cuts = [
                            max(m["tokens"]) + 1 for m in named
                            if m["sent"] == number and start <= m["tokens"][0] and m["tokens"][-1] < head
                            and set(m["tokens"]) < set(range(start, head))
                        ]  # fmt: skip
                        start = max([start, *cuts])
                        names.add((number, start + (words[start] in ("-", "&")), end, label))
                    elif whole:
                        names.add((number, start, end, label))
        yield from_tokens(id, nlp, sentences, sorted(names), sorted(unjudged))


def _runs(words: Sequence[str], tokens: Sequence[int], head: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of tokens of an extent that are written as names are; a small head ends the run before it."""
    run: list[int] = []
    for index in [*tokens, -1]:
        word = words[index] if index >= 0 else ""
        named = re.search(r"[A-Z0-9]", word) and word != "The" and not re.search(r"-[a-z]+$", word)
        if run and index == run[-1] + 1 and (named or word in ("-", "&") or index == head):
            run.append(index)
            continue
        while run and words[run[-1]] in ("-", "&"):
            run.pop()
        if run:
            yield run[0], run[-1] + 1
        run = [index] if named else []


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
    for document in json_objects(raw):
        text = document["text"]["string"]
        names = []
        for mention in document["conceptMentions"]["array"]:
            start, end = mention["span"]["start"], mention["span"]["end"]
            label = {"organization": "ORG", "company": "ORG", "product": "PRODUCT"}.get(mention["type"].lower())
            words = [word for word in text[start:end].split() if word.lower() not in ("of", "and", "the", "&", "for")]
            if label and words and all(re.search(r"[A-Z0-9]", word) for word in words):
                names.append((start, end, label))
        yield Text(document["id"], nlp(text), names)


def conll04(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the development sentences of CoNLL04, each a text of its own."""
    labels = {"Peop": "PERSON", "Loc": "PLACE", "Org": "ORG"}
    for row in json.loads((root / "relations/conll04/dev.json").read_text(encoding="utf-8")):
        names = [(0, e["start"], e["end"], labels[e["type"]]) for e in row["entities"] if e["type"] in labels]
        words = [PLAIN.get(word, word) for word in row["tokens"]]
        yield from_tokens(str(row["orig_id"]), nlp, [words], names)


def uner(root: Path, nlp: Language) -> Iterator[Text]:
    """Yield the development documents of Universal NER's English EWT; the recogniser's training has read them."""
    labels = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG"}
    raw = (root / "entities/uner-ewt/en_ewt-ud-dev.iob2").read_text(encoding="utf-8")
    for number, document in enumerate(raw.split("# newdoc")[1:], 1):
        rows = [
            [line.split("\t")[1:3] for line in sentence.splitlines() if "\t" in line]
            for sentence in document.split("\n\n")
        ]
        sentences = [row for row in rows if row]
        names = [n for i, s in enumerate(sentences) for n in bio_names(i, [tag for _, tag in s], labels)]
        yield from_tokens(str(number), nlp, [[word for word, _ in sentence] for sentence in sentences], names)


SETS: dict[str, tuple[Callable[[Path, Language], Iterator[Text]], tuple[str, ...]]] = {
    "worldwide": (worldwide, ("ORG", "PLACE", "PERSON", "PRODUCT")),
    "gold-dev": (gold_dev, ("ORG", "PERSON", "PLACE", "PRODUCT", "WORK", "NAMED_EVENT")),
    "meantime": (meantime, ("ORG", "PLACE", "PRODUCT")),
    "meantime-names": (meantime_names, ("ORG", "PLACE", "PRODUCT")),
    "finer": (finer, ("ORG", "PERSON", "PLACE")),
    "ieer": (ieer, ("ORG", "PERSON", "PLACE")),
    "dfki": (dfki, ("ORG", "PRODUCT")),
    "conll04": (conll04, ("ORG", "PERSON", "PLACE")),
    "uner": (uner, ("ORG", "PERSON", "PLACE")),
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


def judged(predicted: set[Name], true: set[Name], text: Text) -> set[Name]:
    """Return the names that are right or wrong: all but those in a place where a name of their label is unjudged."""
    return {
        (start, end, label)
        for start, end, label in predicted
        if (start, end, label) in true
        or not any(first <= start and end <= last and label == kind for first, last, kind in text.unjudged)
    }


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
                [
                    (judged(trimmed(t.doc, p, labels, titles), g, t), g)
                    for t, p, g in zip(texts, found, true, strict=True)
                ],
                labels,
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
