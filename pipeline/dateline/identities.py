"""Joins the entities of single articles into those of the corpus.

A wrong merge is worse than a missed one: two articles speak of one entity when type and name are the same (but for
case, legal form, determiner and full stops, or two ways to write it that are listed), when the gazetteer grounds both
in one place, or when an abbreviation or short name has one full name only. A bare surname is the person who bears it in
most articles by far. What a user's lists say goes before all of it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from dateline.comparison import abbreviates, comparable, lexicon
from dateline.lists import NOTHING_DECIDED, Decisions
from dateline.paths import models_dir
from dateline.rules import read_lexicon
from dateline.types import Entity

Local = tuple[str, str]  # (doc_id, id of the entity in that article)
Member = tuple[str, Entity]
Key = tuple[str, str, str]  # (type, name as it is compared, what else keeps namesakes apart)
Groups = dict[Key, list[Member]]
Links = dict[Key, tuple[Key, str]]  # group -> the one that it is part of, and why
# A name goes to the one of several bearers that this many articles speak of, and this many times as many as of others.
KNOWN_ARTICLES = 5
KNOWN_TIMES = 4


@dataclass
class Identity:
    """One entity of the corpus with the articles' entities that mean it, and why each of another name does."""

    id: str
    type: str
    name: str
    members: list[Member] = field(default_factory=list)
    reasons: dict[Local, str] = field(default_factory=dict)


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 12 hexadecimal digits of the SHA-256 of the parts."""
    return prefix + sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:12]


def join(entities: Iterable[Member], decisions: Decisions = NOTHING_DECIDED) -> dict[Local, Identity]:
    """Map every entity of every article to its entity of the corpus; the order of the articles does not matter."""
    seen = sorted(entities, key=lambda pair: (pair[0], pair[1].id))
    groups: Groups = defaultdict(list)
    for pair, key in zip(seen, _keys(seen), strict=True):
        groups[key].append(pair)
    groups = _kept_apart(groups, decisions)
    links, written = _links(groups, decisions)
    identities: dict[Key, Identity] = {}
    for key in sorted(groups):
        root, reason = _root(key, links)
        if root not in identities:
            identities[root] = _identity(root, groups.get(root, groups[key]), written.get(root, ""))
        identity = identities[root]
        identity.members += groups[key]
        for doc_id, entity in groups[key]:
            identity.reasons[doc_id, entity.id] = _reason(entity, identity, reason)
    return {(doc_id, entity.id): identity for identity in identities.values() for doc_id, entity in identity.members}


def _kept_apart(groups: Groups, decisions: Decisions) -> Groups:
    """Part the groups in which a user's list forbids two names to be one; a name goes where nothing speaks against."""
    if not decisions.forbids_any:
        return groups
    parted: Groups = defaultdict(list)
    for key, members in groups.items():
        parts: list[list[str]] = []
        for name in sorted({entity.name for _, entity in members}):
            fitting = (part for part in parts if not any(decisions.forbids(name, other, key[0]) for other in part))
            part = next(fitting, None)
            if part is None:
                parts.append([name])
            else:
                part.append(name)
        keys = {name: (*key[:2], key[2] + number * f"/{part[0]}") for number, part in enumerate(parts) for name in part}
        for pair in members:
            parted[keys[pair[1].name]].append(pair)
    return parted


def _links(groups: Groups, decisions: Decisions) -> tuple[Links, dict[Key, str]]:
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

    hosts = _hosts(groups) if decisions.rows else {}
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
    for found, reason in ((_abbreviations(groups), "abbreviation"), (_short_names(groups), "short name")):
        for short, long in sorted(found.items()):
            if short not in decided and not _forbidden(short, long, groups, links, decisions):
                link([short], long, reason)
    return links, {_root(key, links)[0]: name for key, name in written.items()}


def _hosts(groups: Groups) -> dict[tuple[str, str], list[Key]]:
    """Map a name to the groups of entities of that name, the largest first, or to the only one that has it as alias."""
    named: dict[tuple[str, str], set[Key]] = defaultdict(set)
    aliased: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for key, members in groups.items():
        for _, entity in members:
            named[key[0], comparable(entity.name, key[0])].add(key)
            for alias in entity.aliases:
                aliased[key[0], comparable(alias, key[0])].add(key)
    named |= {name: keys for name, keys in aliased.items() if name not in named and len(keys) == 1}
    return {name: sorted(keys, key=lambda key: (-len(groups[key]), key)) for name, keys in named.items()}


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
    for key, members in groups.items():
        if (root := _root(key, links)[0]) in sides:
            sides[root] |= {entity.name for _, entity in members}
    names, others = sides[_root(one, links)[0]], sides[_root(other, links)[0]]
    return any(decisions.forbids(name, second, one[0]) for name in names for second in others)


def _reason(entity: Entity, identity: Identity, linked: str) -> str:
    """Say why an article's entity is the corpus's one, where it has another name."""
    if linked or entity.name == identity.name:
        return linked
    if _name(entity.name, entity.type) == _name(identity.name, entity.type):
        return "same name"
    if _ground(entity):
        return "same place"
    return "surname" if entity.type == "PERSON" and " " not in entity.name else "full name beside it"


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


