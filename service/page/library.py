"""`/documents`: the library, the form that adds to it, and the collections that documents lie in."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from corpus.store.job_records import FileOutcome
from corpus.store.records import DocumentSort
from service.access.powers import Power
from service.access.principal import Principal
from service.access.writing import check_writable
from service.api.dependencies import Caller, CurrentReach, CurrentView, Served, Service
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.filtering import FILTERS, chips, facet_groups, pager
from service.page.parameters import MAX_PAGE, LibraryParameters
from service.page.words import Words
from service.uploads import Incoming

router = APIRouter(include_in_schema=False)
SIZE = 50
VALIDITY = ("现行有效", "已修改", "已废止", "尚未生效")
FORM_FIELDS = ("collections", "date_from", "date_to", "validity")
"""Filters that the form sets; the others are kept as hidden fields."""


@router.get("/documents")
def library(
    request: Request,
    parameters: Annotated[LibraryParameters, Query()],
    chuchu: Service,
    view: CurrentView,
    reach: CurrentReach,
    caller: Caller,
    pages: Pages,
) -> Response:
    """The documents, with filters and the upload form."""
    filters = parameters.values()
    words = parameters.q[:500].strip() or None
    found = view.documents(reach.within(filters), SIZE, (parameters.page - 1) * SIZE, words, parameters.sort)
    texts = pages.words(request)
    address = Address.of("/documents", request.query_params.multi_items())
    return pages.page(
        request,
        "library.html",
        here="library",
        page=found,
        library_query=parameters.q,
        chosen=parameters,
        kept_filters=tuple(item for item in address.only(*FILTERS, "sort") if item[0] not in FORM_FIELDS),
        groups=facet_groups(found.facets, filters, address, texts),
        active=chips(filters, address, texts),
        clear=address.without(*FILTERS, "page"),
        pager=pager(parameters.page, found.total, SIZE, MAX_PAGE, address),
        megabytes=chuchu.settings.max_upload_bytes >> 20,
        bytes=chuchu.settings.max_upload_bytes,
        collections=collection_names(chuchu, caller),
        validities=VALIDITY,
        may_write=caller.may(Power.WRITE),
        uploading=uploading_texts(texts),
        sorts=[
            {
                "text": texts(f"results.sort.{sort}"),
                "href": address.without("page").with_(sort=sort),
                "active": sort is parameters.sort,
            }
            for sort in DocumentSort
        ],
    )


@router.post("/documents")
def upload_form(
    served: Served,
    caller: Caller,
    files: Annotated[list[UploadFile], File()],
    collection: Annotated[str, Form(max_length=200)] = "default",
    replace: Annotated[bool, Form()] = False,
) -> Response:
    """Take files in from the form, and show how their job goes."""
    check_writable(caller, collection)
    given = [Incoming(file.filename or "", file.file) for file in files]
    job_id = served.uploads.accept(given, collection, replace=replace, made_by=caller.mark)
    return RedirectResponse(f"/jobs/{job_id}", 303)


def collection_names(chuchu: Chuchu, caller: Principal) -> list[str]:
    """The collections that a caller may see, by name."""
    return [one.name for one in chuchu.catalogue.collections() if caller.reach.holds(one.name)]


def uploading_texts(words: Words) -> dict[str, str]:
    """What the script says while files go up, as templates by name."""
    names = (
        "waiting", "sending", "reading", "sent", "broken", "all", "some", "open", "empty", "unreadable", "conflict",
        "replace", "nothing", "why",
    )  # fmt: skip
    said = {name: words.template(f"upload.say.{name}") for name in names}
    said |= {outcome: words(f"job.outcome.{outcome}") for outcome in FileOutcome}
    return said | {f"why.{reason}": why for reason, why in words.failures().items()}
