"""The tense of what a time expression belongs to, read off tags and parse."""

from dateline.parses import Node
from dateline.phrases import Ruler
from dateline.rules import Lexicon


class Tense:
    """Says whether what a time expression modifies lies in the past or in the future, from tags and parse."""

    def __init__(self, ruler: Ruler, planned: Lexicon) -> None:
        self.ruler = ruler
        self.nodes = ruler.parse.nodes
        self.planned = planned

    def __call__(self, start: int, end: int) -> str:
        """Return `past`, `present`, `future`, `planned`, `since`, or nothing, for the expression `[start, end)`."""
        words = self.ruler.touched(start, end)
        root = words.root
        before = [word for word in self.nodes[max(0, words.start - 2) : words.start] if word.sent is root.sent]
        if before and before[-1].lower_ == "since":
            return "since"
        if before and before[-1].tag_ == "IN" and before[-1].lower_ == "on":
            before.pop()
        # "he said on Friday the law must go": the parser often hangs Friday on the clause behind it
        if before and before[-1].tag_ == "VBD" and before[-1].lemma_ not in self.planned:
            return "past"
        tense = self._of(root, root)
        if tense == "present" and self._told_before(root):
            tense = "past"
        # "its August 2 attack": the verb says nothing about a date inside a noun phrase
        return "" if root.dep_ in ("compound", "nmod", "amod", "nummod", "poss") and tense != "planned" else tense

    def _told_before(self, root: Node) -> bool:
        """Say whether a past verb stands nearer than the present one: "hurts the index, which fell 2% on Friday"."""
        verb = next((step for step in root.ancestors if step.pos_ in ("VERB", "AUX")), root)
        return any(token.tag_ == "VBD" and token.dep_ == "relcl" for token in self.nodes[verb.i : root.i])

    def _plans(self, token: Node, below: Node) -> bool:
        when = self.planned.get(token.lemma)
        if when is None or token is below:
            return False
        if below.dep_ in ("xcomp", "ccomp"):
            return True
        if when:
            return when[0] in ("always", below.lower_)
        passive = token.tag_ == "VBN" and not any(child.lemma_ == "have" for child in token.children)
        return token.pos_ not in ("VERB", "AUX") or passive or token.tag_ == "VBG"

    def _of(self, token: Node, below: Node) -> str:
        """Climb from a token to the verb that gives it its tense."""
        for step in (token, *token.ancestors):
            # "is expected in May", "scheduled for May", "plans to close in May": told now, to come later
            if self._plans(step, below):
                return "past" if self._overtaken(step) else "planned"
            # "the line carries arms, according to a report on Monday"
            if step.lower_ == "according":
                return "past"
            if step.tag_ == "MD" or step.pos_ in ("VERB", "AUX"):
                return self._verb(step)
            below = step
        return ""

    @staticmethod
    def _overtaken(plan: Node) -> bool:
        """Say whether a plan is told in the past perfect: "had been due to end on Friday"."""
        verb = next((step for step in [plan, *plan.ancestors] if step.pos_ in ("VERB", "AUX")), plan)
        return any(token.lower_ in ("had", "'d") and token.dep_ == "aux" for token in verb.children)

    def _verb(self, verb: Node) -> str:
        auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
        tags = {child.tag_ for child in auxiliaries}
        perfect = any(child.lemma_ == "have" for child in auxiliaries)
        if "MD" in tags:
            # "could not be reached on Friday" tells what was tried
            failed = any(child.dep_ == "neg" for child in verb.children) and any(
                child.lower_ == "could" for child in auxiliaries
            )
            return "past" if perfect or failed else "future"
        if "TO" in tags:
            # "a meeting to be held on Monday", "the vote is to be held on Monday"
            if verb.dep_ in ("acl", "relcl") or verb.head.lemma_ == "be":
                return "planned"
            return self._of(verb.head, verb) if verb.dep_ != "ROOT" else "future"
        if "VBD" in tags or verb.tag_ == "VBD" or perfect:
            return "past"
        if verb.tag_ == "VBN":
            return "present" if tags & {"VBZ", "VBP"} else "past"
        if verb.tag_ in ("VBZ", "VBP") or tags & {"VBZ", "VBP"}:
            return "present"
        # "it could lead after selling the field on Friday"
        if verb.tag_ == "VBG" and verb.dep_ == "pcomp" and verb.head.lower_ == "after":
            return "past"
        if verb.tag_ in ("VB", "VBG") and verb.dep_ != "ROOT":
            return self._of(verb.head, verb)
        return ""
