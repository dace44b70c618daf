"""Who "the company", "both carmakers", "she" and "its" are: a reader that goes through an article from left to right.

Everything that the text talks about, named or not, is a referent that gains weight where it is mentioned, most as a
subject, and loses it from sentence to sentence. A description or pronoun means the heaviest referent that agrees with
it in type, class, gender and number, if that one outweighs the next by the margin of the rule; common nouns compete.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc, Token

from dateline.components.names.aliases import Cluster, words_of

RULE_KEYS = {"match", "reason", "types", "decay", "margin", "window", "number", "genders", "generic"}
MODIFIERS = ("compound", "nummod", "quantmod", "npadvmod")
CLAUSES = ("ccomp", "xcomp", "csubj", "csubjpass", "advcl", "relcl")
Lexicons = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Reference:
    """A description or pronoun, tokens `[start, end)`, with the numbers of the entities that it means."""

    start: int
    end: int
    kind: str
    referents: tuple[int, ...]
    rule: str
    reason: str


@dataclass
class Referent:
    """Something that the text talks about.

    `number` is the entity's, -1 for what has no name. `classes`, `heads` and `modifiers` are what the text says that it
    is; `seen` maps a sentence's number to the weight gained there, `tokens` are its mentions' heads.
    """

    number: int
    type: str
    gender: str = ""
    plural: bool = False
    classes: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    seen: dict[int, float] = field(default_factory=dict)
    tokens: list[int] = field(default_factory=list)

    def weight(self, sentence: int, decay: float, window: int) -> float:
        """Return how present the referent is in the reader's mind in sentence number `sentence`."""
        return sum(
            weight * decay ** (sentence - seen)
            for seen, weight in self.seen.items()
            if sentence - window <= seen <= sentence
        )


