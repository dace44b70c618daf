"""Measures relations end to end, from raw text, on public sets that annotate them (../shared/data/README.md).

    python tests/evaluation/measure_relations.py conll04 ../shared/data/relations/conll04/dev.json
    python tests/evaluation/measure_relations.py knowledgenet ../shared/data/relations/knowledgenet/folds1-3.jsonl
    python tests/evaluation/measure_relations.py finred ../shared/data/relations/finred/dev.sent
    python tests/evaluation/measure_relations.py core ../shared/data/relations/core/train.json
    python tests/evaluation/measure_relations.py dfki ../shared/data/products/dfki/dev.json.gz

* conll04: strict, as in SpERT's paper: relation, both spans and both types equal. Kill is an attack by a person on a
  person. Sentences that come as tokens are put back into running text.
* knowledgenet: its own text evaluation (span_overlap of its evaluator.py): a fact is right when the property is equal
  and both spans overlap those of a fact of the gold; properties that a passage is not annotated for do not count. Its
  gold pairs every mention, pronouns and relative words too. A pronoun that means nothing in the passages stands for
  itself (whom "he" means is told in sentences that the set leaves out); `--named` measures without these. Where a body
  is based or a person lives in a town, the gold has the state and the country behind the town too; so have ours here.
* finred: triples of names; relations that mean the same (owned by, parent organization) are one.
* core: whether the relation of the two mentions given is found, as facts of the types that it can be told by. As the
  set gives the mentions, one that is no name ("the company") and means nothing in the sentence stands for itself.
* dfki: CompanyProvidesProduct as `makes`, article by article. A fact of the gold (two mentions, pronouns too) is found
  where a relation of ours leads between entities with mentions there; one of ours is wrong where the article has no
  such fact. A company marked inside its product's name ("Norvent" of "Norvent 3") is found by its words. Products in
  common words ("spare parts") stand in a row of their own: our schema has named ones alone.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from dateline.assemble import load
from dateline.training.texts import json_objects
from dateline.types import Entity, Event, Mention, Relation

Span = tuple[int, int]
Fact = tuple[Any, ...]

CONLL_TYPES = {"PERSON": "Peop", "ORG": "Org", "PLACE": "Loc"}
CONLL_RELATIONS = {
    "works_for": "Work_For",
    "based_in": "OrgBased_In",
    "located_in": "Located_In",
    "lives_in": "Live_In",
}
PROPERTIES = (
    "HEADQUARTERS",
    "CEO",
    "FOUNDED_BY",
    "DATE_FOUNDED",
    "SUBSIDIARY_OF",
    "EMPLOYEE_OR_MEMBER_OF",
    "PLACE_OF_RESIDENCE",
    "SPOUSE",
)
CHIEF = re.compile(r"\b(?:ceo|chief executive|managing director|president|top executive)\b", re.IGNORECASE)
NO_CHIEF = re.compile(r"vice|deputy|assistant|former", re.IGNORECASE)
SPOUSES = ("kin_of.spouse",)  # the rules of kinship that mean a marriage
BIRTH = ("lives_in.born", "lives_in.native", "lives_in.adjective", "lives_in.possessor")
# pronouns by whom they can mean: one stand-in each for what "he", "she", "I", "it", "we" and "they" mean
PRONOUNS = {
    "PERSON": (("he", "him", "his"), ("she", "her"), ("i", "me", "my")),
    "ORG": (("it", "its"), ("we", "us", "our"), ("they", "their", "them")),
}
RELATIVES = {"who", "whom", "whose", "which", "that", "where"}
# FinRED's relations: our type, and whether the head is its second name
FINRED = {
    "product/material produced": ("makes", False),
    "manufacturer": ("makes", True),
    "developer": ("makes", True),
    "publisher": ("makes", True),
    "creator": ("makes", True),
    "distributed by": ("makes", True),
    "brand": ("makes", False),
    "owned by": ("owns", True),
    "owner of": ("owns", False),
    "parent organization": ("owns", True),
    "subsidiary": ("owns", False),
    "business division": ("owns", False),
    "founded by": ("founded_by", False),
    "headquarters location": ("based_in", False),
    "location of formation": ("based_in", False),
    "chief executive officer": ("works_for", True),
    "director/manager": ("works_for", True),
    "chairperson": ("works_for", True),
    "employer": ("works_for", False),
    "member of": ("member_of", False),
}
# CORE's relations: the facts of ours that tell e1 -> e2; "-" in front: told of the pair turned round
CORE = {
    "product_or_service_of": {"-makes"},
    "brand_of": {"-makes", "subsidiary_of", "-owns"},
    "acquired_by": {"-acquisition", "-divestiture", "subsidiary_of", "-owns"},
    "subsidiary_of": {"subsidiary_of", "-owns"},
    "shareholder_of": {"owns", "-funding", "investment", "acquisition"},
    "collaboration": {"partner_of", "-partner_of", "partnership", "-partnership"},
    "client_of": {"customer_of", "-contract"},
    "competitor_of": {"competitor_of", "-competitor_of"},
    "merged_with": {"merger", "-merger"},
}
CORE_EVENTS = {
    "acquisition": ("buyer", "target"),
    "divestiture": ("buyer", "asset"),
    "funding": ("recipient", "provider"),
    "investment": ("investor", "recipient"),
    "contract": ("supplier", "customer"),
    "merger": ("party", "party"),
    "partnership": ("party", "party"),
}
BEHIND = ("based_in", "located_in", "lives_in")  # true of a town, true of what lies behind it
SMALL = ("of", "and", "the", "&", "for", "by")  # words that a name has in small letters
TITLE = re.compile(r"\b(?:President|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Rev\.|Prince|Princess|King|Queen|Sultan|Emperor) $")
CLOSING = re.compile(r"[,.;:)?!%]+|'{1,2}[a-z]*|n't|]|-RRB-")


@dataclass
class Score:
    """Counts by label."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """Yield precision, recall and F1 of each label, then over all."""
        labels = sorted({*self.right, *self.wrong, *self.missed})
        for label, names in (*((label, [label]) for label in labels), ("all", labels)):
            right, wrong, missed = (
                sum(counts[name] for name in names) for counts in (self.right, self.wrong, self.missed)
            )
            precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
            f1 = 2 * right / max(2 * right + wrong + missed, 1)
            counts = f"{right} right, {wrong} wrong, {missed} missed"
            yield f"{label:<24} P {precision:6.1%}  R {recall:6.1%}  F1 {f1:6.1%}  {counts}"


def running_text(tokens: Sequence[str]) -> tuple[str, list[Span]]:
    """Put tokens back into running text; return it with the span of each token."""
    text, spans, opened = "", [], False
    for token in tokens:
        form = {"-LRB-": "(", "-RRB-": ")", "``": '"', "`": "'"}.get(token, token)
        glued = not text or text.endswith(("(", "$", "#")) or opened or CLOSING.fullmatch(token)
        text += form if glued else f" {form}"
        opened = token in ("``", "`")
        spans.append((len(text) - len(form), len(text)))
    return text, spans


def overlaps(one: Span, other: Span) -> bool:
    """Tell whether two half-open spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def names_of(entity: Entity) -> list[Mention]:
    """Return the mentions of an entity by name."""
    return [mention for mention in entity.mentions if mention.kind in ("name", "alias")]


