"""The hits of a query in one document, in the order of its text."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.filters import Reach, SearchFilters
from retrieval.query import QueryEmpty, QueryTooLong, clean_query
from retrieval.results import Mode, SearchRequest
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.segments import Span

MOST = 100


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A passage that holds words of the query: where it begins, and the words, as spans of the document's text."""

    start: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class HitBar:
    """Which of how many hits is shown, from 1, and the addresses of those beside it."""

    at: int
    total: int
    previous: Address | None
    next: Address | None


def document_hits(chuchu: Chuchu, document_id: str, query: str, reach: Reach) -> tuple[DocumentHit, ...]:
    """Find the passages of a document that hold words of a query; none for a query that cannot be searched."""
    try:
        cleaned = clean_query(query, chuchu.settings.query_max)
    except (QueryEmpty, QueryTooLong):
        return ()
    filters = reach.within(SearchFilters(document_ids=(document_id,)))
    asked = SearchRequest(cleaned, MOST, mode=Mode.KEYWORD, filters=filters, group_similar=False)
    found = [
        DocumentHit(
            hit.citation.start,
            tuple((hit.citation.start + low, hit.citation.start + high) for low, high in hit.highlights),
        )
        for hit in chuchu.search.search(asked).hits
        if hit.highlights and hit.citation.document_id == document_id
    ]
    return tuple(sorted(found, key=lambda hit: hit.start))


def hit_bar(
    hits: Sequence[DocumentHit], asked: int | None, cited_at: int | None, address: Address
) -> HitBar | None:
    """Tell which hit is shown: the one asked for, else the first at or after the cited place, else the first."""
    if not hits:
        return None
    at = asked or 1
    if asked is None and cited_at is not None:
        at = bisect_left([hit.start for hit in hits], cited_at) + 1
    at = min(max(at, 1), len(hits))
    return HitBar(
        at,
        len(hits),
        _nth(address, at - 1) if at > 1 else None,
        _nth(address, at + 1) if at < len(hits) else None,
    )


def _nth(address: Address, number: int) -> Address:
    return address.with_(hit=number).to(f"hit-{number}")
