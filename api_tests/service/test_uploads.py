"""Uploads: taken whole or not at all, named safely, never twice, never outside the data folder."""

import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import assume, given
from hypothesis import strategies as st

from api_tests.service.waiting import wait_for_job, wait_for_view
from service.bootstrap import Chuchu
from service.errors import UploadNameInvalid
from service.upload_names import MAX_BYTES, repaired, safe_name

BODY = (
    "关于{0}的通知\n\n一、总体要求\n\n各单位要高度重视{0}工作，明确责任分工，细化措施，按时完成各项任务。\n"
)


def text(topic: str) -> bytes:
    return BODY.format(topic).encode()


def send(client: TestClient, name: str, content: bytes, **form: str) -> dict[str, object]:
    answer = client.post("/api/v1/documents", files={"files": (name, content)}, data=form)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/jobs/{answer.json()['id']}"
    return wait_for_job(client, answer.json()["id"])


def test_an_upload_is_indexed_and_found(client: TestClient, chuchu: Chuchu) -> None:
    """The answer is a job; when it has ended the document is found under `uploads/`, and nothing is left over."""
    job = send(client, "档案数字化.txt", text("档案数字化"))
    wait_for_view(client)
    hit = client.get("/api/v1/search", params={"q": "档案数字化工作责任分工"}).json()["hits"][0]

    assert (job["state"], job["outcomes"], job["files_done"]) == ("done", {"indexed": 1}, 1)
    assert [(file["path"], file["outcome"]) for file in job["files"]] == [
        ("uploads/档案数字化.txt", "indexed")
    ]
    assert hit["citation"]["source_path"] == "uploads/档案数字化.txt"
    assert [path for path in (chuchu.settings.data / "incoming").rglob("*") if path.is_file()] == []


def test_the_same_file_again_changes_nothing(client: TestClient) -> None:
    """An upload is idempotent: the second job finds the file unchanged."""
    send(client, "重复.txt", text("防火巡护"))
    head = client.get("/readyz").json()["change"]
    job = send(client, "重复.txt", text("防火巡护"))

    assert job["outcomes"] == {"unchanged": 1}
    assert client.get("/readyz").json()["change"] == head


def test_other_bytes_under_the_same_name_are_refused_unless_replaced(client: TestClient) -> None:
    """409 names the file; with `replace` the document keeps its id and shows the new text only."""
    send(client, "同名.txt", text("河道清淤"))
    wait_for_view(client)
    refused = client.post("/api/v1/documents", files={"files": ("同名.txt", text("道路养护"))})
    replaced = send(client, "同名.txt", text("道路养护"), replace="true")
    wait_for_view(client)
    found = client.get("/api/v1/documents", params={"source_path_prefix": "uploads/同名.txt"}).json()

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "upload_conflict")
    assert refused.json()["error"]["detail"] == {"name": "同名.txt"}
    assert replaced["outcomes"] == {"indexed": 1}
    assert [one["title"] for one in found["documents"]] == ["关于道路养护的通知"]


def test_all_files_are_taken_or_none(client: TestClient) -> None:
    """One file that cannot be taken refuses the whole request."""
    good, bad = ("全好.txt", text("节水")), ("空.txt", b"")
    answer = client.post("/api/v1/documents", files=[("files", good), ("files", bad)])
    both = client.post("/api/v1/documents", files=[("files", good), ("files", ("另一.txt", text("节电")))])

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "upload_empty")
    assert answer.json()["error"]["detail"] == {"name": "空.txt"}
    assert wait_for_job(client, both.json()["id"])["outcomes"] == {"indexed": 2}