class Reader:
    """Resolves the references of one article. `clusters` are its named entities, in order."""

    def __init__(
        self, doc: Doc, clusters: Sequence[Cluster], rules: Sequence[Mapping[str, Any]], lexicons: Lexicons
    ) -> None:
        self.doc = doc
        self.lexicons = lexicons
        self.kinds = {words_of(place): values[0] for place, values in lexicons["place_kinds"].items()}
        self.rules = rules
        self.entities = [
            Referent(number, cluster.type, gender=cluster.gender, classes=set(self._classes(cluster)))
            for number, cluster in enumerate(clusters)
        ]
        self.common: dict[str, Referent] = {}
        self.named: dict[int, int] = {}  # token -> number of the entity that it names, or means
        self.starts: dict[int, tuple[int, int]] = {}  # first token of a name -> (its end, entity)
        for number, cluster in enumerate(clusters):
            for name, _ in cluster.mentions:
                self.starts[name.start] = (name.end, number)
                self.named.update(dict.fromkeys(range(name.start, name.end), number))
        self.sentences = [0] * len(doc)
        for number, sent in enumerate(doc.sents):
            self.sentences[sent.start : sent.end] = [number] * len(sent)
        self.quotes = list(quotes(doc))
        self.quoted = [False] * len(doc)
        for start, end in self.quotes:
            self.quoted[start:end] = [True] * (end - start)
        self.found: list[Reference] = []
        self.meant: dict[int, tuple[int, ...]] = {}  # head token of a resolved reference -> entities

    # -- reading ------------------------------------------------------------------------------------------------

    def read(self) -> list[Reference]:
        """Return the references found, in text order."""
        self._describe()
        for token in self.doc:
            if token.i in self.starts:
                end, number = self.starts[token.i]
                self._touch(self.entities[number], self.doc[token.i : end].root)
            elif token.i in self.named:
                continue
            elif token.pos_ == "PRON" and token.lower_ in self.lexicons["pronouns"]:
                self._pronoun(token)
            elif token.pos_ in ("NOUN", "NUM", "PROPN") and token.dep_ not in (
                "compound",
                "nummod",
                "quantmod",
                "npadvmod",
            ):
                self._noun(token)
        self._first_persons()
        return sorted(self.found, key=lambda reference: reference.start)

    def _touch(self, referent: Referent, head: Token) -> None:
        sentence = self.sentences[head.i]
        referent.seen[sentence] = max(referent.seen.get(sentence, 0.0), self._role_weight(head))
        referent.tokens.append(head.i)

    def _role_weight(self, head: Token) -> float:
        """Weigh the grammatical role: a conjunct has that of the first one, an apposition that of its head."""
        while head.dep_ in ("conj", "appos") and head.head is not head:
            head = head.head
        weights = self.lexicons["role_weights"]
        return float(weights.get(head.dep_, weights["other"])[0])

    def _classes(self, cluster: Cluster) -> Iterator[str]:
        """Yield the classes that an entity's names show: "Bank of America", the legal form of "Goodrich Corp."."""
        words = {word for name in cluster.names for word in name}
        for values in self.lexicons["nominals"].values():
            kind, path, *cues = values
            if kind == cluster.type and cues and words & set(cues[0].split()):
                yield path
        if cluster.type == "ORG" and words & set(self.lexicons["legal_forms"]):
            yield "business"
        if cluster.type == "PLACE":
            kinds = [self.kinds[name] for name in cluster.names if name in self.kinds]
            cues = [
                self.lexicons["place_cues"][word][0] for word in sorted(words) if word in self.lexicons["place_cues"]
            ]
            yield (*kinds, *cues, "city")[0]  # a place that nothing is known of is most often a town

    def _describe(self) -> None:
        """Collect what the text says that an entity is: appositions, predicate nominals, nouns before the name."""
        for start, (end, number) in self.starts.items():
            root = self.doc[start:end].root
            for noun in _descriptions(root, start):
                if noun.i not in self.named and noun.lower_ not in self.lexicons["pronouns"]:
                    self._learn(self.entities[number], noun)

    def _learn(self, referent: Referent, noun: Token) -> None:
        entry = self.lexicons["nominals"].get(noun.lemma_.lower())
        if entry is None or entry[0] != referent.type:
            return
        referent.heads.add(noun.lemma_.lower())
        referent.modifiers.update(part.lower_ for part in noun.subtree if part.i < noun.i)
        referent.classes.add(entry[1])

    # -- descriptions -------------------------------------------------------------------------------------------

    def _noun(self, head: Token) -> None:
        entry = self.lexicons["nominals"].get(head.lemma_.lower())
        several = _is_several(head, self.lexicons)
        if self._resolve_apposition(head, entry) or self._describes(head):
            return
        if _is_definite(head) and not _is_restricted(head, self.lexicons["distinct"]):
            if several:
                self._several(head, entry)
                return
            if entry is not None and head.tag_ == "NN" and not _goes_on(head) and self._nominal(head, entry):
                return
        kind = entry[0] if entry is not None else ""
        key = head.lemma_.lower()
        gender = entry[2] if kind == "PERSON" and entry is not None and len(entry) > 2 else ""
        referent = self.common.setdefault(key, Referent(-1, kind, gender))
        referent.plural = head.tag_ in ("NNS", "NNPS")
        self._touch(referent, head)

    def _resolve_apposition(self, head: Token, entry: Sequence[str] | None) -> bool:
        """Take "the aircraft parts maker" in "Goodrich, the aircraft parts maker, said" as a mention of Goodrich."""
        if head.dep_ != "appos" or entry is None or head.head.i not in self.named or not _is_definite(head):
            return False
        number = self.named[head.head.i]
        if entry[0] != self.entities[number].type:
            return False
        self._add(head, "nominal", (number,), "names.apposition", "apposition")
        return True

    def _describes(self, head: Token) -> bool:
        """Say whether a noun only says what a named thing is: "Goodrich, a maker of brakes", "Goodrich is a maker"."""
        if head.dep_ == "attr" and head.head.lemma_ == "be":
            return any(self._meaning(child) for child in head.head.children if child.dep_ == "nsubj")
        return (head.dep_ == "appos" and bool(self._meaning(head.head))) or bool(self._meaning(head))

    def _nominal(self, head: Token, entry: Sequence[str]) -> bool:
        lemma, (kind, path) = head.lemma_.lower(), entry[:2]
        modifiers = {
            child.lower_ for child in head.children if child.i < head.i and child.dep_ in ("amod", "compound", "nmod")
        }
        modifiers -= set(self.lexicons["light_modifiers"])
        known = [
            entity
            for entity in self.entities
            if entity.type == kind and entity.tokens and modifiers <= entity.modifiers
        ]
        fitting = [entity for entity in known if _compatible(entity.classes, path)]
        described = [entity for entity in fitting if lemma in entity.heads]
        same = [entity for entity in fitting if path in entity.classes]
        above = [subject for subject in _subjects(head, own=True) if self._is_person(subject)]
        bodies = {body for subject in above for body in self._bodies(subject)}
        speakers = [entity for entity in fitting if entity.number in bodies]
        for rule in self._rules("nominal", kind):
            pools = {"speaker": speakers, "described": described, "same class": same, "kind": fitting}
            pool = pools[rule["match"]]
            if rule.get("generic") and "/" in path:
                continue
            # "the bank" may be one whose name does not say so, where that is much more in the reader's mind
            unsure = [one for one in fitting if one not in pool] if rule["match"] == "same class" else []
            rivals = [*self._rivals(head, lemma), *unsure]
            winner, reason = self._heaviest(head, pool, rule, rivals)
            if winner is not None:
                self._add(head, "nominal", (winner.number,), rule["id"], reason)
                return True
            if pool:
                return False
        return False

    def _is_person(self, token: Token) -> bool:
        return any(self.entities[number].type == "PERSON" for number in self._meaning(token))

    def _rivals(self, head: Token, lemma: str) -> list[Referent]:
        """Return the thing without a name that the same noun has introduced: "a company in Ohio ... the company"."""
        rival = self.common.get(lemma)
        return [rival] if rival is not None and not rival.plural else []

    def _several(self, head: Token, entry: Sequence[str] | None) -> None:
        """Resolve "both companies", "the two", "the pair" to the entities that were named together."""
        for rule in self._rules("several", ""):
            kinds = {entry[0]} if entry is not None else set(rule["types"])
            pair = self._named_together(head, kinds, rule["window"])
            if pair:
                self._add(head, "nominal", pair, rule["id"], rule["reason"])

    def _named_together(self, head: Token, kinds: set[str], window: int) -> tuple[int, ...]:
        """Return the two entities of the last sentences when there are just two, or those of the last coordination."""
        sentence = self.sentences[head.i]
        for back in range(window + 1):
            numbers = sorted(
                {
                    entity.number
                    for entity in self.entities
                    if entity.type in kinds
                    and any(sentence - back <= self.sentences[token] and token < head.i for token in entity.tokens)
                }
            )
            types = {self.entities[number].type for number in numbers}
            if len(numbers) == 2 and len(types) == 1:
                return tuple(numbers)
            if len(numbers) > 2:
                return ()
        return ()

    # -- pronouns -----------------------------------------------------------------------------------------------

    def _pronoun(self, token: Token) -> None:
        person, number, gender = (*self.lexicons["pronouns"][token.lower_], "", "")[:3]
        if person != "3" or _is_pleonastic(token, self.lexicons):
            return
        for rule in self._rules("pronoun", ""):
            if gender not in rule["genders"] or number != rule["number"]:
                continue
            if rule["match"] == "clause":
                numbers, reason = self._clause_subject(token, rule, gender, number)
                if numbers:
                    self._mean(token, numbers, rule["id"], reason)
                    return
                if reason:
                    return
                continue
            if gender == "n" and self.quoted[token.i]:
                continue  # "it" in speech is most often the matter talked about
            barred = self._barred(token)
            pool = [
                entity
                for entity in self.entities
                if entity.type in rule["types"]
                and entity.tokens
                and entity.number not in barred
                and (gender == "n" or not gender or entity.gender in ("", gender))
            ]
            rivals = [referent for referent in self.common.values() if self._competes(referent, gender, number)]
            winner, reason = self._heaviest(token, pool, rule, rivals)
            if winner is not None:
                self._mean(token, (winner.number,), rule["id"], reason)
                return

    def _mean(self, token: Token, numbers: tuple[int, ...], rule: str, reason: str) -> None:
        """Record a pronoun and learn the gender that it tells."""
        gender = (*self.lexicons["pronouns"][token.lower_], "", "")[2]
        for number in numbers:
            if self.entities[number].type == "PERSON":
                self.entities[number].gender = gender or self.entities[number].gender
        self._add(token, "pronoun", numbers, rule, reason)

    def _clause_subject(
        self, token: Token, rule: Mapping[str, Any], gender: str, number: str
    ) -> tuple[tuple[int, ...], str]:
        """Look for the subject of the clauses around a pronoun, from the inside: "Goodrich said it would hire".

        Returns the entities and the reason; a reason without entities when the pronoun may mean a common noun.
        """
        own = token.dep_ == "poss" or token.lower_.endswith(("self", "selves"))
        barred = self._barred(token)
        for subject in _subjects(token, own):
            if self.quoted[subject.i] != self.quoted[token.i]:
                return (), ""
            group = [subject, *subject.conjuncts]
            numbers = tuple(dict.fromkeys(number for part in group for number in self._meaning(part)))
            if len(group) > 1 and number == "sing":
                continue
            if numbers and len(group) > 1 and all(self._meaning(part) for part in group):
                return numbers, rule["reason"]
            if number == "plur" and not own:
                continue  # one body is "they" too rarely; "its" is "their" often enough
            if barred.intersection(numbers):
                continue
            if len(numbers) == 1:
                entity = self.entities[numbers[0]]
                if entity.type in rule["types"] and (gender in ("", "n") or entity.gender in ("", gender)):
                    return numbers, rule["reason"]
            elif subject.pos_ == "NOUN":
                kind = (*self.lexicons["nominals"].get(subject.lemma_.lower(), ()), "")[0]
                plural = subject.tag_ in ("NNS", "NNPS")
                if self._competes(Referent(-1, kind, plural=plural), gender, number):
                    return (), "common noun"
        return (), ""

    def _competes(self, referent: Referent, gender: str, number: str) -> bool:
        if number == "plur":
            return referent.plural
        if referent.plural or (referent.type == "PERSON") != (gender in ("m", "f")):
            return False
        return gender == "n" or referent.gender in ("", gender)

    def _barred(self, token: Token) -> set[int]:
        """Return the entities that a pronoun cannot mean.

        For a possessive that is what its noun stands beside ("Firefox, its main rival"), else the subject of its verb.
        """
        if token.dep_ == "poss":
            return set(self._meaning(token.head.head)) if token.head.dep_ == "appos" else set()
        if token.lower_.endswith(("self", "selves")):
            return set()
        head = token.head
        while head.dep_ in ("prep", "conj", "pcomp") and head.head is not head:
            head = head.head
        subjects = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass") and child is not token]
        return {number for subject in subjects for number in self._meaning(subject)}

    def _meaning(self, token: Token) -> tuple[int, ...]:
        if token.i in self.named:
            return (self.named[token.i],)
        if token.i in self.meant:
            return self.meant[token.i]
        # "his father Carl Lund said": the parser often makes the name an apposition of the noun before it
        beside = [child for child in token.children if child.dep_ == "appos" and child.i in self.named]
        return tuple(self.named[child.i] for child in beside if self.entities[self.named[child.i]].type == "PERSON")

    def _first_persons(self) -> None:
        """Give "I" in a quote to its speaker and "we" to the speaker's organisation."""
        for start, end, speaker in self._speakers():
            persons = [number for number in self._meaning(speaker) if self.entities[number].type == "PERSON"]
            bodies = self._bodies(speaker)
            for token in self.doc[start:end]:
                person, number, *_ = (*self.lexicons["pronouns"].get(token.lower_, ()), "", "")
                means = persons if number == "sing" else bodies
                if person == "1" and token.pos_ == "PRON" and token.i not in self.named and len(means) == 1:
                    self._add(token, "pronoun", tuple(means), "names.pronoun.quote", "speaker of the quote")

    def _bodies(self, speaker: Token) -> list[int]:
        """Return the organisation or country that a speaker speaks for: itself, or the one that a person belongs to."""
        means = self._meaning(speaker)
        bodies = [number for number in means if self.entities[number].type in ("ORG", "PLACE")]
        persons = [number for number in means if self.entities[number].type == "PERSON"]
        # An analyst's "we" is everybody, and "the company" the one that is analysed.
        if any(self.entities[one].heads & set(self.lexicons["outside_speakers"]) for one in persons):
            return []
        return bodies or self._affiliations(speaker, persons)

    def _affiliations(self, speaker: Token, persons: Sequence[int]) -> list[int]:
        """Return the organisation that the text ties the speaker to, wherever it names the person: "Rogers of JLR"."""
        heads = [speaker]
        for number in persons:
            heads += [self.doc[token] for token in self.entities[number].tokens if self.doc[token] is not speaker]
        for head in heads:
            near = [head, *(child for child in head.children if child.dep_ == "appos")]
            for noun in near:
                for token in _modifiers(noun):
                    number = self.named.get(token.i, -1)
                    if number >= 0 and self.entities[number].type == "ORG":
                        return [number]
        return []

    def _speakers(self) -> Iterator[tuple[int, int, Token]]:
        """Yield each quote with the token of its speaker; a quote without one goes on with the speaker before it."""
        previous: Token | None = None
        for start, end in self.quotes:
            sents = {sent.start: sent for sent in (self.doc[start].sent, self.doc[end - 1].sent)}
            outside = [token for sent in sents.values() for token in sent if not self.quoted[token.i]]
            verbs = [token for token in outside if token.lemma_.lower() in self.lexicons["speech_verbs"]]
            subjects = [subject for verb in verbs for subject in _agents(verb)]
            speaker = subjects[0] if subjects else previous
            if speaker is not None:
                yield start, end, speaker
            previous = speaker

    # -- deciding -----------------------------------------------------------------------------------------------

    def _rules(self, part: str, kind: str) -> Iterator[Mapping[str, Any]]:
        return (rule for rule in self.rules if rule["part"] == part and (not kind or kind in rule["types"]))

    def _heaviest(
        self, head: Token, pool: Sequence[Referent], rule: Mapping[str, Any], rivals: Iterable[Referent]
    ) -> tuple[Referent | None, str]:
        """Return the referent of `pool` that outweighs all others and `rivals` by the rule's margin, and why."""
        sentence, decay, window = self.sentences[head.i], rule["decay"], rule["window"]
        weighed = [(entity.weight(sentence, decay, window), entity) for entity in pool]
        ranked = sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: -pair[0])
        if not ranked:
            return None, ""
        best, winner = ranked[0]
        others = [weight for weight, _ in ranked[1:]] + [rival.weight(sentence, decay, window) for rival in rivals]
        second = max(others, default=0.0)
        if best < rule["margin"] * second:
            return None, ""
        if second == 0.0:
            return winner, f"only {winner.type} near"
        subject = float(self.lexicons["role_weights"]["nsubj"][0])
        if winner.seen.get(sentence, 0.0) == subject:
            return winner, "subject of the sentence"
        if winner.seen.get(sentence - 1, 0.0) == subject:
            return winner, "subject of previous sentence"
        return winner, "most salient"

    def _add(self, head: Token, kind: str, referents: tuple[int, ...], rule: str, reason: str) -> None:
        start = head.i if kind == "pronoun" else _left(head)
        self.found.append(Reference(start, head.i + 1, kind, referents, rule, reason))
        self.meant[head.i] = referents
        for number in referents:
            self._touch(self.entities[number], head)


