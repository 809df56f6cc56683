"""Work in a thread that is told when the client goes; answers as server-sent events."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still here\n\n"

T = TypeVar("T")


async def while_there(
    request: Request, work: Callable[[Callable[[], bool]], T], threads: CapacityLimiter | None = None
) -> T:
    """Run `work` in a thread; what it is given tells whether the client has gone. Its body must have been read.

    `threads` bounds those that run at once, None with all other work.
    """
    gone = threading.Event()
    listening = asyncio.ensure_future(_listen(request.receive, gone))
    try:
        return await run_sync(work, gone.is_set, abandon_on_cancel=True, limiter=threads)
    finally:
        gone.set()
        listening.cancel()


class EventStream(Response):
    """Server-sent events from an iterator that runs in a thread.

    `gone` is set when the client leaves; the iterator must then end soon. A comment every 15 seconds keeps
    proxies from closing a stream that is silent.
    """

    media_type = "text/event-stream"

    def __init__(
        self, chunks: Iterator[bytes], gone: threading.Event, threads: CapacityLimiter | None = None
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._chunks, self._gone, self._threads = chunks, gone, threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events until they end or the client goes."""
        del scope
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        beside = [
            asyncio.ensure_future(_listen(receive, self._gone)),
            asyncio.ensure_future(_beat(send)),
        ]
        try:
            while not self._gone.is_set():
                chunk = await run_sync(next, self._chunks, b"", abandon_on_cancel=True, limiter=self._threads)
                if not chunk:
                    break
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._gone.set()
            for task in beside:
                task.cancel()


async def _listen(receive: Receive, gone: threading.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


async def _beat(send: Send) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        await send({"type": "http.response.body", "body": HEARTBEAT, "more_body": True})
