"""The check of drafts over HTTP: text, files, what comes back annotated, reach, and drafts that cannot be read."""

import io
import struct
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

CHECK = "/api/v1/quotes/check"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DRAFT = (
    "各级林长要做到“巡林不走过场、问题不留尾巴，每年巡林不少于六次”。\n"
    "《临川省古树名木保护办法》第四条规定：“任何单位和个人不得擅自移植古树名木”。\n"
)
CAN_BE_READ = {"filters": {"collections": ["default"]}}


def checked(client: TestClient, body: dict[str, object]) -> dict[str, Any]:
    answer = client.post(CHECK, json=body)
    assert 200 == answer.status_code, answer.text
    found: dict[str, Any] = answer.json()
    return found


def word_file(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_text_is_checked(client: TestClient) -> None:
    """Each quotation has its place in the text, its verdict, both sides of the diff, and a citation that holds."""
    told = checked(client, {"text": DRAFT})
    altered, exact = told["quotes"]
    changed = [(part["draft"], part["source"]) for part in altered["diff"] if part["op"] != "equal"]

    assert ("altered", [("六", "四")]) == (altered["verdict"], changed)
    assert altered["text"] == DRAFT[altered["start"] : altered["end"]]
    assert altered["text"] == "".join(part["draft"] for part in altered["diff"])
    assert ("exact", "第四条") == (exact["verdict"], exact["named"]["article"])
    citation = exact["citation"]
    text = client.get(f"/api/v1/documents/{citation['document_id']}/text").json()["text"]
    assert citation["text"] == text[citation["start"] : citation["end"]]
    assert [("article", "known")] == [(one["kind"], one["status"]) for one in told["references"]]
    assert (0, None, []) == (told["dropped"], told["text"], told["warnings"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("稿件.txt", DRAFT.encode("gb18030")),
        ("稿件.md", DRAFT.encode("utf-8")),
        ("稿件.docx", word_file(*DRAFT.splitlines())),
    ],
)
def test_a_file_is_checked_like_its_text(client: TestClient, name: str, data: bytes) -> None:
    """A file in GB18030, Markdown and a Word file get the verdicts of their text, which the answer holds."""
    told = client.post(CHECK, files={"file": (name, data)}).json()
    assert ["altered", "exact"] == [quote["verdict"] for quote in told["quotes"]]
    places = [told["text"][quote["start"] : quote["end"]] for quote in told["quotes"]]
    assert [quote["text"] for quote in told["quotes"]] == places


@pytest.mark.parametrize("as_file", [True, False])
def test_the_draft_comes_back_with_comments(client: TestClient, as_file: bool) -> None:
    """A Word draft keeps its paragraphs, a text becomes some; the finding is a comment that says what differs."""
    if as_file:
        files = {"file": ("林长制 讲话稿.docx", word_file(*DRAFT.splitlines()), WORD)}
        answer = client.post(f"{CHECK}?format=docx", files=files)
        assert "%E6%9E%97%E9%95%BF%E5%88%B6" in answer.headers["content-disposition"]
    else:
        answer = client.post(CHECK, json={"text": DRAFT}, headers={"Accept": WORD})
    written = Document(io.BytesIO(answer.content))

    assert (200, WORD) == (answer.status_code, answer.headers["content-type"])
    assert DRAFT.splitlines() == [one.text for one in written.paragraphs if one.text]
    assert any("稿中“六”，原文“四”" in comment.text for comment in written.comments)


def test_filters_restrict_what_is_compared(client: TestClient) -> None:
    """Outside the filters the words are not found; a form's filters are the same as JSON's."""
    only = {"doc_types": ["通知"]}
    assert ["not_found", "not_found"] == [
        quote["verdict"] for quote in checked(client, {"text": DRAFT, "filters": only})["quotes"]
    ]
    form = client.post(
        CHECK, files={"file": ("a.txt", DRAFT.encode())}, data={"filters": '{"doc_types": ["通知"]}'}
    )
    assert ["not_found", "not_found"] == [quote["verdict"] for quote in form.json()["quotes"]]
    known = checked(client, {"text": DRAFT, **CAN_BE_READ})
    assert ["altered", "exact"] == [quote["verdict"] for quote in known["quotes"]]


@pytest.mark.parametrize("escaped", ["甲\\u0000", "甲\\ud800", "\\udfff甲", "甲\\ufffe"])
def test_characters_that_are_none_keep_their_place(client: TestClient, escaped: str) -> None:
    """NUL, lone surrogates and noncharacters neither stop the check nor move what comes behind them."""
    body = f'{{"text": "{escaped}“任何单位和个人不得擅自移植古树名木”"}}'.encode()
    answer = client.post(CHECK, content=body, headers={"Content-Type": "application/json"})
    assert 200 == answer.status_code, answer.text
    quote = answer.json()["quotes"][0]
    before = len(escaped.replace("甲", "")) // 6 + 1
    assert ("exact", before + 1) == (quote["verdict"], quote["start"])
    annotated = client.post(
        f"{CHECK}?format=docx", content=body, headers={"Content-Type": "application/json"}
    )
    assert "古树名木" in Document(io.BytesIO(annotated.content)).paragraphs[0].text


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"json": {}}, 422, "invalid_request"),
        ({"json": {"text": " \n\u3000"}}, 422, "draft_empty"),
        ({"json": {"text": "字" * 500_001}}, 422, "draft_too_long"),
        ({"json": {"text": DRAFT, "filters": {"validity": ["没有的"]}}}, 422, "invalid_request"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 422, "invalid_request"),
        ({"data": {"filters": "{}"}, "files": {"other": ("a.txt", b"a")}}, 422, "upload_empty"),
        ({"files": {"file": ("a.docx", b"")}}, 422, "upload_empty"),
        ({"files": {"file": ("a.docx", b"PK\x03\x04" + bytes(90))}}, 422, "parse_failed"),
        ({"json": {"text": DRAFT}, "params": {"format": "pdf"}}, 422, "form_unknown"),
    ],
)
def test_what_cannot_be_checked_is_an_error(
    client: TestClient, request_: dict[str, Any], status: int, code: str
) -> None:
    """Each kind of bad request has its status and code, and a sentence."""
    answer = client.post(CHECK, **request_)
    error = answer.json()["error"]
    assert (status, code) == (answer.status_code, error["code"])
    assert error["message"]


