"""Clients that send a byte now and then, or take none: closed in time, and nobody else waits for them."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from api_tests.live_server import running
from service.http_protocol import timed_protocol
from service.settings_limits import LimitSettings

LIMITS = LimitSettings(header_s=2, body_s=2, reader_s=2, body_rate=1000, connections=400)
HALF = b"GET /fine HTTP/1.1\r\nHost: a\r\nX-Slow: "
BODY = b"POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
TAKEN = b"POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 15000\r\nConnection: close\r\n\r\n"
GRACE = 3.5
"""How long after its limit a connection may still be open: it is looked at every second, on a busy machine."""


async def fine(_: Request) -> Response:
    return PlainTextResponse("好")


async def take(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def much(_: Request) -> Response:
    return Response(b"x" * (64 << 20))


async def pause(_: Request) -> Response:
    time.sleep(0.5)  # nobody else is served meanwhile, so that all who come are taken in at once
    return PlainTextResponse("好")


@contextmanager
def served(limits: LimitSettings) -> Iterator[int]:
    """Run a real server with limits; gives its port."""
    app = Starlette(
        routes=[
            Route("/fine", fine),
            Route("/take", take, methods=["POST"]),
            Route("/much", much),
            Route("/pause", pause),
        ]
    )
    config = uvicorn.Config(
        app, port=0, http=cast("type[H11Protocol]", timed_protocol(limits)), ws="none", log_level="critical",
        timeout_keep_alive=60, backlog=512,
    )  # fmt: skip
    with running(config) as port:
        yield port


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with short limits."""
    with served(LIMITS) as port:
        yield port


def connected(port: int, first: bytes) -> socket.socket:
    """Give a connection that has sent its first bytes."""
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.sendall(first)
    return made


def closed_after(client: socket.socket, dripping: bytes = b"", patience: float = 12) -> float:
    """Give the seconds until the server has closed a connection, to which a byte is sent now and then."""
    began = time.monotonic()
    client.settimeout(0.3)
    while time.monotonic() - began < patience:
        try:
            if dripping:
                client.send(dripping)
            if not client.recv(4096):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


def answered_in(port: int) -> float:
    """Give the seconds that a plain request takes."""
    began = time.monotonic()
    with connected(port, b"GET /fine HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") as client:
        answer = client.recv(4096)
    assert answer.startswith(b"HTTP/1.1 200")
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("first", "dripping"),
    [(b"", b""), (b"G", b""), (HALF, b"x"), (BODY, b"y"), (BODY + b"y" * 900, b"")],
    ids=["silent", "one letter", "slow head", "slow body", "half a body"],
)
def test_a_slow_client_is_closed(port: int, first: bytes, dripping: bytes) -> None:
    """A head or body that does not come in time ends the connection, however often a byte arrives."""
    with connected(port, first) as client:
        took = closed_after(client, dripping)

    assert 1.5 < took < 2 + GRACE


