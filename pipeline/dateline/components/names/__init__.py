"""Entities of an article: every name, description and pronoun that means the same thing, in one record.

Reads `doc.ents`, tags and parse; writes `doc._.entities`. Rules are in `models/rules/names.toml`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

import dateline.extensions  # noqa: F401  registers doc._.entities
from dateline.components.names import aliases, references
from dateline.components.names.aliases import Cluster, Named, words_of
from dateline.components.names.discourse import Reference
from dateline.components.names.vocabulary import Vocabulary
from dateline.errors import RuleError
from dateline.lists import Decisions
from dateline.parses import Parse, parse_of
from dateline.rules import RuledComponent, check_keys, words
from dateline.types import ENTITY_TYPES, Entity, Mention


@Language.factory(
    "dateline_names", assigns=["doc._.entities", "doc.ents"], requires=["doc.ents", "token.dep", "token.tag"]
)
def make(nlp: Language, name: str) -> "Names":
    """Make the component."""
    return Names(nlp, name)


class Names(RuledComponent):
    """Joins the names of an article into entities and finds the descriptions and pronouns that mean them."""

    RULE_FILES = ("names.toml",)
    LEXICONS = (
        "nominals",
        "name_nouns",
        "pronouns",
        "person_titles",
        "first_names",
        "legal_forms",
        "place_aliases",
        "place_kinds",
        "place_cues",
        "org_tails",
        "org_units",
        "org_regions",
        "product_variants",
        "small_words",
        "role_weights",
        "light_modifiers",
        "distinct",
        "pleonastic",
        "referential_adjectives",
        "pair_words",
        "pair_nouns",
        "state_words",
        "bare_nouns",
        "restricting",
        "agent_verbs",
        "body_nouns",
        "demonyms",
        "speech_verbs",
        "outside_speakers",
        "org_aliases",
        "mention_confidence",
    )

    def compile(self) -> None:
        """Sort the rules into those on names and those on references."""
        self.decisions = Decisions.of(self.data.get("lists", ()))
        self.lexicons: Mapping[str, Mapping[str, list[str]]] = self.data["lexicons"]
        self.alias_rules: list[aliases.AliasRule] = []
        self.reference_rules: list[dict[str, Any]] = []
        for rule in self.data["rules"]:
            if rule.get("part") == "alias":
                check_keys(rule, aliases.RULE_KEYS | {"part", "root"})
                if rule.get("match") not in aliases.MATCHES:
                    raise RuleError(
                        f"{rule['where']}: rule {rule['id']}: match must be one of {', '.join(aliases.MATCHES)}"
                    )
                self.alias_rules.append(aliases.compile_rule(rule, self._folded))
            else:
                check_keys(rule, references.RULE_KEYS | {"part", "root"})
                self.reference_rules.append(rule)
        self.canonical = {
            words_of(alias): words_of(values[0]) for alias, values in self.lexicons["place_aliases"].items()
        }
        self.short_names = {
            words_of(alias): words_of(values[0]) for alias, values in self.lexicons["org_aliases"].items()
        }
        self.known = Vocabulary(self.lexicons)
        self.confidence = {key: float(values[0]) for key, values in self.lexicons["mention_confidence"].items()}
        self.titles = {entry.rstrip("."): (*values, "")[0] for entry, values in self.lexicons["person_titles"].items()}

    def _folded(self, name: str) -> frozenset[str]:
        return frozenset(entry.casefold().replace(".", "") for entry in words(self.data, name))

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.entities`; what a user's list ignores leaves `doc.ents`."""
        entities = self.find(doc)
        doc._.entities = entities
        if self.decisions.ignored:
            kept = {(mention.start, mention.end) for entity in entities for mention in entity.mentions}
            gone = [
                ent for ent in doc.ents if ent.label_ in ENTITY_TYPES and (ent.start_char, ent.end_char) not in kept
            ]
            doc.ents = [ent for ent in doc.ents if ent not in gone]
            doc.user_data["dateline_ignored"] = sorted({(ent.label_, ent.text) for ent in gone})
        return doc

    def find(self, doc: Doc) -> list[Entity]:
        """Return the entities of an article in the order of their first mention."""
        parse = parse_of(doc)
        named = [self._named(ent, parse) for ent in doc.ents if ent.label_ in ENTITY_TYPES]
        clusters = self._kept(aliases.group(doc, named, self.alias_rules, self.decisions))
        meant: dict[int, list[Reference]] = {}
        for reference in references.read(doc, clusters, self.reference_rules, self.known):
            for number in set(reference.referents):
                meant.setdefault(number, []).append(reference)
        sources = doc.user_data.get("dateline_entity_sources", {})
        return [
            self._entity(parse, number, cluster, meant.get(number, []), sources)
            for number, cluster in enumerate(clusters)
        ]

    def _kept(self, clusters: Sequence[Cluster]) -> list[Cluster]:
        """Return the entities without those, and without those names, that a user's list ignores."""
        if not self.decisions.ignored:
            return list(clusters)
        kept = [cluster for cluster in clusters if not self.decisions.ignores(_full_name(cluster), cluster.type)]
        for cluster in kept:
            said = [pair for pair in cluster.mentions if not self.decisions.ignores(pair[0].text, cluster.type)]
            left = {named.words for named, _ in said}
            cluster.words = {word for words in left for word in words}
            cluster.mentions = said
            cluster.names = {words: start for words, start in cluster.names.items() if words in left}
        return [cluster for cluster in kept if cluster.mentions]

    def _entity(
        self, parse: Parse, number: int, cluster: Cluster, found: Sequence[Reference], sources: Mapping[str, str]
    ) -> Entity:
        """Make the record of one entity.

        Its mentions say how often such ones are right: names by the entity's type, the others by their kind.
        """
        name = _full_name(cluster)
        said = []
        for named, reason in cluster.mentions:
            kind = "name" if named.text.casefold() == name.casefold() else "alias"
            if named.owner and kind == "alias" and reason in ("", "same name"):
                reason = "list of aliases"
            said.append((named.start, named.end, kind, "", reason))
        said += [(one.start, one.end, one.kind, one.rule, one.reason) for one in found]
        mentions = []
        for first, last, kind, rule, reason in said:
            start, end = parse.nodes[first].idx, parse.nodes[last - 1].end
            source = rule or sources.get(f"{start}-{end}", "")
            confidence = self.confidence.get(kind, self.confidence.get(cluster.type, 1.0))
            mentions.append(Mention(start, end, parse.text[start:end], kind, source, reason, confidence))
        return Entity(
            id=f"E{number + 1}",
            type=cluster.type,
            name=name,
            aliases=tuple(dict.fromkeys(named.text for named, _ in cluster.mentions)),
            mentions=tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end))),
        )

    def _named(self, ent: Span, parse: Parse) -> Named:
        start, end, type_ = ent.start, ent.end, ent.label_
        text = parse.text[parse.nodes[start].idx : parse.nodes[end - 1].end]
        owner = self.decisions.owner(text, type_) if self.decisions.rows else ""
        key = words_of(owner or text)
        gender = ""
        if type_ == "PERSON":
            title = parse.nodes[start - 1].text.rstrip(".") if start else ""
            first = parse.nodes[start].text.title() if end - start > 1 else ""
            first = self.lexicons["first_names"].get(first, [""])[0]
            gender = self.titles.get(title, "") or first
        elif type_ == "PLACE":
            key = self.canonical.get(key, key)
        elif type_ == "ORG" and key in self.short_names:
            key = self.short_names[key]
        elif type_ == "ORG" and len(key) > 1:
            key = (*self.canonical.get(key[:1], key[:1]), *key[1:])  # "U.S. Navy" is the "United States Navy"
        return Named(start, end, type_, text, key, gender, owner)


def _full_name(cluster: Cluster) -> str:
    """Return the name that a user's list gives, else the longest of the text, in mixed case where there is one."""
    surfaces = dict.fromkeys(named.text for named, _ in cluster.mentions)
    return cluster.owner or max(surfaces, key=lambda text: (len(words_of(text)), len(text), not text.isupper()))
