"""Answers made smaller on their way out, but for files: those keep their length, and parts of them can be fetched.

What is long is compressed in a thread: 50 MB take seconds, in which the event loop would serve nobody.
"""

import re

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 2048
LEVEL = 5
THREAD_BYTES = 16 << 10
"""From here on a thread compresses: half a millisecond, and a thread costs a tenth of one."""
_NOT_AT_ALL = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")


class Compression:
    """Compresses what a client takes compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif takes_gzip(", ".join(Headers(scope=scope).getlist("accept-encoding"))):
            await _Compressed(self.app, LEAST_BYTES, LEVEL, thread_minimum_size=THREAD_BYTES)(
                scope, receive, send
            )
        else:
            await IdentityResponder(self.app, LEAST_BYTES)(scope, receive, send)


class _Compressed(GZipResponder):
    """One answer; that of a file passes as it is.

    Its ETag names the very bytes: who goes on with a download of compressed ones would be given parts of the others.
    """

    _is_file = False

    async def send_with_compression(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_file = "etag" in Headers(raw=message.get("headers", []))
        if self._is_file:
            await self.send(message)
        else:
            await super().send_with_compression(message)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding allows gzip.

    >>> [takes_gzip(told) for told in ("gzip, br", "br, *", "gzip;q=0, *", "identity", "GZip; q=0.5")]
    [True, True, False, False, True]
    """
    weights = {}
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        weights[name.strip().lower()] = weight
    told = weights.get("gzip", weights.get("*"))
    return told is not None and not _NOT_AT_ALL.fullmatch(told)
