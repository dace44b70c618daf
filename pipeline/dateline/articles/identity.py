"""Names of articles: made from content, so that the same text has the same id on every machine and in every order."""

from collections import Counter
from hashlib import sha256

DIGITS = 16


def content_id(text: str) -> str:
    """Return `a` and the first 16 hexadecimal digits of the SHA-256 of `text` in UTF-8."""
    # A lone surrogate (an undecodable file name) has no UTF-8 form; "replace" keeps this function total.
    return "a" + sha256(text.encode("utf-8", "replace")).hexdigest()[:DIGITS]


class Ids:
    """Keeps ids apart within one run: the second article of an id gets `-2`, the third `-3`, ..."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def unique(self, doc_id: str) -> str:
        """Return `doc_id`, or `doc_id-n` where it has been given out before."""
        candidate = doc_id
        while candidate in self._seen:
            self._seen[doc_id] += 1
            candidate = f"{doc_id}-{self._seen[doc_id]}"
        self._seen[candidate] = 1
        return candidate
