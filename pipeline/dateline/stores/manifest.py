"""`run.json`: what made the tables. No time stamp, so that the same run gives the same bytes."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dateline.columns import ALL_TABLES
from dateline.paths import STOCK_FOLDER, models_dir
from dateline.stores import Tables
from dateline.stores.files import LAST, Stage

# More failures than anybody reads; documents.csv has all of them.
MAX_FAILURES = 1_000
# What a failure is told by -> the column of documents.csv that says it.
FAILURE = {"doc_id": "doc_id", "path": "path", "status": "status", "reason": "error"}


def rules_digest(folders: Sequence[Path] = ()) -> str:
    """Return the SHA-256 over names and contents of all rules and lexicons, the shipped and those of `folders`."""
    digest = sha256()
    for root in (models_dir(), *folders):
        for kind in ("rules", "lexicons"):
            for path in sorted((root / kind).rglob("*.*")):
                if path.is_file():
                    digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def made_with(folders: Sequence[Path] = ()) -> dict[str, str]:
    """Return what facts depend on beside articles, lists and options, under the names by which a user knows it."""
    model = sha256((models_dir() / "recogniser" / "model.onnx").read_bytes()).hexdigest()
    return {
        "version of dateline": version("dateline"),
        "version of spaCy": version("spacy"),
        "model": f"{STOCK_FOLDER} {model}",
        "rules": rules_digest(folders),
    }


def write_manifest(
    tables: Tables,
    stage: Stage,
    options: Mapping[str, Any],
    folders: Sequence[Path] = (),
    lists: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write `run.json` for some tables that were made with `options` and a user's `lists`.

    `failures` has the first thousand articles that were skipped or failed, `n_failures` says how many there are.
    """
    status: Counter[str] = Counter()
    failures: list[dict[str, Any]] = []
    names = ALL_TABLES["documents"].names
    places = {name: names.index(column) for name, column in FAILURE.items()}
    for row in tables.rows("documents"):
        status[row[places["status"]]] += 1
        if row[places["status"]] != "ok" and len(failures) < MAX_FAILURES:
            failures.append({name: row[place] or "" for name, place in places.items()})
    described = {
        "versions": {
            "dateline": version("dateline"),
            "spacy": version("spacy"),
            "model": STOCK_FOLDER,
            "rules": rules_digest(folders),
        },
        "options": dict(options),
        "lists": [dict(used) for used in lists],
        "counts": {name: tables.count(name) for name in tables.names},
        "status": {name: status[name] for name in ("ok", "skipped", "error")},
        "n_failures": status.total() - status["ok"],
        "failures": failures,
    }
    with stage.open(LAST) as file:
        file.write((json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
