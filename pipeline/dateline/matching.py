"""The pattern language of event and relation rules: which predicate, and which of its arguments fills which role.

A rule names lemmas (`verbs`, `nouns`, `adjectives`) and, for each role, where its filler stands and of which type it
is:

    roles.buyer  = "agent : ORG PERSON !"
    roles.target = "patient patient.poss of : ORG PRODUCT !"
    roles.party  = "agent patient with between : ORG + !"

In front of the colon stand paths, tried in order; the first that gives a filler wins. A path is an argument's role
(`agent`, `patient`, `recipient`, `compound`, a preposition), or with a dot what modifies an argument that is no name
itself: `agent.poss` is Sun in "Sun's revenue rose", `agent.of` in "shares of Sun rose", `agent.*` any modifier,
`agent.demonym` Spain in "Spanish prices rose" where the article names Spain (not among `*`); `topic` is the
organisation that the passage is about, for figures told without their company ("Revenue rose 7 percent"), `anaphor`
the same where the agent is "it" or "the company", `theme` the one that the whole article is about, for a predicate
that names nobody ("200 jobs will go"), `scene` the place that the article is about, `site` the nearest place of the
sentence in a phrase such as "in Lima", `reporter` whom the text attributes it to ("Sales fell, Sun said"), `employer`
whose post the person has who acts or is acted on ("Ann Lee, chairman of Sun, resigned"). Behind the colon stand entity
types (none: any), `!` for a role that must be filled, `+` for one that takes the fillers of all its paths and needs
two of them, `&` for one that takes the fillers of all its paths. `with` and `without` restrict the head lemmas of
arguments, `context` and `not_context` the lemmas of the sentence; the lemma `*` stands for any ("without a patient").
`tenses` keeps the rule to finite verbs in one of these tenses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.errors import RuleError
from dateline.rules import Lexicon, Rule
from dateline.types import ENTITY_TYPES, Argument, Predicate

Filler = tuple[str, Argument]
DEMONYM = "demonym"
POS_KEYS = {"verbs": "VERB", "nouns": "NOUN", "adjectives": "ADJ"}
PATTERN_KEYS = (*POS_KEYS, "roles", "with", "without", "context", "not_context", "tenses", "root", "makes", "priority")


@dataclass(frozen=True)
class RoleSpec:
    """One role of a rule, parsed."""

    name: str
    paths: tuple[str, ...]
    types: frozenset[str]
    required: bool = False
    several: bool = False
    union: bool = False


@dataclass(frozen=True)
class Pattern:
    """What a rule matches, parsed; `triggers` holds (pos, lemma)."""

    id: str
    makes: str
    triggers: frozenset[tuple[str, str]]
    roles: tuple[RoleSpec, ...]
    with_: Mapping[str, frozenset[str]] = field(default_factory=dict)
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    context: frozenset[str] = frozenset()
    not_context: frozenset[str] = frozenset()
    tenses: frozenset[str] = frozenset()
    priority: int = 0

    @property
    def specificity(self) -> int:
        """Order among rules that match the same trigger: conditions count more than roles."""
        required = sum(role.required for role in self.roles)
        return self.priority * 100 + 10 * (len(self.with_) + bool(self.context)) + required


def parse_pattern(rule: Rule, lexicons: Mapping[str, Lexicon]) -> Pattern:
    """Parse what a rule matches; `@name` in a list of lemmas stands for the entries of a lexicon.

    Raises:
        RuleError: `file:line: reason`.
    """

    def expand(lemmas: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for lemma in lemmas:
            if lemma.startswith("@"):
                if lemma[1:] not in lexicons:
                    reason = f"names the lexicon {lemma}, which its component does not read"
                    raise RuleError(f"{rule['where']}: rule {rule['id']} {reason}")
                found |= set(lexicons[lemma[1:]])
            else:
                found.add(lemma)
        return frozenset(found)

    triggers = {(pos, lemma) for key, pos in POS_KEYS.items() for lemma in expand(rule.get(key, ()))}
    if not triggers:
        raise RuleError(f"{rule['where']}: rule {rule['id']} needs verbs, nouns or adjectives")
    return Pattern(
        id=rule["id"],
        makes=rule["makes"],
        triggers=frozenset(triggers),
        roles=tuple(parse_role(rule, name, spec) for name, spec in rule["roles"].items()),
        with_={path: expand(lemmas) for path, lemmas in rule.get("with", {}).items()},
        without={path: expand(lemmas) for path, lemmas in rule.get("without", {}).items()},
        context=expand(rule.get("context", ())),
        not_context=expand(rule.get("not_context", ())),
        tenses=frozenset(rule.get("tenses", ())),
        priority=rule.get("priority", 0),
    )


def parse_role(rule: Rule, name: str, spec: str) -> RoleSpec:
    """Parse `paths : TYPES flags`."""
    paths, colon, rest = spec.partition(":")
    marks = rest.split()
    types = frozenset(mark for mark in marks if mark not in ("!", "+", "&"))
    if not colon or not paths.split() or types - set(ENTITY_TYPES):
        raise RuleError(
            f"{rule['where']}: rule {rule['id']}: role {name} must read 'paths : TYPES', with types of {ENTITY_TYPES}"
        )
    return RoleSpec(name, tuple(paths.split()), types, "!" in marks, "+" in marks, "&" in marks)


def match(
    pattern: Pattern, predicate: Predicate, types: Mapping[str, str], heads: Mapping[int, str], sentence: frozenset[str]
) -> dict[str, list[Filler]] | None:
    """Match one pattern on one predicate.

    Args:
        pattern: whose triggers hold the predicate's pos and lemma.
        predicate: with its arguments.
        types: entity id -> type.
        heads: token number -> lemma, for the heads of arguments.
        sentence: the lemmas of the sentence.

    Returns:
        role -> fillers, an entity in one role only (may be empty); None where a condition or a required role fails.
    """
    if not allows(pattern, predicate, sentence):
        return None
    return fill(pattern, predicate.arguments, types, heads)


def allows(pattern: Pattern, predicate: Predicate, sentence: frozenset[str]) -> bool:
    """Tell whether a pattern's conditions hold that do not look at arguments."""
    if pattern.tenses and predicate.tense not in pattern.tenses:
        return False
    if pattern.context and pattern.context.isdisjoint(sentence):
        return False
    return not pattern.not_context or pattern.not_context.isdisjoint(sentence)


