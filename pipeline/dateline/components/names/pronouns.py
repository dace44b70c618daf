"""Who "it", "she" and "their" are."""

from collections.abc import Collection, Mapping
from typing import Any

from dateline.components.names.discourse import Discourse, Referent
from dateline.components.names.phrases import is_pleonastic, subjects_around
from dateline.components.names.speakers import Speakers
from dateline.parses import Node

SUBJECTS = ("nsubj", "nsubjpass")


class Pronouns:
    """Resolves the pronouns of the third person."""

    def __init__(self, text: Discourse, speakers: Speakers) -> None:
        self.text = text
        self.entities = text.entities
        self.lexicons = text.lexicons
        self.speakers = speakers

    def resolve(self, token: Node) -> None:
        """Record what a pronoun means."""
        person, number, gender = (*self.lexicons["pronouns"][token.lower_], "", "")[:3]
        if person != "3" or is_pleonastic(token, self.lexicons):
            return
        acting = self._is_acting(token)
        for rule in self.text.rules_of("pronoun", ""):
            if gender not in rule["genders"] or number != rule["number"] or (rule.get("acting") and not acting):
                continue
            if rule["match"] == "clause":
                numbers, reason = self._clause_subject(token, rule, gender, number, acting)
                if numbers:
                    self._mean(token, numbers, rule["id"], reason)
                    return
                if reason:
                    return
                continue
            if number == "plur" and not acting and token.dep_ not in ("nsubj", "nsubjpass"):
                continue
            if gender not in ("m", "f") and self.text.quoted[token.i]:
                continue  # "it" in speech is most often the matter talked about
            barred = self.text.barred(token)
            pool = [
                entity
                for entity in self.entities
                if entity.type in rule["types"]
                and entity.tokens
                and entity.number not in barred
                and (gender not in ("m", "f") or entity.gender in ("", gender))
            ]
            rivals = [referent for referent in self.text.common.values() if self._competes(referent, gender, number)]
            if rule.get("acting"):
                pool = [entity for entity in pool if entity.type != "PLACE" or "country" in entity.classes]
                # Whatever has no known noun may be people: "they" of "protesters", never of "computers".
                acts = ("ORG", "") if number == "plur" else ("ORG",)
                rivals = [referent for referent in rivals if referent.type in (*acts, "PERSON")]
            winner, reason = self.text.heaviest(token, pool, rule, rivals)
            if winner is not None:
                self._mean(token, (winner.number,), rule["id"], reason)
                return

    def _is_acting(self, token: Node) -> bool:
        """Say whether "it" does or has what only bodies do or have, "it said", "its shares": no thing competes then."""
        if token.dep_ == "poss":
            return token.head.lemma in self.lexicons["body_nouns"]
        verb = token.head
        while verb.dep_ == "conj" and verb.head.pos_ == "VERB":
            verb = verb.head
        lemmas = {token.head.lemma, verb.lemma}
        known = (self.lexicons["agent_verbs"], self.lexicons["speech_verbs"])
        return token.dep_ == "nsubj" and any(lemma in verbs for lemma in lemmas for verbs in known)

    def _mean(self, token: Node, numbers: tuple[int, ...], rule: str, reason: str) -> None:
        """Record a pronoun and learn the gender that it tells."""
        gender = (*self.lexicons["pronouns"][token.lower_], "", "")[2]
        for number in numbers:
            if self.entities[number].type == "PERSON":
                self.entities[number].gender = gender or self.entities[number].gender
        self.text.add(token, "pronoun", numbers, rule, reason)

    def _clause_subject(
        self, token: Node, rule: Mapping[str, Any], gender: str, number: str, acting: bool
    ) -> tuple[tuple[int, ...], str]:
        """Look for the subject of the clauses around a pronoun, from the inside: "Goodrich said it would hire".

        Returns the entities and the reason; a reason without entities when the pronoun may mean a common noun.
        """
        own = token.dep_ == "poss" or token.lower_.endswith(("self", "selves"))
        barred = self.text.barred(token)
        for subject in subjects_around(token, own):
            if self.text.quoted[subject.i] != self.text.quoted[token.i]:
                return (), ""
            group = [subject, *self.text.conjuncts(subject)]
            numbers = tuple(dict.fromkeys(number for part in group for number in self.text.meaning(part)))
            if len(group) > 1 and number == "sing":
                continue
            if numbers and len(group) > 1 and all(self.text.meaning(part) for part in group):
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
                and self.speakers.is_speaker(subject)
                and len(bodies := self.speakers.bodies(subject)) == 1
            ):
                return tuple(bodies), "the speaker's organisation"
            elif subject.pos_ == "NOUN":
                kind = (*self.lexicons["nominals"].get(subject.lemma, ()), "")[0]
                # in "Lund's rival Berg" the name is the subject, whatever the parser says
                last = bool(kind) or subject.i + 1 in self.text.named
                owners = () if last else self._owners(subject, rule["types"], gender)
                if owners and (gender != "n" or acting):
                    return owners, "owner of the subject"
                if kind in ("", "NAMED_EVENT") and _is_acted_on(subject):
                    continue
                plural = subject.tag_ in ("NNS", "NNPS")
                if self._competes(Referent(-1, kind, plural=plural), gender, number):
                    return (), "common noun"
        return (), ""

    def _owners(self, noun: Node, types: Collection[str], gender: str) -> tuple[int, ...]:
        """Return whose thing a noun is: "Brandt's profit fell as it cut prices"."""
        numbers = [number for child in noun.children if child.dep_ == "poss" for number in self.text.meaning(child)]
        fitting = [one for one in numbers if self.entities[one].type in types]
        return tuple(one for one in fitting if gender == "n" or self.entities[one].gender in ("", gender))[:1]

    def _competes(self, referent: Referent, gender: str, number: str) -> bool:
        if number == "plur":
            return referent.plural
        if referent.plural or (referent.type == "PERSON") != (gender in ("m", "f")):
            return False
        return gender == "n" or referent.gender in ("", gender)


def _is_acted_on(noun: Node) -> bool:
    """Say whether a participle tells what is done to a thing, which owns nothing: "a party held at its offices"."""
    return noun.dep_ not in SUBJECTS and any(child.tag_ == "VBN" for child in noun.rights)
