"""The audit trail: what it tells, for how long, written by several threads at once."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api_tests.service.served import bearer, served
from corpus.store.audit import Action, Audit, Deed
from corpus.store.catalogue import Catalogue
from corpus.store.keys import Role
from service.access.trail import Trail


def deed(number: int) -> Deed:
    """Give a deed that is told apart by its request."""
    at = f"2026-11-22T08:00:{number % 60:02}.000000Z"
    return Deed(at, "综合处〔２〕", None, Action.SEARCH, "GET", "/", 200, "127.0.0.1", f"{number:06}")


@pytest.mark.slow
def test_the_trail_tells_who_did_what(tmp_path: Path) -> None:
    """Reading, searching, uploading, deleting, keys and refusals are told with name and outcome, without the query."""
    with served(tmp_path) as (chuchu, client):
        admin = chuchu.keys.create("总管", Role.ADMIN).secret
        reader = chuchu.keys.create("读者", Role.READER).secret
        client.get("/api/v1/search", params={"q": "机要内容甲乙"}, headers=bearer(reader))
        client.get("/api/v1/documents/0123456789abcdef", headers=bearer(reader))
        client.delete("/api/v1/documents/0123456789abcdef", headers=bearer(reader))
        client.post("/api/v1/documents", files={"file": ("甲.txt", b"")}, headers=bearer(admin))
        client.post("/sign-in", data={"key": reader})
        page = client.get("/api/v1/audit", headers=bearer(admin)).json()
        lines = client.get(
            "/api/v1/audit", params={"format": "jsonl", "who": "读者"}, headers=bearer(admin)
        ).text
        table = client.get("/api/v1/audit", params={"format": "csv"}, headers=bearer(admin)).text
        refused = client.get("/api/v1/audit", headers=bearer(reader)).status_code
    told = [(deed["who"], deed["action"], deed["status"]) for deed in reversed(page["deeds"])]

    assert told == [
        ("读者", "search", 200),
        ("读者", "read", 404),
        ("读者", "delete", 403),
        ("总管", "upload", 422),
        ("读者", "sign_in", 303),
    ]
    assert [json.loads(line)["action"] for line in lines.splitlines()] == [
        "search",
        "read",
        "delete",
        "sign_in",
    ]
    assert table.startswith("\ufeffat,who,key,action,")
    assert [word for word in ("机要", "%E6%9C%BA", admin) if word in table] == []
    assert refused == 403


def test_the_trail_is_kept_for_its_days(tmp_path: Path) -> None:
    """Deeds older than the days that are asked for go; later ones stay."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    with Catalogue.open(tmp_path / "c.sqlite", clock=lambda: now) as catalogue:
        audit = Audit(catalogue)
        days = ("2026-01-01T00:00:00.000000Z", "2026-01-03T00:00:00.000000Z", "2026-06-30T00:00:00.000000Z")
        audit.add([Deed(at, "甲", None, Action.READ, "GET", "/c/甲", 200, "::1", "r") for at in days])

        assert audit.purge(180) == 1
        assert [deed.at for deed in audit.all()] == list(days[1:])


def test_each_deed_is_written_once_whoever_writes(tmp_path: Path) -> None:
    """Readers of the trail have it written beside its own thread: nothing twice, nothing lost, no error."""
    with Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        trail = Trail(Audit(catalogue), 180)
        failed = []

        def tell(first: int) -> None:
            for number in range(first, first + 100):
                trail.tell(deed(number))

        def write() -> None:
            try:
                for _ in range(6):
                    trail.write()
            except IndexError as error:
                failed.append(error)

        threads = [threading.Thread(target=tell, args=(first,)) for first in range(0, 400, 100)]
        threads += [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        trail.write()
        written = sorted(one.request_id for one in Audit(catalogue).all())

    assert ([], [f"{number:06}" for number in range(400)]) == (failed, written)
