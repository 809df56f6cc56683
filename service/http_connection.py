"""What the server takes for a request, where its library takes more: lengths in doubt, endless heads, bodies in crumbs."""

import re
from typing import Any

import h11

HEAD_BYTES = 16 << 10
HEAD_LINES = 200
"""Reading a head takes some microseconds a line: one packet of fifteen thousand would hold up everybody for 0.1 s."""
CHUNKS, CHUNK_BYTES = 4096, 16
"""So many chunks of a body are read however small they are; of more, each must hold so many bytes on the average.

A chunk takes twenty microseconds, so that a megabyte in single bytes takes as long as a hundred searches.
"""
_HEAD_END = re.compile(rb"\n\r?\n")
_WHOLE_ADDRESS = re.compile(rb"https?://([^/?]*)(.*)", re.IGNORECASE)
_CLOSE = (b"connection", b"close")


class StrictConnection(h11.Connection):
    """The server's side of one connection."""

    _chunks = _body_bytes = 0

    def next_event(self) -> Any:  # noqa: ANN401 - as the library says it
        """Give what came next. Raises h11.RemoteProtocolError for what is no request, or none that is taken."""
        if self.their_state is h11.IDLE:
            check_head(self.trailing_data[0])
        event = super().next_event()
        if isinstance(event, h11.Data):
            self._count(event)
        elif isinstance(event, h11.Request):
            self._chunks = self._body_bytes = 0
            check_length(event)
            return in_origin_form(event)
        return event

    def _count(self, part: h11.Data) -> None:
        """Count a part of a body. Raises h11.RemoteProtocolError where its chunks are too many and too small."""
        self._chunks += part.chunk_start
        self._body_bytes += len(part.data)
        if self._chunks > CHUNKS and self._body_bytes < self._chunks * CHUNK_BYTES:
            raise h11.RemoteProtocolError("chunks too small")

    def send(self, event: h11.Event) -> bytes | None:  # type: ignore[override] # one of two in the library
        """Give the bytes of an event; closes after an answer to who still asks whether to send a body.

        They may send it or not, so that what comes next could be either that or another request.
        """
        if isinstance(event, h11.Response) and self.they_are_waiting_for_100_continue:
            headers = [*event.headers, _CLOSE]
            event = h11.Response(status_code=event.status_code, headers=headers, reason=event.reason)
        return super().send(event)


def check_head(came: bytes) -> None:
    """Pass if the head that begins what came is no longer than one may be, whether it is complete or not."""
    found = _HEAD_END.search(came)
    end = found.end() if found else len(came)
    if end > HEAD_BYTES or came.count(b"\n", 0, end) > HEAD_LINES:
        raise h11.RemoteProtocolError("head too long", error_status_hint=431)


def check_length(asked: h11.Request) -> None:
    """Pass if there is one way to tell where a request ends: a proxy in front might go by the other (RFC 9112, 6.1)."""
    names = {name for name, _ in asked.headers}
    if b"transfer-encoding" in names and (b"content-length" in names or asked.http_version < b"1.1"):
        raise h11.RemoteProtocolError("length in doubt")


def in_origin_form(asked: h11.Request) -> h11.Request:
    """Give a request for a whole address, as sent to proxies, as one for its path; its host goes before (3.2.2)."""
    found = _WHOLE_ADDRESS.fullmatch(asked.target)
    if found is None:
        return asked
    others = [(name, value) for name, value in asked.headers.raw_items() if name.lower() != b"host"]
    return h11.Request(
        method=asked.method,
        target=found[2] if found[2].startswith(b"/") else b"/" + found[2],
        headers=[(b"Host", found[1]), *others],
        http_version=asked.http_version,
    )
