"""Every error is told in one shape, in the caller's language, and tells nothing of the inside."""

import logging

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from corpus.errors import ChuchuError
from service.access.routes import LOOK, Routes
from service.access.routes import TABLE as TABLE_OF_ROUTES
from service.error_table import INTERNAL, TABLE, row_of
from service.languages import Language, accepted_language
from service.replies import told

API = "/api/v1"


def operations(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every operation in the API's description."""
    paths: dict[str, dict[str, object]] = app.openapi()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def test_every_route_answers_nonsense_in_one_shape(client: TestClient, app: FastAPI) -> None:
    """Each operation, asked for what is not there with a parameter and body it does not know, says so alike."""
    seen = []
    for method, path in operations(app):
        address = path
        for name in ("document_id", "passage_id", "code", "job_id"):
            address = address.replace("{" + name + "}", "0" if name == "passage_id" else "nicht-da")
        answer = client.request(method, address + "?limit=nicht", json=["nonsense"])
        if answer.status_code < 400:
            continue
        seen.append(path)
        error = answer.json()["error"]
        assert answer.status_code < 500, (method, path)
        assert set(answer.json()) == {"error"}
        assert set(error) == {"code", "message", "detail"}
        assert isinstance(error["detail"], dict)
        assert error["message"].endswith(("。", "）"))

    assert len(seen) >= 15


def test_the_description_names_one_error_shape(client: TestClient) -> None:
    """OpenAPI 3.1, and every operation's errors are of the one shape."""
    description = client.get(f"{API}/openapi.json").json()
    shapes = {
        answer["content"]["application/json"]["schema"]["$ref"]
        for path in description["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status in {"422", "default"}
    }

    assert description["openapi"].startswith("3.1")
    assert shapes == {"#/components/schemas/ErrorBody"}
    assert "HTTPValidationError" not in description["components"]["schemas"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nichts", 404, "not_found"),
        ("GET", "/api/v2/search", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/redoc", 404, "not_found"),
        ("GET", "/static/../app.py", 404, "not_found"),
        ("GET", "/api/v1/search/", 404, "not_found"),
        ("PUT", "/api/v1/search", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/documents", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
    ],
)
def test_unknown_addresses_and_methods(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    """An address or method that is not there has the shape too, and documentation pages are not there."""
    answer = client.request(method, path)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.ZH),
        ("en", Language.EN),
        ("en-GB,en;q=0.9,zh;q=0.8", Language.EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH),
        ("en;q=0.5,zh;q=0.5", Language.ZH),
        ("fr,de;q=0.7", Language.ZH),
        ("en;q=x", Language.ZH),
        ("en;q=0", Language.ZH),
        ("," * 10_000, Language.ZH),
    ],
)
def test_english_only_where_it_is_preferred(header: str, language: Language) -> None:
    """Chinese unless the header weighs English more."""
    assert accepted_language(header) is language


def test_messages_are_in_the_callers_language(client: TestClient) -> None:
    """The same error in both languages, with the same code and detail."""
    zh = client.get(f"{API}/documents/fehlt").json()["error"]
    en = client.get(f"{API}/documents/fehlt", headers={"Accept-Language": "en"}).json()["error"]

    assert zh["message"] == "没有编号为fehlt的文件，或已被移除。"
    assert en["message"] == "No such document: the id is wrong, or it was removed."
    assert (
        (zh["code"], zh["detail"])
        == (en["code"], en["detail"])
        == ("document_not_found", {"document_id": "fehlt"})
    )


def test_every_row_of_the_table_can_be_told() -> None:
    """English templates name only attributes that the class's errors carry."""
    samples = {
        "document_id": "a", "passage_id": 1, "citation_code": "c", "job_id": "j", "state": "done", "step": "取消",
        "name": "n", "length": 501, "limit": 500, "where": "w", "problem": "p", "fact": "f", "field": "f",
        "value": "v", "path": "/geheim/pfad", "cause": "c", "missing": 2, "fingerprint": "m", "holder": "h",
        "acquired_at": "a", "expires_at": "e", "sha256": "0" * 64, "words": 1, "texts": 2,
        "phrase": "词", "seconds": 1.5, "host": "h", "documents": 3, "key_id": "k", "asked": "a", "possible": "b", "count": 3,
        "reason": "damaged", "message": "m", "place": "p", "position": 1, "told": "t",
    }  # fmt: skip
    for kind in TABLE:
        if kind.__init__ is Exception.__init__ or not issubclass(kind, ChuchuError) or kind is ChuchuError:
            continue
        names = kind.__init__.__code__.co_varnames[1 : kind.__init__.__code__.co_argcount]
        error = kind(*(samples[name] for name in names))
        for language in Language:
            status, code, message, detail = told(error, language)
            assert 400 <= status < 600
            assert code
            assert message
            assert "{" not in message
            assert "/geheim/pfad" not in f"{message}{detail}", kind


def test_the_nearest_class_decides() -> None:
    """A subclass without a row gets its parent's; an unknown error is internal."""

    class Special(ChuchuError):
        """An error that nobody listed."""

    assert row_of(Special("…")) is INTERNAL
    assert row_of(ZeroDivisionError()) is INTERNAL


def test_a_crash_tells_nothing_of_the_inside(
    client: TestClient, app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    """An unforeseen error is 500 with a request id, which stands in the log beside the traceback."""

    def crash() -> None:
        raise RuntimeError("geheimnis /pfad/zu/etwas")

    access = app.state.serving.access
    before, access.routes = access.routes, Routes({**TABLE_OF_ROUTES, f"GET {API}/crash": LOOK})
    app.router.routes.insert(0, APIRoute(f"{API}/crash", crash, methods=["GET"]))
    try:
        with caplog.at_level(logging.ERROR):
            answer = client.get(f"{API}/crash", headers={"X-Request-ID": "anfrage-17"})
            page = client.get(f"{API}/crash".removeprefix("/api"), headers={"Accept": "text/html"})
    finally:
        app.router.routes.pop(0)
        access.routes = before
    error = answer.json()["error"]

    assert (answer.status_code, error["code"]) == (500, "internal_error")
    assert error["detail"] == {"request_id": "anfrage-17"}
    assert answer.headers["x-request-id"] == "anfrage-17"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "geheimnis" not in answer.text
    assert any("anfrage-17" in record.getMessage() and record.exc_info for record in caplog.records)
    assert page.status_code == 404


def test_a_browser_gets_a_page(client: TestClient) -> None:
    """What asks for HTML gets an error page in the page's language, with the status kept."""
    answer = client.get("/documents/fehlt", headers={"Accept": "text/html", "Accept-Language": "en"})
    english = client.get("/documents/fehlt?lang=en", headers={"Accept": "text/html"})
    client.cookies.clear()

    assert answer.status_code == english.status_code == 404
    assert "没有编号为fehlt的文件" in answer.text
    assert "No such document" in english.text
    assert client.get("/documents/fehlt").json()["error"]["code"] == "document_not_found"
