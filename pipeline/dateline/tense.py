"""The tense of what a time expression belongs to, read off tags and parse."""

from spacy.tokens import Doc, Token

from dateline.rules import Lexicon


class Tense:
    """Says whether what a time expression modifies lies in the past or in the future, from tags and parse."""

    def __init__(self, doc: Doc, planned: Lexicon) -> None:
        self.doc = doc
        self.planned = planned

    def __call__(self, start: int, end: int) -> str:
        """Return `past`, `present`, `future`, `planned`, or an empty string, for the expression `[start, end)`."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return ""
        tense = self._of(span.root, span.root)
        # "its August 2 attack": the verb says nothing about a date inside a noun phrase
        return "" if span.root.dep_ in ("compound", "nmod", "amod", "nummod", "poss") and tense != "planned" else tense

    def _plans(self, token: Token, below: Token) -> bool:
        when = self.planned.get(token.lemma_.lower())
        if when is None or token is below:
            return False
        if below.dep_ == "xcomp":
            return True
        if when:
            return when[0] in ("always", below.lower_)
        passive = token.tag_ == "VBN" and not any(child.lemma_ == "have" for child in token.children)
        return token.pos_ not in ("VERB", "AUX") or passive or token.tag_ == "VBG" or below.dep_ == "ccomp"

    def _of(self, token: Token, below: Token) -> str:
        """Climb from a token to the verb that gives it its tense."""
        for step in [token, *token.ancestors]:
            # "is expected in May", "scheduled for May", "plans to close in May": told now, to come later
            if self._plans(step, below):
                return "planned"
            if step.tag_ == "MD" or step.pos_ in ("VERB", "AUX"):
                return self._verb(step)
            below = step
        return ""

    def _verb(self, verb: Token) -> str:
        auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
        tags = {child.tag_ for child in auxiliaries}
        perfect = any(child.lemma_ == "have" for child in auxiliaries)
        if "MD" in tags:
            return "past" if perfect else "future"
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
        if verb.tag_ in ("VB", "VBG") and verb.dep_ != "ROOT":
            return self._of(verb.head, verb)
        return ""
