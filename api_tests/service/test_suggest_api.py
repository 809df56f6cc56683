"""Suggestions and judgements over HTTP, within what the caller may read."""

import json
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from corpus.filters import Reach
from retrieval.benchmark import read_questions
from service.api.dependencies import given_reach
from service.bootstrap import Chuchu

URL = "/api/v1/suggest"


def texts(client: TestClient, letters: str, **more: object) -> list[tuple[str, str]]:
    found = client.get(URL, params={"q": letters, **more}).json()["suggestions"]
    return [(one["kind"], one["text"]) for one in found]


def test_suggestions_lead_into_documents(client: TestClient) -> None:
    """A title that begins so comes first; its address is that of a page that is there."""
    found = client.get(URL, params={"q": "古樹名木"}).json()
    first = found["suggestions"][0]

    assert "古樹名木" == found["query"]
    assert ("title", True) == (first["kind"], "古树名木" in first["text"])
    assert f"/documents/{first['document_id']}" == first["url"]
    assert 200 == client.get(first["url"]).status_code


def test_limits_of_suggestions_are_told(client: TestClient) -> None:
    """Too many letters, and a limit that cannot be, are errors of the field; nothing typed finds nothing."""
    assert 422 == client.get(URL, params={"q": "河" * 101}).status_code
    assert 422 == client.get(URL, params={"q": "河", "limit": 21}).status_code
    assert [] == texts(client, "……〔〕")


def test_nothing_beyond_reach_is_suggested_or_judged(app: FastAPI, client: TestClient) -> None:
    """A caller who may read another collection alone gets no suggestion, and codes are unknown to it."""
    hit = client.post("/api/v1/search", json={"query": "林长巡林"}).json()["hits"][0]
    body = {"query": "林长巡林", "verdict": "right", "code": hit["citation"]["code"]}

    def narrow(_: Request) -> Reach:
        return Reach(frozenset({"内部"}))

    app.dependency_overrides[given_reach] = narrow
    try:
        suggested = texts(client, "古树")
        refused = client.post("/api/v1/feedback", json=body)
        unknown = client.post("/api/v1/feedback", json=body | {"code": "zzzzzzzzzzzz"})
    finally:
        app.dependency_overrides.clear()

    assert [] == suggested
    assert (404, "citation_unknown") == (refused.status_code, refused.json()["error"]["code"])
    assert unknown.json()["error"]["message"] == refused.json()["error"]["message"]


def test_judgements_become_judged_questions(client: TestClient, chuchu: Chuchu, tmp_path: Path) -> None:
    """What is judged is listed, and exported as questions that the evaluation reads; of one passage the last counts."""
    hits = client.post("/api/v1/search", json={"query": "擅自移植古树名木罚款多少"}).json()["hits"]
    right, other = hits[0]["citation"], hits[1]["citation"]
    said = [
        {"query": "古树移走罚多少？", "verdict": "wrong", "code": right["code"]},
        {"query": "古树移走罚多少？", "verdict": "right", "code": right["code"], "note": "正是这条"},
        {"query": " 古树移走罚多少？", "verdict": "wrong", "code": other["code"], "kind": "answer"},
        {"query": "２０２７年预算多少", "verdict": "missing"},
    ]
    before, stood = client.get("/api/v1/feedback").json()["total"], chuchu.export_feedback(tmp_path / "先前")
    for one in said:
        assert 201 == client.post("/api/v1/feedback", json=one).status_code
    listed = client.get("/api/v1/feedback", params={"limit": 2}).json()
    exported = chuchu.export_feedback(tmp_path / "判断")

    assert ["missing", "wrong"] == [one["verdict"] for one in listed["judgements"]]
    assert (before + 4, None) == (listed["total"], listed["judgements"][0]["code"])
    assert (1, 1) == (exported.questions - stood.questions, exported.open - stood.open)
    (question,) = [one for one in read_questions(tmp_path / "判断") if one.text == "古树移走罚多少？"]
    assert 1 == question.gains[right["source_path"]]
    assert [(right["source_path"], right["text"])] == [(one.document, one.answer) for one in question.golds]
    lines = (tmp_path / "判断" / "open.jsonl").read_text("utf-8").splitlines()
    (open_question,) = [one for one in map(json.loads, lines) if "２０２７年预算多少" in one.values()]
    assert ["missing"] == open_question["verdicts"]


def test_a_judgement_names_what_it_judges(client: TestClient) -> None:
    """Right and wrong need a code, and a blank question is none."""
    without = client.post("/api/v1/feedback", json={"query": "甲", "verdict": "right"})
    blank = client.post("/api/v1/feedback", json={"query": "　", "verdict": "missing"})

    assert [422, 422] == [without.status_code, blank.status_code]
    assert "缺少所评价的出处代码" in without.json()["error"]["message"]
