"""`/mcp` in the app: streamable HTTP, without sessions, so that any replica can answer any message.

The SDK is imported with the first message: a service that no agent calls does not pay for it. Which hosts and
whose pages may call is decided in front of the whole app, this door included.
"""

import threading
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

if TYPE_CHECKING:
    from mcp.server import Server

PATH = "/mcp"


class AgentDoor:
    """Answers messages to `/mcp`; an endpoint of the app."""

    def __init__(self) -> None:
        self._server: Server[Any] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["method"] != "POST":
            # No stream of the server's own, no session to end: the protocol has this answer for both.
            await Response(status_code=405, headers={"Allow": "POST"})(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._server is None:
            self._server = await run_sync(_load)
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        gone = threading.Event()

        async def listened() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                gone.set()
            return message

        manager = StreamableHTTPSessionManager(self._server, json_response=False, stateless=True)
        try:
            async with manager.run():
                await manager.handle_request({**scope, "chuchu.gone": gone}, listened, send)
        finally:
            gone.set()


def _load() -> "Server[Any]":
    from service.agents.server import make_server

    return make_server()
