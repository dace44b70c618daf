"""Breaks runs off at random moments, resumes them, and compares their files with those of an undisturbed run.

    python tests/batch/kill.py --moments 20                 # kill -9
    python tests/batch/kill.py --moments 20 --signal INT    # Ctrl-C
    python tests/batch/kill.py --disk                       # a disk that is full, then not (needs root, for a tmpfs)

Moments are drawn by a seed: most while articles are analysed, the others while tables are merged and files published.
Exit status 1 if a resumed run gave other bytes.
"""

import argparse
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dateline.runs import WORKING_FILE
from dateline.spool import FILE, FOLDER

ARTICLES = Path(__file__).parents[2] / "corpus" / "articles"
COMMAND = (sys.executable, "-m", "dateline")
FORMATS = "csv,parquet,sqlite,xlsx"
PHASES = ("work", "merge", "publish")
SEED = 20


def tell(text: str) -> None:
    """Tell at once what was found."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def short_articles(number: int) -> Iterator[dict[str, str]]:
    """Yield articles of a paragraph each, out of those of the repository."""
    paragraphs = [
        {"id": f"{path.stem}-{place}", "published": f"2021-03-{place + 1:02}", "text": paragraph}
        for path in sorted(ARTICLES.glob("*.txt"))
        for place, paragraph in enumerate(re.split(r"\n\n+", path.read_text(encoding="utf-8")))
        if len(paragraph) > 80
    ]
    yield from random.Random(SEED).sample(paragraphs, min(number, len(paragraphs)))


@dataclass(frozen=True)
class Trial:
    """How runs are started: a command that takes the arguments of `dateline extract`."""

    inputs: Path
    out: Path
    command: Sequence[str] = COMMAND
    workers: int = 2
    formats: str = FORMATS

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """Start a run."""
        arguments = ["extract", str(self.inputs), "--out", str(self.out), "--format", self.formats, "--save-text"]
        return subprocess.Popen(
            [*self.command, *arguments, "--workers", str(self.workers), "--quiet", *more],
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, *more: str) -> None:
        """Run to the end."""
        process = self.start(*more)
        _, said = process.communicate()
        if process.returncode:
            raise RuntimeError(f"exit status {process.returncode}: {said}")


def phase(out: Path) -> str:
    """Say what a run into `out` is doing, by the files that it works on."""
    if any((out / FOLDER).glob(".staged-*")):
        return "publish"
    return "merge" if (out / FOLDER / WORKING_FILE).exists() else "work"


def digests(out: Path) -> dict[str, str]:
    """Return the digest of every file of a folder but the spool."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {
        name: sha256(path.read_bytes()).hexdigest()
        for path in files
        if not (name := path.relative_to(out).as_posix()).startswith(f"{FOLDER}/")
    }


def timed(trial: Trial) -> dict[str, float]:
    """Run undisturbed and return how many seconds each phase took."""
    spent = dict.fromkeys(PHASES, 0.0)
    process, before = trial.start(), time.monotonic()
    while process.poll() is None:
        time.sleep(0.005)
        now = time.monotonic()
        spent[phase(trial.out)] += now - before
        before = now
    if process.returncode:
        raise RuntimeError(process.communicate()[1])
    return spent


def interrupted(trial: Trial, place: str, wait: float, how: signal.Signals, *more: str) -> tuple[bool, str]:
    """Start a run and break it off so many seconds into a phase; say whether it was still on, and what it said."""
    process = trial.start(*more)
    while process.poll() is None and PHASES.index(phase(trial.out)) < PHASES.index(place):
        time.sleep(0.002)
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
    _, said = process.communicate()
    return process.returncode != 0, said


def moments(number: int, spent: dict[str, float], seed: int = SEED) -> Iterator[tuple[str, float]]:
    """Draw phases and seconds into them: the first five of eight while articles are analysed."""
    drawn = random.Random(seed)
    order = ("work", "merge", "work", "publish", "work", "work", "publish", "work")
    for each in range(number):
        place = order[each % len(order)]
        yield place, drawn.random() * spent[place]


def disturbed(trial: Trial, number: int, how: signal.Signals) -> int:
    """Break runs off at some moments and resume them; return how many did not give the bytes of an undisturbed run."""
    spent = timed(trial)
    expected = digests(trial.out)
    tell(f"undisturbed: {', '.join(f'{name} {seconds:.2f} s' for name, seconds in spent.items())}")
    wrong = 0
    for place, wait in moments(number, spent):
        was_on = False
        while not was_on and wait > 0.001:
            shutil.rmtree(trial.out, ignore_errors=True)
            was_on, said = interrupted(trial, place, wait, how)
            # The machine may have become faster since the first run.
            after, wait = wait, wait / 2
        trial.finish("--resume")
        found = digests(trial.out)
        left = sorted(path.name for path in (trial.out / FOLDER).iterdir() if not path.name.startswith(FILE))
        faults = [f"other bytes in {_differing(found, expected)}"] * (found != expected)
        faults += ["a traceback"] * ("Traceback" in said) + [f"left {left}"] * bool(left)
        wrong += bool(faults)
        tell(f"{place} + {after:.2f} s: {', '.join(faults) or 'the same bytes'}")
    return wrong


def _differing(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    return sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))


def filled(trial: Trial, sizes: Sequence[int]) -> int:
    """Run on disks of too few KiB, make room, resume; return how many gave other bytes than an undisturbed run."""
    trial.finish()
    expected = digests(trial.out)
    wrong = 0
    for size in sizes:
        disk = trial.out.parent / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", disk], check=True)
        try:
            small = Trial(trial.inputs, disk / "out", trial.command, trial.workers)
            process = small.start()
            _, said = process.communicate()
            subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
            small.finish("--resume")
            same = digests(small.out) == expected and "Traceback" not in said
            wrong += not same
            told = f"{size} KiB: exit status {process.returncode}, {said.strip()}"
            tell(f"{told}; then {'the same' if same else 'OTHER'} bytes")
        finally:
            subprocess.run(["umount", disk], check=True)
            disk.rmdir()
    return wrong


def main() -> int:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--signal", choices=["KILL", "INT", "TERM"], default="KILL")
    parser.add_argument("--disk", action="store_true")
    parser.add_argument("--command", default="", help="in place of `python -m dateline`, for replay.py")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        inputs = Path(scratch) / "in.jsonl"
        lines = [json.dumps(article) + "\n" for article in short_articles(given.articles)]
        inputs.write_text("".join(lines), encoding="utf-8")
        trial = Trial(inputs, Path(scratch) / "out", given.command.split() or COMMAND, given.workers)
        if given.disk:
            return int(filled(trial, (64, 256, 1024, 2048, 4096, 6144)) > 0)
        return int(disturbed(trial, given.moments, signal.Signals[f"SIG{given.signal}"]) > 0)


if __name__ == "__main__":
    sys.exit(main())
