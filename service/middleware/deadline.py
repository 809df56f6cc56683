"""No request waits for ever: one whose answer has not begun in time is told so, and its work is left to end alone.

What is left is told of in the scope, for what the request holds is held until its work has ended.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.errors import TooSlow
from service.replies import error_reply

LEFT = "chuchu.left"
"""In the scope of a request that was answered in place of its work: the work, a future."""


class Deadline:
    """Answers 503 when an answer has not begun `seconds` after its request had come whole."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app, self._seconds = app, seconds
        self._left: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, came, late = asyncio.Event(), asyncio.Event(), False
        if scope["method"] in ("GET", "HEAD"):
            came.set()

        async def heard() -> Message:
            message = await receive()
            if not message.get("more_body"):
                came.set()
            return message

        async def told(message: Message) -> None:
            begun.set()
            if not late:
                await send(message)

        work = asyncio.ensure_future(self._served(scope, heard, told))
        watch = asyncio.create_task(self._late(came, begun))
        try:
            await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and not begun.is_set():
                late = True
                scope[LEFT] = work
                self._left.add(work)
                work.add_done_callback(self._left.discard)
                await error_reply(scope, TooSlow())(scope, receive, send)
                return
            await work
        except asyncio.CancelledError:
            work.cancel()
            raise
        finally:
            watch.cancel()

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    async def _late(self, came: asyncio.Event, begun: asyncio.Event) -> None:
        """End when the deadline is over; never, once an answer has begun."""
        await came.wait()
        try:
            # Not `wait_for`: in Python 3.11 it swallows a cancellation that comes with what it waits for.
            async with asyncio.timeout(self._seconds):
                await begun.wait()
        except TimeoutError:
            return
        await asyncio.Event().wait()
