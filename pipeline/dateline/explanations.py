"""What the pipeline saw in one article, layer by layer: each fact with its words and the rule that made it.

`explain` gives JSON, `lines` the same for a terminal. A linguist reads this beside the rule files. Where a user's list
decided, its row is named: `file:line: cells`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import Any

from spacy.tokens import Doc

from dateline.comparison import comparable
from dateline.identities import Form, join
from dateline.lists import ALIAS_SOURCE, NO_LISTS, Line, Lists
from dateline.types import Article, Entity, Event, Mention, Predicate, Relation, Status

Node = dict[str, Any]


def explain(article: Article, doc: Doc, lists: Lists = NO_LISTS) -> Node:
    """Return the layers of an analysed article: its entities, and what each sentence (from 1) gave.

    Args:
        article: the article.
        doc: its analysis.
        lists: those that the pipeline was loaded with.
    """
    entities = {entity.id: entity for entity in doc._.entities}
    statuses = {status.token: status for status in doc._.statuses}
    sentences = []
    for number, sent in enumerate(doc.sents, 1):
        start, end = sent.start_char, sent.end_char

        def here(facts: Iterable[Any], start: int = start, end: int = end) -> list[Any]:
            return sorted(
                (fact for fact in facts if start <= fact.start < end), key=lambda fact: (fact.start, fact.end)
            )

        sentences.append(
            {
                "number": number,
                "start": start,
                "end": end,
                "text": " ".join(sent.text.split()),
                "names": _names(doc._.entities, start, end, lists),
                "times": [vars(time) for time in here(doc._.times)],
                "quantities": [vars(quantity) for quantity in here(doc._.quantities)],
                "predicates": [
                    _predicate(predicate, statuses.get(predicate.token), article, doc, entities)
                    for predicate in here(doc._.predicates)
                ],
                "relations": [_relation(relation, entities) for relation in here(doc._.relations)],
                "events": [_event(event, article, entities) for event in here(doc._.events)],
            }
        )
    about = ("doc_id", "path", "title", "published", "published_source")
    return {
        **{name: getattr(article, name) for name in about},
        "entities": [_entity(entity) for entity in doc._.entities],
        "lists": list(_decided(doc, lists)),
        "sentences": sentences,
    }


def lines(explanation: Node, sentence: int | None = None) -> Iterator[str]:
    """Return an explanation as lines of text; with `sentence`, that sentence's only."""
    if sentence is None:
        yield f"{explanation['doc_id']}  {explanation['title']}".rstrip()
        yield f"published {explanation['published'] or 'unknown'} ({explanation['published_source']})"
        yield ""
        yield "entities"
        for entity in explanation["entities"]:
            others = [alias for alias in entity["aliases"] if alias != entity["name"]]
            aliases = f" = {', '.join(others)}" if others else ""
            place = f" @ {entity['place']}" if entity["place"] else ""
            yield f"  {entity['id']:<4} {_typed(entity['type'], entity['subtype'])}  {entity['name']}{aliases}{place}"
        if explanation["lists"]:
            yield ""
            yield "lists"
        for decided in explanation["lists"]:
            yield f"  {decided['what']}  because --{decided['list']} ({decided['row']})"
    for found in explanation["sentences"]:
        if sentence in (None, found["number"]):
            yield ""
            yield f"[{found['number']}] {found['text']}"
            for layer, show in SHOWN.items():
                for number, item in enumerate(found[layer]):
                    yield f"  {'' if number else layer:<11}{show(item)}"


def _entity(entity: Entity) -> Node:
    names = ("id", "type", "name", "subtype", "aliases", "place")
    return {name: getattr(entity, name) for name in names}


def _names(entities: Sequence[Entity], start: int, end: int, lists: Lists) -> list[Node]:
    found = [
        vars(mention)
        | {"entity": entity.id, "type": entity.type, "name": entity.name}
        | {"reason": _reason(mention, entity, lists)}
        for entity in entities
        for mention in entity.mentions
        if start <= mention.start < end
    ]
    return sorted(found, key=lambda mention: (mention["start"], mention["end"], mention["entity"]))