def test_a_slow_head_after_an_answer_is_closed(port: int) -> None:
    """The second request of a connection is timed as the first."""
    with connected(port, b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n") as client:
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
        client.sendall(HALF)
        took = closed_after(client, b"x")

    assert 1.5 < took < 2 + GRACE


def test_a_reader_that_takes_nothing_is_closed(port: int) -> None:
    """An answer that nobody takes does not stay in memory."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
    time.sleep(2 + GRACE)
    client.settimeout(5)
    got = 0
    try:
        while part := client.recv(1 << 20):
            got += len(part)
    except OSError:
        pass
    client.close()

    assert got < 64 << 20


def test_a_body_in_time_is_taken(port: int) -> None:
    """A body that comes slowly, but faster than the least rate, is taken whole."""
    with connected(port, TAKEN) as client:
        for _ in range(15):
            client.sendall(b"z" * 1000)
            time.sleep(0.2)
        answer = client.makefile("rb").read()

    assert answer.endswith(b"15000")


def test_half_open_connections_keep_nobody_waiting(port: int) -> None:
    """With 300 half-open heads a plain request is answered within a second, and all of them are closed in time."""
    slow = [connected(port, HALF) for _ in range(300)]
    began = time.monotonic()
    waits = [answered_in(port) for _ in range(5)]
    took = [closed_after(client, patience=12) for client in slow]
    everything = time.monotonic() - began
    for client in slow:
        client.close()

    assert max(waits) < 1
    assert (everything < 15, max(took) < 12) == (True, True)


@pytest.fixture(scope="module")
def small_port() -> Iterator[int]:
    """A server of eight connections, patient with all of them."""
    with served(LimitSettings(header_s=60, body_s=60, reader_s=60, connections=8)) as port:
        yield port


def read_answer(client: socket.socket) -> None:
    """Take the answer to `/fine`, which may come in parts."""
    got = b""
    while not got.endswith("好".encode()):
        part = client.recv(4096)
        assert part, got
        got += part


def is_open(client: socket.socket) -> bool:
    """Whether the server still holds a connection."""
    client.settimeout(0.2)
    try:
        return client.recv(4096) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_for_one_connection_too_many_the_oldest_idle_one_is_closed(small_port: int) -> None:
    """Beyond the most connections a request is answered; of those that say nothing the oldest is gone."""
    held = []
    for first in (b"", b"G", HALF, b"", b"", b"", b"", b""):
        held.append(connected(small_port, first))
        time.sleep(0.02)
    time.sleep(0.6)
    ninth = connected(small_port, b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n")
    read_answer(ninth)
    time.sleep(0.3)

    assert [False, True, True, True, True, True, True, True] == [is_open(client) for client in held]
    assert max(answered_in(small_port) for _ in range(20)) < 1
    for client in (ninth, *held):
        client.close()


def test_a_client_that_is_slow_to_begin_is_waited_for(small_port: int) -> None:
    """A new connection that has said nothing for a moment makes way after those that have been idle for long."""
    held = [connected(small_port, b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n") for _ in range(8)]
    for client in held:
        read_answer(client)
    late = connected(small_port, b"")
    burst = []
    for _ in range(9):
        burst.append(connected(small_port, b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n"))
        read_answer(burst[-1])
    time.sleep(0.1)
    late.sendall(b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n")
    read_answer(late)
    for client in (late, *held, *burst):
        client.close()


def test_a_request_under_way_makes_way_for_nobody(small_port: int) -> None:
    """Idle connections are closed for new ones, in the order of their last answer; a body on its way is not."""
    with (
        connected(small_port, TAKEN) as upload,
        connected(small_port, b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n") as used,
    ):
        quiet = connected(small_port, b"")
        read_answer(used)
        time.sleep(0.6)
        used.sendall(b"GET /fine HTTP/1.1\r\nHost: a\r\n\r\n")
        read_answer(used)
        others = []
        for _ in range(6):
            others.append(connected(small_port, b""))
            upload.sendall(b"z" * 1000)
            time.sleep(0.05)

        assert [False, True] == [is_open(quiet), is_open(used)]
        for _ in range(9):
            upload.sendall(b"z" * 1000)
            others.append(connected(small_port, b""))
            time.sleep(0.05)
        assert upload.makefile("rb").read().endswith(b"15000")
        assert not is_open(used)
        for client in (quiet, *others):
            client.close()


@pytest.mark.parametrize(
    "first", [BODY, b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n"], ids=["slow bodies", "slow readers"]
)
def test_slow_requests_do_not_shut_others_out(small_port: int, first: bytes) -> None:
    """Where no connection is idle, one whose client has been too slow for more than a second makes way."""
    held = [connected(small_port, first) for _ in range(8)]
    time.sleep(1.5)
    waits = [answered_in(small_port) for _ in range(5)]
    for client in held:
        client.close()

    assert max(waits) < 1


def test_a_burst_of_connections_leaves_the_most_that_there_may_be(small_port: int) -> None:
    """Of forty connections made at once eight are left, and a request after them is answered."""
    burst = [connected(small_port, b"") for _ in range(40)]
    waited = answered_in(small_port)
    time.sleep(0.3)
    left = sum(is_open(client) for client in burst)
    for client in burst:
        client.close()

    assert (waited < 1, left in (7, 8)) == (True, True)


def test_a_request_that_came_with_a_burst_is_answered(small_port: int) -> None:
    """Who has asked is not taken for idle, though a burst of others was taken in before the question was read."""
    with connected(small_port, b"GET /pause HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"):
        time.sleep(0.1)
        asker = connected(small_port, b"GET /fine HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        burst = [connected(small_port, b"") for _ in range(40)]
        answer = asker.makefile("rb").read()
        time.sleep(0.3)
        left = sum(is_open(client) for client in burst)
    for client in (asker, *burst):
        client.close()

    assert (answer.decode().endswith("好"), left in (6, 7, 8)) == (True, True)
