"""The hits of a query in one document, in the order of its text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.documents import Document
from corpus.filters import Reach, SearchFilters
from retrieval.query import QueryEmpty, QueryTooLong, clean_query
from retrieval.results import Mode, SearchRequest
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.segments import Span

MOST = 100
"""Passages that hold some of a query's words, where none holds all of it: the best of them."""


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A place in a document: where its first found characters begin, and all of them, as spans of the text."""

    start: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DocumentHits:
    """The places in order; `whole` says that each holds the whole query, else they hold some of its words."""

    places: tuple[DocumentHit, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class HitBar:
    """Which of how many hits is shown, from 1, and the addresses of those beside it."""

    at: int
    total: int
    whole: bool
    previous: Address | None
    next: Address | None


def document_hits(
    chuchu: Chuchu, document_id: str, document: Document, query: str, reach: Reach
) -> DocumentHits:
    """Find a query in a document: every line that holds all of it in this order, headings and furniture too.

    Widths, case, white space, punctuation and traditional characters make no difference. Where there is no such
    line, the passages that hold some of the words. None for a query that cannot be searched.
    """
    try:
        cleaned = clean_query(query, chuchu.settings.query_max)
    except (QueryEmpty, QueryTooLong):
        return DocumentHits()
    folder = chuchu.forms.loose
    spans = folder.fold(document.text).occurrences(folder.plain(cleaned))
    whole = tuple(_by_line(document.text, list(spans)))
    if whole:
        return DocumentHits(whole)
    return DocumentHits(_some_words(chuchu, document_id, cleaned, reach), whole=False)


def _by_line(text: str, spans: Sequence[Span]) -> Iterator[DocumentHit]:
    """One hit a line; what goes over a line's end belongs to the line it begins in."""
    if not spans:
        return
    begun = [0]
    while (end := text.find("\n", begun[-1])) >= 0:
        begun.append(end + 1)
    for _, found in groupby(spans, key=lambda span: bisect_right(begun, span[0])):
        held = tuple(found)
        yield DocumentHit(held[0][0], held)


def _some_words(chuchu: Chuchu, document_id: str, query: str, reach: Reach) -> tuple[DocumentHit, ...]:
    filters = reach.within(SearchFilters(document_ids=(document_id,)))
    asked = SearchRequest(query, MOST, mode=Mode.KEYWORD, filters=filters, group_similar=False)
    found = []
    for hit in chuchu.search.search(asked).hits:
        if hit.highlights and hit.citation.document_id == document_id:
            at = hit.citation.start
            spans = tuple((at + low, at + high) for low, high in hit.highlights)
            found.append(DocumentHit(spans[0][0], spans))
    return tuple(sorted(found, key=lambda hit: hit.start))


def hit_bar(hits: DocumentHits, asked: int | None, cited_at: int | None, address: Address) -> HitBar | None:
    """Tell which hit is shown: the one asked for, else the first at or after the cited place, else the first."""
    places = hits.places
    if not places:
        return None
    at = asked or 1
    if asked is None and cited_at is not None:
        at = bisect_left([hit.start for hit in places], cited_at) + 1
    at = min(max(at, 1), len(places))
    return HitBar(
        at,
        len(places),
        hits.whole,
        _nth(address, at - 1) if at > 1 else None,
        _nth(address, at + 1) if at < len(places) else None,
    )


def _nth(address: Address, number: int) -> Address:
    return address.with_(hit=number).to(f"hit-{number}")
