"""`/`: the search box, what was found, and the answer to a question."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from corpus.filters import Reach, SearchFilters
from corpus.store.feedback import Verdict
from corpus.store.records import DocumentSort
from corpus.store.view import View
from drafting.search_export import SEARCH_FORMS
from retrieval.query import QueryEmpty, QueryTooLong, clean_query
from retrieval.results import SearchRequest, Sort
from service.api.dependencies import CurrentReach, CurrentView, Served
from service.api.exports import base_of
from service.api.schemas.search import MAX_LIMIT
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.answering import ask, script_texts
from service.page.dependencies import Pages
from service.page.examples import examples
from service.page.filtering import FILTERS, chips, facet_groups, pager
from service.page.found import Shower, missing, relaxed, tries, understood
from service.page.parameters import MAX_PAGE, ResultsParameters
from service.page.questions import is_question
from service.page.renderer import Renderer
from service.page.words import Words
from service.replies import told

router = APIRouter(include_in_schema=False)
EXPORT = "/api/v1/search"
SIZE = 10
NEWEST = 40
"""Documents that examples are made of."""


@router.get("/")
async def search_page(
    request: Request,
    parameters: Annotated[ResultsParameters, Query()],
    served: Served,
    view: CurrentView,
    reach: CurrentReach,
    pages: Pages,
) -> Response:
    """The search box; with a query, what was found, in turn; with `ask`, the answer above it."""
    chuchu = served.chuchu
    if not parameters.q.strip():
        return await run_in_threadpool(_home, request, chuchu, view, reach, pages)
    try:
        query = clean_query(parameters.q, chuchu.settings.query_max)
    except (QueryEmpty, QueryTooLong) as error:
        _, _, message, _ = told(error, pages.language(request))
        return await run_in_threadpool(_home, request, chuchu, view, reach, pages, message, parameters.q)
    return await served.admission.run(lambda: _results(request, parameters, query, chuchu, reach, pages))


def _results(
    request: Request,
    parameters: ResultsParameters,
    query: str,
    chuchu: Chuchu,
    reach: Reach,
    pages: Renderer,
) -> Response:
    filters = parameters.values()
    asked = SearchRequest(
        query=query,
        limit=SIZE,
        offset=(parameters.page - 1) * SIZE,
        sort=parameters.sort,
        mode=parameters.mode,
        filters=reach.within(filters),
    )
    result = chuchu.search.search(asked)
    words = pages.words(request)
    address = Address.of("/", request.query_params.multi_items()).without("ask")
    shower = Shower(query, base_of(request), chuchu.today())
    return pages.page(
        request,
        "results.html",
        here="search",
        query=query,
        judged=request.query_params.get("judged") in set(Verdict),
        answer=ask(chuchu, query, asked.filters) if parameters.ask else None,
        asking=_asking(chuchu, parameters, query, words),
        result=result,
        hits=[shower.hit(hit) for hit in result.hits],
        first_rank=asked.offset + 1,
        understood=list(understood(result.interpretation, words)),
        missing=missing(result, words),
        relaxed=list(relaxed(result, words)),
        tries=[] if result.total else list(tries(query, result.interpretation, address, words)),
        groups=facet_groups(result.facets, filters, address, words),
        active=chips(filters, address, words),
        clear=address.without(*FILTERS, "page"),
        kept=address.only(*FILTERS, "sort", "mode"),
        pager=pager(parameters.page, result.total, SIZE, MAX_PAGE, address),
        exports=_exports(address, words),
        sorts=[
            {
                "text": words(f"results.sort.{sort}"),
                "href": address.without("page").with_(sort=sort),
                "active": sort is parameters.sort,
            }
            for sort in Sort
        ],
    )


def _asking(chuchu: Chuchu, parameters: ResultsParameters, query: str, words: Words) -> dict[str, object]:
    """What the script sends to have the question answered, and says meanwhile.

    On the first page of a question it asks of itself; else when it is told to.
    """
    return {
        "texts": script_texts(words),
        "filters": parameters.model_dump(include=set(FILTERS), exclude_defaults=True),
        "at_once": is_question(query) and parameters.page == 1,
        "model": chuchu.answers.has_model,
    }


def _exports(address: Address, words: Words) -> list[dict[str, object]]:
    """The first hits of this search as files, by the API."""
    kept = address.only("q", *FILTERS, "sort", "mode")
    return [
        {
            "text": words(f"results.export.{form}"),
            "href": Address(EXPORT, (*kept, ("limit", str(MAX_LIMIT)), ("format", form))),
        }
        for form in SEARCH_FORMS
    ]


def _home(
    request: Request,
    chuchu: Chuchu,
    view: View,
    reach: Reach,
    pages: Renderer,
    problem: str | None = None,
    query: str = "",
) -> Response:
    newest = view.documents(reach.within(SearchFilters()), limit=NEWEST, sort=DocumentSort.DATE)
    return pages.page(
        request,
        "home.html",
        status_code=422 if problem else 200,
        here="search",
        problem=problem,
        query=query,
        examples=examples(chuchu.settings, newest.documents, view),
        documents=newest.total,
        # How many passages there are is known of the whole alone.
        passages=chuchu.catalogue.stats().passages if reach.collections is None else None,
    )
