"""Requests of the page for what is closed: reading it, drafters' work, what was kept, administration."""

import json
from collections.abc import Iterator

from api_tests.service.closed_api_requests import QUOTED, TREND
from api_tests.service.closed_asking import Asked, Asking
from api_tests.service.closed_places import Places
from api_tests.service.key_world import CLOSED


def page_requests(places: Places) -> Iterator[Asked]:
    """Give requests by every route of the page."""
    ask = Asking(places)
    yield from readings(ask, places)
    yield from drafts(ask, places)
    yield from rule(ask)


def readings(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give requests for results, documents and jobs, and forms that change them."""
    yield ask("GET /", params={"q": "河道巡查"})
    yield ask("GET /")
    yield ask("GET /documents")
    yield ask("GET /documents", params={"q": "云栖", "sort": "indexed"})
    yield ask("POST /documents", data={"collection": CLOSED}, files=[("files", ("甲.txt", "甲"))])
    yield ask("GET /documents/{document_id}")
    yield ask("GET /documents/{document_id}/facts")
    yield ask("POST /documents/{document_id}/facts", data={"title": "改"})
    yield ask("GET /documents/{document_id}/remove")
    yield ask("POST /documents/{document_id}/remove")
    yield ask("GET /compare", params={"a": places.open, "b": places.document})
    yield ask("GET /compare", params={"a": places.document, "b": places.open})
    yield ask("GET /compare")
    yield ask("GET /jobs")
    yield ask("GET /jobs/{job_id}")
    yield ask("POST /jobs/{job_id}/cancel")


def drafts(ask: Asking, places: Places) -> Iterator[Asked]:
    """Give requests for what drafters have made from documents, and for what a reader kept."""
    code, phrase = places.code, {"phrase": "每月巡查河道"}
    kept = json.dumps({"passages": [{"code": code, "remark": "甲"}]})
    yield ask("GET /draft")
    yield ask("POST /draft", data=QUOTED)
    yield ask("POST /draft", data=QUOTED | {"format": "docx"})
    yield ask("GET /batch")
    yield ask("POST /batch", data={"text": "每月巡查河道几次"})
    yield ask("GET /dossier")
    yield ask("POST /dossier", data={"text": "一、河道巡查"})
    yield ask("GET /phrases", params=phrase)
    yield ask("GET /phrases", params=phrase | {"collections": CLOSED})
    yield ask("GET /phrases/trend", params=TREND)
    yield ask("POST /judge", data={"query": "x", "verdict": "right", "code": code})
    yield ask("GET /mine")
    yield ask("POST /mine", data={"kept": kept, "format": "csv"})
    yield ask("POST /mine", data={"codes": f"/c/{code}", "format": "xlsx"})


def rule(ask: Asking) -> Iterator[Asked]:
    """Give requests for collections, keys and the trail."""
    yield ask("GET /collections")
    yield ask("POST /collections", data={"name": CLOSED})
    yield ask("POST /collections/describe", data={"name": CLOSED, "description": "x"})
    yield ask("POST /collections/remove", data={"name": CLOSED})
    yield ask("GET /admin")
    yield ask("GET /admin/keys")
    yield ask("POST /admin/keys", data={"name": "甲", "collections": CLOSED})
    yield ask("POST /admin/keys/{key_id}/revoke")
    yield ask("GET /admin/audit")
