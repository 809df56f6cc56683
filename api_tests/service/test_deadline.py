"""A request answered in place of its work: what it holds is held until the work has ended."""

import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.small_world import index, small_chuchu, write_notices
from corpus.store.keys import Role
from drafting.comparison import Comparison
from service.app import create_app

API = "/api/v1"


@pytest.mark.slow
def test_a_late_request_keeps_its_place_until_its_thread_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one request at once, the second is refused while the first still works, though that was answered 503."""
    limits = {"deadline_s": 0.3, "at_once": 1, "per_second": 1000}
    with small_chuchu(tmp_path, poll_seconds=0.05, requests=limits) as chuchu:
        index(chuchu, write_notices(tmp_path / "文件", ["河湖巡护", "古树名木㙍"]))
        first, second = (one.document_id for one in chuchu.view().documents(limit=2).documents)
        compare, release = chuchu.compare, threading.Event()

        def slow(*given: object) -> Comparison:
            assert release.wait(20)
            return compare(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(chuchu, "compare", slow)
        key = {"Authorization": f"Bearer {chuchu.keys.create('读者', Role.READER).secret}"}
        app = create_app(chuchu)
        with TestClient(app, base_url="http://127.0.0.1", headers=key) as client:
            budgets = app.state.serving.access.budgets
            late = client.get(f"{API}/documents/{first}/compare/{second}")
            during, held = client.get(f"{API}/documents"), budgets._under_way
            release.set()
            until = time.monotonic() + 10
            while budgets._under_way and time.monotonic() < until:
                time.sleep(0.02)
            after = client.get(f"{API}/documents")

    assert (503, "deadline_exceeded") == (late.status_code, late.json()["error"]["code"])
    assert (429, 1) == (during.status_code, held)
    assert (200, 0) == (after.status_code, budgets._under_way)
