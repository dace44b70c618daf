"""Who speaks in direct speech, and for whom."""

from collections.abc import Iterator, Sequence

from dateline.components.names.discourse import Discourse
from dateline.components.names.phrases import agents, modifiers_of
from dateline.parses import Node


class Speakers:
    """Finds the speakers of an article's quotes and whom they speak for."""

    def __init__(self, text: Discourse) -> None:
        self.text = text
        self.entities = text.entities
        self.lexicons = text.lexicons
        self.named = text.named

    def resolve(self) -> None:
        """Give "I" in a quote to its speaker and "we" to the speaker's organisation."""
        for start, end, speaker in self._speakers():
            persons = [number for number in self.text.meaning(speaker) if self.entities[number].type == "PERSON"]
            bodies = self.bodies(speaker)
            for token in self.text.nodes[start:end]:
                person, number, *_ = (*self.lexicons["pronouns"].get(token.lower_, ()), "", "")
                means = persons if number == "sing" else bodies
                if person == "1" and token.pos_ == "PRON" and token.i not in self.named and len(means) == 1:
                    self.text.add(token, "pronoun", tuple(means), "names.pronoun.quote", "speaker of the quote")

    def bodies(self, speaker: Node) -> list[int]:
        """Return the organisation or country that a speaker speaks for: itself, or the one that a person belongs to."""
        means = self.text.meaning(speaker)
        bodies = [number for number in means if self.entities[number].type in ("ORG", "PLACE")]
        persons = [number for number in means if self.entities[number].type == "PERSON"]
        # An analyst's "we" is everybody, and "the company" the one that is analysed.
        outside = set(self.lexicons["outside_speakers"])
        if speaker.lemma in outside or any(self.entities[one].heads & outside for one in persons):
            return []
        return bodies or self._affiliations(speaker, persons)

    def _affiliations(self, speaker: Node, persons: Sequence[int]) -> list[int]:
        """Return the organisation that the text ties the speaker to, wherever it names the person: "Rogers of JLR"."""
        heads = [speaker]
        for number in persons:
            heads += [self.text.nodes[token] for token in self.entities[number].tokens if token != speaker.i]
        for head in heads:
            near = [head, *(child for child in head.children if child.dep_ == "appos")]
            for noun in near:
                for token in modifiers_of(noun):
                    number = self.named.get(token.i, -1)
                    if number >= 0 and self.entities[number].type == "ORG":
                        return [number]
        return []

    def _speakers(self) -> Iterator[tuple[int, int, Node]]:
        """Yield each quote with the token of its speaker.

        A quote without one goes on with the speaker before it, or is introduced by the sentence before it: 'Lund issued
        a statement. "I am sorry."'
        """
        previous, last = None, 0
        for start, end in self.text.quotes:
            sents = {sent.start: sent for sent in (self.text.nodes[start].sent, self.text.nodes[end - 1].sent)}
            outside = [token for sent in sents.values() for token in sent.nodes if not self.text.quoted[token.i]]
            verbs = [token for token in outside if token.lemma in self.lexicons["speech_verbs"]]
            subjects = [subject for verb in verbs for subject in agents(verb)]
            between = self.text.sentences[start] - self.text.sentences[last] > 1
            speaker = subjects[0] if subjects else self._introduced(start) if between else previous
            if speaker is not None:
                yield start, end, speaker
            previous, last = speaker, end - 1

    def _introduced(self, start: int) -> Node | None:
        """Return the person whom the sentence before a quote is about."""
        first = self.text.nodes[start].sent.start
        if first == 0:
            return None
        before = self.text.nodes[first - 1].sent
        root = self.text.root(before.start, before.end)
        subjects = [child for child in root.children if child.dep_ == "nsubj"]
        return subjects[0] if subjects and self.is_speaker(subjects[0]) else None

    def is_speaker(self, token: Node) -> bool:
        """Say whether a subject is a person, named or not: "Rogers", "a spokesman for Goodrich"."""
        means = self.text.meaning(token)
        entry = self.lexicons["nominals"].get(token.lemma, ("",))
        persons = any(self.entities[number].type == "PERSON" for number in means)
        return persons or (not means and entry[0] == "PERSON")
