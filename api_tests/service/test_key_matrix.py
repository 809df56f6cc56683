"""Every route for every role: what a key may not see is in no answer, whatever it asks."""

import io
import json
import time
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.store.keys import Role
from service.access.powers import Power
from service.access.routes import TABLE
from service.app import create_app
from service.storage_state import StorageState

LOCAL = "http://127.0.0.1"
OPEN, CLOSED = "公开文件", "内部文件"
TREND = {"before_from": "2020", "before_to": "2021", "after_from": "2024", "after_to": "2024"}
CANARIES = ("金丝雀", "云栖关", "㐂", "云栖办发", "雀字")
"""Words that stand in documents of the closed collection alone, one of them in its title, number and file name."""

SHARED = "各单位要把河道巡查列入年度工作计划，每季度会商一次，做到责任到人、台账到岸、整改到位。"
"""A paragraph of both documents: whoever may read both finds each beside the other."""


def text(place: str, number: str, body: str) -> str:
    """Give a notice of an invented office."""
    return (
        f"{place}人民政府办公室关于做好河道巡查工作的通知\n{number}\n各区县人民政府：\n"
        f"为做好河道巡查工作，现通知如下：\n一、总体要求\n{body}\n{SHARED}\n二、组织保障\n"
        f"{place}人民政府办公室负责统筹协调河道巡查工作。\n{place}人民政府办公室\n2024年3月5日\n"
    )


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TestClient, SmallChuchu, dict[str, str]]]:
    """An app over two collections, with a key for each role and collection."""
    root = tmp_path_factory.mktemp("keys")
    for name, place, number, body in (
        (OPEN, "临江市", "临政办发〔2024〕7号", "各单位要每月巡查河道２次，朱堃、𠮷田同志具体联系。"),
        (CLOSED, "云栖关", "云栖办发〔2024〕9号", "金丝雀每月巡查河道３次，㐂山同志具体联系。"),
    ):
        folder = root / name
        folder.mkdir()
        stem = "河道" if name == OPEN else "雀字河道"
        (folder / f"{stem}.txt").write_text(text(place, number, body), "utf-8")
    with small_chuchu(
        root,
        poll_seconds=0.05,
        requests={"per_second": 1000, "burst": 5000, "answers_per_minute": 1e6, "uploads_per_minute": 1e6},
    ) as chuchu:
        for name in (OPEN, CLOSED):
            index(chuchu, root / name, collection=name)
        secrets = {
            "reader": chuchu.keys.create("读者", Role.READER, [OPEN]).secret,
            "editor": chuchu.keys.create("编辑", Role.EDITOR, [OPEN]).secret,
            "part admin": chuchu.keys.create("分管", Role.ADMIN, [OPEN]).secret,
            "admin": chuchu.keys.create("总管", Role.ADMIN).secret,
            "system": chuchu.keys.create("系统", Role.SYSTEM).secret,
            "security": chuchu.keys.create("保密", Role.SECURITY).secret,
            "audit": chuchu.keys.create("审计", Role.AUDIT).secret,
            "closed": chuchu.keys.create("内部", Role.EDITOR, [CLOSED]).secret,
        }
        with TestClient(
            create_app(chuchu), base_url=LOCAL, raise_server_exceptions=False, follow_redirects=False
        ) as client:
            yield client, chuchu, secrets


def bearer(secret: str) -> dict[str, str]:
    """Give the header that carries a key."""
    return {"Authorization": f"Bearer {secret}"}


class Places:
    """What lies in the closed collection, by every name that it goes by, and a job there."""

    def __init__(self, client: TestClient, chuchu: SmallChuchu, secrets: Mapping[str, str]) -> None:
        secret, whole = secrets["closed"], secrets["admin"]
        found = client.get("/api/v1/search", params={"q": "金丝雀 河道巡查"}, headers=bearer(secret)).json()
        citation = found["hits"][0]["citation"]
        self.document, self.passage, self.code = (
            citation["document_id"],
            citation["passage_id"],
            citation["code"],
        )
        open_only = chuchu.view().documents().documents
        self.open = next(d.document_id for d in open_only if d.collection == OPEN)
        shared = client.get(
            "/api/v1/search", params={"q": SHARED, "collections": OPEN}, headers=bearer(whole)
        ).json()
        self.twin = shared["hits"][0]["citation"]["passage_id"]
        self.job = next(job.id for job in chuchu.jobs.list() if job.request.collection == CLOSED)
        sent = {"questions": ["金丝雀每月巡查几次"], "filters": {"collections": [CLOSED]}}
        self.draft = client.post("/api/v1/batch", json=sent, headers=bearer(secret)).json()["id"]


