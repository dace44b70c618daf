"""What the layers say to each other: frozen records, one class a kind of fact.

Offsets everywhere are half-open `[start, end)` and count Unicode code points of the article's stored text
(`Article.text`, `doc.text`). Token numbers (`token`, `head`) index `doc`. Dates are ISO 8601 / EDTF strings,
time expressions TIMEX3. An empty string means unknown.
"""

from dataclasses import dataclass, field
from typing import Any

ENTITY_TYPES = ("ORG", "PERSON", "PLACE", "PRODUCT", "WORK", "NAMED_EVENT")
STATUSES = ("occurred", "ongoing", "planned", "possible", "cancelled", "denied")


@dataclass(frozen=True)
class Article:
    """One news article as it enters the pipeline.

    `text` is NFC-normalised, without the header that `title`, `published`, `source` and `url` were read from.
    `published` is an ISO date (day precision where known); `published_source` says where it was read: `option`,
    `metadata`, `header`, `dateline`, `url` or `none`. `error` is set, and `text` empty, when the article could not be
    read.
    """

    doc_id: str
    text: str
    title: str = ""
    published: str = ""
    published_source: str = "none"
    source: str = ""
    url: str = ""
    path: str = ""
    language: str = "en"
    encoding: str = "utf-8"
    error: str = ""


@dataclass(frozen=True)
class Mention:
    """One place in the text where an entity is meant.

    `kind` is `name`, `alias`, `nominal` ("the company") or `pronoun`; `source` the rule or model that found it;
    `reason` why it was joined to its entity.
    """

    start: int
    end: int
    text: str
    kind: str = "name"
    source: str = ""
    reason: str = ""
    confidence: float = 1.0


@dataclass(frozen=True)
class Entity:
    """One thing of the real world as one article names it. `id` is `E1`, `E2` ... in order of first mention."""

    id: str
    type: str
    name: str
    subtype: str = ""
    aliases: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    place: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TimeExpression:
    """A TIMEX3: `type` DATE, TIME, DURATION or SET; `value` and `mod` in TIMEX3 syntax.

    `earliest` and `latest` are the ISO days (inclusive) that the value spans, empty for durations, sets and references.
    `anchor` is the ISO date that a relative expression was resolved against, `none` when it needed one and there was
    none, and empty for an absolute expression.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    mod: str = ""
    earliest: str = ""
    latest: str = ""
    anchor: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Quantity:
    """An amount in the text.

    `kind` is `money`, `percent` or `count`; `unit` an ISO 4217 code for money, a noun lemma for counts.
    """

    start: int
    end: int
    text: str
    kind: str
    value: float
    unit: str = ""
    mod: str = ""


@dataclass(frozen=True)
class Argument:
    """One filler of a predicate.

    `role` is `agent`, `patient`, `recipient`, or the preposition that governs an oblique (`for`, `with`, `as`, ...); of
    a noun also `compound` ("the Lehman bankruptcy"), and of a relational noun ("maker", "chief executive") `poss` and
    `self`. `head` is the token number of the noun phrase's head, `[start, end)` the phrase. `entities` are the ids of
    the named entities that the head denotes (through coordination, nominals and pronouns); `inner` those that modify a
    head that is no name itself, as pairs (`poss`, `compound`, `appos`, or a preposition; entity id): "Sun's revenue"
    has `(("poss", "E1"),)`.
    """

    role: str
    head: int
    start: int
    end: int
    entities: tuple[str, ...] = ()
    inner: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Predicate:
    """A verb, event noun or predicative adjective with its arguments, normalised over syntax.

    `lemma` holds the particle of a phrasal verb ("take over"). `pos` is VERB, NOUN or ADJ. `tense` is `past`,
    `present`, `future`, or empty where the form is not finite. `governor` is the token number of the predicate that
    this one depends on, or -1, and `link` how: `xcomp`, `ccomp`, `advcl`, `acl`, `relcl`, `conj`, `light` (an event
    noun under a light verb), `arg`.
    """

    token: int
    start: int
    end: int
    lemma: str
    pos: str
    arguments: tuple[Argument, ...] = ()
    tense: str = ""
    passive: bool = False
    governor: int = -1
    link: str = ""


@dataclass(frozen=True)
class Status:
    """Whether what predicate `token` tells is the case. `reported_by` holds the ids of the entities that say so.

    `status` is one of `STATUSES`; `polarity` `pos` or `neg`; `factuality` FactBank's value (CT+, PR+, PS+, CT-, PR-,
    PS-, Uu). `rule` names the rule and `cue` the words that decided.
    """

    token: int
    status: str = "occurred"
    polarity: str = "pos"
    factuality: str = "CT+"
    reported_by: tuple[str, ...] = ()
    rule: str = ""
    cue: str = ""


@dataclass(frozen=True)
class Relation:
    """A state between two entities (ids) around the time of writing. `[start, end)` is the evidence sentence."""

    type: str
    head: str
    tail: str
    start: int
    end: int
    position: str = ""
    percent: float | None = None
    begin: str = ""
    until: str = ""
    rule: str = ""
    confidence: float = 0.5


@dataclass(frozen=True)
class Event:
    """Something that happened, happens or is planned.

    `triggers` are spans, the first one decisive; `roles` maps a role to pairs (entity id, span of the filler's
    mention); `values` maps a value's name (`amount`, `currency`, `percent`, `count`, `position`, ...) to number or
    string. `[start, end)` is the evidence sentence of the first trigger.
    """

    type: str
    triggers: tuple[tuple[int, int], ...]
    start: int
    end: int
    roles: dict[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    date: str = ""
    date_basis: str = "none"
    date_text: str = ""
    status: str = "occurred"
    factuality: str = "CT+"
    reported_by: tuple[str, ...] = ()
    rule: str = ""
    confidence: float = 0.5