def _reason(mention: Mention, entity: Entity, lists: Lists) -> str:
    """Return why a mention means its entity, with the row of the list that says so."""
    if mention.reason != "list of aliases" and mention.source != ALIAS_SOURCE:
        return mention.reason
    lines = [line for line in lists.lines("aliases") if line.type == entity.type]
    # A listed name brings its other forms with it: "Orvane AG", where a row names Orvane.
    rows = [line for line in lines if line.other == " ".join(mention.text.split())]
    rows += [line for line in lines if _names_one_of(line, line.name, (mention.text,))]
    return f"list of aliases ({rows[0]})" if rows else mention.reason


def _decided(doc: Doc, lists: Lists) -> Iterator[Node]:
    """Yield what rows of lists did to whole entities: what is one over the corpus, kept apart, and dropped."""

    def node(line: Line, what: str) -> Node:
        return {"list": line.kind, "row": str(line), "what": what}

    entities: list[Entity] = doc._.entities
    forms = {entity.id: (entity.name, *entity.aliases) for entity in entities}
    meant = {entity.id: Form(entity.type, entity.name, entity.aliases) for entity in entities}
    identities = join(dict.fromkeys(meant.values(), 1), lists.decisions)
    for line in lists.lines("merge"):
        for entity in entities:
            identity = identities[meant[entity.id]]
            merged = entity.type == line.type and identity.reason == "list of merges"
            if merged and _names_one_of(line, line.name, forms[entity.id]):
                yield node(line, f"{entity.id} {entity.name} is one with {identity.name}")
    for line in lists.lines("forbid"):
        for one, other in permutations((entity for entity in entities if entity.type == line.type), 2):
            if _names_one_of(line, line.name, forms[one.id]) and _names_one_of(line, line.other, forms[other.id]):
                yield node(line, f"{one.id} {one.name} and {other.id} {other.name} are two")
    for line in lists.lines("ignore"):
        for type_, text in doc.user_data.get("dateline_ignored", ()):
            if line.type in ("", type_) and _names_one_of(line, line.name, (text,)):
                yield node(line, f"{text!r} ({type_}) is no entity")


def _names_one_of(line: Line, name: str, forms: Iterable[str]) -> bool:
    """Say whether a name in a row is one of some forms, as lists compare names."""
    return comparable(name, line.type) in {comparable(form, line.type) for form in forms}


def _called(ids: Iterable[str], entities: dict[str, Entity]) -> list[str]:
    """Return names for ids; an id that no entity has is shown as it is, because that is a fault worth seeing."""
    return [entities[entity].name if entity in entities else entity for entity in ids]


def _predicate(
    predicate: Predicate, status: Status | None, article: Article, doc: Doc, entities: dict[str, Entity]
) -> Node:
    arguments = [
        {
            "role": argument.role,
            "text": article.text[argument.start : argument.end],
            "entities": _called(argument.entities, entities),
            "inner": [[how, *_called([entity], entities)] for how, entity in argument.inner],
        }
        for argument in predicate.arguments
    ]
    names = ("start", "end", "lemma", "pos", "tense", "passive", "link")
    return {name: getattr(predicate, name) for name in names} | {
        "text": article.text[predicate.start : predicate.end],
        "governor": doc[predicate.governor].text if predicate.governor >= 0 else "",
        "arguments": arguments,
        "status": vars(status) | {"reported_by": _called(status.reported_by, entities)} if status else {},
    }


def _relation(relation: Relation, entities: dict[str, Entity]) -> Node:
    head, tail = _called([relation.head, relation.tail], entities)
    return vars(relation) | {"head": head, "tail": tail}


