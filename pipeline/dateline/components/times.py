"""Time expressions and their TIMEX3 values, from rules that are data (`models/rules/times.toml`).

Reads the text, tags and parse, and `doc._.published`, the anchor; writes `doc._.times`, in text order, without
overlaps. A rule is a regular expression over the text with macros for lexicons (`{month}` is the lexicon `time_month`)
and a recipe for the value; the longest match wins, of equal ones the rule that stands first. Without a publication date
what needs one stays in TIMEX3's X form, and its anchor says `none`. No clock is read.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import dateline.extensions  # noqa: F401
from dateline import timex
from dateline.edges import MARGIN, WHOLE, Edged, span
from dateline.errors import RuleError
from dateline.parses import parse_of
from dateline.phrases import Phrase, Ruler
from dateline.recipes import OPERATIONS, Story
from dateline.rules import Lexicon, Rule, RuledComponent, any_case, any_of, check_keys
from dateline.tense import Tense
from dateline.types import TimeExpression

KEYS = ("core", "pattern", "type", "value", "mod", "before", "not_before", "not_after", "guards")
TYPES = ("DATE", "TIME", "DURATION", "SET")
# Shapes made of digits; a lexicon of the same name as a macro adds the words.
DIGITS = {
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d.,:]?\d)",
    "year": r"(?<![\d$€£¥#.,:/])(?:1[4-9]|20)\d\d(?![.,:]?\d|%)",
    "mm": r"(?:1[0-2]|0?[1-9])",
    "dd": r"(?:3[01]|[12]\d|0?[1-9])",
    "number": r"(?<![\d$€£¥#.,])(?:\d{1,3}(?:\.\d+| 1/2|½)?|\d{1,3}(?:,\d{3})+|[3-9]\d{3}|\d{5,9})(?![.,:]?\d|%)",
    "clock": r"(?<![\d:])(?:2[0-3]|[01]?\d)(?:[:.][0-5]\d){0,2}",
    "short": r"(?<!\d)\d\d(?![.,:]?\d|%)",
}
GAP = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"
Lexicons = Mapping[str, frozenset[str]]
WORD = re.compile(r"([^\W\d_]+|\d+)")
# An expression begins behind one of these.
EDGE = r"[^\w$€£¥#@]"
# What stands for a number of so many digits, or more, in the index of cores.
LONGEST = 5
NUMBERS = tuple("0" * length for length in range(1, LONGEST + 1))
# how many characters of a match may stand before or behind its core
REACH = 50
SPACE = re.compile(r"\[(?:\\.|[^\]])*\]| ")
MACRO = re.compile(r"\{([a-z]\w*)(?:=([a-z]+))?\}")


@dataclass(frozen=True)
class TimeRule:
    """A compiled rule; `parts` are group (all, or `t1`, `t2` ...), recipe and modifier of each expression it makes."""

    id: str
    pattern: Edged
    type: str
    parts: tuple[tuple[str, str, str], ...]
    core: str
    before: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    guards: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A match of a rule that passed its guards."""

    start: int
    end: int
    order: int
    rule: TimeRule
    match: re.Match[str]


