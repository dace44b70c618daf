"""Events of several articles that are one happening: `same` says which two, `clustered` joins a stream of them.

Two tellings are of one happening where nothing speaks against it: the same type (of type `other`: the same word),
participants in common, dates of which one lies within the other, a status and values that agree. That is the usual
evidence of event coreference across documents (Cybulska and Vossen 2014, ECB+; Vossen et al. 2016, "NewsReader":
action, time, place and participants), as a rule without training. The stream is joined greedily, best pair first
within an article, against every telling of a cluster (complete link), so that one vague telling joins no two
happenings, in a window of publication dates as topic detection does it (Allan 2002).
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import groupby, islice

from dateline.paths import models_dir
from dateline.rules import read_lexicon

UNTOLD = frozenset({"cancelled", "denied"})
PLACE = "place"
DAILY, ONCE = "daily", "once"
DAY, NO_TIME = timedelta(1), timedelta(0)
WINDOW = timedelta(30)  # of publication; a cluster that no article has told again for so long is closed
UNDATED = timedelta(14)  # before and after the article, where its telling says no date
NEAR = timedelta(3)
WIDE = timedelta(31)  # in a longer span one participant in common may meet several happenings
CANDIDATES = 100  # the latest clusters of one participant that a telling is compared with
SHAPES = 16  # different tellings that a cluster remembers
OPEN = 200_000  # clusters; beyond, those are closed that were told longest ago
# What two tellings of one happening say alike: how far numbers may lie apart, as larger by smaller.
NUMBERS = {"amount": 1.5, "percent": 1.5, "count": 1.5, "casualties": 3.0, "injured": 3.0}
WORDS = ("currency", "period", "score")
# The columns of `events.csv` that the values of a telling come from, and how they are read from text.
VALUES = dict.fromkeys(NUMBERS, float) | dict.fromkeys((*WORDS, "metric"), str)


@dataclass(frozen=True)
class Telling:
    """An event as one article tells it.

    `trigger` is the word, in lower case; `participants` are pairs (side or role, id of the entity), where the side
    `place` is a mere location; `values` what is filled of the columns `VALUES`; `story` the article's original where it
    is a duplicate, else the article itself, or empty.
    """

    event_id: str
    doc_id: str
    published: str
    type: str
    trigger: str
    date_start: str = ""
    date_end: str = ""
    date_basis: str = ""
    date_precision: str = ""
    status: str = "occurred"
    participants: frozenset[tuple[str, str]] = frozenset()
    values: Mapping[str, object] = field(default_factory=dict)
    story: str = ""

    @property
    def kind(self) -> tuple[str, str]:
        """What two tellings of one happening have in common: the type, of type `other` the word too."""
        return self.type, self.trigger if self.type == "other" else ""

    @cached_property
    def acting(self) -> frozenset[tuple[str, str]]:
        """The participants without mere places."""
        return frozenset(pair for pair in self.participants if pair[0] != PLACE)


def same(one: Telling, other: Telling) -> bool:
    """Tell whether two tellings may be of one happening.

    Within an article they never are: the pipeline has joined there what is one.
    """
    if one.kind != other.kind or one.doc_id == other.doc_id:
        return False
    if one.story and one.story == other.story and one.trigger == other.trigger and one.acting == other.acting:
        return True  # a copy of a day later may say of its own day what the first said of its
    if one.status != other.status and UNTOLD & {one.status, other.status}:
        return False
    common = _common(one, other)
    return bool(common) and _together(one, other, common) and (common > 1 or not _at_odds(one, other))


def _common(one: Telling, other: Telling) -> int:
    """Return how many participants two tellings share, 0 where these are too few.

    One is enough for a telling that names no other. Those without participants share their place.
    """
    mine, yours = one.acting, other.acting
    shared = len(mine & yours)
    if not mine or not yours:
        return min(1, len(one.participants & other.participants))
    return shared if shared > 1 or min(len(mine), len(yours)) == 1 else 0


def _together(one: Telling, other: Telling, common: int) -> bool:
    """Tell whether two tellings may be of one time."""
    often = _frequency().get(one.type)
    if all((one.date_start, one.date_end, other.date_start, other.date_end)):
        measured = _metric(one) == _metric(other)
        if often == DAILY and common == 1:
            return measured and _dated_alike(one, other)
        slack = DAY if often != DAILY and (measured or _sparing(one, other)) else NO_TIME
        return any(
            _within(inner, outer, slack) and (common > 1 or _length(outer) <= WIDE)
            for inner, outer in ((one, other), (other, one))
        )
    if not one.published or not other.published or often == DAILY:
        return False
    if common == 1 and often != ONCE and not _alike(one, other):
        return False
    first, second = _around(one), _around(other)
    return max(first[0], second[0]) <= min(first[1], second[1])


def _within(inner: Telling, outer: Telling, slack: timedelta) -> bool:
    # What an article tells as the day's news may have happened the day before.
    start = _shifted(outer.date_start, -slack) if outer.date_basis == "publication" else outer.date_start
    return start <= inner.date_start and inner.date_end <= outer.date_end


def _shifted(day: str, by: timedelta) -> str:
    """Return the day so far from another, or the first or last there is."""
    try:
        return (date.fromisoformat(day) + by).isoformat()
    except OverflowError:
        return (date.min if by < NO_TIME else date.max).isoformat()


def _length(telling: Telling) -> timedelta:
    return date.fromisoformat(telling.date_end) - date.fromisoformat(telling.date_start)


def _metric(telling: Telling) -> str:
    """Return the noun of what was measured: prices, of "consumer prices"."""
    return str(telling.values.get("metric", "")).rpartition(" ")[2]


def _sparing(one: Telling, other: Telling) -> bool:
    """Tell whether one of two tellings does not say what was measured, or both say it of one period."""
    return not _metric(one) or not _metric(other) or "" != one.values.get("period", "") == other.values.get("period")


def _alike(one: Telling, other: Telling) -> bool:
    """Tell whether articles of neighbouring days tell of the same participants in the same word."""
    apart = date.fromisoformat(one.published) - date.fromisoformat(other.published)
    return one.trigger == other.trigger and one.acting == other.acting and abs(apart) <= NEAR


def _around(telling: Telling) -> tuple[str, str]:
    """Return the first and last day of a telling; one without a date is about what the days around it are about."""
    if telling.date_start or telling.date_end:
        return telling.date_start or telling.date_end, telling.date_end or telling.date_start
    return _shifted(telling.published, -UNDATED), _shifted(telling.published, UNDATED)


def _at_odds(one: Telling, other: Telling) -> bool:
    for name, factor in NUMBERS.items():
        mine, yours = one.values.get(name), other.values.get(name)
        if isinstance(mine, int | float) and isinstance(yours, int | float):
            low, high = sorted((abs(mine), abs(yours)))
            if high > factor * low:
                return True
    return any(one.values[name] != other.values[name] for name in WORDS if name in one.values and name in other.values)


@cache
def _frequency() -> Mapping[str, str]:
    rows = read_lexicon(models_dir() / "lexicons" / "event_frequency.txt")
    return {type_: values[0] for type_, values in rows.items()}


@dataclass
class _Cluster:
    """A happening as told so far. `order` counts clusters, `last` is the latest publication date among its tellings."""

    id: str
    order: int
    last: str
    told: list[Telling]

    def likeness(self, telling: Telling) -> tuple[int, ...]:
        """Return how much a telling is like those told, most like first in order; nothing where it may not be one."""
        if not all(same(other, telling) for other in self.told):
            return ()
        return max(_likeness(other, telling) for other in self.told)

    def add(self, telling: Telling) -> None:
        self.last = max(self.last, telling.published)
        if len(self.told) < SHAPES and not any(_shape(other) == _shape(telling) for other in self.told):
            self.told.append(telling)


def clustered(tellings: Iterable[Telling]) -> Iterator[tuple[str, str]]:
    """Yield the id of each event with that of its cluster: the id of the event that told it first.

    Args:
        tellings: sorted by publication date (those without one last), article and event. Those without one join only
            what has exactly their date.
    """
    clusters = _Open()
    for _, article in groupby(tellings, key=lambda telling: (telling.published, telling.doc_id)):
        batch = list(article)
        clusters.close(batch[0].published)
        # An article tells a happening once, so its tellings compete: the best pair goes first.
        pairs = sorted(
            (tuple(-part for part in likeness), cluster.order, number)
            for number, telling in enumerate(batch)
            for cluster in clusters.near(telling)
            if (likeness := cluster.likeness(telling)) and (telling.published or _dated_alike(cluster.told[0], telling))
        )
        found: dict[int, int] = {}
        for _, order, number in pairs:
            if number not in found and order not in found.values():
                found[number] = order
        for number, telling in enumerate(batch):
            yield telling.event_id, clusters.tell(telling, found.get(number))


class _Open:
    """The clusters that a telling may still join, those told longest ago first, and where to find them."""

    def __init__(self) -> None:
        self.clusters: OrderedDict[int, _Cluster] = OrderedDict()
        self.told_of: dict[tuple[str, ...], OrderedDict[int, None]] = {}
        self.count = 0

    def close(self, published: str) -> None:
        """Drop what no article published within the window before that date told."""
        oldest = _shifted(published, -WINDOW) if published else ""
        while self.clusters and (len(self.clusters) > OPEN or next(iter(self.clusters.values())).last < oldest):
            order, cluster = self.clusters.popitem(last=False)
            for key in {key for telling in cluster.told for key in _keys(telling)}:
                known = self.told_of[key]
                known.pop(order, None)
                if not known:
                    del self.told_of[key]

    def near(self, telling: Telling) -> list[_Cluster]:
        """Return the clusters that share a participant with a telling, of each participant the latest ones."""
        orders = {order for key in _keys(telling) for order in islice(reversed(self.told_of.get(key, {})), CANDIDATES)}
        return [self.clusters[order] for order in sorted(orders)]

    def tell(self, telling: Telling, order: int | None) -> str:
        """Add a telling to a cluster, or make a new one of it, and return its id."""
        if order is None:
            self.count += 1
            order = self.count
            self.clusters[order] = _Cluster(telling.event_id, order, telling.published, [])
        cluster = self.clusters[order]
        cluster.add(telling)
        self.clusters.move_to_end(order)
        if telling in cluster.told:
            for key in _keys(telling):
                self.told_of.setdefault(key, OrderedDict())[order] = None
        return cluster.id


def _keys(telling: Telling) -> list[tuple[str, ...]]:
    return [(*telling.kind, *pair) for pair in telling.participants]


def _shape(telling: Telling) -> tuple[object, ...]:
    """Return all that decides what a telling may join, but for its article."""
    dates = (telling.date_start, telling.date_end, telling.date_basis)
    return *dates, telling.status, telling.participants, sorted(telling.values.items(), key=str)


def _likeness(one: Telling, other: Telling) -> tuple[int, ...]:
    return (
        len(one.participants & other.participants),
        sum(one.values.get(name) == value for name, value in other.values.items()),
        _dated_alike(one, other) + (one.trigger == other.trigger),
    )


def _dated_alike(one: Telling, other: Telling) -> bool:
    return (one.date_start, one.date_end) == (other.date_start, other.date_end)
