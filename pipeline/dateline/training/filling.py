"""Settles with stock en_core_web_md what partly labelled sets leave undecided.

Three things are left so: names that a set has no label for, names under a label that is a rest ("MISC"), and words in
capitals that may be names or not. Left to itself the network calls all of them products.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.recogniser import CASES, case_of
from dateline.training.corpora import Lexicons
from dateline.training.tagging import ANY, OUTSIDE, Sentence, begins, goes_on

FROM_MD = {"GPE": "PLACE", "WORK_OF_ART": "WORK", "EVENT": "NAMED_EVENT"}
FROM_MD |= {label: label for label in ("ORG", "PERSON", "NORP", "PRODUCT")}
NUMBERS = ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL")


def fill(
    sentences: Iterable[Sentence], tables: Mapping[str, Mapping[str, Any]], nlp: Language, lexicons: Lexicons
) -> None:
    """Change the tags of the sentences in place, as the tables of their sets ask for.

    Args:
        sentences: all sentences; those whose table asks for nothing are passed over.
        tables: for each set `fill` (md's names with these labels are put where the set is silent), `rest` (the set's
            label for all other names: it becomes what md calls the name, or no tag is asked for at all) and `settle`
            (a silent word, unless it is written as a model is, is no name if md has none there that the set lacks).
        nlp: stock md.
        lexicons: words to look up.
    """
    batch = [s for s in sentences if any(key in tables[s.source] for key in ("fill", "rest", "settle"))]
    docs = (Doc(nlp.vocab, words=sentence.words) for sentence in batch)
    disabled = [name for name in nlp.pipe_names if name != "ner"]
    for sentence, doc in zip(batch, nlp.pipe(docs, disable=disabled, batch_size=256), strict=True):
        table = tables[sentence.source]
        for ent in doc.ents:
            _fill(sentence, ent, table.get("fill", ()), lexicons)
        _decide_rest(sentence, doc.ents, table.get("rest", ""))
        if table.get("settle"):
            for index, token in enumerate(doc):
                missed = FROM_MD.get(token.ent_type_, "") in table["lacks"]
                if _is_silent(sentence.tags[index]) and not missed and not _is_model(token.text):
                    sentence.tags[index] = OUTSIDE


def _is_model(word: str) -> bool:
    return CASES[case_of(word)] in ("mixed", "model") and any(character.isupper() for character in word)


def _is_silent(tags: int) -> bool:
    return bool(tags & OUTSIDE) and tags != ANY


def _fill(sentence: Sentence, ent: Span, labels: Sequence[str], lexicons: Lexicons) -> None:
    """Put a name of md's where the set is silent.

    A name that the set labels stays as it is, with one exception: where companies are left out, a product that is an
    organisation to md may be a bare brand, and is either.
    """
    words, (start, end) = sentence.words, _bounds(sentence.words, ent)
    if ent.label_ == "PERSON":
        while start < end and words[start].rstrip(".") in lexicons.titles:
            start += 1
    tags, label = sentence.tags[start:end], FROM_MD.get(ent.label_, "")
    if not tags:
        return
    if (
        label == "ORG"
        and "ORG" in labels
        and tags[0] == begins("PRODUCT")
        and all(tag == goes_on("PRODUCT") for tag in tags[1:])
    ):
        sentence.put(start, end, ["ORG", "PRODUCT"])
    elif all(tag & OUTSIDE for tag in tags):
        if label in labels and any(word[:1].isupper() for word in words[start:end]):
            # md's people are right nine times in ten; a name beside a labelled one may be a piece of it.
            sentence.put(start, end, [label])
        elif ent.label_ in NUMBERS:
            sentence.clear(start, end)


def _decide_rest(sentence: Sentence, ents: Sequence[Span], rest: str) -> None:
    """Give the names under a set's label for all other names md's label, or leave them to the network altogether."""
    for start, end, known in sentence.known:
        if known != rest or sentence.tags[start] == begins("NORP"):
            continue
        same = [ent for ent in ents if _bounds(sentence.words, ent) == (start, end)]
        label = FROM_MD.get(same[0].label_, "") if same else ""
        if label in ("NORP", "NAMED_EVENT", "PRODUCT", "WORK"):
            sentence.put(start, end, [label])
        else:
            sentence.clear(start, end, ANY)


def _bounds(words: Sequence[str], ent: Span) -> tuple[int, int]:
    """Return where a name of md's begins and ends without "the" and "'s"."""
    start, end = ent.start, ent.end
    while start < end and words[start].lower() == "the":
        start += 1
    while end > start and words[end - 1] in ("'s", "’s", "'", "’"):
        end -= 1
    return start, end
