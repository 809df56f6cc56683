"""`/suggest`: titles, 文号 and headings as one types."""

from typing import Annotated

from fastapi import APIRouter, Query

from corpus.filters import SearchFilters
from service.api.dependencies import CurrentReach, CurrentView, Service
from service.api.schemas.common import Word
from service.api.schemas.suggest import SuggestAnswer

router = APIRouter(prefix="/suggest", tags=["search"])


@router.get("")
def suggest(
    chuchu: Service,
    view: CurrentView,
    reach: CurrentReach,
    q: Annotated[str, Query(max_length=100, description="the letters so far", examples=["河湖保"])],
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
    collections: Annotated[list[Word], Query(max_length=100)] = [],  # noqa: B006 - FastAPI gives each its own
) -> SuggestAnswer:
    """Titles, document numbers and headings that hold the letters so far, within what the caller may read.

    Those that begin with the letters stand first, then titles before numbers before headings, the shorter before
    the longer. Widths, traditional forms, case, blanks and punctuation do not count (`國發〔２０１８〕` finds
    国发〔2018〕42号).
    """
    within = reach.within(SearchFilters(collections=tuple(collections))).collections
    return SuggestAnswer.of(q, chuchu.suggester.suggest(q, limit, view, within))
