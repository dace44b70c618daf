"""Measures who descriptions and pronouns are taken for, on MEANTIME and on GUM's news, by the whole pipeline.

    python tests/evaluation/measure_coreference.py ../shared/data/events/meantime-apple ../shared/data/gum-news/dep

A named entity is a chain of the gold with a proper noun as the head of a mention. By class of pronoun and for definite
descriptions ("the company", "this phone") the first table tells how many the gold has, how many of them are resolved to
the right entity, how many we resolve, and how many of those mean, in the gold, something else. Right is an entity of
ours most of whose names are that chain's. A reference is matched by its head, a name by the gold's name that it shares
most with. MEANTIME counts in the first six sentences, which are annotated fully; where it has no mention at all, what
we found is neither right nor wrong. What means several entities at once ("both companies") is left aside.

The second table scores whole chains of named entities on GUM (MUC, B-cubed, CEAF-e, CoNLL: `chain_scores`): chains of
one mention are left out on both sides, as in CoNLL-2012; bridging is no part of the chains, generic and other chains
without a name are left out, and so are our mentions of several entities at once ("both companies").
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chain_scores import Scores
from spacy.language import Language

from dateline.assemble import load
from dateline.paths import models_dir
from dateline.rules import read_lexicon
from dateline.types import Entity, Mention

DEFINITE = {"the", "this", "that", "these", "those"}
SEVERAL = {"both", "two", "three", "four", "each", "either", "neither"}
# Where the head of a noun phrase ends and what follows it begins, in MEANTIME, which has no heads.
AFTER_HEAD = re.compile(r"[,(\-]|of|in|for|on|at|by|to|from|with|that|which|who|along|entitled|revealed")
SENTENCES = 6
GUM_NAMED = {"person", "organization", "place", "object", "abstract", "event"}
Span = tuple[int, int]


@dataclass(frozen=True)
class GoldMention:
    """A mention of the gold: its head, or the whole of a name, its chain, and its class (`name`, `it`, ...)."""

    start: int
    end: int
    chain: str
    kind: str


@dataclass(frozen=True)
class GoldArticle:
    """An article with its mentions; those of ours that begin at `limit` or later do not count."""

    id: str
    text: str
    mentions: tuple[GoldMention, ...]
    limit: int
    complete: bool = True

    def named(self) -> set[str]:
        """Return the chains that have a name."""
        return {mention.chain for mention in self.mentions if mention.kind == "name"}


@dataclass(frozen=True)
class Token:
    """A word of GUM with its universal tag; `head` is the number of the word that it hangs on."""

    start: int
    end: int
    form: str
    tag: str
    head: int


def pronoun_classes() -> dict[str, str]:
    """Map pronouns to the class that they are counted in: `it`, `he`, `they`, `first`."""
    classes = {("3", "sing", "n"): "it", ("3", "plur", ""): "they"}
    return {
        word: "first" if values[0] == "1" else classes.get((*values, "", "")[:3], "he")  # type: ignore[call-overload]
        for word, values in read_lexicon(models_dir() / "lexicons" / "pronouns.txt").items()
    }


def kind_of(words: Sequence[str], head: int, proper: bool, pronouns: dict[str, str]) -> str:
    """Return the class of a mention of these words: `name`, a class of pronoun, `description` or `other`."""
    if proper:
        return "name"
    if words[head].casefold() in pronouns:
        return pronouns[words[head].casefold()] if len(words) == 1 else "other"
    several = any(word.casefold() in SEVERAL for word in words[:head])
    definite = head > 0 and words[0].casefold() in DEFINITE and words[head].islower()
    return "description" if definite and not several else "other"


def read_meantime(folder: Path) -> Iterator[GoldArticle]:
    """Yield the articles of MEANTIME, their sentences joined, the first two (title and date) as paragraphs."""
    rows: dict[str, list[dict]] = defaultdict(list)
    for line in (folder / "entity_mentions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["doc"]].append(row)
    pronouns = pronoun_classes()
    for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text, limit = "", 0
        spans: list[list[Span]] = []
        for number, sentence in enumerate(document["sentences"]):
            text += "" if not text else "\n\n" if number < 3 else " "
            spans.append([])
            for word in sentence:
                word = {"``": '"', "''": '"', "’": "'"}.get(word, word)
                if re.fullmatch(r"[,.;:?!)%]|'s|'|n't", word):
                    text = text.rstrip(" ")
                spans[-1].append((len(text), len(text) + len(word)))
                text += word + " " * (word not in ("(", "$"))
            text = text.rstrip(" ")
            limit = len(text) if number < SENTENCES else limit
        mentions = []
        for row in rows[document["doc"]]:
            if row["sent"] >= SENTENCES:
                continue
            words = [document["sentences"][row["sent"]][token] for token in row["tokens"]]
            words = words[: -1 if len(words) > 1 and words[-1] in ("'s", "’s", "'") else None]
            ends = (at for at, word in enumerate(words) if at and AFTER_HEAD.fullmatch(word.casefold()))
            head = next(ends, len(words)) - 1
            proper = row["pos"] == "PROPN" or (row["tokens"][head] > 0 and words[head][0].isupper())
            first = head  # the head of "iTunes Music Store" is its last word
            while proper and first > 0 and any(letter.isupper() for letter in words[first - 1]):
                first -= 1
            start, end = spans[row["sent"]][row["tokens"][first]][0], spans[row["sent"]][row["tokens"][head]][1]
            mentions.append(GoldMention(start, end, row["chain"], kind_of(words, head, proper, pronouns)))
        yield GoldArticle(document["doc"], text, tuple(dict.fromkeys(mentions)), limit, complete=False)


def read_gum(folder: Path) -> Iterator[GoldArticle]:
    """Yield the articles of GUM: chains of its column MISC, the head of a mention the word that hangs on no other."""
    pronouns = pronoun_classes()
    for path in sorted(folder.glob("*.conllu")):
        text, gap, cursor, base = "", "", 0, 0
        tokens: list[Token] = []
        opened: list[tuple[str, str, int]] = []  # chain, type, first token
        spans: list[tuple[str, str, int, int]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if line.startswith("# newpar"):
                gap = "\n\n" if text else ""
            elif line.startswith("# text = "):
                cursor, base = len(text + gap), len(tokens)
                text, gap = text + gap + line.removeprefix("# text = "), " "
            elif fields[0].isdigit():
                start = max(cursor, text.find(fields[1], cursor))
                cursor = start + len(fields[1]) if text.startswith(fields[1], start) else start
                tokens.append(Token(start, cursor, fields[1], fields[3], base + int(fields[6]) - 1))
                marks = re.search(r"(?:^|\|)Entity=([^|]+)", fields[9])
                for mark in re.findall(r"\([^()]+\)?|[^()]+\)", marks.group(1) if marks else ""):
                    chain, type_ = (*mark.strip("()").split("-"), "")[:2]
                    if mark.startswith("("):
                        opened.append((chain, type_, len(tokens) - 1))
                    if mark.endswith(")"):
                        at = max(n for n, one in enumerate(opened) if one[0] == chain)
                        spans.append((*opened.pop(at), len(tokens)))
        mentions = []
        for chain, type_, first, end in spans:
            heads = (n for n in range(first, end) if not first <= tokens[n].head < end)
            head = next(heads, end - 1)
            start = last = head  # the head of "curator Ann Lund" is its first word, of "Lund Foundation" the last
            while last + 1 < end and tokens[last + 1].tag == "PROPN":
                last += 1
            while tokens[last].tag == "PROPN" and start > first and tokens[start - 1].tag == "PROPN":
                start -= 1
            words = [token.form for token in tokens[first:end]]
            kind = kind_of(words, head - first, tokens[last].tag == "PROPN" and type_ in GUM_NAMED, pronouns)
            mentions.append(GoldMention(tokens[start].start, tokens[last].end, chain, kind))
        yield GoldArticle(path.stem, text, tuple(dict.fromkeys(mentions)), len(text))


@dataclass(frozen=True)
class OurMention:
    """A mention of ours: its head, or the gold's mention that it is matched with; `several`: it means others too."""

    start: int
    end: int
    entity: str
    kind: str
    several: bool


