"""Names: the trained recogniser's, repaired and completed by gazetteers, patterns and a vote over the article.

The recogniser, the rules of rules/entities.toml (regular expressions over the text) and lexicons propose names. Where
proposals overlap one is chosen; then all proposals and hints for a string vote on its type, so that it has one type in
an article; last, what was found once is looked for everywhere, in full and in its short forms.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from spacy.lang.lex_attrs import like_url
from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.errors import RuleError
from dateline.parses import Node, parse_of
from dateline.phrases import Ruler
from dateline.rules import Lexicon, Rule, RuledComponent, any_of, check_keys, words
from dateline.types import ENTITY_TYPES
from dateline.witnesses import Witnesses, typed

LABELS = {"GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "WORK_OF_ART": "WORK", "LAW": "WORK", "EVENT": "NAMED_EVENT"}
LABELS |= {label: label for label in (*ENTITY_TYPES, "NORP")}
KEYS = ("pattern", "weight", "creates", "needs", "first")
# A capitalised word, with hyphens, apostrophes and full stops inside, but not the possessive 's.
CAP = r"(?:[A-Z]\.(?:[A-Z]\.)+|[A-ZÀ-ÖØ-ÞĀ-Ž]\w*+(?:[-&+.’'/](?!(?<=[’'])s\b)\w++)*+\+*+)"
# Looked at first, since it turns down most places of a text at once.
CAPITALS = "A-ZÀ-ÖØ-ÞĀ-Ž"
CAPITAL = rf"(?=[{CAPITALS}])"
# The group that stands at the end of what a rule's pattern matches.
END = "end_"
MODEL = r"(?:[A-Za-z]{0,4}-?\d{1,4}[A-Za-z]{0,3}(?:-\d+)?(?:\.\d+)*\+*)"
# Words: or a page of capitals would be read on to its end from each of them.
LONGEST_NAME = 30
TICKER = r"[A-Z0-9]{1,6}[a-z]{0,2}(?:_p)?\.[A-Z]{1,2}"
ORDER = (*ENTITY_TYPES, "NORP")
SCORES = "dateline_recogniser_scores"
QUOTES = "\"'“”‘’`"
TRAILING = ("'s", "’s", "'", "’", ",", "-", "(", "$")
CLOSED = frozenset({"ADV", "VERB", "AUX", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "INTJ", "PART"})
# What the recogniser's word is worth in the vote when its score is 1, and what score is taken where there is none.
NER_WEIGHT = 3.0
UNSCORED = 0.6
# From this score on no rule parts a name of the recogniser, and from the next one on none joins two of them.
SURE = 0.65
CERTAIN = 0.85
# A name of the recogniser with fewer votes is none; where it stands unseen counts as half a vote against it.
DOUBTED = 1.2
MISSED = 0.5
# Rules of this weight are of the rank of a recogniser that is not sure; from `BINDING` on they outrank every other.
RULE_WEIGHT = 2.0
BINDING = 9.0
LINK_WEIGHT = 4.0
LONGEST_KNOWN = 6
UNKNOWN_WEIGHT = 2.0
NOUN_PLACES = ("before", "behind", "of")
PLACE_WEIGHTS = {"country": 4.0, "state": 3.0, "world": 2.5, "city": 1.0}


Place = tuple[int, int]


class Proposal(NamedTuple):
    """Tokens `[start, end)` that may be a name of type `label`; `source` is a rule's id, `ner` or a lexicon's name."""

    start: int
    end: int
    label: str
    source: str
    weight: float
    creates: bool = True


class NameRule(NamedTuple):
    """A compiled rule; `labels` gives the type of the name that each group of the pattern is."""

    id: str
    pattern: re.Pattern[str]
    needs: Sequence[str]
    labels: Mapping[str, str]
    weight: float
    creates: bool

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the places in a text where the rule holds, without overlaps."""
        match = self.pattern.search(text) if any(literal in text for literal in self.needs) else None
        while match:
            yield match
            match = self.pattern.search(text, max(match.end(), match.end(END)))


