"""Who "the company", "both carmakers", "she" and "its" are: a reader that goes through an article from left to right.

Everything that the text talks about, named or not, is a referent that gains weight where it is mentioned, most as a
subject, and loses it from sentence to sentence. A description or pronoun means the heaviest referent that agrees with
it in type, class, gender and number, if that one outweighs the next by the margin of the rule; common nouns compete.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc, Token

from dateline.components.names.aliases import Cluster, Words, words_of
from dateline.components.names.phrases import (
    Lexicons,
    agents,
    compatible,
    count_of,
    descriptions,
    goes_on,
    has_superlative,
    is_definite,
    is_pleonastic,
    is_restricted,
    is_ticker,
    left_edge,
    modifiers_of,
    quotes,
    subjects_around,
)

RULE_KEYS = {
    "match",
    "reason",
    "types",
    "decay",
    "margin",
    "window",
    "topic",
    "number",
    "genders",
    "generic",
    "acting",
    "classes",
}


ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "pobj", "agent", "dative", "conj")


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
    is, `places` where it is from; `seen` maps a sentence's number to the weight gained there, `tokens` are its
    mentions' heads. `share` is how often the article names it beside what it names most often; `inner`: its name is
    mostly read in the longer one of something else ("Jaguar" beside "Jaguar Land Rover"); `introduced`: a common noun
    came as "a company".
    """

    number: int
    type: str
    gender: str = ""
    plural: bool = False
    classes: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    places: set[Words] = field(default_factory=set)
    share: float = 0.0
    inner: bool = False
    introduced: bool = False
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
        self.demonyms = {adjective: words_of(values[0]) for adjective, values in lexicons["demonyms"].items()}
        self.rules = rules
        self.entities = self._referents(clusters)
        self.placed = {
            name: number for number, cluster in enumerate(clusters) if cluster.type == "PLACE" for name in cluster.names
        }
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

    def _referents(self, clusters: Sequence[Cluster]) -> list[Referent]:
        counts = [len(cluster.mentions) for cluster in clusters]
        most = {
            type_: max(n for n, one in zip(counts, clusters, strict=True) if one.type == type_)
            for type_ in {one.type for one in clusters}
        }
        return [
            Referent(
                number,
                cluster.type,
                gender=cluster.gender,
                classes=set(self._classes(cluster)),
                share=counts[number] / most[cluster.type],
                inner=any(
                    other.type == cluster.type and counts[at] >= 2 * counts[number] and _is_part(cluster, other)
                    for at, other in enumerate(clusters)
                ),
            )
            for number, cluster in enumerate(clusters)
        ]

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
            elif token.text in self.demonyms:
                self._touch_place(token)
            elif (
                token.lower_ in self.lexicons["pair_words"]
                and (token.pos_ in ("PRON", "DET") or (token.pos_ == "NUM" and is_definite(token)))
                and token.dep_ in ARGUMENTS
            ):
                self._several(token, None)
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
        referent.seen[sentence] = max(referent.seen.get(sentence, 0.0), self._role_weight(head, referent.number < 0))
        referent.tokens.append(head.i)

    def _touch_place(self, adjective: Token) -> None:
        """Let "the Slovenian bank" remind of Slovenia, though it is no mention of it."""
        number = self.placed.get(self.demonyms[adjective.text])
        if number is not None:
            self._touch(self.entities[number], adjective)
            self.entities[number].tokens.pop()

    def _role_weight(self, head: Token, common: bool) -> float:
        """Weigh the grammatical role: a conjunct has that of the first one, an apposition that of its head.

        A common noun that is the subject of a subordinate clause only is no more than an object: "said that the deal".
        """
        while head.dep_ in ("conj", "appos") and head.head is not head:
            head = head.head
        weights = self.lexicons["role_weights"]
        inner = common and head.dep_ in ("nsubj", "nsubjpass") and head.head.dep_ not in ("ROOT", "conj")
        return float(weights["dobj" if inner else head.dep_ if head.dep_ in weights else "other"][0])

    def _classes(self, cluster: Cluster) -> Iterator[str]:
        """Yield the classes that an entity's names show: "Bank of America", the legal form of "Goodrich Corp."."""
        words = {word for name in cluster.names for word in name}
        for values in self.lexicons["nominals"].values():
            kind, path, *cues = values
            ends = {f"{name[-1]}$" for name in cluster.names if name}  # "Leeds United", but not "United Airlines"
            ends |= {f"^{name[0]}" for name in cluster.names if name}  # "Bank of Canada", but not "Harbour Bank"
            if kind == cluster.type and cues and (words | ends) & set(cues[0].split()):
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
            for noun in descriptions(root, start):
                if noun.i not in self.named and noun.lower_ not in self.lexicons["pronouns"]:
                    self._learn(self.entities[number], noun)

    def _learn(self, referent: Referent, noun: Token) -> None:
        entry = self._entry(noun)
        if entry is None or entry[0] != referent.type:
            return
        referent.heads.add(noun.lemma_.lower())
        referent.modifiers.update(part.lower_ for part in noun.subtree if part.i < noun.i)
        referent.places.update(self._origins(noun))
        referent.classes.add(entry[1])

    # -- descriptions -------------------------------------------------------------------------------------------

    def _noun(self, head: Token) -> None:
        entry = self._entry(head)
        if self._resolve_apposition(head, entry) or self._describes(head):
            return
        definite = is_definite(head)
        restricted = is_restricted(head, self.lexicons, self.named)
        if definite and count_of(head, self.lexicons):
            if self._several(head, entry):
                return
        elif self._state(head) or self._lead(head, entry):
            return
        bare = head.lower_ in self.lexicons["bare_nouns"] and not any(
            child.dep_ in ("det", "amod") for child in head.children
        )
        known = definite or bare
        whole = head.tag_ == "NNP" and not any(child.dep_ in ("amod", "compound") for child in head.children)
        single = head.tag_ == "NN" or whole or head.lower_ in self.lexicons["bare_nouns"]
        if (
            known
            and single
            and not restricted
            and not goes_on(head)
            and entry is not None
            and self._nominal(head, entry)
        ):
            return
        if entry is None and head.pos_ != "NOUN":
            return  # "Thursday", "2006"
        kind = entry[0] if entry is not None else ""
        key = head.lemma_.lower()
        gender = entry[2] if kind == "PERSON" and entry is not None and len(entry) > 2 else ""
        referent = self.common.setdefault(key, Referent(-1, kind, gender))
        referent.plural = head.tag_ in ("NNS", "NNPS")
        if not definite:
            referent.introduced, referent.share = True, 1.0
        self._touch(referent, head)

    def _entry(self, head: Token) -> Sequence[str] | None:
        """Return what the lexicon says of a noun, of the pair with the word before it ("central bank") first."""
        nominals, lemma = self.lexicons["nominals"], head.lemma_.lower()
        before = head.nbor(-1).lower_ if head.i else ""
        return nominals.get(f"{before} {lemma}") or nominals.get(lemma)

    def _origins(self, noun: Token) -> Iterator[Words]:
        """Yield the places that a noun phrase says a thing is from: "Danish", "Leeds", "Rockford, Illinois-based"."""
        for part in noun.subtree:
            if part.i >= noun.i:
                break
            if part.text in self.demonyms:
                yield self.demonyms[part.text]
            elif part.i in self.named and self.entities[self.named[part.i]].type == "PLACE":
                number = self.named[part.i]
                yield next(name for name, place in self.placed.items() if place == number)

    def _state(self, head: Token) -> bool:
        """Take "the government" as the country that acts: its adjective's, else the one that the article is about."""
        word = head.lower_
        if word not in self.lexicons["state_words"] or head.dep_ not in ARGUMENTS:
            return False
        entry = self._entry(head)
        if entry is not None and any(entry[1] in one.classes for one in self.entities):
            return False  # a parliament or government that has a name
        if any(child.dep_ in ("poss", "prep") or child.i in self.named for child in head.children):
            return False  # "Slovenia's government" and "the government of Slovenia" are read by their syntax
        own = [self.demonyms[child.text] for child in head.children if child.text in self.demonyms]
        others = [
            child for child in head.children if child.dep_ in ("amod", "compound") and child.text not in self.demonyms
        ]
        if any(child.lower_ not in self.lexicons["light_modifiers"] for child in others) or not is_definite(head):
            return False
        for rule in self._rules("state", "PLACE"):
            if own:
                winner = next((self.entities[self.placed[place]] for place in own if place in self.placed), None)
                reason = "its nationality"
            else:
                countries = [
                    one for one in self.entities if one.type == "PLACE" and one.tokens and "country" in one.classes
                ]
                winner, reason = self._heaviest(head, countries, rule, ())
            if winner is not None:
                self._add(head, "nominal", (winner.number,), rule["id"], reason)
                return True
        return False

    def _lead(self, head: Token, entry: Sequence[str] | None) -> bool:
        """Take "The world's largest maker of tyres said" after the first sentence as that sentence's subject."""
        if entry is None or head.tag_ != "NN" or head.dep_ != "nsubj" or head.head.dep_ != "ROOT":
            return False
        unique = has_superlative(head) or (is_definite(head) and any(child.lower_ == "of" for child in head.children))
        if not unique or any(self._meaning(child) for child in head.children if child.dep_ == "poss"):
            return False
        for rule in self._rules("lead", entry[0]):
            if 0 < self.sentences[head.i] <= rule["window"]:
                sentence = self.sentences[head.i] - 1
                subject = float(self.lexicons["role_weights"]["nsubj"][0])
                first = [
                    one for one in self.entities if one.type == entry[0] and one.seen.get(sentence, 0.0) >= subject
                ]
                if len(first) == 1 and first[0].share == 1.0 and compatible(first[0].classes, entry[1]):
                    self._add(head, "nominal", (first[0].number,), rule["id"], rule["reason"])
                    return True
        return False

    def _resolve_apposition(self, head: Token, entry: Sequence[str] | None) -> bool:
        """Take "the aircraft parts maker" in "Goodrich, the aircraft parts maker, said" as a mention of Goodrich."""
        if head.dep_ != "appos" or entry is None or not is_definite(head):
            return False
        # "Shares in Goodrich, the maker": what stands before the comma counts, whatever the parser hangs it on
        start = left_edge(head)
        before = start - 2 if start > 1 and self.doc[start - 1].text == "," else head.head.i
        number = self.named.get(before, self.named.get(head.head.i, -1))
        if number < 0:
            return False
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
        beside = {self.entities[self.named[token.i]].type for token in head.lefts if token.i in self.named}
        if beside - {"PLACE"} or kind in beside:
            return False  # "the FTSE 250 index", "the Lombardy region": the name is in it
        light = self.lexicons["light_modifiers"]
        own = {
            child.lower_
            for child in head.children
            if child.i < head.i
            and child.dep_ in ("amod", "compound", "nmod")
            and kind not in light.get(child.lower_, ())
        }
        before = head.nbor(-1).lower_ if head.i else ""
        if f"{before} {lemma}" in self.lexicons["nominals"]:
            own.discard(before)
        origins = set(self._origins(head))
        own = {word for word in own if not self._is_origin(word, head)}
        bare = head.lower_ in self.lexicons["bare_nouns"]  # "police said" may come before "Leeds Police"
        near = [
            one for one in self.entities if one.type == kind and (one.tokens or bare) and compatible(one.classes, path)
        ]
        near = [one for one in near if not origins or not self._is_from_elsewhere(one, origins)]
        near = [one for one in near if origins & one.places] or near
        fitting = [one for one in near if own <= one.modifiers]
        described = [one for one in fitting if lemma in one.heads]
        same = [one for one in fitting if path in one.classes]
        above = [subject for subject in subjects_around(head, own=True) if self._is_speaker(subject)]
        bodies = {body for subject in above for body in self._bodies(subject)}
        speakers = [one for one in fitting if one.number in bodies]
        # "BMW's first van came in 2013, and the company": nobody else is named in the sentence
        sentence, enough = self.sentences[head.i], float(self.lexicons["role_weights"]["poss"][0])
        here = [one for one in fitting if sentence in one.seen]
        here = here if len(here) == 1 and here[0].seen[sentence] >= enough else []
        pools = {
            "here": here,
            "speaker": speakers,
            "described": described,
            "same class": same,
            "kind": fitting,
            "topic": near,
        }
        for rule in self._rules("nominal", kind):
            pool = pools.get(rule["match"], [])
            if rule["match"] == "topic" and any(child.lower_ in ("this", "that") for child in head.children):
                continue
            if rule.get("generic") and "/" in path:
                continue
            classes = rule.get("classes", (path,))
            if not any(path == one or (one.endswith("/") and f"{path}/".startswith(one)) for one in classes):
                continue
            # "the bank" may well be the main business of the article, whose name does not say that it is one
            doubted = "same class" if path.startswith("business/") else "described" if path == "business" else ""
            unsure = [one for one in near if one.share == 1.0 and one not in pool and rule["match"] == doubted]
            rivals = [*self._rivals(head, lemma), *unsure]
            winner, reason = self._heaviest(head, pool, rule, rivals)
            if winner is not None:
                self._add(head, "nominal", (winner.number,), rule["id"], reason)
                return True
        return False

    def _is_origin(self, word: str, head: Token) -> bool:
        return (
            word.endswith("-based")
            or word.title() in self.demonyms
            or any(
                child.lower_ == word and (child.i in self.named or child.text in self.demonyms)
                for child in head.children
            )
        )

    def _is_from_elsewhere(self, entity: Referent, origins: set[Words]) -> bool:
        """Say whether an entity is known to be from another place of the same kind: no Swiss bank is French."""
        kinds = {self.kinds.get(place, "city") for place in origins}
        known = {place for place in entity.places if self.kinds.get(place, "city") in kinds}
        return bool(known) and not known & origins

    def _is_speaker(self, token: Token) -> bool:
        """Say whether a subject is a person, named or not: "Rogers", "a spokesman for Goodrich"."""
        means = self._meaning(token)
        entry = self.lexicons["nominals"].get(token.lemma_.lower(), ("",))
        return any(self.entities[number].type == "PERSON" for number in means) or (not means and entry[0] == "PERSON")

    def _rivals(self, head: Token, lemma: str) -> list[Referent]:
        """Return the thing without a name that the same noun has introduced: "a company in Ohio ... the company"."""
        rival = self.common.get(lemma)
        return [rival] if rival is not None and rival.introduced and not rival.plural else []

    def _several(self, head: Token, entry: Sequence[str] | None) -> bool:
        """Resolve "both companies", "the two", "each partner" to the entities that were named together."""
        count, noun = count_of(head, self.lexicons), head.lemma_.lower()
        if is_restricted(head, self.lexicons, self.named):
            return False
        if entry is None and not {noun, head.lower_} & {*self.lexicons["pair_words"], *self.lexicons["pair_nouns"]}:
            return False  # "the two records" are none of those who are named
        for rule in self._rules("several", ""):
            kinds, path = (set(rule["types"]), "") if entry is None else ({entry[0]}, entry[1])
            if noun in self.lexicons["pair_nouns"]:
                kinds = {"ORG", "PLACE"}
            group = self._named_together(head, kinds, path, count, rule)
            if group:
                self._add(head, "nominal", group, rule["id"], rule["reason"])
                return True
        return False

    def _named_together(
        self, head: Token, kinds: set[str], path: str, count: int, rule: Mapping[str, Any]
    ) -> tuple[int, ...]:
        """Return the `count` entities of one type that the last sentences name, or that outweigh all others there."""
        sentence = self.sentences[head.i]
        barred = self._barred(head)
        if head.dep_ == "nsubj":  # "The pair founded Lumiko": who acts is not what is acted on
            barred |= {
                number for child in head.head.children if child.dep_ == "dobj" for number in self._meaning(child)
            }
        fitting = [
            one
            for one in self.entities
            if one.type in kinds
            and not one.inner
            and one.number not in barred
            and (not path or compatible(one.classes, path))
        ]
        sure = [one for one in fitting if path and path in one.classes]
        alone = head.pos_ != "NOUN" and not is_definite(head)  # "neither" may be of any two things
        for back in range(rule["window"] + 1):
            near = [
                one
                for one in fitting
                if any(sentence - back <= self.sentences[token] <= sentence for token in one.tokens)
            ]
            for pool in (sure, near):
                types = sorted({one.type for one in pool})
                groups = [[one.number for one in pool if one.type == type_] for type_ in types]
                groups = [group for group in groups if len(group) == count]
                if len(groups) > 1 or alone:
                    groups = [group for group in groups if self._joined(group)]
                if len(groups) == 1:
                    return tuple(groups[0])
        best: tuple[float, tuple[int, ...]] = (0.0, ())
        if alone or head.lemma_.lower() in self.lexicons["pair_nouns"]:
            return ()
        for type_ in sorted({one.type for one in fitting}):
            weighed = sorted(
                (
                    (one.weight(sentence, rule["decay"], rule["window"]) + rule["topic"] * one.share, one.number)
                    for one in fitting
                    if one.type == type_ and one.tokens
                ),
                key=lambda pair: (-pair[0], pair[1]),
            )
            last = weighed[count - 1][0] if len(weighed) >= count else 0.0
            if last > best[0] and (len(weighed) == count or last >= rule["margin"] * weighed[count][0]):
                best = (last, tuple(sorted(number for _, number in weighed[:count])))
        return best[1]

    def _joined(self, group: Sequence[int]) -> bool:
        """Say whether the text has named the members of a group side by side: "Intel and Cisco"."""
        for token in self.entities[group[0]].tokens:
            joined = {number for part in self.doc[token].conjuncts for number in self._meaning(part)}
            if joined >= set(group[1:]):
                return True
        return False

    # -- pronouns -----------------------------------------------------------------------------------------------

    def _pronoun(self, token: Token) -> None:
        person, number, gender = (*self.lexicons["pronouns"][token.lower_], "", "")[:3]
        if person != "3" or is_pleonastic(token, self.lexicons):
            return
        acting = self._is_acting(token)
        for rule in self._rules("pronoun", ""):
            if gender not in rule["genders"] or number != rule["number"] or (rule.get("acting") and not acting):
                continue
            if rule["match"] == "clause":
                numbers, reason = self._clause_subject(token, rule, gender, number)
                if numbers:
                    self._mean(token, numbers, rule["id"], reason)
                    return
                if reason:
                    return
                continue
            if number == "plur" and not acting and token.dep_ not in ("nsubj", "nsubjpass"):
                continue
            if gender not in ("m", "f") and self.quoted[token.i]:
                continue  # "it" in speech is most often the matter talked about
            barred = self._barred(token)
            pool = [
                entity
                for entity in self.entities
                if entity.type in rule["types"]
                and entity.tokens
                and entity.number not in barred
                and (gender not in ("m", "f") or entity.gender in ("", gender))
            ]
            rivals = [referent for referent in self.common.values() if self._competes(referent, gender, number)]
            if rule.get("acting"):
                pool = [entity for entity in pool if entity.type != "PLACE" or "country" in entity.classes]
                rivals = [referent for referent in rivals if referent.type == "ORG" or number == "plur"]
            winner, reason = self._heaviest(token, pool, rule, rivals)
            if winner is not None:
                self._mean(token, (winner.number,), rule["id"], reason)
                return

    def _is_acting(self, token: Token) -> bool:
        """Say whether "it" does or has what only bodies do or have, "it said", "its shares": no thing competes then."""
        if token.dep_ == "poss":
            return token.head.lemma_.lower() in self.lexicons["body_nouns"]
        verb = token.head
        while verb.dep_ == "conj" and verb.head.pos_ == "VERB":
            verb = verb.head
        lemmas = {token.head.lemma_.lower(), verb.lemma_.lower()}
        return token.dep_ == "nsubj" and bool(
            lemmas & (set(self.lexicons["agent_verbs"]) | set(self.lexicons["speech_verbs"]))
        )

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
        for subject in subjects_around(token, own):
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
            elif (
                gender == "n"
                and not numbers
                and self._is_speaker(subject)
                and len(bodies := self._bodies(subject)) == 1
            ):
                return tuple(bodies), "the speaker's organisation"
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
        if token.lower_.endswith(("self", "selves")) or token.dep_ in ("nsubj", "nsubjpass"):
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
        if is_ticker(token):  # "Goodrich Corp. GR.N said"
            return tuple(self.named[child.i] for child in token.lefts if child.i in self.named)[:1]
        # "his father Carl Lund said": the parser often makes the name an apposition of the noun before it
        kinds = {"PERSON", *self.lexicons["nominals"].get(token.lemma_.lower(), ())[:1]}
        beside = [child for child in token.children if child.dep_ == "appos" and child.i in self.named]
        return tuple(self.named[child.i] for child in beside if self.entities[self.named[child.i]].type in kinds)

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
        outside = set(self.lexicons["outside_speakers"])
        if speaker.lemma_.lower() in outside or any(self.entities[one].heads & outside for one in persons):
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
                for token in modifiers_of(noun):
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
            subjects = [subject for verb in verbs for subject in agents(verb)]
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
        topic = rule.get("topic", 0.0)
        weighed = [(entity.weight(sentence, decay, window) + topic * entity.share, entity) for entity in pool]
        ranked = sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: -pair[0])
        if not ranked:
            return None, ""
        best, winner = ranked[0]
        others = [weight for weight, _ in ranked[1:]]
        present = [(rival.weight(sentence, decay, window), rival) for rival in rivals]
        others += [weight + topic * rival.share for weight, rival in present if weight > 0]
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
        start = head.i if kind == "pronoun" else left_edge(head)
        self.found.append(Reference(start, head.i + 1, kind, referents, rule, reason))
        self.meant[head.i] = referents
        for number in referents:
            self._touch(self.entities[number], head)


def _is_part(cluster: Cluster, other: Cluster) -> bool:
    """Say whether all names of one entity are parts of a name of another: "Jaguar" of "Jaguar Land Rover"."""
    return all(
        any(
            len(name) < len(long) and name in [long[at : at + len(name)] for at in range(len(long))]
            for long in other.names
        )
        for name in cluster.names
    )