def likeness(gold: GoldMention, ours: Mention) -> float:
    """Return the share of characters that two names have in common; a pronoun shares nothing."""
    common = min(gold.end, ours.end) - max(gold.start, ours.start)
    if common <= 0 or gold.kind not in ("name", "description", "other"):
        return 0.0
    return common / (max(gold.end, ours.end) - min(gold.start, ours.start))


def our_mentions(nlp: Language, article: GoldArticle) -> tuple[list[Entity], list[OurMention]]:
    """Run the pipeline; return its entities and their mentions, with the head that the parse gives each."""
    doc = nlp(article.text)
    pronouns = pronoun_classes()
    found = []
    counts = Counter((mention.start, mention.end) for entity in doc._.entities for mention in entity.mentions)
    for entity in doc._.entities:
        for mention in entity.mentions:
            span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
            head = span.root
            if mention.kind in ("name", "alias"):
                shared = max(article.mentions, key=lambda gold: likeness(gold, mention), default=None)
                start, end = mention.start, mention.end
                if shared is not None and likeness(shared, mention) > 0:
                    start, end = shared.start, shared.end
                kind = "name"
            else:
                start, end = head.idx, head.idx + len(head)
                kind = pronouns.get(head.lower_, "description") if mention.kind == "pronoun" else "description"
            if start < article.limit:
                found.append(OurMention(start, end, entity.id, kind, counts[mention.start, mention.end] > 1))
    return doc._.entities, found


