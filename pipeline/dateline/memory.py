"""What is kept beside a Doc for as long as it lives, because making it again is slow.

Nothing here is a result: a Doc that was copied or has travelled as bytes begins with nothing. It cannot stand in
`doc.user_data`, which must stay plain JSON, nor in `doc.user_hooks`, of which spaCy warns when a Doc is saved.
"""

from typing import Any
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

_KEPT: WeakKeyDictionary[Doc, dict[str, Any]] = WeakKeyDictionary()


def kept(doc: Doc) -> dict[str, Any]:
    """Return what is kept beside a Doc, to read and to add to."""
    return _KEPT.setdefault(doc, {})
