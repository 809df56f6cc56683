"""`/search`: ranked passages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from corpus.filters import Reach
from drafting.search_export import SEARCH_FORMS, export_search
from retrieval.query import clean_query
from retrieval.results import SearchRequest
from service.api.dependencies import CurrentReach, Served
from service.api.exports import FILES, asked_form, base_of, file_response
from service.api.schemas.search import Format, SearchAnswer, SearchBody, SearchParameters
from service.serving import Serving

router = APIRouter(prefix="/search", tags=["search"])
HITS: dict[int | str, dict[str, object]] = {
    200: {"content": {form.media_type: FILES for form in SEARCH_FORMS}}
}


@router.post("", response_model=SearchAnswer, responses=HITS)
async def search(
    body: SearchBody,
    request: Request,
    served: Served,
    reach: CurrentReach,
    file_format: Annotated[Format | None, Query(alias="format", description="the hits as a file")] = None,
) -> SearchAnswer | Response:
    """Passages that answer the query, the best first, each with its exact place.

    `?format=` or Accept gives the hits as a file: a sheet, or a Word document with footnotes.
    """
    query = clean_query(body.query, served.chuchu.settings.query_max)
    asked = body.request(query, reach.within(body.filters.values()))
    return await _answer(asked, reach, file_format, request, served)


@router.get("", response_model=SearchAnswer, responses=HITS)
async def search_by_address(
    parameters: Annotated[SearchParameters, Query()], request: Request, served: Served, reach: CurrentReach
) -> SearchAnswer | Response:
    """The same, as an address that can be kept: every option and filter is a parameter.

    Flags are `true` or `false`; `1` and `0`, `yes` and `no`, `on` and `off` are taken for them.
    """
    query = clean_query(parameters.q, served.chuchu.settings.query_max)
    asked = parameters.request(query, reach.within(parameters.values()))
    return await _answer(asked, reach, parameters.format, request, served)


async def _answer(
    asked: SearchRequest, reach: Reach, name: str | None, request: Request, served: Serving
) -> SearchAnswer | Response:
    form = asked_form(request, name, SEARCH_FORMS)

    def work() -> SearchAnswer | Response:
        with served.metrics.stage("search"):
            result = served.chuchu.search.search(asked)
        if form is None:
            return SearchAnswer.of(result, reach)
        name = f"检索结果-{asked.query[:30]}"
        return file_response(export_search(result, form, base_of(request)), form, name)

    return await served.admission.run(work)
