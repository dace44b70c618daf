"""Relations between named things: who works for whom, what lies where, who makes and owns what.

Five kinds of rule, in `models/rules/relations.toml`. Each names the relation that it `makes`:

* over predicates (`verbs`, `nouns`, `adjectives` with the roles `head` and `tail`, in the language of `dateline.matching`). Relational
  nouns ("unit", "maker", "chief executive") are predicates too: their `self` is what they say it of;
* over two mentions in one line of text (`between`, `before`, `after`): regular expressions on the text that separates them, that ends
  where the first begins, and that begins where the second ends. `first` says which end of the relation stands first;
* over names (`name`): "tail begins" with the head's name ("BMW i3", BMW), "head begins" with or "head holds" that of the tail; `rest` is
  an expression for what follows it;
* over one mention (`implied`, `before`, `after`): the text around it implies the other end, `head` or `tail`, without naming it
  ("Prime Minister Keller", "the Houston-based carrier"): that is what the article is about most. `unless` is searched in front of it;
* over events (`event`): what follows from one that happened.

In the text that expressions see, names are masked by their type (`<PLACE>`), codes of shares are gone, quotes are straight, and
a possessive is always `'s`, also that of "its". In expressions `<word>` stands for any word, `<small>` for one without capitals, `<plain>`
for one of these that is no function word, `<post>` and `<state_post>` for a post with what specifies it, and `@positions` for any entry
of that lexicon. `head` and `tail` list types; `PLACE/country`
takes countries only. `kinds` tells by type which mentions may stand at the ends, names alone where it is silent: `nominal` are
descriptions, `pronoun` possessive pronouns, and `adjective` is "German" where Germany is an entity of the article. What belongs to
a product belongs to its versions and to those listed with it. Symmetric relations are stored once, in name order.
Reads predicates, statuses, entities, events and quantities; writes `doc._.relations`, sorted by place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from spacy.language import Language
from spacy.tokens import Doc, Span

import dateline.extensions  # noqa: F401  (registers doc._.relations)
from dateline.errors import RuleError
from dateline.matching import PATTERN_KEYS, Filler, Pattern, match, parse_pattern
from dateline.rules import Rule, RuledComponent, check_keys, words
from dateline.types import ENTITY_TYPES, Entity, Mention, Predicate, Relation

ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    type_: (frozenset(heads.split()), frozenset(tails.split()))
    for type_, heads, tails in (
        ("works_for", "PERSON", "ORG PLACE"),
        ("founded_by", "ORG", "PERSON ORG"),
        ("based_in", "ORG", "PLACE"),
        ("operates_in", "ORG", "PLACE"),
        ("lives_in", "PERSON", "PLACE"),
        ("located_in", "PLACE NAMED_EVENT", "PLACE"),
        ("subsidiary_of", "ORG", "ORG"),
        ("owns", "ORG PERSON PLACE", "ORG PRODUCT PLACE"),
        ("member_of", "ORG PERSON PLACE", "ORG"),
        ("makes", "ORG", "PRODUCT WORK"),
        ("customer_of", "ORG PLACE", "ORG"),
        ("partner_of", "ORG", "ORG"),
        ("competitor_of", "ORG", "ORG"),
        ("part_of", "PRODUCT", "PRODUCT"),
        ("kin_of", "PERSON", "PERSON"),
    )
}
SYMMETRIC = {"partner_of", "competitor_of", "kin_of"}
KEYS = {
    "between": ("between", "before", "after", "first", "head", "tail", "kinds"),
    "name": ("name", "rest", "head", "tail"),
    "implied": ("implied", "before", "after", "unless", "head", "tail"),
    "event": ("event", "head", "tail"),
}
REACH = 160  # characters that may separate two mentions
NAMES = {"name", "alias"}
UNTRUE = {"cancelled", "denied", "possible"}
CODE = re.compile(r"\s*\(\s*[A-Z0-9]{1,8}[a-z]?\.[A-Z]{1,2}\s*\)|(?:(?<=>)|(?<='s)) [A-Z]{1,6}\.[A-Z]{1,2}\b")
STRAIGHT = str.maketrans("’‘“”\n", "''\"\" ")
SLOTS = {
    "<post>": r"(?:(?:[A-Z][\w&'-]* ){0,4}|(?:<plain> ){0,4})@positions(?:(?: and|,|/) (?:[\w&'-]+ ){0,3}@positions)?",
    "<state_post>": r"(?:(?:[A-Z][\w&'-]* ){0,3}|(?:<plain> ){0,3})@state_posts",
    "<word>": r"[\w&'/-]+",
    "<small>": r"[a-z0-9](?:[\w-]|'(?!s\b))*",
    "<plain>": r"(?!@function_words )[a-z0-9](?:[\w-]|'(?!s\b))*",
}
LISTED = re.compile(r"(?:,| and|, and| or|/)(?: the)? ?\"?")


@dataclass(frozen=True)
class Mark:
    """Where an end of a relation may stand: a mention, as a regular expression meets it."""

    start: int
    end: int
    kind: str
    entity: Entity


@dataclass(frozen=True)
class TextRule:
    """A rule over the text around two mentions, compiled."""

    id: str
    between: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    head_first: bool
    head: frozenset[str]
    tail: frozenset[str]
    kinds: Mapping[str, frozenset[str]]


@Language.factory("dateline_relations", assigns=["doc.user_data"], requires=["token.dep", "token.lemma"])
def make(nlp: Language, name: str) -> "Relations":
    """Make the component for `nlp.add_pipe("dateline_relations")`."""
    return Relations(nlp, name)


class Relations(RuledComponent):
    """Finds relations; every pair of ends has one relation of a type, that of its first rule."""

    RULE_FILES: ClassVar[tuple[str, ...]] = ("relations.toml",)
    LEXICONS: ClassVar[tuple[str, ...]] = (
        "confidence",
        "demonyms",
        "event_nouns",
        "facilities",
        "function_words",
        "kin",
        "legislators",
        "nominals",
        "org_regions",
        "place_aliases",
        "place_kinds",
        "position_stops",
        "positions",
        "possessives",
        "product_verbs",
        "share_words",
        "state_posts",
        "units",
    )

    def compile(self) -> None:
        """Sort the rules by kind; raises RuleError for an unknown type or an expression that is none."""
        lexicons = self.data["lexicons"]
        self.index: dict[tuple[str, str], list[Pattern]] = {}
        self.by_text: list[TextRule] = []
        self.by_name: list[tuple[Rule, re.Pattern[str]]] = []
        self.by_topic: list[tuple[Rule, re.Pattern[str], re.Pattern[str], re.Pattern[str]]] = []
        self.by_event: dict[str, list[Rule]] = {}
        self.rules: dict[str, Rule] = {rule["id"]: rule for rule in self.data["rules"]}
        for rule in self.data["rules"]:
            kind = next((kind for kind in KEYS if kind in rule), "")
            check_keys(rule, ("makes", "position", *KEYS[kind]) if kind else (*PATTERN_KEYS, "position"))
            if rule.get("makes") not in ENDS:
                raise RuleError(
                    f"{rule['where']}: rule {rule['id']} makes {rule.get('makes')}, which is no relation type"
                )
            if kind == "between":
                self.by_text.append(self._text_rule(rule))
            elif kind == "name":
                self.by_name.append((rule, self._expression(rule, rule.get("rest", ".*"))))
            elif kind == "implied":
                before = self._expression(rule, rf"(?:|.*?\W){rule['before']}" if "before" in rule else ".*")
                after, unless = (
                    self._expression(rule, rule.get(key, "(?=x)y" if key == "unless" else ""))
                    for key in ("after", "unless")
                )
                self.by_topic.append((rule, before, after, unless))
            elif kind == "event":
                self.by_event.setdefault(rule["event"], []).append(rule)
            else:
                pattern = parse_pattern(rule, lexicons)
                for trigger in pattern.triggers:
                    self.index.setdefault(trigger, []).append(pattern)
        self.stops = words(self.data, "position_stops")
        self.canonical = {alias: values[0] for alias, values in lexicons["place_aliases"].items()}
        self.kinds = {place: values[0] for place, values in lexicons["place_kinds"].items()}
        self.demonyms = {adjective: values[0] for adjective, values in lexicons["demonyms"].items()}
        self.adjective = re.compile(rf"\b(?:{_alternatives(self.demonyms)})\b")
        self.possessives = words(self.data, "possessives")
        self.confidence = {key: float(values[0]) for key, values in lexicons["confidence"].items()}

    def _text_rule(self, rule: Rule) -> TextRule:
        types = [*rule["head"], *rule["tail"]]
        if unknown := [type_ for type_ in types if type_.partition("/")[0] not in ENTITY_TYPES]:
            raise RuleError(f"{rule['where']}: rule {rule['id']}: unknown types {', '.join(unknown)}")
        if rule["first"] not in ("head", "tail"):
            raise RuleError(f"{rule['where']}: rule {rule['id']}: first must be head or tail")
        return TextRule(
            id=rule["id"],
            between=self._expression(rule, rule["between"]),
            before=self._expression(rule, f".*?(?:{rule['before']})") if "before" in rule else None,
            after=self._expression(rule, rule["after"]) if "after" in rule else None,
            head_first=rule["first"] == "head",
            head=frozenset(rule["head"]),
            tail=frozenset(rule["tail"]),
            kinds={type_: frozenset(kinds) for type_, kinds in rule.get("kinds", {}).items()},
        )

    def _expression(self, rule: Rule, text: str) -> re.Pattern[str]:
        """Compile an expression of a rule, with `<word>`, `<small>` and `@lexicon` in it."""

        def entries(found: re.Match[str]) -> str:
            if found[1] not in self.data["lexicons"]:
                raise RuleError(
                    f"{rule['where']}: rule {rule['id']} names the lexicon @{found[1]}, which is not read here"
                )
            return rf"(?i:\b(?:{_alternatives(self.data['lexicons'][found[1]])})s?\b)"

        for slot, expression in SLOTS.items():
            text = text.replace(slot, expression)
        try:
            return re.compile(re.sub(r"@(\w+)", entries, text))
        except re.error as error:
            raise RuleError(f"{rule['where']}: rule {rule['id']}: wrong expression: {error}") from error

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.relations`."""
        doc._.relations = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Relation]:
        """Return the relations of a document, each pair of ends once per type."""
        entities = {entity.id: entity for entity in doc._.entities}
        classes = {entity.id: self._class(entity) for entity in entities.values()}
        found: dict[tuple[str, str, str], Relation] = {}
        candidates = [
            *self._from_text(doc, entities, classes),
            *self._from_predicates(doc, entities),
            *self._from_names(doc, entities, classes),
            *self._from_events(doc),
        ]
        candidates += self._from_topic(doc, entities, classes, candidates)
        candidates += self._from_lists(doc, entities, candidates)
        for relation in candidates:
            heads, tails = ENDS[relation.type]
            head, tail = entities[relation.head], entities[relation.tail]
            if head.id == tail.id or head.type not in heads or tail.type not in tails:
                continue
            if relation.type in SYMMETRIC and (head.name, head.id) > (tail.name, tail.id):
                relation = replace(relation, head=tail.id, tail=head.id)
            key = (relation.type, relation.head, relation.tail)
            known = found.get(key)
            if known is None or (relation.position and not known.position):
                found[key] = relation
        return sorted(
            found.values(), key=lambda relation: (relation.start, relation.type, relation.head, relation.tail)
        )

    def _class(self, entity: Entity) -> str:
        """Return the type with its class: PLACE/country, PLACE/region/state; a place that nothing is known of is a city."""
        if entity.type != "PLACE":
            return entity.type
        names = [self.canonical.get(name, name) for name in (entity.name, entity.name.title(), *entity.aliases)]
        return f"PLACE/{next((self.kinds[name] for name in names if name in self.kinds), 'city')}"

    def _relation(self, doc: Doc, rule_id: str, head: str, tail: str, at: int, **more: Any) -> Relation:
        """Make a relation with the sentence of character `at` as its evidence."""
        sentence = self._sentence(doc, at)
        text = sentence.text
        start = sentence.start_char + len(text) - len(text.lstrip())
        makes = self.rules[rule_id]["makes"]
        confidence = self.confidence.get(rule_id, self.confidence.get(makes, self.confidence.get("default", 0.5)))
        end = sentence.start_char + len(text.rstrip())
        return Relation(makes, head, tail, start, end, rule=rule_id, confidence=confidence, **more)

    def _sentence(self, doc: Doc, at: int) -> Span:
        span = doc.char_span(at, at + 1, alignment_mode="expand")
        return span.sent if span is not None and doc.has_annotation("SENT_START") else doc[:]

    # --- predicates ----------------------------------------------------------------------------------------------

    def _from_predicates(self, doc: Doc, entities: dict[str, Entity]) -> Iterator[Relation]:
        types = {id_: entity.type for id_, entity in entities.items()}
        statuses = {status.token: status.status for status in doc._.statuses}
        sentences: dict[int, frozenset[str]] = {}
        for predicate in doc._.predicates:
            patterns = self.index.get((predicate.pos, predicate.lemma), ())
            token = doc[predicate.token]
            said = (predicate.token, token.head.i) if token.dep_ == "attr" else (predicate.token,)  # "is not a member"
            if not patterns or UNTRUE & {statuses.get(number) for number in said}:
                continue
            sentence = doc[predicate.token].sent
            if sentence.start not in sentences:
                sentences[sentence.start] = frozenset(token.lemma_.lower() for token in sentence)
            heads = {argument.head: doc[argument.head].lemma_.lower() for argument in predicate.arguments}
            for pattern in patterns:
                roles = match(pattern, predicate, types, heads, sentences[sentence.start])
                if roles is None or not {"head", "tail"} <= roles.keys():
                    continue
                position = self._position(doc, predicate) if self.rules[pattern.id].get("position") else ""
                percent = self._percent(doc, predicate) if pattern.makes == "owns" else None
                if predicate.pos == "NOUN":
                    roles = {role: self._one(doc, predicate, fillers, entities) for role, fillers in roles.items()}
                for head, _ in roles["head"]:
                    for tail, _ in roles["tail"]:
                        yield self._relation(
                            doc, pattern.id, head, tail, predicate.start, position=position, percent=percent
                        )

    def _one(
        self, doc: Doc, predicate: Predicate, fillers: list[Filler], entities: Mapping[str, Entity]
    ) -> list[Filler]:
        """Keep of those that a singular noun is said of the first: "US President Trump and Turkish President Erdogan"."""
        near = [
            (id_, argument)
            for id_, argument in fillers
            for mention in entities[id_].mentions
            if argument.role != "self" or mention.start <= doc[argument.head].idx < mention.end
        ]
        near = list(dict.fromkeys(near))
        return near if near and doc[predicate.token].tag_ in ("NN", "NNP") else fillers

    def _position(self, doc: Doc, predicate: Predicate) -> str:
        """Return the words of a post: "chief executive", "Engineering Director", without the names around them."""
        token = doc[predicate.token]
        left, right = token.i, token.i + 1
        while left > token.sent.start:
            before = doc[left - 1]
            named = before.ent_type_ or before.lower_ in self.stops
            inside = before.pos_ in ("NOUN", "PROPN", "ADJ") or before.text in ("-", "/") or before.tag_ == "CC"
            if named or not inside or before.tag_ == "POS":
                break
            left -= 1
        while doc[left].tag_ == "CC":
            left += 1
        while (
            right < token.sent.end
            and not doc[right].ent_type_
            and doc[right].dep_ in ("cc", "conj", "compound", "nmod")
        ):
            if doc[right].dep_ == "conj" and doc[right].head.i == token.i:
                right = doc[right].i + 1
                break
            right += 1
        else:
            right = token.i + 1
        return doc[left:right].text

    def _percent(self, doc: Doc, predicate: Predicate) -> float | None:
        """Return the share that is owned: the percentage next to the predicate in its sentence."""
        sentence = doc[predicate.token].sent
        near = [
            quantity
            for quantity in doc._.quantities
            if quantity.kind == "percent" and sentence.start_char <= quantity.start < sentence.end_char
        ]
        return float(min(near, key=lambda quantity: abs(quantity.start - predicate.start)).value) if near else None

    # --- text between mentions -----------------------------------------------------------------------------------

    def _from_text(self, doc: Doc, entities: dict[str, Entity], classes: Mapping[str, str]) -> Iterator[Relation]:
        """Yield relations of two mentions by the text between and around them."""
        marks = self._marks(doc, entities)
        text = _Text(doc.text, [mark for mark in marks if mark.kind == "name"])
        for number, left in enumerate(marks):
            for right in marks[number + 1 :]:
                if right.start - left.end > REACH:
                    break
                if right.start < left.end or right.entity.id == left.entity.id:
                    continue
                if "\n\n" in doc.text[left.end : right.start]:
                    break
                gap = text.between(left, right)
                for rule in self.by_text:
                    head, tail = (left, right) if rule.head_first else (right, left)
                    if not (_fits(classes[head.entity.id], rule.head) and _fits(classes[tail.entity.id], rule.tail)):
                        continue
                    if any(mark.kind not in rule.kinds.get(mark.entity.type, {"name"}) for mark in (left, right)):
                        continue
                    middle = rule.between.fullmatch(gap)
                    if middle is None:
                        continue
                    ahead = rule.before.fullmatch(text.before(left)) if rule.before else None
                    behind = rule.after.match(text.after(right)) if rule.after else None
                    if (rule.before and ahead is None) or (rule.after and behind is None):
                        continue
                    posts = [found.groupdict().get("position") for found in (middle, ahead, behind) if found]
                    position = next((post for post in posts if post), "")
                    yield self._relation(
                        doc, rule.id, head.entity.id, tail.entity.id, left.start, position=self._clean(position)
                    )

    def _clean(self, position: str) -> str:
        """Cut what does not belong to a post from its beginning: "former", "the", "Swiss"."""
        tokens = position.split()
        while tokens and (tokens[0].lower() in self.stops or tokens[0] in self.demonyms):
            tokens = tokens[1:]
        return " ".join(tokens)

    def _marks(self, doc: Doc, entities: dict[str, Entity]) -> list[Mark]:
        """Return where ends of relations stand, in text order: names, descriptions (at their noun), "its", and "German"."""
        found: list[Mark] = []
        places: dict[str, Entity] = {}
        for entity in entities.values():
            for mention in entity.mentions:
                found += self._mark(mention, entity)
            if entity.type == "PLACE":
                for name in (entity.name, *entity.aliases):
                    places.setdefault(self.canonical.get(name, name), entity)
        taken = [(mark.start, mark.end) for mark in found if mark.kind == "name"]
        for adjective in self.adjective.finditer(doc.text):
            place = places.get(self.demonyms[adjective[0]])
            start, end = adjective.span()
            if place is not None and not any(left < end and start < right for left, right in taken):
                found.append(Mark(start, end, "adjective", place))
        return sorted(found, key=lambda mark: (mark.start, mark.end))

    def _mark(self, mention: Mention, entity: Entity) -> Iterator[Mark]:
        if mention.kind in NAMES:
            yield Mark(mention.start, mention.end, "name", entity)
        elif mention.kind == "nominal":
            last = mention.text.split()[-1]
            yield Mark(mention.end - len(last), mention.end, "nominal", entity)
        elif mention.text.lower() in self.possessives:
            yield Mark(mention.start, mention.end, "pronoun", entity)

    # --- names, topics, events ------------------------------------------------------------------------------------

    def _from_names(self, doc: Doc, entities: dict[str, Entity], classes: Mapping[str, str]) -> Iterator[Relation]:
        """Yield relations of two entities of which one's name holds the other's."""
        for rule, rest in self.by_name:
            heads, tails = (
                [entity for entity in entities.values() if _fits(classes[entity.id], rule[end])]
                for end in ("head", "tail")
            )
            start = r"(?:.*\W)?" if rule["name"].endswith("holds") else ""
            for head in heads:
                for tail in tails:
                    long, short = (tail, head) if rule["name"].startswith("tail") else (head, tail)
                    names = {name for name in (short.name, *short.aliases) if len(name) > 1}
                    found = re.fullmatch(rf"{start}(?:{_alternatives(names)})(?![^\W\d])(.*)", long.name)
                    whole = names & {long.name, *long.aliases}
                    if long.id != short.id and not whole and found and rest.fullmatch(found[1]):
                        yield self._relation(doc, rule["id"], head.id, tail.id, long.mentions[0].start)

    def _from_topic(
        self, doc: Doc, entities: dict[str, Entity], classes: Mapping[str, str], known: list[Relation]
    ) -> Iterator[Relation]:
        """Yield relations of which the text leaves out an end: it is what the article mentions most, if one thing is."""
        names = [mark for mark in self._marks(doc, entities) if mark.kind == "name"]
        text = _Text(doc.text, names)
        weight = {entity.id: len(entity.mentions) for entity in entities.values()}
        told = {(relation.type, end) for relation in known for end in (relation.head, relation.tail)}
        for rule, before, after, unless in self.by_topic:
            implied, given = ("head", "tail") if rule["implied"] == "head" else ("tail", "head")
            fitting = [id_ for id_, class_ in classes.items() if _fits(class_, rule[implied])]
            ranked = sorted(fitting, key=lambda id_: -weight[id_])
            if len(ranked) > 1 and weight[ranked[0]] == weight[ranked[1]]:
                ranked = []
            for mark in names:
                id_ = mark.entity.id
                if (rule["makes"], id_) in told or not _fits(classes[id_], rule[given]):
                    continue
                ahead = before.fullmatch(text.before(mark))
                if not ahead or unless.search(text.before(mark)) or not after.match(text.after(mark)):
                    continue
                # a body that the sentence names first is nearer than the article's
                start = self._sentence(doc, mark.start).start_char
                near = [
                    other.entity for other in names if start <= other.start < mark.start and other.entity.type == "ORG"
                ]
                chosen = [entity.id for entity in near if entity.id in fitting][:1] or ranked[:1]
                for other in chosen:
                    ends = {implied: other, given: id_}
                    position = self._clean(ahead.groupdict().get("position") or "")
                    yield self._relation(doc, rule["id"], ends["head"], ends["tail"], mark.start, position=position)

    def _from_lists(self, doc: Doc, entities: dict[str, Entity], known: list[Relation]) -> Iterator[Relation]:
        """Yield the makers of products that have none, from a product listed next to them or one that they are a version of."""
        names = [mark for mark in self._marks(doc, entities) if mark.kind == "name"]
        text = _Text(doc.text, names)
        pairs = [
            (relation.tail, relation.head)
            for relation in known
            if relation.type == "part_of" and "begins" in relation.rule
        ]
        for left, right in zip(names, names[1:], strict=False):
            if left.entity.type == right.entity.type == "PRODUCT" and LISTED.fullmatch(text.between(left, right)):
                pairs += [(left.entity.id, right.entity.id), (right.entity.id, left.entity.id)]
        makers: dict[str, list[Relation]] = {}
        for relation in known:
            if relation.type == "makes":
                makers.setdefault(relation.tail, []).append(relation)
        reached = list(makers)
        while reached:
            source = reached.pop(0)
            for product in (product for other, product in pairs if other == source and product not in makers):
                makers[product] = [replace(relation, tail=product) for relation in makers[source]]
                yield from makers[product]
                reached.append(product)

    def _from_events(self, doc: Doc) -> Iterator[Relation]:
        """Yield what follows from an event that happened."""
        for event in doc._.events:
            if event.status in UNTRUE | {"planned"}:
                continue
            for rule in self.by_event.get(event.type, ()):
                position = str(event.values.get("position", "")) if rule["makes"] == "works_for" else ""
                for head in event.roles.get(rule["head"], ()):
                    for tail in event.roles.get(rule["tail"], ()):
                        yield self._relation(doc, rule["id"], head[0], tail[0], event.start, position=position)


