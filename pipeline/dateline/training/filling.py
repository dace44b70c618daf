"""Fills the names that a partly labelled set leaves out with what stock en_core_web_md says of them."""

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from dateline.training.corpora import Lexicons
from dateline.training.tagging import OUTSIDE, Sentence, begins, goes_on

# Of md's labels these are right often enough to teach; its products, works and events are not.
TRUSTED = {"ORG": "ORG", "PERSON": "PERSON", "GPE": "PLACE", "NORP": "NORP"}
NUMBERS = ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL")


def fill(sentences: Iterable[Sentence], nlp: Language, lexicons: Lexicons) -> None:
    """Change the tags of the given sentences in place.

    A name that the set labels stays as it is, with one exception: a product that is an organisation to md may be a
    bare brand, and is either.
    """
    batch = list(sentences)
    docs = (Doc(nlp.vocab, words=sentence.words) for sentence in batch)
    disabled = [name for name in nlp.pipe_names if name != "ner"]
    for sentence, doc in zip(batch, nlp.pipe(docs, disable=disabled, batch_size=256), strict=True):
        for ent in doc.ents:
            start, end = ent.start, ent.end
            while start < end and doc[start].lower_ == "the":
                start += 1
            while end > start and doc[end - 1].text in ("'s", "’s", "'", "’"):
                end -= 1
            if ent.label_ == "PERSON":
                while start < end and doc[start].text.rstrip(".") in lexicons.titles:
                    start += 1
            if start == end:
                continue
            tags = sentence.tags[start:end]
            label = TRUSTED.get(ent.label_)
            if label == "ORG" and tags[0] == begins("PRODUCT") and all(tag == goes_on("PRODUCT") for tag in tags[1:]):
                sentence.put(start, end, ["ORG", "PRODUCT"])
            elif all(tag & OUTSIDE for tag in tags):
                if label and any(word[:1].isupper() for word in sentence.words[start:end]):
                    # md's people are right nine times in ten; a name beside a labelled one may be a piece of it.
                    sentence.put(start, end, [label])
                elif ent.label_ in NUMBERS:
                    sentence.clear(start, end)
