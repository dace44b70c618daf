"""Typed, dated events from rules over predicates.

Every rule under `models/rules/events/` names triggers, roles and values (the language of `dateline.matching`); of the
values in `needs` one must be found. The most specific rule wins a trigger; triggers that tell the same happening are
joined into one event. Reads predicates, statuses, times, quantities and entities; writes `doc._.events`, in text order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

import dateline.extensions  # noqa: F401  (registers doc._.events)
from dateline.confidence import confidence, evidence
from dateline.dating import Dating
from dateline.errors import RuleError
from dateline.joining import Joiner, hanging
from dateline.matching import DEMONYM, PATTERN_KEYS, Filler, Pattern, allows, fill, match, parse_pattern, path_fillers
from dateline.narrative import Narrator
from dateline.parses import Node, parse_of
from dateline.paths import models_dir
from dateline.rules import RuledComponent, check_keys, read_rows, words
from dateline.types import Argument, Entity, Event, Predicate, Quantity, Status, TimeExpression

VALUE_KINDS = ("money", "percent", "count", "head", "phrase", "time", "text")
# where a mere location stands
PLACES = (
    "in",
    "at",
    "near",
    "on",
    "outside",
    "off",
    "patient.in",
    "patient.at",
    "agent.in",
    "agent.near",
    "agent.at",
    "patient.near",
    "in.of",
    "in.in",
    "on.of",
    "near.of",
    "at.in",
)
FALLBACK = "other.dated"  # the rule id of events that no rule knows
# what the engine adds to a predicate's own arguments: the organisation and the place that the passage is about, the
# former again where the agent is a word for it ("it", "the company"), and who the text says reports it
TOPICAL = {"ORG": "topic", "PLACE": "scene"}
ANAPHOR, REPORTER, PASSAGE, ABOVE = "anaphor", "reporter", "passage", "above"
# where a person works who acts or is acted on, as the sentence tells: "Ann Lee, chairman of Sun, resigned"
EMPLOYER = "employer"
OWNERS = ("of", "at", "poss", "compound")
CORE = ("agent", "patient")
HELD = ("compound", "nmod", "appos", "nsubj", "nsubjpass")
# the organisation that the whole article is about, for predicates that name nobody ("200 jobs will go"): named at least
# so often, and so many times as often as any other
THEME, THEME_MENTIONS, THEME_LEAD = "theme", 3, 1.5
# within so many characters (title and first paragraph) it must come up to be meant by a noun: "after the bailout"
THEME_START = 600
# the place nearest in the sentence that stands behind one of PLACES' prepositions, wherever the parser hangs it
SITE = "site"
LOCAL = frozenset(path for path in PLACES if "." not in path)
DATED_STATUS = ("occurred", "ongoing")
MODIFIERS = ("compound", "amod", "nmod", "npadvmod")  # where an event noun modifies another: "merger costs"
# who takes part in what no rule knows, where no name stands for the participant itself
PEOPLE = (
    "agent.of",
    "agent.from",
    "agent.at",
    "agent.poss",
    "agent.compound",
    "agent.appos",
    "patient.poss",
    "patient.of",
)

Key = tuple[str, str]


@Language.factory("dateline_events", assigns=["doc.user_data"], requires=["token.dep", "token.lemma"])
def make(nlp: Language, name: str) -> "Events":
    """Make the component for `nlp.add_pipe("dateline_events")`."""
    return Events(nlp, name)


class Events(RuledComponent):
    """Finds events; rules are indexed by the (pos, lemma) of their triggers."""

    RULE_FILES: ClassVar[tuple[str, ...]] = ("events/*.toml",)
    LEXICONS: ClassVar[tuple[str, ...]] = (
        "event_merging",
        "noun_pairs",
        "metric_kinds",
        "event_current",
        "event_determiners",
        "past_adverbs",
        "after_adverbs",
        "thing_times",
        "metrics",
        "money_words",
        "move_verbs",
        "positions",
        "other_excluded",
        "share_words",
        "nominals",
        "entity_places",
        "demonyms",
        "place_aliases",
        "topic_excluded",
        "confidence",
        "authorities",
        "product_heads",
        "facilities",
        "units",
    )

    def compile(self) -> None:
        """Parse and index the rules; raises RuleError for an unknown type, role or kind of value."""
        self.index: dict[Key, list[Pattern]] = {}
        self.rules: dict[str, dict[str, Any]] = {}
        lexicons = self.data["lexicons"]
        for rule in self.data["rules"]:
            check_keys(
                rule, (*PATTERN_KEYS, "values", "needs", "when", "status", "distribute", "undated", "beside", "within")
            )
            where = f"{rule['where']}: rule {rule['id']}"
            for name, spec in rule.get("values", {}).items():
                if spec.split()[0] not in VALUE_KINDS:
                    raise RuleError(f"{where}: value {name} must begin with one of {VALUE_KINDS}")
            pattern = parse_pattern(rule, lexicons)
            self.rules[rule["id"]] = rule
            for trigger in pattern.triggers:
                self.index.setdefault(trigger, []).append(pattern)
        for patterns in self.index.values():
            patterns.sort(key=lambda pattern: (-pattern.specificity, pattern.id))
        self.excluded = words(self.data, "other_excluded")
        self.topic_excluded = words(self.data, "topic_excluded")
        self.countries = {name for name, values in lexicons["entity_places"].items() if values[:1] == ["country"]}
        self.demonyms = {word: rest[0] for word, rest in lexicons["demonyms"].items() if rest[0] in self.countries}
        self.descriptions = {noun for noun, values in lexicons["nominals"].items() if values[:1] == ["ORG"]}
        self.aliases = {name: values[0] for name, values in lexicons["place_aliases"].items()}
        self.keep_apart = words(self.data, "event_merging")
        self.pairs = words(self.data, "noun_pairs")
        self.kinds = {word: values[0] for word, values in lexicons["metric_kinds"].items()}
        self.currency: dict[str, str] = {type_: values[0] for type_, values in lexicons["event_current"].items()}
        self.determiners = {word: values[0] for word, values in lexicons["event_determiners"].items()}
        self.past = words(self.data, "past_adverbs")
        self.after = words(self.data, "after_adverbs")
        self.things = words(self.data, "thing_times")
        self.authorities = words(self.data, "authorities")
        self.confidence = {key: float(values[0]) for key, values in lexicons["confidence"].items()}

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]] | None = None,
        *,
        nlp: Language | None = None,
        folders: Sequence[str] = (),
    ) -> None:
        """Read the rules and check that types and roles are declared in an `event_roles.txt`, shipped or the user's."""
        super().initialize(get_examples, nlp=nlp, folders=folders)
        files = (root / "lexicons" / "event_roles.txt" for root in (models_dir(), *map(Path, folders)))
        known = {(row[0], row[1]) for file in files if file.is_file() for row in read_rows(file)}
        for rule in self.data["rules"]:
            for role in rule["roles"]:
                if (rule["makes"], role) not in known:
                    made = f"{rule['makes']} with role {role}"
                    raise RuleError(f"{rule['where']}: rule {rule['id']}: {made} is not in event_roles.txt")

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.events`."""
        doc._.events = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Event]:
        """Return the events of a document."""
        reader = _Reader(doc, self)
        events = [event for predicate in reader.predicates.values() for event in reader.events(predicate)]
        told = {event.type for event in events}
        # what a rule tells only where no larger happening does: the dead of an accident are its casualties
        events = [event for event in events if not told & set(self.rules.get(event.rule, {}).get("within", ()))]
        joiner = Joiner(self.keep_apart, self.kinds, hanging(reader.predicates))
        return [replace(event, confidence=self.sure(event)) for event in joiner.join(without_repeated(events))]

    def sure(self, event: Event) -> float:
        """Return how often such events are right."""
        named = ((id_, start) for fillers in event.roles.values() for id_, start, _ in fillers)
        told = evidence(named, event.triggers)
        return confidence(self.confidence, "events", event.rule, event.type, told)


def without_repeated(events: list[Event]) -> list[Event]:
    """Leave out what only the fallback tells, where a rule tells more of the same participants in the same sentence."""
    known: dict[int, set[str]] = {}
    for event in events:
        if event.rule != FALLBACK:
            known.setdefault(event.start, set()).update(participants(event))
    return [
        event for event in events if event.rule != FALLBACK or not participants(event) & known.get(event.start, set())
    ]


def participants(event: Event) -> set[str]:
    """Return the ids of the entities that take part in an event."""
    return {filler[0] for fillers in event.roles.values() for filler in fillers}


class _Reader:
    """One document with its layers indexed by token."""

    def __init__(self, doc: Doc, knowledge: Events) -> None:
        parse = parse_of(doc)
        self.nodes, self.text = parse.nodes, parse.text
        self.know = knowledge
        self.predicates: dict[int, Predicate] = {predicate.token: predicate for predicate in doc._.predicates}
        self.statuses: dict[int, Status] = {status.token: status for status in doc._.statuses}
        self.entities = {entity.id: entity for entity in doc._.entities}
        self.types = {id_: entity.type for id_, entity in self.entities.items()}
        self.sites = self._sites(doc)
        places = [entity for entity in self.entities.values() if entity.type == "PLACE"]
        lands = {
            knowledge.aliases.get(name, name): place.id for place in places for name in (place.name, *place.aliases)
        }
        self.adjectives = {word: lands[land] for word, land in knowledge.demonyms.items() if land in lands}
        self.times: list[TimeExpression] = doc._.times
        self.figures_told: bool | None = None  # whether figures are what the article reports
        self.topics: dict[str, str] = {}
        for type_ in TOPICAL:
            entities = [entity for entity in self.entities.values() if entity.type == type_ and self._topical(entity)]
            if entities:
                self.topics[type_] = max(entities, key=lambda entity: len(entity.mentions)).id
        self.theme = self._theme()
        self.opening = False  # whether the theme comes up at the beginning
        if self.theme:
            self.topics["ORG"] = self.theme
            self.opening = any(mention.start < THEME_START for mention in self.entities[self.theme].mentions)
        self.posts = self._posts()
        self.told: dict[str, dict[str, list[Filler]]] = {}  # the roles of the last event of each type
        self.dater = Narrator(doc, self.predicates, self.statuses, knowledge.past, knowledge.after, knowledge.things)
        self.quantities: dict[int, list[tuple[int, Quantity]]] = {}
        for quantity in doc._.quantities:
            span = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
            if span is not None:
                sentence = self.nodes[span.start].sent
                self.quantities.setdefault(sentence.start, []).append((span.root.i, quantity))

    def _topical(self, entity: Entity) -> bool:
        """Tell whether figures can be told of an entity: no authority or newspaper, a country but no city."""
        if entity.type == "PLACE":
            return bool({entity.name, *entity.aliases} & self.know.countries)
        name = entity.name.lower()
        parts = name.split()
        return not self.know.topic_excluded & {name, *parts, *map(" ".join, pairwise(parts))}

    def _theme(self) -> str:
        """Return the organisation that the article is about, or "" where no single one is."""
        bodies = [entity for entity in self.entities.values() if entity.type == "ORG" and self._topical(entity)]
        counts = sorted(((len(entity.mentions), entity.id) for entity in bodies), reverse=True)
        first, second = (*counts, (0, ""), (0, ""))[:2]
        return first[1] if first[0] >= max(THEME_MENTIONS, THEME_LEAD * second[0]) else ""

    def _posts(self) -> dict[tuple[int, str], tuple[str, ...]]:
        """Return, by the start of the sentence and the person, whose post that is: "Ann Lee, chairman of Sun"."""
        posts: dict[tuple[int, str], tuple[str, ...]] = {}
        for predicate in self.predicates.values():
            # a title or apposition, not what somebody becomes
            if predicate.pos != "NOUN" or self.nodes[predicate.token].dep_ not in HELD:
                continue
            bodies = self._of_type("ORG", predicate, OWNERS)
            for person in self._of_type("PERSON", predicate, ("self",)) if bodies else ():
                posts.setdefault((self.nodes[predicate.token].sent.start, person), bodies)
        return posts

    def _of_type(self, type_: str, predicate: Predicate, roles: Sequence[str]) -> tuple[str, ...]:
        """Return the entities of a type in some roles of a predicate."""
        found = (id_ for argument in predicate.arguments if argument.role in roles for id_ in argument.entities)
        return tuple(dict.fromkeys(id_ for id_ in found if self.types[id_] == type_))

    def events(self, predicate: Predicate) -> Iterator[Event]:
        """Yield the events that a predicate triggers: by its most specific rule, or `other` when it is dated."""
        patterns = self.know.index.get((predicate.pos, predicate.lemma))
        if patterns is None:
            yield from self._other(predicate)
            return
        lemmas = self.nodes[predicate.token].sent.lemmas
        patterns = [pattern for pattern in patterns if allows(pattern, predicate, lemmas)]
        if not patterns:
            yield from self._other(predicate)
            return
        heads = {argument.head: self._head(argument.head) for argument in predicate.arguments}
        arguments = (*map(self._with_demonym, predicate.arguments), *self._topic(predicate))
        told = found = False
        for pattern in patterns:
            rule = self.know.rules[pattern.id]
            # a rule beside others tells a second fact of the same words: an assassination is a death too
            beside = rule.get("beside", False)
            if told and not beside:
                continue
            if "when" in rule and self.statuses[predicate.token].status not in rule["when"]:
                continue
            roles = fill(pattern, arguments, self.types, heads)
            # a place alone takes part where no role of the rule is needed: "nine people died in Kenya"
            if roles is None or not (roles or self._place(predicate, set()) is not None):
                continue
            if "needs" in rule and not self._values(predicate, rule).keys() & set(rule["needs"]):
                continue
            self._remember(roles)
            self.told[pattern.makes] = roles
            for fillers in distribute(roles, rule.get("distribute")):
                yield self._event(predicate, pattern.makes, pattern.id, fillers, rule)
            told, found = told or not beside, True
        if not found:
            resumed = self._resumed(predicate, patterns, heads, lemmas)
            yield from self._other(predicate) if resumed is None else (resumed,)

    def _resumed(
        self, predicate: Predicate, patterns: list[Pattern], heads: dict[int, str], lemmas: frozenset[str]
    ) -> Event | None:
        """Return what a noun without participants takes up: "the trial" has those of the last event of its type."""
        node = self.nodes[predicate.token]
        if predicate.pos != "NOUN" or not self._definite(node) or any(a.entities for a in predicate.arguments):
            return None
        for pattern in patterns:
            told, rule = self.told.get(pattern.makes, {}), self.know.rules[pattern.id]
            if pattern.makes in self.know.keep_apart or rule.get("beside"):
                continue
            roles = {
                role.name: [(id_, Argument(PASSAGE, node.i, node.idx, node.end, (id_,))) for id_, _ in told[role.name]]
                for role in pattern.roles
                if role.name in told and role.name != "place"
            }
            if roles and match(replace(pattern, roles=()), predicate, self.types, heads, lemmas) is not None:
                return self._event(predicate, pattern.makes, pattern.id, roles, rule)
        return None

    def _definite(self, noun: Node) -> bool:
        """Tell whether a noun can take up what was told: "the trial", "a July trial", "sentencing", not "a trial"."""
        kinds = self._determiners(noun)
        if noun.dep_ in MODIFIERS or "counted" in kinds:
            return False
        if "definite" in kinds:
            return True
        if noun.tag_ == "NNS":
            return False
        start = noun.left_edge.idx
        return "indefinite" not in kinds or any(start <= time.start and time.end <= noun.idx for time in self.times)

    def _determiners(self, noun: Node) -> set[str]:
        """Return what the words in front of a noun say of it: definite, indefinite, counted."""
        return {self.know.determiners.get(child.lower_, "") for child in noun.lefts}

    def _bare(self, predicate: Predicate) -> bool:
        """Tell whether a predicate tells a happening and names nobody: "200 jobs will go", not "merger costs"."""
        head = self.nodes[predicate.token]
        if head.dep_ in (*MODIFIERS, "acl", "relcl") or (predicate.pos == "VERB" and not predicate.tense):
            return False
        if any(argument.entities or argument.inner for argument in predicate.arguments):
            return False
        if "counted" in self._determiners(head):
            return False
        # "no reports of crashes": a plural that no article or number marks is no single happening
        first = head
        while first.dep_ == "conj":
            first = first.head
        told = head.tag_ != "NNS" or first.dep_ != "pobj"
        return told or any(child.dep_ in ("det", "poss", "nummod") for child in head.lefts)

    def _head(self, number: int) -> str:
        """Return the lemma of an argument's head; of a relative pronoun, that of its noun ("the unit, which").

        A name with an authority's title stands for the title: "Judge Keller" is a judge.
        """
        token = self.nodes[number]
        if token.tag_ in ("WDT", "WP") or (token.lower_ == "that" and token.dep_ in ("nsubj", "nsubjpass", "dobj")):
            clause = next((ancestor for ancestor in token.ancestors if ancestor.dep_ == "relcl"), None)
            token = clause.head if clause is not None else token
        if token.tag_ == "CD" and token.i and self.nodes[token.i - 1].tag_ == "$":
            token = self.nodes[token.i - 1]  # "$1.09" stands for its currency
        if token.ent_type_ == "PERSON":
            titles = (child.lemma_.lower() for child in token.lefts if child.dep_ == "compound")
            return next((title for title in titles if title in self.know.authorities), token.lemma_.lower())
        lemma = token.lemma_.lower()
        pair = f"{self.nodes[token.i - 1].lower_} {lemma}" if token.i else ""
        # "market share" is no share, and "stocks" are not those of one company
        return next((form for form in (pair, token.lower_) if form in self.know.pairs), lemma)

    def _with_demonym(self, argument: Argument) -> Argument:
        """Return an argument with the country whose adjective it holds: "German output", "its rating on Greek debt"."""
        if not self.adjectives:
            return argument
        head = self.nodes[argument.head]
        nouns = [head, *(noun for child in head.rights if child.dep_ == "prep" for noun in child.rights)]
        lands = [
            self.adjectives[word.text]
            for noun in nouns
            for word in noun.lefts
            if word.text in self.adjectives and not self._continued(word)
        ]
        return replace(argument, inner=(*argument.inner, *((DEMONYM, id_) for id_ in lands))) if lands else argument

    def _continued(self, word: Node) -> bool:
        """Tell whether a capitalised word goes on what the one before it began: "North [American]"."""
        before = self.nodes[word.i - 1] if word.i else word
        return before is not word and before.text[:1].isupper() and before.pos_ in ("PROPN", "ADJ", "NOUN")

    def _topic(self, predicate: Predicate) -> Iterator[Argument]:
        """Yield what rules may name beside the arguments: `reporter`, `employer`, `site`, `topic`, `scene`, `anaphor`.

        The reporter is who is said to report it, the site where the sentence puts it. The topic is the organisation of
        the event before, else of the article; the scene the article's country. They stand in where an agent has no name
        of its own ("Revenue rose"), not where somebody named acts. `anaphor` is the topic again where the agent is a
        pronoun or description of an organisation ("It bought a rival").
        """
        head = self.nodes[predicate.token]
        start, end = head.idx, head.end
        reporters = self.statuses[predicate.token].reported_by
        if reporters:
            yield Argument(REPORTER, head.i, start, end, reporters)
        people = self._of_type("PERSON", predicate, CORE)
        employers = self.posts.get((head.sent.start, people[0]), ()) if len(people) == 1 else ()
        if employers:
            yield Argument(EMPLOYER, head.i, start, end, employers)
        site = self._site(head)
        if site:
            yield Argument(SITE, head.i, start, end, (site,))
        if head.dep_ == "amod" and predicate.pos == "VERB":
            return  # "rising losses" tells no figure
        if "ORG" in self.topics:
            yield Argument(PASSAGE, head.i, start, end, (self.topics["ORG"],))
        if self.theme and self._bare(predicate) and (predicate.pos != "NOUN" or self.opening):
            yield Argument(THEME, head.i, start, end, (self.theme,))
        agents = [argument for argument in predicate.arguments if argument.role == "agent"]
        governor = self.predicates.get(predicate.governor)
        if governor is not None and governor.pos == "VERB" and not any(agent.entities for agent in agents):
            actors = [id_ for argument in governor.arguments if argument.role == "agent" for id_ in argument.entities]
            if actors:
                yield Argument(ABOVE, head.i, start, end, tuple(actors))
        if (agents or predicate.pos == "NOUN") and not any(agent.entities for agent in agents):
            for type_, id_ in self.topics.items():
                yield Argument(TOPICAL[type_], head.i, start, end, (id_,))
            if "ORG" in self.topics and any(self._anaphoric(self.nodes[agent.head]) for agent in agents):
                yield Argument(ANAPHOR, head.i, start, end, (self.topics["ORG"],))

    def _sites(self, doc: Doc) -> dict[int, dict[int, str]]:
        """Return, by the start of their sentence, the words in local phrases and the places that they name."""
        sites: dict[int, dict[int, str]] = {}
        for entity in self.entities.values():
            for mention in entity.mentions if entity.type == "PLACE" else ():
                span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
                for word in self.nodes[span.start : span.end] if span is not None else ():
                    local = word.dep_ == "pobj" and (word.head.lower_ in LOCAL or self._town(word.head))
                    if local and mention.end <= word.sent.end_char:
                        sites.setdefault(word.sent.start, {})[word.i] = entity.id
        return sites

    def _site(self, token: Node) -> str:
        """Return the place nearest to a token that stands in a local phrase of its sentence, or ""."""
        found = self.sites.get(token.sent.start, {})
        return found[min(found, key=lambda i: abs(i - token.i))] if found else ""

    def _town(self, of: Node) -> bool:
        """Tell whether "of" names a place: "in the town of Mokha"."""
        return of.lower_ == "of" and of.head.dep_ == "pobj" and of.head.head.lower_ in LOCAL

    def _anaphoric(self, head: Node) -> bool:
        """Tell whether a noun phrase means an organisation told before: "it", "the company", "the carmaker"."""
        definite = any(child.dep_ == "det" and child.lower_ in ("the", "this") for child in head.children)
        return head.lower_ in ("it", "its") or (definite and head.lemma_.lower() in self.know.descriptions)

    def _remember(self, roles: dict[str, list[Filler]]) -> None:
        """Take the first organisation of an event for what the next sentences are about."""
        if self.theme:
            return
        for fillers in roles.values():
            for id_, argument in fillers:
                if self.types[id_] == "ORG" and argument.role == "agent" and self._topical(self.entities[id_]):
                    self.topics["ORG"] = id_
                    return

    def _other(self, predicate: Predicate) -> Iterator[Event]:
        """Yield the event of a predicate that no rule knows, where it has a date of its own and a named participant."""
        if predicate.lemma in self.know.excluded or predicate.token not in self.dater.hosts or predicate.pos == "ADJ":
            return
        # a finite verb tells what happens; the simple present ("lists", "affects") and bare participles tell a state
        stative = not predicate.tense or self.nodes[predicate.token].tag_ in ("VBZ", "VBP")
        if predicate.pos == "VERB" and stative:
            return
        roles: dict[str, list[Filler]] = {}
        for role in ("agent", "patient"):
            fillers = list(path_fillers(role, predicate.arguments))
            if fillers:
                roles[role] = list({id_: (id_, argument) for id_, argument in fillers}.values())
        if not roles and predicate.pos == "VERB":  # "Experts from Sun arrived": whose people act takes part
            people = [filler for path in PEOPLE for filler in path_fillers(path, predicate.arguments)]
            roles = {"agent": people[:1]} if people else {}
        if roles and not self._described(predicate):
            yield self._event(predicate, "other", FALLBACK, roles, {})

    def _described(self, predicate: Predicate) -> bool:
        """Tell whether a noun is an object that a date or name only describes: "cut its 2020 budget"."""
        head = self.nodes[predicate.token]
        if predicate.pos != "NOUN" or head.dep_ not in ("dobj", "pobj") or any(c.dep_ == "prep" for c in head.children):
            return False
        return any(child.dep_ in MODIFIERS and child.tag_ in ("CD", "NNP") for child in head.lefts)

    def _event(
        self, predicate: Predicate, type_: str, rule_id: str, roles: dict[str, list[Filler]], rule: dict[str, Any]
    ) -> Event:
        sentence = self.nodes[predicate.token].sent
        status = self.statuses[predicate.token]
        if "status" in rule and status.status in DATED_STATUS:
            status = replace(status, status=rule["status"])
        if "place" not in roles:
            place = self._place(predicate, {filler[0] for fillers in roles.values() for filler in fillers})
            if place is not None:
                roles = {**roles, "place": [place]}
        dating = self.dater.date(predicate, self._currency(predicate, type_))
        if rule.get("undated") and dating.basis == "publication":
            dating = Dating()
        values = self._values(predicate, rule)
        start, end = sentence.start_char, sentence.end_char
        text = self.text[start:end]
        return Event(
            type=type_,
            triggers=((predicate.start, predicate.end),),
            start=start + len(text) - len(text.lstrip()),
            end=start + len(text.rstrip()),
            roles={role: tuple(self._filler(filler) for filler in fillers) for role, fillers in roles.items()},
            values=values,
            date=dating.date,
            date_basis=dating.basis,
            date_text=dating.text,
            status=status.status,
            factuality=status.factuality,
            reported_by=status.reported_by,
            rule=rule_id,
        )

    def _currency(self, predicate: Predicate, type_: str) -> str:
        """Return how a type is dated; a figure that no lead announces is no news of the day."""
        currency = self.know.currency.get(type_, "")
        if currency != "figure":
            return currency
        if self.figures_told is None:
            self.figures_told = self.dater.is_lead(predicate)
        return currency if self.figures_told else "past figure"

    def _filler(self, filler: Filler) -> tuple[str, int, int]:
        """Return an entity and the span that stands for it.

        That is its mention in the argument, else the nearest one in the sentence, else the head.
        """
        id_, argument = filler
        head = self.nodes[argument.head]
        sentence = head.sent
        near = [m for m in self.entities[id_].mentions if sentence.start_char <= m.start and m.end <= sentence.end_char]
        inside = [m for m in near if argument.start <= m.start and m.end <= argument.end]
        best = min(inside or near, key=lambda mention: abs(mention.start - head.idx), default=None)
        return (id_, best.start, best.end) if best is not None else (id_, head.idx, head.end)

    def _place(self, predicate: Predicate, taken: set[str]) -> Filler | None:
        """Return the place where it happens: the first that stands in a local phrase and takes no other part."""
        for path in PLACES:
            role, _, modifier = path.partition(".")
            for argument in predicate.arguments:
                if argument.role != role:
                    continue
                ids = (
                    [id_ for relation, id_ in argument.inner if relation == modifier] if modifier else argument.entities
                )
                for id_ in ids:
                    if self.types[id_] == "PLACE" and id_ not in taken:
                        return (id_, argument)
        return None

    # --- values ----------------------------------------------------------------------------------------------------

    def _values(self, predicate: Predicate, rule: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, spec in rule.get("values", {}).items():
            values.update(self._value(predicate, name, spec))
        return values

    def _value(self, predicate: Predicate, name: str, spec: str) -> dict[str, Any]:
        """Read one value: a quantity in the predicate's reach or in named arguments, words, or a time."""
        kind, *paths = spec.split()
        if kind == "text":
            return {name: " ".join(paths)}
        arguments = [argument for path in paths for argument in predicate.arguments if argument.role == path]
        if kind in ("head", "phrase"):
            for argument in arguments:
                text = self._words(argument, kind)
                if text:
                    return {name: text}
            return {}
        if kind == "time":
            return self._period(predicate, name)
        # "rose 22 cents to $46": a role with a minus holds no value of this kind
        barred = [
            argument
            for path in paths
            if path[0] == "-"
            for argument in predicate.arguments
            if argument.role == path[1:]
        ]
        wanted = arguments if any(path[0] != "-" for path in paths) else None
        found = self._quantity(predicate, kind, wanted, barred)
        if found is None:
            return {}
        value: float | int = int(found.value) if float(found.value).is_integer() else found.value
        return {name: value, "currency": found.unit} if kind == "money" and found.unit else {name: value}

    def _words(self, argument: Argument, kind: str) -> str:
        head = self.nodes[argument.head]
        if kind == "phrase":
            text = self.text[argument.start : argument.end]
            for article in ("the ", "a ", "an ", "its ", "his ", "her ", "their "):
                if text.lower().startswith(article):
                    text = text[len(article) :]
            return " ".join(text.split())
        left = head
        for child in head.lefts:
            if (
                child.dep_ in ("compound", "amod")
                and not child.ent_type_
                and child.pos_ in ("NOUN", "ADJ")
                and child.i < left.i
            ):
                left = child
        return self.text[left.idx : head.end].lower()

    def _quantity(
        self, predicate: Predicate, kind: str, arguments: list[Argument] | None, barred: Sequence[Argument] = ()
    ) -> Quantity | None:
        """Return the nearest quantity of a kind inside the arguments, or under the predicate, outside the barred."""
        sentence = self.nodes[predicate.token].sent.start
        best: tuple[int, Quantity] | None = None
        for root, quantity in self.quantities.get(sentence, ()):
            if quantity.kind != kind or any(self._inside(quantity, argument) for argument in barred):
                continue
            if arguments is not None:
                if not any(self._inside(quantity, argument) for argument in arguments):
                    continue
            elif not self._reaches(root, predicate):
                continue
            distance = abs(quantity.start - predicate.end) + (1000 if quantity.end <= predicate.start else 0)
            if best is None or distance < best[0]:
                best = (distance, quantity)
        return best[1] if best is not None else None

    def _inside(self, quantity: Quantity, argument: Argument) -> bool:
        head = self.nodes[argument.head]
        return argument.start <= quantity.start and quantity.end <= max(argument.end, head.right_edge.end)

    def _reaches(self, root: int, predicate: Predicate) -> bool:
        """Tell whether a quantity stands under the predicate, or the verb that carries it, and under no other verb."""
        token = self.nodes[root]
        carriers = {predicate.token}
        if predicate.link == "light" or predicate.pos == "NOUN":
            carriers.add(predicate.governor)
        node = self.nodes[predicate.token]
        if node.tag_ == "VB" and node.dep_ in ("acl", "relcl"):
            carriers.add(node.head.i)  # "a $3 billion deal to buy"
        while True:
            if token.i in carriers:
                return True
            if token.i in self.predicates and self.predicates[token.i].pos == "VERB":
                return False
            if token.head.i == token.i:
                return False
            token = token.head

    def _period(self, predicate: Predicate, name: str) -> dict[str, Any]:
        """Return the period that a figure is for: a quarter, half or fiscal year near the predicate."""
        sentence = self.nodes[predicate.token].sent
        found = [
            time
            for time in self.times
            if sentence.start_char <= time.start < sentence.end_char
            and ("-Q" in time.value or "FY" in time.value or "-H" in time.value)
        ]
        if not found:
            return {}
        nearest = min(found, key=lambda time: abs(time.start - predicate.start))
        return {name: nearest.value}


def distribute(roles: dict[str, list[Filler]], role: str | None) -> Iterator[dict[str, list[Filler]]]:
    """Yield one set of roles for each filler of `role` ("appointed A and B"), or the roles as they are."""
    if role is None or len(roles.get(role, ())) < 2:
        yield roles
        return
    for filler in roles[role]:
        yield {**roles, role: [filler]}
