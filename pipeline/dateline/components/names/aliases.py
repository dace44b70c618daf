"""One entity, many names: groups the named mentions of an article by rules on their words.

A rule says how the words of a shorter name sit in those of a longer one ("Goodrich" at the start of "Goodrich Corp.")
and what the left-over words may be. Rules are tried in file order, and the first one that fits decides; a name that
fits two entities equally well joins neither, for a wrong merge is worse than a missed one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc

from dateline.lists import NOTHING_DECIDED, Decisions

Words = tuple[str, ...]
MATCHES = ("equal", "plural", "start", "end", "inside", "outer", "initials", "defined")
# how a name may be short for another without a word of it
WORDLESS = ("initials", "defined")
TEXTS_KEPT = 20_000
MIN_SPELLED = 3  # letters; "A-2" and "A2" are likely two
RULE_KEYS = {"match", "reason", "types", "drop", "rest", "rest_not", "long_first", "nearest", "any_type"}


@dataclass(frozen=True)
class Named:
    """A name in the text: tokens `[start, end)`; `words` is what names are compared by; `gender` is told by a title.

    `owner` is the entity that a user's list gives it to.
    """

    start: int
    end: int
    type: str
    text: str
    words: Words
    gender: str = ""
    owner: str = ""


@dataclass
class Cluster:
    """The names of one entity, each with the reason why it is there."""

    type: str
    gender: str = ""
    owner: str = ""
    names: dict[Words, int] = field(default_factory=dict)
    mentions: list[tuple[Named, str]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def add(self, named: Named, reason: str) -> None:
        """Take `named` in; its gender and owner are the cluster's from now on."""
        self.names.setdefault(named.words, named.start)
        self.words.update(named.words)
        self.mentions.append((named, reason))
        self.gender = self.gender or named.gender
        self.owner = self.owner or named.owner


@dataclass(frozen=True)
class AliasRule:
    """One way in which a shorter name may stand for a longer one; word lists are resolved to sets."""

    match: str
    reason: str
    types: frozenset[str]
    drop: frozenset[str]
    rest: frozenset[str] | None
    rest_not: frozenset[str]
    long_first: bool
    nearest: bool
    any_type: bool


def compile_rule(rule: Mapping[str, Any], lexicon: Callable[[str], frozenset[str]]) -> AliasRule:
    """Make a rule from its table, the names of lexicons resolved to their words."""

    def union(key: str) -> frozenset[str]:
        return frozenset[str]().union(*(lexicon(name) for name in rule.get(key, ())))

    return AliasRule(
        match=rule["match"],
        reason=rule["reason"],
        types=frozenset(rule["types"]),
        drop=union("drop"),
        rest=union("rest") if "rest" in rule else None,
        rest_not=union("rest_not"),
        long_first=rule.get("long_first", False),
        nearest=rule.get("nearest", False),
        any_type=rule.get("any_type", False),
    )


@lru_cache(maxsize=TEXTS_KEPT)
def words_of(text: str) -> Words:
    """Return the words that names are compared by: lower case, without full stops, article and possessive ending.

    A full stop before two letters or more parts words ("Salesforce.com"), one in an abbreviation does not ("U.S.").
    """
    text = re.sub(r"['’]s?$", "", text.strip().removeprefix("the ").removeprefix("The "))
    parts = re.split(r"[\s,]+|(?<=\w\w)\.(?=\w\w)", text.casefold())
    words = (word.replace(".", "").strip("\"'“”‘’()") for word in parts)
    return tuple("and" if word == "&" else word for word in words if word)