class _Text:
    """The text of an article as expressions see it: names masked, codes of shares gone, quotes straight."""

    def __init__(self, text: str, names: list[Mark]) -> None:
        self.text = text
        self.names = names

    def between(self, left: Mark, right: Mark) -> str:
        """Return the text between two mentions."""
        gap = self._masked(left.end, right.start)
        if left.kind == "pronoun":
            return f"'s{gap}"
        return f"'s{gap[1:]}" if re.match(r"' ", gap) else gap

    def before(self, mark: Mark) -> str:
        """Return the text in front of a mention, in its paragraph."""
        start = max(mark.start - REACH, self.text.rfind("\n\n", 0, mark.start) + 1)
        return self._masked(start, mark.start)

    def after(self, mark: Mark) -> str:
        """Return the text behind a mention, in its paragraph."""
        end = self.text.find("\n\n", mark.end)
        return self._masked(mark.end, min(mark.end + REACH, end if end >= 0 else len(self.text)))

    def _masked(self, start: int, end: int) -> str:
        pieces, at = [], start
        for name in self.names:
            if at <= name.start and name.end <= end:
                pieces += [self.text[at : name.start], f"<{name.entity.type}>"]
                at = name.end
        pieces.append(self.text[at:end])
        # the mention itself stands in front of the text: a code may follow it directly
        return CODE.sub("", ">" + "".join(pieces).translate(STRAIGHT))[1:]


def _alternatives(entries: Iterable[str]) -> str:
    """Return a regular expression for any of some strings, the longest first."""
    return "|".join(re.escape(entry) for entry in sorted(entries, key=lambda entry: (-len(entry), entry)))


def _fits(class_: str, wanted: Iterable[str]) -> bool:
    """Tell whether a class is one of those wanted or lies below one: PLACE/region/state below PLACE/region and PLACE."""
    return any(class_ == type_ or class_.startswith(f"{type_}/") for type_ in wanted)