@pytest.mark.parametrize(
    ("files", "form", "status", "code"),
    [
        ([], {}, 422, "upload_empty"),
        ([("files", ("..", b"x"))], {}, 422, "upload_name_invalid"),
        ([("files", ("Thumbs.db", b"x"))], {}, 422, "upload_name_invalid"),
        ([("files", ("大.txt", b"x" * ((3 << 20) + 1)))], {}, 413, "too_large"),
        ([("files", ("甲.txt", b"x"))], {"collection": "\x00"}, 422, "invalid_collection"),
        ([("files", ("甲.txt", b"x"))], {"replace": "vielleicht"}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_taken_is_refused(
    client: TestClient, files: list[object], form: dict[str, str], status: int, code: str
) -> None:
    """Nothing, nameless, too large, or with an impossible option: each has its own code."""
    answer = client.post("/api/v1/documents", files=files, data=form)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_an_unreadable_file_fails_in_words_and_the_rest_goes_on(client: TestClient) -> None:
    """A file that is no document ends as failed with a reason; its neighbour is indexed."""
    files = [("files", ("坏.docx", b"\x00\x01 not a zip")), ("files", ("好.txt", text("护林")))]
    job = wait_for_job(client, client.post("/api/v1/documents", files=files).json()["id"])
    by_path = {file["path"]: file for file in job["files"]}

    assert job["outcomes"] == {"failed": 1, "indexed": 1}
    assert by_path["uploads/坏.docx"]["reason"]
    assert by_path["uploads/坏.docx"]["message"].endswith("。")


TRAVERSALS = [
    "../../canary.txt", "..\\..\\canary.txt", "/etc/canary.txt", "C:\\Windows\\canary.txt", "....//canary.txt",
    "uploads/../../canary.txt", "%2e%2e%2fcanary.txt", "canary.txt\x00.pdf", "\u202ecanary.txt", "~/canary.txt",
    "~$canary.txt", "._canary.txt", " canary.txt ", "canary.txt.", "con/canary.txt", "..／..／canary.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", TRAVERSALS)
def test_a_name_never_leads_anywhere(name: str) -> None:
    """Whatever path a sender writes, one plain component is left of it."""
    safe = safe_name(name)

    assert Path(safe).name == safe
    assert not {"/", "\\", "\x00", "\u202e"} & set(safe)
    assert safe.endswith((".txt", ".pdf"))


def test_nothing_is_written_outside_the_data_folder(client: TestClient, chuchu: Chuchu) -> None:
    """Uploads with every path in their names leave the folder around the data as it was."""
    around = chuchu.settings.data.parent
    before = sorted(path.name for path in around.iterdir())
    for number, name in enumerate(TRAVERSALS):
        content = text(f"第{number}项")
        answer = client.post("/api/v1/documents", files={"files": (name, content)}, data={"replace": "true"})
        assert answer.status_code == 202
        wait_for_job(client, answer.json()["id"])
    listed = client.get("/api/v1/documents", params={"source_path_prefix": "uploads/", "limit": 100}).json()

    assert sorted(path.name for path in around.iterdir()) == before
    assert all(one["source_path"].count("/") == 1 for one in listed["documents"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("通知.docx", "通知.docx"),
        ("通知.docx".encode("gbk").decode("latin-1"), "通知.docx"),
        ("关于㙍头镇〔２０２３〕的报告.pdf", "关于㙍头镇〔２０２３〕的报告.pdf"),
        ("résumé.txt", "résumé.txt"),
        ("e\u0301.txt", "é.txt"),
        ('甲<乙>:"丙"|?*.txt', "甲_乙___丙____.txt"),
        ("C:\\公文\\2024\\通知.docx", "通知.docx"),
        ("长" * 300 + ".docx", "长" * 65 + ".docx"),
    ],
)
def test_names_keep_what_they_say(sent: str, kept: str) -> None:
    """A Chinese name stays as it is, also one that came as GBK; only what no file name can hold is changed."""
    assert safe_name(sent) == kept


@given(st.text(max_size=300))
def test_any_name_is_safe_or_refused(sent: str) -> None:
    """A name that is kept is one component of at most MAX_BYTES, and keeping it again changes nothing."""
    try:
        name = safe_name(sent)
    except UploadNameInvalid:
        return

    assert Path(name).name == name
    assert 0 < len(name.encode()) <= MAX_BYTES
    assert name not in {".", ".."}
    # A name that reads as GBK is read so, whenever it comes.
    assume(repaired(name) == name)
    assert safe_name(name) == name


def test_the_form_without_script_leads_to_the_jobs_page(client: TestClient) -> None:
    """The library's form posts to the page, which leads on to the job in words."""
    answer = client.post("/documents", files={"files": ("表单.txt", io.BytesIO(text("表单")))})
    job_id = answer.headers["location"].removeprefix("/jobs/")
    wait_for_job(client, job_id)
    page = client.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert "上传入库" in page
    assert "uploads/表单.txt" in page
    assert "已入库" in page
