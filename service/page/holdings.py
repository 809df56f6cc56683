"""`/collections`: the collections, made, described and removed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from corpus.errors import ChuchuError
from corpus.store.errors import CollectionUnknown
from service.access.errors import Forbidden
from service.access.powers import Power
from service.access.principal import Principal
from service.api.dependencies import Caller, Service
from service.bootstrap import Chuchu
from service.page.address import Address
from service.page.dependencies import Pages
from service.page.renderer import Renderer
from service.page.sections import admin_tabs
from service.replies import told

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Form(max_length=200)]
Description = Annotated[str, Form(max_length=2000)]


@router.get("/collections")
def collections(request: Request, chuchu: Service, caller: Caller, pages: Pages) -> Response:
    """The collections that the caller may see, each with the number of its documents."""
    return _page(pages, request, chuchu, caller)


@router.post("/collections")
def create(
    request: Request,
    chuchu: Service,
    caller: Caller,
    pages: Pages,
    name: Name = "",
    description: Description = "",
) -> Response:
    """Make a collection."""
    if caller.collections is not None:
        raise Forbidden
    try:
        chuchu.catalogue.create_collection(name.strip(), description.strip())
    except ChuchuError as error:
        status, _, message, _ = told(error, pages.language(request))
        if status >= 500:
            raise
        return _page(pages, request, chuchu, caller, status, message)
    return RedirectResponse("/collections", 303)


@router.post("/collections/describe")
def describe(chuchu: Service, caller: Caller, name: Name, description: Description = "") -> Response:
    """Change what is said of a collection."""
    _check_own(caller, name)
    chuchu.catalogue.describe_collection(name, description.strip())
    return RedirectResponse("/collections", 303)


@router.post("/collections/remove")
def remove(chuchu: Service, caller: Caller, name: Name) -> Response:
    """Remove a collection that holds no documents."""
    _check_own(caller, name)
    chuchu.catalogue.remove_collection(name, documents=False)
    return RedirectResponse("/collections", 303)


def _check_own(caller: Principal, name: str) -> None:
    if not caller.holds(name):
        raise CollectionUnknown(name)


def _page(
    pages: Renderer,
    request: Request,
    chuchu: Chuchu,
    caller: Principal,
    status: int = 200,
    problem: str | None = None,
) -> Response:
    sizes = chuchu.catalogue.collection_sizes()
    lines = [
        {
            "name": one.name,
            "description": one.description,
            "documents": sizes.get(one.name, 0),
            "href": Address("/documents", (("collections", one.name),)),
        }
        for one in chuchu.catalogue.collections()
        if caller.holds(one.name)
    ]
    return pages.page(
        request,
        "collections.html",
        status,
        here="library" if caller.may(Power.READ) else "admin",
        lines=lines,
        problem=problem,
        parts=admin_tabs(caller),
        may_read=caller.may(Power.READ),
        may_change=caller.may(Power.COLLECTIONS),
        may_make=caller.may(Power.COLLECTIONS) and caller.collections is None,
    )
