"""The real app over a small data folder, asked by those who mean harm: never a 5xx, nothing outside the folder touched."""

import http.client
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api_tests.hostile_strings import SERVED, paths, queries, too_long
from api_tests.service.waiting import wait_for_job
from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from retrieval.query import QueryEmpty, clean_query
from retrieval.results import SearchRequest
from service.app import create_app

LOCAL = "http://127.0.0.1"
LIMIT = 1 << 20
MOST_BEYOND = 1 << 20  # bytes after the limit by which the answer must have come
CANARY = "金丝雀：此文件不属于数据目录"
TOPICS = ("古井保护", "春耕备耕", "防汛抗旱")
QUERIES = queries()
LONG = list(too_long())
PATHS = paths()
CHUNK = b"x" * 65536


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data folder in it and a canary beside that."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "canary.txt").write_text(CANARY, "utf-8")
    return folder


@pytest.fixture(scope="module")
def chuchu(root: Path) -> Iterator[SmallChuchu]:
    with small_chuchu(root, max_upload_bytes=LIMIT, poll_seconds=0.05) as opened:
        index(opened, write_notices(root / "通知", TOPICS))
        yield opened


@pytest.fixture(scope="module")
def app(chuchu: SmallChuchu) -> FastAPI:
    return create_app(chuchu)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False, follow_redirects=False) as started:
        yield started


@pytest.fixture(scope="module")
def live(client: TestClient, app: FastAPI) -> Iterator[str]:
    """The same app behind a real server on a free port; gives its address."""
    config = uvicorn.Config(
        app, "127.0.0.1", 0, lifespan="off", log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def tree(root: Path) -> dict[str, bytes]:
    """Every file outside the data folder, with its bytes."""
    data = root / "data"
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_relative_to(data))
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def test_there_are_enough_of_them() -> None:
    """At least two hundred strings that are short enough to be served, sixty that look like paths, all different."""
    assert len(set(QUERIES.values())) >= 200
    assert len(set(PATHS)) >= 60
    assert max(map(len, QUERIES.values())) == SERVED


def test_the_search_takes_every_string(chuchu: SmallChuchu) -> None:
    """Each is cleaned and searched for, or is nothing once it is cleaned; the catalogue stays as it was."""
    head = chuchu.catalogue.head()
    searched = 0
    for text in QUERIES.values():
        try:
            query = clean_query(text, SERVED)
        except QueryEmpty:
            continue
        searched += 1
        found = chuchu.search.search(SearchRequest(query))
        assert all(hit.citation.text for hit in found.hits)

    assert searched > 200
    assert chuchu.catalogue.head() == head


def test_operators_are_words_and_not_commands(client: TestClient) -> None:
    """A query of operators around a word finds what the word finds."""
    plain = {
        hit["citation"]["code"]
        for hit in client.get("/api/v1/search", params={"q": "古井保护"}).json()["hits"]
    }
    for query in ('"古井保护" OR *', "古井保护) OR (1=1", "title:古井保护", "古井保护 AND NOT 古井保护"):
        found = client.get("/api/v1/search", params={"q": query}).json()["hits"]
        assert plain & {hit["citation"]["code"] for hit in found}, query


@pytest.mark.slow
def test_every_string_is_served_over_http(client: TestClient) -> None:
    """By address, as JSON and on the page: 200, or 422 for what is empty or no text, and nothing else."""
    odd = {}
    for name, text in QUERIES.items():
        encoded = quote(text.encode("utf-8", "surrogatepass"))
        answers = (
            client.get(f"/api/v1/search?q={encoded}").status_code,
            client.post("/api/v1/search", json={"query": text}).status_code
            if not re.search("[\ud800-\udfff]", text)
            else client.post(
                "/api/v1/search", content=b'{"query": "%s"}' % ascii(text)[1:-1].encode()
            ).status_code,
            client.get(f"/?q={encoded}").status_code,
        )
        if not set(answers) <= {200, 422}:
            odd[name] = answers

    assert odd == {}


def test_what_is_too_long_is_refused_at_once(client: TestClient) -> None:
    """Beyond 500 characters 422, beyond a body's limit 413; each within a second, whatever it is made of."""
    slow: list[tuple[str, int, float]] = []
    for text in LONG:
        begin = time.monotonic()
        status = client.post("/api/v1/search", json={"query": text}).status_code
        taken = time.monotonic() - begin
        assert status in (413, 422), (text[:2], len(text), status)
        if taken > 1:
            slow.append((text[:2], len(text), taken))

    assert slow == []
    assert client.get("/api/v1/search", params={"q": "井" * 501}).status_code == 422
    assert client.get("/", params={"q": "井" * 501}).status_code in (200, 422)


