"""The custom attributes of a spaCy Doc, in the only place that registers them.

Facts are kept in `doc.user_data` as plain JSON (dataclasses there break `nlp.pipe(n_process=2)` and `DocBin`) and read
as the records of `dateline.types`. `doc._.published` is the publication date that components resolve against: set it
before the pipeline runs (`doc = nlp.make_doc(text); doc._.published = "2019-06-05"; nlp(doc)`).
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from spacy.tokens import Doc

from dateline.memory import kept
from dateline.types import Argument, Entity, Event, Mention, Predicate, Quantity, Relation, Status, TimeExpression

KEY = "dateline"
PLAIN = frozenset((str, int, float, bool, type(None)))
R = TypeVar("R")


def _plain(value: Any) -> Any:
    """Turn a record into a dict, also inside of others; `dataclasses.asdict` is several times as slow."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return type(value)([item if type(item) in PLAIN else _plain(item) for item in value])
    fields = dict(value if isinstance(value, dict) else vars(value))
    for name, item in fields.items():
        if type(item) not in PLAIN and item != ():
            fields[name] = _plain(item)
    return fields


def _tuples(value: Any) -> Any:
    """Turn the lists that JSON and msgpack make of tuples back into tuples, at any depth."""
    if isinstance(value, list | tuple):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _record(kind: type[R], row: dict[str, Any]) -> R:
    made = {name: _tuples(value) for name, value in row.items()}
    if kind is Entity:
        made["mentions"] = tuple(Mention(**mention) for mention in row["mentions"])
    elif kind is Predicate:
        made["arguments"] = tuple(_record(Argument, argument) for argument in row["arguments"])
    return kind(**made)


def _layer(kind: type[Any]) -> tuple[Callable[[Doc], list[Any]], Callable[[Doc, Sequence[Any]], None]]:
    """Make getter and setter of one layer: a list of `kind`, stored under its name as JSON.

    The records themselves are kept beside the Doc, with the JSON that they stand for: most layers are read many times.
    """
    name = f"{KEY}_{kind.__name__.lower()}"

    def get(doc: Doc) -> list[Any]:
        rows = doc.user_data.get(name, ())
        memory = kept(doc)
        stored, records = memory.get(name, (None, ()))
        if stored is not rows:
            records = [_record(kind, row) for row in rows]
            memory[name] = (rows, records)
        return list(records)

    def put(doc: Doc, records: Sequence[Any]) -> None:
        rows = [_plain(record) for record in records]
        doc.user_data[name] = rows
        kept(doc)[name] = (rows, list(records))

    return get, put


def _published(doc: Doc) -> str:
    return str(doc.user_data.get(f"{KEY}_published", ""))


def _set_published(doc: Doc, value: str) -> None:
    doc.user_data[f"{KEY}_published"] = value


LAYERS: dict[str, type] = {
    "entities": Entity,
    "times": TimeExpression,
    "quantities": Quantity,
    "predicates": Predicate,
    "statuses": Status,
    "relations": Relation,
    "events": Event,
}

# Importing this module twice under one interpreter must not fail, and must not overwrite somebody else's attribute.
for _name, _kind in LAYERS.items():
    if not Doc.has_extension(_name):
        _get, _put = _layer(_kind)
        Doc.set_extension(_name, getter=_get, setter=_put)
if not Doc.has_extension("published"):
    Doc.set_extension("published", getter=_published, setter=_set_published)
