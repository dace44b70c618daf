"""Names: the trained recogniser's, repaired and completed by gazetteers, patterns and a vote over the article.

The recogniser, the rules of rules/entities.toml (regular expressions over the text) and lexicons propose names. Where
proposals overlap one is chosen; then all proposals and hints for a string vote on its type, so that it has one type in
an article; last, what was found once is looked for everywhere, in full and in its short forms.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from dateline.errors import RuleError
from dateline.parses import Node, Parse, parse_of
from dateline.rules import RuledComponent, check_keys, words
from dateline.types import ENTITY_TYPES
from dateline.witnesses import Witnesses, typed

LABELS = {"GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "WORK_OF_ART": "WORK", "LAW": "WORK", "EVENT": "NAMED_EVENT"}
LABELS |= {label: label for label in (*ENTITY_TYPES, "NORP")}
KEYS = ("pattern", "weight", "creates", "needs")
# A capitalised word, with hyphens, apostrophes and full stops inside, but not the possessive 's.
CAP = r"(?:[A-Z]\.(?:[A-Z]\.)+|[A-ZÀ-ÖØ-ÞĀ-Ž]\w*+(?:[-&+.’'/](?!(?<=[’'])s\b)\w++)*+\+*+)"
# Looked at first, since it turns down most places of a text at once.
CAPITAL = r"(?=[A-ZÀ-ÖØ-ÞĀ-Ž])"
MODEL = r"(?:[A-Za-z]{0,4}-?\d{1,4}[A-Za-z]{0,3}(?:-\d+)?(?:\.\d+)*\+*)"
TICKER = r"[A-Z0-9]{1,6}[a-z]{0,2}(?:_p)?\.[A-Z]{1,2}"
ORDER = (*ENTITY_TYPES, "NORP")
SCORES = "dateline_recogniser_scores"
QUOTES = "\"'“”‘’`"
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


@dataclass(frozen=True)
class Proposal:
    """Tokens `[start, end)` that may be a name of type `label`; `source` is a rule's id, `ner` or a lexicon's name."""

    start: int
    end: int
    label: str
    source: str
    weight: float
    creates: bool = True


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
        self.patterns = [(rule, _compile(rule, fields)) for rule in self.data["rules"]]

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
            "Name": rf"{name}(?:{more})*",
            "Lazy": rf"{name}(?:{more})*?",
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
        found = self.find(doc)
        doc.ents = [Span(doc, proposal.start, proposal.end, label=proposal.label) for proposal in found]
        doc.user_data["dateline_entity_sources"] = {
            f"{ent.start_char}-{ent.end_char}": proposal.source for ent, proposal in zip(doc.ents, found, strict=True)
        }
        return doc

    def find(self, doc: Doc) -> list[Proposal]:
        """Return the names of `doc` in text order."""
        parse = parse_of(doc)
        matched = list(self._match(doc, parse.text))
        blocked = {i for p in matched if p.label == "NONE" for i in range(p.start, p.end)}
        recognised = list(self._recognised(doc, parse.nodes))
        usable = [*recognised, *(p for p in matched if p.label != "NONE" and not _joins(p, recognised))]
        usable = [p for p in usable if blocked.isdisjoint(range(p.start, p.end))]
        usable += [p for p in self._known(doc, parse) if blocked.isdisjoint(range(p.start, p.end))]
        chosen = self._choose([p for p in usable if p.creates])
        taken = blocked | {i for p in chosen for i in range(p.start, p.end)}
        chosen += self._unknown(doc, parse, taken)
        again = list(_again(parse, chosen))
        usable += self._heard(parse, chosen, again)
        votes = self._vote(doc, parse, usable, chosen, Counter(_key(parse, p) for p in again))
        named = []
        for p in chosen:
            count = votes[_key(parse, p)]
            if p.source == "ner" and sum(weight for weight in count.values() if weight > 0) < DOUBTED:
                blocked.update(range(p.start, p.end))
            else:
                named.append(replace(p, label=_winner(count)))
        return sorted(self._complete(doc, parse, named, blocked), key=lambda p: p.start)

    # ---- proposals ----

    def _match(self, doc: Doc, whole: str) -> Iterator[Proposal]:
        """Yield what the rules' patterns find in the text of `doc`, which is `whole`."""
        for rule, pattern in self.patterns:
            if "needs" in rule and not any(literal in whole for literal in rule["needs"]):
                continue
            for match in pattern.finditer(whole):
                for group, text in match.groupdict().items():
                    if text is None:
                        continue
                    span = doc.char_span(match.start(group), match.end(group), alignment_mode="contract")
                    label = group.rstrip("0123456789")
                    if span is None:
                        continue
                    while len(span) > 1 and span[-1].is_space:
                        span = span[:-1]
                    if label == "ORG":
                        span = self._without_position(span)
                    while label in ("PERSON", "ORG") and len(span) > 1 and self._is_opener(span[0], label):
                        span = span[1:]
                    if label == "PERSON" and span[-1].text in self.org_heads:
                        continue
                    if label != "NONE" and not self._is_name(span):
                        continue
                    yield Proposal(
                        span.start, span.end, label, rule["id"], float(rule.get("weight", 2)), rule.get("creates", True)
                    )

    def _without_position(self, span: Span) -> Span:
        """Return `span` without the position at its end: "Merrow Vale Engineering | Director"."""
        end = span.end
        # "Department of Justice" keeps its last word.
        while end - 1 > span.start and span.doc[end - 1].text in self.positions and not span.doc[end - 2].is_lower:
            end -= 1
            while end - 1 > span.start and span.doc[end - 1].text in self.modifiers:
                end -= 1
        return span.doc[span.start : end]

    def _recognised(self, doc: Doc, nodes: Sequence[Node]) -> Iterator[Proposal]:
        """Yield the recogniser's names with our labels and within their proper bounds; a vote grows with the score."""
        scores = doc.user_data.get(SCORES, {})
        for ent in doc.ents:
            label = LABELS.get(ent.label_)
            span = self._trim(ent, nodes) if label else None
            if label and span is not None and (label == "NORP" or self._is_name(span)):
                score = scores.get(f"{ent.start_char}-{ent.end_char}", UNSCORED)
                yield Proposal(span.start, span.end, label, "ner", NER_WEIGHT * score)

    def _known(self, doc: Doc, parse: Parse) -> Iterator[Proposal]:
        """Yield names that lexicons know: organisations, and places that are hardly anything else."""
        nodes = parse.nodes
        inner = {i for ent in doc.ents for i in range(ent.start + 1, ent.end)}
        for start, node in enumerate(nodes):
            if not node.text[0].isupper() and node.lower_ != "euro":
                continue
            for end in range(min(start + LONGEST_KNOWN, len(nodes)), start, -1):
                text = parse.text[node.idx : nodes[end - 1].end]
                # Inside a longer name that the recogniser sees, a known name is only a part.
                part = node.ent_type_ == "ORG" and (start in inner or end in inner)
                if text in self.organisations and not part:
                    yield Proposal(start, end, "ORG", "lexicon.organisations", 2.5)
                    break
                kind = self.places.get(text)
                if kind and (kind != "city" or _is_locative(nodes, start)):
                    yield Proposal(start, end, "PLACE", "lexicon.places", PLACE_WEIGHTS[kind])
                    break

    def _trim(self, ent: Span, nodes: Sequence[Node]) -> Span | None:
        """Return `ent` without determiner, title, position, possessive and what else is no part of a name."""
        doc, start, end = ent.doc, ent.start, ent.end
        while end > start and (
            doc[end - 1].text in ("'s", "’s", "'", "’", ",", "-", "(", "$") or doc[end - 1].is_space
        ):
            end -= 1
        for i in range(start, end):
            if "\n" in doc[i].text:
                end = i
                break
        if doc[end - 1 : end].text in QUOTES:
            end -= 1
        # "Miller's van", "Fenwick district"
        while (
            ent.label_ in ("ORG", "PERSON", "GPE", "PLACE")
            and end - 1 > start
            and doc[end - 1].is_lower
            and doc[end - 1].is_alpha
        ):
            end -= 1
            while end - 1 > start and doc[end - 1].text in ("'s", "’s", "-"):
                end -= 1
        # "Merrow Vale Engineering | Director": the modifier of a position that follows.
        if end < len(doc) and doc[end].text in self.positions:
            while end - 1 > start and doc[end - 1].text in self.modifiers:
                end -= 1
        if ent.label_ != "PERSON":
            end = self._without_position(doc[start:end]).end if start < end else end
        # "Harbour Alternative of | Mayor Brook"
        while end - 1 > start and doc[end - 1].pos_ in ("ADP", "DET", "CCONJ") and doc[end - 1].is_lower:
            end -= 1
        # "Ann Miller of | Miller Research"
        while ent.label_ == "PERSON" and any(token.lower_ == "of" for token in doc[start + 1 : end]):
            end -= 1
        if "(" in doc[start:end].text and ")" not in doc[start:end].text:
            end = next(i for i in range(start, end) if doc[i].text.startswith("(") or i == end - 1)
        # "Li Ka-shing", which the tokenizer splits
        while ent.label_ == "PERSON" and end + 1 < len(doc) and doc[end].text == "-" and _is_glued(doc[end]):
            end += 2
        # "Power company | Lumen Works"
        for i in range(start, end - 1):
            if not doc[i + 1].is_title:
                continue
            if (doc[i].is_lower and doc[i].lower_ in self.org_nouns) or self._is_org_opener(nodes[i]):
                start = i + 1
        while start < end and (self._is_opener(doc[start], ent.label_)):
            start += 1
        while (
            end < len(doc)
            and start < end
            and self._is_legal_form(doc[end])
            and ent.label_ in ("ORG", "PERSON", "GPE", "PLACE")
        ):
            end += 1
        return doc[start:end] if start < end else None

    def _is_opener(self, token: Token, label: str) -> bool:
        if token.lower_ in ("the", "a", "an") or token.text in QUOTES or token.is_space or token.text in ("-", "("):
            return True
        text = token.text.rstrip(".")
        if label == "ORG":
            return text in self.positions
        return label == "PERSON" and (text in self.titles or text in self.positions or text in self.modifiers)

    def _is_org_opener(self, word: Node) -> bool:
        """Tell whether a sentence begins with `word` before a name: "Airline Lumen Works"; not "Union Pacific"."""
        return word.i == word.sent.start and word.lower_ in self.org_openers

    def _is_legal_form(self, token: Token) -> bool:
        text = token.lower_.replace(".", "")
        written = next(iter(self.data["lexicons"]["legal_forms"].get(text, ())), "")
        return text in self.legal_forms and (
            token.text == written or (token.text[0].isupper() and not written.isupper())
        )

    def _is_name(self, span: Span) -> bool:
        """Tell whether the words can be a name at all."""
        text = span.text
        if text in self.places or text in self.organisations:
            return True
        if text in self.not_names or text in self.not_first or text in self.titles or not self.written(text):
            return False
        if all(token.text in self.modifiers or token.text in self.positions for token in span):
            return False
        if len(span) == 1 and (text in self.org_heads or span[0].pos_ in CLOSED):
            return False
        # "a Japanese bomber": an adjective of nationality is no name of a thing.
        if text in self.demonyms or (span[0].ent_iob_ == "B" and all(token.ent_type_ == "NORP" for token in span)):
            return False
        return not any(token.like_url and token.text[0].islower() for token in span)

    def _unknown(self, doc: Doc, parse: Parse, taken: set[int]) -> Iterator[Proposal]:
        """Yield capitalised words that nobody proposed, but of which their surroundings tell what they are."""
        i, nodes = 0, parse.nodes
        while i < len(nodes):
            start = i
            while i < len(nodes) and i not in taken and self._continues_name(nodes[i]) and nodes[i].text.isalpha():
                i += 1
            if i == start:
                i += 1
                continue
            span = doc[start + (i - start > 1 and self._is_org_opener(nodes[start])) : i]
            if not self._is_name(span) or not _stands_alone(span, taken):
                continue
            told: defaultdict[str, float] = defaultdict(float)
            for label, weight, _ in self.witnesses.heard(nodes, span.start, span.end):
                told[label] += weight
            # A relative clause alone makes no person, nor anything else a word of capitals.
            doubtful = span.text.isupper() or (bool(told) and _winner(told) == "PERSON")
            if told and max(told.values()) >= UNKNOWN_WEIGHT + doubtful / 2:
                yield Proposal(span.start, span.end, _winner(told), "witness", 0.5)

    def _heard(self, parse: Parse, names: list[Proposal], again: list[Proposal]) -> Iterator[Proposal]:
        """Yield what the words around `names`, and where they stand `again`, say of their types."""
        nodes = parse.nodes
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
        self, doc: Doc, parse: Parse, proposals: list[Proposal], chosen: list[Proposal], missed: Counter[str]
    ) -> dict[str, dict[str, float]]:
        """Return the votes on the type of every string, by all that was proposed for it anywhere in the article.

        `missed` tells how often the string stands where the recogniser did not see it.
        """
        votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        said: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        times: Counter[str] = Counter()
        counted: Counter[tuple[str, str, str]] = Counter()
        for p in proposals:
            key = _key(parse, p)
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
        longer = {_key(parse, p): p for p in chosen if p.end - p.start > 1}
        # "Delorme" of "Banque Delorme" is more likely the bank than a person of that name.
        for p in longer.values():
            last = parse.nodes[p.end - 1].text
            telling = last in votes and last not in self.org_heads and last not in self.not_names
            if p.label == "ORG" and p.end - p.start == 2 and telling:
                votes[last]["ORG"] += LINK_WEIGHT / 2
        for key, p in longer.items():
            label = _winner(votes[key])
            for form in self._forms(doc[p.start : p.end], label):
                text = " ".join(form.text.split())
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

    def _complete(self, doc: Doc, parse: Parse, named: list[Proposal], blocked: set[int]) -> list[Proposal]:
        """Add the places where a name found elsewhere occurs again, in full or in a short form."""
        forms: dict[tuple[str, ...], str] = {}
        for p in named:
            if p.label in ENTITY_TYPES:
                for form in self._forms(doc[p.start : p.end], p.label):
                    texts = tuple(token.text for token in form)
                    forms.setdefault(texts, p.label)
                    if p.label == "PRODUCT":
                        forms.setdefault((*texts[:-1], texts[-1] + "s"), p.label)
        longest = max(map(len, forms), default=0)
        taken = blocked | {i for p in named for i in range(p.start, p.end)}
        added = []
        words = [node.text for node in parse.nodes]
        proper = {node.text for node in parse.nodes if node.pos_ == "PROPN"} - {
            word.capitalize() for word in words if word.islower()
        }
        openers = {form[0] for form in forms}
        for i, word in enumerate(words):
            if word not in openers or (i and words[i - 1] == "-" and _is_glued(doc[i - 1])):
                continue
            for length in range(min(longest, len(words) - i), 0, -1):
                texts = tuple(words[i : i + length])
                if texts not in forms or not taken.isdisjoint(range(i, i + length)):
                    continue
                span = self._recurring(doc[i : i + length], parse.nodes, forms[texts], taken, proper)
                if span is not None:
                    added.append(Proposal(span.start, span.end, forms[texts], "article", 1.0))
                    taken.update(range(span.start, span.end))
                    break
        return named + added

    def _recurring(
        self, span: Span, nodes: Sequence[Node], label: str, taken: set[int], proper: set[str]
    ) -> Span | None:
        """Return the name of which `span`, a form of a name found elsewhere, is all or the end; None if it is none."""
        if not self._recurs(span, proper):
            return None
        doc, start, end = span.doc, span.start, span.end
        while start and start - 1 not in taken and self._continues_name(nodes[start - 1]):
            if self._is_org_opener(nodes[start - 1]):
                break
            start -= 1
        followed = end < len(doc) and end not in taken and self._continues_name(nodes[end])
        # "Peter Miller" beside a known Miller is one more person, but "Sun Records" beside a known Sun something else.
        if label == "PERSON" and not followed:
            return doc[start:end]
        return span if len(span) > 1 or (start == span.start and not followed) else None

    def _continues_name(self, word: Node) -> bool:
        text, other = word.text, self.no_name_goes_on
        return word.pos_ == "PROPN" and text[0].isupper() and text.rstrip(".") not in other and text not in other

    def _recurs(self, span: Span, proper: set[str]) -> bool:
        """Tell whether words that are the form of a name found elsewhere are a name here as well."""
        text = span.text
        if len(span) > 1:
            return True
        if text in self.short_heads:
            return span.start > 0 and span.doc[span.start - 1].lower_ == "the"
        if len(text) < 2 or text in self.generic or text in self.org_heads or not self._is_name(span):
            return False
        # The tagger misses some of the names at the beginnings of sentences.
        return span[0].pos_ == "PROPN" or text in proper or not text.isalpha() or not text.istitle()

    def _forms(self, span: Span, label: str) -> Iterator[Span]:
        """Yield `span` and the parts of it by which an article may come back to the name."""
        yield span
        yield from _abbreviation(span)
        if len(span) == 1:
            return
        if label == "PERSON":
            yield span[-1:]
            yield span[:1]
            if span[-2].text in self.particles:
                yield span[-2:]
        if label == "ORG":
            end = len(span)
            while end > 1 and (self._is_legal_form(span[end - 1]) or span[end - 1].text in ("&", ",")):
                end -= 1
            yield span[:end]
            if end > 1 and span[end - 1].lower_ in self.tails:
                yield span[: end - 1]
            first = span[0].text
            if span[-1].text in self.short_heads:
                yield span[-1:]
            if (end == 2 or 1 < end < len(span)) and first not in self.no_short_forms and span[1].is_title:
                yield span[:1]
        if label == "NAMED_EVENT" and span[0].text in self.storms:
            yield span[1:]
        if label == "PRODUCT":
            for cut in range(1, len(span)):
                if span[:cut].text in self.makers:
                    yield span[cut:]
            # "Volta" of "Volta 2"; but "Boeing 737" is no Boeing.
            if (
                span[-1].text[0].isdigit()
                and len(span[-1]) < 4
                and span[:-1].text not in self.makers | self.organisations
            ):
                yield span[:-1]
            for token in span[1:]:
                if token.is_digit and len(token) > 2:
                    yield span.doc[token.i : token.i + 1]