def requests(places: Places) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Give requests for what is closed by every route that reads: its route, method, address and arguments."""
    q, closed = {"q": "金丝雀河道巡查"}, {"filters": {"collections": [CLOSED]}}
    d, c, p = places.document, places.code, places.passage
    asked = {"question": "金丝雀每月巡查河道几次？"}
    chat = {"model": "chuchu", "messages": [{"role": "user", "content": asked["question"]}]}
    yield from (
        ("GET /api/v1/search", "GET", "/api/v1/search", {"params": q}),
        ("GET /api/v1/search", "GET", "/api/v1/search", {"params": q | {"collections": CLOSED}}),
        ("GET /api/v1/search", "GET", "/api/v1/search", {"params": {"q": "云栖办发〔2024〕9号"}}),
        ("GET /api/v1/search", "GET", "/api/v1/search", {"params": q | {"format": "csv"}}),
        ("POST /api/v1/search", "POST", "/api/v1/search", {"json": {"query": "河道巡查", "explain": True}}),
        ("POST /api/v1/search", "POST", "/api/v1/search", {"json": {"query": "河道巡查", **closed}}),
        ("POST /api/v1/search", "POST", "/api/v1/search",
         {"json": {"query": "河道巡查", "filters": {"document_ids": [d]}}}),
        ("POST /api/v1/ask", "POST", "/api/v1/ask", {"json": asked}),
        ("POST /api/v1/ask", "POST", "/api/v1/ask", {"json": asked | closed}),
        ("POST /api/v1/ask", "POST", "/api/v1/ask", {"json": asked | {"stream": True}}),
        ("GET /api/v1/documents", "GET", "/api/v1/documents", {}),
        ("GET /api/v1/documents", "GET", "/api/v1/documents", {"params": {"collections": CLOSED}}),
        ("GET /api/v1/documents", "GET", "/api/v1/documents", {"params": {"q": "云栖关"}}),
        ("GET /api/v1/documents/{document_id}", "GET", f"/api/v1/documents/{d}", {}),
        ("GET /api/v1/documents/{document_id}/outline", "GET", f"/api/v1/documents/{d}/outline", {}),
        ("GET /api/v1/documents/{document_id}/text", "GET", f"/api/v1/documents/{d}/text", {}),
        ("GET /api/v1/documents/{document_id}/source", "GET", f"/api/v1/documents/{d}/source", {}),
        ("GET /api/v1/documents/{document_id}/compare/{other}", "GET", f"/api/v1/documents/{d}/compare/{d}", {}),
        ("GET /api/v1/documents/{document_id}/compare/{other}", "GET",
         f"/api/v1/documents/{places.open}/compare/{d}", {}),
        ("PATCH /api/v1/documents/{document_id}", "PATCH", f"/api/v1/documents/{d}", {"json": {"title": "改"}}),
        ("DELETE /api/v1/documents/{document_id}", "DELETE", f"/api/v1/documents/{d}", {}),
        ("GET /api/v1/passages/{passage_id}", "GET", f"/api/v1/passages/{p}", {}),
        ("GET /api/v1/passages/{passage_id}/similar", "GET", f"/api/v1/passages/{p}/similar", {}),
        ("GET /api/v1/passages/{passage_id}/similar", "GET", f"/api/v1/passages/{places.twin}/similar", {}),
        ("GET /api/v1/citations/{code}", "GET", f"/api/v1/citations/{c}", {}),
        ("GET /c/{code}", "GET", f"/c/{c}", {}),
        ("POST /api/v1/feedback", "POST", "/api/v1/feedback", {"json": {"query": "x", "verdict": "right", "code": c}}),
        ("GET /api/v1/feedback", "GET", "/api/v1/feedback", {}),
        ("GET /api/v1/jobs", "GET", "/api/v1/jobs", {}),
        ("GET /api/v1/jobs/{job_id}", "GET", f"/api/v1/jobs/{places.job}", {}),
        ("GET /api/v1/jobs/{job_id}", "GET", f"/api/v1/jobs/{places.draft}", {}),
        ("GET /api/v1/jobs/{job_id}/events", "GET", f"/api/v1/jobs/{places.job}/events", {}),
        ("GET /api/v1/jobs/{job_id}/result", "GET", f"/api/v1/jobs/{places.draft}/result", {}),
        ("DELETE /api/v1/jobs/{job_id}", "DELETE", f"/api/v1/jobs/{places.job}", {}),
        ("GET /api/v1/stats", "GET", "/api/v1/stats", {}),
        ("GET /api/v1/suggest", "GET", "/api/v1/suggest", {"params": {"q": "云栖"}}),
        ("GET /api/v1/suggest", "GET", "/api/v1/suggest", {"params": {"q": "河道", "collections": CLOSED}}),
        ("POST /api/v1/quotes/check", "POST", "/api/v1/quotes/check",
         {"json": {"text": "通知要求“每月巡查河道３次，㐂山同志具体联系”。"[:13] + "每月巡查河道”。"}}),
        ("GET /api/v1/phrases/history", "GET", "/api/v1/phrases/history", {"params": {"phrase": "每月巡查河道"}}),
        ("GET /api/v1/phrases/trend", "GET", "/api/v1/phrases/trend", {"params": TREND}),
        ("GET /api/v1/collections", "GET", "/api/v1/collections", {}),
        ("PATCH /api/v1/collections/{name}", "PATCH", f"/api/v1/collections/{CLOSED}", {"json": {"description": "x"}}),
        ("DELETE /api/v1/collections/{name}", "DELETE", f"/api/v1/collections/{CLOSED}", {"params": {"documents": True}}),
        ("POST /v1/chat/completions", "POST", "/v1/chat/completions", {"json": chat}),
        ("POST /mcp", "POST", "/mcp", mcp("search", {"query": "金丝雀河道巡查"})),
        ("POST /mcp", "POST", "/mcp", mcp("read", {"document_id": d})),
        ("POST /mcp", "POST", "/mcp", mcp("read", {"code": c})),
        ("POST /mcp", "POST", "/mcp", mcp("resolve_citation", {"code": c})),
        ("POST /mcp", "POST", "/mcp", mcp("ask", asked)),
        ("POST /mcp", "POST", "/mcp", agent("resources/list", {})),
        ("POST /mcp", "POST", "/mcp", agent("resources/read", {"uri": f"chuchu://documents/{d}"})),
        ("GET /", "GET", "/", {"params": {"q": "河道巡查"}}),
        ("GET /", "GET", "/", {}),
        ("GET /documents", "GET", "/documents", {}),
        ("GET /documents/{document_id}", "GET", f"/documents/{d}", {}),
        ("GET /compare", "GET", "/compare", {"params": {"a": places.open, "b": d}}),
        ("GET /jobs", "GET", "/jobs", {}),
        ("GET /jobs/{job_id}", "GET", f"/jobs/{places.job}", {}),
        ("POST /jobs/{job_id}/cancel", "POST", f"/jobs/{places.job}/cancel", {}),
        *page_requests(places),
        *made_requests(places),
    )  # fmt: skip


def page_requests(places: Places) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Give requests of the page's helpers: forms, lists, what was kept, administration."""
    d, c, quoted = (
        places.document,
        places.code,
        {"text": "通知要求“每月巡查河道３次，㐂山同志具体联系”。"[:13] + "每月巡查河道”。"},
    )
    facts, remove = f"/documents/{d}/facts", f"/documents/{d}/remove"
    kept = {"kept": json.dumps({"passages": [{"code": c, "remark": "甲"}]}), "format": "csv"}
    yield from (
        ("GET /documents/{document_id}/facts", "GET", facts, {}),
        ("POST /documents/{document_id}/facts", "POST", facts, {"data": {"title": "改"}}),
        ("GET /documents/{document_id}/remove", "GET", remove, {}),
        ("POST /documents/{document_id}/remove", "POST", remove, {}),
        ("POST /documents", "POST", "/documents", {"data": {"collection": CLOSED}, "files": [("files", ("甲.txt", "甲"))]}),
        ("GET /documents", "GET", "/documents", {"params": {"q": "云栖", "sort": "indexed"}}),
        ("GET /compare", "GET", "/compare", {"params": {"a": d, "b": places.open}}),
        ("GET /compare", "GET", "/compare", {}),
        ("GET /draft", "GET", "/draft", {}),
        ("POST /draft", "POST", "/draft", {"data": quoted}),
        ("POST /draft", "POST", "/draft", {"data": quoted | {"format": "docx"}}),
        ("GET /batch", "GET", "/batch", {}),
        ("POST /batch", "POST", "/batch", {"data": {"text": "每月巡查河道几次"}}),
        ("GET /dossier", "GET", "/dossier", {}),
        ("POST /dossier", "POST", "/dossier", {"data": {"text": "一、河道巡查"}}),
        ("GET /phrases", "GET", "/phrases", {"params": {"phrase": "每月巡查河道"}}),
        ("GET /phrases", "GET", "/phrases", {"params": {"phrase": "每月巡查河道", "collections": CLOSED}}),
        ("POST /judge", "POST", "/judge", {"data": {"query": "x", "verdict": "right", "code": c}}),
        ("GET /phrases/trend", "GET", "/phrases/trend", {"params": TREND}),
        ("GET /mine", "GET", "/mine", {}),
        ("POST /mine", "POST", "/mine", {"data": kept}),
        ("POST /mine", "POST", "/mine", {"data": {"codes": f"/c/{c}", "format": "xlsx"}}),
        ("GET /collections", "GET", "/collections", {}),
        ("POST /collections", "POST", "/collections", {"data": {"name": CLOSED}}),
        ("POST /collections/describe", "POST", "/collections/describe", {"data": {"name": CLOSED, "description": "x"}}),
        ("POST /collections/remove", "POST", "/collections/remove", {"data": {"name": CLOSED}}),
        ("GET /admin", "GET", "/admin", {}),
        ("GET /admin/keys", "GET", "/admin/keys", {}),
        ("POST /admin/keys", "POST", "/admin/keys", {"data": {"name": "甲", "collections": CLOSED}}),
        ("POST /admin/keys/{key_id}/revoke", "POST", "/admin/keys/0123/revoke", {}),
        ("GET /admin/audit", "GET", "/admin/audit", {}),
    )  # fmt: skip


