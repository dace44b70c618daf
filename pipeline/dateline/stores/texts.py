"""Articles' stored texts -> text files, for whoever wants to look up an offset."""

from collections.abc import Mapping
from urllib.parse import quote


def text_files(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Return the content of `texts/<doc_id>.txt` for each article; an id's awkward characters are percent-encoded.

    Read them with `newline=""` and as UTF-8: an offset of the tables is an index into that string.
    """
    return {
        f"texts/{quote(doc_id, safe=' ')}.txt": text.encode("utf-8", "replace")
        for doc_id, text in sorted(texts.items())
    }
