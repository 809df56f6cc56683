"""`/search`: ranked passages."""

from typing import Annotated

from fastapi import APIRouter, Query

from retrieval.query import clean_query
from service.api.dependencies import Service
from service.api.schemas.search import SearchAnswer, SearchBody, SearchParameters

router = APIRouter(prefix="/search", tags=["search"])


@router.post("")
def search(body: SearchBody, chuchu: Service) -> SearchAnswer:
    """Passages that answer the query, the best first, each with its exact place."""
    query = clean_query(body.query, chuchu.settings.query_max)
    return SearchAnswer.of(chuchu.search.search(body.request(query, body.filters.values())))


@router.get("")
def search_by_address(parameters: Annotated[SearchParameters, Query()], chuchu: Service) -> SearchAnswer:
    """The same, as an address that can be kept: every option and filter is a parameter."""
    query = clean_query(parameters.q, chuchu.settings.query_max)
    return SearchAnswer.of(chuchu.search.search(parameters.request(query, parameters.values())))
