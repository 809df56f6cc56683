"""Every route for every role: what a key may not see is in no answer, whatever it asks."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from api_tests.service.answer_words import words_of
from api_tests.service.closed_api_requests import api_requests
from api_tests.service.closed_asking import Asked
from api_tests.service.closed_page_requests import page_requests
from api_tests.service.closed_places import Places, places_of
from api_tests.service.key_world import CANARIES, KeyWorld, key_world
from api_tests.service.served import bearer
from service.access.routes import TABLE

FINDS = {
    "GET /api/v1/search", "POST /api/v1/search", "POST /api/v1/ask", "GET /api/v1/documents",
    "GET /api/v1/documents/{document_id}/text", "GET /api/v1/documents/{document_id}/compare/{other}",
    "GET /api/v1/passages/{passage_id}/similar", "GET /api/v1/citations/{code}", "GET /api/v1/suggest",
    "GET /api/v1/phrases/history", "POST /api/v1/quotes/check", "POST /api/v1/citations/export",
    "POST /draft", "POST /mine", "GET /phrases", "GET /documents", "GET /", "GET /compare", "POST /mcp",
    "POST /v1/chat/completions",
}  # fmt: skip
"""Routes each of whose requests gives what is closed to who may read it."""
TELLS_NOTHING = {
    "GET /static/{digest}/{name}",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "GET /mcp",
    "DELETE /mcp",
    "GET /api/v1/openapi.json",
}
"""Routes that read no document and know no collection: the style, the way in and out, the description of the API."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyWorld]:
    """Two collections, and a key for each role and collection."""
    with key_world(tmp_path_factory.mktemp("keys")) as served:
        yield served


def requests(places: Places) -> Iterator[Asked]:
    """Give requests for what is closed by every route that tells of documents."""
    yield from api_requests(places)
    yield from page_requests(places)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["reader", "editor", "part admin"])
def test_no_answer_tells_of_a_closed_collection(world: KeyWorld, who: str) -> None:
    """No title, number, name, text, count or code of a document outside the key's collections is in any answer."""
    client, chuchu, secrets = world
    places = places_of(world)
    tried, leaks = 0, []
    for asked in requests(places):
        answer = asked.send(client, secrets[who])
        body = words_of(answer)
        echoed = asked.address + json.dumps(asked.arguments, ensure_ascii=False)
        told = [
            word for word in (*CANARIES, places.document, places.code) if word in body and word not in echoed
        ]
        assert asked.route in TABLE
        assert answer.status_code < 500, (asked.address, body[:300])
        assert answer.status_code != 429
        if told or (places.document in asked.address and answer.status_code not in (403, 404)):
            leaks.append((asked.route, answer.status_code, told))
        tried += 1

    assert (tried > 50, leaks) == (True, [])
    assert chuchu.catalogue.stats().documents == 2
    stats = client.get("/api/v1/stats", headers=bearer(secrets[who])).json()
    assert (stats["documents"], stats["files"], stats["collections"]) == (1, 1, 1)


def test_who_may_read_it_is_told_of_it(world: KeyWorld) -> None:
    """The requests that look for leaks do find the closed document where they may: else they would prove nothing."""
    client, _, secrets = world
    places = places_of(world)
    silent = []
    for asked in requests(places):
        if asked.route not in FINDS or (asked.address, asked.arguments) == ("/compare", {}):
            continue
        if asked.address == f"/api/v1/passages/{places.passage}/similar":  # beside it stands the open one
            continue
        body = words_of(asked.send(client, secrets["admin"]))
        if not any(word in body for word in (*CANARIES, places.document, places.code)):
            silent.append(asked)

    assert silent == []


@pytest.mark.slow
def test_what_is_forbidden_is_told_as_what_is_not_there(world: KeyWorld) -> None:
    """The answer for a closed document is that for one that never was, but for the id that was asked for."""
    client, _, secrets = world
    places = places_of(world)
    headers = bearer(secrets["editor"])
    for known, unknown in (
        (f"/api/v1/documents/{places.document}", "/api/v1/documents/0123456789abcdef"),
        (f"/api/v1/documents/{places.document}/text", "/api/v1/documents/0123456789abcdef/text"),
        (f"/api/v1/citations/{places.code}", "/api/v1/citations/abcdefghjkm2"),
        (f"/api/v1/passages/{places.passage}", "/api/v1/passages/99999999"),
        (f"/api/v1/passages/{places.passage}/similar", "/api/v1/passages/99999999/similar"),
        (f"/api/v1/jobs/{places.job}", "/api/v1/jobs/0123456789abcdef"),
        (f"/api/v1/jobs/{places.draft}/result", "/api/v1/jobs/0123456789abcdef/result"),
    ):
        one, other = client.get(known, headers=headers), client.get(unknown, headers=headers)
        name, stranger = (known.split("/")[4], unknown.split("/")[4])
        assert (one.status_code, one.text.replace(name, stranger)) == (404, other.text), known


def test_every_route_is_asked_for_what_is_closed(world: KeyWorld) -> None:
    """Whoever adds a route adds it to what is looked through for leaks, or says that it tells of no document."""
    routes = {asked.route for asked in requests(places_of(world))}

    assert set(TABLE) == routes | TELLS_NOTHING


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("batch", {"questions": ["金丝雀河道巡查", "每月巡查河道几次？"], "mode": "ask", "format": "xlsx"}),
        ("batch", {"questions": ["金丝雀河道巡查", "每月巡查河道几次？"], "format": "csv"}),
        ("dossier", {"outline": "一、河道巡查\n（一）每月巡查", "format": "docx"}),
        ("/batch", {"text": "金丝雀河道巡查", "format": "csv"}),
        ("/dossier", {"text": "一、河道巡查\n（一）每月巡查"}),
    ],
)
def test_no_work_made_from_documents_tells_of_a_closed_collection(
    world: KeyWorld, kind: str, body: dict[str, Any]
) -> None:
    """What a job writes for a reader is made from the reader's collections: the open place is in it, the closed not."""
    client, _, secrets = world
    headers = bearer(secrets["reader"])
    if kind.startswith("/"):
        job = client.post(kind, data=body, headers=headers).headers["location"].rpartition("/")[2]
    else:
        job = client.post(f"/api/v1/{kind}", json=body, headers=headers).json()["id"]
    address = f"/api/v1/jobs/{job}"
    until = time.monotonic() + 60
    while client.get(address, headers=headers).json()["state"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.05)

    told = words_of(client.get(f"{address}/result", headers=headers)).replace("金丝雀河道巡查", "")

    assert ("临江市" in told, [word for word in CANARIES if word in told]) == (True, [])
