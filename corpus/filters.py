"""What a search is restricted to, in words of the user and as tests on integer columns."""

from dataclasses import dataclass, replace

COLUMNS = ("collection", "doc_type", "issuer", "date", "document")
"""The integer columns beside each passage in the vector and word index.

collection, doc_type, issuer: codes of the catalogue's `terms` table, 0 where unknown. date: yyyymmdd, 0 where
unknown. document: the row number of the document's version.
"""


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """The filters of a search; an empty tuple or None does not restrict. Dates are `YYYY-MM-DD`, inclusive.

    `collections` is what the caller asks for within what the caller may read.
    """

    collections: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    doc_types: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    doc_numbers: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    as_of: str | None = None
    validity: tuple[str, ...] = ()
    source_path_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on one integer column: the value is in `values`, or lies in `[low, high]` where `values` is None."""

    column: str
    values: frozenset[int] | None = None
    low: int | None = None
    high: int | None = None


NO_COLLECTION = "/"
"""A name that no collection can have: a filter for it matches nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The collections that a caller may read; None: all of them."""

    collections: frozenset[str] | None = None

    def holds(self, collection: str) -> bool:
        """Whether documents of a collection may be read."""
        return self.collections is None or collection in self.collections

    def within(self, filters: SearchFilters) -> SearchFilters:
        """Give the filters cut to what may be read; where nothing is left they match nothing."""
        if self.collections is None:
            return filters
        asked = frozenset(filters.collections) or self.collections
        names = tuple(sorted(asked & self.collections)) or (NO_COLLECTION,)
        return replace(filters, collections=names)
