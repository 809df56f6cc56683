"""What every request passes: host names, other sites' pages, sizes, headers, request ids."""

import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from service.middleware.origin import OriginGuard

UPLOAD_LIMIT = 3 << 20


def guarded(host: str, allowed: tuple[str, ...]) -> TestClient:
    """A tiny app behind the guard."""

    async def fine(_: Request) -> PlainTextResponse:
        return PlainTextResponse("fine")

    app = Starlette(routes=[Route("/api/", fine, methods=["GET", "POST"])])
    return TestClient(OriginGuard(app, host, allowed), base_url="http://localhost")


class Scopeless:
    """The state of an app that has no page."""


@pytest.mark.parametrize(
    ("listening", "allowed", "called", "served"),
    [
        ("127.0.0.1", (), "localhost", True),
        ("127.0.0.1", (), "LOCALHOST:8000", True),
        ("127.0.0.1", (), "127.0.0.1:8000", True),
        ("127.0.0.1", (), "[::1]:8000", True),
        ("127.0.0.1", (), "evil.example", False),
        ("127.0.0.1", (), "localhost.evil.example", False),
        ("127.0.0.1", (), "127.0.0.1.evil.example", False),
        ("127.0.0.1", (), "[", False),
        ("127.0.0.1", (), "", False),
        ("127.0.0.1", ("chuchu.intra",), "chuchu.intra", True),
        ("127.0.0.1", ("*",), "anything.example", True),
        ("0.0.0.0", (), "10.1.2.3", True),
        ("0.0.0.0", ("chuchu.intra",), "chuchu.intra:8000", True),
        ("0.0.0.0", ("chuchu.intra",), "evil.example", False),
    ],
)
def test_only_known_names_are_served(
    listening: str, allowed: tuple[str, ...], called: str, served: bool
) -> None:
    """A page that rebinds its name to this machine reads nothing."""
    answer = guarded(listening, allowed).get("/api/", headers={"Host": called})

    assert answer.status_code == (200 if served else 403)
    assert served or answer.json()["error"]["code"] == "host_not_allowed"


@pytest.mark.parametrize(
    ("headers", "served"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://localhost:8080"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://["}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
    ],
)
def test_other_sites_pages_change_nothing(headers: dict[str, str], served: bool) -> None:
    """A changing request from another origin is refused; a reading one from a link is served."""
    client = guarded("127.0.0.1", ())

    assert client.post("/api/", headers=headers).status_code == (200 if served else 403)
    assert client.get("/api/", headers=headers).status_code == 200


def test_an_announced_excess_is_refused_unread(client: TestClient) -> None:
    """A request that announces too much gets 413 at once, in the one shape."""
    answer = client.post("/api/v1/search", content=b"x", headers={"Content-Length": str(2 << 20)})
    upload = client.post("/api/v1/documents", content=b"x", headers={"Content-Length": str(UPLOAD_LIMIT * 2)})

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert (upload.status_code, upload.json()["error"]["code"]) == (413, "too_large")


def test_an_unannounced_excess_is_refused_on_the_way(client: TestClient) -> None:
    """A body that comes in pieces without a length is cut off within a piece of the limit."""
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1 << 16
            yield b"x" * (1 << 16)

    answer = client.post("/api/v1/search", content=pieces(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/", "/api/v1/documents", "/healthz", "/nichts", "/api/v1/openapi.json"])
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    """The policy, nosniff and the frame ban stand on every answer, errors too."""
    headers = client.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["x-request-id"]


def test_the_log_tells_path_and_status_and_no_query(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A request is logged with its id; what was searched for is nobody's business."""
    with caplog.at_level(logging.INFO, logger="chuchu.requests"):
        client.get("/api/v1/search", params={"q": "秘密内容甲乙丙"}, headers={"X-Request-ID": "kennung-1"})
        client.get("/healthz", headers={"X-Request-ID": "böse\nzeile"[:4].encode("utf-8").hex() + " x"})
    lines = [record.getMessage() for record in caplog.records if record.name == "chuchu.requests"]

    assert lines[0].startswith("kennung-1 GET '/api/v1/search' 200 ")
    assert not any("秘密" in line or "%E7" in line for line in lines)
    assert " x GET" not in lines[1]


def test_head_is_answered_like_get(client: TestClient) -> None:
    """A HEAD request has the headers of GET and no body."""
    got, head = client.get("/documents"), client.head("/documents")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert client.head("/api/v1/nichts").status_code == 404
