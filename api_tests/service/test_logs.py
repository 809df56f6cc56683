"""The log: one object a line, with request ids, and without what was asked unless that is wanted."""

import io
import json
import logging
import subprocess
import sys
from pathlib import Path

from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from service.logs import JsonLines
from service.middleware.request_id import RequestId

ROOT = Path(__file__).parents[2]


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def logged(*, queries: bool) -> dict[str, object]:
    """The line that a search by address leaves."""
    log, lines = logging.getLogger("chuchu.requests"), io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        client = TestClient(RequestId(answer, queries=queries))
        client.get(
            "/api/v1/search?q=%E5%8F%A4%E4%BA%95", headers={"X-Request-ID": "r-1", "X-API-Key": "geheim"}
        )
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
    (line,) = lines.getvalue().splitlines()
    told: dict[str, object] = json.loads(line)
    assert "geheim" not in line
    return told


def test_a_request_is_one_object_without_what_was_asked() -> None:
    """Id, method, path, status and time are fields; the query is nowhere."""
    told = logged(queries=False)

    assert ("r-1", "GET", "/api/v1/search", 200) == tuple(
        told[name] for name in ("request_id", "method", "path", "status")
    )
    assert "query" not in told
    assert "古井" not in json.dumps(told, ensure_ascii=False)
    assert "%E5" not in json.dumps(told)


def test_what_was_asked_is_logged_when_wanted() -> None:
    """The setting CHUCHU_LOGS__QUERIES adds the address's query, readable."""
    assert "q=古井" == logged(queries=True)["query"]


def test_an_error_is_one_line_with_its_traceback() -> None:
    """A traceback of many lines and hostile text stays within its object."""
    try:
        raise ValueError('第一行\n{"level": "FAKE"}\u2028〔２０３１〕')
    except ValueError:
        record = logging.LogRecord("chuchu", logging.ERROR, "", 0, "坏了\n%s", ("x",), sys.exc_info())

    line = JsonLines().format(record)

    told = json.loads(line)
    assert "\n" not in line
    assert ("ERROR", "坏了\nx") == (told["level"], told["message"])
    assert "ValueError: 第一行" in told["error"]


FORM = """
from python_multipart.multipart import MultipartParser
from service.logs import set_up_logs
from service.settings_logs import LogSettings

set_up_logs(LogSettings())
try:
    MultipartParser(b"b").write("并非表单".encode())
except Exception as error:
    print(type(error).__name__)
"""


def test_forms_that_are_none_do_not_fill_the_log() -> None:
    """Whoever sends one is told; the log is not."""
    done = subprocess.run([sys.executable, "-c", FORM], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ("MultipartParseError", "") == (done.stdout.strip(), done.stderr)
