"""Documents over HTTP: lists, facts, outline, text, source, corrections, removal."""

import pytest
from fastapi.testclient import TestClient

from api_tests.service.samples import REGULATION
from api_tests.service.waiting import wait_for_job, wait_for_view


def find(client: TestClient, path: str) -> dict[str, object]:
    """The document of a source path."""
    found = client.get("/api/v1/documents", params={"source_path_prefix": path}).json()["documents"]
    assert len(found) == 1, found
    one: dict[str, object] = found[0]
    return one


def test_the_list_counts_and_filters(client: TestClient) -> None:
    """A filter narrows list, total and facets alike."""
    notices = client.get(
        "/api/v1/documents", params={"doc_types": "通知", "source_path_prefix": "文件/"}
    ).json()

    assert [one["title"] for one in notices["documents"]] == [
        "临川省人民政府办公厅关于做好2024年松材线虫病防控工作的通知"
    ]
    assert notices["total"] == 1
    assert notices["facets"]["doc_type"] == [{"value": "通知", "count": 1}]


def test_the_list_is_cut_and_goes_on(client: TestClient) -> None:
    """Pages of two make up the whole, each document once."""
    ids = []
    for offset in (0, 2, 4):
        page = client.get(
            "/api/v1/documents", params={"limit": 2, "offset": offset, "source_path_prefix": "文件/"}
        ).json()
        ids += [one["id"] for one in page["documents"]]

    assert len(ids) == len(set(ids)) == page["total"] == 4


def test_facts_have_the_agreed_names(client: TestClient) -> None:
    """A document tells its facts under the contract's names; what it does not say is null."""
    found = find(client, "文件/02-")
    document = client.get(f"/api/v1/documents/{found['id']}").json()

    assert document == found
    assert document["doc_number"] == "临政办发〔2024〕7号"
    assert document["date_written"] == document["date"] == "2024-02-18"
    assert document["validity"] is None
    assert document["media_type"] == "text/markdown"
    assert {"amended", "repeals", "addressee", "container", "sha256", "pages", "characters"} <= set(document)


def test_the_outline_nests_and_holds_its_text(client: TestClient) -> None:
    """A section contains its children, and its span begins with its heading."""
    document_id = find(client, "文件/01-")["id"]
    outline = client.get(f"/api/v1/documents/{document_id}/outline").json()
    text = client.get(f"/api/v1/documents/{document_id}/text").json()["text"]
    chapter = outline["sections"][1]

    assert outline["document_id"] == document_id
    assert (chapter["marker"], chapter["title"], chapter["level"]) == ("第二章", "养护与管理", 1)
    assert [child["marker"] for child in chapter["children"]] == ["第三条", "第四条"]
    assert text[chapter["start"] : chapter["end"]].startswith("第二章")
    assert (
        chapter["start"] < chapter["children"][0]["start"] < chapter["children"][1]["end"] <= chapter["end"]
    )


def test_a_range_of_the_text_is_code_points(client: TestClient) -> None:
    """A range is cut at the end of the text; a character outside the BMP counts as one."""
    document_id = find(client, "文件/02-")["id"]
    whole = client.get(f"/api/v1/documents/{document_id}/text").json()
    at = whole["text"].index("㙍头镇")
    part = client.get(f"/api/v1/documents/{document_id}/text", params={"start": at, "end": at + 3}).json()
    beyond = client.get(f"/api/v1/documents/{document_id}/text", params={"start": 10**9}).json()

    assert (part["text"], part["start"], part["end"]) == ("㙍头镇", at, at + 3)
    assert whole["length"] == len(whole["text"]) == part["length"]
    assert (beyond["text"], beyond["start"]) == ("", whole["length"])
    assert client.get(f"/api/v1/documents/{document_id}/text?start=5&end=2").status_code == 422


def test_the_source_is_the_very_bytes_as_a_download(client: TestClient) -> None:
    """The original comes back unchanged, under its own name, as something no browser shows or runs."""
    document_id = find(client, "文件/01-")["id"]
    answer = client.get(f"/api/v1/documents/{document_id}/source")

    assert answer.content == REGULATION.encode()
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="01-________.txt"; '
        "filename*=UTF-8''01-%E5%8F%A4%E6%A0%91%E5%90%8D%E6%9C%A8%E4%BF%9D%E6%8A%A4%E5%8A%9E%E6%B3%95.txt"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "document_id",
    ["0000000000000000", "x", "..%2f..%2fetc%2fpasswd", "甲", "%00", "a" * 3000, "1' OR '1'='1"],
)
@pytest.mark.parametrize("part", ["", "/outline", "/text", "/source"])
def test_an_unknown_document_is_not_found(client: TestClient, document_id: str, part: str) -> None:
    """Whatever stands in place of an id, the answer is 404 in the one shape."""
    answer = client.get(f"/api/v1/documents/{document_id}{part}")

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] in {"document_not_found", "not_found"}