def _abbreviation(span: Span) -> Iterator[Span]:
    """Yield the abbreviation that the text defines for `span`: "Harrow Peak Trust (HPT)", "HPT (Harrow Peak Trust)"."""
    doc = span.doc
    behind, before = doc[span.end : span.end + 3], doc[max(0, span.start - 2) : span.start]
    if len(behind) == 3 and behind[0].text == "(" and behind[2].text == ")" and _abbreviates(behind[1], span):
        yield behind[1:2]
    if len(before) == 2 and before[1].text == "(" and _abbreviates(before[0], span):
        yield before[:1]


def _abbreviates(token: Token, span: Span) -> bool:
    """Tell whether `token` consists of capitals that begin words of `span`, in order."""
    letters = token.text.removesuffix("s")
    initials = "".join(word.text[0] for word in span if word.text[0].isupper())
    rest = iter(initials)
    return letters.isupper() and len(letters) > 1 and len(span) > 1 and all(letter in rest for letter in letters)


def _joins(rule: Proposal, recognised: list[Proposal]) -> bool:
    """Tell whether a rule makes one name of what the recogniser is certain are two: "Bank of Fenwick and Ostrel"."""
    if rule.end - rule.start < 3 or rule.weight >= BINDING:
        return False
    inside = (p for p in recognised if rule.start <= p.start and p.end <= rule.end)
    return sum(p.weight >= NER_WEIGHT * CERTAIN for p in inside) > 1