def group(
    doc: Doc, named: Sequence[Named], rules: Sequence[AliasRule], decisions: Decisions = NOTHING_DECIDED
) -> list[Cluster]:
    """Group names into entities, in the order of their first mention; a user's lists may forbid it."""
    named = _spelled_alike(named)
    defined = dict(definitions(doc, named))
    types = {short: long.type for short, long in defined.items()}
    named = [replace(name, type=types[name.words]) if name.words in types else name for name in named]
    forms: dict[tuple[str, Words], list[Named]] = {}
    for name in named:
        forms.setdefault((name.type, name.words), []).append(name)
    clusters: list[Cluster] = []
    # Longest first, so that every short name finds the entity that it may belong to.
    for _, mentions in sorted(forms.items(), key=lambda item: (-len(item[0][1]), item[1][0].start)):
        own: list[Cluster] = []
        for name in mentions:
            # What was named before a longer name is not short for it: "Apple" and, further on, "Apple Corps".
            free = clusters if name.type == "PERSON" else [*clusters, *own]
            if decisions.rows:
                free = [cluster for cluster in free if _may_be(name, cluster, decisions)]
            host, reason = _host(name, free, rules, defined)
            if host is None:
                host = next((cluster for cluster in own if _agree(cluster.gender, name.gender)), None)
                reason = "same name"
            if host is None:
                host, reason = Cluster(name.type), ""
                own.append(host)
            host.add(name, reason)
        clusters.extend(own)
    for cluster in clusters:
        cluster.mentions.sort(key=lambda pair: pair[0].start)
    return sorted(clusters, key=lambda cluster: cluster.mentions[0][0].start)


def _spelled_alike(named: Sequence[Named]) -> list[Named]:
    """Give words that an article writes in two ways, "Wal-Mart" and "Walmart", "JP Morgan" and "JPMorgan", one form."""
    words = {word for name in named for word in name.words if len(word) > MIN_SPELLED}
    # The last one counts: the hyphened one, whose initials still show.
    written = {word.replace("-", ""): word for word in sorted(words, key=lambda word: ("-" in word, word))}

    def one_form(name: Named) -> Named:
        found: list[str] = []
        for word in name.words:
            together = written.get(found[-1] + word) if found else None
            if together:
                found[-1] = together
            else:
                found.append(written.get(word, word))
        return name if found == list(name.words) else replace(name, words=tuple(found))

    return [one_form(name) for name in named]


def _host(
    name: Named, clusters: Iterable[Cluster], rules: Sequence[AliasRule], defined: Mapping[Words, Named]
) -> tuple[Cluster | None, str]:
    """Find the entity that a name belongs to by the first rule that fits any, and the rule's reason.

    A short name stays with the entity that it has been used for: a bare surname means the person that the article is
    about, not the relative whom it names in passing.
    """
    clusters = [cluster for cluster in clusters if _agree(cluster.gender, name.gender)]
    for cluster in clusters:
        if cluster.type == name.type and name.words in cluster.names:
            return cluster, "same name"
    known = {form for word in name.words for form in (word, f"{word}s", word.removesuffix("s"))}
    sharing = [cluster for cluster in clusters if not cluster.words.isdisjoint(known)] if known else clusters
    for rule in rules:
        if (not rule.any_type and name.type not in rule.types) or (rule.match == "initials" and not _is_short(name)):
            continue
        fitting = [
            cluster
            for cluster in (clusters if rule.match in WORDLESS else sharing)
            if (rule.any_type or cluster.type == name.type) and _fits(rule, name, cluster, defined)
        ]
        if len(fitting) > 1 and rule.nearest:
            before = [cluster for cluster in fitting if cluster.mentions[0][0].start < name.start]
            fitting = [max(before, key=lambda cluster: _last_before(cluster, name.start))] if before else []
        if len(fitting) == 1:
            return fitting[0], rule.reason
        if fitting:
            break
    return None, ""


def _last_before(cluster: Cluster, position: int) -> int:
    return max(named.start for named, _ in cluster.mentions if named.start < position)


def _may_be(name: Named, cluster: Cluster, decisions: Decisions) -> bool:
    """Say whether no list of the user speaks against it that `name` means the entity."""
    if not _agree(cluster.owner, name.owner):
        return False
    return not decisions.forbids_any or not any(
        decisions.forbids(name.owner or name.text, other.owner or other.text, cluster.type)
        for other, _ in cluster.mentions
    )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _fits(rule: AliasRule, name: Named, cluster: Cluster, defined: Mapping[Words, Named]) -> bool:
    if cluster.type not in rule.types:
        return False
    if rule.match == "defined":
        return name.words in defined and defined[name.words].words in cluster.names
    return any(
        (not rule.long_first or start < name.start) and matches(rule, name, words)
        for words, start in cluster.names.items()
    )


