"""One tree of errors: everything that dateline raises on purpose."""


class DatelineError(Exception):
    """Something the user can act on. `str(error)` is a full sentence that says what to do."""


class InputError(DatelineError):
    """An input cannot be read: missing, empty, undecodable, or without a text column."""


class RuleError(DatelineError):
    """A rule or lexicon file is wrong; the message begins with `file:line:`."""


class ListError(DatelineError):
    """A user's list is wrong; the message begins with `file:line:`."""


class OutputError(DatelineError):
    """Results cannot be written: folder missing, not writable, or disk full."""


class EngineError(DatelineError):
    """An engine is not installed or cannot be reached, or one of its workers is not like this machine."""


class GoldError(DatelineError):
    """A gold file or an output folder to be scored is not in the gold form of the fact schema."""


class PeerError(DatelineError):
    """A date tagger beside ours cannot be installed, or fails; the others go on."""
