"""Runs the examples of rules: each must give the facts it lists, each counterexample must stay silent.

An example of an event or relation rule is a table with `text`, `published` (2019-06-05 where missing) and the facts
under the name of their layer: `events` (type, roles by entity name, values, `date`, `status`, `trigger`), `relations`
(type, `head`, `tail` by name, `position`), `status` with `predicate`. Only what a fact lists is compared. Rules of
names, times and quantities have their own form, described where the component is. A rule with `known_failure = "why"`
is expected to fail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from dateline.paths import models_dir
from dateline.rules import Rule, read_rules

PUBLISHED = "2019-06-05"
LAYERS = ("events", "relations", "status")


@dataclass(frozen=True)
class Case:
    """One example or counterexample of a rule."""

    id: str
    rule: str
    layer: str
    text: str
    published: str = PUBLISHED
    wanted: Any = None
    known_failure: str = ""


def cases(folder: Path | None = None) -> list[Case]:
    """Return the cases of event, relation and status rules under a folder that holds `rules/` (None: ours)."""
    root = (folder or models_dir()) / "rules"
    folders = [file for name in ("events", "relations") for file in sorted((root / name).glob("*.toml"))]
    files = [*folders, root / "relations.toml", root / "status.toml"]
    return [case for file in files if file.is_file() for rule in read_rules(file) for case in _cases(rule, file)]


def _cases(rule: Rule, file: Path) -> Iterator[Case]:
    layer = file.parent.name if file.parent.name in LAYERS else file.stem
    failure = rule.get("known_failure", "")
    for number, example in enumerate(rule["examples"], 1):
        wanted = example if layer == "status" else example[layer]
        published = example.get("published", PUBLISHED)
        yield Case(f"{rule['id']}-{number}", rule["id"], layer, example["text"], published, wanted, failure)
    for number, text in enumerate(rule["counterexamples"], 1):
        yield Case(f"{rule['id']}-not-{number}", rule["id"], layer, text)


def check(nlp: Language, case: Case) -> str:
    """Run one case; return an empty string when it holds, else what was wanted and what was found."""
    doc = nlp.make_doc(case.text)
    doc._.published = case.published
    doc = nlp(doc)
    found = list(describe(doc, case.layer))
    if case.wanted is None:
        silent = not any(fact["rule"] == case.rule for fact in found)
        return "" if silent else f"{case.rule} is not silent on: {case.text}\nfound: {found}"
    wanted = [case.wanted] if case.layer == "status" else case.wanted
    missing = [fact for fact in wanted if not any(_holds(fact, other) for other in found)]
    return "" if not missing else f"wanted: {missing}\nfound: {found}\nin: {case.text}"


def _holds(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    for key, value in wanted.items():
        if key in ("text", "published"):
            continue
        values = set(value) if isinstance(value, list) else {value}
        others = set(found.get(key, "")) if isinstance(found.get(key), list) else {found.get(key, "")}
        if values != others:
            return False
    return True


def describe(doc: Doc, layer: str) -> Iterator[dict[str, Any]]:
    """Yield the facts of a layer in the form in which examples state them."""
    names = {entity.id: entity.name for entity in doc._.entities}
    if layer == "events":
        for event in doc._.events:
            roles = {role: [names[filler[0]] for filler in fillers] for role, fillers in event.roles.items()}
            start, end = event.triggers[0]
            reporters = [names[id_] for id_ in event.reported_by]
            yield {
                "type": event.type,
                "trigger": doc.text[start:end],
                "date": event.date,
                "date_basis": event.date_basis,
                "status": event.status,
                "reported_by": reporters,
                "rule": event.rule,
                **event.values,
                **roles,
            }
    elif layer == "relations":
        for relation in doc._.relations:
            yield {
                "type": relation.type,
                "head": names[relation.head],
                "tail": names[relation.tail],
                "position": relation.position,
                "percent": relation.percent if relation.percent is not None else "",
                "rule": relation.rule,
            }
    else:
        for predicate, status in zip(doc._.predicates, doc._.statuses, strict=True):
            yield {"predicate": doc[predicate.token].text, "status": status.status, "rule": status.rule}


def failures(nlp: Language, folder: Path | None = None) -> Sequence[tuple[Case, str]]:
    """Return the cases of a folder that fail, with the reason."""
    return [(case, reason) for case in cases(folder) if (reason := check(nlp, case))]
