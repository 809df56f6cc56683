"""The shipped nginx before services that have no room, die, or cut a connection off: whoever can answer is asked."""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from api_tests.service.replica_world import asked, nginx, searched, until

CUT_OFF = 0
"""In place of a status: the connection is reset before anything is answered."""


class Service(ThreadingHTTPServer):
    """Answers whatever it is asked with one status."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.status = 200


class Handler(BaseHTTPRequestHandler):
    """One connection of a service."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.server.status == CUT_OFF:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Service]:
    with Service() as service:
        thread = Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()


@pytest.fixture
def services() -> Iterator[list[Service]]:
    with ExitStack() as leaving:
        yield [leaving.enter_context(serving()) for _ in range(3)]


@pytest.fixture
def front(services: list[Service], tmp_path: Path) -> Iterator[int]:
    """The port of nginx before the three."""
    with nginx(tmp_path / "nginx", [one.server_address[1] for one in services]) as port:
        until(lambda: asked(port, "GET", "/healthz")[0] == 200)
        yield port


def uploaded(port: int) -> int:
    return asked(port, "POST", "/api/v1/documents", "〔２０２４〕㐂村".encode())[0]


def test_services_that_have_room_again_are_asked_at_once(services: list[Service], front: int) -> None:
    """While none of three has room everybody is told so (503) by one of them, and no second longer by nginx (502)."""
    for one in services:
        one.status = 503
    without_room = [*(searched(front, "防汛抗旱")[0] for _ in range(8)), *(uploaded(front) for _ in range(4))]
    for one in services:
        one.status = 200
    with_room = [*(searched(front, "防汛抗旱")[0] for _ in range(4)), *(uploaded(front) for _ in range(4))]

    assert (without_room, with_room) == ([503] * 12, [200] * 8)


def test_the_last_of_three_is_asked_again_after_it_cut_a_connection_off(
    services: list[Service], front: int
) -> None:
    """Where two are dead, one connection lost by the third costs the upload on it, and nobody else anything."""
    *dead, last = services
    for one in dead:
        one.status = CUT_OFF
    before = [searched(front, "渡口值守")[0] for _ in range(6)]
    last.status = CUT_OFF
    lost = uploaded(front)
    last.status = 200
    after = [*(searched(front, "渡口值守")[0] for _ in range(6)), *(uploaded(front) for _ in range(3))]

    assert (before, lost, after) == ([200] * 6, 502, [200] * 9)
