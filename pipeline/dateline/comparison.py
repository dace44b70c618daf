"""What names are compared by: the same but for case, legal form, determiner and full stops, or initials."""

import re
from functools import cache

from dateline.paths import models_dir
from dateline.rules import read_lexicon


@cache
def lexicon(name: str) -> frozenset[str]:
    """Return the entries of a shipped lexicon."""
    return frozenset(read_lexicon(models_dir() / "lexicons" / f"{name}.txt"))


def comparable(name: str, type_: str) -> str:
    """Return what two names must share to be one: "The Boeing Co." and "Boeing" give "boeing"."""
    words = name.casefold().replace("\u2019", "'").replace(",", " ").split()
    # People have none, and the "A." of "A. Dupont" is none.
    while type_ != "PERSON" and len(words) > 1 and words[0] in lexicon("name_determiners"):
        words.pop(0)
    words = [word for word in (word.replace(".", "") for word in words) if word]
    while type_ == "ORG" and len(words) > 1 and (words[-1] in lexicon("legal_forms") or words[-1] == "&"):
        words.pop()
    return " ".join(words)


def short_letters(name: str) -> str:
    """Return the letters of a name in capitals that may be initials ("EDUs": "EDU"), of any other nothing."""
    letters = re.sub(r"[.\s]|(?<=[A-Z])s$", "", name)
    return letters if len(letters) > 1 and letters.isupper() else ""


def initials_of(name: str) -> set[str]:
    """Return the initials of a name's capitalised words, with and without the legal form at the end."""
    words = re.findall(r"\w+", name)
    initials = [word[0] for word in words if word[0].isupper()]
    legal = [word for word in words if word.casefold() in lexicon("legal_forms")]
    return {"".join(initials), "".join(initials[: len(initials) - len(legal)])}


def abbreviates(short: str, name: str) -> bool:
    """Say whether `short` is the initials of `name`'s capitalised words: "JLR" and "EDUs" are, "Sun" is not."""
    letters = short_letters(short)
    return bool(letters) and letters in initials_of(name)
