"""Requests as no library sends them: in doubt about their length, endless, half-closed, one behind the other."""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import cast

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from api_tests.live_server import running
from service.http_protocol import timed_protocol
from service.middleware.head import HeadAsGet
from service.seldom import Seldom
from service.settings_limits import LimitSettings

HOST = b"Host: a\r\n"
FINE = b"GET /fine HTTP/1.1\r\n" + HOST + b"\r\n"
LAST = b"GET /last HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
WORDS = "值守〔５〕".encode()
TAKE = b"POST /take HTTP/1.1\r\n" + HOST
POST = TAKE + b"Content-Length: %d\r\n\r\n" % len(WORDS) + WORDS
CHUNKED = TAKE + b"Transfer-Encoding: chunked\r\n\r\n"
left = threading.Event()


async def told(request: Request) -> Response:
    return PlainTextResponse(f"<{request.url.path} {request.headers.get('host')} {request.url.query}>")


async def take(request: Request) -> Response:
    return PlainTextResponse(f"<{len(await request.body())}>")


async def slow(request: Request) -> Response:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(float(request.query_params["s"])):
            while (await request.receive())["type"] != "http.disconnect":
                pass
            left.set()
    return PlainTextResponse("<slow>")


async def endless(_: Request) -> Response:
    async def lines() -> AsyncIterator[bytes]:
        while True:
            yield b"still here\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(lines())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A real server with short limits; gives its port."""
    routes = [Route(f"/{name}", told) for name in ("fine", "last")]
    routes += [Route("/slow", slow), Route("/endless", endless), Route("/take", take, methods=["POST"])]
    app = Starlette(routes=routes, middleware=[Middleware(HeadAsGet)])
    limits = LimitSettings(header_s=2, body_s=2, reader_s=2, body_rate=1000, connections=100)
    config = uvicorn.Config(
        app, port=0, http=cast("type[H11Protocol]", timed_protocol(limits)), ws="none", log_config=None
    )
    with running(config) as port:
        yield port


def connected(port: int, first: bytes) -> socket.socket:
    """Give a connection that has sent its first bytes."""
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.sendall(first)
    return made


def read(client: socket.socket) -> bytes:
    """Give all that comes until the server closes."""
    got = b""
    try:
        while part := client.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def send(client: socket.socket, what: bytes) -> None:
    """Send, as far as it is taken."""
    with contextlib.suppress(OSError):
        client.sendall(what)


def answers(port: int, sent: bytes, *, half_closed: bool = False) -> list[str]:
    """Send at once, and give the status and text of each answer until the server closes."""
    with connected(port, sent) as client:
        if half_closed:
            client.shutdown(socket.SHUT_WR)
        return statuses(read(client))


def statuses(got: bytes) -> list[str]:
    """The status of each answer, with what stands in angle brackets."""
    found = got.decode().split("HTTP/1.1 ")[1:]
    return [one[:3] + one.partition("\r\n\r\n")[2].strip() for one in found]


def test_requests_behind_one_another_are_answered_in_order(port: int) -> None:
    """Four at once, one with a body, and a line too many between two of them."""
    assert ["200</fine a >", f"200<{len(WORDS)}>", "200</fine a >", "200</last a >"] == answers(
        port, b"\r\n" + FINE + POST + FINE + LAST
    )


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (FINE, ["200</fine a >"]),
        (POST, [f"200<{len(WORDS)}>"]),
        (FINE + POST + FINE, ["200</fine a >", f"200<{len(WORDS)}>", "200</fine a >"]),
        (b"GET /fine HTTP/1.0\r\n\r\n", ["200</fine None >"]),
        (b"GET /slow?s=1 HTTP/1.1\r\n" + HOST + b"\r\n", ["200<slow>"]),
        (POST[:-2], []),
        (FINE[:-2], []),
        (b"", []),
    ],
    ids=["one", "with a body", "three", "of old", "slow", "half a body", "half a head", "nothing"],
)
def test_who_closes_its_own_side_is_answered(port: int, sent: bytes, told: list[str]) -> None:
    """As `printf … | nc` does: what was asked whole is answered, then the connection is closed."""
    began = time.monotonic()
    got = answers(port, sent, half_closed=True)

    assert (got, time.monotonic() - began < 4) == (told, True)