def fill(
    pattern: Pattern, arguments: Sequence[Argument], types: Mapping[str, str], heads: Mapping[int, str]
) -> dict[str, list[Filler]] | None:
    """Return what `match` does for a predicate that a pattern allows, with these arguments."""
    for path, lemmas in pattern.with_.items():
        if not has_head(arguments, path, lemmas, heads):
            return None
    for path, lemmas in pattern.without.items():
        if has_head(arguments, path, lemmas, heads):
            return None
    taken: set[str] = set()
    found: dict[str, list[Filler]] = {}
    for role in pattern.roles:
        fillers: list[Filler] = []
        for path in role.paths:
            for id_, argument in path_fillers(path, arguments):
                if (
                    id_ not in taken
                    and (not role.types or types[id_] in role.types)
                    and id_ not in [f[0] for f in fillers]
                ):
                    fillers.append((id_, argument))
            if fillers and not (role.several or role.union):
                break
        if role.required and (not fillers or (role.several and len(fillers) < 2)):
            return None
        if fillers:
            found[role.name] = fillers
            taken |= {id_ for id_, _ in fillers}
    return found


def has_head(arguments: Iterable[Argument], path: str, lemmas: frozenset[str], heads: Mapping[int, str]) -> bool:
    """Tell whether an argument at `path` (`*`: any) has one of the lemmas (`*`: any) as its head."""
    for argument in arguments:
        if path in ("*", argument.role) and (heads.get(argument.head, "") in lemmas or "*" in lemmas):
            return True
    return False


def path_fillers(path: str, arguments: Iterable[Argument]) -> Iterator[Filler]:
    """Yield (entity id, argument) that stand at a path."""
    role, dot, modifier = path.partition(".")
    for argument in arguments:
        if role not in ("*", argument.role):
            continue
        if not dot:
            yield from ((id_, argument) for id_ in argument.entities)
        else:
            for relation, id_ in argument.inner:
                if relation == modifier or (modifier == "*" and relation != DEMONYM):
                    yield id_, argument
