"""`/passages`: one passage with its citation, and its like elsewhere."""

from fastapi import APIRouter, Query

from corpus.filters import SearchFilters
from service.api.dependencies import CurrentReach, CurrentView, PassageId, Service
from service.api.schemas.citations import Citation, PassageBody, SimilarBody
from service.api.standing import told_now

router = APIRouter(prefix="/passages", tags=["passages"])


@router.get("/{passage_id}")
def passage(passage_id: PassageId, chuchu: Service, view: CurrentView, reach: CurrentReach) -> PassageBody:
    """A passage, as the catalogue has it now."""
    (cited,) = told_now([view.passage(passage_id)], view, reach, chuchu.today())
    return PassageBody(passage_id=passage_id, citation=Citation.of(cited))


@router.get("/{passage_id}/similar")
def similar(
    passage_id: PassageId,
    chuchu: Service,
    view: CurrentView,
    reach: CurrentReach,
    limit: int = Query(5, ge=1, le=50),
) -> SimilarBody:
    """Passages with the same or nearly the same words, the nearest first."""
    view.passage(passage_id)
    found = chuchu.search.similar(passage_id, limit, reach.within(SearchFilters()).collections)
    similar = [Citation.of(citation) for citation in told_now(found, view, reach, chuchu.today())]
    return SimilarBody(passage_id=passage_id, similar=similar)
