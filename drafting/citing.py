"""Citations for all places of a checked draft at once, and the comparison with what the catalogue holds."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.citations import Citation
from corpus.store.errors import VerbatimError
from drafting.sources import Sources
from drafting.verdicts import CheckedQuote, Found, QuotePart, SourcePlace

Span = tuple[int, int, int]


def cited(quotes: Sequence[CheckedQuote], sources: Sources) -> tuple[CheckedQuote, ...]:
    """Give the quotations with the citations of all their places.

    Raises:
        VerbatimError: a place differs from what the catalogue holds there.
    """
    places = [found.place for quote in quotes for found in _found_in(quote)]
    rows = {card.document_id: row for row, card in sources.view.holding().by_row.items()}
    spans = sources.view.passage_spans(sorted({rows[place.document_id] for place in places}))
    ids = {_key(p): _holding(spans.get(rows[p.document_id], []), p.start, p.end) for p in places}
    citations = sources.view.citations([id_ for id_ in ids.values() if id_ is not None])
    for place in places:
        _compare(place, citations.get(ids[_key(place)] or 0))

    def complete(found: Found) -> Found:
        return replace(found, citation=citations.get(ids[_key(found.place)] or 0))

    return tuple(
        replace(
            quote,
            found=complete(quote.found) if quote.found else None,
            candidates=tuple(complete(found) for found in quote.candidates),
            parts=tuple(QuotePart(p.start, p.end, p.text, complete(p.found)) for p in quote.parts),
        )
        for quote in quotes
    )


def _found_in(quote: CheckedQuote) -> Iterator[Found]:
    if quote.found is not None:
        yield quote.found
    yield from quote.candidates
    yield from (part.found for part in quote.parts)


def _key(place: SourcePlace) -> tuple[str, int, int]:
    return place.document_id, place.start, place.end


def _holding(spans: Sequence[Span], start: int, end: int) -> int | None:
    """Give the passage that holds most of `[start, end)`; None where none shares a character with it."""
    first = max(0, bisect_right(spans, start, key=lambda span: span[0]) - 1)
    best, most = None, 0
    for begin, until, id_ in spans[first:]:
        if begin >= end:
            break
        shared = min(until, end) - max(begin, start)
        if shared > most:
            best, most = id_, shared
    return best


def _compare(place: SourcePlace, citation: Citation | None) -> None:
    """Compare a place with its citation, which was read and compared with the document's text just now."""
    if citation is None:
        return
    start, end = max(place.start, citation.start), min(place.end, citation.end)
    ours = place.text[start - place.start : end - place.start]
    if ours != citation.text[start - citation.start : end - citation.start]:
        raise VerbatimError(citation.passage_id, place.document_id)
