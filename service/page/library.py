"""`/documents`: the library, and the form that adds to it."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from corpus.store.records import DocumentSort
from service.api.dependencies import CurrentView, Served, Service
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.filtering import FILTERS, chips, facet_groups, pager
from service.page.parameters import MAX_PAGE, LibraryParameters
from service.uploads import Incoming

router = APIRouter(include_in_schema=False)
SIZE = 50


@router.get("/documents")
def library(
    request: Request,
    parameters: Annotated[LibraryParameters, Query()],
    chuchu: Service,
    view: CurrentView,
    pages: Pages,
) -> Response:
    """The documents, with filters and the upload form."""
    filters = parameters.values()
    found = view.documents(
        filters, SIZE, (parameters.page - 1) * SIZE, parameters.q[:500].strip() or None, parameters.sort
    )
    words = pages.words(request)
    address = Address.of("/documents", request.query_params.multi_items())
    return pages.page(
        request,
        "library.html",
        here="library",
        page=found,
        library_query=parameters.q,
        kept_filters=address.only(*FILTERS, "sort"),
        groups=facet_groups(found.facets, filters, address, words),
        active=chips(filters, address, words),
        clear=address.without(*FILTERS, "page"),
        pager=pager(parameters.page, found.total, SIZE, MAX_PAGE, address),
        megabytes=chuchu.settings.max_upload_bytes >> 20,
        sorts=[
            {
                "text": words(f"results.sort.{sort}"),
                "href": address.without("page").with_(sort=sort),
                "active": sort is parameters.sort,
            }
            for sort in DocumentSort
        ],
    )


@router.post("/documents")
def upload_form(
    served: Served,
    files: Annotated[list[UploadFile], File()],
    replace: Annotated[bool, Form()] = False,
) -> Response:
    """Take files in from the form, and show how their job goes."""
    given = [Incoming(file.filename or "", file.file) for file in files]
    return RedirectResponse(f"/jobs/{served.uploads.accept(given, replace=replace)}", 303)
