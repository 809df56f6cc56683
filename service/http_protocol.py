"""The server's protocol with the time-outs that it lacks: for the head of a request, its body, and its reader.

Without them a client that sends a byte a minute, or takes none, holds a connection for ever, and a few hundred
such clients hold all there are.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from service.settings_limits import LimitSettings

TICK_SECONDS = 1.0
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class TimedProtocol(H11Protocol):
    """One connection; looked at every second."""

    def __init__(self, limits: LimitSettings, **given: Any) -> None:  # noqa: ANN401 - the server's own arguments
        super().__init__(**given)
        self._limits = limits
        self._head_since: float | None = None
        self._body_since: float | None = None
        self._body_bytes = 0
        self._stuck_since: float | None = None
        self._of_cycle: object = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head; one connection too many is dropped."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections:
            transport.abort()
            return
        self._head_since = self.loop.time()
        self._timer = self.loop.call_later(TICK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Note what came."""
        self._body_bytes += len(data)
        super().data_received(data)
        now = self.loop.time()
        if self._is_between():
            # Part of a head: its time runs from its first byte, however slowly the others follow.
            self._head_since = now if self._head_since is None else self._head_since
        elif self._of_cycle is not self.cycle:
            self._of_cycle, self._head_since = self.cycle, None
            self._body_since, self._body_bytes = now, len(data)

    def pause_writing(self) -> None:
        """The client takes nothing more for now."""
        self._stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client takes more."""
        self._stuck_since = None
        super().resume_writing()

    def _is_between(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        if self.transport.is_closing() and self._stuck_since is None:
            return
        now = self.loop.time()
        if self._stuck_since is not None and now - self._stuck_since > self._limits.reader_s:
            self.transport.abort()
            return
        if self._is_between():
            if self._head_since is not None and now - self._head_since > self._limits.header_s:
                self.transport.write(TIMED_OUT)
                self.transport.close()
                return
        elif self._is_late(now):
            self.transport.abort()
            return
        self._timer = self.loop.call_later(TICK_SECONDS, self._look)

    def _is_late(self, now: float) -> bool:
        """Whether a body comes too slowly; what the service itself does not take yet is not the client's fault."""
        if not self.cycle.more_body or self._body_since is None:
            return False
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._body_since, self._body_bytes = now, 0
            return False
        took = now - self._body_since
        return took > self._limits.body_s and self._body_bytes < took * self._limits.body_rate


def timed_protocol(limits: LimitSettings) -> Callable[..., TimedProtocol]:
    """Give what the server makes its connections with."""

    def make(**given: Any) -> TimedProtocol:  # noqa: ANN401 - the server's own arguments
        return TimedProtocol(limits, **given)

    return make