def test_the_catalogue_is_whole_afterwards(client: TestClient, chuchu: SmallChuchu) -> None:
    """After all of it the documents are there, and a plain query is answered."""
    found = client.get("/api/v1/search", params={"q": "古井保护", "limit": 1}).json()

    assert client.get("/api/v1/documents").json()["total"] == len(TOPICS)
    assert "古井保护" in found["hits"][0]["citation"]["text"]


ROUTES = (
    "/api/v1/documents/{}", "/api/v1/documents/{}/text", "/api/v1/documents/{}/source", "/api/v1/documents/{}/outline",
    "/api/v1/passages/{}", "/api/v1/citations/{}", "/api/v1/jobs/{}", "/c/{}", "/documents/{}", "/static/{}/page.css",
    "/static/0/{}", "/jobs/{}",
)  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_no_id_leads_out_of_the_folder(client: TestClient, root: Path, route: str) -> None:
    """Ids and codes that are paths name nothing: a client error or a redirect within, and never the canary."""
    odd = []
    climbing = ("../canary.txt", "../../canary.txt", "../../../canary.txt", str(root / "canary.txt"))
    for text in (*PATHS, *climbing, *(f"..%2f{'..%2f' * n}canary.txt" for n in range(6))):
        for encoded in (quote(text.encode("utf-8", "surrogatepass"), safe=""), quote(text, safe="/%.\\:")):
            answer = client.get(route.format(encoded))
            leaked = CANARY in answer.text or "root:" in answer.text
            if answer.status_code >= 500 or leaked:
                odd.append((text, answer.status_code))

    assert odd == []


@pytest.mark.slow
def test_no_sent_name_leads_out_of_the_folder(client: TestClient, root: Path, chuchu: SmallChuchu) -> None:
    """An upload under a name that is a path is kept under its last part, or refused; nothing appears elsewhere."""
    before = tree(root)
    for number, name in enumerate((*PATHS, "../../../canary.txt", str(root / "canary.txt"))):
        body = f"关于第{number}口井的通知\n\n一、要求\n\n本井由石桥乡管护，每月巡查{number}次。\n".encode()
        answer = client.post("/api/v1/documents", files={"files": (name, body)}, data={"replace": "true"})
        assert answer.status_code in (202, 422), (name, answer.status_code)
        if answer.status_code == 202:
            paths_of = [file["path"] for file in wait_for_job(client, answer.json()["id"])["files"]]  # type: ignore[attr-defined]
            assert all(re.fullmatch(r"uploads/[^/\\]+(/[^\\]*)?", path) for path in paths_of), (
                name,
                paths_of,
            )

    assert tree(root) == before
    left = [path for path in (chuchu.settings.data / "incoming").rglob("*") if path.is_file()]
    assert left == []


