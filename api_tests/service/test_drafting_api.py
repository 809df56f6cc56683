"""Batches, dossiers and comparisons over HTTP."""

import io
import json
import time
import zipfile
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from corpus.filters import Reach
from service.admission import Admission
from service.settings_load import LoadSettings

API = "/api/v1"


def ended(client: TestClient, job_id: str) -> dict[str, Any]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(f"{API}/jobs/{job_id}").json()
        if job["ended"]:
            return job
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def document_ids(client: TestClient) -> dict[str, str]:
    found = client.get(f"{API}/documents").json()["documents"]
    return {one["source_path"].split("/")[-1][:2]: one["id"] for one in found}


def test_a_list_of_questions_becomes_a_sheet(client: TestClient) -> None:
    """The job does each question once; its result is the file in the form that was asked for."""
    questions = ["擅自移植古树名木怎么处罚", "  ", "㙍头镇多久巡查一次"]

    taken = client.post(
        f"{API}/batch", json={"questions": questions, "format": "xlsx", "columns": ["问题", "说明", "出处"]}
    )

    assert taken.status_code == 202
    job = ended(client, taken.json()["id"])
    assert (job["state"], job["kind"], job["files_done"], job["files_total"]) == ("done", "batch", 3, 3)
    answer = client.get(f"{taken.headers['location']}/result")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["问题", questions[0], "", questions[2]]
    assert rows[2][1] == "查询是空的。请输入要查找的内容。"
    assert "临川省古树名木保护办法" in str(rows[1][2])


def test_a_file_of_questions_is_answered(client: TestClient) -> None:
    """A CSV in GB18030 is read; the mode `ask` answers; filters of a row hold."""
    table = "问题,文种\n擅自移植古树名木处多少罚款,办法\n擅自移植古树名木处多少罚款,讲话\n".encode("gb18030")

    taken = client.post(
        f"{API}/batch", data={"mode": "ask", "format": "jsonl"}, files={"file": ("问题.csv", table)}
    )

    ended(client, taken.json()["id"])
    lines = client.get(f"{API}/jobs/{taken.json()['id']}/result").content.splitlines()
    first, second = (json.loads(line) for line in lines)
    assert first["status"] == "answered"
    assert "二万元以上十万元以下" in first["answer"]
    assert {one["doc_type"] for one in second["citations"]} <= {"讲话"}


def test_an_outline_becomes_a_dossier(client: TestClient) -> None:
    """The result is a Word file whose headings are the outline's and whose passages have footnotes."""
    outline = "# 在林长制会议上的讲话\n## 一、压实林长巡林责任\n## 二、严格保护古树名木\n"

    taken = client.post(f"{API}/dossier", json={"outline": outline})

    assert ended(client, taken.json()["id"])["state"] == "done"
    answer = client.get(f"{API}/jobs/{taken.json()['id']}/result")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        document = package.read("word/document.xml").decode()
        notes = package.read("word/footnotes.xml").decode()
    assert document.index("一、压实林长巡林责任") < document.index("二、严格保护古树名木")
    assert "各级林长要做到巡林不走过场" in document
    assert "http://127.0.0.1/c/" in notes


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("batch", {"questions": []}, "no_questions"),
        ("batch", {"questions": ["问"], "columns": ["没有"]}, "column_unknown"),
        ("batch", {"questions": ["问"], "format": "pdf"}, "form_unknown"),
        ("batch", {"questions": ["问"], "mode": "guess"}, "invalid_request"),
        ("dossier", {"outline": " "}, "outline_empty"),
        ("dossier", {"outline": "# 题", "format": "csv"}, "form_unknown"),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(
    client: TestClient, path: str, body: dict[str, Any], code: str
) -> None:
    """Wrong orders make no job."""
    answer = client.post(f"{API}/{path}", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_a_broken_file_fails_its_job_with_a_sentence(client: TestClient) -> None:
    """A damaged .docx is told in the job, and there is no result."""
    taken = client.post(f"{API}/dossier", files={"file": ("提纲.docx", b"PK\x03\x04 broken")})

    job = ended(client, taken.json()["id"])
    assert (job["state"], job["reason"]) == ("failed", "parse_failed")
    assert "损坏" in job["message"]
    missing = client.get(f"{API}/jobs/{job['id']}/result")
    assert (missing.status_code, missing.json()["error"]["code"]) == (409, "result_missing")


def test_two_documents_are_compared_within_reach(client: TestClient) -> None:
    """The pieces of each side are its text; a document that may not be read is unknown."""
    ids = document_ids(client)

    made = client.get(f"{API}/documents/{ids['01']}/compare/{ids['03']}").json()

    old = "".join(p["text"] for unit in made["units"] for p in unit["pieces"] if p["change"] != "insert")
    text = client.get(f"{API}/documents/{ids['01']}/text").json()["text"]
    assert sorted(old.replace("\n", "")) == sorted(text.replace("\n", ""))
    word = client.get(f"{API}/documents/{ids['01']}/compare/{ids['03']}", params={"format": "docx"})
    assert word.content.startswith(b"PK")
    assert client.get(f"{API}/documents/{ids['01']}/compare/nothing").status_code == 404


def test_comparisons_come_one_after_the_other(client: TestClient, app: FastAPI) -> None:
    """While one is made others wait, and are told in time when to come again; searches and the form do not wait."""
    serving, ids = app.state.serving, document_ids(client)
    before, serving.comparing = serving.comparing, Admission(LoadSettings(at_once=1, wait_ms=1), cores=1)
    assert client.portal is not None
    client.portal.call(serving.comparing._turns.acquire_on_behalf_of, "别人")
    try:
        refused = client.get(f"{API}/documents/{ids['01']}/compare/{ids['03']}")
        page = client.get(
            "/compare", params={"a": ids["01"], "b": ids["03"]}, headers={"accept": "text/html"}
        )
        others = [client.get("/compare"), client.post(f"{API}/search", json={"query": "林长巡林"})]
    finally:
        serving.comparing = before

    assert (503, "1", "overloaded") == (
        refused.status_code,
        refused.headers["retry-after"],
        refused.json()["error"]["code"],
    )
    assert (503, "1") == (page.status_code, page.headers["retry-after"])
    assert page.headers["content-type"].startswith("text/html")
    assert [200, 200] == [one.status_code for one in others]


def test_results_are_read_only_by_those_who_may_read_their_sources(client: TestClient, app: FastAPI) -> None:
    """What was made from all collections, or from another one, is no job to a caller of one."""
    taken = client.post(f"{API}/batch", json={"questions": ["林长制"]}).json()
    ended(client, taken["id"])
    drafts, jobs = app.state.serving.drafts, app.state.serving.chuchu.jobs

    assert drafts.result(jobs.get(taken["id"]), Reach()).path.is_file()
    with pytest.raises(Exception, match="没有编号为"):
        drafts.result(jobs.get(taken["id"]), Reach(frozenset({"default"})))


def test_the_page_shows_a_comparison_without_script(client: TestClient) -> None:
    """Old and new stand side by side with what was taken out and put in; without ids there is a form."""
    ids = document_ids(client)

    page = client.get("/compare", params={"a": ids["01"], "b": ids["03"], "lang": "en"})
    empty = client.get("/compare")

    assert page.status_code == 200
    assert "<del>" in page.text
    assert "<ins>" in page.text
    assert "Versions compared" in page.text
    assert 'name="a"' in empty.text
    client.cookies.clear()
