"""What the lexicons tell of descriptions and pronouns, prepared once for all articles."""

from dateline.components.names.aliases import Cluster, words_of
from dateline.components.names.phrases import Lexicons


class Vocabulary:
    """The lexicons with what is derived from them.

    `kinds` tells what a known place is ("country"), `demonyms` which place an adjective belongs to; `weights` how much
    a mention of a grammatical role weighs; `cues` the classes that a word of a name shows, by type of entity.
    """

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons
        self.kinds = {words_of(place): values[0] for place, values in lexicons["place_kinds"].items()}
        self.demonyms = {adjective: words_of(values[0]) for adjective, values in lexicons["demonyms"].items()}
        self.weights = {role: float(values[0]) for role, values in lexicons["role_weights"].items()}
        self.cues: dict[tuple[str, str], set[str]] = {}
        for kind, path, *cues in lexicons["nominals"].values():
            for cue in cues[0].split() if cues and kind != "PERSON" else ():
                self.cues.setdefault((kind, cue), set()).add(path)

    def nouns(self, cluster: Cluster) -> dict[str, set[str]]:
        """Return the nouns that an entity's names end with, or have before "of", with the words that stand before."""
        found: dict[str, set[str]] = {}
        for name in cluster.names:
            core = name[: name.index("of")] if "of" in name else name
            if len(name) > 1 and core and core[-1] in self.lexicons["name_nouns"]:
                found.setdefault(core[-1], set()).update(core[:-1])
        return found

    def classes(self, cluster: Cluster) -> set[str]:
        """Return the classes that an entity's names show: "Bank of America", the legal form of "Goodrich Corp."."""
        words = {word for name in cluster.names for word in name}
        ends = {f"{name[-1]}$" for name in cluster.names if name}  # "Leeds United", but not "United Airlines"
        ends |= {f"^{name[0]}" for name in cluster.names if name}  # "Bank of Canada", but not "Harbour Bank"
        shown = {path for cue in words | ends for path in self.cues.get((cluster.type, cue), ())}
        if cluster.type == "ORG" and not words.isdisjoint(self.lexicons["legal_forms"]):
            shown.add("business")
        if cluster.type == "PLACE":
            kinds = [self.kinds[name] for name in cluster.names if name in self.kinds]
            places = self.lexicons["place_cues"]
            cues = [places[word][0] for word in sorted(words) if word in places]
            shown.add((*kinds, *cues, "city")[0])  # a place that nothing is known of is most often a town
        return shown
