"""Articles in: files, folders, archives and standard input as one stream of `dateline.types.Article`."""

from dateline.articles.identity import content_id
from dateline.articles.reading import count_articles, read_articles, skipped_files
from dateline.articles.records import ReadOptions

__all__ = ["ReadOptions", "content_id", "count_articles", "read_articles", "skipped_files"]
