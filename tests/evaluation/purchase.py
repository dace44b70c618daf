"""An article in words of our own, and its facts."""

import re

from dateline.articles.annotated import Timex
from dateline.evaluation import GoldDocument
from dateline.evaluation.gold import GoldEntity, GoldEvent, GoldRelation, Span

TEXT = (
    "Bergholz AG bought Tinmore Ltd. for 40 million euros on Monday. Anna Quill runs Tinmore from Leeds."
    " Bergholz may close the Leeds plant in 2012."
)


def span(word: str, number: int = 0, text: str = TEXT) -> Span:
    """Where `word` stands for the `number`-th time."""
    return list(re.finditer(re.escape(word), text))[number].span()


def entity(id_: str, type_: str, *mentions: str | tuple[str, int]) -> GoldEntity:
    """An entity named by words, or by pairs (word, number)."""
    pairs = [(one, 0) if isinstance(one, str) else one for one in mentions]
    aliases = tuple(dict.fromkeys(word for word, _ in pairs))
    return GoldEntity(id_, type_, aliases[0], aliases, tuple(span(word, number) for word, number in pairs))


def date(word: str, value: str, type_: str = "DATE") -> Timex:
    return Timex(*span(word), type_, value)


ENTITIES = (
    entity("E1", "ORG", "Bergholz AG", ("Bergholz", 1)),
    entity("E2", "ORG", "Tinmore Ltd.", ("Tinmore", 1)),
    entity("E3", "PERSON", "Anna Quill"),
    entity("E4", "PLACE", "Leeds", ("Leeds", 1)),
)
BOUGHT = GoldEvent(
    id="V1",
    type="acquisition",
    triggers=(span("bought"),),
    roles={"buyer": ("E1",), "target": ("E2",)},
    values={"amount": 40_000_000, "currency": "EUR"},
    date="2010-03-01",
    date_basis="text",
)
CLOSE = GoldEvent(
    id="V2",
    type="closure",
    triggers=(span("close"),),
    roles={"org": ("E1",), "place": ("E4",)},
    date="2012",
    date_basis="text",
    status="possible",
)


GOLD = GoldDocument(
    doc_id="one",
    text=TEXT,
    title="A purchase",
    entities={one.id: one for one in ENTITIES},
    dates=(date("Monday", "2010-03-01"), date("2012", "2012")),
    relations=(
        GoldRelation("works_for", "E3", "E2"),
        GoldRelation("operates_in", "E2", "E4"),
        GoldRelation("partner_of", "E1", "E2"),
    ),
    events=(BOUGHT, CLOSE),
)