# -- syntax -----------------------------------------------------------------------------------------------------


def _descriptions(root: Token, start: int) -> Iterator[Token]:
    """Yield the nouns that say what a named thing is."""
    for child in root.children:
        if child.dep_ == "appos" or (child.dep_ == "compound" and child.i < start):
            yield child
    if root.dep_ == "appos":
        yield root.head
    if root.dep_ in ("nsubj", "nsubjpass") and root.head.lemma_ == "be":
        yield from (child for child in root.head.children if child.dep_ == "attr")
    for child in root.children:
        if child.dep_ == "relcl" and child.lemma_ == "be":
            yield from (part for part in child.children if part.dep_ == "attr")


def _subjects(token: Token, own: bool) -> Iterator[Token]:
    """Yield the subjects of the clauses around a token, innermost first; that of its own clause only if `own`.

    A subject that follows counts where the pronoun stands in an adverbial before it: "In his speech, Obama said".
    """
    seen = own
    for head in token.ancestors:
        if head.pos_ not in ("VERB", "AUX"):
            continue
        subjects = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")]
        if seen:
            for child in subjects:
                if child.tag_ in ("WP", "WDT") and head.dep_ == "relcl":  # "Devocht, who said he"
                    yield head.head
                elif child.right_edge.i < token.i or token.i < child.left_edge.i < head.i:
                    yield child
            if head.dep_ == "xcomp":  # "forced Apple to lower its prices": the object is the subject of the infinitive
                yield from (child for child in head.head.children if child.dep_ == "dobj" and child.i < head.i)
        seen = seen or bool(subjects)


