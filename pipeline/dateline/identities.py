"""Joins the entities of single articles into those of the corpus.

A wrong merge is worse than a missed one: two articles speak of one entity when type and name are the same (but for
case, legal form, determiner, full stops, spaces, hyphens and accents, or two ways to write it that are listed), when
the gazetteer grounds both in one place, or when an abbreviation or short name has one full name only. A bare surname is
the person who bears it in most articles by far. What a user's lists say goes before all of it, and what was settled
before goes before anything: tables that articles are added to keep their entities.

What is joined are forms, the ways in which articles name an entity, so that memory grows with the names of a corpus
and not with its articles.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from unicodedata import combining, normalize

from dateline.comparison import abbreviates, comparable, lexicon
from dateline.lists import NOTHING_DECIDED, Decisions
from dateline.paths import models_dir
from dateline.rules import read_lexicon

Key = tuple[str, str, str]  # (type, name as it is compared, what else keeps namesakes apart)
Links = dict[Key, tuple[Key, str]]  # group -> the one that it is part of, and why
# A name goes to the one of several bearers that this many articles speak of, and this many times as many as of others.
KNOWN_ARTICLES = 5
KNOWN_TIMES = 4
OWN = "own"
SHORTEST = 3  # "A-2" and "A2", "AA" and "AA-" are likely two


@dataclass(frozen=True, slots=True)
class Form:
    """An entity as articles name it. `ground` is the number of its place in GeoNames, empty where it has none."""

    type: str
    name: str
    aliases: tuple[str, ...] = ()
    ground: str = ""


Groups = dict[Key, list[Form]]
Counts = Mapping[Form, int]


@dataclass(frozen=True, slots=True)
class Identity:
    """The entity of the corpus that a form means, and why, where that has another name.

    `own` is a bare surname that several people of the corpus bear: it means somebody in its own article only.
    """

    id: str
    type: str
    name: str
    reason: str = ""
    own: bool = False

    def within(self, doc_id: str) -> "Identity":
        """Return the entity that is meant in one article."""
        return replace(self, id=content_id("e", self.id, doc_id), own=False) if self.own else self


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 12 hexadecimal digits of the SHA-256 of the parts."""
    return prefix + sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:12]


def join(
    counts: Counts, decisions: Decisions = NOTHING_DECIDED, settled: Mapping[Form, Identity] | None = None
) -> dict[Form, Identity]:
    """Map every form to its entity of the corpus; the order of the forms does not matter.

    Args:
        counts: form -> articles that name an entity so.
        decisions: what a user's lists say.
        settled: what an earlier run over part of these articles returned; it stands, and draws further forms to it.
    """
    settled = settled or {}
    seen = sorted(counts, key=lambda form: (form.type, form.name, form.aliases, form.ground))
    groups: Groups = defaultdict(list)
    for form, key in zip(seen, _keys(seen, counts), strict=True):
        groups[key].append(form)
    groups = _kept_apart(groups, decisions)
    links, written = _links(groups, counts, decisions, settled)
    hosts = {_root(key, links)[0] for key in links}
    joined: dict[Form, Identity] = {}
    identities: dict[Key, Identity] = {}
    for key in sorted(groups):
        root, reason = _root(key, links)
        if root not in identities:
            host = groups.get(root, groups[key])
            own = root[2].startswith(OWN) and root not in hosts and root not in written
            identities[root] = _settled(host, counts, settled) or _identity(
                root, host, counts, written.get(root, ""), own
            )
        identity = _settled(groups[key], counts, settled) or identities[root]
        # Most forms of an entity are called so for the same few reasons.
        meant = {"": identity}
        for form in groups[key]:
            why = _reason(form, identity, reason)
            if why not in meant:
                meant[why] = replace(identity, reason=why)
            joined[form] = settled.get(form) or meant[why]
    return joined


