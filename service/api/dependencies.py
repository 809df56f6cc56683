"""What endpoints are given: the service, a view, and checked parameters."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter

from corpus.filters import Reach
from corpus.store.view import View
from service.api.schemas.common import MAX_ID, ErrorBody
from service.bootstrap import Chuchu
from service.serving import Serving


def serving_of(request: Request) -> Serving:
    """What runs beside the requests."""
    serving: Serving = request.app.state.serving
    return serving


def chuchu_of(request: Request) -> Chuchu:
    """The data folder that the app was made for."""
    return serving_of(request).chuchu


# What endpoints depend on is a coroutine: a plain function would cost each request a trip to another thread.


async def given_serving(request: Request) -> Serving:
    """What runs beside the requests."""
    return serving_of(request)


async def given_chuchu(request: Request) -> Chuchu:
    """The data folder that the app was made for."""
    return chuchu_of(request)


Service = Annotated[Chuchu, Depends(given_chuchu)]
Served = Annotated[Serving, Depends(given_serving)]


async def view_of(chuchu: Service) -> View:
    """The catalogue at the change that the indexes have reached; one a request."""
    return chuchu.view()


def reach_of(request: Request) -> Reach:
    """What the caller may read."""
    reach: Reach = getattr(request.state, "reach", Reach())
    return reach


async def given_reach(request: Request) -> Reach:
    """What the caller may read."""
    return reach_of(request)


CurrentReach = Annotated[Reach, Depends(given_reach)]
CurrentView = Annotated[View, Depends(view_of)]
PassageId = Annotated[int, PathParameter(ge=1, le=MAX_ID)]

ERRORS: dict[int | str, dict[str, object]] = {
    422: {"model": ErrorBody, "description": "the request does not fit"},
    "default": {"model": ErrorBody, "description": "an error, in the one shape"},
}