def test_a_draft_with_a_password_says_so(client: TestClient) -> None:
    """A Word file encrypted by Office is a compound file that holds the package encrypted: take the password off."""
    data = compound_file(
        {"EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + b"<x/>", "EncryptedPackage": bytes(5000)}
    )
    answer = client.post(CHECK, files={"file": ("密码.docx", data, WORD)})
    error = answer.json()["error"]
    assert (422, "encrypted") == (answer.status_code, error["detail"]["reason"])
    assert "密码" in error["message"]


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Give an OLE compound file of version 3: header, one FAT sector, directory, streams of at least 4096 bytes."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    fat, body = [0xFFFFFFFD, end], b""
    entries = []
    for name, data in streams.items():
        padded = data.ljust(4096, b"\0")
        padded += bytes(-len(padded) % sector)
        first, count = len(fat), len(padded) // sector
        fat += [*range(first + 1, first + count), end]
        body += padded
        entries.append((name, 2, first, max(len(data), 4096)))
    ordered = sorted(range(len(entries)), key=lambda i: (len(entries[i][0]), entries[i][0].upper()))
    directory = _entry("Root Entry", 5, end, 0, child=ordered[0] + 1)
    for at, (name, kind, first, size) in enumerate(entries):
        place = ordered.index(at)
        right = ordered[place + 1] + 1 if place + 1 < len(ordered) else free
        directory += _entry(name, kind, first, size, right=right)
    directory = directory.ljust(sector, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    head += struct.pack("<I", free) * 108
    return (
        head + b"".join(struct.pack("<I", one) for one in fat + [free] * (128 - len(fat))) + directory + body
    )


def _entry(
    name: str, kind: int, first: int, size: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    printed = name.encode("utf-16-le")
    head = printed.ljust(64, b"\0") + struct.pack("<HBB", len(printed) + 2, kind, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<IQ", first, size)


@pytest.mark.parametrize("text", ["", " \u3000\n", "\f", "\x0b\r"])
def test_a_blank_draft_is_refused(client: TestClient, text: str) -> None:
    """Blanks of any kind, those that no file can hold too, are no draft."""
    answer = client.post("/api/v1/quotes/check", json={"text": text})

    assert (422, "draft_empty") == (answer.status_code, answer.json()["error"]["code"])
