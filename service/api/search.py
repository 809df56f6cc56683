"""`/search`: ranked passages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from drafting.search_export import SEARCH_FORMS, export_search
from retrieval.query import clean_query
from retrieval.results import SearchRequest
from service.api.dependencies import CurrentReach, Service
from service.api.exports import FILES, asked_form, base_of, file_response
from service.api.schemas.search import Format, SearchAnswer, SearchBody, SearchParameters
from service.bootstrap import Chuchu

router = APIRouter(prefix="/search", tags=["search"])
HITS: dict[int | str, dict[str, object]] = {
    200: {"content": {form.media_type: FILES for form in SEARCH_FORMS}}
}


@router.post("", response_model=SearchAnswer, responses=HITS)
def search(
    body: SearchBody,
    request: Request,
    chuchu: Service,
    reach: CurrentReach,
    file_format: Annotated[Format | None, Query(alias="format", description="the hits as a file")] = None,
) -> SearchAnswer | Response:
    """Passages that answer the query, the best first, each with its exact place.

    `?format=` or Accept gives the hits as a file: a sheet, or a Word document with footnotes.
    """
    query = clean_query(body.query, chuchu.settings.query_max)
    asked = body.request(query, reach.within(body.filters.values()))
    return _answer(asked, file_format, request, chuchu)


@router.get("", response_model=SearchAnswer, responses=HITS)
def search_by_address(
    parameters: Annotated[SearchParameters, Query()], request: Request, chuchu: Service, reach: CurrentReach
) -> SearchAnswer | Response:
    """The same, as an address that can be kept: every option and filter is a parameter."""
    query = clean_query(parameters.q, chuchu.settings.query_max)
    asked = parameters.request(query, reach.within(parameters.values()))
    return _answer(asked, parameters.format, request, chuchu)


def _answer(
    asked: SearchRequest, name: str | None, request: Request, chuchu: Chuchu
) -> SearchAnswer | Response:
    form = asked_form(request, name, SEARCH_FORMS)
    result = chuchu.search.search(asked)
    if form is None:
        return SearchAnswer.of(result)
    return file_response(export_search(result, form, base_of(request)), form, f"检索结果-{asked.query[:30]}")