def made_requests(places: Places) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Give requests of the API for files and work made from documents, for administration, and by programs."""
    c, d, closed = places.code, places.document, {"filters": {"collections": [CLOSED]}}
    passages = {"passages": [{"code": c}]}
    yield from (
        ("POST /api/v1/documents", "POST", "/api/v1/documents",
         {"data": {"collection": CLOSED}, "files": [("files", ("甲.txt", "甲"))]}),
        *(("POST /api/v1/citations/export", "POST", f"/api/v1/citations/export?format={form}", {"json": passages})
          for form in ("docx", "xlsx", "csv")),
        *(("POST /api/v1/search", "POST", f"/api/v1/search?format={form}", {"json": {"query": "河道巡查"}})
          for form in ("docx", "xlsx", "csv")),
        ("POST /api/v1/quotes/check", "POST", "/api/v1/quotes/check?format=docx", {"json": {"text": "“每月巡查河道３次”。"}}),
        ("GET /api/v1/phrases/history", "GET", "/api/v1/phrases/history",
         {"params": {"phrase": "每月巡查河道", "format": "xlsx"}}),
        ("GET /api/v1/documents/{document_id}/compare/{other}", "GET",
         f"/api/v1/documents/{d}/compare/{places.open}?format=docx", {}),
        ("POST /api/v1/batch", "POST", "/api/v1/batch", {"json": {"questions": ["河道巡查"], **closed}}),
        ("POST /api/v1/dossier", "POST", "/api/v1/dossier", {"json": {"outline": "一、河道巡查", **closed}}),
        ("POST /api/v1/collections", "POST", "/api/v1/collections", {"json": {"name": CLOSED}}),
        ("GET /api/v1/keys", "GET", "/api/v1/keys", {}),
        ("POST /api/v1/keys", "POST", "/api/v1/keys", {"json": {"name": "甲", "role": "reader", "collections": [CLOSED]}}),
        ("DELETE /api/v1/keys/{key_id}", "DELETE", "/api/v1/keys/0123", {}),
        ("GET /api/v1/audit", "GET", "/api/v1/audit", {}),
        ("GET /metrics", "GET", "/metrics", {}),
        ("GET /v1/models", "GET", "/v1/models", {}),
        ("GET /v1/models/{name}", "GET", "/v1/models/chuchu", {}),
        ("POST /v1/chat/completions", "POST", "/v1/chat/completions",
         {"json": {"model": "chuchu", "stream": True, "messages": [{"role": "user", "content": "河道巡查几次？"}]}}),
        ("POST /mcp", "POST", "/mcp", mcp("check", {"text": "“每月巡查河道３次”。"})),
        ("GET /api/v1/me", "GET", "/api/v1/me", {}),
        ("GET /readyz", "GET", "/readyz", {}),
        ("GET /healthz", "GET", "/healthz", {}),
    )  # fmt: skip


def mcp(tool: str, arguments: Mapping[str, object]) -> dict[str, Any]:
    """Give the arguments of a call to a tool for agents."""
    return agent("tools/call", {"name": tool, "arguments": arguments})


def agent(method: str, parameters: Mapping[str, object]) -> dict[str, Any]:
    """Give the arguments of a request of an agent."""
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    return {
        "json": call,
        "headers": {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"},
    }


def words_of(answer: Response) -> str:
    """Give all that an answer says: the members of an Office file one after the other."""
    if "json" in answer.headers.get("content-type", ""):
        return json.dumps(answer.json(), ensure_ascii=False)
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.slow
@pytest.mark.parametrize("who", ["reader", "editor", "part admin"])
def test_no_answer_tells_of_a_closed_collection(
    world: tuple[TestClient, SmallChuchu, dict[str, str]], who: str
) -> None:
    """No title, number, name, text, count or code of a document outside the key's collections is in any answer."""
    client, chuchu, secrets = world
    places = Places(client, chuchu, secrets)
    tried, leaks = 0, []
    for route, method, address, arguments in requests(places):
        given = dict(arguments)
        headers = {**dict(given.pop("headers", {})), **bearer(secrets[who])}
        answer = client.request(method, address, headers=headers, **given)
        body = words_of(answer)
        echoed = address + json.dumps(arguments, ensure_ascii=False)
        told = [
            word for word in (*CANARIES, places.document, places.code) if word in body and word not in echoed
        ]
        assert route in TABLE
        assert answer.status_code < 500, (address, body[:300])
        assert answer.status_code != 429
        if told or (places.document in address and answer.status_code not in (403, 404)):
            leaks.append((route, answer.status_code, told))
        tried += 1

    assert (tried > 50, leaks) == (True, [])
    assert chuchu.catalogue.stats().documents == 2
    stats = client.get("/api/v1/stats", headers=bearer(secrets[who])).json()
    assert (stats["documents"], stats["files"], stats["collections"]) == (1, 1, 1)