def nearest(head: Sequence[Mention], tail: Sequence[Mention]) -> tuple[Span, Span]:
    """Return the two mentions that stand nearest to each other: a relation of entities told of spans."""
    one, other = min(product(head, tail), key=lambda pair: abs(pair[0].start - pair[1].start))
    return (one.start, one.end), (other.start, other.end)


# --- CoNLL04 ----------------------------------------------------------------------------------------------------------


def conll_gold(row: Mapping[str, Any]) -> tuple[str, set[Fact]]:
    """Return the text of a row and its facts: (relation, type, span, type, span)."""
    text, spans = running_text(row["tokens"])
    ends = [(e["type"], (spans[e["start"]][0], spans[e["end"] - 1][1])) for e in row["entities"]]
    return text, {(r["type"], *ends[r["head"]], *ends[r["tail"]]) for r in row["relations"]}


def whole_tokens(span: Span, tokens: Sequence[Span]) -> Span:
    """Widen a span to the tokens of the set, which hold the stop that ends a sentence."""
    inside = [token for token in tokens if overlaps(token, span)]
    return inside[0][0], inside[-1][1]


def conll_facts(doc: Doc, tokens: Sequence[Span]) -> dict[Fact, str]:
    """Return what we tell of a sentence in CoNLL04's terms, with the rule.

    Its conventions: who works for a country lives there, a member works for the body; a body sits in the town and in
    what is named behind it; where somebody was born, a town and its state are one place; a title is part of the name.
    """
    entities = {entity.id: entity for entity in doc._.entities}
    places = {relation.head: relation.tail for relation in doc._.relations if relation.type == "located_in"}
    pairs: list[tuple[str, str, str, str]] = []
    for told in doc._.relations:
        type_ = told.type
        if type_ == "works_for" and entities[told.tail].type == "PLACE":
            type_ = "lives_in"
        elif type_ == "member_of" and entities[told.head].type == "PERSON":
            type_ = "works_for"
        pairs.append((CONLL_RELATIONS.get(type_, ""), told.head, told.tail, told.rule))
        if told.type in BEHIND and told.rule != "lives_in.born" and told.tail in places:
            pairs.append((CONLL_RELATIONS[told.type], told.head, places[told.tail], told.rule))
    for event in doc._.events:
        if event.type == "attack" and event.status not in ("planned", "denied", "cancelled"):
            for head, tail in product(event.roles.get("attacker", ()), event.roles.get("target", ())):
                if entities[head[0]].type == entities[tail[0]].type == "PERSON":
                    pairs.append(("Kill", head[0], tail[0], event.rule))
    found: dict[Fact, str] = {}
    joined: set[tuple[Span, Span]] = set()
    for relation, head, tail, rule in sorted(pairs):  # Live_In before Located_In
        ends = [entities[end] for end in (head, tail)]
        mentions = [names_of(entity) for entity in ends]
        if relation and all(mentions) and all(entity.type in CONLL_TYPES for entity in ends):
            spans = nearest(*mentions)
            if rule == "lives_in.born" and tail in places:
                behind = [(m.start, m.end) for m in entities[places[tail]].mentions if m.start == spans[1][1] + 2]
                joined |= {(spans[1], span) for span in behind}
                spans = (spans[0], (spans[1][0], behind[0][1] if behind else spans[1][1]))
            elif spans in joined:
                continue
            one, other = (
                whole_tokens(titled(doc.text, span) if entity.type == "PERSON" else span, tokens)
                for span, entity in zip(spans, ends, strict=True)
            )
            found[(relation, CONLL_TYPES[ends[0].type], one, CONLL_TYPES[ends[1].type], other)] = rule
    return found


