"""Whether what is cited is in force, told wherever a citation is shown."""

from collections.abc import Sequence
from datetime import date

from corpus.citations import Citation
from corpus.filters import Reach, SearchFilters
from corpus.store.view import View
from retrieval.priors import with_standing


def told_now(citations: Sequence[Citation], view: View, reach: Reach, today: date) -> list[Citation]:
    """Citations with their validity as of today, and what took their document's place within reach."""
    return with_standing(citations, view, today, reach.within(SearchFilters()).collections)
