"""The history of phrases over HTTP: counts, files, pictures, and what cannot be counted."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from python_calamine import CalamineWorkbook

HISTORY, TREND = "/api/v1/phrases/history", "/api/v1/phrases/trend"
PERIODS = {"before_from": 2020, "before_to": 2023, "after_from": 2024, "after_to": 2025}


def told(client: TestClient, **parameters: str | int | list[str]) -> dict[str, Any]:
    answer = client.get(HISTORY, params=parameters)
    assert 200 == answer.status_code, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_phrases_are_counted_beside_each_other(client: TestClient) -> None:
    """Occurrences and documents by year and type; width and traditional forms fold; examples are verbatim."""
    answer = told(client, phrase=["古樹名木", "巡林"], examples=1)
    trees, rounds = answer["histories"]

    assert ("古树名木", 6, 1) == (trees["counted_as"], trees["occurrences"], trees["documents"])
    assert [("2023", 6)] == [(c["key"], c["occurrences"]) for c in trees["years"] if c["occurrences"]]
    assert [("2024", 3, 1)] == [
        (c["key"], c["occurrences"], c["documents"]) for c in rounds["years"] if c["occurrences"]
    ]
    example = trees["examples"][0]
    citation = example["citation"]
    assert "古树名木" == citation["text"][example["start"] - citation["start"] :][:4]
    assert {"width", "traditional", "certain_masks"} < set(answer["folded"])


def test_counts_stay_within_what_may_be_read(client: TestClient) -> None:
    """Filters restrict counts and the number of documents they are compared with."""
    answer = told(client, phrase="巡林", doc_types="通知")
    notices = client.get("/api/v1/documents", params={"doc_types": "通知"}).json()["total"]
    everything = client.get("/api/v1/documents").json()["total"]
    assert (0, notices) == (answer["histories"][0]["occurrences"], answer["of_documents"])
    assert 0 < notices < everything


def test_the_history_comes_as_a_table(client: TestClient) -> None:
    """The CSV has a row a phrase and year, the sheet has types, variants and examples as well."""
    answer = client.get(HISTORY, params={"phrase": "巡林", "format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["提法", "年份", "出现次数", "篇数", "同期文件数"] == rows[0]
    assert ["巡林", "2024", "3", "1", "2"] in rows
    sheet = client.get(HISTORY, params={"phrase": "巡林", "format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    assert ["按年份", "按文种", "相邻说法", "例句"] == book.sheet_names
    assert ["巡林", "讲话", 3.0, 1.0, 1.0] in book.get_sheet_by_name("按文种").to_python()


def test_the_history_comes_as_a_picture(client: TestClient) -> None:
    """The SVG is well-formed, names counts in words and runs nothing; the PNG is a picture of twice its size."""
    drawn = client.get(HISTORY, params={"phrase": ["巡林", "<script>"], "format": "svg"})
    assert ("image/svg+xml", "default-src 'none'; sandbox") == (
        drawn.headers["content-type"], drawn.headers["content-security-policy"],
    )  # fmt: skip
    root = ElementTree.fromstring(drawn.content)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert ("巡林 3次" in texts, "<script> 2次" in texts) == (True, True)
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    painted = client.get(HISTORY, params={"phrase": "巡林", "format": "png"})
    with Image.open(io.BytesIO(painted.content)) as image:
        assert ("PNG", float(root.get("width", "0")) * 2) == (image.format, image.width)


def test_a_trend_is_told(client: TestClient) -> None:
    """Both periods, what was read, and what rose, as JSON and as a table."""
    answer = client.get(TREND, params=PERIODS).json()
    before, after = (
        client.get("/api/v1/documents", params={"date_from": f"{first}-01-01", "date_to": f"{last}-12-31"})
        for first, last in ((2020, 2023), (2024, 2025))
    )
    assert (before.json()["total"], after.json()["total"], 0, False) == (
        answer["read_before"], answer["read_after"], answer["copies_after"], answer["sampled"],
    )  # fmt: skip
    assert {"first": 2020, "last": 2023} == answer["before"]
    table = client.get(TREND, params={**PERIODS, "format": "csv"}).content.decode("utf-8-sig")
    assert "方向,提法,2020—2023篇数,2024—2025篇数,2020—2023次数,2024—2025次数" in table


@pytest.mark.parametrize(
    ("path", "parameters", "status", "code"),
    [
        (HISTORY, {}, 422, "invalid_request"),
        (HISTORY, {"phrase": "，。"}, 422, "phrase_invalid"),
        (HISTORY, {"phrase": "\x00"}, 422, "phrase_invalid"),
        (HISTORY, {"phrase": "长" * 101}, 422, "phrase_invalid"),
        (HISTORY, {"phrase": ["甲"] * 9}, 422, "invalid_request"),
        (HISTORY, {"phrase": "甲", "format": "docx"}, 422, "form_unknown"),
        (TREND, {**PERIODS, "before_from": 2024}, 422, "invalid_request"),
        (TREND, {"before_from": 2024}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_counted_is_an_error(
    client: TestClient, path: str, parameters: dict[str, Any], status: int, code: str
) -> None:
    """Each kind of bad request has its status and code, and a sentence."""
    answer = client.get(path, params=parameters)
    error = answer.json()["error"]
    assert (status, code) == (answer.status_code, error["code"])
    assert error["message"]


def test_a_lone_surrogate_is_no_phrase(client: TestClient) -> None:
    """Bytes that are no UTF-8 in the address are counted as what stands for them, or refused: never a failure."""
    answer = client.get(f"{HISTORY}?phrase=%ED%A0%80%E5%B7%A1%E6%9E%97")
    assert answer.status_code in (200, 422)
    assert 3 == told(client, phrase="巡\x00林")["histories"][0]["occurrences"]


@pytest.mark.parametrize("address", [HISTORY, TREND])
@pytest.mark.parametrize(
    ("span", "kind"),
    [
        ({"date_to": "不久"}, "date_invalid"),
        ({"date_from": "2023-02-31"}, "date_invalid"),
        ({"date_from": "2024-05-01", "date_to": "2024-04-30"}, "date_order"),
    ],
)
def test_days_that_cannot_be_are_refused(
    client: TestClient, address: str, span: dict[str, str], kind: str
) -> None:
    """A day that no calendar has, or an end before the beginning, is an error of the client that names it."""
    answer = client.get(address, params={**(PERIODS if address == TREND else {"phrase": "巡林"}), **span})

    assert (422, kind) == (answer.status_code, answer.json()["error"]["detail"]["fields"][0]["type"])


@pytest.mark.parametrize("end", ["\r", "\x1c", "\x1d", "\x1e", "\x85", "\u2029", "\n"])
def test_a_phrase_that_ends_a_paragraph_is_drawn(client: TestClient, end: str) -> None:
    """The characters that end a paragraph, at which the layout of text gives up, are drawn as blanks."""
    answer = client.get(HISTORY, params={"phrase": f"巡{end}林", "format": "png"})

    assert (200, "PNG") == (answer.status_code, Image.open(io.BytesIO(answer.content)).format)
