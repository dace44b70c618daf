"""What an article talks about, and how present each thing is in the reader's mind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc

from dateline.components.names.aliases import Cluster, Words
from dateline.components.names.phrases import descriptions, is_ticker, left_edge, quotes
from dateline.components.names.vocabulary import Vocabulary
from dateline.parses import Node, parse_of


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

    `number` is the entity's, -1 for what has no name. `nouns` are the heads of its names ("store" of "Harbour Book
    Store") with the words before them; `classes`, `heads` and `modifiers` are what the text says that it
    is, `places` where it is from; `seen` maps a sentence's number to the weight gained there, `tokens` are its
    mentions' heads. `share` is how often the article names it beside what it names most often; `inner`: its name is
    mostly read in the longer one of something else ("Jaguar" beside "Jaguar Land Rover"); `introduced`: a common noun
    came as "a company".
    """

    number: int
    type: str
    gender: str = ""
    plural: bool = False
    nouns: dict[str, set[str]] = field(default_factory=dict)
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


class Discourse:
    """An article's entities and other referents, and what its words have been found to mean so far.

    `named` maps a token of a name, or one that means an entity, to the entity's number; `starts` the first token of a
    name to its end and entity; `meant` the head of a resolved reference to entities; `common` holds what has no name,
    by lemma; `sentences` and `quoted` tell of each token its sentence and whether it is in direct speech.
    """

    def __init__(
        self, doc: Doc, clusters: Sequence[Cluster], rules: Sequence[Mapping[str, Any]], known: Vocabulary
    ) -> None:
        self.doc = doc
        parse = parse_of(doc)
        self.nodes = parse.nodes
        self.known = known
        self.lexicons = known.lexicons
        self.rules = rules
        self.entities = referents(clusters, known)
        self.placed = {
            name: number for number, cluster in enumerate(clusters) if cluster.type == "PLACE" for name in cluster.names
        }
        self.common: dict[str, Referent] = {}
        self.named: dict[int, int] = {}
        self.starts: dict[int, tuple[int, int]] = {}
        for number, cluster in enumerate(clusters):
            for name, _ in cluster.mentions:
                self.starts[name.start] = (name.end, number)
                self.named.update(dict.fromkeys(range(name.start, name.end), number))
        self.sentences = [0] * len(doc)
        for number, sent in enumerate(parse.sentences):
            self.sentences[sent.start : sent.end] = [number] * len(sent.nodes)
        self.quotes = list(quotes(self.nodes))
        self.quoted = [False] * len(doc)
        for start, end in self.quotes:
            self.quoted[start:end] = [True] * (end - start)
        self.found: list[Reference] = []
        self.meant: dict[int, tuple[int, ...]] = {}
        self._describe()

    def _describe(self) -> None:
        """Collect what the text says that an entity is: appositions, predicate nominals, nouns before the name."""
        for start, (end, number) in self.starts.items():
            root = self.root(start, end)
            for noun in descriptions(root, start):
                if noun.i not in self.named and noun.lower_ not in self.lexicons["pronouns"]:
                    self._learn(self.entities[number], noun)

    def root(self, start: int, end: int) -> Node:
        """Return the token of `[start, end)` that the others hang on."""
        return self.nodes[self.doc[start:end].root.i if end - start > 1 else start]

    def conjuncts(self, token: Node) -> list[Node]:
        """Return what a token is joined with by "and" or "or"."""
        return [self.nodes[other.i] for other in self.doc[token.i].conjuncts]

    def _learn(self, referent: Referent, noun: Node) -> None:
        entry = self.entry(noun)
        if entry is None or entry[0] != referent.type:
            return
        referent.heads.add(noun.lemma)
        referent.modifiers.update(part.lower_ for part in noun.subtree if part.i < noun.i)
        referent.places.update(self.origins(noun))
        referent.classes.add(entry[1])

    def touch(self, referent: Referent, head: Node) -> None:
        """Let a mention with this head put a referent in the reader's mind."""
        sentence = self.sentences[head.i]
        referent.seen[sentence] = max(referent.seen.get(sentence, 0.0), self._role_weight(head, referent.number < 0))
        referent.tokens.append(head.i)

    def touch_place(self, adjective: Node) -> None:
        """Let "the Slovenian bank" remind of Slovenia, though it is no mention of it."""
        number = self.placed.get(self.known.demonyms[adjective.text])
        if number is not None:
            self.touch(self.entities[number], adjective)
            self.entities[number].tokens.pop()

    def _role_weight(self, head: Node, common: bool) -> float:
        """Weigh the grammatical role: a conjunct has that of the first one, an apposition that of its head.

        A common noun that is the subject of a subordinate clause only is no more than an object: "said that the deal".
        """
        while head.dep_ in ("conj", "appos") and head.head is not head:
            head = head.head
        weights = self.known.weights
        inner = common and head.dep_ in ("nsubj", "nsubjpass") and head.head.dep_ not in ("ROOT", "conj")
        return weights["dobj"] if inner else weights.get(head.dep_, weights["other"])

    def entry(self, head: Node) -> Sequence[str] | None:
        """Return what the lexicon says of a noun, of the pair with the word before it ("central bank") first."""
        nominals, lemma = self.lexicons["nominals"], head.lemma
        before = self.nodes[head.i - 1].lower_ if head.i else ""
        return nominals.get(f"{before} {lemma}") or nominals.get(lemma)

    def entries(self, head: Node) -> list[Sequence[str]]:
        """Return all that the lexicon says of a noun: "store (2)" is its second sense."""
        second = self.lexicons["nominals"].get(f"{head.lemma} (2)")
        return [entry for entry in (self.entry(head), second) if entry is not None]

    def origins(self, noun: Node) -> Iterator[Words]:
        """Yield the places that a noun phrase says a thing is from: "Danish", "Leeds", "Rockford, Illinois-based"."""
        for part in noun.subtree:
            if part.i >= noun.i:
                break
            if part.text in self.known.demonyms:
                yield self.known.demonyms[part.text]
            elif part.i in self.named and self.entities[self.named[part.i]].type == "PLACE":
                number = self.named[part.i]
                yield next(name for name, place in self.placed.items() if place == number)

    def meaning(self, token: Node) -> tuple[int, ...]:
        """Return the entities that a noun phrase with this head means, as far as it is known by now."""
        if token.i in self.named:
            return (self.named[token.i],)
        if token.i in self.meant:
            return self.meant[token.i]
        if is_ticker(token):  # "Goodrich Corp. GR.N said"
            return tuple(self.named[child.i] for child in token.lefts if child.i in self.named)[:1]
        if "appos" not in token.deps:
            return ()
        # "his father Carl Lund said": the parser often makes the name an apposition of the noun before it
        kinds = {"PERSON", *self.lexicons["nominals"].get(token.lemma, ())[:1]}
        beside = [child for child in token.children if child.dep_ == "appos" and child.i in self.named]
        return tuple(self.named[child.i] for child in beside if self.entities[self.named[child.i]].type in kinds)

    def barred(self, token: Node) -> set[int]:
        """Return the entities that a pronoun cannot mean.

        For a possessive that is what its noun stands beside ("Firefox, its main rival"), else the subject of its verb.
        """
        if token.dep_ == "poss":
            return set(self.meaning(token.head.head)) if token.head.dep_ == "appos" else set()
        if token.lower_.endswith(("self", "selves")) or token.dep_ in ("nsubj", "nsubjpass"):
            return set()
        head = token.head
        while head.dep_ in ("prep", "conj", "pcomp") and head.head is not head:
            head = head.head
        subjects = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass") and child is not token]
        return {number for subject in subjects for number in self.meaning(subject)}

    def rules_of(self, part: str, kind: str) -> Iterator[Mapping[str, Any]]:
        """Return the rules of a part, those on entities of type `kind` only where one is given."""
        return (rule for rule in self.rules if rule["part"] == part and (not kind or kind in rule["types"]))

    def heaviest(
        self, head: Node, pool: Sequence[Referent], rule: Mapping[str, Any], rivals: Iterable[Referent]
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
        subject = self.known.weights["nsubj"]
        if winner.seen.get(sentence, 0.0) == subject:
            return winner, "subject of the sentence"
        if winner.seen.get(sentence - 1, 0.0) == subject:
            return winner, "subject of previous sentence"
        return winner, "most salient"

    def add(self, head: Node, kind: str, referents: tuple[int, ...], rule: str, reason: str) -> None:
        """Record a reference; what it means is present from now on."""
        start = head.i if kind == "pronoun" else left_edge(head)
        self.found.append(Reference(start, head.i + 1, kind, referents, rule, reason))
        self.meant[head.i] = referents
        for number in referents:
            self.touch(self.entities[number], head)


def referents(clusters: Sequence[Cluster], known: Vocabulary) -> list[Referent]:
    """Return what is known of the named entities before the text is read."""
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
            nouns=known.nouns(cluster),
            classes=known.classes(cluster),
            share=counts[number] / most[cluster.type],
            inner=any(
                other.type == cluster.type and counts[at] >= 2 * counts[number] and _is_part(cluster, other)
                for at, other in enumerate(clusters)
            ),
        )
        for number, cluster in enumerate(clusters)
    ]


def _is_part(cluster: Cluster, other: Cluster) -> bool:
    """Say whether all names of one entity are parts of a name of another: "Jaguar" of "Jaguar Land Rover"."""
    return cluster.words <= other.words and all(
        any(
            len(name) < len(long) and name in [long[at : at + len(name)] for at in range(len(long))]
            for long in other.names
        )
        for name in cluster.names
    )
