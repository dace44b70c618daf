"""Who "the company", "both carmakers" and "the world's largest brewer" are."""

from collections.abc import Mapping, Sequence
from typing import Any

from dateline.components.names.aliases import Words
from dateline.components.names.discourse import Discourse, Referent
from dateline.components.names.phrases import (
    compatible,
    count_of,
    goes_on,
    has_superlative,
    is_definite,
    is_restricted,
    left_edge,
    subjects_around,
)
from dateline.components.names.speakers import Speakers
from dateline.parses import Node

ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "pobj", "agent", "dative", "conj")


class Descriptions:
    """Resolves noun phrases; those that mean no entity are taken note of, as rivals."""

    def __init__(self, text: Discourse, speakers: Speakers) -> None:
        self.text = text
        self.entities = text.entities
        self.lexicons = text.lexicons
        self.named = text.named
        self.demonyms, self.kinds = text.known.demonyms, text.known.kinds
        self.speakers = speakers

    def resolve(self, head: Node) -> None:
        """Record what a noun phrase with this head means, or that it brings in something without a name."""
        entry = self.text.entry(head)
        if self._resolve_apposition(head, entry) or self._describes(head):
            return
        definite = is_definite(head)
        if definite and count_of(head, self.lexicons):
            if self.several(head, entry):
                return
        elif self._state(head) or self._lead(head, entry):
            return
        bare = head.lower_ in self.lexicons["bare_nouns"] and not any(
            child.dep_ in ("det", "amod") for child in head.children
        )
        known = definite or bare
        whole = head.tag_ == "NNP" and not any(child.dep_ in ("amod", "compound") for child in head.children)
        single = head.tag_ == "NN" or whole or head.lower_ in self.lexicons["bare_nouns"]
        nodes = self.text.nodes
        free = known and single and not is_restricted(head, nodes, self.lexicons, self.named)
        if free and not goes_on(head, nodes):
            entries = self.text.entries(head)
            # "the bank" is more often the business that the article is about than one that is named so
            if not (entries and entries[0][1].startswith("business")) and self._by_name(head):
                return
            if any(self._nominal(head, one) for one in entries) or self._by_name(head):
                return
        if entry is None and head.pos_ != "NOUN":
            return  # "Thursday", "2006"
        kind = entry[0] if entry is not None else ""
        key = head.lemma
        gender = entry[2] if kind == "PERSON" and entry is not None and len(entry) > 2 else ""
        referent = self.text.common.setdefault(key, Referent(-1, kind, gender))
        referent.plural = head.tag_ in ("NNS", "NNPS")
        if not definite:
            referent.introduced, referent.share = True, 1.0
        self.text.touch(referent, head)

    def _state(self, head: Node) -> bool:
        """Take "the government" as the country that acts: its adjective's, else the one that the article is about."""
        word = head.lower_
        if word not in self.lexicons["state_words"] or head.dep_ not in ARGUMENTS:
            return False
        entry = self.text.entry(head)
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
        for rule in self.text.rules_of("state", "PLACE"):
            if own:
                winner = next(
                    (self.entities[self.text.placed[place]] for place in own if place in self.text.placed), None
                )
                reason = "its nationality"
            else:
                countries = [
                    one for one in self.entities if one.type == "PLACE" and one.tokens and "country" in one.classes
                ]
                winner, reason = self.text.heaviest(head, countries, rule, ())
            if winner is not None:
                self.text.add(head, "nominal", (winner.number,), rule["id"], reason)
                return True
        return False

    def _lead(self, head: Node, entry: Sequence[str] | None) -> bool:
        """Take "The world's largest maker of tyres said" after the first sentence as that sentence's subject."""
        if entry is None or head.tag_ != "NN" or head.dep_ != "nsubj" or head.head.dep_ != "ROOT":
            return False
        unique = has_superlative(head) or (is_definite(head) and any(child.lower_ == "of" for child in head.children))
        if not unique or any(self.text.meaning(child) for child in head.children if child.dep_ == "poss"):
            return False
        for rule in self.text.rules_of("lead", entry[0]):
            if 0 < self.text.sentences[head.i] <= rule["window"]:
                sentence = self.text.sentences[head.i] - 1
                subject = self.text.known.weights["nsubj"]
                first = [
                    one for one in self.entities if one.type == entry[0] and one.seen.get(sentence, 0.0) >= subject
                ]
                if len(first) == 1 and first[0].share == 1.0 and compatible(first[0].classes, entry[1]):
                    self.text.add(head, "nominal", (first[0].number,), rule["id"], rule["reason"])
                    return True
        return False

    def _resolve_apposition(self, head: Node, entry: Sequence[str] | None) -> bool:
        """Take "the aircraft parts maker" in "Goodrich, the aircraft parts maker, said" as a mention of Goodrich."""
        if entry is None or not is_definite(head):
            return False
        if head.dep_ != "appos":
            return self._resolve_naming(head, entry)
        # "Shares in Goodrich, the maker": what stands before the comma counts, whatever the parser hangs it on
        start = left_edge(head)
        before = start - 2 if start > 1 and self.text.nodes[start - 1].text == "," else head.head.i
        number = self.named.get(before, self.named.get(head.head.i, -1))
        if number < 0:
            return False
        if entry[0] != self.entities[number].type:
            return False
        self.text.add(head, "nominal", (number,), "names.apposition", "apposition")
        return True

    def _resolve_naming(self, head: Node, entry: Sequence[str]) -> bool:
        """Take what a description names for its meaning: "the capital, Leeds", "Leeds is the capital of it"."""
        if head.tag_ not in ("NN", "NNP"):
            return False
        beside = [child for child in head.children if child.dep_ == "appos" and child.i in self.named]
        if head.dep_ == "attr" and head.head.lemma_ == "be":
            beside = [child for child in head.head.children if child.dep_ == "nsubj" and child.i < head.i]
        numbers = {number for child in beside[:1] for number in self.text.meaning(child)}
        if len(numbers) != 1 or entry[0] != self.entities[min(numbers)].type:
            return False
        self.text.add(head, "nominal", (min(numbers),), "names.apposition", "apposition")
        return True

    def _describes(self, head: Node) -> bool:
        """Say whether a noun only says what a named thing is: "Goodrich, a maker of brakes", "Goodrich is a maker"."""
        if head.dep_ == "attr" and head.head.lemma_ == "be":
            return any(self.text.meaning(child) for child in head.head.children if child.dep_ == "nsubj")
        return (head.dep_ == "appos" and bool(self.text.meaning(head.head))) or bool(self.text.meaning(head))

    def _nominal(self, head: Node, entry: Sequence[str]) -> bool:
        lemma, (kind, path) = head.lemma, entry[:2]
        beside = {self.entities[self.named[token.i]].type for token in head.lefts if token.i in self.named}
        if beside - {"PLACE"} or kind in beside:
            return self._with_name(head, kind, path)
        light = self.lexicons["light_modifiers"]
        own = {
            child.lower_
            for child in head.children
            if child.i < head.i
            and child.dep_ in ("amod", "compound", "nmod")
            and kind not in light.get(child.lower_, ())
        }
        before = self.text.nodes[head.i - 1].lower_ if head.i else ""
        if f"{before} {lemma}" in self.lexicons["nominals"]:
            own.discard(before)
        origins = set(self.text.origins(head))
        own = {word for word in own if not self._is_origin(word, head)}
        bare = head.lower_ in self.lexicons["bare_nouns"]  # "police said" may come before "Leeds Police"
        near = [
            one for one in self.entities if one.type == kind and (one.tokens or bare) and compatible(one.classes, path)
        ]
        if head.dep_ == "dobj":
            barred = self.text.barred(head)
            near = [one for one in near if one.number not in barred]
        near = [one for one in near if not origins or not self._is_from_elsewhere(one, origins)]
        near = [one for one in near if origins & one.places] or near
        fitting = [one for one in near if own <= one.modifiers]
        described = [one for one in fitting if lemma in one.heads]
        same = [one for one in fitting if path in one.classes]
        above = [subject for subject in subjects_around(head, own=True) if self.speakers.is_speaker(subject)]
        bodies = {body for subject in above for body in self.speakers.bodies(subject)}
        speakers = [one for one in fitting if one.number in bodies]
        # "BMW's first van came in 2013, and the company": nobody else is named in the sentence
        sentence, enough = self.text.sentences[head.i], self.text.known.weights["poss"]
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
        for rule in self.text.rules_of("nominal", kind):
            pool = pools.get(rule["match"], [])
            if rule["match"] == "topic" and any(child.lower_ in ("this", "that") for child in head.children):
                continue
            if rule.get("generic") and "/" in path:
                continue
            classes = rule.get("classes", (path,))
            if path in rule.get("not_classes", ()):
                continue
            if not any(path == one or (one.endswith("/") and f"{path}/".startswith(one)) for one in classes):
                continue
            # "the bank" may well be the main business of the article, whose name does not say that it is one
            doubted = "same class" if path.startswith("business/") else "described" if path == "business" else ""
            unsure = [one for one in near if one.share == 1.0 and one not in pool and rule["match"] == doubted]
            if path == "business" and rule["match"] == "same class":  # "a memo at Apple showed the company ..."
                unsure = [one for one in near if one not in pool and sentence in one.seen]
            rivals = [*self._rivals(head, lemma), *unsure]
            winner, reason = self.text.heaviest(head, pool, rule, rivals)
            if winner is not None:
                self.text.add(head, "nominal", (winner.number,), rule["id"], reason)
                return True
        return False

    def _with_name(self, head: Node, kind: str, path: str) -> bool:
        """Take "the FTSE 250 index" and "the Lombardy region" as what the name in it means."""
        number = self.named.get(head.i - 1, -1)
        if number < 0 or self.entities[number].type != kind:
            return False
        entity = self.entities[number]
        for rule in self.text.rules_of("with name", kind):
            if path in entity.classes or (path in rule["classes"] and compatible(entity.classes, path)):
                self.text.add(head, "nominal", (number,), rule["id"], rule["reason"])
                return True
        return False

    def _by_name(self, head: Node) -> bool:
        """Take "the store" as the one whose name ends so: "Harbour Book Store"."""
        lemma = head.lemma
        own = {
            child.lower_ for child in head.children if child.i < head.i and child.dep_ in ("amod", "compound", "nmod")
        }
        if any(child.i in self.named for child in head.lefts):
            return False
        light = self.lexicons["light_modifiers"]
        for rule in self.text.rules_of("by name", ""):
            pool = [
                one
                for one in self.entities
                if one.type in rule["types"]
                and one.tokens
                and lemma in one.nouns
                and all(word in one.nouns[lemma] or one.type in light.get(word, ()) for word in own)
            ]
            winner, reason = self.text.heaviest(head, pool, rule, self._rivals(head, lemma))
            if winner is not None:
                self.text.add(head, "nominal", (winner.number,), rule["id"], reason)
                return True
        return False

    def _is_origin(self, word: str, head: Node) -> bool:
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

    def _rivals(self, head: Node, lemma: str) -> list[Referent]:
        """Return the thing without a name that the same noun has introduced: "a company in Ohio ... the company"."""
        rival = self.text.common.get(lemma)
        return [rival] if rival is not None and rival.introduced and not rival.plural else []

    def several(self, head: Node, entry: Sequence[str] | None) -> bool:
        """Resolve "both companies", "the two", "each partner" to the entities that were named together."""
        count, noun = count_of(head, self.lexicons), head.lemma
        if is_restricted(head, self.text.nodes, self.lexicons, self.named):
            return False
        if entry is None and not {noun, head.lower_} & {
            *self.lexicons["pair_words"],
            *self.lexicons["pair_nouns"],
        }:
            return False  # "the two records" are none of those who are named
        for rule in self.text.rules_of("several", ""):
            kinds, path = (set(rule["types"]), "") if entry is None else ({entry[0]}, entry[1])
            if noun in self.lexicons["pair_nouns"]:
                kinds = {"ORG", "PLACE"}
            group = self._named_together(head, kinds, path, count, rule)
            if group:
                self.text.add(head, "nominal", group, rule["id"], rule["reason"])
                return True
        return False

    def _named_together(
        self, head: Node, kinds: set[str], path: str, count: int, rule: Mapping[str, Any]
    ) -> tuple[int, ...]:
        """Return the `count` entities of one type that the last sentences name, or that outweigh all others there."""
        sentence = self.text.sentences[head.i]
        barred = self.text.barred(head)
        if head.dep_ == "nsubj":  # "The pair founded Lumiko": who acts is not what is acted on
            barred |= {
                number for child in head.head.children if child.dep_ == "dobj" for number in self.text.meaning(child)
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
                if any(sentence - back <= self.text.sentences[token] <= sentence for token in one.tokens)
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
        if alone or head.lemma in self.lexicons["pair_nouns"]:
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
            joined = {
                number for part in self.text.conjuncts(self.text.nodes[token]) for number in self.text.meaning(part)
            }
            if joined >= set(group[1:]):
                return True
        return False
