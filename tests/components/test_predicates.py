"""Predicates and their arguments: one hand-made parse for each construction that the component undoes."""

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from dateline.components.predicates import Predicates, coordinated, passive, tense
from dateline.types import Argument, Predicate


@pytest.fixture(scope="module")
def component() -> Predicates:
    return Predicates(spacy.blank("en"), "dateline_predicates")


def found(doc: Doc, component: Predicates, word: str) -> Predicate:
    """Return the predicate at the first token of a form."""
    token = next(token.i for token in doc if token.text == word)
    return next(predicate for predicate in component.find(doc) if predicate.token == token)


def arguments(doc: Doc, predicate: Predicate) -> set[tuple[str, str]]:
    """Return (role, filler): names, parted by "+"; else the head, with what modifies it in brackets."""
    names = {entity.id: entity.name for entity in doc._.entities}

    def filler(argument: Argument) -> str:
        inner = ",".join(f"{relation} {names[id_]}" for relation, id_ in argument.inner)
        named = "+".join(names[id_] for id_ in argument.entities)
        return named or doc[argument.head].text + (f"[{inner}]" if inner else "")

    return {(argument.role, filler(argument)) for argument in predicate.arguments}


# words, tags, dependencies, heads; the predicate; its arguments
CONSTRUCTIONS = {
    "active": (
        "Norvent bought Calmar in Leipzig .",
        "NNP VBD NNP IN NNP .",
        "nsubj ROOT dobj prep pobj punct",
        "1 1 1 1 3 1",
        "bought",
        {("agent", "Norvent"), ("patient", "Calmar"), ("in", "Leipzig")},
    ),
    "passive": (
        "Calmar was bought by Norvent .",
        "NNP VBD VBN IN NNP .",
        "nsubjpass auxpass ROOT agent pobj punct",
        "2 2 2 2 3 2",
        "bought",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "relative": (
        "Calmar , which Norvent bought , makes engines .",
        "NNP , WDT NNP VBD , VBZ NNS .",
        "nsubj punct dobj nsubj relcl punct ROOT dobj punct",
        "6 0 4 4 0 6 6 6 6",
        "bought",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "relative subject": (
        "Norvent , which bought Calmar , makes engines .",
        "NNP , WDT VBD NNP , VBZ NNS .",
        "nsubj punct nsubj relcl dobj punct ROOT dobj punct",
        "6 0 3 0 3 6 6 6 6",
        "bought",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "relative without pronoun": (
        "The plant Norvent opened closed .",
        "DT NN NNP VBD VBD .",
        "det nsubj nsubj relcl ROOT punct",
        "1 4 3 1 4 4",
        "opened",
        {("agent", "Norvent"), ("patient", "plant")},
    ),
    "reduced relative": (
        "Calmar , bought by Norvent , closed .",
        "NNP , VBN IN NNP , VBD .",
        "nsubj punct acl agent pobj punct ROOT punct",
        "6 0 0 2 3 6 6 6",
        "bought",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "attributive relative": (
        "The Volta was the first car , which was launched in Leipzig .",
        "DT NNP VBD DT JJ NN , WDT VBD VBN IN NNP .",
        "det nsubj ROOT det amod attr punct nsubjpass auxpass relcl prep pobj punct",
        "1 2 2 5 5 2 5 9 9 5 9 10 2",
        "launched",
        {("patient", "Volta"), ("in", "Leipzig")},
    ),
    "control": (
        "Norvent agreed to buy Calmar .",
        "NNP VBD TO VB NNP .",
        "nsubj ROOT aux xcomp dobj punct",
        "1 1 3 1 3 1",
        "buy",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "object control": (
        "Norvent asked Calmar to sell Sandor .",
        "NNP VBD NNP TO VB NNP .",
        "nsubj ROOT dobj aux xcomp dobj punct",
        "1 1 1 4 1 4 1",
        "sell",
        {("agent", "Calmar"), ("patient", "Sandor")},
    ),
    "participle": (
        "After buying Calmar , Norvent closed .",
        "IN VBG NNP , NNP VBD .",
        "prep pcomp dobj punct nsubj ROOT punct",
        "5 0 1 5 5 5 5",
        "buying",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "noun's infinitive": (
        "Norvent held talks to buy Calmar .",
        "NNP VBD NNS TO VB NNP .",
        "nsubj ROOT dobj aux acl dobj punct",
        "1 1 1 4 2 4 1",
        "buy",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "coordinated verbs": (
        "Norvent bought Calmar and sold Sandor .",
        "NNP VBD NNP CC VBD NNP .",
        "nsubj ROOT dobj cc conj dobj punct",
        "1 1 1 1 1 4 1",
        "sold",
        {("agent", "Norvent"), ("patient", "Sandor")},
    ),
    "shared object": (
        "Norvent built and launched the Volta .",
        "NNP VBD CC VBD DT NNP .",
        "nsubj ROOT cc conj det dobj punct",
        "1 1 1 1 5 3 1",
        "built",
        {("agent", "Norvent"), ("patient", "Volta")},
    ),
    "coordinated nouns": (
        "Norvent and Calmar merged .",
        "NNP CC NNP VBD .",
        "nsubj cc conj ROOT punct",
        "3 0 0 3 3",
        "merged",
        {("agent", "Norvent+Calmar")},
    ),
    "passive and perfect": (
        "Keller was tried and has appealed .",
        "NNP VBD VBN CC VBZ VBN .",
        "nsubjpass auxpass ROOT cc aux conj punct",
        "2 2 2 2 5 2 2",
        "appealed",
        {("agent", "Keller")},
    ),
    "possessor and of": (
        "Norvent 's acquisition of Calmar failed .",
        "NNP POS NN IN NNP VBD .",
        "poss case nsubj prep pobj ROOT punct",
        "2 0 5 2 3 5 5",
        "acquisition",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "possessor and by": (
        "Calmar 's acquisition by Norvent failed .",
        "NNP POS NN IN NNP VBD .",
        "poss case nsubj prep pobj ROOT punct",
        "2 0 5 2 3 5 5",
        "acquisition",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "of and by": (
        "The acquisition of Calmar by Norvent failed .",
        "DT NN IN NNP IN NNP VBD .",
        "det nsubj prep pobj prep pobj ROOT punct",
        "1 6 1 2 1 4 6 6",
        "acquisition",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "noun without patient": (
        "The resignation of Keller failed .",
        "DT NN IN NNP VBD .",
        "det nsubj prep pobj ROOT punct",
        "1 4 1 2 4 4",
        "resignation",
        {("agent", "Keller")},
    ),
    "compound": (
        "The Calmar acquisition failed .",
        "DT NNP NN VBD .",
        "det compound nsubj ROOT punct",
        "2 2 3 3 3",
        "acquisition",
        {("compound", "Calmar")},
    ),
    "light verb": (
        "Norvent made an offer for Calmar .",
        "NNP VBD DT NN IN NNP .",
        "nsubj ROOT det dobj prep pobj punct",
        "1 1 3 1 3 4 1",
        "offer",
        {("agent", "Norvent"), ("for", "Calmar")},
    ),
    "light verb in the passive": (
        "An offer was made by Norvent .",
        "DT NN VBD VBN IN NNP .",
        "det nsubjpass auxpass ROOT agent pobj punct",
        "1 3 3 3 3 4 3",
        "offer",
        {("agent", "Norvent")},
    ),
    "light verb with a patient": (
        "Norvent faces a series of lawsuits .",
        "NNP VBZ DT NN IN NNS .",
        "nsubj ROOT det dobj prep pobj punct",
        "1 1 3 1 3 4 1",
        "lawsuits",
        {("patient", "Norvent")},
    ),
    "light copula": (
        "Norvent is under investigation .",
        "NNP VBZ IN NN .",
        "nsubj ROOT prep pobj punct",
        "1 1 1 2 1",
        "investigation",
        {("patient", "Norvent")},
    ),
    "adjective": (
        "Norvent is bankrupt .",
        "NNP VBZ JJ .",
        "nsubj ROOT acomp punct",
        "1 1 1 1",
        "bankrupt",
        {("agent", "Norvent")},
    ),
    "adjective's infinitive": (
        "Norvent is likely to buy Calmar .",
        "NNP VBZ JJ TO VB NNP .",
        "nsubj ROOT acomp aux xcomp dobj punct",
        "1 1 1 4 2 4 1",
        "buy",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "apposition": (
        "The carmaker , Norvent , bought Calmar .",
        "DT NN , NNP , VBD NNP .",
        "det nsubj punct appos punct ROOT dobj punct",
        "1 5 1 1 5 5 5 5",
        "bought",
        {("agent", "Norvent"), ("patient", "Calmar")},
    ),
    "apposition of another kind": (
        "The plan , Norvent , failed .",
        "DT NN , NNP , VBD .",
        "det nsubj punct appos punct ROOT punct",
        "1 5 1 1 5 5 5",
        "failed",
        {("agent", "plan[appos Norvent]")},
    ),
    "place named by of": (
        "The state of Goa bought Calmar .",
        "DT NN IN NNP VBD NNP .",
        "det nsubj prep pobj ROOT dobj punct",
        "1 4 1 2 4 4 4",
        "bought",
        {("agent", "Goa"), ("patient", "Calmar")},
    ),
    "state of no place": (
        "The state of Norvent helped Calmar .",
        "DT NN IN NNP VBD NNP .",
        "det nsubj prep pobj ROOT dobj punct",
        "1 4 1 2 4 4 4",
        "helped",
        {("agent", "state[of Norvent]"), ("patient", "Calmar")},
    ),
    "metonym": (
        "Goa 's government bought Calmar .",
        "NNP POS NN VBD NNP .",
        "poss case nsubj ROOT dobj punct",
        "2 0 3 3 3 3",
        "bought",
        {("agent", "Goa"), ("patient", "Calmar")},
    ),
    "possessor of a thing": (
        "Norvent 's revenue rose .",
        "NNP POS NN VBD .",
        "poss case nsubj ROOT punct",
        "2 0 3 3 3",
        "rose",
        {("agent", "revenue[poss Norvent]")},
    ),
    "ditransitive": (
        "Norvent gave Calmar a contract .",
        "NNP VBD NNP DT NN .",
        "nsubj ROOT dative det dobj punct",
        "1 1 1 4 1 1",
        "gave",
        {("agent", "Norvent"), ("recipient", "Calmar"), ("patient", "contract")},
    ),
    "ditransitive in the passive": (
        "Calmar was awarded the contract .",
        "NNP VBD VBN DT NN .",
        "nsubjpass auxpass ROOT det dobj punct",
        "2 2 2 4 2 2",
        "awarded",
        {("recipient", "Calmar"), ("patient", "contract")},
    ),
    "post before a name": (
        "Apple chief executive Tim Cook resigned .",
        "NNP JJ NN NNP NNP VBD .",
        "nmod amod compound compound nsubj ROOT punct",
        "2 2 4 4 5 5 5",
        "executive",
        {("self", "Tim Cook"), ("compound", "Apple"), ("compound", "chief")},
    ),
    "post in apposition": (
        "Tim Cook , chief executive of Apple , resigned .",
        "NNP NNP , JJ NN IN NNP , VBD .",
        "compound nsubj punct amod appos prep pobj punct ROOT punct",
        "1 8 1 4 1 4 5 8 8 8",
        "executive",
        {("self", "Tim Cook"), ("compound", "chief"), ("of", "Apple")},
    ),
    "post as complement": (
        "Keller is chairman of Calmar .",
        "NNP VBZ NN IN NNP .",
        "nsubj ROOT attr prep pobj punct",
        "1 1 1 2 3 1",
        "chairman",
        {("self", "Keller"), ("of", "Calmar")},
    ),
}


@pytest.mark.parametrize("case", CONSTRUCTIONS.values(), ids=CONSTRUCTIONS.keys())
def test_arguments(case: tuple, component: Predicates, parse: Callable[..., Doc]) -> None:
    words, tags, deps, heads, word, wanted = case
    doc = parse(words, tags, deps, heads)
    assert arguments(doc, found(doc, component, word)) == wanted


# a construction of the table above; the predicate; its lemma, governor and link
LINKS = {
    "control": ("control", "buy", "buy", "agreed", "xcomp"),
    "relative": ("relative", "bought", "buy", "Calmar", "relcl"),
    "light verb": ("light verb", "offer", "offer", "made", "light"),
    "light copula": ("light copula", "investigation", "investigation", "is", "light"),
    "through a counting noun": ("light verb with a patient", "lawsuits", "lawsuit", "faces", "light"),
    "subject": ("compound", "acquisition", "acquisition", "failed", "arg:nsubj"),
    "participle": ("participle", "buying", "buy", "closed", "pcomp"),
    "coordination": ("coordinated verbs", "sold", "sell", "bought", "conj"),
    "adjective": ("adjective", "bankrupt", "bankrupt", "is", "light"),
    "root": ("active", "bought", "buy", "", ""),
}


@pytest.mark.parametrize("case", LINKS.values(), ids=LINKS.keys())
def test_governor(case: tuple[str, str, str, str, str], component: Predicates, parse: Callable[..., Doc]) -> None:
    construction, word, lemma, governor, link = case
    doc = parse(*CONSTRUCTIONS[construction][:4])
    predicate = found(doc, component, word)
    head = doc[predicate.governor].text if predicate.governor >= 0 else ""
    assert (predicate.lemma, head, predicate.link) == (lemma, governor, link)


def test_particle_belongs_to_lemma_and_span(component: Predicates, parse: Callable[..., Doc]) -> None:
    doc = parse("Norvent took over Calmar .", "NNP VBD RP NNP .", "nsubj ROOT prt dobj punct", "1 1 1 1 1")
    predicate = found(doc, component, "took")
    assert (predicate.lemma, doc.text[predicate.start : predicate.end]) == ("take over", "took over")


def test_preposition_with_object_is_no_particle(component: Predicates, parse: Callable[..., Doc]) -> None:
    doc = parse("Keller stepped down the road .", "NNP VBD IN DT NN .", "nsubj ROOT prep det pobj punct", "1 1 1 4 2 1")
    assert found(doc, component, "stepped").lemma == "step"


def test_named_nouns_are_no_predicates(component: Predicates, parse: Callable[..., Doc]) -> None:
    doc = parse("Norvent agreed .", "NNP VBD .", "nsubj ROOT punct", "1 1 1")
    assert [predicate.lemma for predicate in component.find(doc)] == ["agree"]


FORMS = {
    "past": ("Norvent closed .", "NNP VBD .", "nsubj ROOT punct", "1 1 1", "closed", "past", False),
    "perfect": ("Norvent has closed .", "NNP VBZ VBN .", "nsubj aux ROOT punct", "2 2 2 2", "closed", "past", False),
    "present": (
        "Norvent makes engines .",
        "NNP VBZ NNS .",
        "nsubj ROOT dobj punct",
        "1 1 1 1",
        "makes",
        "present",
        False,
    ),
    "future": ("Norvent will close .", "NNP MD VB .", "nsubj aux ROOT punct", "2 2 2 2", "close", "future", False),
    "passive": (
        "Calmar was built .",
        "NNP VBD VBN .",
        "nsubjpass auxpass ROOT punct",
        "2 2 2 2",
        "built",
        "past",
        True,
    ),
    "infinitive": (*CONSTRUCTIONS["control"][:5], "", False),
    "participle": (*CONSTRUCTIONS["reduced relative"][:5], "", True),
}


@pytest.mark.parametrize("case", FORMS.values(), ids=FORMS.keys())
def test_tense_and_voice(case: tuple, parse: Callable[..., Doc]) -> None:
    *given, word, wanted_tense, wanted_voice = case
    token = next(token for token in parse(*given) if token.text == word)
    assert (tense(token), passive(token)) == (wanted_tense, wanted_voice)


def test_coordinated_goes_down_the_chain(parse: Callable[..., Doc]) -> None:
    doc = parse(
        "Norvent , Calmar and Sandor merged .",
        "NNP , NNP CC NNP VBD .",
        "nsubj punct conj cc conj ROOT punct",
        "5 0 0 2 2 5 5",
    )
    assert [token.text for token in coordinated(doc[0])] == ["Norvent", "Calmar", "Sandor"]


def test_saved_component_finds_the_same(component: Predicates, parse: Callable[..., Doc]) -> None:
    doc = parse(*CONSTRUCTIONS["light verb"][:4])
    restored = Predicates(spacy.blank("en"), "dateline_predicates").from_bytes(component.to_bytes())
    assert restored.find(doc) == component.find(doc)
