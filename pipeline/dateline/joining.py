"""Events of one article that are one happening: `Joiner` says which, and makes one of them.

As across articles (`dateline.clusters`), two tellings are of one happening where nothing speaks against it: one type,
participants in common, dates of which one lies within the other, a status and values that agree. Inside an article the
sentence says more: a predicate and what hangs on it ("decided to leave", "made a bid") tell one thing.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date

from dateline.timex import days
from dateline.types import Event, Predicate

Span = tuple[int, int]

PLACE = "place"
UNTOLD = frozenset({"cancelled", "denied"})
STALE_DAYS = 7  # between two tellings of one happening
WHOLE = "whole"  # what a figure may be called besides, and be the company's whole: "quarterly", "record"
# of words, those that different sentences put differently: "new record", "the marathon record"
WORDED = frozenset({"award", "charge", "position"})
OPEN = 10**6  # days, more than any closed date spans
# how a predicate hangs on one that tells the same thing: "decided to leave", "made a bid", "won the election"
ONE = frozenset({"xcomp", "light", "arg"})
# What a company earns in all and for each share may be told of one profit: these are the most and the least of them.
A_SHARE, IN_ALL = 1_000, 100_000


@dataclass(frozen=True)
class Joiner:
    """Joins the events of one article.

    `keep_apart` holds the types of which one article tells many of the same participants, `kinds` the words for figures
    that sum up a company's business, by what they measure; `hangs` the trigger that a trigger depends on.
    """

    keep_apart: Set[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    hangs: Mapping[Span, Span] = field(default_factory=dict)

    def join(self, events: Iterable[Event]) -> list[Event]:
        """Join events that tell the same happening; the first keeps its place."""
        joined: list[Event] = []
        for event in events:
            for number, earlier in enumerate(joined):
                if self.same(earlier, event):
                    joined[number] = merge(earlier, event)
                    break
            else:
                joined.append(event)
        return self.placed(joined)

    def placed(self, events: list[Event]) -> list[Event]:
        """Join each event told by its place alone with the only other one of its type: "a fire at the depot"."""
        for event in events:
            if event.roles.keys() != {PLACE} or event.date_basis != "none" or event.type in self.keep_apart:
                continue
            others = [other for other in events if other.type == event.type and other is not event]
            if len(others) != 1 or PLACE in others[0].roles:
                continue
            if event.status == others[0].status and not at_odds(event, others[0]):
                first, second = sorted((event, others[0]), key=events.index)
                return self.placed(
                    [merge(first, second) if one is first else one for one in events if one is not second]
                )
        return events

    def same(self, one: Event, other: Event) -> bool:
        """Tell whether two events can be one happening: shared fillers, nothing that contradicts."""
        if one.type != other.type or not roles_agree(one, other):
            return False
        if self.parts(one, other):
            return not at_odds(one, other)
        apart = one.type in self.keep_apart and (one.start, one.end) != (other.start, other.end)
        figure = self.kind(one) == self.kind(other) != ""
        if apart and not (figure and one.status == other.status):
            return False
        if at_odds(one, other, figure=figure) or not (statuses_agree(one, other) and dates_agree(one, other)):
            return False
        shared = set(one.roles.keys() & other.roles.keys())
        # an event told by its place alone ("The quake in Chile", "the quake shook Chile") is known by it
        alone = any(event.roles.keys() <= {PLACE} for event in (one, other))
        same_place = PLACE in shared and fillers(one, PLACE) == fillers(other, PLACE)
        return bool(shared - {PLACE}) or (same_place and alone)

    def parts(self, one: Event, other: Event) -> bool:
        """Tell whether one of two events is told by what hangs on the predicate of the other."""
        return any(
            self.hangs.get(trigger) in above.triggers
            for above, below in ((one, other), (other, one))
            for trigger in below.triggers
        )

    def kind(self, event: Event) -> str:
        """Return which sum of a company's business a figure is: profit, of "quarterly earnings" or "earned"."""
        told = str(event.values.get("metric", "")).lower().replace("-", " ").split()
        kinds = [self.kinds.get(word, "") for word in told if self.kinds.get(word) != WHOLE and not word.isdigit()]
        return kinds[0] if len(kinds) == 1 and event.date_basis != "none" else ""