def owners(article: GoldArticle, ours: Iterable[OurMention]) -> dict[str, str]:
    """Map each entity of ours to the chain of the gold that most of its names belong to."""
    chains: dict[int, list[str]] = defaultdict(list)
    for gold in article.mentions:
        if gold.kind == "name":
            chains[gold.start].append(gold.chain)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in ours:
        if mention.kind == "name":
            votes[mention.entity].update(chains[mention.start])
    return {entity: max(sorted(count), key=lambda chain: count[chain]) for entity, count in votes.items() if count}


def count_references(article: GoldArticle, ours: Sequence[OurMention]) -> Counter[tuple[str, str]]:
    """Count, by class, references of the gold and of ours, and which are right or wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    named, owner = article.named(), owners(article, ours)
    at: dict[int, set[str]] = defaultdict(set)
    for gold in article.mentions:
        at[gold.start].add(gold.chain)
    meant: dict[int, set[str]] = defaultdict(set)
    kinds: dict[int, str] = {}
    for mention in ours:
        if mention.kind != "name":
            meant[mention.start].add(owner.get(mention.entity, ""))
            if not mention.several:
                kinds[mention.start] = mention.kind
    for gold in {(one.start, one.chain, one.kind) for one in article.mentions if one.chain in named}:
        start, chain, kind = gold
        if kind not in ("name", "other"):
            counts["gold", kind] += 1
            counts["right", kind] += chain in meant[start]
    for start, kind in kinds.items():
        counts["ours", kind] += 1
        if not meant[start] & at[start]:
            counts["wrong" if at[start] or article.complete else "unknown", kind] += 1
    return counts


def gold_chains(article: GoldArticle) -> list[set[int]]:
    """Return the chains of named entities with two mentions or more, as sets of heads."""
    chains: dict[str, set[int]] = defaultdict(set)
    for mention in article.mentions:
        chains[mention.chain].add(mention.start)
    named = article.named()
    # Where two mentions have one head (an apposition and the whole), the chain named first has it.
    return _apart(heads for chain, heads in chains.items() if chain in named)


def our_chains(ours: Iterable[OurMention], kinds: Iterable[str]) -> list[set[int]]:
    """Return our chains of two mentions or more of these kinds."""
    wanted, chains = set(kinds), defaultdict(set)
    for mention in ours:
        if mention.kind in wanted and not mention.several:
            chains[mention.entity].add(mention.start)
    return _apart(chains.values())


def baseline_chains(entities: Iterable[Entity], article: GoldArticle, ours: Sequence[OurMention]) -> list[set[int]]:
    """Return the chains that equal names make, a surname taken for the person last named by it."""
    names = sorted({mention.start for mention in ours if mention.kind == "name"})
    types = {entity.id: entity.type for entity in entities}
    said: dict[int, tuple[str, str]] = {}
    for entity in entities:
        for mention in entity.mentions:
            if mention.kind in ("name", "alias"):
                said.update({at: (mention.text, types[entity.id]) for at in names if mention.start <= at < mention.end})
    chains: dict[str, set[int]] = defaultdict(set)
    whole: dict[str, str] = {}
    for at in names:
        text, type_ = said.get(at, ("", ""))
        if type_ == "PERSON":
            text = whole.get(text, text)
            whole[text.rpartition(" ")[2]] = text
        chains[text].add(at)
    return _apart(chains.values())


def _apart(chains: Iterable[set[int]]) -> list[set[int]]:
    """Take from each chain what an earlier one has, and drop chains of one mention."""
    taken: set[int] = set()
    parted = []
    for chain in chains:
        if len(chain - taken) > 1:
            parted.append(chain - taken)
            taken |= chain
    return parted


KINDS = ("description", "it", "he", "they", "first")


def references_table(counts: Counter[tuple[str, str]]) -> str:
    """Return the table of references as text."""
    lines = [f"{'':12}{'gold':>6}{'right':>6}{'recall':>8}{'ours':>6}{'wrong':>6}{'precision':>10}"]
    for label, kinds in [*((kind, (kind,)) for kind in KINDS), ("all", KINDS)]:
        gold, right, ours, wrong, unknown = (
            sum(counts[column, kind] for kind in kinds) for column in ("gold", "right", "ours", "wrong", "unknown")
        )
        recall = f"{right / gold:.1%}" if gold else "-"
        judged = ours - unknown
        precision = f"{1 - wrong / judged:.1%}" if judged else "-"
        lines.append(f"{label:12}{gold:6}{right:6}{recall:>8}{ours:6}{wrong:6}{precision:>10}")
    return "\n".join(lines)


def scores_row(label: str, scores: Scores) -> str:
    """Return one line of the table of chains: F1 of each score, with recall and precision, and their mean."""
    parts = (f"{name} {one.f1:.1%} ({one.recall:.1%}, {one.precision:.1%})" for name, one in scores.parts.items())
    return f"{label:28}CoNLL {scores.conll:.1%}: {', '.join(parts)}"


def report(nlp: Language, meantime: Path | None, gum: Path | None) -> str:
    """Return the figures as lines of text."""
    lines = []
    if meantime is not None:
        counts: Counter[tuple[str, str]] = Counter()
        for article in read_meantime(meantime):
            counts += count_references(article, our_mentions(nlp, article)[1])
        lines += [f"MEANTIME, first {SENTENCES} sentences", references_table(counts), ""]
    if gum is not None:
        counts = Counter()
        rows = {label: Scores() for label in ("equal names and surnames", "our names", "our names and references")}
        for article in read_gum(gum):
            entities, ours = our_mentions(nlp, article)
            counts += count_references(article, ours)
            key = gold_chains(article)
            rows["equal names and surnames"].add(key, baseline_chains(entities, article, ours))
            rows["our names"].add(key, our_chains(ours, ("name",)))
            rows["our names and references"].add(key, our_chains(ours, ("name", *KINDS)))
        lines += ["GUM, news", references_table(counts), ""]
        lines += [scores_row(label, scores) for label, scores in rows.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report(load(), *(Path(argument) for argument in sys.argv[1:3])))
