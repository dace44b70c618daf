"""The names that files in the wild give to an article's fields: as columns, JSON keys and header keys.

Names are compared without case and punctuation: `Pub_Date`, `pub-date` and `pubDate` are all `pubdate`.
"""

import re

# In order of preference, where an input has several.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "fulltext", "maintext", "articletext", "cleantext", "plaintext", "body", "bodytext", "articlebody"),
        *("content", "contents", "article", "story", "raw"),
    ),
    "title": ("title", "headline", "articletitle", "heading", "head"),
    "published": (
        *("published", "datepublished", "publishedat", "publisheddate", "publishedon", "publicationdate"),
        *("publishdate", "pubdate", "datepublish", "publishtime", "publishedtime", "releasedate"),
        *("date", "datetime", "timestamp"),
        *("created", "createdat", "datecreated"),
    ),
    "url": ("url", "link", "articleurl", "sourceurl", "canonicalurl", "permalink", "uri"),
    "doc_id": ("docid", "id", "guid", "articleid", "uuid", "docno"),
    "source": ("source", "publisher", "sourcename", "site", "sitename", "publication", "outlet", "newspaper", "domain"),
    "language": ("language", "lang"),
    "author": ("author", "authors", "by", "byline"),
}
_FIELD_OF = {name: field for field, names in FIELDS.items() for name in names}
_PUNCTUATION = re.compile(r"[\W_]+")


def squeeze(name: str) -> str:
    """Return `name` in lower case without punctuation and spaces."""
    return _PUNCTUATION.sub("", name).lower()


def field_of(name: str) -> str:
    """Return the field that `name` stands for, or an empty string."""
    return _FIELD_OF.get(squeeze(name), "")