class Page:
    """An article in the form in which names are looked for in it; places are numbers of tokens."""

    def __init__(self, doc: Doc) -> None:
        parse = parse_of(doc)
        self.text = parse.text
        self.nodes = parse.nodes
        ruler = Ruler(parse)
        self.starts, self.ends, self.within = ruler.starts, ruler.ends, ruler.held
        self.recognised = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        self.begun = {start for start, _, _ in self.recognised}

    def said(self, start: int, end: int) -> str:
        """Return the text of the tokens `[start, end)`."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def key(self, start: int, end: int) -> str:
        """Return the same on one line."""
        return " ".join(self.said(start, end).split())

    def parted(self) -> Iterator[tuple[int, int, str]]:
        """Yield what was recognised, parted where tokenised text sets a possessive apart: "Keepers ' Fenwick Ltd"."""
        for start, end, label in self.recognised:
            for i in range(start + 1, end - 1):
                alone = self.starts[i] > self.ends[i - 1] and self.starts[i + 1] > self.ends[i]
                if alone and self.nodes[i].text in ("'", "’") and self.nodes[i - 1].text.endswith("s"):
                    yield start, i, label
                    start = i + 1
            yield start, end, label

    def is_glued(self, i: int) -> bool:
        """Tell whether no space stands on either side of token `i`."""
        return 0 < i < len(self.nodes) - 1 and self.starts[i] == self.ends[i - 1] and self.ends[i] == self.starts[i + 1]


class Entities(RuledComponent):
    """Replaces `doc.ents` by names with the labels of `ENTITY_TYPES` and NORP, without overlaps.

    `doc.user_data["dateline_entity_sources"]` maps `start-end` (characters) to the rule or model that found the name.
    """

    RULE_FILES = ("entities.toml",)
    LEXICONS = (
        "credit_openers",
        "entity_agencies",
        "entity_demonyms",
        "entity_drug_stems",
        "entity_event_heads",
        "entity_event_openers",
        "entity_events",
        "entity_firm_heads",
        "entity_generic_words",
        "entity_hyphen_tails",
        "entity_indices",
        "entity_makers",
        "entity_model_words",
        "entity_no_models",
        "entity_no_model_numbers",
        "entity_no_numbers",
        "entity_not_first",
        "entity_not_names",
        "entity_org_heads",
        "entity_org_nouns",
        "entity_organisations",
        "entity_owned",
        "entity_particles",
        "entity_place_heads",
        "entity_place_openers",
        "entity_places",
        "entity_position_modifiers",
        "entity_positions",
        "entity_possessive_words",
        "entity_product_nouns",
        "entity_products",
        "entity_public_heads",
        "entity_short_heads",
        "entity_thing_heads",
        "entity_witness_nouns",
        "entity_witness_verbs",
        "first_names",
        "legal_forms",
        "org_tails",
        "person_titles",
        "positions",
    )

    def compile(self) -> None:
        """Build one regular expression a rule, and the sets that repairs and votes look things up in."""
        lexicons = self.data["lexicons"]
        self.places = {entry: values[0] for entry, values in lexicons["entity_places"].items()}
        self.organisations = words(self.data, "entity_organisations") | words(self.data, "entity_makers")
        self.first_names = words(self.data, "first_names")
        self.titles = {entry.rstrip(".") for entry in words(self.data, "person_titles")}
        self.positions = words(self.data, "entity_positions")
        self.modifiers = words(self.data, "entity_position_modifiers")
        self.not_first = words(self.data, "entity_not_first")
        self.not_names = words(self.data, "entity_not_names")
        self.generic = words(self.data, "entity_generic_words")
        self.tails = words(self.data, "org_tails")
        self.particles = words(self.data, "entity_particles")
        self.makers = words(self.data, "entity_makers")
        self.org_heads = words(self.data, "entity_org_heads")
        self.storms = words(self.data, "entity_event_openers")
        self.demonyms = words(self.data, "entity_demonyms")
        self.no_short_forms = self.generic | self.demonyms | self.places.keys() | self.first_names
        self.short_heads = words(self.data, "entity_short_heads")
        self.no_name_goes_on = self.positions | self.modifiers | self.titles | self.not_first | self.demonyms
        self.legal_forms = words(self.data, "legal_forms")
        self.known = sorted(self.organisations | self.places.keys())
        rows = lexicons["entity_witness_nouns"].items()
        told = {entry: values[0] for entry, values in rows if len(values) == 1}
        placed = {where: {entry: values[0] for entry, values in rows if where in values} for where in NOUN_PLACES}
        nouns = {"PERSON": words(self.data, "positions"), "ORG": words(self.data, "entity_org_nouns")}
        self.org_nouns = nouns["ORG"]
        heads = {head.lower() for head in words(self.data, "entity_org_heads")}
        self.org_openers = (nouns["ORG"] - heads) | {noun for noun, label in placed["before"].items() if label == "ORG"}
        nouns["PRODUCT"] = words(self.data, "entity_product_nouns")
        told = {noun: label for noun, label in (typed(nouns) | told).items() if label in ENTITY_TYPES}
        self.witnesses = Witnesses(told, placed, lexicons["entity_owned"], lexicons["entity_witness_verbs"])
        fields = self._fields()
        self.rules = [_compile(rule, fields, lexicons) for rule in self.data["rules"]]

    def _fields(self) -> dict[str, str]:
        """Return what the placeholders of the patterns stand for."""
        lexicons = self.data["lexicons"]
        own = [name for name in self.LEXICONS if name.startswith("entity_")]
        fields = {name.removeprefix("entity_"): any_of(lexicons[name]) for name in own}
        written = {values[0] for values in lexicons["legal_forms"].values() if values}
        forms = [entry for entry in self.legal_forms if len(entry) > 1 and entry.upper() not in written]
        written |= {form.capitalize() for form in forms} | {form.upper() for form in forms}
        # No "Rome-based"; but "People's" in "People's Party", where the possessive belongs to the name.
        possessive = rf"(?:{fields['possessive_words']})[’'](?:s|(?<=s[’']))(?= [A-Z])"
        cap = rf"{CAPITAL}(?!\w+-(?:{fields['hyphen_tails']})\b)(?:{possessive}|{CAP})"
        name = rf"{CAPITAL}(?!(?:{fields['not_first']})(?![\w-])){cap}"
        position = any_of(self.positions)
        spoken = any_of(entry if entry.isupper() else entry.lower() for entry in self.positions)
        self.written = re.compile(
            rf"(?!.*-(?:{fields['hyphen_tails']})$)(?=.*[A-ZÀ-ÖØ-ÞĀ-Ž]|{MODEL}$|[a-z]+(?:{fields['drug_stems']})$)"
        ).match
        no_model = any_of(self.tails_written() | written | self.positions | self.modifiers)
        particles = fields["particles"]
        # "& Sons", and the initial of "Ann T. Miller".
        more = rf" (?:& )?(?:{cap}|[A-Z]\.(?= [A-Z]))"
        return fields | {
            "Cap": name,
            "Name": rf"{name}(?:{more}){{0,{LONGEST_NAME}}}",
            "Lazy": rf"{name}(?:{more}){{0,{LONGEST_NAME}}}?",
            "Person": rf"{name}(?: (?:[A-Z]\.|(?:{particles})|{CAP})){{0,2}} (?:(?:{particles})-)?{CAP}",
            "position_lower": rf"(?:[a-z]+ )?(?:{spoken})",
            "legal": rf"(?:{any_of(written)})(?!\w)(?:(?<![a-z]{{4}})\.)?",
            "ticker": TICKER,
            "model": MODEL,
            "model_word": rf"(?:{fields['model_words']})",
            "no_model": rf"(?:{no_model}|{fields['no_models']})",
            "no_model_number": rf"(?:{fields['no_model_numbers']})",
            "position": rf"(?:(?:{any_of(self.modifiers)}) )*(?:{position})",
            "titles": any_of(self.titles),
            "credits": rf"(?:{any_of(lexicons['credit_openers'])})\b",
            "regions": any_of(entry for entry, kind in self.places.items() if kind in ("country", "state")),
            "tails": any_of(self.tails_written()),
            "marques": any_of(entry for entry, values in lexicons["entity_makers"].items() if "marque" in values),
        }

    def tails_written(self) -> set[str]:
        """Return the last words of organisations' names ("Motors"), as they are written."""
        return {tail.capitalize() for tail in self.tails}

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc.ents` and where each name comes from."""
        found, nodes = self.find(doc), parse_of(doc).nodes
        doc.ents = [Span(doc, p.start, p.end, label=p.label) for p in found]
        doc.user_data["dateline_entity_sources"] = {
            f"{nodes[p.start].idx}-{nodes[p.end - 1].end}": p.source for p in found
        }
        return doc

    def find(self, doc: Doc) -> list[Proposal]:
        """Return the names of `doc` in text order."""
        page = Page(doc)
        matched = list(self._match(page))
        blocked = {i for p in matched if p.label == "NONE" for i in range(p.start, p.end)}
        recognised = list(self._recognised(page, doc.user_data.get(SCORES, {})))
        usable = [*recognised, *(p for p in matched if p.label != "NONE" and not _joins(p, recognised))]
        usable += self._known(page)
        usable = [p for p in usable if blocked.isdisjoint(range(p.start, p.end))]
        chosen = self._choose([p for p in usable if p.creates])
        taken = blocked | {i for p in chosen for i in range(p.start, p.end)}
        chosen += self._unknown(page, taken)
        again = list(_again(page.nodes, chosen))
        usable += self._heard(page.nodes, chosen, again)
        votes = self._vote(page, usable, chosen, Counter(page.key(p.start, p.end) for p in again))
        named = []
        for p in chosen:
            count = votes[page.key(p.start, p.end)]
            if p.source == "ner" and sum(weight for weight in count.values() if weight > 0) < DOUBTED:
                blocked.update(range(p.start, p.end))
            else:
                named.append(p._replace(label=_winner(count)))
        return sorted(self._complete(page, named, blocked), key=lambda p: p.start)

    # ---- proposals ----

    def _match(self, page: Page) -> Iterator[Proposal]:
        """Yield what the rules' patterns find."""
        nodes = page.nodes
        for rule in self.rules:
            for match in rule.matches(page.text):
                for group, label in rule.labels.items():
                    start, end = page.within(*match.span(group))
                    if start >= end:
                        continue
                    while end - start > 1 and nodes[end - 1].text.isspace():
                        end -= 1
                    if label == "ORG":
                        end = self._without_position(nodes, start, end)
                    while label in ("PERSON", "ORG") and end - start > 1 and self._is_opener(nodes[start], label):
                        start += 1
                    if label == "PERSON" and nodes[end - 1].text in self.org_heads:
                        continue
                    if label != "NONE" and not self._is_name(page, start, end):
                        continue
                    yield Proposal(start, end, label, rule.id, rule.weight, rule.creates)

    def _without_position(self, nodes: Sequence[Node], start: int, end: int) -> int:
        """Return where a name ends without the position behind it: "Merrow Vale Engineering | Director"."""
        # "Department of Justice" keeps its last word.
        while end - 1 > start and nodes[end - 1].text in self.positions and not nodes[end - 2].text.islower():
            end -= 1
            while end - 1 > start and nodes[end - 1].text in self.modifiers:
                end -= 1
        return end

    def _recognised(self, page: Page, scores: Mapping[str, float]) -> Iterator[Proposal]:
        """Yield the recogniser's names with our labels and within their proper bounds; a vote grows with the score."""
        for start, end, given in page.parted():
            label = LABELS.get(given) if end - start <= LONGEST_NAME else None
            place = self._trim(page, start, end, given) if label else None
            if label and place is not None and (label == "NORP" or self._is_name(page, *place)):
                score = scores.get(f"{page.starts[start]}-{page.ends[end - 1]}", UNSCORED)
                yield Proposal(*place, label, "ner", NER_WEIGHT * score)

    def _known(self, page: Page) -> Iterator[Proposal]:
        """Yield names that lexicons know: organisations, and places that are hardly anything else."""
        nodes = page.nodes
        inner = {i for start, end, _ in page.recognised for i in range(start + 1, end)}
        for start, node in enumerate(nodes):
            if not node.text[0].isupper() and node.lower_ != "euro":
                continue
            nearest = bisect_left(self.known, node.text)
            if nearest == len(self.known) or not self.known[nearest].startswith(node.text):
                continue
            for end in range(min(start + LONGEST_KNOWN, len(nodes)), start, -1):
                text = page.said(start, end)
                # Inside a longer name that the recogniser sees, a known name is only a part.
                part = node.ent_type_ == "ORG" and (start in inner or end in inner)
                if text in self.organisations and not part:
                    yield Proposal(start, end, "ORG", "lexicon.organisations", 2.5)
                    break
                kind = self.places.get(text)
                if kind and (kind != "city" or _is_locative(nodes, start)):
                    yield Proposal(start, end, "PLACE", "lexicon.places", PLACE_WEIGHTS[kind])
                    break

    def _trim(self, page: Page, start: int, end: int, label: str) -> Place | None:
        """Return a name without determiner, title, position, possessive and what else is no part of it."""
        nodes = page.nodes
        while end > start and (nodes[end - 1].text in TRAILING or nodes[end - 1].text.isspace()):
            end -= 1
        end = next((i for i in range(start, end) if "\n" in nodes[i].text), end)
        if end > start and nodes[end - 1].text in QUOTES:
            end -= 1
        if end == start:
            return None
        # "Miller's van", "Fenwick district"
        acting = label in ("ORG", "PERSON", "GPE", "PLACE")
        while acting and end - 1 > start and nodes[end - 1].text.islower() and nodes[end - 1].text.isalpha():
            end -= 1
            while end - 1 > start and nodes[end - 1].text in ("'s", "’s", "-"):
                end -= 1
        # "Merrow Vale Engineering | Director": the modifier of a position that follows.
        if end < len(nodes) and nodes[end].text in self.positions:
            while end - 1 > start and nodes[end - 1].text in self.modifiers:
                end -= 1
        if label != "PERSON":
            end = self._without_position(nodes, start, end)
        # "Harbour Alternative of | Mayor Brook"
        while end - 1 > start and nodes[end - 1].pos_ in ("ADP", "DET", "CCONJ") and nodes[end - 1].text.islower():
            end -= 1
        # "Ann Miller of | Miller Research"
        if label == "PERSON":
            end = next((i for i in range(start + 1, end) if nodes[i].lower_ == "of"), end)
        text = page.said(start, end)
        if "(" in text and ")" not in text:
            end = next(i for i in range(start, end) if nodes[i].text.startswith("(") or i == end - 1)
        # "Li Ka-shing", which the tokenizer splits
        while label == "PERSON" and end + 1 < len(nodes) and nodes[end].text == "-" and page.is_glued(end):
            end += 2
        # "Power company | Lumen Works"
        for i in range(start, end - 1):
            if not nodes[i + 1].text.istitle():
                continue
            if (nodes[i].text.islower() and nodes[i].lower_ in self.org_nouns) or self._is_org_opener(nodes[i]):
                start = i + 1
        while start < end and self._is_opener(nodes[start], label):
            start += 1
        while end < len(nodes) and start < end and acting and self._is_legal_form(nodes[end]):
            end += 1
        return (start, end) if start < end else None

    def _is_opener(self, word: Node, label: str) -> bool:
        text = word.text
        if word.lower_ in ("the", "a", "an") or text in QUOTES or text.isspace() or text in ("-", "("):
            return True
        text = text.rstrip(".")
        if label == "ORG":
            return text in self.positions
        return label == "PERSON" and (text in self.titles or text in self.positions or text in self.modifiers)

    def _is_org_opener(self, word: Node) -> bool:
        """Tell whether a sentence begins with `word` before a name: "Airline Lumen Works"; not "Union Pacific"."""
        return word.i == word.sent.start and word.lower_ in self.org_openers

    def _is_legal_form(self, word: Node) -> bool:
        text = word.lower_.replace(".", "")
        if text not in self.legal_forms:
            return False
        written = next(iter(self.data["lexicons"]["legal_forms"][text]), "")
        return word.text == written or (word.text[0].isupper() and not written.isupper())

    def _is_name(self, page: Page, start: int, end: int) -> bool:
        """Tell whether the words can be a name at all."""
        text = page.said(start, end)
        if text in self.places or text in self.organisations:
            return True
        if text in self.not_names or text in self.not_first or text in self.titles or not self.written(text):
            return False
        nodes = page.nodes[start:end]
        if all(node.text in self.modifiers or node.text in self.positions for node in nodes):
            return False
        if len(nodes) == 1 and (text in self.org_heads or nodes[0].pos_ in CLOSED):
            return False
        # "a Japanese bomber": an adjective of nationality is no name of a thing.
        if text in self.demonyms or (start in page.begun and all(node.ent_type_ == "NORP" for node in nodes)):
            return False
        return not any(node.text[0].islower() and like_url(node.text) for node in nodes)

    def _unknown(self, page: Page, taken: set[int]) -> Iterator[Proposal]:
        """Yield capitalised words that nobody proposed, but of which their surroundings tell what they are."""
        i, nodes = 0, page.nodes
        while i < len(nodes):
            start = i
            while i < len(nodes) and i not in taken and self._continues_name(nodes[i]) and nodes[i].text.isalpha():
                i += 1
            if i == start:
                i += 1
                continue
            start += i - start > 1 and self._is_org_opener(nodes[start])
            if not self._is_name(page, start, i) or not _stands_alone(page, start, i, taken):
                continue
            told: defaultdict[str, float] = defaultdict(float)
            for label, weight, _ in self.witnesses.heard(nodes, start, i):
                told[label] += weight
            # A relative clause alone makes no person, nor anything else a word of capitals.
            doubtful = page.said(start, i).isupper() or (bool(told) and _winner(told) == "PERSON")
            if told and max(told.values()) >= UNKNOWN_WEIGHT + doubtful / 2:
                yield Proposal(start, i, _winner(told), "witness", 0.5)

    def _heard(self, nodes: Sequence[Node], names: list[Proposal], again: list[Proposal]) -> Iterator[Proposal]:
        """Yield what the words around `names`, and where they stand `again`, say of their types."""
        for name in [*names, *again]:
            # "the West African country"
            if nodes[name.end - 1].text in self.demonyms:
                continue
            for label, weight, witness in self.witnesses.heard(nodes, name.start, name.end):
                yield Proposal(name.start, name.end, label, f"witness.{witness}", weight, creates=False)
        # "Quillon and Ostrel": one kind of thing on both sides.
        ends = {name.end: name for name in names}
        for name in names:
            other = ends.get(name.start - 1)
            if (
                other
                and nodes[name.start - 1].lower_ in ("and", "or")
                and name.end - name.start == other.end - other.start
            ):
                yield Proposal(name.start, name.end, other.label, "witness.and", 1.0, creates=False)
                yield Proposal(other.start, other.end, name.label, "witness.and", 1.0, creates=False)

    # ---- choice and vote ----

    def _choose(self, proposals: list[Proposal]) -> list[Proposal]:
        """Return proposals without overlaps: rules before recogniser before lexicons, the longer before the shorter."""

        def rank(p: Proposal) -> tuple[int, float, int]:
            # One word of a lexicon may be part of any longer name; several words are as good as the recogniser's.
            lone = p.source.startswith("lexicon") and p.end - p.start == 1
            least = NER_WEIGHT * SURE if p.source == "ner" else RULE_WEIGHT
            tier = 0 if lone else 1 if p.weight < least or p.source == "lexicon.places" else 2 + (p.weight >= BINDING)
            return (-tier, -(p.end - p.start), p.start)

        taken: set[int] = set()
        chosen = []
        for p in sorted(proposals, key=rank):
            if taken.isdisjoint(range(p.start, p.end)):
                taken.update(range(p.start, p.end))
                chosen.append(p)
        return chosen

    def _vote(
        self, page: Page, proposals: list[Proposal], chosen: list[Proposal], missed: Counter[str]
    ) -> dict[str, dict[str, float]]:
        """Return the votes on the type of every string, by all that was proposed for it anywhere in the article.

        `missed` tells how often the string stands where the recogniser did not see it.
        """
        votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        said: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        times: Counter[str] = Counter()
        counted: Counter[tuple[str, str, str]] = Counter()
        for p in proposals:
            key = page.key(p.start, p.end)
            if p.source == "ner":
                said[key][p.label] += p.weight
                times[key] += 1
                continue
            # The same rule over and over again is one witness, not many.
            counted[key, p.source, p.label] += 1
            if counted[key, p.source, p.label] <= 2:
                votes[key][p.label] += p.weight
        for key, labels in said.items():
            for label, weight in labels.items():
                votes[key][label] += weight / (times[key] + MISSED * missed[key])
        for key in votes:
            for label, weight in self._hints(key):
                votes[key][label] += weight
        # A short form is of the type of its long form: "Miller" of "Ann Miller".
        longer = {page.key(p.start, p.end): p for p in chosen if p.end - p.start > 1}
        # "Delorme" of "Banque Delorme" is more likely the bank than a person of that name.
        for p in longer.values():
            last = page.nodes[p.end - 1].text
            telling = last in votes and last not in self.org_heads and last not in self.not_names
            if p.label == "ORG" and p.end - p.start == 2 and telling:
                votes[last]["ORG"] += LINK_WEIGHT / 2
        for key, p in longer.items():
            label = _winner(votes[key])
            for form in self._forms(page, p.start, p.end, label):
                text = page.key(*form)
                for short in (text, text + "s"):
                    if short != key and short in votes:
                        votes[short][label] += LINK_WEIGHT
        return votes

    def _hints(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield what the words of a name alone tell of its type."""
        parts = text.split()
        if text in self.demonyms:
            yield "NORP", 2 * LINK_WEIGHT
        if text in self.organisations:
            yield "ORG", 2.0
        if text in self.places:
            yield "PLACE", PLACE_WEIGHTS[self.places[text]]
        if len(parts) > 1 and parts[0] in self.first_names:
            yield "PERSON", 1.5
        if "&" in parts:
            yield "ORG", LINK_WEIGHT

    # ---- completion ----

    def _complete(self, page: Page, named: list[Proposal], blocked: set[int]) -> list[Proposal]:
        """Add the places where a name found elsewhere occurs again, in full or in a short form."""
        words = [node.text for node in page.nodes]
        forms: dict[tuple[str, ...], str] = {}
        for p in named:
            if p.label in ENTITY_TYPES:
                for start, end in self._forms(page, p.start, p.end, p.label):
                    texts = tuple(words[start:end])
                    forms.setdefault(texts, p.label)
                    if p.label == "PRODUCT":
                        forms.setdefault((*texts[:-1], texts[-1] + "s"), p.label)
        longest = max(map(len, forms), default=0)
        taken = blocked | {i for p in named for i in range(p.start, p.end)}
        added = []
        proper = {node.text for node in page.nodes if node.pos_ == "PROPN"} - {
            word.capitalize() for word in words if word.islower()
        }
        openers = {form[0] for form in forms}
        for i, word in enumerate(words):
            if word not in openers or (i and words[i - 1] == "-" and page.is_glued(i - 1)):
                continue
            for length in range(min(longest, len(words) - i), 0, -1):
                texts = tuple(words[i : i + length])
                if texts not in forms or not taken.isdisjoint(range(i, i + length)):
                    continue
                place = self._recurring(page, i, i + length, forms[texts], taken, proper)
                if place is not None:
                    added.append(Proposal(*place, forms[texts], "article", 1.0))
                    taken.update(range(*place))
                    break
        return named + added

    def _recurring(
        self, page: Page, first: int, end: int, label: str, taken: set[int], proper: set[str]
    ) -> Place | None:
        """Return the name of which a form of a name found elsewhere is all or the end; None if it is none."""
        if not self._recurs(page, first, end, proper):
            return None
        start, nodes = first, page.nodes
        while start and start - 1 not in taken and self._continues_name(nodes[start - 1]):
            if self._is_org_opener(nodes[start - 1]):
                break
            start -= 1
        followed = end < len(nodes) and end not in taken and self._continues_name(nodes[end])
        # "Peter Miller" beside a known Miller is one more person, but "Sun Records" beside a known Sun something else.
        if label == "PERSON" and not followed:
            return start, end
        return (first, end) if end - first > 1 or (start == first and not followed) else None

    def _continues_name(self, word: Node) -> bool:
        text, other = word.text, self.no_name_goes_on
        return word.pos_ == "PROPN" and text[0].isupper() and text.rstrip(".") not in other and text not in other

    def _recurs(self, page: Page, start: int, end: int, proper: set[str]) -> bool:
        """Tell whether words that are the form of a name found elsewhere are a name here as well."""
        if end - start > 1:
            return True
        word = page.nodes[start]
        text = word.text
        if text in self.short_heads:
            return start > 0 and page.nodes[start - 1].lower_ == "the"
        if len(text) < 2 or text in self.generic or text in self.org_heads or not self._is_name(page, start, end):
            return False
        # The tagger misses some of the names at the beginnings of sentences.
        return word.pos_ == "PROPN" or text in proper or not text.isalpha() or not text.istitle()

    def _forms(self, page: Page, start: int, end: int, label: str) -> Iterator[Place]:
        """Yield the tokens of a name and those parts of them by which an article may come back to it."""
        yield start, end
        yield from _abbreviation(page.nodes, start, end)
        if end - start == 1:
            return
        nodes = page.nodes
        first, last = nodes[start].text, nodes[end - 1].text
        if label == "PERSON":
            yield end - 1, end
            yield start, start + 1
            if nodes[end - 2].text in self.particles:
                yield end - 2, end
        if label == "ORG":
            core = end
            while core - start > 1 and (self._is_legal_form(nodes[core - 1]) or nodes[core - 1].text in ("&", ",")):
                core -= 1
            yield start, core
            if core - start > 1 and nodes[core - 1].lower_ in self.tails:
                yield start, core - 1
            if last in self.short_heads:
                yield end - 1, end
            shortens = core - start == 2 or start + 1 < core < end
            if shortens and first not in self.no_short_forms and nodes[start + 1].text.istitle():
                yield start, start + 1
        if label == "NAMED_EVENT" and first in self.storms:
            yield start + 1, end
        if label == "PRODUCT":
            for cut in range(start + 1, end):
                if page.said(start, cut) in self.makers:
                    yield cut, end
            # "Volta" of "Volta 2"; but "Boeing 737" is no Boeing.
            if last[0].isdigit() and len(last) < 4 and page.said(start, end - 1) not in self.organisations:
                yield start, end - 1
            for i in range(start + 1, end):
                if nodes[i].text.isdigit() and len(nodes[i].text) > 2:
                    yield i, i + 1


def _abbreviation(nodes: Sequence[Node], start: int, end: int) -> Iterator[Place]:
    """Yield the abbreviation that the text defines: "Harrow Peak Trust (HPT)", "HPT (Harrow Peak Trust)"."""
    words = nodes[start:end]
    bracketed = end + 2 < len(nodes) and nodes[end].text == "(" and nodes[end + 2].text == ")"
    if bracketed and _abbreviates(nodes[end + 1].text, words):
        yield end + 1, end + 2
    if start > 1 and nodes[start - 1].text == "(" and _abbreviates(nodes[start - 2].text, words):
        yield start - 2, start - 1


def _abbreviates(text: str, words: Sequence[Node]) -> bool:
    """Tell whether `text` consists of capitals that begin some of `words`, in order."""
    letters = text.removesuffix("s")
    rest = iter([word.text[0] for word in words if word.text[0].isupper()])
    return letters.isupper() and len(letters) > 1 and len(words) > 1 and all(letter in rest for letter in letters)


def _joins(rule: Proposal, recognised: list[Proposal]) -> bool:
    """Tell whether a rule makes one name of what the recogniser is certain are two: "Bank of Fenwick and Ostrel"."""
    if rule.end - rule.start < 3 or rule.weight >= BINDING:
        return False
    inside = (p for p in recognised if rule.start <= p.start and p.end <= rule.end)
    return sum(p.weight >= NER_WEIGHT * CERTAIN for p in inside) > 1


def _again(nodes: Sequence[Node], names: list[Proposal]) -> Iterator[Proposal]:
    """Yield the places where the words of `names` stand once more."""
    by_first: dict[str, dict[tuple[str, ...], Proposal]] = defaultdict(dict)
    words = [node.text for node in nodes]
    for name in names:
        by_first[words[name.start]].setdefault(tuple(words[name.start : name.end]), name)
    known = {i for name in names for i in range(name.start, name.end)}
    for i, word in enumerate(words):
        for texts, name in by_first[word].items() if word in by_first and i not in known else ():
            if tuple(words[i : i + len(texts)]) == texts:
                yield name._replace(start=i, end=i + len(texts))


def _stands_alone(page: Page, start: int, end: int, taken: set[int]) -> bool:
    """Tell whether no name, no particle and no hyphen goes on into a name or out of it."""
    if page.said(start, end).isupper() and end - start > 1:
        return False
    beside = [i for i in (start - 1, end) if 0 <= i < len(page.nodes)]
    return not any(i in taken or page.nodes[i].text == "-" or page.nodes[i].pos_ == "PROPN" for i in beside)


def _winner(count: Mapping[str, float]) -> str:
    """Return the label with the most votes; of equals the one that stands first in `ORDER`."""
    return max(count, key=lambda label: (count[label], -ORDER.index(label)))


def _is_locative(nodes: Sequence[Node], i: int) -> bool:
    """Tell whether a preposition of place stands before token `i`."""
    return (
        i > 0 and nodes[i - 1].dep_ == "prep" and nodes[i - 1].lower_ in ("in", "at", "near", "from", "to", "outside")
    )


def _compile(rule: Rule, fields: Mapping[str, str], lexicons: Mapping[str, Lexicon]) -> NameRule:
    """Fill the placeholders of the rule's pattern and compile it."""
    check_keys(rule, KEYS)

    def filled(source: str) -> str:
        for name in re.findall(r"\{([A-Za-z_]+)\}", source):
            if name not in fields:
                raise RuleError(f"{rule['where']}: rule {rule['id']} has an unknown placeholder {{{name}}}")
            source = source.replace(f"{{{name}}}", f"(?:{fields[name]})")
        return source.replace(" ", "[ \u00a0]")

    # The engine is fast at finding a character of some set, so the pattern itself is only looked at behind one.
    first = rule.get("first", r"\s\S").replace("{capitals}", CAPITALS)
    try:
        pattern = re.compile(rf"[{first}](?<=(?={filled(rule['pattern'])}(?P<{END}>))[\s\S])")
    except re.error as error:
        raise RuleError(f"{rule['where']}: pattern of rule {rule['id']}: {error}") from error
    return NameRule(
        id=rule["id"],
        pattern=pattern,
        # "@drug_stems" needs any entry of that lexicon
        needs=[
            literal
            for need in rule.get("needs", [""])
            for literal in (lexicons[f"entity_{need[1:]}"] if need.startswith("@") else [need])
        ],
        labels={group: group.rstrip("0123456789") for group in pattern.groupindex if group != END},
        weight=float(rule.get("weight", RULE_WEIGHT)),
        creates=rule.get("creates", True),
    )


@Language.factory(
    "dateline_entities",
    assigns=["doc.ents"],
    requires=["doc.ents", "token.pos", "token.dep"],
)
def make(nlp: Language, name: str) -> Entities:
    """Make the component."""
    return Entities(nlp, name)