def test_who_may_read_it_is_told_of_it(world: tuple[TestClient, SmallChuchu, dict[str, str]]) -> None:
    """The requests that look for leaks do find the closed document where they may: else they would prove nothing."""
    client, chuchu, secrets = world
    places = Places(client, chuchu, secrets)
    silent = []
    for route, method, address, arguments in requests(places):
        if route not in FINDS or (address, arguments) == ("/compare", {}):
            continue
        if address == f"/api/v1/passages/{places.passage}/similar":  # beside it stands the open one
            continue
        given = dict(arguments)
        headers = {**dict(given.pop("headers", {})), **bearer(secrets["admin"])}
        body = words_of(client.request(method, address, headers=headers, **given))
        if not any(word in body for word in (*CANARIES, places.document, places.code)):
            silent.append((route, address, arguments))

    assert silent == []


@pytest.mark.slow
def test_what_is_forbidden_is_told_as_what_is_not_there(
    world: tuple[TestClient, SmallChuchu, dict[str, str]],
) -> None:
    """The answer for a closed document is that for one that never was, but for the id that was asked for."""
    client, chuchu, secrets = world
    places = Places(client, chuchu, secrets)
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


def test_every_route_is_asked_for_what_is_closed(
    world: tuple[TestClient, SmallChuchu, dict[str, str]],
) -> None:
    """Whoever adds a route adds it to what is looked through for leaks, or says that it tells of no document."""
    client, chuchu, secrets = world
    asked = {route for route, *_ in requests(Places(client, chuchu, secrets))}

    assert set(TABLE) == asked | TELLS_NOTHING


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
    world: tuple[TestClient, SmallChuchu, dict[str, str]], kind: str, body: dict[str, Any]
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


