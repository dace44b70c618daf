"""Bytes to text: byte order mark, UTF-8, what is declared, Windows Western, and only then a guess."""

import codecs
from collections.abc import Iterator
from io import BufferedReader, StringIO

from charset_normalizer import from_bytes

from dateline.articles.records import ReadOptions
from dateline.errors import InputError

# UTF-32's mark begins with UTF-16's: the longer first.
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Asked only where Windows-1252 has no character for a byte: when the detector may choose, it takes nearly every English
# text in cp1252 for cp1250, and a pound sign becomes a Polish letter.
GUESSED = ["mac_roman", "cp1250", "cp1251", "shift_jis", "gb18030", "big5", "euc_kr"]
# Browsers read pages that declare these as Windows-1252, and so do their authors.
WESTERN = {"iso8859-1", "ascii", "latin-1"}
SAMPLE = 4096


def _marked(data: bytes) -> str:
    """Return the Unicode encoding that a byte order mark, or every second byte being zero, gives away."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    sample = data[:SAMPLE]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if 2 * zeros.count(0) > len(zeros) and not 4 * sample.count(0) > 3 * len(sample):
            return name
    return ""


def _declared(name: str) -> str:
    """Return Python's name of a declared encoding, or nothing where there is no such encoding."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "cp1252" if found in WESTERN else found


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return `data` as text and the encoding that it was read in. Never fails: Latin-1 is last and has every byte."""
    if marked := _marked(data):
        return data.decode(marked, "replace"), marked
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # A file cut off within a character, or with a stray byte, is UTF-8 still: other encodings hardly ever give valid
    # sequences of several bytes, let alone more of them than broken ones.
    if not broken or len(text) - len(text.encode("ascii", "ignore")) > 2 * broken:
        return text, "utf-8"
    for name in filter(None, (_declared(declared), "cp1252")):
        try:
            return data.decode(name), name
        except (UnicodeError, LookupError):
            continue
    best = from_bytes(data, cp_isolation=GUESSED).best()
    return (str(best), best.encoding) if best else (data.decode("latin-1"), "latin-1")


def sniff(head: bytes) -> str:
    """Return the encoding of a stream that begins with `head`: marked, UTF-8, or else Windows-1252."""
    if marked := _marked(head):
        return marked
    try:
        # not final: the head may end within a character
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_whole(stream: BufferedReader, limit: int) -> bytes:
    """Read what is left of `stream`.

    Raises:
        InputError: when that is more than `limit` bytes.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"more than {limit} bytes in one piece: split it, or raise --max-bytes or --max-chars")
    return data


class Lines:
    """The decoded lines of a stream, each in its own encoding. `encoding` is that of the last line beyond ASCII.

    Files glued together from several sources change their encoding on the way, and a corpus is not held to find out.
    """

    def __init__(self, stream: BufferedReader, options: ReadOptions) -> None:
        self._stream = stream
        self._limit = options.max_line
        self._whole: StringIO | None = None
        self.encoding = "utf-8"
        if _marked(stream.peek(SAMPLE)[:SAMPLE]).startswith(("utf-16", "utf-32")):
            # a line feed is no single byte there
            text, self.encoding = decode(read_whole(stream, options.max_bytes))
            self._whole = StringIO(text, newline="\n")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._whole is not None:
            return next(self._whole)
        data = line = self._stream.readline(self._limit)
        if not data:
            raise StopIteration
        # the rest of a line beyond all measure is dropped: what was read fails to parse and says so
        while len(line) == self._limit and not line.endswith(b"\n"):
            line = self._stream.readline(self._limit)
        text, encoding = decode(data)
        if not text.isascii():
            self.encoding = encoding
        return text
