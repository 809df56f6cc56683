"""Answers of many megabytes: the event loop goes on meanwhile, and files can be fetched in parts."""

import gzip
import json
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api_tests.small_world import index, notice, small_chuchu, write_notices
from corpus.store.view import View
from service.api.schemas.documents import PIECE, DocumentText
from service.app import create_app
from service.middleware.compression import takes_gzip

LOCAL = "http://127.0.0.1"
API = "/api/v1"
GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
LONG = "".join(notice(number, "渡口“值守”\\", year=1950 + number % 70) for number in range(200)) * 400


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("长答复")
    with small_chuchu(home, poll_seconds=5) as chuchu:
        index(chuchu, write_notices(home / "通知", ("古井保护" * 900, "春耕备耕")))
        with TestClient(create_app(chuchu), base_url=LOCAL) as started:
            yield started


@pytest.fixture(scope="module")
def first(client: TestClient) -> str:
    """The address of the longer document."""
    found = client.get(f"{API}/documents").json()["documents"]
    return f"{API}/documents/{max(found, key=lambda one: one['characters'])['id']}"


def loop_seconds(client: TestClient) -> float:
    """The processor time that the thread of the event loop has taken."""
    assert client.portal is not None
    return client.portal.call(time.thread_time)


@pytest.mark.parametrize("accepted", [PLAIN, GZIP], ids=["plain", "compressed"])
def test_a_long_text_leaves_the_loop_to_others(
    client: TestClient, first: str, monkeypatch: pytest.MonkeyPatch, accepted: dict[str, str]
) -> None:
    """Forty megabytes are written as JSON, and compressed, beside the loop, which only hands them on."""
    monkeypatch.setattr(View, "text", lambda *_: LONG)
    client.get(f"{first}/text", headers=accepted)
    before = loop_seconds(client)
    answer = client.get(f"{first}/text", headers=accepted)
    took = loop_seconds(client) - before

    assert len(answer.content) > 40_000_000
    assert answer.json()["text"] == LONG
    assert took < 0.025
    assert (answer.headers.get("content-encoding"), answer.headers["vary"]) == (
        "gzip" if accepted is GZIP else None,
        "Accept-Encoding",
    )


@pytest.mark.parametrize(
    "text", ["", "井", '“𠮷”\\"\n\t\x07\u2028' * 30_000, "井" * PIECE + "田", "𠮷" * (PIECE * 2)]
)
def test_a_text_written_in_pieces_is_the_same(text: str) -> None:
    """Quotes, controls and rare characters at the ends of pieces come out as they went in."""
    whole = DocumentText(document_id='甲"', start=0, end=len(text), length=len(text), text=text)

    assert json.loads(whole.json_bytes()) == whole.model_dump()


def test_a_file_keeps_its_length_and_its_parts(client: TestClient, first: str) -> None:
    """A download is not compressed: its ETag names the bytes, and who was cut off goes on where it was."""
    whole = client.get(f"{first}/source", headers=GZIP)
    etag, length = whole.headers["etag"], len(whole.content)
    part = client.get(f"{first}/source", headers={**GZIP, "Range": "bytes=1000-", "If-Range": etag})
    other = client.get(f"{first}/source", headers={**GZIP, "Range": "bytes=1000-", "If-Range": '"anders"'})
    head = client.head(f"{first}/source", headers=GZIP)

    assert length > 10_000
    assert (whole.headers.get("content-encoding"), whole.headers["content-length"]) == (None, str(length))
    assert (part.status_code, part.content) == (206, whole.content[1000:])
    assert part.headers["content-range"] == f"bytes 1000-{length - 1}/{length}"
    assert (other.status_code, other.content) == (200, whole.content)
    assert (head.headers["content-length"], head.content) == (str(length), b"")


def test_what_streams_is_compressed_as_it_comes(client: TestClient) -> None:
    """A file of lines without a length decodes to the same lines."""
    for number in range(60):
        client.get(f"{API}/documents/{number:016x}")
    client.get(f"{API}/audit")
    with client.stream("GET", f"{API}/audit", params={"format": "jsonl"}, headers=GZIP) as answer:
        sent = b"".join(answer.iter_raw())
    lines = (gzip.decompress(sent) if answer.headers.get("content-encoding") == "gzip" else sent).splitlines()

    assert answer.headers["content-encoding"] == "gzip"
    assert [json.loads(line)["path"] for line in lines if b"documents/0" in line] == [
        f"{API}/documents/{number:016x}" for number in range(60)
    ]


def test_only_what_is_taken_is_sent(client: TestClient, first: str) -> None:
    """`gzip;q=0` refuses it, on whichever of several lines it stands."""
    refused = client.get(f"{first}/text", headers={"Accept-Encoding": "gzip;q=0, identity"})
    second = client.get(f"{first}/text", headers=[("Accept-Encoding", "br"), ("Accept-Encoding", "gzip")])

    assert (refused.headers.get("content-encoding"), second.headers.get("content-encoding")) == (None, "gzip")
    assert [takes_gzip(told) for told in ("", "*", "gzip ; q = 0.000", "gzip;q=0.001", "x-gzips")] == [
        False, True, False, True, False,
    ]  # fmt: skip
