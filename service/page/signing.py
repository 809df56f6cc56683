"""`/sign-in`, `/sign-out`: a browser shows its key once and gets a session for it."""

from typing import Annotated
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from service.access.doorkeeper import COOKIE
from service.access.errors import KeyRefused
from service.access.principal import holder_of
from service.access.routes import Budget
from service.api.dependencies import Served
from service.page.dependencies import Pages
from service.replies import told

router = APIRouter(include_in_schema=False)
LENGTH = 2000


@router.get("/sign-in")
def sign_in_page(
    request: Request, pages: Pages, goal: Annotated[str, Query(alias="next", max_length=LENGTH)] = "/"
) -> Response:
    """The form for the key."""
    return pages.page(request, "sign_in.html", goal=own_path(goal), problem=None)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    served: Served,
    pages: Pages,
    key: Annotated[str, Form(max_length=200)] = "",
    goal: Annotated[str, Form(alias="next", max_length=LENGTH)] = "/",
) -> Response:
    """Begin a session for a key that opens something, and go where the browser was going.

    That key's own budget pays for it; another key is charged to the address that it came from.
    """
    access, settings = served.access, served.access.settings
    found = await access.doorkeeper.key_of(key.strip())
    if found is None:
        access.charge_try(request.scope)
        request.state.refused = KeyRefused
        _, _, message, _ = told(KeyRefused(), pages.language(request))
        return pages.page(request, "sign_in.html", 401, goal=own_path(goal), problem=message)
    request.state.principal = caller = holder_of(found, separated=settings.separate_admins)
    with access.budgets.spent(caller.mark, Budget.PLAIN):
        secret = await run_sync(served.chuchu.keys.sign_in, found, settings.session_hours)
    response = RedirectResponse(own_path(goal), 303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(settings.session_hours * 3600),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/sign-out")
def sign_out(request: Request, served: Served) -> Response:
    """End the session, here and in the browser."""
    secret = request.cookies.get(COOKIE)
    if secret:
        served.chuchu.keys.sign_out(secret)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def own_path(address: str) -> str:
    """An address on this service, `/` for any other: nobody is led away by a link to the sign-in page."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as //[
        return "/"
    # Browsers take a backslash for a stroke, and drop tabs and line breaks.
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return "/"
    return "/" if "\\" in address or any(ord(sign) < 0x20 for sign in address) else address
