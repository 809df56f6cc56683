"""What each role is let do and is told of, route by route."""

from collections.abc import Iterator

import pytest

from api_tests.service.key_world import CLOSED, OPEN, KeyWorld, key_world
from api_tests.service.served import bearer
from service.access.powers import Power
from service.access.routes import TABLE
from service.storage_state import StorageState


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyWorld]:
    """Two collections, and a key for each role and collection."""
    with key_world(tmp_path_factory.mktemp("keys")) as served:
        yield served


def test_a_probe_tells_numbers_and_places_to_those_who_watch(
    world: KeyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the right to watch, `/readyz` gives what is well and codes; numbers of changes and words it keeps."""
    client, chuchu, secrets = world
    broken = StorageState(0, f"unwritable：{chuchu.settings.data}")
    monkeypatch.setattr("service.storage_state.StorageProbe.state", lambda _: broken)
    wrong = {"Authorization": "Bearer chuchu_0123456789abcdef_x"}
    for headers in ({}, wrong, bearer(secrets["reader"]), bearer(secrets["part admin"])):
        told = client.get("/readyz", headers=headers).json()
        assert (True, True, None, {}, None) == (
            told["ready"], told["degraded"], told["change"], told["indexes"], told["encoder"]
        )  # fmt: skip
        assert told["parts"]["storage"] == {"ok": False, "problem": "unwritable"}

    for who in ("admin", "system"):
        told = client.get("/readyz", headers=bearer(secrets[who])).json()
        assert told["change"] == chuchu.catalogue.head() > 0
        assert set(told["indexes"]) == {"vectors", "words", "texts"}
        assert told["parts"]["storage"]["problem"] == f"unwritable：{chuchu.settings.data}"


def test_changes_are_counted_for_those_who_read_everything(world: KeyWorld) -> None:
    """A number of a change tells of work in every collection: only those who may read them all are given it."""
    client, chuchu, secrets = world
    part = client.get("/api/v1/stats", headers=bearer(secrets["reader"])).json()
    whole = client.get("/api/v1/stats", headers=bearer(secrets["admin"])).json()

    assert (part["change"], part["indexes"]) == (None, {})
    assert (whole["change"], set(whole["indexes"])) == (
        chuchu.catalogue.head(),
        {"vectors", "words", "texts"},
    )
    views = [
        client.get("/api/v1/search?q=通知", headers=bearer(secrets[role])).json()["view"]
        for role in ("reader", "admin")
    ]
    assert views == [None, chuchu.catalogue.head()]


def test_a_judgement_says_whose_it_is(world: KeyWorld) -> None:
    """Feedback is kept under the key that sent it, whatever its body says."""
    client, _, secrets = world
    headers = bearer(secrets["reader"])
    sent = {"query": "渡口几点开闸？", "verdict": "missing"}

    kept = client.post("/api/v1/feedback", json=sent, headers=headers)
    forged = client.post("/api/v1/feedback", json=sent | {"made_by": "key:0"}, headers=headers)

    assert (201, f"key:{secrets['reader'].split('_')[1]}") == (kept.status_code, kept.json()["made_by"])
    assert forged.status_code == 422


def test_every_route_asks_every_role(world: KeyWorld) -> None:
    """Without a key 401, with one whose role lacks the power 403, and never more: the table, route by route."""
    client, chuchu, secrets = world
    found = {key.id: key for key in chuchu.keys.all()}
    wrong = []
    for route, rule in TABLE.items():
        if rule.power is Power.OPEN:
            continue
        method, _, path = route.partition(" ")
        address = path.replace("{", "").replace("}", "")
        if client.request(method, address).status_code != 401:
            wrong.append((route, "no key"))
        for who in ("reader", "system", "security", "audit"):
            key = found[secrets[who].split("_")[1]]
            may = rule.power in {"reader": {Power.NAMES, Power.READ},
                                 "system": {Power.NAMES, Power.COLLECTIONS, Power.WATCH},
                                 "security": {Power.KEYS}, "audit": {Power.AUDIT}}[who]  # fmt: skip
            if not may and client.request(method, address, headers=bearer(secrets[who])).status_code != 403:
                wrong.append((route, key.role))

    assert wrong == []


def test_who_looks_after_collections_sees_which_there_are(world: KeyWorld) -> None:
    """The system officer lists, describes and counts collections, on the page too, and reads no document of them."""
    client, _, secrets = world
    headers = bearer(secrets["system"])
    listed = client.get("/api/v1/collections", headers=headers).json()["collections"]
    page = client.get("/collections", headers=headers)
    changed = client.patch(f"/api/v1/collections/{OPEN}", json={"description": "公开"}, headers=headers)

    assert {OPEN: 1, CLOSED: 1} == {one["name"]: one["documents"] for one in listed}
    assert (200, True, False) == (page.status_code, CLOSED in page.text, "/documents" in page.text)
    assert 200 == changed.status_code
    assert 403 == client.get("/api/v1/documents", headers=headers).status_code
    assert 403 == client.get("/documents", headers=headers).status_code
    for who, seen in (("reader", [OPEN]), ("part admin", [OPEN]), ("closed", [CLOSED])):
        told = client.get("/api/v1/collections", headers=bearer(secrets[who])).json()["collections"]
        assert seen == [one["name"] for one in told]
    for who in ("security", "audit"):
        assert 403 == client.get("/api/v1/collections", headers=bearer(secrets[who])).status_code
