"""Sentence boundaries that the text's layout and its abbreviations decide; the parser decides the rest.

Wire copy glues paragraphs together, breaks lines in the middle of a sentence and is full of stops that end nothing
("Inc. said", "( WMT.N )", "No. 2"). What is certain is fixed before the parser runs, which keeps to it.
"""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from dateline.rules import RuledComponent

FINAL = frozenset(".?!…")
CLOSING = frozenset("\"'”’»)]")
BREAKING = frozenset({"*", "**", "•", "·", ":", ";", "--", "–", "—", "//", "|", "..."})
LONGEST_BRACKET = 40
DASHES = frozenset({"-", "--", "–", "—"})
LONGEST_DATELINE = 16
# how a Doc keeps what `token.is_sent_start` says: 1 and -1, in an unsigned array
STARTS, GOES_ON = 1, 2**64 - 1


class Sentences(RuledComponent):
    """Sets `token.is_sent_start` to True or False where that is certain."""

    LEXICONS = ("sentence_abbreviations", "credit_openers")

    def compile(self) -> None:
        """Sort the abbreviations by what has to follow them."""
        abbreviations: dict[str, list[str]] = self.data["lexicons"]["sentence_abbreviations"]
        self.abbreviations = {entry: (values or [""])[0] for entry, values in abbreviations.items()}
        self.credits = {tuple(entry.split()) for entry in self.data["lexicons"]["credit_openers"]}

    def __call__(self, doc: Doc) -> Doc:
        """Write the certain boundaries to `doc`."""
        marks: Any = doc.to_array("SENT_START")
        for number, starts in self.find(doc):
            marks[number] = STARTS if starts else GOES_ON
        # setting `token.is_sent_start` would ask of the whole Doc each time whether it is parsed
        return doc.from_array("SENT_START", marks)

    def find(self, doc: Doc) -> list[tuple[int, bool]]:
        """Return (token number, whether a sentence starts there) for the tokens that are certain."""
        text = doc.text  # spaCy builds it anew each time
        wrapped = _is_hard_wrapped(text)
        inside = _bracketed(doc)
        decided = []
        previous: Token | None = None
        for token in doc:
            if token.is_space:
                # A space token belongs to what stands before it.
                if token.i:
                    decided.append((token.i, False))
                continue
            if previous is not None:
                gap = text[previous.idx + len(previous) : token.idx]
                starts = self._starts(doc, previous, token, gap, wrapped, token.i in inside)
                if starts is not None:
                    decided.append((token.i, starts))
            previous = token
        return decided

    def _starts(self, doc: Doc, previous: Token, token: Token, gap: str, wrapped: bool, inside: bool) -> bool | None:
        """Decide whether a sentence starts at `token`, `gap` behind `previous`; None leaves it to the parser."""
        if previous.text in DASHES and gap and _is_dateline(doc, previous):
            return True
        if gap.count("\n") > 1 and not (token.text[0].islower() and not _ends(doc, previous)):
            return True
        if inside:
            return False
        ended = _ends(doc, previous)
        if ended and self._is_credit(doc, token):
            return True
        if "\n" in gap and (ended or not wrapped) and not token.text[0].islower():
            return True
        # Three spaces or more were a paragraph's indent before the lines were joined.
        if "\n" not in gap and len(gap) > 2 and not token.text[0].islower():
            return True
        if ended:
            return False if self._is_abbreviation(doc, previous, token) or _continues(token) else None
        # Without a stop a sentence ends only at a heading in capitals, a bullet or a dash.
        may_end = (previous.is_upper and len(previous) > 1) or previous.text in BREAKING or "\n" in gap
        return None if may_end and not _continues(token) else False

    def _is_credit(self, doc: Doc, token: Token) -> bool:
        words = tuple(word.text for word in doc[token.i + 1 : token.i + 3])
        return token.text == "(" and bool(words) and (words in self.credits or words[:1] in self.credits)

    def _is_abbreviation(self, doc: Doc, previous: Token, token: Token) -> bool:
        """Tell whether the stop at `previous` belongs to an abbreviation, seen from the `token` behind it."""
        text = previous.text
        if text == "." and previous.i and not doc[previous.i - 1].whitespace_:
            text = doc[previous.i - 1].text + "."
        # "John F. Kennedy": an initial, unless the single letter ends the sentence ("Plan B. He ...").
        if len(text) == 2 and text[0].isupper() and text[1] == "." and token.is_title:
            before = doc[previous.i - 1] if previous.i else None
            return before is not None and before.text[:1].isupper() and not token.is_stop
        wants = self.abbreviations.get(text)
        if wants is None:
            return False
        follows_on = token.text[0].isdigit()
        if wants == "":
            follows_on = follows_on or token.text[0].islower() or token.text in ("(", ",", "'s", "’s", "-", "&")
        return wants == "always" or follows_on


def _is_dateline(doc: Doc, dash: Token) -> bool:
    """Tell whether what stands before `dash` is a dateline: "CHICAGO, Oct 23 (Reuters) -", "LAGOS, June 5 —".

    The parser takes its place for the subject of the lead, so the lead becomes a sentence of its own. It opens the text
    or, in capitals, a later line: a headline may stand above it.
    """
    before: list[Token] = []
    for number in range(dash.i - 1, -1, -1):
        if "\n" in doc[number].text:
            break
        if len(before) == LONGEST_DATELINE:
            return False
        if not doc[number].is_space:
            before.append(doc[number])
    if not before:
        return False
    opener, at_top = before[-1], len(before) == sum(not token.is_space for token in doc[: dash.i])
    if before[0].text == ")":
        return at_top or opener.text == "(" or opener.is_upper
    return at_top and opener.is_upper and len(opener) > 2


def _ends(doc: Doc, token: Token) -> bool:
    """Tell whether `token` closes with a sentence-final mark, quotes and brackets aside."""
    while token.i and token.text in CLOSING:
        token = doc[token.i - 1]
    return token.text[-1] in FINAL


def _continues(token: Token) -> bool:
    """Tell whether `token` can only carry a sentence on: `"…?" he asked`, `Inc.'s`."""
    return token.text in ("'s", "’s", ",", ";", ")") or (token.text.isalpha() and token.text.islower())


def _is_hard_wrapped(text: str) -> bool:
    """Tell whether single line breaks stand inside sentences: most of the lines do not end in a final mark."""
    lines = [line.rstrip() for part in text.split("\n\n") for line in part.split("\n")[:-1] if line.strip()]
    open_ended = sum(line[-1] not in FINAL and line[-1] not in CLOSING for line in lines)
    return 2 * open_ended > len(lines)


def _bracketed(doc: Doc) -> set[int]:
    """Return the numbers of the tokens behind an opening bracket, up to and with its closing one."""
    inside: set[int] = set()
    opened: list[int] = []
    for token in doc:
        if token.text in ("(", "["):
            opened.append(token.i)
        elif token.text in (")", "]") and opened:
            start = opened.pop()
            if token.i - start <= LONGEST_BRACKET:
                inside.update(range(start + 1, token.i + 1))
        elif token.is_space and "\n\n" in token.text:
            opened.clear()
    return inside


@Language.factory("dateline_sentences", assigns=["token.is_sent_start"])
def make(nlp: Language, name: str) -> Sentences:
    """Make the component."""
    return Sentences(nlp, name)
