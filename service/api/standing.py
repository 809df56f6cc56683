"""Whether what is cited is in force, told wherever a citation is shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.citations import Citation, ResolvedCode
from corpus.filters import Reach, SearchFilters
from corpus.store.view import View
from retrieval.priors import with_standing
from service.errors import CitationUnknown


def told_now(citations: Sequence[Citation], view: View, reach: Reach, today: date) -> list[Citation]:
    """Citations with their validity as of today, and what took their document's place within reach."""
    return with_standing(citations, view, today, reach.within(SearchFilters()).collections)


def resolved_now(code: str, view: View, reach: Reach, today: date) -> ResolvedCode:
    """What stands now at the place of a code, with its document's validity as of today.

    Raises:
        CitationUnknown: the code was never issued, or leads outside what may be read; the two are told alike.
    """
    resolved = view.resolve_code(code, reach.collections)
    if resolved is None:
        raise CitationUnknown(code)
    if resolved.citation is None:
        return resolved
    (cited,) = told_now([resolved.citation], view, reach, today)
    return replace(resolved, citation=cited)
