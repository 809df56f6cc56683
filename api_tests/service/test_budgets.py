"""How much each caller may ask and keep: rates, and the quota of source files."""

from contextlib import suppress
from pathlib import Path

import pytest

from api_tests.service.served import bearer, served
from api_tests.small_world import index, write_notices
from corpus.store.keys import Role
from service.access.budgets import Budgets
from service.access.errors import TooMany
from service.access.routes import Budget
from service.settings_limits import LimitSettings


def test_a_rate_has_a_burst_and_recovers() -> None:
    """Beyond the burst a caller is told how long to wait; others are not touched, and time heals."""
    now = 0.0
    budgets = Budgets(LimitSettings(per_second=2, burst=5, uploads_per_minute=4), lambda: now)

    def taken(caller: str, budget: Budget, count: int) -> int:
        done = 0
        for _ in range(count):
            with suppress(TooMany), budgets.spent(caller, budget):
                done += 1
        return done

    assert taken("甲", Budget.PLAIN, 20) == 5
    assert taken("乙", Budget.PLAIN, 3) == 3
    assert taken("丙", Budget.UPLOAD, 4) == 1
    now += 2
    assert taken("甲", Budget.PLAIN, 20) == 4


@pytest.mark.slow
def test_one_key_beyond_its_rate_does_not_slow_another(tmp_path: Path) -> None:
    """A flood under one key gets 429 with Retry-After after its burst; another key is served all the while."""
    with served(tmp_path, requests={"per_second": 5, "burst": 20}) as (chuchu, client):
        loud = chuchu.keys.create("甲", Role.READER).secret
        calm = chuchu.keys.create("乙", Role.READER).secret
        answers = [client.get("/api/v1/suggest", params={"q": "河"}, headers=bearer(loud)) for _ in range(60)]
        others = [client.get("/api/v1/suggest", params={"q": "河"}, headers=bearer(calm)) for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]

    assert len(refused) >= 20
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert {answer.status_code for answer in others} == {200}


@pytest.mark.slow
def test_a_full_quota_refuses_uploads(tmp_path: Path) -> None:
    """When source files hold what they may, an upload gets 507 with the way out; reading goes on."""
    folder = write_notices(tmp_path / "文件", ["河道巡查"])
    with served(tmp_path, requests={"storage_bytes": 100}) as (chuchu, client):
        index(chuchu, folder)
        refused = client.post("/api/v1/documents", files={"file": ("乙.txt", "乙".encode())})
        listed = client.get("/api/v1/documents").json()["total"]

    assert (refused.status_code, refused.json()["error"]["code"], listed) == (507, "quota_reached", 1)
    assert refused.headers["connection"] == "close"
