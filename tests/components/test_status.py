"""Statuses of predicates on hand-made parses; the cues themselves are tested by their rules' examples."""

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from dateline.components.predicates import Predicates
from dateline.components.status import Statuses
from dateline.errors import RuleError
from dateline.types import Status, TimeExpression


@pytest.fixture(scope="module")
def predicates() -> Predicates:
    return Predicates(spacy.blank("en"), "dateline_predicates")


@pytest.fixture(scope="module")
def component() -> Statuses:
    return Statuses(spacy.blank("en"), "dateline_status")


@pytest.fixture(scope="module")
def status_of(predicates: Predicates, component: Statuses) -> Callable[[Doc, str], Status]:
    """Return a function from a doc and the form of a predicate to its status."""

    def find(doc: Doc, word: str) -> Status:
        doc = component(predicates(doc))
        return next(status for status in doc._.statuses if doc[status.token].text == word)

    return find


# words, tags, dependencies, heads; the predicate; its status, polarity and factuality
READINGS = {
    "past": ("Norvent closed .", "NNP VBD .", "nsubj ROOT punct", "1 1 1", "closed", "occurred pos CT+"),
    "progressive": (
        "Norvent is building engines .",
        "NNP VBZ VBG NNS .",
        "nsubj aux ROOT dobj punct",
        "2 2 2 2 2",
        "building",
        "ongoing pos CT+",
    ),
    "perfect progressive": (
        "Norvent has been building engines .",
        "NNP VBZ VBN VBG NNS .",
        "nsubj aux aux ROOT dobj punct",
        "3 3 3 3 3 3",
        "building",
        "ongoing pos CT+",
    ),
    "resulting state": (
        "Calmar is built .",
        "NNP VBZ VBN .",
        "nsubjpass auxpass ROOT punct",
        "2 2 2 2",
        "built",
        "occurred pos CT+",
    ),
    "future": ("Norvent will close .", "NNP MD VB .", "nsubj aux ROOT punct", "2 2 2 2", "close", "planned pos PR+"),
    "possible": ("Norvent may close .", "NNP MD VB .", "nsubj aux ROOT punct", "2 2 2 2", "close", "possible pos PS+"),
    "unreal": (
        "Norvent would have closed .",
        "NNP MD VB VBN .",
        "nsubj aux aux ROOT punct",
        "3 3 3 3 3",
        "closed",
        "possible pos PS+",
    ),
    "negated": (
        "Norvent did not close .",
        "NNP VBD RB VB .",
        "nsubj aux neg ROOT punct",
        "3 3 3 3 3",
        "close",
        "denied neg CT-",
    ),
    "nobody": ("Nobody resigned .", "NN VBD .", "nsubj ROOT punct", "1 1 1", "resigned", "denied neg CT-"),
    "no deal": (
        "No deal was reached .",
        "DT NN VBD VBN .",
        "det nsubjpass auxpass ROOT punct",
        "1 3 3 3 3",
        "reached",
        "denied neg CT-",
    ),
    "question": ("Will Norvent close ?", "MD NNP VB .", "aux nsubj ROOT punct", "2 2 2 2", "close", "planned pos PR+"),
    "open question": ("Norvent closed ?", "NNP VBD .", "nsubj ROOT punct", "1 1 1", "closed", "possible pos PS+"),
    "condition": (
        "Apple will close if Norvent cuts jobs .",
        "NNP MD VB IN NNP VBZ NNS .",
        "nsubj aux ROOT mark nsubj advcl dobj punct",
        "2 2 2 5 5 2 5 2",
        "cuts",
        "possible pos PS+",
    ),
    "conditioned": (
        "Apple will close if Norvent cuts jobs .",
        "NNP MD VB IN NNP VBZ NNS .",
        "nsubj aux ROOT mark nsubj advcl dobj punct",
        "2 2 2 5 5 2 5 2",
        "close",
        "possible pos PS+",
    ),
    "agreed to": (
        "Norvent agreed to buy Calmar .",
        "NNP VBD TO VB NNP .",
        "nsubj ROOT aux xcomp dobj punct",
        "1 1 3 1 3 1",
        "buy",
        "planned pos PR+",
    ),
    "did not agree to": (
        "Norvent did not agree to buy Calmar .",
        "NNP VBD RB VB TO VB NNP .",
        "nsubj aux neg ROOT aux xcomp dobj punct",
        "3 3 3 3 5 3 5 3",
        "buy",
        "denied neg CT-",
    ),
    "may agree to": (
        "Norvent may agree to buy Calmar .",
        "NNP MD VB TO VB NNP .",
        "nsubj aux ROOT aux xcomp dobj punct",
        "2 2 2 4 2 4 2",
        "buy",
        "possible pos PS+",
    ),
    "is to": (
        "Norvent is to buy Calmar .",
        "NNP VBZ TO VB NNP .",
        "nsubj ROOT aux xcomp dobj punct",
        "1 1 3 1 3 1",
        "buy",
        "planned pos PR+",
    ),
    "began to": (
        "Norvent started to build engines .",
        "NNP VBD TO VB NNS .",
        "nsubj ROOT aux xcomp dobj punct",
        "1 1 3 1 3 1",
        "build",
        "occurred pos CT+",
    ),
    "forced to": (
        "Apple forced Norvent to close .",
        "NNP VBD NNP TO VB .",
        "nsubj ROOT dobj aux xcomp punct",
        "1 1 1 4 1 1",
        "close",
        "occurred pos CT+",
    ),
    "could force to": (
        "Apple could force Norvent to close .",
        "NNP MD VB NNP TO VB .",
        "nsubj aux ROOT dobj aux xcomp punct",
        "2 2 2 2 5 2 2",
        "close",
        "possible pos PS+",
    ),
    "denied that": (
        "Norvent denied that Apple sold Calmar .",
        "NNP VBD IN NNP VBD NNP .",
        "nsubj ROOT mark nsubj ccomp dobj punct",
        "1 1 4 4 1 4 1",
        "sold",
        "denied neg PR-",
    ),
    "cancelled": (
        "Norvent cancelled the acquisition .",
        "NNP VBD DT NN .",
        "nsubj ROOT det dobj punct",
        "1 1 3 1 1",
        "acquisition",
        "cancelled neg CT-",
    ),
    "may cancel": (
        "Norvent may cancel the acquisition .",
        "NNP MD VB DT NN .",
        "nsubj aux ROOT det dobj punct",
        "2 2 2 4 2 2",
        "acquisition",
        "possible pos PS+",
    ),
    "abandoned attempt": (
        "Norvent abandoned its attempt to buy Calmar .",
        "NNP VBD PRP$ NN TO VB NNP .",
        "nsubj ROOT poss dobj aux acl dobj punct",
        "1 1 3 1 5 3 5 1",
        "buy",
        "cancelled neg CT-",
    ),
    "denied reports": (
        "Norvent denied reports of a merger .",
        "NNP VBD NNS IN DT NN .",
        "nsubj ROOT dobj prep det pobj punct",
        "1 1 1 2 5 3 1",
        "merger",
        "denied neg CT-",
    ),
    "possible lead": (
        "The inquiry may lead to a merger .",
        "DT NN MD VB IN DT NN .",
        "det nsubj aux ROOT prep det pobj punct",
        "1 3 3 3 3 6 4 3",
        "merger",
        "possible pos PS+",
    ),
    "takes place": (
        "The merger will take place .",
        "DT NN MD VB NN .",
        "det nsubj aux ROOT dobj punct",
        "1 3 3 3 3 3",
        "merger",
        "planned pos PR+",
    ),
    "planned": (
        "The planned merger failed .",
        "DT JJ NN VBD .",
        "det amod nsubj ROOT punct",
        "2 2 3 3 3",
        "merger",
        "planned pos PR+",
    ),
    "without": (
        "Norvent resigned without admitting guilt .",
        "NNP VBD IN VBG NN .",
        "nsubj ROOT prep pcomp dobj punct",
        "1 1 1 2 3 1",
        "admitting",
        "denied neg CT-",
    ),
    "purpose": (
        "Norvent built a plant to make engines .",
        "NNP VBD DT NN TO VB NNS .",
        "nsubj ROOT det dobj aux acl dobj punct",
        "1 1 3 1 5 3 5 1",
        "make",
        "planned pos PR+",
    ),
    "first to": (
        "Norvent was the first firm to make engines .",
        "NNP VBD DT JJ NN TO VB NNS .",
        "nsubj ROOT det amod attr aux relcl dobj punct",
        "1 1 4 4 1 6 4 6 1",
        "make",
        "occurred pos CT+",
    ),
    "outcome": (
        "Calmar fell to close lower .",
        "NNP VBD TO VB JJR .",
        "nsubj ROOT aux advcl acomp punct",
        "1 1 3 1 3 1",
        "close",
        "occurred pos CT+",
    ),
    "coordinated infinitive": (
        "Norvent will buy Calmar and sell Sandor .",
        "NNP MD VB NNP CC VB NNP .",
        "nsubj aux ROOT dobj cc conj dobj punct",
        "2 2 2 2 2 2 5 2",
        "sell",
        "planned pos PR+",
    ),
}


