"""Predicate-argument structure: who does what, one shape for every syntax.

Verbs, event nouns and predicative adjectives get an agent, a patient, a recipient and obliques, whether the sentence is
active or passive, a relative or participial clause, controlled ("agreed to buy"), coordinated, nominal ("its purchase
of Goodrich") or carried by a light verb ("made an offer for"). Labels are those of spaCy's English parser (ClearNLP).
Reads the parse and `doc._.entities`, writes `doc._.predicates`.
"""

import re
from collections.abc import Iterator
from typing import ClassVar

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401  (registers doc._.predicates)
from dateline.parses import Node, parse_of
from dateline.rules import RuledComponent, words
from dateline.types import Argument, Predicate

SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
OBJECTS = {"dobj", "obj"}
NOUN_TAGS = {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM", "VERB"}
PASSIVE = {"nsubjpass", "auxpass", "agent"}
PHRASES = {"prep", "agent"}
RELATIVE = {"which", "who", "that", "whom", "whose"}
# "SUNW.O", "VOWG_p.DE": a code that the parser takes for the head of the name in front of it
TICKER = re.compile(r"^\.?[A-Z0-9][A-Za-z0-9_]{0,7}\.[A-Z]{1,3}$")
# a preposition on the object may belong to the verb: "sold the unit to Goodrich for $5 million"
SHARED_PREPOSITIONS = {"for", "to", "from", "with", "in", "at", "by", "against", "into", "as", "over", "on", "of"}

Found = tuple[str, Node]
Filler = tuple[int, int, int, tuple[str, ...], tuple[tuple[str, str], ...]]  # an argument without its role


@Language.factory("dateline_predicates", assigns=["doc.user_data"], requires=["token.dep", "token.tag", "token.lemma"])
def make(nlp: Language, name: str) -> "Predicates":
    """Make the component for `nlp.add_pipe("dateline_predicates")`."""
    return Predicates(nlp, name)


class Predicates(RuledComponent):
    """Finds predicates and their arguments; `doc._.predicates` in the order of their tokens."""

    LEXICONS: ClassVar[tuple[str, ...]] = (
        "event_nouns",
        "relational_nouns",
        "positions",
        "light_verbs",
        "particles",
        "verb_lemmas",
        "metonyms",
        "nominals",
        "ditransitives",
        "object_control",
        "transparent_nouns",
        "linking_participles",
        "place_of",
    )

    def compile(self) -> None:
        """Prepare the lexicons."""
        lexicons = self.data["lexicons"]
        self.nouns: dict[str, str] = {noun: values[0] for noun, values in lexicons["event_nouns"].items()}
        self.paired = {noun.rpartition(" ")[2] for noun in self.nouns if " " in noun}
        self.relational = words(self.data, "relational_nouns") | words(self.data, "positions")
        self.light: dict[str, str] = {verb: values[0] for verb, values in lexicons["light_verbs"].items()}
        self.verb_lemmas = {form: values[0] for form, values in lexicons["verb_lemmas"].items()}
        self.particles = words(self.data, "particles")
        self.nominals = {noun: values[0] for noun, values in lexicons["nominals"].items()}
        self.metonyms = words(self.data, "metonyms")
        self.ditransitives = words(self.data, "ditransitives")
        self.object_control = words(self.data, "object_control")
        self.transparent = words(self.data, "transparent_nouns")
        self.participles = words(self.data, "linking_participles")
        self.places = words(self.data, "place_of")

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.predicates`."""
        doc._.predicates = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Predicate]:
        """Return the predicates of a parsed document."""
        return list(_Reader(doc, self).predicates())


class _Reader:
    """One pass over one document; holds what its sentences share."""

    def __init__(self, doc: Doc, knowledge: Predicates) -> None:
        self.nodes = parse_of(doc).nodes
        self.know = knowledge
        self.denotes: dict[int, tuple[str, ...]] = {}
        for entity in doc._.entities:
            for mention in entity.mentions:
                span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
                for token in self.nodes[span.start : span.end] if span is not None else ():
                    ids = self.denotes.get(token.i, ())
                    if entity.id not in ids:
                        self.denotes[token.i] = (*ids, entity.id)
        self.subject_cache: dict[int, list[Found]] = {}
        self.fillers: dict[int, Filler] = {}
        spans = [doc.char_span(time.start, time.end, alignment_mode="contract") for time in doc._.times]
        found = [token for span in spans if span is not None for token in self.nodes[span.start : span.end]]
        self.timed = {token.i for token in found}
        self.dated = {token.i for token in found if token.pos_ == "PROPN"}

    def predicates(self) -> Iterator[Predicate]:
        for token in self.nodes:
            if token.pos_ == "VERB" or (token.lemma_ == "be" and token.dep_ not in ("aux", "auxpass")):
                yield self._make(token, "VERB", self._verb_arguments(token))
            elif token.i in self.dated:
                continue  # "in March" is no demonstration
            elif (
                token.pos_ in ("NOUN", "PROPN") and self.noun_lemma(token) in self.know.nouns and not self.named(token)
            ):
                yield self._make(token, "NOUN", self._noun_arguments(token))
            elif token.pos_ in ("NOUN", "PROPN") and token.lemma in self.know.relational and not self.named(token):
                yield self._make(token, "NOUN", self._relational_arguments(token))
            elif token.pos_ == "ADJ" and token.dep_ in ("acomp", "oprd", "amod", "conj"):
                if token.dep_ == "amod" and not any(child.dep_ in ("prep", "xcomp") for child in token.children):
                    continue
                yield self._make(token, "ADJ", self._adjective_arguments(token))

    # --- one predicate -------------------------------------------------------------------------------------------

    def _make(self, token: Node, pos: str, found: list[Found]) -> Predicate:
        particle = self.particle(token) if pos == "VERB" else None
        lemma = self.noun_lemma(token) if pos == "NOUN" else self.know.verb_lemmas.get(token.lower_, token.lemma)
        if particle is not None:
            lemma = f"{lemma} {particle.lower_}"
        end = token.end
        if particle is not None and particle.i == token.i + 1:
            end = particle.end
        governor, link = self.governor(token)
        seen: set[tuple[str, int]] = set()
        arguments = []
        for role, head in found:
            for part in (head, *self.counted(head)):
                if (role, part.i) not in seen:
                    seen.add((role, part.i))
                    arguments.append(self._argument(role, part))
        return Predicate(
            token=token.i,
            start=token.idx,
            end=end,
            lemma=lemma,
            pos=pos,
            arguments=tuple(arguments),
            tense=tense(token) if pos != "NOUN" else "",
            passive=passive(token),
            governor=governor.i if governor is not None else -1,
            link=link,
        )

    def _argument(self, role: str, head: Node) -> Argument:
        """Return a head as an argument; one head may be that of several predicates."""
        if head.i not in self.fillers:
            self.fillers[head.i] = self._filler(head)
        return Argument(role, *self.fillers[head.i])

    def _filler(self, head: Node) -> Filler:
        entities: tuple[str, ...] = ()
        parts = coordinated(head)
        for part in parts:
            entities += tuple(id_ for id_ in self.denoted(part) if id_ not in entities)
        if head.lower_ in RELATIVE and head.tag_ in ("WDT", "WP", "IN", "DT"):
            # "the quake that struck Peru", "Sun's sales, which fell": what it is, and whose, the antecedent says
            head = self.antecedent(head) or head
            parts = coordinated(head)
        left, right = phrase(head)
        pairs = dict.fromkeys([pair for part in parts if part.children for pair in self.inner(part)])
        inner = tuple([pair for pair in pairs if pair[1] not in entities])
        return head.i, left.idx, right.end, entities, inner

    def named(self, token: Node) -> bool:
        """Tell whether the token is part of a name (not of a description such as "the takeover target")."""
        return bool(token.ent_type_) and token.ent_type_ != "NORP"

    def noun_lemma(self, token: Node) -> str:
        """Return the lemma of a noun, or what the lexicon has: the pair with the noun before it, or the plural."""
        lemma = token.lower_ if token.lower_ in self.know.nouns else token.lemma
        if token.i > 0 and lemma in self.know.paired:
            pair = f"{self.nodes[token.i - 1].lower_} {lemma}"
            if pair in self.know.nouns:
                return pair
        return lemma

    def particle(self, verb: Node) -> Node | None:
        """Return the particle of a phrasal verb: "took it over", "stepped down"."""
        for child in verb.children:
            if child.dep_ == "prt":
                return child
            beside = child.i == verb.i + 1 and child.dep_ in ("advmod", "prep")
            # "stepped down as chairman" has no object under its particle, "went down the road" has
            if beside and "pobj" not in child.deps and child.lower_ in self.know.particles:
                return child
        return None

    # --- what an argument denotes --------------------------------------------------------------------------------

    def denoted(self, head: Node) -> tuple[str, ...]:
        """Return the entities that a head means: by name, description, pronoun, antecedent or apposition."""
        if head.lower_ in RELATIVE and head.tag_ in ("WDT", "WP", "WP$", "IN", "DT"):
            antecedent = self.antecedent(head)
            if antecedent is None:
                return ()
            ids = self.denoted(antecedent)
            if not ids and antecedent.dep_ == "attr":  # "The i3 was the first car, which was launched in 2013"
                ids = tuple(id_ for _, token in self.subjects(antecedent.head) for id_ in self.denotes.get(token.i, ()))
            if not ids and antecedent.dep_ == "appos":  # "Skype, the service that Microsoft bought"
                ids = self.denotes.get(antecedent.head.i, ())
            return ids
        ids = self.denotes.get(head.i, ())
        if ids:
            return ids
        ticker = "." in head.text and TICKER.match(head.text)
        if ticker or head.is_punct:
            for child in head.lefts:
                if child.dep_ in ("compound", "nmod", "amod") and child.i in self.denotes:
                    return self.denotes[child.i]
            # "British Airways BAY.L reported": the name may hang elsewhere
            if ticker and head.i and head.dep_ in SUBJECTS:
                return self.denotes.get(head.i - 1, ())
        for child in head.children if "appos" in head.deps else ():
            # a description in apposition must be able to mean its name: "the carmaker, Ford", not "the plan, Ford said"
            if (
                child.dep_ == "appos"
                and child.i in self.denotes
                and self.know.nominals.get(head.lemma) == child.ent_type_
            ):
                return self.denotes[child.i]
        if head.lemma in self.know.metonyms:
            return self.owned_by(head)
        if head.lemma in self.know.places:
            return self.named_behind(head)
        if head.dep_ == "appos" and self.know.nominals.get(head.lemma) == head.head.ent_type_:
            return self.denotes.get(head.head.i, ())  # "Sun, a company founded in Lima"
        return ()

    def owned_by(self, head: Node) -> tuple[str, ...]:
        """Return whose government, police or spokesman a head is: its people act for it."""
        for child in head.children:
            owner = child
            if child.dep_ == "prep" and child.lower_ in ("of", "for", "at"):
                owner = next((token for token in child.children if token.dep_ == "pobj"), child)
            elif child.dep_ not in ("poss", "compound", "nmod", "amod"):
                continue
            if owner.i in self.denotes:
                return self.denotes[owner.i]
        return ()

    def named_behind(self, head: Node) -> tuple[str, ...]:
        """Return the place that an "of" gives as the name of a head: "the state of Goa", not "the state of war"."""
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for name in child.children:
                    if name.dep_ == "pobj" and name.ent_type_ == "PLACE":
                        return self.denotes.get(name.i, ())
        return ()

    def inner(self, head: Node, depth: int = 2) -> Iterator[tuple[str, str]]:
        """Yield (relation, entity id) of what modifies a head: possessor, compound, apposition, preposition.

        A relative pronoun has what modifies its noun ("its Leipzig plant, which was chosen").
        """
        if head.lower_ in RELATIVE and head.tag_ in ("WDT", "WP"):
            head = self.antecedent(head) or head
        for child in head.children:
            if child.dep_ == "amod" and child.lower_ in self.know.participles:  # "the Leipzig-based plant"
                yield from ((child.lower_, id_) for place in child.lefts for id_ in self.denoted(place))
            if child.dep_ in ("poss", "compound", "nmod", "appos", "amod", "nummod"):
                relation = "compound" if child.dep_ in ("nmod", "amod", "nummod") else child.dep_
                for part in coordinated(child):
                    yield from ((relation, id_) for id_ in self.denoted(part))
            elif child.dep_ == "prep":
                for target in child.children:
                    if target.dep_ == "pobj":
                        for part in coordinated(target):
                            ids = self.denoted(part)
                            yield from ((child.lower_, id_) for id_ in ids)
                            if not ids and depth and child.lower_ in ("of", "in"):
                                yield from ((child.lower_, id_) for _, id_ in self.inner(part, depth - 1))
            elif child.dep_ in ("acl", "relcl") and child.lower_ in self.know.participles:
                objects = (pobj for prep in child.children for pobj in prep.children)
                yield from ((child.lower_, id_) for pobj in objects for id_ in self.denoted(pobj))

    def antecedent(self, pronoun: Node) -> Node | None:
        """Return the noun that a relative pronoun stands for."""
        for ancestor in pronoun.ancestors:
            if ancestor.dep_ == "relcl":
                return ancestor.head
        return None

    # --- verbs ---------------------------------------------------------------------------------------------------

    def _verb_arguments(self, verb: Node) -> list[Found]:
        found: list[Found] = []
        subjects = self.subjects(verb)
        is_passive = passive(verb)
        objects = self.objects(verb)
        for role, token in subjects:
            if role == "patient" and objects and verb.lemma_ in self.know.ditransitives:
                role = "recipient"  # "was awarded the contract"
            found.append((role, token))
        if not is_passive or verb.lemma_ in self.know.ditransitives or not any(r == "patient" for r, _ in found):
            found += [("patient", token) for token in objects]
        for child in verb.children:
            if child.dep_ == "dative":
                inner = [token for token in child.children if token.dep_ == "pobj"]
                found += [("to", token) for token in inner] or [("recipient", child)]
            elif child.dep_ == "agent":
                found += [("agent", token) for token in child.children if token.dep_ == "pobj"]
            elif child.dep_ == "attr":
                found.append(("patient", child))
            elif child.dep_ == "oprd" and child.pos_ in NOUN_TAGS:
                # "named John Smith as chief executive": the parser took the object for what it is called
                behind = (part for part in (*child.children, *verb.rights) if part.i > child.i)
                called = is_passive or objects or not any(part.lower_ == "as" for part in behind)
                found.append(("as" if called else "patient", child))
        found += self.obliques(verb)
        for _, obj in [pair for pair in found if pair[0] == "patient"]:
            if obj.dep_ in OBJECTS or obj.dep_ in ("attr", "oprd"):
                present = {role for role, _ in found}
                found += [
                    (role, token)
                    for role, token in self.obliques(obj)
                    if role in SHARED_PREPOSITIONS - {"of"} and role not in present
                ]
        return found

    def obliques(self, token: Node) -> Iterator[Found]:
        """Yield (preposition, noun) of the prepositional phrases on a token; "because of" counts its last word."""
        for child in token.children if not token.deps.isdisjoint(PHRASES) else ():
            if child.dep_ not in PHRASES or (token.pos_ == "VERB" and child.dep_ == "agent"):
                continue
            preposition = child
            for grandchild in child.children:
                if grandchild.dep_ in ("prep", "pcomp") and grandchild.tag_ == "IN":
                    preposition = grandchild
            for target in preposition.children:
                if target.dep_ in ("pobj", "pcomp") and target.pos_ in NOUN_TAGS and target.tag_ not in ("VBG", "VBN"):
                    yield (preposition.lower_, target)

    def objects(self, verb: Node) -> list[Node]:
        """Return the direct objects, also the one that coordinated verbs share, and a reduced relative's head."""
        if not verb.deps.isdisjoint(OBJECTS):
            return [child for child in verb.children if child.dep_ in OBJECTS]
        # "developed and launched the phone": the object stands under the last of the verbs
        for child in verb.rights if "conj" in verb.deps else ():
            close = child.dep_ == "conj" and child.pos_ == "VERB" and child.i - verb.i <= 3 and not passive(child)
            if close and not any(grandchild.dep_ in SUBJECTS for grandchild in child.children):
                return [grandchild for grandchild in child.children if grandchild.dep_ in OBJECTS]
        # "the plant it opened"; not "the day it opened the plant", which has its own object
        if verb.dep_ == "relcl" and "nsubj" in verb.deps:
            reduced = not any(child.lower_ in RELATIVE for child in verb.subtree if child.i < verb.i)
            return [verb.head] if reduced else []
        return self.mislaid(verb, len(self.nodes))

    def subjects(self, verb: Node) -> list[Found]:
        """Return (agent or patient, token) for the surface or understood subject of a verb."""
        if verb.i not in self.subject_cache:
            self.subject_cache[verb.i] = []  # a cycle (a verb controlled by itself) finds nothing
            self.subject_cache[verb.i] = self._subjects(verb)
        return self.subject_cache[verb.i]

    def _subjects(self, verb: Node) -> list[Found]:
        role = "patient" if passive(verb) else "agent"
        own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
        if own:
            return [("patient" if child.dep_ == "nsubjpass" else role, child) for child in own]
        if "expl" in verb.deps:
            return []
        head, dep = verb.head, verb.dep_
        if dep == "conj" and head.pos_ in ("VERB", "AUX"):
            if verb.tag_ == "VBN" and passive(head) and not any(child.dep_ == "aux" for child in verb.children):
                role = "patient"  # "was tried and jailed", not "was tried and has appealed"
            return [(role, token) for _, token in self.subjects(head)]
        if dep in ("xcomp", "advcl", "ccomp", "prep") and head.pos_ in ("VERB", "AUX"):
            if dep == "ccomp" and verb.tag_ not in ("VB", "VBG"):
                return [(role, token) for token in self.mislaid(head, verb.i)]
            if dep == "xcomp" and head.lemma_ in self.know.object_control:
                objects = [child for child in head.children if child.dep_ in OBJECTS]
                if objects:
                    return [(role, objects[0])]
            return [(role, token) for _, token in self.subjects(head)]
        if dep in ("xcomp", "ccomp", "advcl") and head.pos_ == "ADJ":  # "is likely to buy"
            return [(role, token) for _, token in self._adjective_arguments(head) if _ == "agent"]
        if dep == "pcomp":  # "after buying Goodrich, ...", "accused of stealing"
            governor = head.head
            if governor.pos_ in ("VERB", "AUX"):
                # "sentenced Smith for stealing", "accused Sun of copying": the named object did it, not the subject
                if head.lower_ in ("for", "of", "from") and not passive(governor):
                    objects = [child for child in governor.children if child.dep_ in OBJECTS and self.denoted(child)]
                    if objects:
                        return [(role, objects[0])]
                return [(role, token) for _, token in self.subjects(governor)]
            if governor.pos_ == "NOUN":
                return [(role, token) for token in self.owners(governor)]
            if governor.pos_ == "ADJ":  # "is interested in taking over"
                return [(role, token) for _, token in self._adjective_arguments(governor) if _ == "agent"]
            return []
        if dep == "relcl" and verb.tag_ != "VB":
            return []
        if dep in ("acl", "amod", "relcl"):
            said = head
            while said.dep_ in ("conj", "appos") and said.head.pos_ == "NOUN" and said.i not in self.denotes:
                said = said.head  # "Sun is a publisher and a printing firm based in Lima"
            if said.dep_ == "attr" and said.head.pos_ in ("VERB", "AUX"):  # "Ford is the first carmaker to offer"
                return [(role, token) for _, token in self.subjects(said.head)]
            if verb.tag_ in ("VBN", "VBD"):
                if passive(verb) and any(child.tag_ == "TO" for child in verb.lefts):  # "struck a deal to be bought by"
                    return [("patient", token) for token in self.owners(head)]
                return [("patient", head)]
            if dep == "relcl" and self.noun_lemma(head) in self.know.nouns:  # "held talks to merge"
                return [(role, token) for token in self.owners(head)]
            if dep == "relcl" or (verb.tag_ == "VBG" and not any(child.lower_ == "to" for child in verb.lefts)):
                return [("agent", head)]
            return [(role, token) for token in self.owners(head)]  # "its plan to buy"
        return []

    def mislaid(self, verb: Node, end: int) -> list[Node]:
        """Return what the parser hung on a day before token `end`: "said on Tuesday [orders] rose"."""
        return [
            noun
            for child in verb.rights
            if child.dep_ == "prep" and child.i < end
            for noun in child.children
            if noun.dep_ == "pobj" and noun.left_edge.i in self.dated and noun.i not in self.timed
        ]

    def owners(self, noun: Node) -> list[Node]:
        """Return whose plan, bid or right a noun is: possessor, or the subject of the verb that it is the object of."""
        possessors = [child for child in noun.children if child.dep_ == "poss"]
        if possessors:
            return possessors
        makers = [child for child in noun.children if child.dep_ in ("prep", "agent") and child.lower_ == "by"]
        if makers:  # "the decision by Chrysler to close its plants"
            return [token for token in makers[0].children if token.dep_ == "pobj"]
        verb = noun.head
        if noun.dep_ in (*OBJECTS, "attr") and verb.pos_ in ("VERB", "AUX"):
            return [token for _, token in self.subjects(verb)]
        if noun.dep_ == "pobj" and verb.head.pos_ in ("VERB", "AUX"):
            return [token for _, token in self.subjects(verb.head)]
        return []

    # --- nouns and adjectives --------------------------------------------------------------------------------------

    def _noun_arguments(self, noun: Node) -> list[Found]:
        """Return the arguments of an event noun; those of kind `t` in the lexicon have a patient ("purchase of X")."""
        transitive = self.know.nouns[self.noun_lemma(noun)] == "t"
        found: list[Found] = []
        obliques = list(self.obliques(noun))
        has_by = any(role == "by" for role, _ in obliques)
        has_of = any(role == "of" for role, _ in obliques)
        for role, token in obliques:
            if role == "by":
                found.append(("agent", token))
            elif role == "of":
                found.append(("patient" if transitive else "agent", token))
            else:
                found.append((role, token))
        for child in noun.children:
            if child.dep_ == "poss":
                # "Goodrich's purchase by UTC" but "UTC's purchase of Goodrich"
                found.append(("patient" if transitive and has_by and not has_of else "agent", child))
            elif child.dep_ in ("compound", "nmod", "amod") and (
                child.i in self.denotes or child.pos_ in ("NOUN", "PROPN")
            ):
                found.append(("compound", child))
        # "an investment of $50 million" leaves the agent to the verb: only a filler that denotes something takes the
        # place
        core = ("agent", "patient", "recipient")
        found += self._light(noun, {role for role, token in found if role not in core or self.denoted(token)})
        return found

    def _relational_arguments(self, noun: Node) -> list[Found]:
        """Return the arguments of "unit", "maker", "chief executive": `self` is what it is said of."""
        phrase_head = noun
        while phrase_head.dep_ == "compound" and phrase_head.head.i > phrase_head.i:
            phrase_head = phrase_head.head  # "Apple chief executive Tim Cook" hangs on Cook
        head = phrase_head
        found: list[Found] = []
        named = head.i != noun.i and self.named(head)
        while head.dep_ == "conj" and not named and head.head.pos_ in ("NOUN", "PROPN") and not self.named(head.head):
            head = head.head  # "a writer and former chairman of Sun" is said of what "a writer" is said of
        if named:
            found.append(("self", head))
        elif head.dep_ == "appos":
            found.append(("self", head.head))
        elif head.dep_ == "attr":
            found += [("self", token) for _, token in self.subjects(head.head)]
        elif head.dep_ == "oprd":
            found += [("self", token) for role, token in self._verb_arguments(head.head) if role == "patient"]
        elif head.dep_ == "pobj" and head.head.lower_ == "as" and head.head.head.pos_ == "VERB":
            roles = self._verb_arguments(head.head.head)
            wanted = "patient" if any(role == "patient" and self.denoted(token) for role, token in roles) else "agent"
            found += [("self", token) for role, token in roles if role == wanted]
        found += [("self", child) for child in noun.children if child.dep_ == "appos"]
        if noun.i in self.denotes:
            found.append(("self", noun))
        for token in {noun.i: noun, phrase_head.i: phrase_head}.values():
            for child in token.children:
                if child.dep_ == "poss" or (child.dep_ in ("compound", "nmod", "amod") and child.i < noun.i):
                    found.append(("poss" if child.dep_ == "poss" else "compound", child))
            found += self.obliques(token)
        # "the founder and head of Sun": what the last of two posts is told of, the first one is too
        if not any(role in ("of", "at", "for") for role, _ in found):
            for child in noun.rights:
                if child.dep_ == "conj" and child.lemma in self.know.relational and not self.named(child):
                    found += self.obliques(child)
        return found

    def _light(self, noun: Node, present: set[str]) -> Iterator[Found]:
        """Yield what a noun gets from the verb that carries it: "Y made an offer", "an offer was made by Y"."""
        outer = self.outer(noun)
        verb, role = outer.head, outer.dep_
        while role == "conj" and verb.pos_ == "NOUN":
            verb, role = verb.head, verb.dep_
        if role == "pobj" and verb.dep_ in ("prep", "agent") and verb.head.pos_ in ("VERB", "AUX"):
            preposition, verb = verb, verb.head
            key = f"{verb.lemma_} {preposition.lower_}"  # "enter into an agreement", "file for bankruptcy"
            if key not in self.know.light:
                return
        elif role in (*OBJECTS, "nsubjpass", "attr") or self.raised(noun):
            verb = verb.head if role == "nsubj" else verb
            key = verb.lemma_
            if verb.pos_ not in ("VERB", "AUX") or key not in self.know.light:
                return
        else:
            return
        subject_role = self.know.light[key]
        if role == "nsubjpass":
            subjects = [
                token
                for child in verb.children
                if child.dep_ == "agent"
                for token in child.children
                if token.dep_ == "pobj"
            ]
        else:
            subjects = [token for _, token in self.subjects(verb)]
        if subject_role not in present:
            yield from ((subject_role, token) for token in subjects)
        for child in verb.children:
            if child.dep_ == "dative" and child.pos_ != "ADP":
                yield ("recipient", child)
        for preposition_role, token in self.obliques(verb):
            if preposition_role not in present and token.i != noun.i:
                yield (preposition_role, token)

    def outer(self, noun: Node) -> Node:
        """Return the noun in whose place a counted one stands: "faces a series of [lawsuits]"."""
        preposition = noun.head
        if noun.dep_ == "pobj" and preposition.lower_ == "of":
            counter = preposition.head
            return counter if counter.lemma in self.know.transparent else noun
        return noun

    def counted(self, head: Node) -> Iterator[Node]:
        """Yield what a number or a counting noun counts: "closed most of its [stores]", "two of the [units]"."""
        if head.tag_ == "CD" or head.lemma in self.know.transparent:
            for child in head.children:
                if child.dep_ == "prep" and child.lower_ == "of":
                    yield from (token for token in child.children if token.dep_ == "pobj")

    def raised(self, noun: Node) -> bool:
        """Tell whether the parser made a carried noun the subject of its infinitive: "announced [a deal to build]"."""
        clause = noun.head
        return (
            noun.dep_ == "nsubj"
            and clause.tag_ == "VB"
            and clause.dep_ in ("ccomp", "xcomp")
            and clause.head.i < noun.i
            and clause.head.lemma_ in self.know.light
        )

    def _adjective_arguments(self, adjective: Node) -> list[Found]:
        """The subject of the copula is the agent ("is bankrupt"), or the noun that a postponed adjective modifies."""
        found: list[Found] = []
        head = adjective
        while head.dep_ == "conj":
            head = head.head
        if head.dep_ in ("acomp", "oprd", "ccomp") and head.head.pos_ in ("VERB", "AUX"):
            found += [("agent", token) for _, token in self.subjects(head.head)]
        elif head.dep_ == "amod":
            found.append(("agent", head.head))
        return found + list(self.obliques(adjective))

    # --- what a predicate hangs on -------------------------------------------------------------------------------

    def governor(self, token: Node) -> tuple[Node | None, str]:
        """Return the predicate that `token` depends on, and by which link."""
        outer = self.outer(token)
        dep, head = outer.dep_, outer.head
        if head.i == outer.i:
            return None, ""
        if token.pos_ in ("VERB", "AUX"):
            if dep == "pcomp":
                return head.head, "pcomp"
            if dep in ("xcomp", "ccomp", "advcl", "acl", "relcl", "conj", "csubj", "csubjpass", "amod", "parataxis"):
                return head, dep
            return (head, "arg") if dep != "ROOT" else (None, "")
        if dep in ("compound", "poss", "nmod", "amod", "conj", "appos"):
            return (head, "conj") if dep == "conj" else (head, "arg")
        if dep in ("pobj", "dative") and head.pos_ in ("ADP", "SCONJ", "PART", "VERB"):
            verb = head.head
            if f"{verb.lemma_} {head.lower_}" in self.know.light:
                return verb, "light"
            return verb, f"arg:{head.lower_}"
        if dep in (*OBJECTS, "nsubjpass", "attr") and head.lemma_ in self.know.light:
            return head, "light"
        if self.raised(token):
            return head.head, "light"
        if dep in ("acomp", "oprd"):
            return head, "light"
        return head, f"arg:{dep}"


def passive(verb: Node) -> bool:
    """Tell whether a verb's surface subject is its patient: by auxiliary, passive subject, or bare participle."""
    deps = {child.dep_ for child in verb.children}
    if not deps.isdisjoint(PASSIVE):
        return True
    if verb.tag_ != "VBN" or "aux" in deps:
        return False
    if verb.dep_ in ("acl", "amod", "advcl"):
        return verb.dep_ != "advcl" or deps.isdisjoint(OBJECTS)
    return verb.dep_ == "conj" and passive(verb.head)


def tense(token: Node) -> str:
    """Return past, present, future, or "" for a form that is not finite. A perfect counts as past."""
    verb = token
    if token.pos_ == "ADJ" and token.head.pos_ in ("VERB", "AUX"):
        verb = token.head
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    lemmas = {child.lemma_.lower() for child in auxiliaries}
    if lemmas & {"will", "shall", "'ll"} or any(
        child.lower_ in ("will", "wo", "'ll", "shall") for child in auxiliaries
    ):
        return "future"
    if "have" in lemmas or verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in auxiliaries):
        return "past"
    if verb.tag_ in ("VBZ", "VBP") or any(child.tag_ in ("VBZ", "VBP") for child in auxiliaries):
        return "present"
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX") and verb.tag_ not in ("VBZ", "VBP"):
        return tense(verb.head)
    return ""


def coordinated(head: Node) -> list[Node]:
    """Return a head and those coordinated with it: "Boeing, Airbus and Embraer"."""
    found = [head]
    for child in head.children:
        if child.dep_ == "conj" and child.pos_ in NOUN_TAGS and child.tag_ not in ("VBD", "VBZ", "VBP"):
            found += coordinated(child)
    return found


def phrase(head: Node) -> tuple[Node, Node]:
    """Return first and last token of a noun phrase without its relative clauses and coordinated phrases."""
    left, right = head, head
    for child in head.children:
        if child.dep_ in ("relcl", "conj", "cc", "punct", "acl", "advcl", "ccomp"):
            continue
        if child.i < head.i:
            edge = child.left_edge
            left = edge if edge.i < left.i else left
        elif child.dep_ in ("prep", "nummod", "amod", "compound", "case", "quantmod"):
            edge = child.right_edge
            right = edge if edge.i > right.i else right
    return left, right
