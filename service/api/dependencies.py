"""What endpoints are given: the service, a view, and checked parameters."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter

from corpus.errors import ChuchuError
from corpus.filters import Reach
from corpus.store.view import View
from service.access.errors import SignInNeeded
from service.access.powers import Power
from service.access.principal import Principal
from service.api.schemas.common import MAX_ID, ErrorBody
from service.bootstrap import Chuchu
from service.serving import Serving

NOTHING = Reach(frozenset())


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


def caller_of(request: Request) -> Principal:
    """Who sends the request; the gate has let it in."""
    caller: Principal | None = getattr(request.state, "principal", None)
    if caller is None:
        raise SignInNeeded
    return caller


async def given_caller(request: Request) -> Principal:
    """Who sends the request."""
    return caller_of(request)


def reach_of(request: Request) -> Reach:
    """What the caller may read; nothing where no gate said what."""
    reach: Reach = getattr(request.state, "reach", NOTHING)
    return reach


async def given_reach(request: Request) -> Reach:
    """What the caller may read."""
    return reach_of(request)


CurrentReach = Annotated[Reach, Depends(given_reach)]
Caller = Annotated[Principal, Depends(given_caller)]


async def given_watching(request: Request) -> bool:
    """Whether who asks a probe may watch over the whole service; probes are open, so the gate asked nobody."""
    try:
        caller = await serving_of(request).access.doorkeeper.caller(request.scope)
    except ChuchuError:  # a key that opens nothing, or a catalogue that cannot be asked
        return False
    return caller is not None and caller.may(Power.WATCH)


Watching = Annotated[bool, Depends(given_watching)]


async def view_of(chuchu: Service, reach: CurrentReach) -> View:
    """The catalogue at the change that the indexes have reached, as far as the caller may read; one a request."""
    return chuchu.view().within(reach)


CurrentView = Annotated[View, Depends(view_of)]
PassageId = Annotated[int, PathParameter(ge=1, le=MAX_ID)]

ERRORS: dict[int | str, dict[str, object]] = {
    422: {"model": ErrorBody, "description": "the request does not fit"},
    "default": {"model": ErrorBody, "description": "an error, in the one shape"},
}