def _settled(forms: Iterable[Form], counts: Counts, settled: Mapping[Form, Identity]) -> Identity | None:
    """Return what most articles of an earlier run meant by some forms; nothing where that run saw none of them."""
    meant: Counter[tuple[str, str, str]] = Counter()
    for form in forms:
        if (known := settled.get(form)) and not known.own:
            meant[known.id, known.type, known.name] += counts[form]
    return Identity(*min(meant, key=lambda known: (-meant[known], known))) if meant else None


def _kept_apart(groups: Groups, decisions: Decisions) -> Groups:
    """Part the groups in which a user's list forbids two names to be one; a name goes where nothing speaks against."""
    if not decisions.forbids_any:
        return groups
    parted: Groups = defaultdict(list)
    for key, forms in groups.items():
        parts: list[list[str]] = []
        for name in sorted({form.name for form in forms}):
            fitting = (part for part in parts if not any(decisions.forbids(name, other, key[0]) for other in part))
            part = next(fitting, None)
            if part is None:
                parts.append([name])
            else:
                part.append(name)
        keys = {name: (*key[:2], key[2] + number * f"/{part[0]}") for number, part in enumerate(parts) for name in part}
        for form in forms:
            parted[keys[form.name]].append(form)
    return parted


def _links(
    groups: Groups, counts: Counts, decisions: Decisions, settled: Collection[Form]
) -> tuple[Links, dict[Key, str]]:
    """Map groups to the group that they are part of, and say why: by a user's lists, then by abbreviations.

    The second mapping tells how lists write the name of a group.
    """
    links: Links = {}
    written: dict[Key, str] = {}

    def link(keys: Iterable[Key], host: Key, reason: str) -> None:
        for key in keys:
            child, parent = _root(key, links)[0], _root(host, links)[0]
            if child != parent:
                links[child] = (parent, reason)

    hosts = _hosts(groups, counts) if decisions.rows else {}
    for name, listed in sorted(decisions.listed.items()):
        first, *others = hosts.get(name, [(*name, "")])
        link(others, first, "list of aliases")
        written[first] = listed
    for name, into in sorted(decisions.merges.items()):
        if name in hosts:
            first, *others = hosts.get(into, [(*into, "")])
            link((*others, *hosts[name]), first, "list of merges")
    for into, target in sorted(decisions.targets.items()):
        if into not in decisions.merges:
            written[hosts.get(into, [(*into, "")])[0]] = target
    decided = set(links)
    for found, reason in (
        (_spellings(groups, counts, settled), "spelling"),
        (_abbreviations(groups), "abbreviation"),
        (_short_names(groups, counts), "short name"),
    ):
        for short, long in sorted(found.items()):
            if short not in decided and not _forbidden(short, long, groups, links, decisions):
                link([short], long, reason)
    return links, {_root(key, links)[0]: name for key, name in written.items()}


def _hosts(groups: Groups, counts: Counts) -> dict[tuple[str, str], list[Key]]:
    """Map a name to the groups of entities of that name, the largest first, or to the only one that has it as alias."""
    named: dict[tuple[str, str], set[Key]] = defaultdict(set)
    aliased: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for key, forms in groups.items():
        for form in forms:
            named[key[0], comparable(form.name, key[0])].add(key)
            for alias in form.aliases:
                aliased[key[0], comparable(alias, key[0])].add(key)
    named |= {name: keys for name, keys in aliased.items() if name not in named and len(keys) == 1}
    size = {key: sum(counts[form] for form in forms) for key, forms in groups.items()}
    return {name: sorted(keys, key=lambda key: (-size[key], key)) for name, keys in named.items()}


def _root(key: Key, links: Links) -> tuple[Key, str]:
    """Return the group that a group is part of at the end, and the first reason why."""
    reason = links[key][1] if key in links else ""
    while key in links:
        key = links[key][0]
    return key, reason


