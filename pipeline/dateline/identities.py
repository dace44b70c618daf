"""Joins the entities of single articles into those of the corpus.

A wrong merge is worse than a missed one: two articles speak of one entity when type and name are the same (but for
case, legal form, determiner and full stops), when the gazetteer grounds both in one place, or when an abbreviation
has one full name only.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from dateline.paths import models_dir
from dateline.rules import read_lexicon
from dateline.types import Entity

Local = tuple[str, str]  # (doc_id, id of the entity in that article)
Key = tuple[str, str, str]  # (type, name as it is compared, what else keeps namesakes apart)


@dataclass
class Identity:
    """One entity of the corpus with the articles' entities that mean it."""

    id: str
    type: str
    name: str
    members: list[tuple[str, Entity]] = field(default_factory=list)


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 12 hexadecimal digits of the SHA-256 of the parts."""
    return prefix + sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:12]


@cache
def _lexicon(name: str) -> frozenset[str]:
    return frozenset(read_lexicon(models_dir() / "lexicons" / f"{name}.txt"))


def comparable(name: str, type_: str) -> str:
    """Return what two names must share to be one: "The Boeing Co." and "Boeing" give "boeing"."""
    words = name.casefold().replace("\u2019", "'").replace(".", "").replace(",", " ").split()
    while len(words) > 1 and words[0] in _lexicon("name_determiners"):
        words.pop(0)
    while type_ == "ORG" and len(words) > 1 and words[-1] in _lexicon("legal_forms") | {"&"}:
        words.pop()
    return " ".join(words)


def abbreviates(short: str, name: str) -> bool:
    """Say whether `short` is the initials of `name`'s capitalised words: "JLR" and "EDUs" are, "Sun" is not."""
    letters = re.sub(r"[.\s]|(?<=[A-Z])s$", "", short)
    initials = [word[0] for word in re.findall(r"\w+", name) if word[0].isupper()]
    legal = [word for word in re.findall(r"\w+", name) if word.casefold() in _lexicon("legal_forms")]
    full, bare = "".join(initials), "".join(initials[: len(initials) - len(legal)])
    return len(letters) > 1 and letters.isupper() and letters in (full, bare)


def join(entities: Iterable[tuple[str, Entity]]) -> dict[Local, Identity]:
    """Map every entity of every article to its entity of the corpus; the order of the articles does not matter."""
    seen = sorted(entities, key=lambda pair: (pair[0], pair[1].id))
    groups: dict[Key, list[tuple[str, Entity]]] = defaultdict(list)
    for (doc_id, entity), key in zip(seen, _keys(seen), strict=True):
        groups[key].append((doc_id, entity))
    short_for = _abbreviations(groups)
    identities: dict[Key, Identity] = {}
    for key in sorted(groups, key=lambda key: (key in short_for, key)):
        # Full names come first, so that an abbreviation joins a group which has its name and id already.
        target = key
        while target in short_for:
            target = short_for[target]
        if target not in identities:
            identities[target] = _identity(key, groups[key])
        identities[target].members += groups[key]
    return {(doc_id, entity.id): identity for identity in identities.values() for doc_id, entity in identity.members}


def _identity(key: Key, members: Sequence[tuple[str, Entity]]) -> Identity:
    forms = Counter(entity.name for _, entity in members)
    # Datelines and headings write names in capitals: "NEW YORK" counts for "New York".
    folded = Counter(entity.name.casefold() for _, entity in members)
    name = min(forms, key=lambda form: (-folded[form.casefold()], -len(form), form.isupper(), -forms[form], form))
    return Identity(content_id("e", *key), key[0], name)


def _keys(seen: Sequence[tuple[str, Entity]]) -> list[Key]:
    """Return what each entity is grouped by."""
    grounds: dict[str, set[str]] = defaultdict(set)
    surnames: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for _, entity in seen:
        name = comparable(entity.name, entity.type)
        names[entity.type].add(name)
        if entity.type == "PLACE" and _ground(entity):
            grounds[name].add(_ground(entity))
        if entity.type == "PERSON" and " " in name:
            surnames[name.rpartition(" ")[2]].add(name)
    keys = []
    for doc_id, entity in seen:
        name = comparable(entity.name, entity.type)
        if entity.type == "PLACE":
            # Paris in Texas is not Paris in France; a bare "Paris" joins them only when the corpus knows just one.
            ground = _ground(entity) or (next(iter(grounds[name])) if len(grounds[name]) == 1 else "")
            keys.append(("PLACE", "" if ground else name, ground))
        elif len(surnames[name]) > 1 and entity.type == "PERSON":
            # A bare surname that several people of the corpus bear means somebody in its own article only.
            keys.append(("PERSON", name, doc_id))
        else:
            longer = {comparable(alias, entity.type) for alias in entity.aliases if _longer(alias, entity.name)}
            full = longer & names[entity.type]
            keys.append((entity.type, full.pop() if len(full) == 1 else name, ""))
    return keys


def _ground(entity: Entity) -> str:
    return str(entity.place.get("geonames_id") or "")


def _longer(alias: str, name: str) -> bool:
    """Say whether an alias is a fuller form of the name: it has the name's words and more."""
    return set(name.casefold().split()) < set(alias.casefold().split())


def _abbreviations(groups: dict[Key, list[tuple[str, Entity]]]) -> dict[Key, Key]:
    """Map the group of a bare abbreviation ("JLR") to that of its full name, where only one full name claims it."""
    claims: dict[Key, set[Key]] = defaultdict(set)
    for key, members in groups.items():
        for _, entity in members:
            for alias in entity.aliases:
                claimed = (key[0], comparable(alias, key[0]), "")
                if key[0] != "PLACE" and claimed != key and abbreviates(alias, entity.name):
                    claims[claimed].add(key)
    return {short: owners.pop() for short, owners in claims.items() if short in groups and len(owners) == 1}
