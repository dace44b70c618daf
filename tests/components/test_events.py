"""Participants that the sentence leaves out, on hand-made parses; the rules themselves are tested by their examples."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import spacy
from spacy.tokens import Doc

from dateline.components.events import Events
from dateline.components.predicates import Predicates
from dateline.components.status import Statuses
from dateline.types import TimeExpression


@pytest.fixture(scope="module")
def events_of() -> Callable[[Doc], list[tuple[str, str, set[str]]]]:
    """Return a function from a doc to (type, trigger, names of participants) of its events."""
    nlp = spacy.blank("en")
    components = (
        Predicates(nlp, "dateline_predicates"),
        Statuses(nlp, "dateline_status"),
        Events(nlp, "dateline_events"),
    )

    def find(doc: Doc) -> list[tuple[str, str, set[str]]]:
        for component in components:
            doc = component(doc)
        names = {entity.id: entity.name for entity in doc._.entities}
        return [
            (
                event.type,
                doc.text[slice(*event.triggers[0])],
                {names[f[0]] for role in event.roles.values() for f in role},
            )
            for event in doc._.events
        ]

    return find


def named(doc: Doc, times: int) -> Doc:
    """Return a doc whose first entity the article names so many times in all."""
    first, *rest = doc._.entities
    doc._.entities = [replace(first, mentions=first.mentions * times), *rest]
    return doc


# "Norvent fell and [a clause that names nobody]"
HEAD = ("Norvent fell and", "NNP VBD CC", "nsubj ROOT cc", "1 1 1")


def clause(parse: Callable[..., Doc], *layers: str) -> Doc:
    """Parse `HEAD` with a coordinated clause behind it."""
    return parse(*(f"{head} {layer}" for head, layer in zip(HEAD, layers, strict=True)))


CLOSED = ("the plant was closed .", "DT NN VBD VBN .", "det nsubjpass auxpass conj punct", "4 6 6 1 1")


@pytest.mark.parametrize(
    ("times", "layers", "expected"),
    [
        pytest.param(3, CLOSED, [("closure", "closed", {"Norvent"})], id="whom-the-article-is-about"),
        pytest.param(1, CLOSED, [], id="nobody-named-often"),
        pytest.param(
            3,
            ("Calmar closed the plant .", "NNP VBD DT NN .", "nsubj conj det dobj punct", "4 1 6 4 1"),
            [("closure", "closed", {"Calmar"})],
            id="somebody-else-named",
        ),
    ],
)
def test_theme(
    parse: Callable[..., Doc],
    events_of: Callable[[Doc], list[tuple[str, str, set[str]]]],
    times: int,
    layers: tuple[str, ...],
    expected: list[tuple[str, str, set[str]]],
) -> None:
    assert events_of(named(clause(parse, *layers), times)) == expected


def trial(parse: Callable[..., Doc], determiner: str) -> Doc:
    """Parse "Keller was arrested and [the] trial failed .", with the trial on a day of its own."""
    doc = parse(
        f"Keller was arrested and {determiner} trial failed Friday .",
        "NNP VBD VBN CC DT NN VBD NNP .",
        "nsubjpass auxpass ROOT cc det nsubj conj npadvmod punct",
        "2 2 2 2 5 6 2 6 2",
    )
    doc[2].lemma_ = "arrest"
    return doc


@pytest.mark.parametrize(
    ("determiner", "expected"),
    [
        pytest.param("the", 2, id="definite"),
        pytest.param("a", 1, id="indefinite"),
        pytest.param("no", 1, id="counted"),
    ],
)
def test_a_noun_takes_up_what_was_told(parse: Callable[..., Doc], determiner: str, expected: int) -> None:
    nlp = spacy.blank("en")
    doc = trial(parse, determiner)
    for component in (Predicates(nlp, "predicates"), Statuses(nlp, "status"), Events(nlp, "events")):
        doc = component(doc)
    (event,) = doc._.events
    assert event.type == "prosecution"
    assert len(event.triggers) == expected


def test_a_dated_noun_is_an_event(
    parse: Callable[..., Doc], events_of: Callable[[Doc], list[tuple[str, str, set[str]]]]
) -> None:
    doc = parse(
        "Norvent 's Friday absence surprised nobody .",
        "NNP POS NNP NN VBD NN .",
        "poss case compound nsubj ROOT dobj punct",
        "3 0 3 4 4 4 4",
    )
    start = doc[2].idx
    doc._.times = [
        TimeExpression(start, start + 6, "Friday", "DATE", "2019-06-07", earliest="2019-06-07", latest="2019-06-07")
    ]
    assert ("other", "absence", {"Norvent"}) in events_of(doc)