def test_a_correction_is_shown_searched_and_kept(client: TestClient) -> None:
    """A corrected fact is told as corrected, filters find it, and the same file sent anew does not undo it."""
    text = "关于更正的通知\n\n一、总的要求\n\n各单位要认真核对文件要素，发现差错及时更正，确保检索结果准确可靠。\n".encode()
    job = client.post("/api/v1/documents", files={"files": ("更正.txt", text)}).json()
    wait_for_job(client, job["id"])
    wait_for_view(client)
    document_id = find(client, "uploads/更正.txt")["id"]

    corrected = client.patch(
        f"/api/v1/documents/{document_id}", json={"issuer": "沐河县人民政府", "date_written": "2022-05-06"}
    ).json()
    wait_for_view(client)
    hits = client.get("/api/v1/search", params={"q": "核对文件要素", "issuers": "沐河县人民政府"}).json()[
        "hits"
    ]
    again = client.post(
        "/api/v1/documents",
        files={"files": ("更正.txt", text + "\n落款。".encode())},
        data={"replace": "true"},
    )
    wait_for_job(client, again.json()["id"])
    wait_for_view(client)

    assert (corrected["issuer"], corrected["date"]) == ("沐河县人民政府", "2022-05-06")
    assert sorted(corrected["corrected"]) == ["date_written", "issuer"]
    assert [hit["citation"]["document_id"] for hit in hits] == [document_id]
    assert find(client, "uploads/更正.txt")["issuer"] == "沐河县人民政府"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
        ({"title": 3}, "invalid_request"),
        ({"doc_type": "不是文种"}, "invalid_correction"),
        ({"date_written": "2024-02-31"}, "invalid_correction"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    client: TestClient, body: dict[str, object], code: str
) -> None:
    """A correction names known facts and values that they can take."""
    answer = client.patch(f"/api/v1/documents/{find(client, '文件/03-')['id']}", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_a_removed_document_is_gone_and_its_code_says_so(client: TestClient) -> None:
    """After removal neither search nor list shows the document; its citation code resolves as gone."""
    text = "关于移除的通知\n\n一、说明\n\n琉璃塔修缮工程资金由县财政统筹安排，专款专用，不得挤占挪用。\n".encode()
    job = client.post("/api/v1/documents", files={"files": ("移除.txt", text)}).json()
    wait_for_job(client, job["id"])
    wait_for_view(client)
    hit = client.get("/api/v1/search", params={"q": "琉璃塔修缮资金"}).json()["hits"][0]["citation"]

    removed = client.delete(f"/api/v1/documents/{hit['document_id']}")
    wait_for_view(client)
    later = client.get("/api/v1/search", params={"q": "琉璃塔修缮资金"}).json()["hits"]

    assert (removed.status_code, removed.content) == (204, b"")
    assert hit["document_id"] not in {one["citation"]["document_id"] for one in later}
    assert client.get(f"/api/v1/citations/{hit['code']}").json() == {
        "code": hit["code"], "state": "gone", "citation": None,
    }  # fmt: skip
    assert client.get(f"/c/{hit['code']}").status_code == 410
    assert client.delete(f"/api/v1/documents/{hit['document_id']}").status_code == 404


def test_a_code_resolves_and_a_passage_is_shown(client: TestClient) -> None:
    """A code leads to its citation; the passage of that id has the same one; an unknown code is 404."""
    citation = client.get("/api/v1/search", params={"q": "巡林不走过场"}).json()["hits"][0]["citation"]
    resolved = client.get(f"/api/v1/citations/{citation['code']}").json()
    passage = client.get(f"/api/v1/passages/{citation['passage_id']}").json()

    assert resolved == {"code": citation["code"], "state": "current", "citation": citation}
    assert passage == {"passage_id": citation["passage_id"], "citation": citation}
    assert client.get("/api/v1/citations/aaaaaaaaaaaa").json()["error"]["code"] == "citation_unknown"
    assert client.get("/api/v1/passages/9007199254740991").json()["error"]["code"] == "passage_not_found"
    assert client.get("/api/v1/passages/99999999999999999999").status_code == 422


def test_health_ready_and_stats(client: TestClient) -> None:
    """The probes tell that the process lives, and at which change each index stands."""
    ready = client.get("/readyz")
    stats = client.get("/api/v1/stats").json()

    assert client.get("/healthz").json() == {"status": "ok"}
    assert (ready.status_code, ready.json()["ready"], ready.json()["problem"]) == (200, True, None)
    assert set(ready.json()["indexes"]) == {"vectors", "words", "texts"}
    assert stats["documents"] >= 4
    assert stats["model"] == ready.json()["encoder"]


def test_a_document_without_a_title_has_none(client: TestClient) -> None:
    """An unknown title is null in the facts; a citation shows the file's name in its place."""
    text = "古井每月巡查一次，由㙍村负责，巡查记录保存三年，不得涂改，并于每年１２月报乡镇备案。\n"
    sent = client.post("/api/v1/documents", files={"file": ("无题.txt", text.encode(), "text/plain")})
    wait_for_job(client, sent.json()["id"])
    wait_for_view(client)
    document = find(client, "uploads/无题")
    hit = client.get("/api/v1/search", params={"q": "古井巡查记录保存三年"}).json()["hits"][0]

    assert document["title"] is None
    assert (hit["citation"]["title"], hit["citation"]["document_id"]) == ("无题", document["id"])
    client.delete(f"/api/v1/documents/{document['id']}")


def test_documents_of_one_file_stand_together(client: TestClient) -> None:
    """Unless asked otherwise the list is in the order of source paths."""
    listed = client.get("/api/v1/documents", params={"source_path_prefix": "文件/"}).json()["documents"]

    assert [one["source_path"] for one in listed] == sorted(one["source_path"] for one in listed)