@pytest.mark.parametrize("case", READINGS.values(), ids=READINGS.keys())
def test_status(case: tuple[str, ...], status_of: Callable[[Doc, str], Status], parse: Callable[..., Doc]) -> None:
    *given, word, wanted = case
    status = status_of(parse(*given), word)
    assert f"{status.status} {status.polarity} {status.factuality}" == wanted


LATER = {
    "later": ("2019-06-05", "2019-06-12", "planned"),
    "the same day": ("2019-06-05", "2019-06-05", "ongoing"),
    "earlier": ("2019-06-05", "2019-06-01", "occurred"),
    "no day of publication": ("", "2019-06-12", "ongoing"),
}


@pytest.mark.parametrize("case", LATER.values(), ids=LATER.keys())
def test_present_with_a_date(
    case: tuple[str, str, str], status_of: Callable[[Doc, str], Status], parse: Callable[..., Doc]
) -> None:
    published, day, wanted = case
    doc = parse("Norvent meets Calmar Wednesday .", "NNP VBZ NNP NN .", "nsubj ROOT dobj npadvmod punct", "1 1 1 1 1")
    doc._.published = published
    start = doc.text.index("Wednesday")
    doc._.times = [TimeExpression(start, start + 9, "Wednesday", "DATE", day, earliest=day, latest=day)]
    assert status_of(doc, "meets").status == wanted


