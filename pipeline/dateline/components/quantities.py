"""Amounts in the text: money, percentages, and counts of things.

Money and percentages are found by regular expressions of rules/quantities.toml. Every number that is left, and is no
part of a name or of a time expression, is a count if the parse shows what it counts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

import dateline.extensions  # noqa: F401  (registers doc._.quantities)
from dateline.edges import MARGIN, Edged, span
from dateline.errors import RuleError
from dateline.parses import parse_of
from dateline.rules import Rule, RuledComponent, any_case, any_of, check_keys, words
from dateline.types import Quantity

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
AFTER_NUMBER = r"(?![\d/:])(?!\.\d)(?!,\d{3})"
KEYS = ("kind", "pattern", "factor")
TAKEN = b"\1"
LONGEST_NUMBER = 15  # words behind the first one
COUNTED_ALONE = frozenset({"dobj", "nsubj", "nsubjpass"})


class Quantities(RuledComponent):
    """Writes `doc._.quantities`, in text order and without overlaps."""

    RULE_FILES = ("quantities.toml",)
    LEXICONS = (
        "quantity_currencies",
        "quantity_magnitudes",
        "quantity_modifiers",
        "quantity_no_units",
        "number_words",
    )

    def compile(self) -> None:
        """Build one regular expression a rule out of its pattern and the lexicons."""
        lexicons = self.data["lexicons"]
        self.currencies = {entry: _currency(*values) for entry, values in lexicons["quantity_currencies"].items()}
        self.magnitudes = {entry: float(values[0]) for entry, values in lexicons["quantity_magnitudes"].items()}
        self.numbers = {entry: int(values[0]) for entry, values in lexicons["number_words"].items()}
        self.no_units = words(self.data, "quantity_no_units")
        modifiers = lexicons["quantity_modifiers"].items()
        before = [entry for entry, values in modifiers if "after" not in values]
        after = [entry for entry, values in modifiers if "after" in values]
        self.mods = {entry: values[0] for entry, values in modifiers}
        self.before = re.compile(rf"(?<!\w)({any_of(before)})\s+(?:an?\s|the\s)?$", re.IGNORECASE)
        self.after = re.compile(rf"^\s+({any_of(after)})(?!\w)", re.IGNORECASE)
        self.patterns = [self._compile_rule(rule) for rule in self.data["rules"]]

    def _compile_rule(self, rule: Rule) -> tuple[Rule, Edged]:
        check_keys(rule, KEYS)
        magnitudes = self.data["lexicons"]["quantity_magnitudes"].items()
        known = [entry for entry, values in magnitudes if rule["kind"] == "money" or "money" not in values]
        placed: dict[str, list[str]] = {"prefix": [], "suffix": []}
        for entry, values in self.data["lexicons"]["quantity_currencies"].items():
            for side in placed:
                if values[2] in (side, "both"):
                    placed[side].append(entry)
        word = any_case(self.numbers)
        spelt = rf"(?:{word})(?:[-\s](?:{word}|[hH](?i:undred(?:\sand)?))(?!\w)){{0,{LONGEST_NUMBER}}}+"
        number = rf"{DIGITS}|{spelt}|[aA](?i:n?(?=\s(?:{any_of(known)})\b))"
        pattern = rule["pattern"]
        # A number begins where no word, number or price does: not the 7 of "Q7", "1.7", "CVE-7" or "$7".
        symbols = {entry[-1] for entry in placed["prefix"] if not entry[-1].isalnum()} - {"."}
        start = rf"(?<![\w.,/:#{''.join(sorted(symbols))}])(?<!\w-)"
        if pattern.startswith("{prefix}"):
            start = ""
        fields = {
            "{number}": rf"{start}(?P<number>{number}){AFTER_NUMBER}",
            "{second}": rf"(?P<second>{number}){AFTER_NUMBER}",
            "{magnitude}": rf"(?P<magnitude>{any_of(known)})(?![A-Za-z])",
            "{prefix}": rf"(?<!\w)(?P<currency>{any_of(placed['prefix'])})",
            "{suffix}": rf"(?P<currency>{any_of(placed['suffix'])})s?(?!\w)",
        }
        for field, expression in fields.items():
            pattern = pattern.replace(field, expression)
        try:
            return rule, Edged(r"\W", pattern)
        except re.error as error:
            raise RuleError(f"{rule['where']}: pattern of rule {rule['id']}: {error}") from error

    def __call__(self, doc: Doc) -> Doc:
        """Write the quantities of `doc`."""
        doc._.quantities = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[Quantity]:
        """Return money, percentages and counts; an earlier rule of the file wins where two overlap."""
        text = parse_of(doc).text
        padded, everywhere = MARGIN + text, [(0, len(text))]
        taken = bytearray(len(text))
        found: list[tuple[Quantity, bool]] = []
        for rule, pattern in self.patterns:
            if rule["kind"] == "count":
                named = [(ent.start_char, ent.end_char) for ent in doc.ents]
                for start, end in named + [(time.start, time.end) for time in doc._.times]:
                    taken[start:end] = TAKEN * (end - start)
            for match in pattern.matches(padded, everywhere):
                first, last = span(match)
                if TAKEN in taken[first:last]:
                    continue
                made = self._count(doc, text, match) if rule["kind"] == "count" else self._amounts(text, rule, match)
                found += made
                for quantity, _ in made:
                    taken[quantity.start : quantity.end] = TAKEN * (quantity.end - quantity.start)
        found.sort(key=lambda pair: pair[0].start)
        return list(self._in_context(found))

    def _amounts(self, text: str, rule: dict[str, Any], match: re.Match[str]) -> list[tuple[Quantity, bool]]:
        """Make the quantity of a match, two for a range; the flag says that the unit is certain only in context."""
        groups = match.groupdict()
        factor = self.magnitudes.get(groups.get("magnitude") or "", 1.0) * float(rule.get("factor", 1))
        unit, size, doubtful = self.currencies.get(groups.get("currency") or "", ("", 1.0, False))
        first, last = span(match)
        spans = [(first, last, groups["number"])]
        if groups.get("second"):
            spans = [(first, span(match, "number")[1], groups["number"])]
            spans.append((span(match, "second")[0], last, groups["second"]))
        doubtful = doubtful and not groups.get("magnitude")
        made = []
        for start, end, number in spans:
            value = _rounded(self._value(number) * factor * size)
            quantity = Quantity(start, end, text[start:end], rule["kind"], value, unit, self._mod(text, start, end))
            made.append((quantity, doubtful))
        return made

    def _value(self, number: str) -> float:
        if number[0].isdigit() or number[0] == ".":
            return float(number.replace(",", ""))
        value = 0.0
        for word in re.split(r"[-\s]+", number.lower()):
            value = max(value, 1) * 100 if word == "hundred" else value + self.numbers.get(word, 0)
        return float(value or (number.lower() in ("a", "an")))

    def _mod(self, text: str, start: int, end: int) -> str:
        match = self.before.search(text[max(0, start - 30) : start]) or self.after.search(text[end : end + 12])
        return self.mods[match.group(1).lower()] if match else ""

    def _in_context(self, found: list[tuple[Quantity, bool]]) -> Iterator[Quantity]:
        """Give cents the currency spoken of before (else behind) them; drop what stays doubtful."""
        certain = [quantity for quantity, doubtful in found if quantity.unit not in ("", "*") and not doubtful]
        currencies = [quantity for quantity in certain if quantity.kind == "money"]
        spoken, starts = {quantity.unit for quantity in currencies}, [quantity.start for quantity in currencies]
        for quantity, doubtful in found:
            if doubtful and quantity.unit not in spoken:
                continue
            if quantity.unit != "*":
                yield quantity
            elif currencies:
                nearest = currencies[max(0, bisect_left(starts, quantity.start) - 1)]
                yield replace(quantity, unit=nearest.unit)

    def _count(self, doc: Doc, text: str, match: re.Match[str]) -> list[tuple[Quantity, bool]]:
        start, last = span(match)
        phrase = doc.char_span(start, last)
        # "five-storey" describes, it does not count.
        if phrase is None or text[last : last + 1] in ("-", "–"):
            return []
        noun = self._counted(phrase)
        if noun is None and not _stands_alone(phrase):
            return []
        if noun is not None and (noun.lemma_.lower() in self.no_units or noun.ent_type_):
            return []
        end = last if noun is None else noun.idx + len(noun)
        value = self._value(match["number"]) * self.magnitudes.get(match["magnitude"] or "", 1.0)
        mod = self._mod(text, start, last)
        unit = "" if noun is None else noun.lemma_.lower()
        return [(Quantity(start, end, text[start:end], "count", _rounded(value), unit, mod), False)]

    def _counted(self, span: Span) -> Token | None:
        """Return the noun that the number counts: its head, when everything between the two modifies that noun."""
        for token in reversed(list(span)):
            head = token.head
            modifies = token.dep_ in ("nummod", "quantmod", "compound", "det", "predet", "amod")
            if modifies and span.end <= head.i < span.end + 6 and head.pos_ in ("NOUN", "PROPN"):
                return head
        return None


def _currency(code: str, size: str, side: str, context: str = "") -> tuple[str, float, bool]:
    return code, float(size), context == "context"


def _rounded(value: float) -> float:
    """Undo the noise of binary fractions: 1.1 times a billion is 1100000000."""
    return round(value, 6)


def _stands_alone(span: Span) -> bool:
    """Tell whether the number is a count without a noun: "killed twelve", "three more", "rose to 70,000"."""
    if "," in span.text or len(span) > 1:
        return True
    if span.text.lower() == "one" or re.fullmatch(r"1[89]\d\d|20\d\d", span.text):
        return False
    number = span[-1]
    if number.dep_ in ("nummod", "amod") and number.head.lower_ == "more":
        number = number.head
    following = span.doc[span.end].text if span.end < len(span.doc) else ""
    return number.dep_ in COUNTED_ALONE and number.head.pos_ == "VERB" and following not in ("-", "–", "/", ":")


@Language.factory(
    "dateline_quantities",
    assigns=["doc._.quantities"],
    requires=["doc._.times", "doc.ents", "token.dep", "token.lemma", "token.pos"],
)
def make(nlp: Language, name: str) -> Quantities:
    """Make the component."""
    return Quantities(nlp, name)
