"""Relations between named things: who works for whom, what lies where, who makes and owns what.

Five kinds of rule, in `models/rules/relations.toml` and under `models/rules/relations/`. Each names the relation that
it `makes`:

* over predicates (`verbs`, `nouns`, `adjectives` with the roles `head` and `tail`, the language of
  `dateline.matching`). Relational nouns ("unit", "maker", "chief executive") are predicates too: their `self` is what
  they say it of;
* over two mentions (`between`, `before`, `after`): regular expressions on the text that separates them, that ends where
  the first begins, and that begins where the second ends. `first` says which end of the relation stands first;
* over names (`name`): "tail begins" with the head's name ("BMW i3" with "BMW"), "head begins" with that of the tail, or
  "head holds" it; `rest` is an expression for what follows it there;
* over one mention (`implied`, `before`, `after`): the text around it implies the other end, `head` or `tail`, without
  naming it ("Prime Minister Keller", "the Houston-based carrier"): it is what the sentence or the article is about.
  `unless` must not be found in front of it, `named` is an expression for names that what is implied must have; where
  the text behind ends in a description whose entity is known, it is that one;
* over events (`event`): what follows from one that happened, with `planned` also from one that will. `topic` lists the
  types of what is implied where the event has no tail, `post` is an expression that the position must then match,
  `told_by` the rules of events that count.

A rule with `through` relates two persons, of whom one works for what the other works for ("his deputy, Maria Keller").

In the text that expressions see, names are masked by their type (`<PLACE>`), codes of shares are gone, quotes are
straight, and a possessive is always `'s`, also that of "its". In expressions `<word>` stands for any word, `<small>`
for one without capitals, `<plain>` for one of these that is no function word, `<post>` and `<state_post>` for a post
with what specifies it, and `@positions` for any entry of that lexicon. `head` and `tail` list types; `PLACE/country`
takes countries only. Names of bodies at either end must match `named`. `kinds` tells by type which mentions may stand
at the ends, names alone where it is silent: `nominal` are descriptions, `pronoun` possessive pronouns, `personal` the
others ("she"), and `adjective` is "German" where Germany is an entity.

A product that has no maker gets that of a product listed with it, of another number of the same series, or of the one
that it is a version of; so does a work that is listed. Symmetric relations are stored once, in name order. Reads
predicates, statuses, entities, events and quantities; writes `doc._.relations`, sorted by place.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from typing import Any, ClassVar

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers doc._.relations)
from dateline.confidence import confidence
from dateline.errors import RuleError
from dateline.matching import PATTERN_KEYS, Filler, Pattern, match, parse_pattern
from dateline.parses import parse_of
from dateline.rules import Rule, RuledComponent, any_of, check_keys, words
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
    "between": ("between", "before", "after", "first", "head", "tail", "kinds", "named", "through"),
    "name": ("name", "rest", "head", "tail"),
    "implied": ("implied", "before", "after", "unless", "named", "head", "tail"),
    "event": ("event", "told_by", "head", "tail", "planned", "topic", "post", "named"),
}
REACH = 160  # characters that may separate two mentions
NAMES = {"name", "alias"}
UNTRUE = {"cancelled", "denied", "possible"}
CODE = re.compile(r"\s*\(\s*[A-Z0-9]{1,8}[a-z]?\.[A-Z]{1,2}\s*\)|(?:(?<=>)|(?<='s)) [A-Z]{1,6}\.[A-Z]{1,2}\b")
DOTTED = re.compile(r"\.[A-Z]")  # in every code, and quickly told to be missing
STRAIGHT = str.maketrans("’‘“”\n", "''\"\" ")
SLOTS = {
    # a post goes on to its last word: "chief executive" is no "chief"
    "<post>": r"(?:(?:[A-Z][\w&'-]* ){0,4}|(?:<plain> ){0,4})(?:co-)?@positions(?! (?:<plain> )?@positions\b)"
    r"(?:(?: and|,|/) (?:[\w&'-]+ ){0,3}@positions)?",
    "<state_post>": r"(?:(?:[A-Z][\w&'-]* ){0,3}|(?:<plain> ){0,3})@state_posts",
    "<word>": r"[\w&'/-]+",
    "<small>": r"[a-z0-9](?:[\w-]|'(?!s\b))*",
    "<plain>": r"(?!@function_words )[a-z0-9](?:[\w-]|'(?!s\b))*",
}
SERIES = re.compile(r"(.*[^\W\d]{3}) ?\d{1,2}")  # "Norvent 3" of "Norvent 2"
GROUP = re.compile(r"\(\?P<\w+>")
GAP, LETTER = re.compile(r"\W"), re.compile(r"[^\W\d]")
LISTED = re.compile(r"(?: \(\d{4}\))?(?:,| and|, and| or|/)(?: the)? ?\"?")

Sort = tuple[str, str]  # class and kind of a mention


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
    through: bool


@dataclass(frozen=True)
class TopicRule:
    """A rule over the text around one mention, compiled."""

    rule: Rule
    before: re.Pattern[str]
    after: re.Pattern[str]
    unless: re.Pattern[str]
    named: re.Pattern[str]


@Language.factory("dateline_relations", assigns=["doc.user_data"], requires=["token.dep", "token.lemma"])
def make(nlp: Language, name: str) -> "Relations":
    """Make the component for `nlp.add_pipe("dateline_relations")`."""
    return Relations(nlp, name)


class Relations(RuledComponent):
    """Finds relations; every pair of ends has one relation of a type, that of its first rule."""

    RULE_FILES: ClassVar[tuple[str, ...]] = ("relations/*.toml", "relations.toml")
    LEXICONS: ClassVar[tuple[str, ...]] = (
        "confidence",
        "demonyms",
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
        "product_heads",
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
        self.fitting: dict[tuple[Sort, Sort], tuple[list[TextRule], re.Pattern[str]]] = {}
        self.by_name: list[tuple[Rule, re.Pattern[str]]] = []
        self.by_topic: list[TopicRule] = []
        self.by_event: dict[str, list[Rule]] = {}
        self.posts: dict[str, re.Pattern[str]] = {}
        self.named: dict[str, re.Pattern[str]] = {}
        self.rules: dict[str, Rule] = {rule["id"]: rule for rule in self.data["rules"]}
        for rule in self.data["rules"]:
            kind = next((kind for kind in KEYS if kind in rule), "")
            check_keys(rule, ("makes", "position", *KEYS[kind]) if kind else (*PATTERN_KEYS, "position"))
            if "named" in rule and kind != "implied":
                self.named[rule["id"]] = self._expression(rule, rule["named"])
            if rule.get("makes") not in ENDS:
                raise RuleError(
                    f"{rule['where']}: rule {rule['id']} makes {rule.get('makes')}, which is no relation type"
                )
            if kind == "between":
                self.by_text.append(self._text_rule(rule))
            elif kind == "name":
                self.by_name.append((rule, self._expression(rule, rule.get("rest", ".*"))))
            elif kind == "implied":
                self.by_topic.append(
                    TopicRule(
                        rule=rule,
                        before=self._expression(
                            rule, rf"(?:|.*?\W)(?P<cue>{rule.get('before', '')})" if "before" in rule else ".*(?P<cue>)"
                        ),
                        after=self._expression(rule, rule.get("after", "")),
                        unless=self._expression(rule, rule.get("unless", "(?=x)y")),
                        named=self._expression(rule, rule.get("named", "")),
                    )
                )
            elif kind == "event":
                self.by_event.setdefault(rule["event"], []).append(rule)
                self.posts[rule["id"]] = self._expression(rule, rule.get("post", ""))
            else:
                pattern = parse_pattern(rule, lexicons)
                for trigger in pattern.triggers:
                    self.index.setdefault(trigger, []).append(pattern)
        self.stops = words(self.data, "position_stops")
        self.function_words = words(self.data, "function_words")
        self.canonical = {alias: values[0] for alias, values in lexicons["place_aliases"].items()}
        self.kinds = {place: values[0] for place, values in lexicons["place_kinds"].items()}
        self.demonyms = {adjective: values[0] for adjective, values in lexicons["demonyms"].items()}
        self.adjective = re.compile(rf"\b(?:{any_of(self.demonyms)})\b")
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
            through=bool(rule.get("through")),
        )

    def _expression(self, rule: Rule, text: str) -> re.Pattern[str]:
        """Compile an expression of a rule, with `<word>`, `<small>` and `@lexicon` in it."""

        def entries(found: re.Match[str]) -> str:
            if found[1] not in self.data["lexicons"]:
                raise RuleError(
                    f"{rule['where']}: rule {rule['id']} names the lexicon @{found[1]}, which is not read here"
                )
            return rf"\b{_in_any_case(self.data['lexicons'][found[1]])}[Ss]?\b"

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
        article = _Article(doc, entities, classes, self._marks(doc, entities))
        found: dict[tuple[str, str, str], Relation] = {}
        candidates = [
            *self._from_text(article),
            *self._from_predicates(article),
            *self._from_names(article),
            *self._from_events(article),
        ]
        candidates = [relation for relation in candidates if self._fit_names(relation, entities)]
        candidates += self._from_topic(article, candidates)
        candidates = list(self._through(candidates))
        candidates += self._from_lists(article, candidates)
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
        whole = {frozenset((one.head, one.tail)) for one in found.values() if one.type == "subsidiary_of"}
        # who belongs to somebody is not besides a partner or rival of it
        kept = [one for one in found.values() if one.type not in SYMMETRIC or {one.head, one.tail} not in whole]
        return sorted(kept, key=lambda relation: (relation.start, relation.type, relation.head, relation.tail))

    def _fit_names(self, relation: Relation, entities: Mapping[str, Entity]) -> bool:
        """Tell whether the bodies of a relation have such names as its rule wants."""
        named = self.named.get(relation.rule)
        ends = (entities[relation.head], entities[relation.tail])
        return named is None or all(named.search(end.name) for end in ends if end.type == "ORG")

    def _class(self, entity: Entity) -> str:
        """Return the type with its class: PLACE/country, PLACE/region/state; an unknown place is a city."""
        if entity.type != "PLACE":
            return entity.type
        names = [self.canonical.get(name, name) for name in (entity.name, entity.name.title(), *entity.aliases)]
        return f"PLACE/{next((self.kinds[name] for name in names if name in self.kinds), 'city')}"

    def _relation(self, article: "_Article", rule_id: str, head: str, tail: str, at: int, **more: Any) -> Relation:
        """Make a relation with the sentence of character `at` as its evidence."""
        start, end = article.sentence(at)
        text = article.text[start:end]
        makes = self.rules[rule_id]["makes"]
        sure = confidence(self.confidence, "relations", rule_id, makes)
        start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        return Relation(makes, head, tail, start, end, rule=rule_id, confidence=sure, **more)

    # --- predicates ----------------------------------------------------------------------------------------------

    def _from_predicates(self, article: "_Article") -> Iterator[Relation]:
        """Yield the relations that verbs, nouns and adjectives tell, as far as they are true."""
        nodes = article.nodes
        types = {id_: entity.type for id_, entity in article.entities.items()}
        statuses = {status.token: status.status for status in article.doc._.statuses}
        for predicate in article.doc._.predicates:
            patterns = self.index.get((predicate.pos, predicate.lemma))
            if patterns is None:
                continue
            token = nodes[predicate.token]
            said = (predicate.token, token.head.i) if token.dep_ == "attr" else (predicate.token,)  # "is not a member"
            if UNTRUE & {statuses.get(number) for number in said}:
                continue
            heads = {argument.head: nodes[argument.head].lemma for argument in predicate.arguments}
            for pattern in patterns:
                roles = match(pattern, predicate, types, heads, token.sent.lemmas)
                if roles is None or not {"head", "tail"} <= roles.keys():
                    continue
                position = self._position(article, predicate) if self.rules[pattern.id].get("position") else ""
                percent = self._percent(article, predicate) if pattern.makes == "owns" else None
                if predicate.pos == "NOUN":
                    roles = {role: self._one(article, predicate, fillers) for role, fillers in roles.items()}
                for head, _ in roles["head"]:
                    for tail, _ in roles["tail"]:
                        yield self._relation(
                            article, pattern.id, head, tail, predicate.start, position=position, percent=percent
                        )

    def _one(self, article: "_Article", predicate: Predicate, fillers: list[Filler]) -> list[Filler]:
        """Keep of those that a singular noun is said of one: "US President Tan and Turkish President Ok" are two."""
        near = [
            (id_, argument)
            for id_, argument in fillers
            for mention in article.entities[id_].mentions
            if argument.role != "self" or mention.start <= article.nodes[argument.head].idx < mention.end
        ]
        near = list(dict.fromkeys(near))
        return near if near and article.nodes[predicate.token].tag_ in ("NN", "NNP") else fillers

    def _position(self, article: "_Article", predicate: Predicate) -> str:
        """Return the words of a post: "chief executive", "Engineering Director", without the names around them."""
        doc = article.nodes
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
        return article.text[doc[left].idx : doc[right - 1].end]

    def _percent(self, article: "_Article", predicate: Predicate) -> float | None:
        """Return the share that is owned: the percentage next to the predicate in its sentence."""
        start, end = article.sentence(predicate.start)
        near = [
            quantity
            for quantity in article.doc._.quantities
            if quantity.kind == "percent" and start <= quantity.start < end
        ]
        return float(min(near, key=lambda quantity: abs(quantity.start - predicate.start)).value) if near else None

    # --- text between mentions -----------------------------------------------------------------------------------

    def _from_text(self, article: "_Article") -> Iterator[Relation]:
        """Yield relations of two mentions by the text between and around them."""
        sorts = [(article.classes[mark.entity.id], mark.kind) for mark in article.marks]
        for number, left in enumerate(article.marks):
            paragraph = article.text.find("\n\n", left.end, left.end + REACH)
            for other, right in enumerate(article.marks[number + 1 :], number + 1):
                if right.start - left.end > REACH or -1 < paragraph <= right.start - 2:
                    break
                if right.start < left.end or right.entity.id == left.entity.id:
                    continue
                rules, any_between = self._fitting(sorts[number], sorts[other])
                gap = article.between(left, right) if rules else ""
                for rule in rules if rules and any_between.fullmatch(gap) else ():
                    head, tail = (left, right) if rule.head_first else (right, left)
                    middle = rule.between.fullmatch(gap)
                    if middle is None:
                        continue
                    ahead = rule.before.fullmatch(article.before(left)) if rule.before else None
                    behind = rule.after.match(article.after(right)) if rule.after else None
                    if (rule.before and ahead is None) or (rule.after and behind is None):
                        continue
                    posts = [found.groupdict().get("position") for found in (middle, ahead, behind) if found]
                    position = next((post for post in posts if post), "")
                    yield self._relation(
                        article, rule.id, head.entity.id, tail.entity.id, left.start, position=self._clean(position)
                    )

    def _fitting(self, left: Sort, right: Sort) -> tuple[list[TextRule], re.Pattern[str]]:
        """Return the rules over text that take two mentions of these classes and kinds, in this order.

        Most texts between two mentions are none that a rule knows, which one expression tells for all of them.
        """
        if (left, right) not in self.fitting:
            types = [(class_.partition("/")[0], kind) for class_, kind in (left, right)]
            rules = [
                rule
                for rule in self.by_text
                if all(kind in rule.kinds.get(type_, {"name"}) for type_, kind in types)
                and _fits(left[0], rule.head if rule.head_first else rule.tail)
                and _fits(right[0], rule.tail if rule.head_first else rule.head)
            ]
            sources = dict.fromkeys(GROUP.sub("(?:", rule.between.pattern) for rule in rules)
            self.fitting[left, right] = rules, re.compile("|".join(f"(?:{source})" for source in sources))
        return self.fitting[left, right]

    def _clean(self, position: str) -> str:
        """Cut what does not belong to a post from its beginning: "former", "the", "Swiss"."""
        tokens = position.split()
        while tokens and (tokens[0].lower() in self.stops or tokens[0] in self.demonyms):
            tokens = tokens[1:]
        return " ".join(tokens)

    def _marks(self, doc: Doc, entities: dict[str, Entity]) -> list[Mark]:
        """Return where ends of relations stand, in text order: names, descriptions (their noun), "its", "German"."""
        found: list[Mark] = []
        places: dict[str, Entity] = {}
        for entity in entities.values():
            for mention in entity.mentions:
                found += self._mark(mention, entity)
            if entity.type == "PLACE":
                for name in (entity.name, *entity.aliases):
                    places.setdefault(self.canonical.get(name, name), entity)
        taken = [(mark.start, mark.end) for mark in found if mark.kind == "name"]
        for adjective in self.adjective.finditer(parse_of(doc).text) if places else ():
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
        else:
            yield Mark(mention.start, mention.end, "personal", entity)

    # --- names, topics, events ------------------------------------------------------------------------------------

    def _from_names(self, article: "_Article") -> Iterator[Relation]:
        """Yield relations of two entities of which one's name holds the other's."""
        for rule, rest in self.by_name:
            heads, tails = (
                [entity for entity in article.entities.values() if _fits(article.classes[entity.id], rule[end])]
                for end in ("head", "tail")
            )
            for head in heads:
                for tail in tails:
                    long, short = (tail, head) if rule["name"].startswith("tail") else (head, tail)
                    names = [name for name in (short.name, *short.aliases) if len(name) > 1 and name in long.name]
                    if not names:
                        continue
                    if long.id == short.id or any(name in names for name in (long.name, *long.aliases)):
                        continue
                    behind = _behind(names, long.name, anywhere=rule["name"].endswith("holds"))
                    if behind is not None and rest.fullmatch(behind):
                        yield self._relation(article, rule["id"], head.id, tail.id, long.mentions[0].start)

    def _from_topic(self, article: "_Article", known: list[Relation]) -> Iterator[Relation]:
        """Yield relations of which the text leaves out an end; the first rule for a type and a given end counts."""
        told = {
            (relation.type, end)
            for relation in known
            if not self.rules[relation.rule].get("through")
            for end in (relation.head, relation.tail)
        }
        names = [(mark, mark.entity.id, article.after(mark)) for mark in article.names]
        for topic in self.by_topic:
            rule = topic.rule
            implied, given = ("head", "tail") if rule["implied"] == "head" else ("tail", "head")
            found: list[Relation] = []
            fitting = {id_ for id_, class_ in article.classes.items() if _fits(class_, rule[given])}
            fitting -= {id_ for type_, id_ in told if type_ == rule["makes"]}
            for mark, id_, after in names if fitting else ():
                behind = topic.after.match(after) if id_ in fitting else None
                if not behind:
                    continue
                text = article.before(mark)
                ahead = topic.before.fullmatch(text)
                if not ahead or topic.unless.search(text):
                    continue
                position = self._clean(ahead.groupdict().get("position") or behind.groupdict().get("position") or "")
                inside = ahead["cue"].count("<")  # names of the list that the mention stands in
                described = article.described(mark, behind[0])
                others = self._topic(article, rule[implied], mark.start, id_, topic.named, inside)
                for other in others if described is None else [described]:
                    ends = {implied: other, given: id_}
                    if self._elsewhere(article, rule["makes"], ends, [*known, *found]):
                        continue
                    found.append(
                        self._relation(article, rule["id"], ends["head"], ends["tail"], mark.start, position=position)
                    )
            told |= {(relation.type, end) for relation in found for end in (relation.head, relation.tail)}
            yield from found

    def _elsewhere(self, article: "_Article", makes: str, ends: Mapping[str, str], known: list[Relation]) -> bool:
        """Tell whether a body that has its seat is about to get another in a place of the same class."""
        class_ = article.classes[ends["tail"]]
        return makes == "based_in" and any(
            relation.type == makes and relation.head == ends["head"] and article.classes[relation.tail] == class_
            for relation in known
        )

    def _topic(
        self,
        article: "_Article",
        wanted: Collection[str],
        at: int,
        given: str,
        named: re.Pattern[str] | None = None,
        inside: int = 0,
    ) -> list[str]:
        """Return what is meant beside `given` without being named: what the article mentions most, if one thing is."""
        fitting = [
            entity.id
            for entity in article.entities.values()
            if _fits(article.classes[entity.id], wanted) and (named is None or named.search(entity.name))
        ]
        weight = {id_: len(article.entities[id_].mentions) - 0.5 * (id_ == given) for id_ in fitting}
        ranked = sorted(fitting, key=lambda id_: -weight[id_])
        if len(ranked) > 1 and weight[ranked[0]] == weight[ranked[1]]:
            ranked = []
        # a body that the sentence names first is nearer than the article's
        start, _ = article.sentence(at)
        ahead = [name.entity for name in article.names if start <= name.start < at]
        near = [entity.id for entity in ahead[: len(ahead) - inside] if entity.type == "ORG" and entity.id in fitting]
        if (place := self._near_place(article, fitting, start, at)) is not None:
            near = [place]
        return near[:1] or ranked[:1]

    def _near_place(self, article: "_Article", fitting: Collection[str], start: int, at: int) -> str | None:
        """Return the only place that a sentence names ahead as more than a location, behind the last person in it.

        So "Germany's exporters and Chancellor Keller", "the German army, led by Chancellor Keller".
        """
        ahead = [mark for mark in article.marks if mark.kind in ("name", "adjective") and start <= mark.start < at]
        people = [number for number, mark in enumerate(ahead) if mark.entity.type == "PERSON"]
        ahead = [mark for mark in ahead[people[-1] + 1 if people else 0 :] if mark.entity.id in fitting]
        places = {mark.entity.id for mark in ahead if mark.entity.type == "PLACE"}
        told = any(mark.kind == "adjective" or self._acts(article, mark) for mark in ahead)
        return places.pop() if len(places) == 1 and told else None

    def _acts(self, article: "_Article", name: Mark) -> bool:
        """Tell whether a place stands as a possessor or describes something, behind no preposition."""
        if article.text.startswith(("'s", "’s"), name.end):
            return True
        before = article.before(name).split()
        return bool(before) and before[-1].lower() not in self.function_words

    def _through(self, found: list[Relation]) -> Iterator[Relation]:
        """Yield relations with those of two persons replaced by what the second one works for."""
        employers: dict[str, list[Relation]] = {}
        for relation in found:
            if relation.type == "works_for" and not self.rules[relation.rule].get("through"):
                employers.setdefault(relation.head, []).append(relation)
        for relation in found:
            if not self.rules[relation.rule].get("through"):
                yield relation
            elif relation.head not in employers:
                yield from (replace(relation, tail=employer.tail) for employer in employers.get(relation.tail, ())[:1])

    def _from_lists(self, article: "_Article", known: list[Relation]) -> Iterator[Relation]:
        """Yield the makers of products and works that have none: of what is listed with them, of the main version."""
        pairs = [
            (relation.tail, relation.head)
            for relation in known
            if relation.type == "part_of" and "begins" in relation.rule
        ]
        series: dict[str, list[str]] = {}
        for entity in article.entities.values():
            if entity.type == "PRODUCT" and (number := SERIES.fullmatch(entity.name)):
                series.setdefault(number[1], []).append(entity.id)
        pairs += [pair for numbers in series.values() for pair in permutations(numbers, 2)]
        for left, right in pairwise(article.names):
            types = left.entity.type, right.entity.type
            if types in (("PRODUCT",) * 2, ("WORK",) * 2) and LISTED.fullmatch(article.between(left, right)):
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

    def _from_events(self, article: "_Article") -> Iterator[Relation]:
        """Yield what follows from an event that happened."""
        for event in article.doc._.events:
            if event.status in UNTRUE:
                continue
            for rule in self.by_event.get(event.type, ()):
                if event.status == "planned" and not rule.get("planned"):
                    continue
                if event.rule not in rule.get("told_by", (event.rule,)):
                    continue
                position = str(event.values.get("position", "")) if rule["makes"] == "works_for" else ""
                for head in event.roles.get(rule["head"], ()):
                    tails = [tail[0] for tail in event.roles.get(rule["tail"], ())]
                    if not tails and "topic" in rule and self.posts[rule["id"]].search(position):
                        tails = self._topic(article, rule["topic"], event.triggers[0][0], head[0])
                    for tail in tails:
                        yield self._relation(article, rule["id"], head[0], tail, event.start, position=position)


class _Article:
    """An article as rules see it; in its text names are masked, codes of shares gone, quotes straight."""

    def __init__(self, doc: Doc, entities: Mapping[str, Entity], classes: Mapping[str, str], marks: list[Mark]) -> None:
        self.doc = doc
        parse = parse_of(doc)
        self.text, self.nodes = parse.text, parse.nodes
        self.straight = self.text.translate(STRAIGHT)
        self.entities = entities
        self.classes = classes
        self.marks = marks
        self.names = [mark for mark in marks if mark.kind == "name"]
        self.starts = [name.start for name in self.names]
        self.sentences = [(sentence.start_char, sentence.end_char) for sentence in parse.sentences]
        self.masks: dict[tuple[int, int], str] = {}

    def sentence(self, at: int) -> tuple[int, int]:
        """Return start and end of the sentence that holds character `at`."""
        return self.sentences[max(bisect_right(self.sentences, (at, len(self.text) + 1)) - 1, 0)]

    def between(self, left: Mark, right: Mark) -> str:
        """Return the text between two mentions."""
        gap = self._masked(left.end, right.start)
        if left.kind == "pronoun":
            return f"'s{gap}"
        return f"'s{gap[1:]}" if re.match(r"' ", gap) else gap

    def before(self, mark: Mark) -> str:
        """Return the text in front of a mention, in its paragraph."""
        start = max(mark.start - REACH, 0)
        return self._masked(max(start, self.text.rfind("\n\n", max(start - 1, 0), mark.start) + 1), mark.start)

    def after(self, mark: Mark) -> str:
        """Return the text behind a mention, in its paragraph."""
        reach = min(mark.end + REACH, len(self.text))
        end = self.text.find("\n\n", mark.end, reach + 1)
        return self._masked(mark.end, end if end >= 0 else reach)

    def described(self, mark: Mark, behind: str) -> str | None:
        """Return the entity of the description in which the text behind a mention ends, where it is known."""
        if not behind:
            return None
        last = behind.split()[-1]
        at = bisect_left(self.marks, mark.end, key=lambda other: other.start)
        for other in self.marks[at:]:
            if other.start > mark.end + REACH // 2:
                break
            if other.kind == "nominal" and self.text[other.start : other.end] == last:
                return other.entity.id
        return None

    def _masked(self, start: int, end: int) -> str:
        if (start, end) not in self.masks:
            pieces, at = [], start
            for name in self.names[bisect_left(self.starts, start) : bisect_left(self.starts, end)]:
                if at <= name.start and name.end <= end:
                    pieces += [self.straight[at : name.start], f"<{name.entity.type}>"]
                    at = name.end
            pieces.append(self.straight[at:end])
            masked = "".join(pieces)
            # the mention itself stands in front of the text: a code may follow it directly
            self.masks[start, end] = CODE.sub("", f">{masked}")[1:] if DOTTED.search(masked) else masked
        return self.masks[start, end]


def _in_any_case(entries: Iterable[str]) -> str:
    """Return a regular expression for any of some strings, the longest first.

    They are sorted by their first letters: of a plain list, an engine tries one entry after the other at every place.
    """
    rests: dict[str, list[str]] = {}
    for entry in sorted(entries, key=lambda entry: (-len(entry), entry)):
        letters = "".join(sorted({entry[0].lower(), entry[0].upper()}))
        rests.setdefault(letters, []).append(re.escape(entry[1:]))
    branches = (f"[{re.escape(letters)}](?i:{'|'.join(rest)})" for letters, rest in rests.items())
    return f"(?:{'|'.join(branches)})"


def _behind(names: Iterable[str], long: str, *, anywhere: bool) -> str | None:
    """Return what follows the first of some names, as whole words, at the beginning of a longer one, or anywhere."""
    starts = [0, *(gap.end() for gap in GAP.finditer(long))] if anywhere else [0]
    for start in reversed(starts):
        for name in sorted(names, key=lambda name: (-len(name), name)):
            if long.startswith(name, start) and not LETTER.match(long, start + len(name)):
                return long[start + len(name) :]
    return None


def _fits(class_: str, wanted: Collection[str]) -> bool:
    """Tell whether a class is one of those wanted or lies below one: PLACE/region/state below PLACE."""
    return class_ in wanted or ("/" in class_ and any(class_.startswith(f"{type_}/") for type_ in wanted))
