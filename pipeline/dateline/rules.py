"""Rules and lexicons as data: reads and checks the files under `models/` and under a user's own folder.

A rule file is TOML with `[[rule]]` tables. Every rule has `id`, `examples` and `counterexamples`; what else it may hold
is declared by the component that reads it. A lexicon is a text file, one entry a line, `#` begins a comment line, and a
tab separates an entry from its values. A user's folder has the same shape (`rules/`, `lexicons/`) and adds to the
shipped data; a rule of the same id, or a lexicon line of the same entry, replaces ours.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import srsly
from spacy.language import Language
from spacy.training import Example

from dateline.errors import RuleError
from dateline.paths import models_dir

Rule = dict[str, Any]
Lexicon = dict[str, list[str]]
COMMON_KEYS = {"id", "note", "examples", "counterexamples", "known_failure"}


def read_rules(path: Path) -> list[Rule]:
    """Read one rule file. Each rule gets `where` = `file:line` of its table.

    Raises:
        RuleError: `file:line: reason`, when the file is no TOML, or a rule has no id, no example or no counterexample.
    """
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise RuleError(f"{path}:{line.group(1) if line else 1}: {error}") from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]
    rules = []
    for number, table in zip(lines, tables, strict=True):
        where = f"{path}:{number}"
        if not table.get("id"):
            raise RuleError(f"{where}: a rule needs an id")
        for key in ("examples", "counterexamples"):
            if not table.get(key):
                raise RuleError(f"{where}: rule {table['id']} needs {key}: sentences that the rule is tested on")
        rules.append({**table, "where": where})
    return rules


def read_rows(path: Path) -> list[list[str]]:
    """Read the tab-separated fields of every line of a lexicon, in file order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        [field.strip() for field in line.split("\t")] for line in lines if line.strip() and not line.startswith("#")
    ]


def read_lexicon(path: Path) -> Lexicon:
    """Read one lexicon: entry -> its values (the tab-separated fields behind it), in file order."""
    return {entry: values for entry, *values in read_rows(path)}


def check_keys(rule: Rule, known: Iterable[str]) -> None:
    """Raise RuleError where a rule holds a key that its component does not know: a typing error is not ignored."""
    unknown = set(rule) - set(known) - COMMON_KEYS - {"where", "root"}
    if unknown:
        raise RuleError(f"{rule['where']}: rule {rule['id']} has unknown keys: {', '.join(sorted(unknown))}")


def load_data(rule_files: Sequence[str], lexicons: Sequence[str], extra: Sequence[Path] = ()) -> dict[str, Any]:
    """Collect what a component is made from, as JSON: {"rules": [...], "lexicons": {name: {entry: [values]}}}.

    Args:
        rule_files: glob patterns under `rules/`, for example `events/*.toml`.
        lexicons: names of files under `lexicons/` without `.txt`.
        extra: folders of a user, later ones win.
    """
    rules: dict[str, Rule] = {}
    words: dict[str, Lexicon] = {name: {} for name in lexicons}
    for number, root in enumerate((models_dir(), *extra)):
        for pattern in rule_files:
            for path in sorted((root / "rules").glob(pattern)):
                for rule in read_rules(path):
                    previous = rules.get(rule["id"])
                    if previous is not None and previous["root"] == number:
                        raise RuleError(f"{rule['where']}: id {rule['id']} is taken by {previous['where']}")
                    rules[rule["id"]] = {**rule, "root": number}
        for name in lexicons:
            path = root / "lexicons" / f"{name}.txt"
            if path.is_file():
                words[name] |= read_lexicon(path)
            elif number == 0:
                raise RuleError(f"{path}:1: the lexicon is missing")
    return {"rules": list(rules.values()), "lexicons": words}


class RuledComponent:
    """A pipeline component whose knowledge is data: read in `initialize`, saved and loaded with the pipeline.

    A subclass names its files in `RULE_FILES` and `LEXICONS` and turns `self.data` into what it runs on in `compile`.
    """

    RULE_FILES: ClassVar[tuple[str, ...]] = ()
    LEXICONS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.data: dict[str, Any] = {}
        self.initialize()

    def compile(self) -> None:
        """Prepare `self.data` for running; raises RuleError where a rule cannot be understood."""

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]] | None = None,
        *,
        nlp: Language | None = None,
        folders: Sequence[str] = (),
    ) -> None:
        """Read the shipped rules, then those of `folders`."""
        self.data = load_data(self.RULE_FILES, self.LEXICONS, [Path(folder) for folder in folders])
        self.compile()

    def decide(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the rows of a user's lists, which are kept with the rules; few components look at them."""
        self.data["lists"] = [list(row) for row in rows]
        self.compile()

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:
        """Serialise the rules and lexicons that the component runs on."""
        return bytes(srsly.msgpack_dumps(self.data))

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> "RuledComponent":
        """Restore what `to_bytes` wrote."""
        self.data = srsly.msgpack_loads(data)
        self.compile()
        return self

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the component's data as JSON into the saved pipeline."""
        srsly.write_json(path, self.data)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "RuledComponent":
        """Read what `to_disk` wrote."""
        self.data = srsly.read_json(path)
        self.compile()
        return self


def words(data: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the entries of lexicon `name` in a component's data."""
    return frozenset(data["lexicons"][name])


def any_of(entries: Iterable[str]) -> str:
    """Return a regular expression of `entries` that prefers the longer one; it is not in brackets.

    Written as a tree of common beginnings, since the engine tries the branches of an alternation one by one.
    """
    by_first: dict[str, set[str]] = {}
    for entry in entries:
        by_first.setdefault(entry[:1], set()).add(entry[1:])
    ends_here = by_first.pop("", None) is not None
    branches = []
    for first, rests in sorted(by_first.items()):
        rest = any_of(rests)
        branches.append(re.escape(first).replace(r"\ ", " ") + (f"(?:{rest})" if "|" in rest else rest))
    # The empty rest comes last: the longer entry wins.
    return "|".join([*branches, ""] if ends_here and branches else branches)


def any_case(entries: Iterable[str]) -> str:
    """Return what `any_of` does, without regard to case; not for use inside of `(?i:...)`.

    The engine skips branches by their first characters, but only where it regards case.
    """
    rests: dict[str, list[str]] = {}
    for entry in sorted(entries):
        rests.setdefault(entry[0].lower(), []).append(entry[1:])
    return "|".join(rf"[{first}{first.upper()}](?i:{any_of(rest)})" for first, rest in rests.items())