def _forbidden(one: Key, other: Key, groups: Groups, links: Links, decisions: Decisions) -> bool:
    """Say whether a list forbids a name of one side to be one with a name of the other."""
    if not decisions.forbids_any:
        return False
    sides: dict[Key, set[str]] = {_root(one, links)[0]: set(), _root(other, links)[0]: set()}
    for key, forms in groups.items():
        if (root := _root(key, links)[0]) in sides:
            sides[root] |= {form.name for form in forms}
    names, others = sides[_root(one, links)[0]], sides[_root(other, links)[0]]
    return any(decisions.forbids(name, second, one[0]) for name in names for second in others)


def _reason(form: Form, identity: Identity, linked: str) -> str:
    """Say why an article's entity is the corpus's one, where it has another name."""
    if linked or form.name == identity.name:
        return linked
    if _name(form.name, form.type) == _name(identity.name, form.type):
        return "same name"
    if form.ground:
        return "same place"
    return "surname" if form.type == "PERSON" and " " not in form.name else "full name beside it"


@cache
def _written(name: str) -> dict[str, str]:
    """Return a shipped lexicon of names and what they are written for ("Fed": "Federal Reserve"), as compared."""
    rows = read_lexicon(models_dir() / "lexicons" / f"{name}.txt")
    return {comparable(short, "ORG"): comparable(values[0], "ORG") for short, values in rows.items()}


def _name(name: str, type_: str) -> str:
    """Return what a name is compared by, listed short names and names of places written out."""
    compared = comparable(name, type_)
    if type_ != "ORG":
        return compared
    first, _, rest = compared.partition(" ")
    whole = f"{_written('place_aliases').get(first, first)} {rest}" if rest else compared
    return _written("org_aliases").get(compared, whole)


def _identity(key: Key, forms: Sequence[Form], counts: Counts, written: str, own: bool) -> Identity:
    """Make the entity of a group; `written` is its name where a list gives one."""
    # A surname that goes with the full name does not name the row, however often it is used.
    whole = [form for form in forms if _name(form.name, key[0]) == key[1]] or forms
    names: Counter[str] = Counter()
    # Datelines and headings write names in capitals: "NEW YORK" counts for "New York".
    folded: Counter[str] = Counter()
    for form in whole:
        names[form.name] += counts[form]
        folded[form.name.casefold()] += counts[form]
    name = min(names, key=lambda name: (-folded[name.casefold()], -len(name), name.isupper(), -names[name], name))
    return Identity(content_id("e", *key), key[0], written or name, own=own)


def _keys(seen: Sequence[Form], counts: Counts) -> list[Key]:
    """Return what each form is grouped by."""
    grounds: dict[str, set[str]] = defaultdict(set)
    bearers: dict[str, Counter[str]] = defaultdict(Counter)  # surname -> name -> articles
    names: dict[str, set[str]] = defaultdict(set)
    for form in seen:
        name = _name(form.name, form.type)
        names[form.type].add(name)
        if form.type == "PLACE" and form.ground:
            grounds[name].add(form.ground)
        if form.type == "PERSON" and " " in name:
            bearers[name.rpartition(" ")[2]][name] += counts[form]
    keys = []
    for form in seen:
        name = _name(form.name, form.type)
        if form.type == "PLACE":
            # Paris in Texas is not Paris in France; a bare "Paris" joins them only when the corpus knows just one.
            ground = form.ground or (next(iter(grounds[name])) if len(grounds[name]) == 1 else "")
            keys.append(("PLACE", "" if ground else name, ground))
        elif form.type == "PERSON" and (known := _best_known(bearers.get(name, {}))):
            keys.append(("PERSON", known, ""))
        elif form.type == "PERSON" and len(bearers.get(name, ())) > 1:
            keys.append(("PERSON", name, OWN))
        else:
            longer = {_name(alias, form.type) for alias in form.aliases if _longer(alias, form.name)}
            full = longer & names[form.type]
            keys.append((form.type, full.pop() if len(full) == 1 else name, ""))
    return keys