def hanging(predicates: Mapping[int, Predicate]) -> dict[Span, Span]:
    """Return the trigger of each predicate that only says more of another's, and that other's."""
    return {
        (predicate.start, predicate.end): (governor.start, governor.end)
        for predicate in predicates.values()
        if predicate.link in ONE and (governor := predicates.get(predicate.governor)) is not None
    }


def fillers(event: Event, role: str) -> set[str]:
    """Return the ids of the entities in a role."""
    return {filler[0] for filler in event.roles.get(role, ())}


def roles_agree(one: Event, other: Event) -> bool:
    """Tell whether two events have a filler in common in each role that both have."""
    return all(fillers(one, role) & fillers(other, role) for role in one.roles.keys() & other.roles.keys())


def statuses_agree(one: Event, other: Event) -> bool:
    """Tell whether two events can both be told of one: what is called off did not happen."""
    if one.status == other.status:
        return True
    # what is dated and done is not what is still to come
    ahead = {one.status, other.status} == {"occurred", "planned"} and "text" in (one.date_basis, other.date_basis)
    return not ahead and not {one.status, other.status} & UNTOLD


def dates_agree(one: Event, other: Event) -> bool:
    """Tell whether two events can be of one time."""
    bases = {one.date_basis, other.date_basis}
    if bases == {"text"}:
        return one.date == other.date if one.status in UNTOLD else within(one.date, other.date)
    return bases != {"text", "publication"} or not far_apart(one.date, other.date)


def within(one: str, other: str) -> bool:
    """Tell whether one of two dates lies within the other: a day in its month, what begins in a year in that year."""
    if one == other:
        return True
    first, second = days(one), days(other)
    return any(
        all(outer) and any(inner) and outer[0] <= min(filter(None, inner)) and max(inner) <= outer[1]
        for inner, outer in ((first, second), (second, first))
    )


def far_apart(one: str, other: str) -> bool:
    """Tell whether two dates lie more than a week apart: what is news today is not what happened then."""
    first, second = sorted((days(one), days(other)))
    if not first[1] or not second[0]:
        return False
    return (date.fromisoformat(second[0]) - date.fromisoformat(first[1])).days > STALE_DAYS


def at_odds(one: Event, other: Event, *, figure: bool = False) -> bool:
    """Tell whether values of two events contradict; those of one `figure` in all and for each share do not."""
    for name in one.values.keys() & other.values.keys():
        mine, yours = one.values[name], other.values[name]
        if figure and name == "metric":
            continue  # both sum up one thing
        if name in WORDED:
            first, second = str(mine).lower().split(), str(yours).lower().split()
            if first[-1] not in second and second[-1] not in first:
                return True
        elif mine != yours and not (
            figure and name == "amount" and min(mine, yours) < A_SHARE < IN_ALL <= max(mine, yours)
        ):
            return True
    return False


def merge(one: Event, other: Event) -> Event:
    """Return one event of two: both triggers, all fillers and values, and the most exact date that the text gives."""
    roles = dict(one.roles)
    for role, added in other.roles.items():
        present = fillers(one, role)
        roles[role] = roles.get(role, ()) + tuple(filler for filler in added if filler[0] not in present)
    dated = max(one, other, key=telling)
    poor, rich = (one, other) if len(one.values) < len(other.values) else (other, one)
    return replace(
        one,
        triggers=tuple(dict.fromkeys((*one.triggers, *other.triggers))),
        roles=roles,
        values={**poor.values, **rich.values},
        date=dated.date,
        date_basis=dated.date_basis,
        date_text=dated.date_text,
    )


def telling(event: Event) -> tuple[int, int]:
    """Return how much an event's date tells: one of the text most, and of these the shortest."""
    first, last = days(event.date) if event.date_basis == "text" else ("", "")
    span = (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else OPEN
    return ("none", "publication", "text").index(event.date_basis), -span