def _identity(key: Key, members: Sequence[Member], written: str) -> Identity:
    """Make the entity of a group; `written` is its name where a list gives one."""
    # A surname that goes with the full name does not name the row, however often it is used.
    whole = [pair for pair in members if _name(pair[1].name, key[0]) == key[1]] or members
    forms = Counter(entity.name for _, entity in whole)
    # Datelines and headings write names in capitals: "NEW YORK" counts for "New York".
    folded = Counter(entity.name.casefold() for _, entity in whole)
    name = min(forms, key=lambda form: (-folded[form.casefold()], -len(form), form.isupper(), -forms[form], form))
    return Identity(content_id("e", *key), key[0], written or name)


def _keys(seen: Sequence[Member]) -> list[Key]:
    """Return what each entity is grouped by."""
    grounds: dict[str, set[str]] = defaultdict(set)
    bearers: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # surname -> name -> articles
    names: dict[str, set[str]] = defaultdict(set)
    for doc_id, entity in seen:
        name = _name(entity.name, entity.type)
        names[entity.type].add(name)
        if entity.type == "PLACE" and _ground(entity):
            grounds[name].add(_ground(entity))
        if entity.type == "PERSON" and " " in name:
            bearers[name.rpartition(" ")[2]][name].add(doc_id)
    keys = []
    for doc_id, entity in seen:
        name = _name(entity.name, entity.type)
        if entity.type == "PLACE":
            # Paris in Texas is not Paris in France; a bare "Paris" joins them only when the corpus knows just one.
            ground = _ground(entity) or (next(iter(grounds[name])) if len(grounds[name]) == 1 else "")
            keys.append(("PLACE", "" if ground else name, ground))
        elif entity.type == "PERSON" and (known := _best_known(bearers.get(name, {}))):
            keys.append(("PERSON", known, ""))
        elif entity.type == "PERSON" and len(bearers.get(name, ())) > 1:
            # A bare surname that several people of the corpus bear means somebody in its own article only.
            keys.append(("PERSON", name, doc_id))
        else:
            longer = {_name(alias, entity.type) for alias in entity.aliases if _longer(alias, entity.name)}
            full = longer & names[entity.type]
            keys.append((entity.type, full.pop() if len(full) == 1 else name, ""))
    return keys


def _best_known(articles: Mapping[str, Collection[str]]) -> str:
    """Return the one of several that by far the most articles speak of, empty where there is none."""
    ranked = sorted(((len(ids), name) for name, ids in articles.items()), reverse=True)
    if not ranked or ranked[0][0] < KNOWN_ARTICLES:
        return ""
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] > KNOWN_TIMES * ranked[1][0] else ""


def _ground(entity: Entity) -> str:
    return str(entity.place.get("geonames_id") or "")


def _longer(alias: str, name: str) -> bool:
    """Say whether an alias is a fuller form of the name: it has the name's words and more."""
    return set(name.casefold().split()) < set(alias.casefold().split())


def _abbreviations(groups: Groups) -> dict[Key, Key]:
    """Map the group of a bare abbreviation ("JLR") to that of its full name, where only one full name claims it."""
    claims: dict[Key, set[Key]] = defaultdict(set)
    for key, members in groups.items():
        for _, entity in members:
            for alias in entity.aliases:
                claimed = (key[0], _name(alias, key[0]), "")
                if key[0] != "PLACE" and claimed != key and abbreviates(alias, entity.name):
                    claims[claimed].add(key)
    return {short: owners.pop() for short, owners in claims.items() if short in groups and len(owners) == 1}


def _short_names(groups: Groups) -> dict[Key, Key]:
    """Map the group of a short name ("Goldman Sachs") to that of the full one ("Goldman Sachs Group Inc").

    The full name must add no more than what short names leave off, an article must have called it so, and it must be
    the only one that does, or by far the best known; "Citi Holdings", which one article only names, may be a unit.
    """
    tails = (lexicon("org_tails") | lexicon("legal_forms")) - lexicon("org_regions")
    claims: dict[Key, set[Key]] = defaultdict(set)
    for key, members in groups.items():
        if key[0] != "ORG":
            continue
        for _, entity in members:
            words = comparable(entity.name, "ORG").split()
            for alias in entity.aliases:
                short = comparable(alias, "ORG").split()
                claimed = ("ORG", _name(alias, "ORG"), "")
                fits = short == words[: len(short)] and tails.issuperset(words[len(short) :])
                if fits and claimed != key and claimed in groups:
                    claims[claimed].add(key)
    found = {}
    for claimed, owners in claims.items():
        whole = {owner: {doc_id for doc_id, _ in groups[owner]} for owner in owners}
        best = max(sorted(whole), key=lambda owner: len(whole[owner]))
        if len(whole[best]) > 1 and all(
            len(whole[best]) > KNOWN_TIMES * len(docs) for owner, docs in whole.items() if owner != best
        ):
            found[claimed] = best
    return found
