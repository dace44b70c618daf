"""How sure a fact is: how often its rule is right on gold, or else its type, and what more the text shows of it.

The numbers are those of `models/lexicons/confidence.txt`, which `dateline evaluate --confidence` writes.
"""

from collections.abc import Iterable, Mapping

# What is told of one alone ("Norvent expanded") is taken wrong more often than what happens between two, and most often
# where no words beside the trigger name who takes part ("the plant was closed", in an article on Norvent).
EVIDENCE = ("one participant", "several participants", "participant from elsewhere")


def confidence(table: Mapping[str, float], layer: str, rule: str, type_: str, evidence: str = "") -> float:
    """Return how often such facts are right, between 0 and 1.

    Args:
        table: share of right facts by rule, type and layer; and by kind of evidence a factor on the odds.
        layer: `events` or `relations`, whose share holds for types that the gold does not show.
        rule: the rule's id.
        type_: the type of the event or relation.
        evidence: one of `EVIDENCE`.
    """
    share = next(table[key] for key in (rule, type_, layer) if key in table)
    right = share * table.get(evidence, 1.0)
    return right / (right + 1 - share)


def evidence(participants: Iterable[tuple[str, int]], triggers: Iterable[tuple[int, int]]) -> str:
    """Name the kind of evidence of an event.

    Args:
        participants: the id of each, and where the words begin that name it: the trigger itself, where none do.
        triggers: the spans of the words that tell the event.
    """
    named = list(participants)
    if {start for _, start in named} & {start for start, _ in triggers}:
        return EVIDENCE[2]
    return EVIDENCE[len({id_ for id_, _ in named}) > 1]
