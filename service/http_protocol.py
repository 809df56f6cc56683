"""The server's protocol with the time-outs that it lacks: for the head of a request, its body, and its reader.

Without them a client that sends a byte a minute, or takes none, holds a connection for ever, and a few hundred
such clients hold all there are.
"""

import asyncio
import heapq
import logging
from collections.abc import Callable
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.http_connection import HEAD_BYTES, StrictConnection
from service.seldom import Seldom
from service.settings_limits import LimitSettings

TICK_SECONDS = 1.0
SETTLING_SECONDS = 0.05
"""How long a new connection may be one too many: in a burst hundreds are taken in before the first is read."""
UNREAD_SECONDS = 0.5
"""So long a connection that has said nothing makes way after all others: its client may be slow to begin."""
BURST = 512
"""So many may be too many at once."""
READ_BYTES = 16 << 10
"""So much is read before others have their turn; taking it apart costs up to fifty milliseconds, if it is all chunks."""
HALF_CLOSED_SECONDS = 2.0
"""So long who has closed its own side is still answered: one that has left altogether looks the same."""
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class TimedProtocol(H11Protocol):
    """One connection; looked at every second."""

    def __init__(self, limits: LimitSettings, seldom: Seldom, **given: Any) -> None:  # noqa: ANN401 - the server's own
        super().__init__(**given)
        self.logger = cast("logging.Logger", seldom)
        self.conn = StrictConnection(h11.SERVER, HEAD_BYTES)
        self._limits = limits
        self._head_since: float | None = None
        self._body_since: float | None = None
        self._body_bytes = 0
        self._stuck_since: float | None = None
        self._of_cycle: object = None
        self._idle_since = 0.0
        self._is_unread = True
        self._is_dropped = False
        self._half_closed_since: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head. Where this connection is one too many, the oldest idle one makes way.

        If the newest were dropped, clients that hold connections and say nothing would shut out all others,
        the probe of health among them.
        """
        super().connection_made(transport)
        if hasattr(transport, "max_size"):  # 256 KB, unless it is told otherwise
            transport.max_size = READ_BYTES
        self._head_since = self._idle_since = self.loop.time()
        if self._may_stay():
            self._timer = self.loop.call_later(SETTLING_SECONDS, self._settle)
        else:
            self._drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Note what came."""
        self._is_unread = False
        self._body_bytes += len(data)
        if self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            data = data.lstrip(b"\r\n")  # some clients end a body with a line too many
        if data:
            super().data_received(data)
        now = self.loop.time()
        if self._is_between():
            # Part of a head: its time runs from its first byte, however slowly the others follow.
            self._head_since = now if self._head_since is None else self._head_since
        else:
            self._begin(len(data))

    def eof_received(self) -> bool:  # type: ignore[override] # the server's own never stays
        """Go on with what the client has asked whole, though it sends no more: it may still read.

        Gives whether the connection stays.
        """
        if self._half_closed_since is None:
            self._half_closed_since = self.loop.time()
        return not self._is_between() and not self.cycle.more_body

    def on_response_complete(self) -> None:
        """The connection is idle from now on, unless another request has come already."""
        self._idle_since = self.loop.time()
        super().on_response_complete()
        if not self._is_between():
            self._begin(0)
        elif self._half_closed_since is not None:
            self.transport.close()
        elif self.conn.trailing_data[0]:
            self._head_since = self._idle_since

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; where an answer has begun, there is nothing left but to break off."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        if not self._is_between():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        super().send_400_response(msg)

    def _should_upgrade(self) -> bool:
        """Speak nothing but HTTP/1.1, and warn of no library: who offers to speak another is answered in this."""
        return False

    def _begin(self, came: int) -> None:
        """Note that a request has begun, with so many bytes, unless that is noted."""
        if self._of_cycle is not self.cycle:
            self._of_cycle, self._head_since = self.cycle, None
            self._body_since, self._body_bytes = self.loop.time(), came

    def pause_writing(self) -> None:
        """The client takes nothing more for now."""
        self._stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client takes more."""
        self._stuck_since = None
        if self._half_closed_since is not None:
            self._half_closed_since = self.loop.time()
        super().resume_writing()

    def _may_stay(self) -> bool:
        """Whether this new connection has a place, or others made way that wait for their clients."""
        return self._beyond() <= BURST or self._make_way(but_for=self) > 0

    def _settle(self) -> None:
        """Where there are too many by now, let those go that wait longest.

        What this connection asked has been read: it may be told from one that says nothing.
        """
        if self._beyond() > 0:
            self._make_way()
        if not self._is_dropped:
            self._timer = self.loop.call_later(TICK_SECONDS, self._look)

    def _beyond(self) -> int:
        """How many connections there are too many, at most: those on their way out may be among them."""
        return len(self.connections) - self._limits.connections

    def _make_way(self, but_for: "TimedProtocol | None" = None) -> int:
        """Drop those that wait longest for their clients, as many as there are too many; gives how many went.

        All of them at once: looking at each connection takes a millisecond, too long to do it for every new one.
        """
        held = [one for one in self.connections if isinstance(one, TimedProtocol) and not one._is_dropped]
        now = self.loop.time()
        waiting = [
            (since, number, one)
            for number, one in enumerate(held)
            if one is not but_for and (since := one._waiting(now)) is not None
        ]
        gone = heapq.nsmallest(len(held) - self._limits.connections, waiting)
        for _, _, one in gone:
            one._drop()
        return len(gone)

    def _waiting(self, now: float) -> tuple[int, float] | None:
        """How soon this one makes way, and since when only the client is waited for; None where it is not.

        First come idle ones, then those that are late, last those that have hardly had the time to say anything.
        """
        if self.transport.get_write_buffer_size():
            since = now if self._stuck_since is None else self._stuck_since
            return (1, since) if now - since > TICK_SECONDS else None
        if self._is_between():
            return 2 * (self._is_unread and now - self._idle_since < UNREAD_SECONDS), self._idle_since
        return (1, self._body_since or now) if self._is_late(now, TICK_SECONDS) else None

    def _drop(self) -> None:
        self._is_dropped = True
        self.transport.abort()

    def _is_between(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        now = self.loop.time()
        if not self.transport.get_write_buffer_size():
            self._stuck_since = None
            if self._half_closed_since is not None and now - self._half_closed_since > HALF_CLOSED_SECONDS:
                self.transport.close()
            if self.transport.is_closing():
                return
        elif self._stuck_since is None:
            self._stuck_since = now  # the end of an answer, too short for the server to pause
        if self._is_overdue(now):
            self.transport.abort()
            return
        begun = self._head_since if self._is_between() and not self.transport.is_closing() else None
        if begun is not None and now - begun > self._limits.header_s:
            self.transport.write(TIMED_OUT)
            self.transport.close()
        self._timer = self.loop.call_later(TICK_SECONDS, self._look)

    def _is_overdue(self, now: float) -> bool:
        """Whether the client takes an answer, or sends a body, too slowly to wait longer."""
        if self._stuck_since is not None and now - self._stuck_since > self._limits.reader_s:
            return True
        return not self._is_between() and self._is_late(now, self._limits.body_s)

    def _is_late(self, now: float, patience: float) -> bool:
        """Whether a body comes too slowly, after so many seconds.

        What the service itself does not take yet is not the client's fault.
        """
        if not self.cycle.more_body or self._body_since is None:
            return False
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._body_since, self._body_bytes = now, 0
            return False
        took = now - self._body_since
        return took > patience and self._body_bytes < took * self._limits.body_rate


def timed_protocol(limits: LimitSettings) -> Callable[..., TimedProtocol]:
    """Give what the server makes its connections with."""
    seldom = Seldom(logging.getLogger("uvicorn.error"))

    def make(**given: Any) -> TimedProtocol:  # noqa: ANN401 - the server's own arguments
        return TimedProtocol(limits, seldom, **given)

    return make
