"""Keys that open nothing, and requests for which there is no room: limited, counted, told of once a minute."""

import functools
import re
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.service.served import LOCAL, bearer, said, served
from api_tests.small_world import small_chuchu
from corpus.store.audit import Action, Deed
from corpus.store.keys import Keys, Role
from service.access.addresses import household
from service.access.tally import MARKS, Tally
from service.app import create_app
from service.storage_state import StorageProbe

FEW = {"tries_per_minute": 5}


def deed(path: str = "/api/v1/stats", address: str = "10.0.0.5") -> Deed:
    """Give a refusal at an address."""
    return Deed("2026-11-22T08:00:00.000000Z", "-", None, Action.READ, "GET", path, 401, address, "〔３〕")


def total(deeds: list[Deed]) -> int:
    """How many refusals some rows stand for."""
    numbers = [re.search(r" ×(\d+)$", one.path) for one in deeds]
    return sum(int(found[1]) if found else 1 for found in numbers)


@pytest.mark.parametrize("wrong", ["chuchu_x", f"chuchu_{'0' * 16}_{'A' * 43}"])
@pytest.mark.slow
def test_keys_that_open_nothing_are_limited_and_a_right_one_gets_in(tmp_path: Path, wrong: str) -> None:
    """After so many tries a minute an address gets 429 with Retry-After; a right key from it is served all the while."""
    with served(tmp_path, requests=FEW) as (chuchu, client):
        right = chuchu.keys.create("朱堃", Role.READER).secret
        began = time.monotonic()
        tries = [client.get("/api/v1/stats", headers={"X-API-Key": wrong}) for _ in range(8)]
        took = time.monotonic() - began
        served_all_the_while = client.get("/api/v1/stats", headers={"X-API-Key": right}).status_code
        form = client.post("/sign-in", data={"key": wrong})
        signed_in = client.post("/sign-in", data={"key": right}).status_code

    assert [401] * 5 + [429] * 3 == [one.status_code for one in tries]
    assert 11 - took <= int(tries[-1].headers["retry-after"]) <= 12
    assert ("too_many_requests", True) == (
        tries[-1].json()["error"]["code"],
        "密钥" in tries[-1].json()["error"]["message"],
    )
    assert (200, 429, 303) == (served_all_the_while, form.status_code, signed_in)


@pytest.mark.slow
def test_wrong_keys_in_the_form_are_limited_and_a_right_one_signs_in(tmp_path: Path) -> None:
    """Two hundred wrong sign-ins use up the tries of the address, not the room for who knows a key."""
    with served(tmp_path, requests={**FEW, "burst": 10, "per_second": 1}) as (chuchu, client):
        right = chuchu.keys.create("朱堃", Role.READER).secret
        tries = [client.post("/sign-in", data={"key": f"chuchu_错{n}"}).status_code for n in range(200)]
        signed_in = client.post("/sign-in", data={"key": right}).status_code

    assert [401] * 5 + [429] * 195 == tries
    assert 303 == signed_in


@pytest.mark.slow
def test_a_loop_of_refused_keys_is_told_as_one(tmp_path: Path) -> None:
    """The first refusal stands in the trail at once, all others of the minute in one more row with their number."""
    with small_chuchu(tmp_path, requests=FEW) as chuchu:
        admin = chuchu.keys.create("总管", Role.ADMIN).secret
        with TestClient(create_app(chuchu), base_url=LOCAL) as client:
            for _ in range(30):
                client.get("/api/v1/stats", headers={"X-API-Key": "chuchu_x"})
                client.post("/sign-in", data={"key": "chuchu_x"})
            first = client.get("/api/v1/audit", headers=bearer(admin)).json()["deeds"]
            figures = client.get("/metrics", headers=bearer(admin)).text
        deeds = [one for one in chuchu.audit.all() if one.who == "-"]

    assert [("/api/v1/stats", 401)] == [(one["path"], one["status"]) for one in first]
    assert (2, 60) == (len(deeds), total(deeds))
    assert 'chuchu_refused_total{code="key_refused"} 5.0' in figures
    assert 'chuchu_refused_total{code="too_many_requests"} 55.0' in figures


@pytest.mark.slow
def test_a_flood_beyond_a_rate_is_told_as_one(tmp_path: Path) -> None:
    """Whoever searches beyond the rate has a row for each search that was done, and two for those that were not."""
    with small_chuchu(tmp_path, requests={"burst": 4, "per_second": 0.001}) as chuchu:
        made = chuchu.keys.create("甲", Role.READER)
        with TestClient(create_app(chuchu), base_url=LOCAL) as client:
            for _ in range(40):
                client.get("/api/v1/search", params={"q": "渡口值守"}, headers=bearer(made.secret))
        deeds = list(chuchu.audit.all())

    refused = [one for one in deeds if one.status == 429]
    assert (4, 2, 36) == (len([one for one in deeds if one.status == 200]), len(refused), total(refused))
    assert {("甲", made.key.id)} == {(one.who, one.key) for one in refused}


