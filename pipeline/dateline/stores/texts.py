"""Articles' stored texts -> text files, for whoever wants to look up an offset."""

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import quote

from dateline.stores.files import Stage

# File systems take names of 255 bytes; an id may be an address of any length.
MAX_NAME = 200


def write_texts(texts: Iterable[tuple[str, str]], stage: Stage) -> None:
    """Write `texts/<doc_id>.txt` for each id and text; an id's awkward characters are percent-encoded.

    Read them with `newline=""` and as UTF-8: an offset of the tables is an index into that string. A very long id is
    cut and ends in a digest of the whole.
    """
    for doc_id, text in texts:
        with stage.open(f"texts/{_name(doc_id)}.txt") as file:
            file.write(text.encode("utf-8", "replace"))


def _name(doc_id: str) -> str:
    name = quote(doc_id, safe=" ", errors="replace")
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 17]}-{sha256(name.encode()).hexdigest()[:16]}"
