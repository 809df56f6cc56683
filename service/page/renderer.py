"""Templates filled in, in the reader's language and light."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.languages import Language
from service.page.address import Address
from service.page.assets import Assets
from service.page.sections import sections_of
from service.page.words import Words

FOLDER = Path(__file__).parent / "templates"
COOKIES = {"lang": "chuchu_lang", "theme": "chuchu_theme"}
CHOICES = {"lang": frozenset(Language), "theme": frozenset({"dark", "light"})}
YEAR = 365 * 24 * 3600


class Renderer:
    """Renders pages. A `lang` or `theme` in the address is remembered by a cookie."""

    def __init__(self, assets: Assets, words: Mapping[Language, Words], query_max: int) -> None:
        self._words = words
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            asset=assets.url,
            number=lambda value: f"{value:,}",
            search_for=lambda query: Address("/", (("q", query),)),
            query_max=query_max,
            # What pages need not say each time.
            query="",
            here="",
            kept=(),
        )

    def words(self, request: Request) -> Words:
        """The texts in the language chosen by address or cookie, else Chinese."""
        return self._words[Language(_chosen(request, "lang") or Language.ZH)]

    def language(self, request: Request) -> Language:
        """The language of a request for a page."""
        return self.words(request).language

    def page(
        self, request: Request, template: str, status_code: int = 200, **context: object
    ) -> HTMLResponse:
        """A page. `context` holds what the template names; everything in it is escaped."""
        address = Address.of(request.url.path, request.query_params.multi_items())
        text = self._environment.get_template(template).render(
            {
                "w": self.words(request),
                "theme": _chosen(request, "theme"),
                "address": address,
                "caller": _caller(request),
                "sections": sections_of(getattr(request.state, "principal", None)),
                **context,
            }
        )
        headers = {
            "Cache-Control": _keeping(request),
            "Content-Language": self.words(request).html_language,
        }
        response = HTMLResponse(text, status_code, headers=headers)
        for name, cookie in COOKIES.items():
            value = request.query_params.get(name)
            if value in CHOICES[name]:
                response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="lax")
        return response

    def error(
        self, request: Request, status: int, message: str, request_id: str, headers: Mapping[str, str]
    ) -> HTMLResponse:
        """What went wrong, as a page with a way on."""
        # The address may be anything at all here: no link is made from it.
        response = self.page(
            request,
            "error.html",
            status,
            message=message,
            status=status,
            request_id=request_id,
            address=Address("/"),
        )
        response.headers.update(headers)
        return response


def _caller(request: Request) -> object:
    """Who is signed in, None where nobody need be."""
    caller = getattr(request.state, "principal", None)
    return caller if caller is not None and caller.is_known else None


def _keeping(request: Request) -> str:
    """How long a browser may keep a page: of who signed in none, so that the way back shows nothing after signing out.

    What a form gave is kept even so: it could not be had again on the way back from a source.
    """
    return "no-store" if _caller(request) and request.method == "GET" else "private, no-cache"


def _chosen(request: Request, name: str) -> str | None:
    for value in (request.query_params.get(name), request.cookies.get(COOKIES[name])):
        if value in CHOICES[name]:
            return value
    return None