def matches(rule: AliasRule, name: Named, long: Words) -> bool:
    """Say whether `name` can be short for the name whose words are `long`."""
    if rule.match == "initials":
        return _is_short(name) and name.words[0] in _initials(long, rule.drop, rule.rest)
    if rule.match == "plural":
        return _is_plural(name.words, long) or _is_plural(long, name.words)
    if name.words and not any(word in long for word in name.words):
        return False
    short = _trim(name.words, rule.drop)
    long = _trim(long, rule.drop)
    if rule.match != "equal" and len(short) >= len(long):
        return False
    rests = _rests(rule.match, short, long)
    return any((rule.rest is None or rule.rest.issuperset(rest)) and rule.rest_not.isdisjoint(rest) for rest in rests)


def _is_short(name: Named) -> bool:
    """Say whether a name can be initials: one word with several capitals."""
    return len(name.words) == 1 and sum(map(str.isupper, name.text)) > 1


def _rests(match: str, short: Words, long: Words) -> list[Words]:
    """Return what is left of the longer name, once for each way in which the shorter one sits in it."""
    count = len(short)
    places = {"equal": [0], "start": [0], "end": [len(long) - count], "inside": range(len(long) - count + 1)}
    if match == "outer":
        return [long[1:-1]] if count > 1 and (long[0], long[-1]) == (short[0], short[-1]) else []
    found = [long[:at] + long[at + count :] for at in places[match] if long[at : at + count] == short]
    return [rest for rest in found if not rest] if match == "equal" else found


def _trim(words: Words, drop: frozenset[str]) -> Words:
    """Cut words of `drop` off both ends, but never the last word left."""
    while len(words) > 1 and words[-1] in drop:
        words = words[:-1]
    while len(words) > 1 and words[0] in drop:
        words = words[1:]
    return words


def _initials(long: Words, small: frozenset[str], places: frozenset[str] | None) -> set[str]:
    """Return the abbreviations that a name may have, with and without small words, legal form and leading places."""
    whole = [part for word in long for part in word.split("-") if part]
    core = [part for word in _trim(long, small) for part in word.split("-") if part and part not in small]
    made = {"".join(part[0] for part in parts) for parts in (whole, core)}
    while len(core) > 2 and core[0] in (places or ()):
        core = core[1:]
        made.add("".join(part[0] for part in core))
    return {initials for initials in made if len(initials) > 1}


def _is_plural(one: Words, other: Words) -> bool:
    """Say whether `one` is the plural of `other`; "787s" is one, "iPhone 5s" is another model."""
    last = other[-1]
    if len(one) != len(other) or one[-1] != f"{last}s" or one[:-1] != other[:-1]:
        return False
    return last.isalpha() or (last.isdigit() and len(last) > 2)


def definitions(doc: Doc, named: Sequence[Named]) -> Iterable[tuple[Words, Named]]:
    """Yield the abbreviations that the text defines, "European Aviation Safety Agency (EASA)", with the long name."""
    following = {name.start: name for name in named}
    for name in named:
        inner = following.get(name.end + 1)
        if inner is None or doc[name.end].text != "(" or doc[inner.end : inner.end + 1].text != ")":
            continue
        for short, long in ((inner, name), (name, inner)):
            if len(short.words) == 1 < len(long.words) and _is_abbreviation(short.text, long.text):
                yield short.words, long


def _is_abbreviation(short: str, long: str) -> bool:
    """Say whether a word beside a name is short for it: capitals are even when their letters differ, "(PKK)"."""
    return short.isupper() or (sum(letter.isupper() for letter in short) > 1 and abbreviates(short, long))


def abbreviates(short: str, long: str) -> bool:
    """Say whether the letters of `short` begin words of `long` in order: "EDUs" for "Electric Drive Units"."""
    letters = [letter for letter in short.removesuffix("s").casefold() if letter.isalnum()]
    starts = [word[0] for word in re.findall(r"\w+", long.casefold())]
    rest = iter(starts)
    return len(letters) > 1 and letters[0] == starts[0] and all(letter in rest for letter in letters)
