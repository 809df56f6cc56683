"""With the network cut everything but a language model works, and nothing tries to call out."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api_tests.small_world import write_notices

PROGRAM = """
import json, sys
from pathlib import Path

tried = []
def watch(event, arguments):
    # Of sockets, only those of the machine itself (a pair of pipes, a path) may be connected.
    if event == "socket.connect" and not isinstance(arguments[1], (str, bytes)):
        tried.append(str(arguments[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        tried.append(f"{event} {arguments[0]}")
sys.addaudithook(watch)

from fastapi.testclient import TestClient
from corpus.store.job_records import IndexRequest
from service.app import create_app
from service.bootstrap import Chuchu
from service.settings import Settings

home = Path(sys.argv[1])
with Chuchu(Settings(data=home / "data", models_folder=Path(sys.argv[2]))) as chuchu:
    chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(home / "通知"),))).id)
    with TestClient(create_app(chuchu), base_url="http://127.0.0.1") as client:
        ready = client.get("/readyz").json()
        hits = client.post("/api/v1/search", json={"query": "古井保护由谁统筹"}).json()["hits"]
        answer = client.post("/api/v1/ask", json={"question": "古井保护由谁统筹协调？"}).json()
        page = client.get("/", params={"q": "古井保护"}, headers={"accept": "text/html"}).status_code
heavy = sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules))
print(json.dumps({"tried": tried, "heavy": heavy, "ready": ready["ready"], "title": hits[0]["citation"]["title"],
                  "status": answer["status"], "page": page}))
"""


@pytest.mark.slow
def test_everything_works_and_nothing_calls_out(tmp_path: Path, models_folder: Path) -> None:
    """In a network of its own the service starts, indexes, searches and answers; no connection is tried, no torch loaded."""
    write_notices(tmp_path / "通知", ("古井保护", "春耕备耕"))
    cut = ["unshare", "-rn"] if _can_cut() else []

    done = subprocess.run(
        [*cut, sys.executable, "-c", PROGRAM, str(tmp_path), str(models_folder)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        timeout=280,
        check=False,
    )

    assert 0 == done.returncode, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert [] == told["tried"]
    assert [] == told["heavy"]
    assert (True, "answered", 200) == (told["ready"], told["status"], told["page"])
    assert "古井保护" in told["title"]


def _can_cut() -> bool:
    """Whether this machine lets a process have a network of its own; the watch over connections stands without."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0
