"""`/`: the search box, and what was found."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from corpus.store.records import DocumentSort
from corpus.store.view import View
from drafting.search_export import SEARCH_FORMS
from retrieval.query import QueryEmpty, QueryTooLong, clean_query
from retrieval.results import SearchRequest, Sort
from service.api.dependencies import CurrentView, Service
from service.api.schemas.search import MAX_LIMIT
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.filtering import FILTERS, chips, facet_groups, pager
from service.page.found import shown_hit, understood
from service.page.parameters import MAX_PAGE, ResultsParameters
from service.page.renderer import Renderer
from service.page.words import Words
from service.replies import told

router = APIRouter(include_in_schema=False)
EXPORT = "/api/v1/search"
SIZE = 10
EXAMPLES = 5


@router.get("/")
def search_page(
    request: Request,
    parameters: Annotated[ResultsParameters, Query()],
    chuchu: Service,
    view: CurrentView,
    pages: Pages,
) -> Response:
    """The search box; with a query, what was found."""
    if not parameters.q.strip():
        return _home(request, chuchu, view, pages)
    try:
        query = clean_query(parameters.q, chuchu.settings.query_max)
    except (QueryEmpty, QueryTooLong) as error:
        _, _, message, _ = told(error, pages.language(request))
        return _home(request, chuchu, view, pages, message)
    filters = parameters.values()
    asked = SearchRequest(
        query=query,
        limit=SIZE,
        offset=(parameters.page - 1) * SIZE,
        sort=parameters.sort,
        mode=parameters.mode,
        filters=filters,
    )
    result = chuchu.search.search(asked)
    words = pages.words(request)
    address = Address.of("/", request.query_params.multi_items())
    return pages.page(
        request,
        "results.html",
        query=query,
        result=result,
        hits=[shown_hit(hit, query) for hit in result.hits],
        first_rank=asked.offset + 1,
        understood=list(understood(result.interpretation, words)),
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
    request: Request, chuchu: Chuchu, view: View, pages: Renderer, problem: str | None = None
) -> Response:
    counts = chuchu.catalogue.stats()
    return pages.page(
        request,
        "home.html",
        status_code=422 if problem else 200,
        problem=problem,
        examples=_examples(chuchu, view),
        documents=counts.documents,
        passages=counts.passages,
    )


def _examples(chuchu: Chuchu, view: View) -> list[str]:
    """What one could ask: the questions of the settings, else the titles of the newest documents."""
    if chuchu.settings.questions is not None:
        lines = chuchu.settings.questions.read_text("utf-8").splitlines()
        return [line.strip() for line in lines if line.strip()][:EXAMPLES]
    newest = view.documents(limit=4 * EXAMPLES, sort=DocumentSort.DATE)
    titles = [document.facts.title for document in newest.documents if document.facts.title]
    return list(dict.fromkeys(titles))[:EXAMPLES]