def _modifiers(noun: Token) -> Iterator[Token]:
    """Yield what modifies a noun: "JLR director Rogers", "JLR's Rogers", "Rogers of JLR"; and their modifiers."""
    for child in noun.children:
        if child.dep_ in ("compound", "poss", "nmod", "amod"):
            yield child
            yield from _modifiers(child)
        elif child.dep_ == "prep":
            for part in child.children:
                if part.dep_ == "pobj":
                    yield part
                    yield from _modifiers(part)


def _agents(verb: Token) -> Iterator[Token]:
    """Yield who does what a verb tells: its subject, or for "resigned in a letter stating" that of the clause above."""
    for head in (verb, *verb.ancestors):
        subjects = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")]
        if subjects:
            yield subjects[0]
            return


def _is_definite(head: Token) -> bool:
    return any(
        child.dep_ in ("det", "predet", "nummod") and child.lower_ in ("the", "this", "that", "both", "these", "those")
        for child in head.children
    )


def _is_several(head: Token, lexicons: Lexicons) -> bool:
    counts = lexicons["pair_words"]
    if head.lower_ in counts:
        return True
    return head.tag_ == "NNS" and any(child.lower_ in counts for child in head.children)


def _is_restricted(head: Token, distinct: Iterable[str]) -> bool:
    """Say whether the phrase means something else: "the company behind it", "the other one", "its parent company"."""
    for child in head.children:
        if child.dep_ == "poss" or child.lower_ in distinct:
            return True
        if child.i > head.i and child.dep_ in ("relcl", "acl", "prep") and head.doc[child.left_edge.i - 1].text != ",":
            return True
    return False


