"""Tells whether memory grows with the number of articles, and whether their rows are counted right.

    python tests/batch/memory.py ARTICLES.jsonl...                        # one run of 20,000, with the pipeline
    python tests/batch/memory.py ARTICLES.jsonl... --replay DIR           # the facts are those of DIR's run: minutes
    python tests/batch/memory.py ARTICLES.jsonl... --marks 400 1000 2000  # fewer

The articles are repeated under other ids until there are enough, and given to the run on its standard input, so that it
is known how many it has taken. At each mark the peak memory (VmHWM) of the parent and of each worker is noted; it may
not grow by more than a tenth from the first mark on. The peak at the end is that of merging and writing too: it is to
be compared between runs of several sizes, which `--apart` makes. Exit status 1 if anything grows or is miscounted.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from dateline.runs import WORKING_FILE
from dateline.spool import FOLDER

HERE = Path(__file__).parent
GROWTH = 1.1
# Each repetition of an article has its rows again; who is who over all articles is another question.
REPEATED = ("documents", "dates", "events", "mentions")
# What one more worker may take in advance: two chunks of 32.
AHEAD = 64


def tell(text: str) -> None:
    """Tell at once what was found."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def repeated(lines: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield articles for ever, the second time under ids that end in `.2`."""
    number = 0
    while True:
        number += 1
        for place, article in enumerate(lines):
            yield json.dumps(article | {"id": f"{article.get('id', place)}.{number}"}) + "\n"


def memory(pid: int) -> int:
    """Return the peak memory of a process in KiB, 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def workers(pid: int) -> list[int]:
    """Return the workers of a process: its children that hold more than an interpreter."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in children if memory(int(child)) > 60_000]


def measured(articles: Sequence[dict[str, str]], marks: Sequence[int], command: Sequence[str], out: Path) -> list[dict]:
    """Run once over as many articles as the last mark says, and return what was measured at each mark."""
    arguments = ["extract", "-", "--out", str(out), "--workers", "2", "--quiet"]
    process = subprocess.Popen([*command, *arguments], stdin=subprocess.PIPE, text=True)
    assert process.stdin
    found, before, given = [], time.monotonic(), repeated(articles)
    done = 0
    for mark in marks:
        for line in islice(given, mark + 2 * AHEAD - done if mark < marks[-1] else mark - done):
            process.stdin.write(line)
            done += 1
        if mark == marks[-1]:
            process.stdin.close()
            # The workers end when there is no more work, before the parent merges.
            peaks = {}
            parent = analysed = 0
            merging = False
            while process.poll() is None:
                merging = merging or (out / FOLDER / WORKING_FILE).exists()
                peaks |= {worker: memory(worker) for worker in workers(process.pid)}
                parent = memory(process.pid) or parent
                if not merging:
                    analysed = parent
                time.sleep(0.02)
            row = {"articles": mark, "parent": analysed, "workers": sorted(peaks.values()), "merged": parent}
        else:
            peaks = {worker: memory(worker) for worker in workers(process.pid)}
            row = {"articles": mark, "parent": memory(process.pid), "workers": sorted(peaks.values())}
        row["seconds"] = round(time.monotonic() - before, 1)
        tell(json.dumps(row))
        found.append(row)
    if process.returncode:
        raise RuntimeError(f"exit status {process.returncode}")
    return found


def counts(out: Path) -> dict[str, int]:
    """Return the rows of each table, as `run.json` has them."""
    return dict(json.loads((out / "run.json").read_text(encoding="utf-8"))["counts"])


def main() -> int:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--marks", nargs="+", type=int, default=[2_000, 10_000, 20_000])
    parser.add_argument("--replay", type=Path, help="an output folder; its articles must be those given")
    parser.add_argument("--apart", action="store_true", help="a run for each mark, whose merges are compared")
    parser.add_argument("--shortest", type=int, help="take only so many of the articles, the shortest")
    parser.add_argument("--scratch", type=Path, help="where the results stand (gigabytes)")
    given = parser.parse_args()
    articles = [json.loads(line) for path in given.articles for line in path.open(encoding="utf-8")]
    articles = sorted(articles, key=lambda article: len(article.get("text") or article["raw"]))[: given.shortest]
    command = [sys.executable, "-m", "dateline"]
    if given.replay:
        command = [sys.executable, str(HERE / "replay.py"), str(given.replay), "0"]
    wrong = []
    with tempfile.TemporaryDirectory(dir=given.scratch) as scratch:
        once, out = Path(scratch) / "once", Path(scratch) / "out"
        measured(articles, [len(articles)], command, once)
        found = []
        for marks in [[mark] for mark in given.marks] if given.apart else [given.marks]:
            shutil.rmtree(out, ignore_errors=True)
            found += measured(articles, marks, command, out)
            times, rest = divmod(marks[-1], len(articles))
            for name, number in counts(out).items():
                expected = times * counts(once)[name]
                told = "" if name not in REPEATED or rest or number == expected else f", not {expected:,}: WRONG"
                wrong += [name] * bool(told)
                tell(f"{name}: {number:,} ({number / max(1, counts(once)[name]):.3f} times){told}")
    first = found[0]
    for row in found[1:]:
        pairs = [("parent", row["parent"], first["parent"]), ("a worker", max(row["workers"]), max(first["workers"]))]
        if given.apart:
            pairs.append(("merging", row["merged"], first["merged"]))
        for name, number, least in pairs:
            told = f"{row['articles']:,}: {name} {number / 1024:.0f} MiB, {number / least:.3f} of the first mark"
            wrong += [name] * (number > GROWTH * least)
            tell(told + ": GREW" * (number > GROWTH * least))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
