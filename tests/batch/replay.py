"""The command line with an earlier run's facts in place of the pipeline: what is tried is the run, not the pipeline.

    python tests/batch/replay.py DIR PAUSE extract INPUT --out OUT ...

An article gets the facts that DIR's run found in an article of the same text, under its own id; each takes PAUSE
seconds.
"""

import json
import sqlite3
import sys
import time
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from zlib import decompress

import dateline.batch
from dateline.batch import Analysis
from dateline.cli import app
from dateline.identities import content_id
from dateline.spool import FILE, FOLDER
from dateline.tables import Facts, failed


@lru_cache(1)
def recorded(folder: Path) -> dict[str, bytes]:
    """Return the packed facts of a folder's run, by the digest of the text."""
    db = sqlite3.connect(f"file:{folder / FOLDER / FILE}?mode=ro", uri=True)
    found = dict(db.execute("SELECT digest, facts FROM articles"))
    db.close()
    return found


def renamed(packed: bytes, doc_id: str) -> Facts:
    """Return packed facts as those of another article; ids of events and relations are made anew."""
    found = json.loads(decompress(packed))
    old = found["document"]["doc_id"]
    rows = [found["document"], *found["dates"], *(row[0] for row in found["events"] + found["relations"])]
    for row in rows:
        assert row["doc_id"] == old
        row["doc_id"] = doc_id
        for name, prefix in (("event_id", "v"), ("relation_id", "r")):
            if name in row:
                row[name] = content_id(prefix, doc_id, row[name])
    return Facts(**found)


@dataclass(frozen=True)
class Replay(Analysis):
    """Finds in each article what an earlier run has found in it."""

    source: Path = Path()
    pause: float = 0.0

    def __call__(self, tasks):
        facts = recorded(self.source)
        done = []
        for task in tasks:
            time.sleep(self.pause)
            _, article = task
            # The digest is what `documents` has of the text.
            document = failed(article, "ok", "").document
            found = renamed(facts[document["digest"]], article.doc_id)
            done.append(self._packed(task, replace(found, document=found.document | {"path": document["path"]})))
        return done


if __name__ == "__main__":
    source, pause, *arguments = sys.argv[1:]
    dateline.batch.Analysis = partial(Replay, source=Path(source), pause=float(pause))
    app(arguments)