def _best_known(articles: Mapping[str, int]) -> str:
    """Return the one of several that by far the most articles speak of, empty where there is none."""
    ranked = sorted(((count, name) for name, count in articles.items()), reverse=True)
    if not ranked or ranked[0][0] < KNOWN_ARTICLES:
        return ""
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] > KNOWN_TIMES * ranked[1][0] else ""


def _longer(alias: str, name: str) -> bool:
    """Say whether an alias is a fuller form of the name: it has the name's words and more."""
    return set(name.casefold().split()) < set(alias.casefold().split())


def _spellings(groups: Groups, counts: Counts, settled: Collection[Form]) -> dict[Key, Key]:
    """Map the groups of a name that is written in several ways ("ExxonMobil") to the one that most articles write.

    What was settled before stays what it is, so it goes first.
    """

    def rank(key: Key) -> tuple[bool, int, Key]:
        return not any(form in settled for form in groups[key]), -sum(counts[form] for form in groups[key]), key

    alike: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for type_, name, apart in groups:
        squeezed = _squeezed(name, type_)
        if not apart and len(squeezed) > SHORTEST:
            alike[type_, squeezed].append((type_, name, apart))
    found: dict[Key, Key] = {}
    for keys in alike.values():
        if len(keys) > 1:
            first, *others = sorted(keys, key=rank)
            found |= dict.fromkeys(others, first)
    return found


def _squeezed(name: str, type_: str) -> str:
    """Return a name without accents, apostrophes and what stands between words or in the place of "and"."""
    plain = "".join(letter for letter in normalize("NFKD", name) if not combining(letter))
    plain = re.sub(r"['\u2019]", "", plain)
    words = re.sub(r"[-\u2010-\u2015/&\s]+|\band\b", " ", plain).split()
    # Westchester is not West Chester.
    return (" " if type_ == "PLACE" else "").join(words)


def _abbreviations(groups: Groups) -> dict[Key, Key]:
    """Map the group of a bare abbreviation ("JLR") to that of its full name, where only one full name claims it."""
    claims: dict[Key, set[Key]] = defaultdict(set)
    for key, forms in groups.items():
        for form in forms:
            for alias in form.aliases:
                claimed = (key[0], _name(alias, key[0]), "")
                if key[0] != "PLACE" and claimed != key and abbreviates(alias, form.name):
                    claims[claimed].add(key)
    return {short: owners.pop() for short, owners in claims.items() if short in groups and len(owners) == 1}


def _short_names(groups: Groups, counts: Counts) -> dict[Key, Key]:
    """Map the group of a short name ("Goldman Sachs") to that of the full one ("Goldman Sachs Group Inc").

    The full name must add no more than what short names leave off, an article must have called it so, and it must be
    the only one that does, or by far the best known; "Citi Holdings", which one article only names, may be a unit.
    """
    tails = (lexicon("org_tails") | lexicon("legal_forms")) - lexicon("org_regions")
    claims: dict[Key, set[Key]] = defaultdict(set)
    for key, forms in groups.items():
        if key[0] != "ORG":
            continue
        for form in forms:
            words = comparable(form.name, "ORG").split()
            for alias in form.aliases:
                short = comparable(alias, "ORG").split()
                claimed = ("ORG", _name(alias, "ORG"), "")
                fits = short == words[: len(short)] and tails.issuperset(words[len(short) :])
                if fits and claimed != key and claimed in groups:
                    claims[claimed].add(key)
    found = {}
    for claimed, owners in claims.items():
        told = {owner: sum(counts[form] for form in groups[owner]) for owner in owners}
        best = max(sorted(told), key=lambda owner: told[owner])
        if told[best] > 1 and all(told[best] > KNOWN_TIMES * told[owner] for owner in owners - {best}):
            found[claimed] = best
    return found