def _event(event: Event, article: Article, entities: dict[str, Entity]) -> Node:
    roles = [
        {"role": role, "entity": _called([entity], entities)[0], "text": article.text[start:end]}
        for role, fillers in event.roles.items()
        for entity, start, end in fillers
    ]
    triggers = [{"text": article.text[start:end], "start": start, "end": end} for start, end in event.triggers]
    return vars(event) | {"triggers": triggers, "roles": roles, "reported_by": _called(event.reported_by, entities)}


def _typed(type_: str, subtype: str) -> str:
    return f"{type_}/{subtype}" if subtype else type_


def _of(items: Iterable[str]) -> str:
    """Join the parts of a line that are there."""
    return "  ".join(item for item in items if item)


def _words(text: str, name: str) -> str:
    return f"{name!r}" if text == name else f"{name!r} as {' '.join(text.split())!r}"


def _show_name(item: Node) -> str:
    alias = "" if item["text"] == item["name"] else f"-> {item['name']}"
    why = f"because {item['reason']}" if item["reason"] else ""
    source = f"by {item['source']}" if item["source"] else ""
    return _of((f"{item['text']!r}", item["entity"], item["type"], item["kind"], alias, why, source))


def _show_time(item: Node) -> str:
    mod = f"mod {item['mod']}" if item["mod"] else ""
    anchor = f"from {item['anchor']}" if item["anchor"] else ""
    return _of((f"{item['text']!r}", item["type"], item["value"], mod, anchor, _by(item)))


def _show_quantity(item: Node) -> str:
    return _of((f"{item['text']!r}", item["kind"], f"{item['value']:g}", item["unit"], item["mod"]))


def _show_predicate(item: Node) -> str:
    under = f"{item['link']} of {item['governor']!r}" if item["governor"] else ""
    form = " ".join(word for word in (item["tense"], "passive" if item["passive"] else "") if word)
    arguments = [
        f"{argument['role']}={argument['text']!r}"
        + (f" [{', '.join(argument['entities'])}]" if argument["entities"] else "")
        + "".join(f" ({how} {name})" for how, name in argument["inner"])
        for argument in item["arguments"]
    ]
    status = item["status"]
    told = _of((status["status"], status["factuality"], _cue(status), _by(status))) if status else ""
    return _of(
        (f"{item['text']!r}", f"{item['lemma']}.{item['pos']}", form, under, *arguments, f"| {told}" * bool(told))
    )


def _cue(status: Node) -> str:
    return f"cue {status['cue']!r}" * bool(status["cue"])


def _by(fact: Node) -> str:
    """Name the sources that a fact is attributed to, and the rule."""
    said = f"reported by {', '.join(fact['reported_by'])}" if fact.get("reported_by") else ""
    return _of((said, f"by {fact['rule']}" if fact["rule"] else ""))


def _show_relation(item: Node) -> str:
    more = [
        f"{name} {item[name]}" for name in ("position", "percent", "begin", "until") if item[name] not in ("", None)
    ]
    rule = f"by {item['rule']}  {item['confidence']:.2f}"
    return _of((f"{item['head']} --{item['type']}--> {item['tail']}", *more, rule))


def _show_event(item: Node) -> str:
    triggers = ", ".join(f"{trigger['text']!r}" for trigger in item["triggers"])
    roles = [f"{role['role']}={_words(role['text'], role['entity'])}" for role in item["roles"]]
    values = [f"{name}={value}" for name, value in item["values"].items()]
    text = f" {item['date_text']!r}" if item["date_text"] else ""
    date = f"date={item['date'] or '?'} ({item['date_basis']}{text})"
    state = f"{item['status']} {item['factuality']}"
    return _of((item["type"], f"from {triggers}", *roles, *values, date, state, _by(item), f"{item['confidence']:.2f}"))


SHOWN = {
    "names": _show_name,
    "times": _show_time,
    "quantities": _show_quantity,
    "predicates": _show_predicate,
    "relations": _show_relation,
    "events": _show_event,
}