@pytest.mark.slow
def test_no_room_for_anyone_is_told_as_one(tmp_path: Path) -> None:
    """503 for want of a place is counted, and stands in the trail once a minute and address."""
    with small_chuchu(tmp_path, requests={"waiting": 1}) as chuchu:
        app = create_app(chuchu)
        with TestClient(app, base_url=LOCAL) as client, app.state.serving.access.budgets.place():
            answers = [client.get("/api/v1/search", params={"q": "渡"}).status_code for _ in range(9)]
        counted = app.state.serving.access.refused
        deeds = list(chuchu.audit.all())

    assert ([503] * 9, {"overloaded": 9}) == (answers, dict(counted))
    assert (2, 9) == (len(deeds), total(deeds))


@pytest.mark.slow
def test_a_key_that_opened_nothing_is_not_looked_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same wrong key costs the catalogue one look, one that cannot be a key none, also at a probe."""
    looked: list[str] = []
    find = Keys.find

    @functools.wraps(find)
    def counted(keys: Keys, secret: str) -> object:
        looked.append(secret)
        return find(keys, secret)

    monkeypatch.setattr(Keys, "find", counted)
    wrong = f"chuchu_{'0' * 16}_{'A' * 43}"
    with served(tmp_path, requests=FEW) as (chuchu, client):
        chuchu.keys.create("甲", Role.READER)
        for path in ("/api/v1/stats", "/readyz"):
            for _ in range(10):
                client.get(path, headers=bearer(wrong))
                client.get(path, headers=bearer("chuchu_x"))

    assert [wrong] == looked


@pytest.mark.slow
def test_whom_a_believed_proxy_names_is_charged(tmp_path: Path) -> None:
    """Behind the proxy each address has tries of its own; what a client writes before it, or sends itself, is air."""
    access = {"proxy_addresses": "10.9.0.0/24", "proxy_address_header": "X-Forwarded-For"}

    def tries(client: TestClient, forwarded: str, count: int = 6) -> int:
        headers = said(("X-Forwarded-For", forwarded), ("X-API-Key", "chuchu_x"))
        return [client.get("/api/v1/stats", headers=headers).status_code for _ in range(count)].count(401)

    with served(tmp_path / "a", "10.9.0.7", access=access, requests=FEW) as (chuchu, client):
        chuchu.keys.create("甲", Role.READER)
        through = [tries(client, "172.16.0.1"), tries(client, "172.16.0.2")]
        forged = sum(tries(client, f"8.8.8.{n}, 172.16.0.3, 10.9.0.8", 1) for n in range(9))
        told = {one.address for one in chuchu.audit.all()}
        client.app.state.serving.access.trail.write()  # type: ignore[attr-defined]
        told |= {one.address for one in chuchu.audit.all()}
    with served(tmp_path / "b", "10.8.0.7", access=access, requests=FEW) as (chuchu, client):
        chuchu.keys.create("甲", Role.READER)
        outside = sum(tries(client, f"172.16.1.{n}", 1) for n in range(9))

    assert ([5, 5], 5, 5) == (through, forged, outside)
    assert {"172.16.0.1", "172.16.0.2", "172.16.0.3"} == told


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.1.2.3", "10.1.2.3"), ("::ffff:10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
     ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("testclient", "testclient"), ("-", "-")],
)  # fmt: skip
def test_a_household_is_one(address: str, expected: str) -> None:
    """The addresses of one IPv6 network count as one; an IPv4 address in any writing is itself."""
    assert expected == household(address)


def test_a_minute_of_refusals_is_one_deed() -> None:
    """The first at once; then nothing for a minute; then one that says how many; then nothing, and it begins anew."""
    now = 0.0
    tally = Tally(lambda: now)
    told = [tally.take("甲", deed()) for _ in range(38)]
    early = tally.due()
    now += 60
    minute = tally.due()
    after = tally.take("甲", deed("/c/㙍"))
    now += 60
    rest, later = tally.due(), []
    now += 60
    later = tally.due()

    assert [deed(), *[None] * 37] == told
    assert ([], ["/api/v1/stats ×37"], None) == (early, [one.path for one in minute], after)
    assert (["/c/㙍"], []) == ([one.path for one in rest], later)
    assert deed() == tally.take("甲", deed())


def test_refusals_of_very_many_are_told_together() -> None:
    """However many addresses try, and whatever they ask for, the rows of a minute are bounded and their numbers ours."""
    tally = Tally(lambda: 0.0)
    at_once = [tally.take(f"{n}", deed("/c/甲 ×9", f"10.0.{n // 250}.{n % 250}")) for n in range(3 * MARKS)]
    told = [one for one in at_once if one]
    rest = tally.due(at_once=True)

    assert (MARKS + 1, [("-", 2 * MARKS - 1)]) == (
        len(told), [(one.address, int(one.path.rpartition("×")[2])) for one in rest]
    )  # fmt: skip
    assert {"/c/甲 %C3%979"} == {one.path for one in told}


def test_a_probe_writes_once_a_second(tmp_path: Path) -> None:
    """What was found stands for a second, however often it is asked for."""
    now = 0.0
    probe = StorageProbe(tmp_path / "数据", lambda: now)
    missing = probe.state().problem or ""
    (tmp_path / "数据").mkdir()
    kept = probe.state().problem
    now += 1

    assert (True, missing, None) == (missing.startswith("unwritable"), kept, probe.state().problem)
