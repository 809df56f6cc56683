"""Exceptions to answers: JSON in one shape for programs, a page for browsers."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from corpus.errors import ChuchuError
from corpus.store.clock import stamp, utc_now
from service.error_table import HTTP_OTHER, HTTP_ROWS, TABLE, ErrorRow, row_of
from service.languages import Language, accepted_language
from service.middleware.request_id import HEADER as REQUEST_ID
from service.middleware.request_id import request_id_of
from service.middleware.security import HEADERS as SECURITY_HEADERS
from service.page.renderer import Renderer
from service.recent_errors import RecentError, RecentErrors
from service.validation import field_problems, in_words

log = logging.getLogger("chuchu.service")
UNREAD = frozenset({401, 403, 404, 405, 413, 429, 503, 507})
REFUSED = frozenset({503, 507})
LEFT = 499
"""Counted for a client that left before it had sent its request whole, as nginx counts it."""
API = "/api/v1"
MACHINE_PATHS = ("/api/", "/v1/", "/mcp", "/healthz", "/readyz", "/static/")


def install_handlers(app: FastAPI) -> None:
    """Every exception of the app, and every address or method it does not know, answered in one shape."""

    def on_error(request: Request, error: Exception) -> Response:
        return error_reply(request.scope, error)

    def on_crash(request: Request, error: Exception) -> Response:
        # This answer is made outside our middleware, so it brings their headers itself.
        reply = error_reply(request.scope, error)
        reply.headers.update({**SECURITY_HEADERS, REQUEST_ID: request_id_of(request.scope)})
        return reply

    def on_leaving(_request: Request, _error: Exception) -> Response:
        return Response(status_code=LEFT)  # nobody reads it, and a client that leaves is no failure of ours

    app.add_exception_handler(Exception, on_crash)
    app.add_exception_handler(ClientDisconnect, on_leaving)
    kinds: list[type[Exception]] = [HTTPException, *TABLE]
    for kind in kinds:
        if kind is not Exception:
            app.add_exception_handler(kind, on_error)


def error_reply(scope: Scope, error: Exception) -> Response:
    """The answer to a request that failed: for a browser a page, else JSON."""
    headers = Headers(scope=scope)
    scope.setdefault("state", {})["refused"] = type(error)  # for the gate, which sees only a status
    page = _page_for(scope)
    language = (
        page.language(Request(scope)) if page else accepted_language(headers.get("accept-language", ""))
    )
    status, code, message, detail = told(error, language)
    if status >= 500:
        detail = {**detail, "request_id": request_id_of(scope)}
        if status in REFUSED and isinstance(error, ChuchuError):
            log.warning("%s refused: %s", request_id_of(scope), error)  # foreseen: no traceback tells more
        else:
            log.error("%s failed", request_id_of(scope), exc_info=error)
        _remember(scope, status, code, error)
    extra = dict(getattr(error, "headers", None) or {})
    if status in UNREAD and scope["method"] not in ("GET", "HEAD"):
        extra["Connection"] = "close"  # the server would read a body to its end that nobody wants
    if page:
        return page.error(Request(scope), status, message, request_id_of(scope), extra)
    content = {"error": {"code": code, "message": message, "detail": detail}}
    return JSONResponse(
        content, status, headers={**extra, "Content-Language": language, "Vary": "Accept-Language"}
    )


def told(error: Exception, language: Language) -> tuple[int, str, str, dict[str, Any]]:
    """Status, code, message and detail of an exception."""
    if isinstance(error, RequestValidationError):
        return _invalid(error.errors(), language)
    if isinstance(error, HTTPException):
        row = HTTP_ROWS.get(error.status_code, HTTP_OTHER)
        return error.status_code, row.code or "", _message(row, error, language), {}
    row = row_of(error)
    code = row.code or str(getattr(error, "code", "error"))
    detail = {name: getattr(error, name) for name in row.shown if getattr(error, name, None) is not None}
    return row.status, code, _message(row, error, language), detail


def _invalid(found: Sequence[Mapping[str, Any]], language: Language) -> tuple[int, str, str, dict[str, Any]]:
    problems = field_problems(found, language)
    words = in_words(problems, language)
    message = f"请求不合要求：{words}" if language is Language.ZH else f"The request does not fit: {words}"
    fields = [{"field": p.field, "type": p.type, "problem": p.problem} for p in problems]
    return 422, "invalid_request", message, {"fields": fields}


def _message(row: ErrorRow, error: Exception, language: Language) -> str:
    if language is Language.EN:
        return row.en.format_map(cast("Mapping[str, object]", _Attributes(error)))
    return str(error) if row.zh is None else row.zh


class _Attributes(dict[str, object]):
    """The attributes of an exception as a mapping, for a template."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def __missing__(self, key: str) -> object:
        return getattr(self.error, key)


def _remember(scope: Scope, status: int, code: str, error: Exception) -> None:
    """Keep the failure for the administrators: the pattern of the path, not the path, for that may hold words."""
    recent = getattr(scope["app"].state, "recent_errors", None)
    if isinstance(recent, RecentErrors):
        pattern = getattr(scope.get("route"), "path", "-")
        nested = scope["path"].startswith(f"{API}/") and not pattern.startswith(API)
        path = f"{API}{pattern}" if nested else pattern  # a router's pattern lacks what it is mounted under
        kind = type(error).__name__
        recent.add(
            RecentError(stamp(utc_now()), request_id_of(scope), scope["method"], path, status, code, kind)
        )


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page."""
    return "text/html" in Headers(scope=scope).get("accept", "") and not scope["path"].startswith(
        MACHINE_PATHS
    )


def _page_for(scope: Scope) -> Renderer | None:
    if not wants_page(scope):
        return None
    page = getattr(scope["app"].state, "renderer", None)
    return page if isinstance(page, Renderer) else None
