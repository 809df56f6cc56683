"""Each request counted and timed by the template of its route."""

import re
import time
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.metrics import Metrics

_NAME = re.compile(r"\{[a-z_]+\}")


class Templates:
    """The templates of the addresses that are served, to look paths up in."""

    def __init__(self, routes: Iterable[str]) -> None:
        """`routes` as the table of routes names them: `GET /documents/{document_id}`."""
        paths = {route.partition(" ")[2] for route in routes}
        self._plain = frozenset(path for path in paths if "{" not in path)
        self._named = [(re.compile(_NAME.sub("[^/]+", path)), path) for path in sorted(paths - self._plain)]

    def of(self, path: str) -> str | None:
        """The template of a path, None for one that nobody serves."""
        if path in self._plain:
            return path
        return next((template for pattern, template in self._named if pattern.fullmatch(path)), None)


class Measured:
    """Tells `metrics` of each answer when it begins, of refused ones too."""

    def __init__(self, app: ASGIApp, metrics: Metrics, templates: Templates) -> None:
        self.app, self._metrics, self._templates = app, metrics, templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = time.perf_counter()
        is_told = False

        def tell(status: int) -> None:
            nonlocal is_told
            is_told = True
            route = self._templates.of(scope["path"])
            self._metrics.answered(scope["method"], route, status, time.perf_counter() - begin)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                tell(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            if not is_told:  # an error on its way out, or a client that left before its answer
                tell(500)