def test_who_has_left_is_not_worked_for(port: int) -> None:
    """One that closed its side and whose answer does not come soon may have left altogether: the work is told so."""
    left.clear()
    began = time.monotonic()
    assert [] == answers(port, b"GET /slow?s=30 HTTP/1.1\r\n" + HOST + b"\r\n", half_closed=True)

    assert (left.wait(2), time.monotonic() - began < 8) == (True, True)


@pytest.mark.parametrize(
    "sent",
    [
        TAKE + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + LAST,
        TAKE + b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n" + LAST,
        TAKE.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + LAST,
        TAKE + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + LAST,
        TAKE + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" + LAST,
        TAKE + b"Content-Length : 4\r\n\r\nabcd" + LAST,
    ],
    ids=["both", "both turned", "of old", "two codings", "two lengths", "a space"],
)
def test_a_length_in_doubt_is_refused(port: int, sent: bytes) -> None:
    """Where a proxy in front could see another end of the request, it is refused, and what follows is not read."""
    assert ["400Invalid HTTP request received."] == [
        one.split("\r\n")[-1] for one in plain(answers(port, sent))
    ]


def plain(found: list[str]) -> list[str]:
    """Answers in chunks, without the lengths of these."""
    return [one[:3] + one[3:].strip("\r\n0").split("\r\n")[-1] for one in found]


@pytest.mark.parametrize("before", [b"", FINE, CHUNKED], ids=["first", "behind another", "behind a body"])
@pytest.mark.parametrize(
    ("lines", "width", "status"), [(190, 1, "200"), (250, 1, "400"), (60_000, 0, "400"), (10, 2000, "400")]
)
def test_a_head_has_an_end(port: int, before: bytes, lines: int, width: int, status: str) -> None:
    """Two hundred lines and 16 KB are read, in one packet or many; more is refused before it is taken apart."""
    head = (
        b"GET /last HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + (b"a:" + b"b" * width + b"\r\n") * lines
    )
    body = b"3\r\nabc\r\n0\r\n\r\n" if before is CHUNKED else b""
    found = answers(port, before + body + head + b"\r\n")

    assert found[-1][:3] == status or (found == [] and lines == 60_000)  # reset while it still sent
    assert len(found) <= 1 + bool(before)


def test_a_long_trailer_has_an_end_too(port: int) -> None:
    """Lines behind the last chunk are bounded as those of a head."""
    found = answers(port, CHUNKED + b"3\r\nabc\r\n0\r\n" + b"a: b\r\n" * 10_000)

    assert [one[:3] for one in found] in (["400"], [])


def test_a_body_in_crumbs_is_refused(port: int) -> None:
    """A megabyte in chunks of one byte is given up early, one in lines of a table is taken, and others are answered."""
    began, waits = time.monotonic(), list[float]()
    with connected(port, CHUNKED) as client:
        sending = threading.Thread(target=send, args=[client, b"1\r\nx\r\n" * 200_000])
        sending.start()
        while sending.is_alive() and time.monotonic() - began < 20:
            asked = time.monotonic()
            assert ["200</last a >"] == answers(port, LAST)
            waits.append(time.monotonic() - asked)
        refused = statuses(read(client))
        sending.join()
    lines = (b"14\r\n" + b"2024,%05d,17,0.25\r\n\r\n" % number for number in range(10_000))
    table = answers(port, CHUNKED + b"".join(lines) + b"0\r\n\r\n" + LAST)

    assert [one[:3] for one in refused] in (["400"], [])  # reset while it still sent
    assert ["200<200000>", "200</last a >"] == table
    assert max(waits, default=0) < 1


