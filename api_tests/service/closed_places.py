"""What lies in the closed collection, by every name that it goes by."""

from dataclasses import dataclass

from api_tests.service.key_world import CLOSED, OPEN, SHARED, KeyWorld
from api_tests.service.served import bearer


@dataclass(frozen=True, slots=True)
class Places:
    """A closed document with a passage and its code, a job and a job's result there; beside them what is open.

    twin: the open passage that has the same words as one of the closed document.
    """

    document: str
    passage: int
    code: str
    job: str
    draft: str
    open: str
    twin: int


def places_of(world: KeyWorld) -> Places:
    """Find the places, and have a result made in the closed collection."""
    client, chuchu, secrets = world
    headers = bearer(secrets["closed"])
    found = client.get("/api/v1/search", params={"q": "金丝雀 河道巡查"}, headers=headers).json()
    citation = found["hits"][0]["citation"]
    shared = client.get(
        "/api/v1/search", params={"q": SHARED, "collections": OPEN}, headers=bearer(secrets["admin"])
    ).json()
    sent = {"questions": ["金丝雀每月巡查几次"], "filters": {"collections": [CLOSED]}}
    return Places(
        document=citation["document_id"],
        passage=citation["passage_id"],
        code=citation["code"],
        job=next(job.id for job in chuchu.jobs.list() if job.request.collection == CLOSED),
        draft=client.post("/api/v1/batch", json=sent, headers=headers).json()["id"],
        open=next(d.document_id for d in chuchu.view().documents().documents if d.collection == OPEN),
        twin=shared["hits"][0]["citation"]["passage_id"],
    )
