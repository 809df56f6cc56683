"""An id for each request, in its answer and in the log line that tells of it."""

import logging
import re
import time
import uuid
from urllib.parse import unquote_plus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("chuchu.requests")


class RequestId:
    """Takes a well-formed id from a proxy in front or makes one; logs path and status, never a query or body."""

    def __init__(self, app: ASGIApp, *, queries: bool = False) -> None:
        """`queries`: whether the query of the address, and what was searched for with it, is written too."""
        self.app, self._queries = app, queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id
        begin = time.perf_counter()

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
                took = (time.perf_counter() - begin) * 1000
                self._log(scope, request_id, message["status"], took)
            await send(message)

        await self.app(scope, receive, tagged)

    def _log(self, scope: Scope, request_id: str, status: int, took: float) -> None:
        told = {
            "request_id": request_id,
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(took, 1),
        }
        if self._queries:
            told["query"] = unquote_plus(scope["query_string"].decode("latin-1"))
        line = "%s %s %r %d %.1f ms"
        log.info(line, request_id, scope["method"], scope["path"], status, took, extra=told)


def request_id_of(scope: Scope) -> str:
    """The id of a request, `-` where the middleware did not run."""
    value = scope.get("state", {}).get("request_id", "-")
    return str(value)
