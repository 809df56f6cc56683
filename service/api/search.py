"""`/search`: ranked passages."""

from typing import Annotated

from fastapi import APIRouter, Query

from retrieval.query import clean_query
from service.api.dependencies import CurrentReach, Service
from service.api.schemas.search import SearchAnswer, SearchBody, SearchParameters

router = APIRouter(prefix="/search", tags=["search"])


@router.post("")
def search(body: SearchBody, chuchu: Service, reach: CurrentReach) -> SearchAnswer:
    """Passages that answer the query, the best first, each with its exact place."""
    query = clean_query(body.query, chuchu.settings.query_max)
    return SearchAnswer.of(chuchu.search.search(body.request(query, reach.within(body.filters.values()))))


@router.get("")
def search_by_address(
    parameters: Annotated[SearchParameters, Query()], chuchu: Service, reach: CurrentReach
) -> SearchAnswer:
    """The same, as an address that can be kept: every option and filter is a parameter."""
    query = clean_query(parameters.q, chuchu.settings.query_max)
    return SearchAnswer.of(chuchu.search.search(parameters.request(query, reach.within(parameters.values()))))