def test_who_asks_before_it_sends_a_body_is_told_to(port: int) -> None:
    """`Expect: 100-continue` is answered when the body is wanted, and the connection stays."""
    with connected(port, TAKE + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n") as client:
        first = client.recv(4096)
        client.sendall(b"abc" + LAST)
        rest = read(client)

    assert first.startswith(b"HTTP/1.1 100 ")
    assert ["200<3>", "200</last a >"] == statuses(rest)


def test_what_follows_an_unwanted_body_is_not_taken_for_it(port: int) -> None:
    """Who asked, and was answered without being told to send, may go on with the next request: not on this connection."""
    asked = FINE.removesuffix(b"\r\n") + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with connected(port, asked) as client:
        got = read(client)

    assert (statuses(got), b"connection: close" in got.lower()) == (["200</fine a >"], True)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (b"http://a.example:81/fine?x=1", "200</fine a.example:81 x=1>"),
        (b"HTTPS://b.example/fine", "200</fine b.example >"),
        (b"http://c.example?x=/2", "404Not Found"),
        (b"ftp://d.example/fine", "404Not Found"),
    ],
)
def test_a_whole_address_is_as_good_as_a_path(port: int, target: bytes, told: str) -> None:
    """As sent to proxies: its path is looked up, and its host goes before the one in the headers."""
    assert [told] == answers(port, b"GET %s HTTP/1.1\r\n" % target + HOST + b"Connection: close\r\n\r\n")


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        (b"GET /endless HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", b"ZZ\r\n"),
        (b"GET /fine HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", b"ZZ\r\n"),
    ],
    ids=["answer begun", "answer ended"],
)
def test_a_body_that_breaks_behind_its_answer_ends_it(
    port: int, caplog: pytest.LogCaptureFixture, asked: bytes, then: bytes
) -> None:
    """A chunk of no length after the answer has begun: the connection is closed, and no traceback is written."""
    with connected(port, asked) as client:
        first = client.recv(4096)
        client.sendall(then)
        read(client)
    time.sleep(0.1)

    assert first.startswith(b"HTTP/1.1 200 ")
    assert [] == [one.message for one in caplog.records if one.levelno >= logging.ERROR]


def test_other_protocols_are_declined_without_a_word(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """Who offers to go on in HTTP/2 or WebSocket is answered in HTTP/1.1; nothing is logged of missing libraries."""
    for other in (b"h2c", b"websocket"):
        asked = FINE.removesuffix(b"\r\n") + b"Connection: Upgrade\r\nUpgrade: " + other + b"\r\n\r\n"
        assert ["200</fine a >", "200</last a >"] == answers(port, asked + LAST)

    assert [] == [one.message for one in caplog.records if one.levelno >= logging.WARNING]


def test_what_is_no_request_does_not_fill_the_log(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """Of thirty requests that are none one at most is told; others were left out."""
    assert [["400Invalid HTTP request received."]] * 30 == [
        answers(port, b"\x16\x03\x01\r\n\r\n") for _ in range(30)
    ]

    assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) <= 1


def test_a_warning_that_was_left_out_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    """The first is told, those of the next minute are counted, and the one after that tells their number."""
    now = [0.0]
    seldom = Seldom(logging.getLogger("门外"), clock=lambda: now[0])
    for now[0] in (0, 1, 59, 60, 61, 200):
        seldom.warning("%s", "无效请求")

    assert ["无效请求", "无效请求 (and 2 before it)", "无效请求 (and 1 before it)"] == [
        one.message for one in caplog.records
    ]


def test_the_head_of_an_endless_answer_ends(port: int) -> None:
    """HEAD of a stream is answered at once, and the next request after it."""
    began = time.monotonic()
    got = answers(port, b"HEAD /endless HTTP/1.1\r\n" + HOST + b"\r\n" + LAST)

    assert (got, time.monotonic() - began < 2) == (["200", "200</last a >"], True)


def test_a_body_behind_a_slow_answer_is_given_its_time(port: int) -> None:
    """Its time does not run while the server reads nothing of it."""
    upload = TAKE + b"Content-Length: 6000\r\nConnection: close\r\n\r\n"
    with connected(port, b"GET /slow?s=3 HTTP/1.1\r\n" + HOST + b"\r\n" + upload + b"z" * 500) as client:
        assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
        for _ in range(11):
            time.sleep(0.2)
            client.sendall(b"z" * 500)
        assert read(client).endswith(b"<6000>")