def _again(parse: Parse, names: list[Proposal]) -> Iterator[Proposal]:
    """Yield the places where the words of `names` stand once more."""
    by_first: dict[str, dict[tuple[str, ...], Proposal]] = defaultdict(dict)
    words = [node.text for node in parse.nodes]
    for name in names:
        by_first[words[name.start]].setdefault(tuple(words[name.start : name.end]), name)
    known = {i for name in names for i in range(name.start, name.end)}
    for i, word in enumerate(words):
        for texts, name in by_first.get(word, {}).items() if i not in known else ():
            if tuple(words[i : i + len(texts)]) == texts:
                yield replace(name, start=i, end=i + len(texts))


def _stands_alone(span: Span, taken: set[int]) -> bool:
    """Tell whether no name, no particle and no hyphen goes on into `span` or out of it."""
    doc = span.doc
    behind = span.end < len(doc) and (span.end in taken or doc[span.end].text == "-" or doc[span.end].pos_ == "PROPN")
    before = span.start and (span.start - 1 in taken or doc[span.start - 1].text == "-")
    if span.text.isupper() and len(span) > 1:
        return False
    return not behind and not before and (not span.start or doc[span.start - 1].pos_ != "PROPN")


def _key(parse: Parse, p: Proposal) -> str:
    return " ".join(parse.text[parse.nodes[p.start].idx : parse.nodes[p.end - 1].end].split())


