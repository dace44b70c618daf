"""Answers for a peer, inside its environment: reads articles as JSON lines, writes what the peer finds in them.

`python -P answering.py RUNNER.py OPTION...` calls the runner's `load(OPTION...)`, which returns a function of text and
day of publication (ISO). A line in is {doc_id, published, text}; a line out is {doc_id, seconds, times}, where a time
is {start, end, type, value} and perhaps mod, its offsets half-open code points. Imports the standard library only.
"""

import json
import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time
from typing import Any


def load(runner: str, options: list[str]) -> Any:
    """Return the function that tags, from the runner's file."""
    spec = spec_from_file_location("runner", runner)
    if spec is None or spec.loader is None:
        raise ImportError(f"{runner} is no Python module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load(*options)


def seconds() -> float:
    """Return the processor time of this process and of those that it started and saw end."""
    children = getrusage(RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def main(runner: str, *options: str) -> None:
    """Answer every line of standard input."""
    # What a peer prints is no answer: it goes where its errors go.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tag = load(runner, list(options))
    with answers:
        for line in sys.stdin:
            article = json.loads(line)
            begun = seconds()
            times = tag(article["text"], article["published"])
            answer = {"doc_id": article["doc_id"], "seconds": seconds() - begun, "times": times}
            answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
