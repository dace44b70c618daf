"""What the parse says of noun phrases and pronouns: who is described, whose clause it is, what is definite or empty."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from dateline.parses import Node

CLAUSES = ("ccomp", "xcomp", "csubj", "csubjpass", "advcl", "relcl")
# What the parser often takes for the head of the name before it.
TICKER = re.compile(r"\.?[A-Z0-9]{1,6}\.[A-Z]{1,3}$")
Lexicons = Mapping[str, Mapping[str, Sequence[str]]]


def descriptions(root: Node, start: int) -> Iterator[Node]:
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


def subjects_around(token: Node, own: bool) -> Iterator[Node]:
    """Yield the subjects of the clauses around a token, innermost first; that of its own clause only if `own`.

    A subject that follows counts where the pronoun stands in an adverbial before it: "In his speech, Obama said".
    """
    seen = own
    for head in token.ancestors:
        if own and head.dep_ in ("acl", "conj") and head.head.pos_ in ("NOUN", "PROPN"):
            yield head.head  # "Brandt, best known for its brakes", "Brandt and its rival"
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


def modifiers_of(noun: Node) -> Iterator[Node]:
    """Yield what modifies a noun: "JLR director Rogers", "JLR's Rogers", "Rogers of JLR"; and their modifiers."""
    for child in noun.children:
        if child.dep_ in ("compound", "poss", "nmod", "amod"):
            yield child
            yield from modifiers_of(child)
        elif child.dep_ == "prep":
            for part in child.children:
                if part.dep_ == "pobj":
                    yield part
                    yield from modifiers_of(part)


def agents(verb: Node) -> Iterator[Node]:
    """Yield who does what a verb tells: its subject, or for "resigned in a letter stating" that of the clause above."""
    for head in (verb, *verb.ancestors):
        subjects = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")]
        if subjects:
            yield subjects[0]
            return


def is_definite(head: Node) -> bool:
    """Say whether a noun phrase means what the reader knows: "the company", "both companies", "each partner"."""
    words = ("the", "this", "that", "both", "these", "those", "each")
    if any(child.dep_ in ("det", "predet", "nummod") and child.lower_ in words for child in head.children):
        return True
    # "the Leeds, Yorkshire-based company": the parser hangs the article on the place
    first = head.left_edge
    return first.lower_ == "the" and not any(child.dep_ in ("poss", "cc") for child in head.children)


def has_superlative(head: Node) -> bool:
    """Say whether there can be one only: "the largest retailer", "the world's No. 2 brewer"."""
    return any(part.tag_ == "JJS" or part.lower_ == "no." for part in head.subtree if part.i < head.i)


def count_of(head: Node, lexicons: Lexicons) -> int:
    """Return how many things "both companies", "the two", "each partner" mean; 0 for other phrases."""
    counts = lexicons["pair_words"]
    words = [head.lower_, *(child.lower_ for child in head.children if child.dep_ in ("det", "predet", "nummod"))]
    found = [int(counts[word][0]) for word in words if word in counts]
    one = head.tag_ == "NN" and head.lower_ not in counts and "each" not in words and "either" not in words
    return 0 if one or not found else found[0]


def is_restricted(head: Node, nodes: Sequence[Node], lexicons: Lexicons, named: Container[int]) -> bool:
    """Say whether the phrase means something else: "the company behind it", "the other one", "its parent company"."""
    for child in head.children:
        if child.dep_ == "poss" or (
            child.lower_ in lexicons["distinct"] and child.lower_ not in lexicons["pair_words"]
        ):
            return True
        if child.i < head.i or nodes[child.left_edge.i - 1].text == ",":
            continue
        if child.dep_ in ("relcl", "acl"):
            return True
        if child.dep_ == "prep":
            # "the firm in Ohio" is one of many, "the firm in a statement" is not
            tied = any(part.i in named for part in child.children)
            if child.lower_ in lexicons["restricting"] or tied:
                return True
    return False


def is_ticker(token: Node) -> bool:
    """Say whether a token is the stock code behind a company's name: "GR.N", "UBSN.VX"."""
    return "." in token.text and TICKER.match(token.text) is not None


def goes_on(head: Node, nodes: Sequence[Node]) -> bool:
    """Say whether the noun phrase goes on behind its supposed head: "the computer company Apple"."""
    return head.i + 1 < len(nodes) and nodes[head.i + 1].pos_ in ("NOUN", "PROPN", "ADJ")


def left_edge(head: Node) -> int:
    """Return where a description begins: its leftmost word, determiner included."""
    return min(
        (child.left_edge.i for child in head.children if child.i < head.i and child.dep_ != "cc"), default=head.i
    )


def compatible(classes: set[str], path: str) -> bool:
    """Say whether a thing of these classes can be called by a noun of class `path`; one of unknown class can."""
    return (
        path == "any"
        or not classes
        or any(f"{one}/".startswith(f"{path}/") or f"{path}/".startswith(f"{one}/") for one in classes)
    )


def is_pleonastic(token: Node, lexicons: Lexicons) -> bool:
    """Say whether "it" stands for nothing: "it is essential that", "it was announced that", "it was Smith who"."""
    verb, cues = token.head, lexicons["pleonastic"]
    if token.lower_ != "it":
        return False
    if token.dep_ not in ("nsubj", "nsubjpass"):
        # "make it clear that", "find it hard to"
        return token.dep_ == "expl" or any(
            child.lemma in cues for child in verb.children if child.dep_ in ("acomp", "oprd", "ccomp")
        )
    clauses = [part for part in verb.subtree if part.dep_ in CLAUSES and part.i > verb.i]
    that = any(
        part.lower_ in ("that", "whether") and part.dep_ == "mark" for clause in clauses for part in clause.children
    )
    if token.dep_ == "nsubjpass":
        return that
    if verb.lemma_ != "be":
        return bool(clauses) and verb.lemma in cues
    return bool(clauses) and any(
        _is_empty_predicate(child, that, lexicons) for child in verb.children if child.i > verb.i
    )


def _is_empty_predicate(complement: Node, that: bool, lexicons: Lexicons) -> bool:
    """Say whether "it is" with this complement and a clause tells of no thing: "clear", "a pity", "Smith (who ...)"."""
    word = complement.lemma
    if complement.dep_ == "acomp":
        return word not in lexicons["referential_adjectives"] or (that and word in lexicons["pleonastic"])
    if complement.dep_ == "attr":
        return word in lexicons["pleonastic"] or complement.pos_ == "PROPN"
    return False


def quotes(nodes: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """Yield the token spans of direct speech; a quote that is left open ends with its paragraph."""
    start = -1
    for token in nodes:
        if token.text in ('"', "``", "''", "“", "”"):
            opens = token.text in ("“", "``") or (token.text == '"' and start < 0)
            if opens and start < 0:
                start = token.i
            elif not opens and start >= 0:
                yield start, token.i + 1
                start = -1
        elif start >= 0 and token.text.isspace() and "\n" in token.text:
            yield start, token.i
            start = -1
