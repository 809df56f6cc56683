"""What a search gave up or left out, as its result names it."""

from retrieval.candidates import Candidates
from retrieval.lookup import Exact
from retrieval.query import leaves_out
from retrieval.results import SEMANTIC_OUT, UNWANTED_OUT


def relaxed(query: str, exact: Exact, candidates: Candidates) -> tuple[str, ...]:
    """Give the values of `SearchResult.relaxed`; the query is as the user wrote it."""
    return (
        *(SEMANTIC_OUT,) * candidates.lost,
        *exact.relaxed,
        *(UNWANTED_OUT,) * leaves_out(query),
    )
