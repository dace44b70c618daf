"""The attribute ruler with a memory writes what the stock one writes."""

import pytest
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

from dateline.components.attributes import Attributes

WRITTEN = ["POS", "MORPH", "LEMMA", "TAG", "DEP"]
RULES = [
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"POS": "NOUN", "MORPH": "Number=Sing"}},
    {"patterns": [[{"TAG": "VBZ", "LOWER": {"IN": ["is", "'s"]}}]], "attrs": {"POS": "AUX", "LEMMA": "be"}},
    {"patterns": [[{"LOWER": {"REGEX": "^n[ou]thin'$"}}]], "attrs": {"LEMMA": "nothing"}},
    {"patterns": [[{"LOWER": "let"}, {"LOWER": "'s"}]], "attrs": {"LEMMA": "us"}, "index": 1},
    {"patterns": [[{"DEP": "expl"}, {"LOWER": {"IN": ["is", "are"]}}]], "attrs": {"POS": "VERB"}, "index": 1},
    {"patterns": [[{"TAG": "DT", "DEP": {"NOT_IN": ["det", ""]}}]], "attrs": {"POS": "PRON"}},
    {"patterns": [[{"IS_SPACE": True}]], "attrs": {"POS": "SPACE", "TAG": "_SP", "DEP": "dep"}},
]
CASES = [
    pytest.param(["It", "'s", "nothin'"], ["PRP", "VBZ", "NN"], ["nsubj", "ROOT", "attr"], id="words"),
    pytest.param(["Let", "'s"], ["VB", "VBZ"], ["ROOT", "nsubj"], id="two rules for one token"),
    pytest.param(["There", "IS", "that"], ["EX", "VBZ", "DT"], ["expl", "ROOT", "attr"], id="labels"),
    pytest.param(["That", "\n", "plan"], ["DT", "NN", "NN"], ["det", "det", "ROOT"], id="space"),
    pytest.param(["let"], ["VB"], ["ROOT"], id="half of a rule"),
]


@pytest.mark.parametrize(("words", "tags", "deps"), CASES)
def test_the_same_as_stock(words: list[str], tags: list[str], deps: list[str]) -> None:
    vocab = Vocab()
    stock, ours = AttributeRuler(vocab), Attributes(vocab)
    for ruler in (stock, ours):
        ruler.add_patterns(RULES)
    # twice: met for the first time, and remembered
    for _ in range(2):
        docs = [ruler(Doc(vocab, words=words, tags=tags, deps=deps, heads=[0] * len(words))) for ruler in (stock, ours)]
        assert docs[0].to_array(WRITTEN).tolist() == docs[1].to_array(WRITTEN).tolist()


def test_rules_of_another_kind_are_refused() -> None:
    ruler = Attributes(Vocab())
    with pytest.raises(NotImplementedError, match="ORTH"):
        ruler.add_patterns([{"patterns": [[{"ORTH": "A"}]], "attrs": {"POS": "NOUN"}}])
