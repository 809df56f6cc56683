"""Requests of the API for what is closed: reading it, what is made from it, rule over it, and programs' doors."""

from collections.abc import Iterator, Mapping
from typing import Any

from api_tests.service.closed_asking import Asked, Asking
from api_tests.service.closed_places import Places
from api_tests.service.key_world import CLOSED

WITHIN = {"filters": {"collections": [CLOSED]}}
TREND = {"before_from": "2020", "before_to": "2021", "after_from": "2024", "after_to": "2024"}
QUOTED = {"text": "通知要求“每月巡查河道３次，㐂山同志具体联系”。"[:13] + "每月巡查河道”。"}
QUESTION = {"question": "金丝雀每月巡查河道几次？"}
FORMS = ("docx", "xlsx", "csv")


def api_requests(places: Places) -> Iterator[Asked]:
    """Give requests by every route of the API and of programs."""
    ask = Asking(places)
    yield from searches(ask, places)
    yield from readings(ask, places)
    yield from jobs(ask, places)
    yield from drafts(ask, places)
    yield from rule(ask)
    yield from programs(ask, places)


def searches(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give searches and questions."""
    q = {"q": "金丝雀河道巡查"}
    yield ask("GET /api/v1/search", params=q)
    yield ask("GET /api/v1/search", params=q | {"collections": CLOSED})
    yield ask("GET /api/v1/search", params={"q": "云栖办发〔2024〕9号"})
    yield ask("GET /api/v1/search", params=q | {"format": "csv"})
    yield ask("POST /api/v1/search", json={"query": "河道巡查", "explain": True})
    yield ask("POST /api/v1/search", json={"query": "河道巡查", **WITHIN})
    yield ask(
        "POST /api/v1/search", json={"query": "河道巡查", "filters": {"document_ids": [places.document]}}
    )
    for form in FORMS:
        yield ask("POST /api/v1/search", query=f"format={form}", json={"query": "河道巡查"})
    yield ask("POST /api/v1/ask", json=QUESTION)
    yield ask("POST /api/v1/ask", json=QUESTION | WITHIN)
    yield ask("POST /api/v1/ask", json=QUESTION | {"stream": True})
    yield ask("GET /api/v1/suggest", params={"q": "云栖"})
    yield ask("GET /api/v1/suggest", params={"q": "河道", "collections": CLOSED})


def readings(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give requests for documents, passages and codes, to read or to change them."""
    compare = "GET /api/v1/documents/{document_id}/compare/{other}"
    similar = "GET /api/v1/passages/{passage_id}/similar"
    yield ask("GET /api/v1/documents")
    yield ask("GET /api/v1/documents", params={"collections": CLOSED})
    yield ask("GET /api/v1/documents", params={"q": "云栖关"})
    yield ask("GET /api/v1/documents/{document_id}")
    yield ask("GET /api/v1/documents/{document_id}/outline")
    yield ask("GET /api/v1/documents/{document_id}/text")
    yield ask("GET /api/v1/documents/{document_id}/source")
    yield ask(compare)
    yield ask(compare, {"document_id": places.open})
    yield ask(compare, {"other": places.open}, query="format=docx")
    yield ask("POST /api/v1/documents", data={"collection": CLOSED}, files=[("files", ("甲.txt", "甲"))])
    yield ask("PATCH /api/v1/documents/{document_id}", json={"title": "改"})
    yield ask("DELETE /api/v1/documents/{document_id}")
    yield ask("GET /api/v1/passages/{passage_id}")
    yield ask(similar)
    yield ask(similar, {"passage_id": places.twin})
    yield ask("GET /api/v1/citations/{code}")
    yield ask("GET /c/{code}")


def jobs(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give requests for jobs and their results."""
    result = {"job_id": places.draft}
    yield ask("GET /api/v1/jobs")
    yield ask("GET /api/v1/jobs/{job_id}")
    yield ask("GET /api/v1/jobs/{job_id}", result)
    yield ask("GET /api/v1/jobs/{job_id}/events")
    yield ask("GET /api/v1/jobs/{job_id}/result", result)
    yield ask("DELETE /api/v1/jobs/{job_id}")


def drafts(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give requests for what drafters have made from documents, and for judgements."""
    passages = {"passages": [{"code": places.code}]}
    history = {"phrase": "每月巡查河道"}
    yield ask("POST /api/v1/quotes/check", json=QUOTED)
    yield ask("POST /api/v1/quotes/check", query="format=docx", json={"text": "“每月巡查河道３次”。"})
    yield ask("GET /api/v1/phrases/history", params=history)
    yield ask("GET /api/v1/phrases/history", params=history | {"format": "xlsx"})
    yield ask("GET /api/v1/phrases/trend", params=TREND)
    for form in FORMS:
        yield ask("POST /api/v1/citations/export", query=f"format={form}", json=passages)
    yield ask("POST /api/v1/batch", json={"questions": ["河道巡查"], **WITHIN})
    yield ask("POST /api/v1/dossier", json={"outline": "一、河道巡查", **WITHIN})
    yield ask("POST /api/v1/feedback", json={"query": "x", "verdict": "right", "code": places.code})
    yield ask("GET /api/v1/feedback")


def rule(ask: Asking) -> Iterator[Asked]:
    """Give requests for numbers, collections, keys, the trail and what watches the service."""
    key = {"name": "甲", "role": "reader", "collections": [CLOSED]}
    yield ask("GET /api/v1/stats")
    yield ask("GET /api/v1/collections")
    yield ask("POST /api/v1/collections", json={"name": CLOSED})
    yield ask("PATCH /api/v1/collections/{name}", json={"description": "x"})
    yield ask("DELETE /api/v1/collections/{name}", params={"documents": True})
    yield ask("GET /api/v1/keys")
    yield ask("POST /api/v1/keys", json=key)
    yield ask("DELETE /api/v1/keys/{key_id}")
    yield ask("GET /api/v1/audit")
    yield ask("GET /api/v1/me")
    yield ask("GET /metrics")
    yield ask("GET /readyz")
    yield ask("GET /healthz")


def programs(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give requests of chat programs and of agents."""
    chat = {"model": "chuchu", "messages": [{"role": "user", "content": QUESTION["question"]}]}
    stream = {"stream": True, "messages": [{"role": "user", "content": "河道巡查几次？"}]}
    yield ask("POST /v1/chat/completions", json=chat)
    yield ask("POST /v1/chat/completions", json=chat | stream)
    yield ask("GET /v1/models")
    yield ask("GET /v1/models/{name}", {"name": "chuchu"})
    for call in (
        tool("search", {"query": "金丝雀河道巡查"}),
        tool("read", {"document_id": places.document}),
        tool("read", {"code": places.code}),
        tool("resolve_citation", {"code": places.code}),
        tool("ask", QUESTION),
        tool("check", {"text": "“每月巡查河道３次”。"}),
        agent("resources/list", {}),
        agent("resources/read", {"uri": f"chuchu://documents/{places.document}"}),
    ):
        yield ask("POST /mcp", **call)


def tool(name: str, arguments: Mapping[str, object]) -> dict[str, Any]:
    """Give the arguments of a call to a tool for agents."""
    return agent("tools/call", {"name": name, "arguments": arguments})


def agent(method: str, parameters: Mapping[str, object]) -> dict[str, Any]:
    """Give the arguments of a request of an agent."""
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    return {
        "json": call,
        "headers": {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"},
    }