def test_a_probe_tells_numbers_and_places_to_those_who_watch(
    world: tuple[TestClient, SmallChuchu, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the right to watch, `/readyz` gives what is well and codes; numbers of changes and words it keeps."""
    client, chuchu, secrets = world
    broken = StorageState(0, f"unwritable：{chuchu.settings.data}")
    monkeypatch.setattr("service.storage_state.StorageProbe.state", lambda _: broken)
    wrong = {"Authorization": "Bearer chuchu_0123456789abcdef_x"}
    for headers in ({}, wrong, bearer(secrets["reader"]), bearer(secrets["part admin"])):
        told = client.get("/readyz", headers=headers).json()
        assert (True, True, None, {}, None) == (
            told["ready"], told["degraded"], told["change"], told["indexes"], told["encoder"]
        )  # fmt: skip
        assert told["parts"]["storage"] == {"ok": False, "problem": "unwritable"}

    for who in ("admin", "system"):
        told = client.get("/readyz", headers=bearer(secrets[who])).json()
        assert told["change"] == chuchu.catalogue.head() > 0
        assert set(told["indexes"]) == {"vectors", "words", "texts"}
        assert told["parts"]["storage"]["problem"] == f"unwritable：{chuchu.settings.data}"


def test_changes_are_counted_for_those_who_read_everything(
    world: tuple[TestClient, SmallChuchu, dict[str, str]],
) -> None:
    """A number of a change tells of work in every collection: only those who may read them all are given it."""
    client, chuchu, secrets = world
    part = client.get("/api/v1/stats", headers=bearer(secrets["reader"])).json()
    whole = client.get("/api/v1/stats", headers=bearer(secrets["admin"])).json()

    assert (part["change"], part["indexes"]) == (None, {})
    assert (whole["change"], set(whole["indexes"])) == (
        chuchu.catalogue.head(),
        {"vectors", "words", "texts"},
    )
    views = [
        client.get("/api/v1/search?q=通知", headers=bearer(secrets[role])).json()["view"]
        for role in ("reader", "admin")
    ]
    assert views == [None, chuchu.catalogue.head()]


def test_a_judgement_says_whose_it_is(world: tuple[TestClient, SmallChuchu, dict[str, str]]) -> None:
    """Feedback is kept under the key that sent it, whatever its body says."""
    client, _, secrets = world
    headers = bearer(secrets["reader"])
    sent = {"query": "渡口几点开闸？", "verdict": "missing"}

    kept = client.post("/api/v1/feedback", json=sent, headers=headers)
    forged = client.post("/api/v1/feedback", json=sent | {"made_by": "key:0"}, headers=headers)

    assert (201, f"key:{secrets['reader'].split('_')[1]}") == (kept.status_code, kept.json()["made_by"])
    assert forged.status_code == 422


def test_every_route_asks_every_role(world: tuple[TestClient, SmallChuchu, dict[str, str]]) -> None:
    """Without a key 401, with one whose role lacks the power 403, and never more: the table, route by route."""
    client, chuchu, secrets = world
    found = {key.id: key for key in chuchu.keys.all()}
    wrong = []
    for route, rule in TABLE.items():
        if rule.power is Power.OPEN:
            continue
        method, _, path = route.partition(" ")
        address = path.replace("{", "").replace("}", "")
        if client.request(method, address).status_code != 401:
            wrong.append((route, "no key"))
        for who in ("reader", "system", "security", "audit"):
            key = found[secrets[who].split("_")[1]]
            may = rule.power in {"reader": {Power.NAMES, Power.READ},
                                 "system": {Power.NAMES, Power.COLLECTIONS, Power.WATCH},
                                 "security": {Power.KEYS}, "audit": {Power.AUDIT}}[who]  # fmt: skip
            if not may and client.request(method, address, headers=bearer(secrets[who])).status_code != 403:
                wrong.append((route, key.role))

    assert wrong == []


def test_who_looks_after_collections_sees_which_there_are(
    world: tuple[TestClient, SmallChuchu, dict[str, str]],
) -> None:
    """The system officer lists, describes and counts collections, on the page too, and reads no document of them."""
    client, _, secrets = world
    headers = bearer(secrets["system"])
    listed = client.get("/api/v1/collections", headers=headers).json()["collections"]
    page = client.get("/collections", headers=headers)
    changed = client.patch(f"/api/v1/collections/{OPEN}", json={"description": "公开"}, headers=headers)

    assert {OPEN: 1, CLOSED: 1} == {one["name"]: one["documents"] for one in listed}
    assert (200, True, False) == (page.status_code, CLOSED in page.text, "/documents" in page.text)
    assert 200 == changed.status_code
    assert 403 == client.get("/api/v1/documents", headers=headers).status_code
    assert 403 == client.get("/documents", headers=headers).status_code
    for who, seen in (("reader", [OPEN]), ("part admin", [OPEN]), ("closed", [CLOSED])):
        told = client.get("/api/v1/collections", headers=bearer(secrets[who])).json()["collections"]
        assert seen == [one["name"] for one in told]
    for who in ("security", "audit"):
        assert 403 == client.get("/api/v1/collections", headers=bearer(secrets[who])).status_code
