"""The hits of a search as files, over HTTP and from the page."""

import csv
import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUERY = "擅自移植古树名木"


def hits(client: TestClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.post("/api/v1/search", json={"query": QUERY}).json()["hits"]
    return found


def test_a_sheet_holds_the_hits_row_by_row(client: TestClient) -> None:
    """The rows of .xlsx and .csv are the hits in their order, the words as in the JSON."""
    texts = [hit["citation"]["text"] for hit in hits(client)]  # type: ignore[index]

    book = client.get("/api/v1/search", params={"q": QUERY, "format": "xlsx"})
    sheet = client.get("/api/v1/search", params={"q": QUERY, "format": "CSV"})

    assert book.headers["content-type"] == XLSX
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == texts
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"), newline="")))
    assert [line[1].removeprefix("'") for line in lines[1:]] == texts


def test_a_word_file_has_a_footnote_for_each_hit(client: TestClient) -> None:
    """Accept asks for the file too; each note names the source and links to the very service that was asked."""
    found = hits(client)

    answer = client.post("/api/v1/search", json={"query": QUERY}, headers={"Accept": DOCX})

    assert answer.headers["content-type"] == DOCX
    assert "%E6%A3%80%E7%B4%A2%E7%BB%93%E6%9E%9C" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        notes = package.read("word/footnotes.xml").decode()
    for number, hit in enumerate(found, start=1):
        assert f'<w:footnote w:id="{number}">' in notes
        assert f"HYPERLINK &quot;http://127.0.0.1{hit['citation']['url']}&quot;" in notes or (  # type: ignore[index]
            f'HYPERLINK "http://127.0.0.1{hit["citation"]["url"]}"' in notes  # type: ignore[index]
        )
    assert notes.count("〔出处码 ") == len(found)


@pytest.mark.parametrize("name", ["pdf", "", "xls/../x"])
def test_a_form_that_cannot_be_written_is_named(client: TestClient, name: str) -> None:
    """What cannot be written is an error that tells the possible forms."""
    answer = client.get("/api/v1/search", params={"q": QUERY, "format": name})

    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "form_unknown"
    assert error["detail"] == {"asked": name, "possible": "xlsx、docx、csv"}


def test_the_description_lists_the_forms(client: TestClient) -> None:
    """OpenAPI gives `format` as an enumeration wherever a file can be had, and each form it lists is not refused."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    told = {
        f"{method.upper()} {path}": next(
            branch["enum"]
            for branch in (parameter["schema"], *parameter["schema"].get("anyOf", ()))
            if "enum" in branch
        )
        for path, methods in paths.items()
        for method, operation in methods.items()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "format"
    }

    assert told == {
        "GET /api/v1/search": ["json", "xlsx", "docx", "csv"],
        "POST /api/v1/search": ["json", "xlsx", "docx", "csv"],
        "GET /api/v1/documents/{document_id}/compare/{other}": ["json", "docx"],
        "GET /api/v1/phrases/history": ["json", "csv", "xlsx", "svg", "png"],
        "GET /api/v1/phrases/trend": ["json", "csv", "xlsx"],
        "POST /api/v1/quotes/check": ["json", "docx"],
        "POST /api/v1/citations/export": ["docx", "xlsx", "csv"],
        "GET /api/v1/audit": ["json", "csv", "jsonl"],
    }
    for form in told["GET /api/v1/search"]:
        assert client.get("/api/v1/search", params={"q": QUERY, "format": form}).status_code == 200


def test_the_page_links_to_the_files_with_its_filters(client: TestClient) -> None:
    """The page's links give the hits of the very search that is shown, filters included."""
    page = client.get("/", params={"q": QUERY, "doc_types": "办法", "page": "1"}).text

    start = page.index("/api/v1/search?")
    href = page[start : page.index('"', start)].replace("&amp;", "&")
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(client.get(href).content)).get_sheet_by_index(0).to_python()
    )

    assert "doc_types=%E5%8A%9E%E6%B3%95" in href
    assert {row[7] for row in rows[1:]} == {"办法"}