def _winner(count: Mapping[str, float]) -> str:
    """Return the label with the most votes; of equals the one that stands first in `ORDER`."""
    return max(count, key=lambda label: (count[label], -ORDER.index(label)))


def _is_glued(token: Token) -> bool:
    """Tell whether no space stands on either side of `token`."""
    return token.i > 0 and not token.whitespace_ and not token.doc[token.i - 1].whitespace_


def _is_locative(nodes: Sequence[Node], i: int) -> bool:
    """Tell whether a preposition of place stands before token `i`."""
    return (
        i > 0 and nodes[i - 1].dep_ == "prep" and nodes[i - 1].lower_ in ("in", "at", "near", "from", "to", "outside")
    )


def any_of(entries: Iterable[str]) -> str:
    """Return an alternation of `entries` that prefers the longer one.

    Written as a tree of common beginnings, since the engine tries the branches of an alternation one by one.
    """
    by_first: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        by_first[entry[:1]].add(entry[1:])
    ends_here = by_first.pop("", None) is not None
    branches = []
    for first, rests in sorted(by_first.items()):
        rest = any_of(rests)
        branches.append(re.escape(first).replace(r"\ ", " ") + (f"(?:{rest})" if "|" in rest else rest))
    # The empty rest comes last: the longer entry wins.
    return "|".join([*branches, ""] if ends_here and branches else branches)


def _compile(rule: dict[str, Any], fields: dict[str, str]) -> re.Pattern[str]:
    """Fill the placeholders of the rule's pattern and compile it."""
    check_keys(rule, KEYS)
    pattern = rule["pattern"]
    for name in re.findall(r"\{([A-Za-z_]+)\}", pattern):
        if name not in fields:
            raise RuleError(f"{rule['where']}: rule {rule['id']} has an unknown placeholder {{{name}}}")
        pattern = pattern.replace(f"{{{name}}}", f"(?:{fields[name]})")
    try:
        return re.compile(pattern.replace(" ", "[ \u00a0]"))
    except re.error as error:
        raise RuleError(f"{rule['where']}: pattern of rule {rule['id']}: {error}") from error


@Language.factory(
    "dateline_entities",
    assigns=["doc.ents"],
    requires=["doc.ents", "token.pos", "token.dep"],
)
def make(nlp: Language, name: str) -> Entities:
    """Make the component."""
    return Entities(nlp, name)
