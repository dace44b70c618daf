"""Who "the company", "both carmakers", "she" and "its" are: goes through an article from left to right.

Everything that the text talks about, named or not, is a referent that gains weight where it is mentioned, most as a
subject, and loses it from sentence to sentence. A description or pronoun means the heaviest referent that agrees with
it in type, class, gender and number, if that one outweighs the next by the margin of the rule; common nouns compete.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from dateline.components.names.aliases import Cluster
from dateline.components.names.descriptions import ARGUMENTS, Descriptions
from dateline.components.names.discourse import Discourse, Reference
from dateline.components.names.phrases import is_definite
from dateline.components.names.pronouns import Pronouns
from dateline.components.names.speakers import Speakers
from dateline.components.names.vocabulary import Vocabulary

RULE_KEYS = {
    "match",
    "reason",
    "types",
    "decay",
    "margin",
    "window",
    "topic",
    "number",
    "genders",
    "generic",
    "acting",
    "classes",
    "not_classes",
}
# Nouns that only say more of the noun behind them.
MODIFIERS = ("compound", "nummod", "quantmod", "npadvmod")


def read(
    doc: Doc, clusters: Sequence[Cluster], rules: Sequence[Mapping[str, Any]], known: Vocabulary
) -> list[Reference]:
    """Return the references found in an article whose named entities are `clusters`, in text order."""
    text = Discourse(doc, clusters, rules, known)
    speakers = Speakers(text)
    pronouns, descriptions = Pronouns(text, speakers), Descriptions(text, speakers)
    pairs = known.lexicons["pair_words"]
    for token in text.nodes:
        if token.i in text.starts:
            end, number = text.starts[token.i]
            text.touch(text.entities[number], text.root(token.i, end))
        elif token.i in text.named:
            continue
        elif token.pos_ == "PRON" and token.lower_ in known.lexicons["pronouns"]:
            pronouns.resolve(token)
        elif token.text in known.demonyms:
            text.touch_place(token)
        elif (
            token.lower_ in pairs
            and (token.pos_ in ("PRON", "DET") or (token.pos_ == "NUM" and is_definite(token)))
            and token.dep_ in ARGUMENTS
        ):
            descriptions.several(token, None)
        elif token.pos_ in ("NOUN", "NUM", "PROPN") and token.dep_ not in MODIFIERS:
            descriptions.resolve(token)
    speakers.resolve()
    return sorted(text.found, key=lambda reference: reference.start)