@pytest.mark.parametrize(
    "name", ["a\r\nX-Evil: 1.txt", 'a"; filename="../../b.txt', "井\x00.txt", "\udcff.txt"]
)
def test_a_raw_name_cannot_break_the_form(client: TestClient, root: Path, name: str) -> None:
    """A name with line breaks, quotes, NUL or broken bytes is a client error or a harmless name."""
    before = tree(root)
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode("utf-8", "surrogateescape") + "井\r\n--b--\r\n".encode()
    answer = client.post(
        "/api/v1/documents", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert answer.status_code in (202, 400, 409, 422), answer.text
    if answer.status_code == 202:
        wait_for_job(client, answer.json()["id"])
    assert tree(root) == before


def test_one_byte_too_many_is_refused(client: TestClient) -> None:
    """A file of the limit is taken, one byte more is 413 with the limit in the answer."""
    exact = ("井" * (LIMIT // 3)).encode().ljust(LIMIT, b"\n")
    taken = client.post("/api/v1/documents", files={"files": ("正好.txt", exact)})
    refused = client.post("/api/v1/documents", files={"files": ("过大.txt", exact + b"\n")})

    assert (taken.status_code, refused.status_code) == (202, 413)
    assert refused.json()["error"]["code"] == "too_large"
    wait_for_job(client, taken.json()["id"])


def connection(live_server: str) -> tuple[http.client.HTTPConnection, str, int]:
    """A connection to the running server, with its host and port."""
    host, _, port = live_server.removeprefix("http://").partition(":")
    return http.client.HTTPConnection(host, int(port), timeout=20), host, int(port)


def test_a_body_without_a_length_is_cut_off(live: str, chuchu: SmallChuchu) -> None:
    """Sent in chunks without an announced length, a body is refused, unfinished, a little beyond the limit.

    The refusal is lost to a client that is still sending when the connection is closed: it sees a reset.
    """
    probe, host, port = connection(live)
    sent, status = 0, b""
    with socket.create_connection((host, port), timeout=20) as raw:
        raw.sendall(
            b"POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        )
        head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        raw.sendall(b"%x\r\n%s\r\n" % (len(head), head))
        with suppress(ConnectionError):
            while sent < LIMIT + MOST_BEYOND:
                raw.sendall(b"%x\r\n%s\r\n" % (len(CHUNK), CHUNK))
                sent += len(CHUNK)
            raw.settimeout(10)
            status = raw.recv(64)

    assert status.startswith(b"HTTP/1.1 413") or (
        status == b"" and LIMIT - len(CHUNK) <= sent < LIMIT + MOST_BEYOND
    )
    probe.request("GET", "/healthz")
    assert probe.getresponse().status == 200
    assert [path for path in (chuchu.settings.data / "incoming").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("length", "body"),
    [("9", b"x" * 4000), ("1000000000000", b"x"), ("-1", b"x"), ("1e3", b"x"), ("9, 10", b"x")],
)
def test_a_length_that_lies_harms_nobody(live: str, length: str, body: bytes) -> None:
    """Too small, huge, negative or no number: refused, closed or cut, and the next request is served."""
    _, host, port = connection(live)
    with socket.create_connection((host, port), timeout=5) as raw:
        head = f"POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n"
        raw.sendall(head.encode() + b"Content-Type: multipart/form-data; boundary=b\r\n\r\n" + body)
        raw.settimeout(3)
        try:
            status = raw.recv(64)
        except OSError:
            status = b""

    assert status == b"" or status.startswith(b"HTTP/1.1 4")
    joined, _, _ = connection(live)
    joined.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
    assert joined.getresponse().status == 200
    joined.close()


@pytest.mark.parametrize("path", ["/api/v1/quotes/check", "/api/v1/search", "/api/v1/batch", "/draft"])
def test_who_leaves_amid_a_body_writes_no_traceback(
    live: str, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """A connection that ends in the middle of its request is nobody's failure, however often it happens."""
    _, host, port = connection(live)
    with socket.create_connection((host, port), timeout=5) as raw:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        raw.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n{")
        time.sleep(0.2)
    time.sleep(0.3)

    assert [] == [one.message for one in caplog.records if one.levelno >= logging.ERROR]


def test_a_thousand_small_files_in_one_form_are_taken_or_refused(client: TestClient) -> None:
    """A form of very many files is answered, not crashed upon."""
    files = [("files", (f"{n}.txt", f"第{n}口井".encode())) for n in range(1_001)]
    answer = client.post("/api/v1/documents", files=files)

    assert answer.status_code in (202, 400, 413, 422), answer.text[:200]


def test_what_is_said_of_a_collection_holds_no_nul(client: TestClient) -> None:
    """A description with a NUL or half a character is refused with 422 at both doors; nothing is made or changed."""
    for text in ("春耕\0备耕", "半个字\ud800"):
        body = json.dumps({"name": "渡口〔５〕", "description": text}).encode()
        sent = {"Content-Type": "application/json"}
        made = client.post("/api/v1/collections", content=body, headers=sent)
        changed = client.patch("/api/v1/collections/default", content=body, headers=sent)
        names = [one["name"] for one in client.get("/api/v1/collections").json()["collections"]]

        assert (made.status_code, changed.status_code) == (422, 422)
        assert "渡口〔５〕" not in names


@pytest.mark.parametrize(
    ("path", "field"), [("/mine", "kept"), ("/api/v1/batch", "filters"), ("/api/v1/dossier", "filters")]
)
def test_brackets_in_brackets_are_no_server_error(client: TestClient, path: str, field: str) -> None:
    """A field of a hundred thousand brackets is nonsense like any other."""
    files = {"file": ("问题.txt", "古井由谁保护？".encode())}
    answer = client.post(path, data={field: "[" * 100_000}, files=files if path != "/mine" else None)

    assert answer.status_code < 500
