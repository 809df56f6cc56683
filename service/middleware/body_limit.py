"""How many bytes a request may carry, checked before they are read."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import UploadTooLarge
from service.replies import error_reply


class BodyTooLarge(HTTPException):
    """More bytes came than were announced or allowed; an HTTPException, so that body readers let it pass."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(413)


class BodyLimit:
    """Answers 413 at once to an announced excess, and stops reading at the first chunk beyond the limit.

    Paths in `upload_paths` may carry `upload_limit` bytes, others `limit`.
    """

    def __init__(self, app: ASGIApp, limit: int, upload_limit: int, upload_paths: frozenset[str]) -> None:
        self.app = app
        self.limit, self.upload_limit, self.upload_paths = limit, upload_limit, upload_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.upload_limit if scope["path"] in self.upload_paths else self.limit
        if announced(scope) > limit:
            await error_reply(scope, UploadTooLarge(limit))(scope, receive, send)
            return
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > limit:
                raise BodyTooLarge(limit)
            return message

        await self.app(scope, counted, send)


def announced(scope: Scope) -> int:
    """The Content-Length, 0 where there is none or it is no number (the server refuses the latter itself)."""
    value = Headers(scope=scope).get("content-length", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0