# words, tags, dependencies, heads; the predicate; who reports it
REPORTS = {
    "said that": (
        "Norvent said that Apple bought Calmar .",
        "NNP VBD IN NNP VBD NNP .",
        "nsubj ROOT mark nsubj ccomp dobj punct",
        "1 1 4 4 1 4 1",
        "bought",
        ["Norvent"],
    ),
    "behind it": (
        "Apple bought Calmar , Norvent said .",
        "NNP VBD NNP , NNP VBD .",
        "nsubj ccomp dobj punct nsubj ROOT punct",
        "1 5 1 5 5 5 5",
        "bought",
        ["Norvent"],
    ),
    "below what is reported": (
        "Norvent said that Apple agreed to buy Calmar .",
        "NNP VBD IN NNP VBD TO VB NNP .",
        "nsubj ROOT mark nsubj ccomp aux xcomp dobj punct",
        "1 1 4 4 1 6 4 6 1",
        "buy",
        ["Norvent"],
    ),
    "according to": (
        "Apple bought Calmar , according to Norvent .",
        "NNP VBD NNP , VBG IN NNP .",
        "nsubj ROOT dobj punct prep prep pobj punct",
        "1 1 1 1 1 4 5 1",
        "bought",
        ["Norvent"],
    ),
    "relative clause": (
        "Norvent said that Apple , which bought Calmar , closed .",
        "NNP VBD IN NNP , WDT VBD NNP , VBD .",
        "nsubj ROOT mark nsubj punct nsubj relcl dobj punct ccomp punct",
        "1 1 9 9 3 6 3 6 3 1 1",
        "bought",
        [],
    ),
    "asserted": ("Apple bought Calmar .", "NNP VBD NNP .", "nsubj ROOT dobj punct", "1 1 1 1", "bought", []),
}


@pytest.mark.parametrize("case", REPORTS.values(), ids=REPORTS.keys())
def test_reported_by(case: tuple, status_of: Callable[[Doc, str], Status], parse: Callable[..., Doc]) -> None:
    *given, word, wanted = case
    doc = parse(*given)
    status = status_of(doc, word)
    names = {entity.id: entity.name for entity in doc._.entities}
    assert [names[id_] for id_ in status.reported_by] == wanted
    assert status.factuality == ("PR+" if wanted and status.status == "occurred" else status.factuality)


def test_one_status_for_each_predicate(predicates: Predicates, component: Statuses, parse: Callable[..., Doc]) -> None:
    doc = predicates(parse(*READINGS["abandoned attempt"][:4]))
    assert [status.token for status in component.find(doc)] == [predicate.token for predicate in doc._.predicates]


def test_cue_names_what_decided(status_of: Callable[[Doc, str], Status], parse: Callable[..., Doc]) -> None:
    status = status_of(parse(*READINGS["agreed to"][:4]), "buy")
    assert (status.rule, status.cue) == ("status.plan", "agree")


@pytest.mark.parametrize(
    "change", [{"kind": "adverb"}, {"status": "sure"}, {"lemma": "may"}], ids=["kind", "status", "key"]
)
def test_bad_rule_is_refused(change: dict[str, str]) -> None:
    component = Statuses(spacy.blank("en"), "dateline_status")
    component.data["rules"] = [{**component.data["rules"][0], **change}]
    with pytest.raises(RuleError, match=r"status\.toml:\d+: rule status\.may"):
        component.compile()