def titled(text: str, span: Span) -> Span:
    """Widen the span of a person's name to the title in front of it."""
    title = TITLE.search(text[: span[0]])
    return (title.start(), span[1]) if title else span


# --- KnowledgeNet -----------------------------------------------------------------------------------------------------


@dataclass
class Passages:
    """One document of KnowledgeNet: the passages that it keeps, one a paragraph."""

    text: str
    spans: list[Span]
    asked: list[set[str]]  # for each passage, the properties that it is annotated for
    facts: list[list[tuple[str, Span, Span]]]


def read_knowledgenet(path: Path) -> Iterator[Passages]:
    """Yield the documents with a passage that is annotated for one of our properties, by number."""
    documents: dict[str, dict[int, list[dict[str, Any]]]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            documents.setdefault(row["doc"], {}).setdefault(row["passage_start"], []).append(row)
    for _, passages in sorted(documents.items(), key=lambda item: int(item[0])):
        made = Passages("", [], [], [])
        for origin, rows in sorted(passages.items()):
            start = len(made.text) + len("\n\n") if made.text else 0
            made.text += ("\n\n" if made.text else "") + rows[0]["passage"]
            made.spans.append((start, len(made.text)))
            rows = [row for row in rows if row["property"] in PROPERTIES]
            made.asked.append({row["property"] for row in rows})
            shift = start - origin
            made.facts.append(
                [
                    (
                        row["property"],
                        (row["subj_start"] + shift, row["subj_end"] + shift),
                        (row["obj_start"] + shift, row["obj_end"] + shift),
                    )
                    for row in rows
                    if row["subj_start"] is not None
                ]
            )
        if any(made.asked):
            yield made


def let_pronouns_stand(doc: Doc) -> None:
    """Make entities of the pronouns that mean nothing in the text."""
    entities: list[Entity] = list(doc._.entities)
    taken = {place for entity in entities for m in entity.mentions for place in range(m.start, m.end)}
    for type_, groups in PRONOUNS.items():
        for forms in groups:
            mentions = tuple(
                Mention(token.idx, token.idx + len(token), token.text, "pronoun")
                for token in doc
                if token.lower_ in forms and token.idx not in taken
            )
            if mentions:
                entities.append(Entity(f"E{len(entities) + 1}", type_, mentions[0].text, mentions=mentions))
    doc._.entities = entities


def let_given_stand(doc: Doc, given: Iterable[Span]) -> None:
    """Make companies of the mentions given that are no names and mean nothing in the text."""
    entities: list[Entity] = list(doc._.entities)
    taken = [(mention.start, mention.end) for entity in entities for mention in entity.mentions]
    for start, end in given:
        words = doc.text[start:end]
        if re.fullmatch(r"([A-Z])?[^A-Z]+", words) and not any(overlaps(span, (start, end)) for span in taken):
            mention = Mention(start, end, words, "nominal")
            entities.append(Entity(f"E{len(entities) + 1}", "ORG", words, mentions=(mention,)))
    doc._.entities = entities


def let_relatives_refer(doc: Doc) -> None:
    """Add relative words to the mentions of what they stand for: "Norvent, which", "Lima, where", "Keller, who"."""
    owners: dict[int, int] = {}
    for number, entity in enumerate(doc._.entities):
        for mention in entity.mentions:
            owners |= dict.fromkeys(range(mention.start, mention.end), number)
    added: dict[int, list[Mention]] = {}
    for token in doc:
        clause = next((ancestor for ancestor in token.ancestors if ancestor.dep_ == "relcl"), None)
        if token.lower_ in RELATIVES and token.tag_ in ("WDT", "WP", "WP$", "WRB") and clause is not None:
            head = clause.head
            if head.idx not in owners and head.dep_ in (
                "appos",
                "attr",
            ):  # "Norvent, a bank that", "Norvent is a bank that"
                subjects = [child for child in head.head.children if child.dep_ in ("nsubj", "nsubjpass")]
                head = head.head if head.dep_ == "appos" else (subjects or [head])[0]
            place = head.idx in owners and doc._.entities[owners[head.idx]].type == "PLACE"
            if head.idx in owners and not (place and token.lower_ == "where"):  # the gold has no "where" for towns
                mention = Mention(token.idx, token.idx + len(token), token.text, "pronoun")
                added.setdefault(owners[head.idx], []).append(mention)
    doc._.entities = [
        replace(entity, mentions=(*entity.mentions, *added.get(number, ())))
        for number, entity in enumerate(doc._.entities)
    ]


def knowledgenet_facts(doc: Doc) -> dict[tuple[str, Span, Span], str]:
    """Return what we tell of a document in KnowledgeNet's terms, for every pair of mentions, with the rule."""
    entities = {entity.id: entity for entity in doc._.entities}
    spans = {
        id_: [(m.start, m.end) for m in entity.mentions if m.kind != "nominal"] for id_, entity in entities.items()
    }
    inside: dict[str, set[str]] = {}
    for relation in doc._.relations:
        if relation.type == "located_in":
            inside.setdefault(relation.head, set()).add(relation.tail)
    found: dict[tuple[str, Span, Span], str] = {}
    for relation in doc._.relations:
        for property_, subject, object_ in properties(relation, entities):
            objects = [object_]
            if property_ in ("HEADQUARTERS", "PLACE_OF_RESIDENCE"):
                for place in objects:
                    objects += sorted(inside.get(place, set()) - set(objects))
            for place in objects:
                found |= {(property_, *pair): relation.rule for pair in product(spans[subject], spans[place])}
    for event in doc._.events:
        if event.type == "founding" and event.date_text and event.date_basis == "text":
            for id_, _, _ in event.roles.get("org", ()):
                times = [t for t in doc._.times if t.text == event.date_text and event.start <= t.start < event.end]
                found |= {
                    ("DATE_FOUNDED", span, (time.start, time.end)): event.rule
                    for span in spans[id_]
                    for time in times[:1]
                }
    return found


def properties(relation: Relation, entities: Mapping[str, Entity]) -> Iterator[tuple[str, str, str]]:
    """Yield the properties that a relation tells: (property, subject, object)."""
    head, tail = relation.head, relation.tail
    both_bodies = entities[head].type == entities[tail].type == "ORG"
    if relation.type == "based_in":
        yield "HEADQUARTERS", head, tail
    elif relation.type == "founded_by":
        yield "FOUNDED_BY", head, tail
    elif relation.type == "subsidiary_of":
        yield "SUBSIDIARY_OF", head, tail
    elif relation.type == "owns" and both_bodies and relation.percent is None:
        yield "SUBSIDIARY_OF", tail, head
    elif relation.type in ("works_for", "member_of") and entities[head].type == "PERSON":
        if entities[tail].type == "ORG":
            yield "EMPLOYEE_OR_MEMBER_OF", head, tail
            if CHIEF.search(relation.position) and not NO_CHIEF.search(relation.position):
                yield "CEO", tail, head
    elif relation.type == "lives_in" and not relation.rule.startswith(BIRTH):
        yield "PLACE_OF_RESIDENCE", head, tail
    elif relation.type == "kin_of" and relation.rule.startswith(SPOUSES):
        yield "SPOUSE", head, tail
        yield "SPOUSE", tail, head


def score_passages(passages: Passages, found: Iterable[tuple[str, Span, Span]], score: Score) -> list[tuple[str, Any]]:
    """Count as KnowledgeNet's evaluator does; return the misses and false facts."""
    errors: list[tuple[str, Any]] = []
    predicted = list(found)
    for span, asked, gold in zip(passages.spans, passages.asked, passages.facts, strict=True):
        ours = [f for f in predicted if f[0] in asked and overlaps(f[1], span) and overlaps(f[2], span)]
        matched = set()
        for fact in gold:
            hits = {f for f in ours if f[0] == fact[0] and overlaps(f[1], fact[1]) and overlaps(f[2], fact[2])}
            (score.right if hits else score.missed)[fact[0]] += 1
            matched |= hits
            if not hits:
                errors.append(("missed", fact))
        for fact in ours:
            if fact not in matched:
                score.wrong[fact[0]] += 1
                errors.append(("wrong", fact))
    return errors


# --- FinRED and CORE --------------------------------------------------------------------------------------------------


def finred_gold(line: str) -> set[Fact]:
    """Return the triples of a line of `.tup` that our relations express: (type, head, tail) in small letters."""
    found: set[Fact] = set()
    for triple in line.strip().split(" | "):
        one, other, relation = (part.strip().lower() for part in triple.split(" ; "))
        type_, turned = FINRED.get(relation.replace("_", " "), ("", False))
        if type_:
            found.add((type_, other, one) if turned else (type_, one, other))
    return found


def finred_facts(doc: Doc) -> dict[Fact, str]:
    """Return our relations in FinRED's terms, with the rule."""
    names = {entity.id: entity.name.lower() for entity in doc._.entities}
    found: dict[Fact, str] = {}
    for relation in doc._.relations:
        head, tail = names[relation.head], names[relation.tail]
        if relation.type == "subsidiary_of":
            found[("owns", tail, head)] = relation.rule
        elif relation.type in {type_ for type_, _ in FINRED.values()}:
            found[(relation.type, head, tail)] = relation.rule
    return found


def core_gold(row: Mapping[str, Any]) -> tuple[str, Span, Span]:
    """Return the text of a row and the spans that the relation leads from and to."""
    text, spans = running_text(row["context"])
    ends = [(spans[row[f"{end}_start"]][0], spans[row[f"{end}_end"]][1]) for end in ("e1", "e2")]
    return (text, ends[1], ends[0]) if row["invert_relation"] else (text, ends[0], ends[1])


def core_facts(doc: Doc, one: Span, other: Span) -> set[str]:
    """Return the types of our facts that lead from one span to the other, turned ones with "-" in front."""
    entities: list[Entity] = doc._.entities
    ids = [{e.id for e in entities for m in e.mentions if overlaps((m.start, m.end), span)} for span in (one, other)]
    told = [(r.type, r.head, r.tail) for r in doc._.relations]
    events: list[Event] = doc._.events
    for event in events:
        if event.type in CORE_EVENTS and event.status not in ("denied", "cancelled"):
            heads, tails = (event.roles.get(role, ()) for role in CORE_EVENTS[event.type])
            told += [(event.type, head[0], tail[0]) for head, tail in product(heads, tails) if head[0] != tail[0]]
    straight = {type_ for type_, head, tail in told if head in ids[0] and tail in ids[1]}
    return straight | {f"-{type_}" for type_, head, tail in told if head in ids[1] and tail in ids[0]}


# --- DFKI's product corpus --------------------------------------------------------------------------------------------


def dfki_gold(document: Mapping[str, Any]) -> tuple[str, set[Fact]]:
    """Return the text of a document and its facts: (label, span of the company, span of the product)."""
    text: str = document["text"]["string"]
    facts: set[Fact] = set()
    for relation in document["relationMentions"]["array"]:
        spans: dict[str, list[Span]] = {}
        for argument in relation["args"]["array"]:
            span = argument["conceptMention"]["span"]
            spans.setdefault(argument["role"], []).append((span["start"], span["end"]))
        for company, made in product(spans.get("company", ()), spans.get("product", ())):
            words = [word for word in text[slice(*made)].split() if word.lower() not in SMALL]
            named = all(re.search("[A-Z0-9]", word) for word in words)
            facts.add(("named" if named else "in common words", company, made))
    return text, facts


def score_dfki(doc: Doc, gold: Iterable[Fact], score: Score) -> None:
    """Count the facts of one document."""
    spans = {entity.id: [(m.start, m.end) for m in entity.mentions] for entity in doc._.entities}
    words = {entity.id: {m.text for m in entity.mentions} for entity in doc._.entities}
    told = {(relation.head, relation.tail) for relation in doc._.relations if relation.type == "makes"}
    matched = set()
    for label, company, made in gold:
        inside = doc.text[slice(*company)] if overlaps(company, made) else ""  # the company in its product's name
        hits = {
            (head, tail)
            for head, tail in told
            if any(overlaps(span, made) for span in spans[tail])
            and (inside in words[head] or any(overlaps(span, company) for span in spans[head]))
        }
        (score.right if hits else score.missed)[label] += 1
        matched |= hits
    score.wrong["named"] += len(told - matched)


# --- runs -------------------------------------------------------------------------------------------------------------


def count(score: Score, gold: set[Fact], found: Iterable[Fact]) -> None:
    """Add the facts of one text, of which the first field is the label."""
    ours = set(found)
    score.right.update(str(fact[0]) for fact in gold & ours)
    score.wrong.update(str(fact[0]) for fact in ours - gold)
    score.missed.update(str(fact[0]) for fact in gold - ours)


def annotate(nlp: Language, text: str, stand: bool = False, given: Sequence[Span] = ()) -> Doc:
    """Run the pipeline on a text; `stand` lets pronouns that mean nothing stand for themselves, `given` other words."""
    doc = nlp.make_doc(text)
    for name, pipe in nlp.pipeline:
        if name == "dateline_predicates" and stand:
            let_pronouns_stand(doc)
            let_given_stand(doc, given)
        doc = pipe(doc)
    return doc


def measure_conll(nlp: Language, path: Path, _: bool = False) -> Score:
    """Score CoNLL04."""
    score = Score()
    for row in json.loads(path.read_text(encoding="utf-8")):
        text, gold = conll_gold(row)
        count(score, gold, conll_facts(annotate(nlp, text), running_text(row["tokens"])[1]))
    return score


def measure_knowledgenet(nlp: Language, path: Path, named: bool = False) -> Score:
    """Score KnowledgeNet."""
    score = Score()
    for passages in read_knowledgenet(path):
        doc = annotate(nlp, passages.text, stand=not named)
        let_relatives_refer(doc)
        score_passages(passages, knowledgenet_facts(doc), score)
    return score


def measure_finred(nlp: Language, path: Path, _: bool = False) -> Score:
    """Score FinRED: `path` is the file of sentences, the triples lie beside it."""
    score = Score()
    lines = path.read_text(encoding="utf-8").splitlines()
    triples = path.with_suffix(".tup").read_text(encoding="utf-8").splitlines()
    for line, gold in zip(lines, triples, strict=True):
        count(score, finred_gold(gold), finred_facts(annotate(nlp, line.strip())))
    return score


def measure_core(nlp: Language, path: Path, _: bool = False) -> Score:
    """Score CORE: the facts that tell another relation of the pair are wrong."""
    score = Score()
    for row in json.loads(path.read_text(encoding="utf-8")):
        text, one, other = core_gold(row)
        score_core(row["relation"], core_facts(annotate(nlp, text, stand=True, given=(one, other)), one, other), score)
    return score


def score_core(relation: str, told: set[str], score: Score) -> None:
    """Count one pair: right where what is told can tell its relation, else one wrong relation at most."""
    if relation in CORE:
        (score.right if told & CORE[relation] else score.missed)[relation] += 1
    if not told & CORE.get(relation, set()):
        other = next((name for name, facts in CORE.items() if told & facts), None)
        if other:
            score.wrong[other] += 1


def measure_dfki(nlp: Language, path: Path, _: bool = False) -> Score:
    """Score DFKI's product corpus."""
    score = Score()
    for document in json_objects(gzip.decompress(path.read_bytes()).decode("utf-8")):
        text, gold = dfki_gold(document)
        score_dfki(annotate(nlp, text), gold, score)
    return score


MEASURES: dict[str, Callable[[Language, Path, bool], Score]] = {
    "conll04": measure_conll,
    "knowledgenet": measure_knowledgenet,
    "finred": measure_finred,
    "core": measure_core,
    "dfki": measure_dfki,
}

if __name__ == "__main__":
    kind, file, *options = sys.argv[1:]
    sys.stdout.write("\n".join((*MEASURES[kind](load(), Path(file), "--named" in options).lines(), "")))
