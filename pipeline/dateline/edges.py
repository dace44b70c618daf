"""Regular expressions that are quick where nothing is to be found, which is nearly everywhere.

The engine tries a pattern at every character of a text, unless the pattern begins with a character of a known set: for
that it looks in a tight loop. What begins at the edge of a word begins behind such a character.
"""

import re
from collections.abc import Iterator, Sequence

MARGIN = "\n"
WHOLE = "whole_"


class Edged:
    """A pattern all of whose matches stand behind one of some characters; group `WHOLE` is the match.

    Search in `MARGIN + text`: the beginning of a text is an edge too.
    """

    def __init__(self, edge: str, source: str, flags: int = 0) -> None:
        """Compile `source`; `edge` is a class of characters, in brackets."""
        self.search = re.compile(f"(?-i:{edge})(?=(?P<{WHOLE}>{source}))", flags).search

    def matches(self, text: str, windows: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
        """Yield the matches in some windows, without overlaps; only the windows do not count the margin."""
        for first, last in windows:
            match = self.search(text, first, last + 1)
            while match:
                yield match
                match = self.search(text, match.end(WHOLE) - 1, last + 1)


def span(match: re.Match[str], group: str = WHOLE) -> tuple[int, int]:
    """Return where a group stands in the text without the margin."""
    start, end = match.span(group)
    return start - len(MARGIN), end - len(MARGIN)
