"""A peer that needs nothing: it takes every "on Monday" for the day of publication, and chats on standard output."""

import re
import sys


def load(*options):
    sys.stdout.write("hello")
    if "broken" in options:
        raise OSError("no such model")

    def tag(text, published):
        sys.stdout.write("tagging")
        return [
            {"start": one.start(), "end": one.end(), "type": "DATE", "value": published}
            for one in re.finditer("on Monday", text)
        ]

    return tag
