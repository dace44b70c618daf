"""How often facts of each kind are right on the gold: what the column `confidence` says."""

from pandas import DataFrame

from dateline.errors import GoldError

STRENGTH = 4
HEADER = (
    "# event or relation type, and how often such rows are right on gold; `default` for types that the gold does not\n"
    "# show.\n"
    "# Made by `dateline evaluate OUT GOLD --confidence FILE`; a type's share is drawn towards the share of all by\n"
    f"# {STRENGTH} cases, so that few cases say little.\n"
)


def confidence(scores: DataFrame) -> str:
    """Return the lexicon `confidence.txt`: each type's precision, shrunk towards that of its layer.

    Args:
        scores: what `evaluate` returns. Events count as right typed, relations as right triples.

    Raises:
        GoldError: when the gold has no events and relations, but dates only.
    """
    if missing := {"events", "relations"} - set(scores["layer"]):
        raise GoldError(f"the gold annotates no {' and '.join(sorted(missing))}, so it tells nothing of confidence")
    lines = []
    for layer, measure in (("events", "typed"), ("relations", "triple")):
        rows = scores[(scores["layer"] == layer) & (scores["measure"] == measure)].set_index("type")
        overall = float(rows["right"].loc["all"]) / max(1.0, float(rows["predicted"].loc["all"]))
        if layer == "events":
            lines.append(f"default\t{overall:.2f}")
        for type_, row in rows.drop(index="all").iterrows():
            if row["predicted"]:
                share = (row["right"] + STRENGTH * overall) / (row["predicted"] + STRENGTH)
                lines.append(f"{type_}\t{share:.2f}")
    return HEADER + "\n".join(lines) + "\n"
