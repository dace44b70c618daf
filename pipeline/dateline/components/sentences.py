"""Sentence boundaries that the text's layout and its abbreviations decide; the parser decides the rest.

Wire copy glues paragraphs together, breaks lines in the middle of a sentence and is full of stops that end nothing
("Inc. said", "( WMT.N )", "No. 2"). What is certain is fixed before the parser runs, which keeps to it.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from dateline.rules import RuledComponent

FINAL = frozenset(".?!…")
CLOSING = frozenset("\"'”’»)]")
BREAKING = frozenset({"*", "**", "•", "·", ":", ";", "--", "–", "—", "//", "|", "..."})
LONGEST_BRACKET = 40
JOINING = frozenset({",", "'", "’", "-", "&"})  # between words of a heading
DASHES = frozenset({"-", "--", "–", "—"})
LONGEST_DATELINE = 16
# Tokens: beyond, a text without full stops is cut, or the work on it would grow with its square.
LONGEST_SENTENCE = 400
# how a Doc keeps what `token.is_sent_start` says: 1 and -1, in an unsigned array
STARTS, GOES_ON = 1, 2**64 - 1


class Words(NamedTuple):
    """The tokens of an article, which is not parsed yet: their texts and where they begin."""

    texts: list[str]
    starts: list[int]

    def is_glued(self, i: int) -> bool:
        """Tell whether no space stands between token `i` and the one before."""
        return i > 0 and self.starts[i - 1] + len(self.texts[i - 1]) == self.starts[i]


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
        words = Words([token.text for token in doc], doc.to_array("IDX").tolist())
        wrapped = _is_hard_wrapped(text)
        inside, ended = _bracketed(words.texts), _ends(words.texts)
        headings = _headings(words.texts, ended)
        decided = []
        previous, latest = -1, 0
        for i, word in enumerate(words.texts):
            if word.isspace():
                # A space token belongs to what stands before it.
                if i:
                    decided.append((i, False))
                continue
            if previous >= 0:
                gap = text[words.starts[previous] + len(words.texts[previous]) : words.starts[i]]
                starts = i in headings or self._starts(words, previous, i, gap, wrapped, i in inside, ended[previous])
                if starts is False and i - latest >= LONGEST_SENTENCE:
                    starts = True
                if starts is not None:
                    decided.append((i, starts))
                if starts is not False:
                    latest = i
            previous = i
        return decided

    def _starts(
        self, words: Words, previous: int, i: int, gap: str, wrapped: bool, inside: bool, ended: bool
    ) -> bool | None:
        """Decide whether a sentence starts at token `i`, `gap` behind `previous`; None leaves it to the parser."""
        before, word = words.texts[previous], words.texts[i]
        if before in DASHES and gap and _is_dateline(words.texts, previous):
            return True
        if gap.count("\n") > 1 and not (word[0].islower() and not ended):
            return True
        if inside:
            return False
        if ended and self._is_credit(words.texts, i):
            return True
        if "\n" in gap and (ended or not wrapped) and not word[0].islower():
            return True
        # Three spaces or more were a paragraph's indent before the lines were joined.
        if "\n" not in gap and len(gap) > 2 and not word[0].islower():
            return True
        if ended:
            return False if self._is_abbreviation(words, previous, i) or _continues(word) else None
        # Without a stop a sentence ends only at a heading in capitals, a bullet or a dash.
        may_end = (before.isupper() and len(before) > 1) or before in BREAKING or "\n" in gap
        return None if may_end and not _continues(word) else False

    def _is_credit(self, texts: list[str], i: int) -> bool:
        words = tuple(texts[i + 1 : i + 3])
        return texts[i] == "(" and bool(words) and (words in self.credits or words[:1] in self.credits)

    def _is_abbreviation(self, words: Words, previous: int, i: int) -> bool:
        """Tell whether the stop at `previous` belongs to an abbreviation, seen from token `i` behind it."""
        text, word = words.texts[previous], words.texts[i]
        if text == "." and words.is_glued(previous):
            text = words.texts[previous - 1] + "."
        # "John F. Kennedy": an initial, unless the single letter ends the sentence ("Plan B. He ...").
        if len(text) == 2 and text[0].isupper() and text[1] == "." and word.istitle():
            return previous > 0 and words.texts[previous - 1][:1].isupper() and not self.vocab[word].is_stop
        wants = self.abbreviations.get(text)
        if wants is None:
            return False
        follows_on = word[0].isdigit()
        if wants == "":
            follows_on = follows_on or word[0].islower() or word in ("(", ",", "'s", "’s", "-", "&")
        return wants == "always" or follows_on


def _is_dateline(texts: list[str], dash: int) -> bool:
    """Tell whether what stands before `dash` is a dateline: "CHICAGO, Oct 23 (Reuters) -", "LAGOS, June 5 —".

    The parser takes its place for the subject of the lead, so the lead becomes a sentence of its own. It opens the text
    or, in capitals, a later line: a headline may stand above it.
    """
    before: list[str] = []
    start = dash
    while start and "\n" not in texts[start - 1]:
        if len(before) == LONGEST_DATELINE:
            return False
        start -= 1
        if not texts[start].isspace():
            before.append(texts[start])
    if not before:
        return False
    opener, at_top = before[-1], all(text.isspace() for text in islice(texts, start))
    if before[0] == ")":
        return at_top or opener == "(" or opener.isupper()
    return at_top and opener.isupper() and len(opener) > 2


def _headings(texts: Sequence[str], ended: Sequence[bool]) -> set[int]:
    """Return where headings in capitals begin that wire copy has glued into the text, and where the text goes on.

    "It fell. PROFIT WARNING Orvane said": capitals behind a full stop and before a word with a capital. A name in
    capitals stands there too ("NYSE Euronext"), so one of the heading's words must be in capitals nowhere else, and
    where it is but one word, what follows must begin a name elsewhere.
    """
    capitals = Counter(text for text in texts if text.isupper())
    if not capitals:
        return set()
    solid = [i for i, text in enumerate(texts) if not text.isspace()]
    opening = [place for place in range(1, len(solid)) if texts[solid[place]] in capitals and ended[solid[place - 1]]]
    names: set[str] = set()
    found: set[int] = set()
    behind = 0
    for place in opening:
        if place < behind:
            continue
        behind = place
        while behind < len(solid) and (texts[solid[behind]] in capitals or texts[solid[behind]] in JOINING):
            behind += 1
        heading = [texts[at] for at in solid[place:behind]]
        following = texts[solid[behind]] if behind < len(solid) else ""
        single = len(heading) == 1
        fits = any(len(word) > 3 + single and word.isalpha() and capitals[word] == 1 for word in heading)
        if not fits or not following.istitle():
            continue
        if single and not names:
            names = {texts[i] for before, i in pairwise(solid) if texts[before].islower() and texts[i].istitle()}
        if not single or following in names:
            found |= {solid[place], solid[behind]}
    return found


def _ends(texts: list[str]) -> list[bool]:
    """Tell of each token whether it closes with a sentence-final mark, quotes and brackets aside."""
    ends: list[bool] = []
    for text in texts:
        ends.append(ends[-1] if ends and text in CLOSING else text[-1] in FINAL)
    return ends


def _continues(text: str) -> bool:
    """Tell whether a token can only carry a sentence on: `"…?" he asked`, `Inc.'s`."""
    return text in ("'s", "’s", ",", ";", ")") or (text.isalpha() and text.islower())


def _is_hard_wrapped(text: str) -> bool:
    """Tell whether single line breaks stand inside sentences: most of the lines do not end in a final mark."""
    lines = [line.rstrip() for part in text.split("\n\n") for line in part.split("\n")[:-1] if line.strip()]
    open_ended = sum(line[-1] not in FINAL and line[-1] not in CLOSING for line in lines)
    return 2 * open_ended > len(lines)


def _bracketed(texts: list[str]) -> set[int]:
    """Return the numbers of the tokens behind an opening bracket, up to and with its closing one."""
    inside: set[int] = set()
    opened: list[int] = []
    for i, text in enumerate(texts):
        if text in ("(", "["):
            opened.append(i)
        elif text in (")", "]") and opened:
            start = opened.pop()
            if i - start <= LONGEST_BRACKET:
                inside.update(range(start + 1, i + 1))
        elif "\n\n" in text and text.isspace():
            opened.clear()
    return inside


@Language.factory("dateline_sentences", assigns=["token.is_sent_start"])
def make(nlp: Language, name: str) -> Sentences:
    """Make the component."""
    return Sentences(nlp, name)