class TimeExpressions(RuledComponent):
    """Finds time expressions and resolves them."""

    RULE_FILES = ("times.toml",)
    LEXICONS = (
        "time_month",
        "time_weekday",
        "time_unit",
        "time_number",
        "time_vague",
        "time_ordinal",
        "time_season",
        "time_holiday",
        "time_part",
        "time_approx",
        "time_daypart",
        "time_zone",
        "time_frequency",
        "time_reference",
        "time_which",
        "time_planned",
        "time_counted",
        "time_quarter",
        "time_half",
        "time_decade",
        "time_period",
        "time_noon",
        "time_rate",
        "time_span",
        "time_contest",
        "time_tally",
        "time_gathering",
        "time_compared",
    )

    def compile(self) -> None:
        """Turn the rules into regular expressions; a macro or an operation that does not exist is a RuleError."""
        lexicons = {name.removeprefix("time_"): entries for name, entries in self.data["lexicons"].items()}
        self._fields = {
            name: {_plain(entry): tuple(fields) for entry, fields in lexicon.items()}
            for name, lexicon in lexicons.items()
        }
        self._macros = {name: _alternatives(lexicon) for name, lexicon in lexicons.items()}
        for name, shape in DIGITS.items():
            self._macros[name] = f"(?:{shape}|{self._macros[name]})" if name in self._macros else shape
        self._macros["number"] = _numbers(lexicons["number"])
        self._macros["day"] = f"(?:{DIGITS['day']}|{self._macros['ordinal']})"
        self._macros["count"] = f"(?:{self._macros['number']}|{self._macros['vague']})"
        self._fields["count"] = self._fields["vague"]
        self._planned = self.data["lexicons"]["time_planned"]
        self._comparing = re.compile(rf"\b({self._macros['compared']})(?:{GAP}the)?{GAP}$", re.IGNORECASE)
        self._seen = {name: frozenset(lexicons[name]) for name in ("counted", "contest", "tally", "gathering")}
        self._rules: dict[str, list[tuple[int, TimeRule]]] = {"": []}  # by core, each with its number
        for order, rule in enumerate(map(self._rule, self.data["rules"])):
            self._rules.setdefault(rule.core, []).append((order, rule))
        self._cores = self._index(self._rules.keys() - {""})

    def _index(self, cores: set[str]) -> dict[str, set[str]]:
        """Return word -> the cores that it may be part of, with noughts for digits.

        A core is `digit`, a lexicon, or words joined by `|`.
        """
        index: dict[str, set[str]] = {}
        for core in cores:
            for entry in NUMBERS if core == "digit" else self._fields.get(core) or core.split("|"):
                index.setdefault(max(WORD.findall(entry), key=len), set()).add(core)
        return index

    def _rule(self, rule: Rule) -> TimeRule:
        check_keys(rule, KEYS)
        where = f"{rule['where']}: rule {rule['id']}"
        if rule.get("type") not in TYPES:
            raise RuleError(f"{where} needs a type: {', '.join(TYPES)}")

        def expand(found: re.Match[str]) -> str:
            group, macro = found[1], found[2] or found[1]
            if macro not in self._macros:
                raise RuleError(f"{where} names a macro that does not exist: {{{macro}}}")
            return f"(?P<{group}__{macro}>{self._macros[macro]})"

        def filled(pattern: str) -> str:
            # tokenised text has a space before its commas
            source = pattern.replace("[ -]", "(?:-| )").replace(",?", "(?: ?,)?").replace(", (", " ?, (")
            # a space stands for any gap between words; in a class of characters it is one of them
            source = SPACE.sub(lambda found: GAP if found[0] == " " else found[0].replace(" ", r"\s"), source)
            return MACRO.sub(expand, source)

        def compiled(key: str, shape: str) -> re.Pattern[str] | None:
            return re.compile(shape.replace("{}", filled(rule[key])), re.IGNORECASE) if key in rule else None

        values, mods = rule.get("value", ""), rule.get("mod", "")
        values = values if isinstance(values, list) else [values]
        mods = mods if isinstance(mods, list) else [mods] * len(values)
        for recipe in values:
            for stage in recipe.split(" + "):
                if stage.split(" ")[0] not in OPERATIONS:
                    raise RuleError(f"{where} has a value that begins with none of {', '.join(OPERATIONS)}: {recipe}")
        guards = tuple(rule.get("guards", ()))
        for guard in guards:
            if guard not in GUARDS:
                raise RuleError(f"{where} names a guard that does not exist: {guard}; there are {', '.join(GUARDS)}")
        names = [WHOLE] if len(values) == 1 else [f"t{number}" for number in range(1, len(values) + 1)]
        try:
            return TimeRule(
                id=rule["id"],
                pattern=Edged(EDGE, rf"(?:{filled(rule['pattern'])})(?!\w)", re.IGNORECASE),
                type=rule["type"],
                parts=tuple(zip(names, values, mods, strict=True)),
                core=rule.get("core", ""),
                before=compiled("before", r"(?:{})\s*$"),
                not_before=compiled("not_before", r"(?:{})\s*$"),
                not_after=compiled("not_after", "{}"),
                guards=guards,
            )
        except re.error as error:
            raise RuleError(f"{where} has a pattern that is no regular expression: {error}") from error

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.times`."""
        doc._.times = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[TimeExpression]:
        """Return the time expressions of a Doc in text order."""
        published = timex.days(doc._.published)[0] if len(doc._.published) >= 10 else ""
        anchor = date.fromisoformat(published) if published else None
        parse = parse_of(doc)
        if not parse.sentences:  # an article of nothing but white space
            return []
        sentences = [(sent.start_char, sent.end_char) for sent in parse.sentences]
        ruler = Ruler(parse)
        story = Story(anchor, Tense(ruler, self._planned), sentences)
        chosen = self._choose(list(self._candidates(ruler)), len(parse.text))
        # a time of day may lean on a day told behind it ("at noon on Thursday"), so it waits for the others
        chosen.sort(key=lambda one: one.rule.parts[0][1].startswith("day"))
        made = [expression for candidate in chosen for expression in self._resolve(candidate, story)]
        return sorted(made, key=lambda one: one.start)

    def _resolve(self, candidate: Candidate, story: Story) -> Iterator[TimeExpression]:
        """Run the recipes of a match and tell the story what they made."""
        rule, match = candidate.rule, candidate.match
        fields = self._read(match)
        for group, recipe, mod in rule.parts:
            start, end = span(match, group)
            story.turn_to(start, end)
            value = ""
            for stage in recipe.split(" + "):
                operation, *arguments = stage.format_map(fields).split()
                value = OPERATIONS[operation](story, value, *arguments)
            earliest, latest = timex.days(value)
            # a figure of another quarter is there to be compared with: the text goes on about the present one
            compared = recipe == "yearago" or self._compared(match, start, value)
            if earliest and rule.type in ("DATE", "TIME") and not compared:
                story.tell(value)
            yield TimeExpression(
                start=start,
                end=end,
                text=match[group],
                # "two hours ago" is an hour of a day
                type="TIME" if rule.type == "DATE" and earliest and "T" in value else rule.type,
                value=value,
                mod=" ".join(mod.format_map(fields).split()[:1]),
                earliest=earliest,
                latest=latest,
                anchor=story.anchor,
                rule=rule.id,
            )

    def _compared(self, match: re.Match[str], start: int, value: str) -> bool:
        """Say whether the words before an expression only compare with it."""
        word = self._comparing.search(match.string, max(0, start - REACH), start + len(MARGIN))
        unit = timex.granularity(value)
        return word is not None and unit != "" and unit in self._fields["compared"][_plain(word[1])][0]

    def _candidates(self, ruler: Ruler) -> Iterator[Candidate]:
        text = ruler.parse.text
        windows, padded = self._windows(text), MARGIN + text
        for order, rule in (numbered for core in windows for numbered in self._rules[core]):
            for match in rule.pattern.matches(padded, windows[rule.core]):
                start, end = span(match)
                left = text[max(0, start - 40) : start]
                if rule.before and not rule.before.search(left):
                    continue
                if rule.not_before and rule.not_before.search(left):
                    continue
                if rule.not_after and rule.not_after.match(text, end):
                    continue
                if rule.guards:
                    words = ruler.touched(start, end)
                    if not all(GUARDS[guard](words, self._seen) for guard in rule.guards):
                        continue
                yield Candidate(start, end, order, rule, match)

    def _windows(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Return where each core occurs, with room around it: a rule is slow, so it looks at no other place."""
        windows: dict[str, list[tuple[int, int]]] = {"": [(0, len(text))]}
        # words stand between what is none
        pieces = WORD.split(text)
        known = {said: cores for said in set(pieces[1::2]) if (cores := self._cores.get(_form(said)))}
        for said, end in zip(pieces[1::2], list(accumulate(map(len, pieces)))[1::2], strict=True):
            for core in known.get(said, ()):
                found = windows.setdefault(core, [])
                first, last = max(0, end - len(said) - REACH), text.find(" ", end + REACH)
                last = last if last >= 0 else len(text)
                if found and first <= found[-1][1]:
                    found[-1] = (found[-1][0], last)
                else:
                    found.append((first, last))
        return windows

    @staticmethod
    def _choose(candidates: list[Candidate], length: int) -> list[Candidate]:
        """Keep the longest of overlapping candidates, of equal ones the rule that stands first."""
        taken = bytearray(length)
        chosen: list[Candidate] = []
        for one in sorted(candidates, key=lambda one: (one.start - one.end, one.order, one.start)):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.start)

    def _read(self, match: re.Match[str]) -> dict[str, Any]:
        """Return the values of the groups: `month` is the first field of its lexicon entry, `month_1` the second."""
        fields: dict[str, Any] = _Blank()
        for name, text in match.groupdict().items():
            if text is None:
                continue
            group, _, macro = name.partition("__")
            if group in fields:
                continue
            entry = self._fields.get(macro, {}).get(_plain(text))
            if not macro:
                fields[group] = text
            elif entry is not None:
                for number, field in enumerate(entry):
                    fields[f"{group}_{number}" if number else group] = field
            else:
                fields[group] = self._digits(macro, text)
            if macro == "day":
                ordinal = self._fields["ordinal"].get(_plain(text))
                fields[group] = f"{int(ordinal[0] if ordinal else ''.join(filter(str.isdigit, text))):02}"
        return fields

    def _digits(self, macro: str, text: str) -> str:
        if macro in ("number", "count"):
            return _number(_plain(text), self._fields["number"])
        if macro == "clock":
            # the minute is as exact as a time of day is told
            hour, minute = [*text.replace(".", ":").split(":"), "00"][:2]
            return f"{int(hour):02}:{minute}"
        return f"{int(text):02}" if macro in ("mm", "dd") else text


def _form(word: str) -> str:
    """Return a word as the index of cores has it."""
    return NUMBERS[min(len(word), LONGEST) - 1] if word.isdigit() else word.lower()


class _Blank(dict[str, Any]):
    """Fields of a match; a group that did not take part reads as an empty string."""

    def __missing__(self, key: str) -> str:
        return ""


def _plain(text: str) -> str:
    """Return a lexicon entry or its place in the text in the form in which they are compared."""
    return " ".join(text.replace("’", "'").lower().split())


def _alternatives(lexicon: Lexicon) -> str:
    """Make a regular expression of a lexicon; an entry with a capital matches only so, or all in capitals."""
    cased = {entry for entry in lexicon if entry != entry.lower()}
    found = [any_of(cased | {entry.upper() for entry in cased})] if cased else []
    found += [any_case(lexicon.keys() - cased)]
    return f"(?-i:{'|'.join(filter(None, found))})".replace(" ", GAP).replace("'", "['’]")


def _numbers(lexicon: Lexicon) -> str:
    """Make a regular expression of number words that go together: not "one and two", nor "one six-month period"."""
    sizes = {entry: float(fields[0]) for entry, fields in lexicon.items()}
    ones, teens, tens, scales = (
        _alternatives({entry: lexicon[entry] for entry, size in sizes.items() if low <= size < high})
        for low, high in ((0, 10), (10, 20), (20, 100), (100, math.inf))
    )
    small = rf"(?:{tens}(?:(?:-|{GAP}){ones})?|{teens}|{ones})"
    # "two hundred and ten", "3 thousand", "a hundred"; what stands before a bare "hundred" is no number that is known
    whole = rf"(?:{DIGITS['number']}|{small}|a(?={GAP}{scales}))(?:{GAP}{scales}(?:{GAP}(?:and{GAP})?{small})?)*"
    # "nineteen ninety-four": a year said in two halves
    return rf"(?:(?:{teens}|{tens}){GAP}(?:{tens}(?:-{ones})?|{teens})|{whole})"


def _number(text: str, lexicon: dict[str, tuple[str, ...]]) -> str:
    """Read digits or number words: "twenty-five" is 25, "two hundred and ten" 210, "nineteen ninety-four" 1994."""
    if text[0].isdigit() and re.fullmatch(r"[\d.,]+", text):
        return text.replace(",", "").removesuffix(".0")
    if text.endswith(("1/2", "½")):
        return text.removesuffix("1/2").removesuffix("½").strip() + ".5"
    total = group = 0.0
    for word in re.split(r"[\s-]+", text):
        number = float(word.replace(",", "")) if word[0].isdigit() else float(lexicon.get(word, ("0",))[0])
        if number >= 1000 and not word[0].isdigit():
            total, group = total + (group or 1) * number, 0.0
        elif number == 100:
            group = (group or 1) * number
        elif 10 <= group < 100 and number >= 10:
            # "nineteen ninety": a year said in two halves
            group = group * 100 + number
        else:
            group += number
    return f"{total + group:.10g}"


# Guards: what a regular expression cannot see. Each takes the words and the lexicons of words that betray it.


def guard_name(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse a month or day that is a verb ("may"), a person ("Theresa May", "Mr March") or acts ("May said")."""
    word = words.last
    if word.tag_ in ("MD", "VB", "VBP", "VBZ") and len(words) == 1:
        return False
    return not any(token.ent_type_ == "PERSON" for token in words.nodes)


def guard_year(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse a four-digit number that counts something, or names a model ("Peugeot 2008")."""
    year = words.last
    head = year.head
    if words.first.text.isalpha():
        return True
    between = words.parse.nodes[words.end : head.i] if head.i > year.i else ()
    if year.dep_ in ("nummod", "compound") and head.i > year.i and head.lemma in lexicons["counted"]:
        # "2007 Camry cars" are of that year, "2007 new cars" are so many
        return any(token.pos_ == "PROPN" for token in between)
    following = words.behind
    if following is not None and following.lemma in lexicons["counted"]:
        return False
    previous = words.before
    if previous is None:
        return True
    if previous.text.isdigit() or previous.ent_type_ == "PRODUCT":
        return False
    # "Chrysler 2007 sales" is of that year, "a Peugeot 2008" a car, "Harbour Expo 2016" of that year again
    if previous.pos_ == "PROPN" and head.i < year.i:
        name = words.parse.nodes[previous.left_edge.i : year.i]
        return year.ent_type_ in ("EVENT", "NAMED_EVENT") or any(t.lower_ in lexicons["gathering"] for t in name)
    # "the number of cases is 1501"
    if year.dep_ == "attr" and any(t.dep_ == "nsubj" and t.lemma in lexicons["tally"] for t in head.children):
        return False
    # "1709 pupils": long ago, years stand behind a preposition, not before what they count
    return not (year.text < "1900" and year.dep_ == "nummod" and head.tag_ == "NNS" and head.i == year.i + 1)


def guard_range(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept "2007-08" as two years; "2019-06" is no step of a few years, so it is a month."""
    found = re.search(r"(\d\d)[-–/](\d\d)", words.text)
    return found is not None and 1 <= (int(found[2]) - int(found[1])) % 100 <= 40


def guard_no_range(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept what `guard_range` refuses."""
    return not guard_range(words, lexicons)


def guard_future(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept "soon" of what is to come."""
    return any(child.tag_ == "MD" for child in words.root.head.children) or words.root.head.tag_ in ("VB", "VBG", "VBP")


def guard_rate(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept "a year" where it is a rate ("four flights a year"): behind a noun or number."""
    previous = words.before
    return previous is not None and (
        previous.pos_ in ("NOUN", "NUM", "SYM", "ADV") or previous.tag_ in ("NNS", "NN", "CD")
    )


def guard_noun(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse words that are verbs here ("prices fall")."""
    return not any(token.tag_.startswith("VB") for token in words.nodes)


def guard_month(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse a bare month that does something ("August said", "March on") or that is part of a person's name."""
    word = words.last
    if any(child.tag_ == "RP" for child in word.children):
        return False
    previous = words.before
    if word.dep_ == "nsubj" and word.head.pos_ == "VERB" and len(words) == 1 and len(word.text) < 6:
        return False
    if previous is not None and previous.pos_ == "PROPN" and previous.dep_ == "compound" and previous.head is word:
        return False
    # "August Busch": a first name has neither article nor preposition before it
    bare = previous is None or previous.pos_ not in (
        "DET",
        "PRON",
        "ADP",
        "ADJ",
        "NOUN",
        "PART",
        "PUNCT",
        "PROPN",
        "SCONJ",
    )
    following = words.behind
    return not (
        len(words) == 1 and bare and following is not None and following.pos_ == "PROPN" and word.dep_ == "compound"
    )


def guard_quarter(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse the quarters and halves of a match: they are played against somebody or scored in."""
    return lexicons["contest"].isdisjoint(words.first.sent.lemmas)


def guard_amount(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept "over" where it is more than, not where it is a preposition ("sales over 20 years")."""
    return words.first.dep_ in ("quantmod", "advmod", "amod")


def guard_lower(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse what is part of a name ("Daily Mail", "USA Today")."""
    word = words.last
    if not word.text[0].isupper() or word.i == word.sent.start:
        return True
    return word.pos_ != "PROPN"


def guard_half(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse the halves of a match in an article that tells of one."""
    return sum(token.lemma in lexicons["contest"] for token in words.parse.nodes) < 2


def guard_plural(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept bare "days", "years" only as a phrase of their own."""
    return words.first.dep_ in ("pobj", "dobj", "npadvmod", "nsubj", "ROOT", "conj", "attr") and not any(
        child.dep_ in ("amod", "nummod", "compound", "poss", "det", "relcl") for child in words.first.children
    )


def guard_reference(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse the noun "current" and the like."""
    word = words.last
    noun = word.tag_ in ("NNS", "NNP") or (word.tag_ == "NN" and word.dep_ not in ("compound", "amod"))
    # "the current swept him away"
    acts = word.tag_ == "JJ" and word.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")
    if (noun or acts) and len(words) == 1:
        return False
    # "the past increases": an adjective, where the reference would be a noun
    return not (len(words) > 1 and word.tag_ == "JJ" and word.head.i >= words.end)


def guard_told(words: Phrase, lexicons: Lexicons) -> bool:
    """Accept "the morning" of what happened or will, not of what happens every day."""
    verb = next((token for token in words.root.ancestors if token.pos_ in ("VERB", "AUX")), None)
    return verb is not None and (
        verb.tag_ in ("VBD", "VBN") or any(child.tag_ in ("MD", "VBD") for child in verb.children)
    )


def guard_zone(words: Phrase, lexicons: Lexicons) -> bool:
    """Refuse a number in front of a word that is only spelt like a zone."""
    return any(token.text.isupper() or token.lower_ == "time" for token in words.nodes)


GUARDS: dict[str, Callable[[Phrase, Lexicons], bool]] = {
    "name": guard_name,
    "year": guard_year,
    "range": guard_range,
    "no_range": guard_no_range,
    "future": guard_future,
    "rate": guard_rate,
    "noun": guard_noun,
    "month": guard_month,
    "quarter": guard_quarter,
    "amount": guard_amount,
    "lower": guard_lower,
    "half": guard_half,
    "plural": guard_plural,
    "reference": guard_reference,
    "told": guard_told,
    "zone": guard_zone,
}


@Language.factory(
    "dateline_times", assigns=["doc._.times"], requires=["doc.sents", "token.tag", "token.dep", "token.head"]
)
def make(nlp: Language, name: str) -> TimeExpressions:
    """Make the component."""
    return TimeExpressions(nlp, name)
