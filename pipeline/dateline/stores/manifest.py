"""`run.json`: what made the tables. No time stamp, so that the same run gives the same bytes."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pandas import DataFrame

from dateline.paths import STOCK_FOLDER, models_dir


def rules_digest(folders: Sequence[Path] = ()) -> str:
    """Return the SHA-256 over names and contents of all rules and lexicons, the shipped and those of `folders`."""
    digest = sha256()
    for root in (models_dir(), *folders):
        for kind in ("rules", "lexicons"):
            for path in sorted((root / kind).rglob("*.*")):
                if path.is_file():
                    digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def manifest(
    tables: Mapping[str, DataFrame],
    options: Mapping[str, Any],
    folders: Iterable[Path] = (),
    lists: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """Return the content of `run.json` for some tables that were made with `options` and a user's `lists`."""
    documents = tables["documents"]
    status = Counter(documents["status"])
    failures = documents.loc[documents["status"] != "ok", ["doc_id", "path", "status", "error"]].fillna("")
    described = {
        "versions": {
            "dateline": version("dateline"),
            "spacy": version("spacy"),
            "model": STOCK_FOLDER,
            "rules": rules_digest(list(folders)),
        },
        "options": dict(options),
        "lists": [dict(used) for used in lists],
        "counts": {name: len(frame) for name, frame in tables.items()},
        "status": {name: status[name] for name in ("ok", "skipped", "error")},
        "failures": [
            {"doc_id": row["doc_id"], "path": row["path"], "status": row["status"], "reason": row["error"]}
            for row in failures.to_dict("records")
        ],
    }
    return (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()