def _goes_on(head: Token) -> bool:
    """Say whether the noun phrase goes on behind its supposed head: "the computer company Apple"."""
    return head.i + 1 < len(head.doc) and head.doc[head.i + 1].pos_ in ("NOUN", "PROPN", "ADJ")


def _left(head: Token) -> int:
    """Return where a description begins: its leftmost word, determiner included."""
    return min(
        (child.left_edge.i for child in head.children if child.i < head.i and child.dep_ != "cc"), default=head.i
    )


def _compatible(classes: set[str], path: str) -> bool:
    """Say whether a thing of these classes can be called by a noun of class `path`; one of unknown class can."""
    return not classes or any(f"{one}/".startswith(f"{path}/") or f"{path}/".startswith(f"{one}/") for one in classes)


def _is_pleonastic(token: Token, lexicons: Lexicons) -> bool:
    """Say whether "it" stands for nothing: "it is essential that", "it was announced that", "it was Smith who"."""
    verb, cues = token.head, lexicons["pleonastic"]
    if token.lower_ != "it":
        return False
    if token.dep_ not in ("nsubj", "nsubjpass"):
        # "make it clear that", "find it hard to"
        return token.dep_ == "expl" or any(
            child.lemma_.lower() in cues for child in verb.children if child.dep_ in ("acomp", "oprd", "ccomp")
        )
    clauses = [part for part in verb.subtree if part.dep_ in CLAUSES and part.i > verb.i]
    that = any(
        part.lower_ in ("that", "whether") and part.dep_ == "mark" for clause in clauses for part in clause.children
    )
    if token.dep_ == "nsubjpass":
        return that
    if verb.lemma_ != "be":
        return bool(clauses) and verb.lemma_.lower() in cues
    return bool(clauses) and any(
        _is_empty_predicate(child, that, lexicons) for child in verb.children if child.i > verb.i
    )


def _is_empty_predicate(complement: Token, that: bool, lexicons: Lexicons) -> bool:
    """Say whether "it is" with this complement and a clause tells of no thing: "clear", "a pity", "Smith (who ...)"."""
    word = complement.lemma_.lower()
    if complement.dep_ == "acomp":
        return word not in lexicons["referential_adjectives"] or (that and word in lexicons["pleonastic"])
    if complement.dep_ == "attr":
        return word in lexicons["pleonastic"] or complement.pos_ == "PROPN"
    return False


def quotes(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the token spans of direct speech; a quote that is left open ends with its paragraph."""
    start = -1
    for token in doc:
        if token.text in ('"', "``", "''", "“", "”"):
            opens = token.text in ("“", "``") or (token.text == '"' and start < 0)
            if opens and start < 0:
                start = token.i
            elif not opens and start >= 0:
                yield start, token.i + 1
                start = -1
        elif start >= 0 and token.is_space and "\n" in token.text:
            yield start, token.i
            start = -1
