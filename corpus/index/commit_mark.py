"""The mark of a commit: which change an index stands at.

The binding cannot attach a payload to a commit, so the number stands in one document of its own, the marker, that is
replaced with each commit; it holds no words, and matches no query. With it stands how many documents there are, so
that a `meta.json` whose counts were altered is noticed.
"""

from tantivy import Document, Query, Schema, Searcher

from corpus.index.number_queries import LARGEST, within
from corpus.index.segment_files import FileDamaged

CHANGE = "applied_change"
COUNT = "applied_count"


def mark(change: int, count: int) -> Document:
    """Give the marker of a commit that holds `count` documents."""
    document = Document()
    document.add_unsigned(CHANGE, change)
    document.add_unsigned(COUNT, count)
    return document


def marks(schema: Schema) -> Query:
    """Match the marker."""
    return within(schema, CHANGE, 0, LARGEST)


def marked(searcher: Searcher, schema: Schema, field: str) -> int:
    """Give a number of the marker, 0 before the first commit. Raises FileDamaged where there are several."""
    hits = searcher.search(marks(schema), 2, count=False).hits
    values = searcher.fast_field_values(field, [address for _, address in hits])
    if len(values) > 1 or None in values:
        raise FileDamaged("变更号不止一个或读不出")
    return int(values[0]) if values else 0
