"""A service whose vectors lie in a Milvus that others share: replicas, an outage, bad settings, rebuilding."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from milvus_server import TOKEN, MilvusServer
from pymilvus import MilvusClient

from api_tests.small_world import CharacterEncoder, SmallChuchu, index, small_chuchu, write_notices
from corpus.store.held_lease import new_holder
from corpus.store.leases import Leases
from embeddings.errors import FingerprintMismatch
from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable
from retrieval.followers import IndexAhead
from retrieval.results import SEMANTIC_OUT, Mode, SearchRequest
from retrieval.shared_followers import LEASE
from service.app import create_app
from service.bootstrap import Chuchu
from service.diagnosis import Health, diagnose
from service.settings import SettingsInvalid, read_settings

pytestmark = [pytest.mark.milvus, pytest.mark.slow]
LOCAL = "http://127.0.0.1"
TOPICS = ("古井保护", "防汛抗旱", "公园绿化", "〔２０２４〕年河道清淤")


class World:
    """Replicas of one office: each has its own folder; catalogue and collection are common."""

    def __init__(self, folder: Path, server: MilvusServer, collection: str, closing: ExitStack) -> None:
        self.folder, self.server, self._closing = folder, server, closing
        self.vectors = {"url": server.url, "token": TOKEN, "collection": collection, "timeout_s": 2}

    def replica(self, name: str, **settings: object) -> SmallChuchu:
        folder = self.folder / name
        catalogue = f"sqlite:///{self.folder / 'catalogue.sqlite'}"
        given = {"vectors": self.vectors, "database_url": catalogue, "poll_seconds": 0.05, **settings}
        return self._closing.enter_context(small_chuchu(folder, **given))


@pytest.fixture
def world(tmp_path: Path, milvus: MilvusServer, request: pytest.FixtureRequest) -> Iterator[World]:
    with ExitStack() as closing:
        made = World(tmp_path, milvus, request.node.name.split("[")[0][:60], closing)
        yield made
    MilvusClient(uri=milvus.url, token=TOKEN).drop_collection(str(made.vectors["collection"]))


def level(chuchu: Chuchu, seconds: float = 60) -> None:
    """Catch up until vectors, words and texts stand at the newest change."""
    until = time.monotonic() + seconds
    while True:
        chuchu.follower.catch_up()
        now = chuchu.follower.current()
        if now.lost is None and now.number == chuchu.catalogue.head():
            return
        assert time.monotonic() < until, now.lost
        time.sleep(0.2)


def found(chuchu: Chuchu, query: str, mode: Mode = Mode.HYBRID) -> list[tuple[str, float]]:
    """The hits of a search as passages with their scores."""
    result = chuchu.search.search(SearchRequest(query, mode=mode))
    return [(hit.citation.code, round(hit.fused, 5)) for hit in result.hits]


def waited(look: Callable[[], bool], seconds: float = 60) -> None:
    """Look again until it is so."""
    until = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_replicas_answer_alike_and_one_applies(world: World) -> None:
    """Two replicas follow one catalogue; each change is applied by one of them, and both find the same."""
    first, second = world.replica("甲"), world.replica("乙")
    level(first)
    level(second)
    for number, topic in enumerate(TOPICS):
        index(first if number % 2 else second, write_notices(world.folder / f"通知{number}", (topic,)))
    level(first)
    level(second)
    holders = [Leases(first.catalogue).holder(LEASE)]

    for mode in (Mode.HYBRID, Mode.SEMANTIC, Mode.KEYWORD):
        for topic in TOPICS:
            assert found(first, topic, mode) == found(second, topic, mode) != []
    passages = first.catalogue.stats().passages
    assert [chuchu.follower.current().vectors.count for chuchu in (first, second)] == [passages] * 2
    assert len([holder for holder in holders if holder is not None]) == 1


def test_a_replica_searches_at_its_own_view(world: World) -> None:
    """A replica that has not followed yet finds what stood at its view, though the shared vectors are ahead."""
    first, second = world.replica("甲"), world.replica("乙")
    folder = write_notices(world.folder / "通知", TOPICS[:2])
    index(first, folder)
    level(second)
    before = found(second, TOPICS[0], Mode.SEMANTIC)
    (folder / "01.txt").write_text("关于修缮钟楼的通知\n各区县：\n请按时修缮钟楼，保护古井。\n", "utf-8")
    index(first, folder)

    during = found(second, TOPICS[0], Mode.SEMANTIC)
    level(second)

    assert before == during
    assert found(first, TOPICS[0], Mode.SEMANTIC) == found(second, TOPICS[0], Mode.SEMANTIC) != before


def test_words_serve_while_vectors_are_away(world: World) -> None:
    """With Milvus killed, searches say so and find by words, uploads are taken, and afterwards nothing is missing."""
    chuchu = world.replica("甲")
    index(chuchu, write_notices(world.folder / "通知", TOPICS[:2]))
    with TestClient(create_app(chuchu), base_url=LOCAL) as client:
        search = lambda query, mode="hybrid": client.post(  # noqa: E731
            "/api/v1/search", json={"query": query, "mode": mode}
        )
        whole = search(TOPICS[0]).json()
        world.server.kill()
        try:
            cut = search(TOPICS[0]).json()
            alone = search(TOPICS[0], "semantic")
            waited(lambda: client.get("/readyz").json()["degraded"])
            ready = client.get("/readyz")
            index(chuchu, write_notices(world.folder / "后来", ("钟楼修缮",)))
            waited(lambda: search("钟楼修缮").json()["total"] > 0)
            later = search("钟楼修缮").json()
            page = client.get("/", params={"q": TOPICS[0]}).text
        finally:
            world.server.start()
        waited(lambda: search("钟楼修缮").json()["relaxed"] == [])
        after = search("钟楼修缮", "semantic").json()

    assert (whole["relaxed"], cut["relaxed"], later["relaxed"]) == ([], [SEMANTIC_OUT], [SEMANTIC_OUT])
    assert cut["hits"][0]["citation"]["code"] == whole["hits"][0]["citation"]["code"]
    assert (503, "vectors_unavailable") == (alone.status_code, alone.json()["error"]["code"])
    assert (200, True, False) == (
        ready.status_code,
        ready.json()["ready"],
        ready.json()["parts"]["vectors"]["ok"],
    )
    assert "语义检索暂时不可用" in page
    assert after["hits"][0]["citation"]["title"] == later["hits"][0]["citation"]["title"]
    level(chuchu)
    assert chuchu.follower.current().vectors.count == chuchu.catalogue.stats().passages


def test_words_serve_while_milvus_refuses_the_password(world: World) -> None:
    """A password changed in Milvus while a service runs costs the meanings alone, until it is changed back."""
    chuchu, later = world.replica("甲"), "a-nother〔2〕"
    index(chuchu, write_notices(world.folder / "通知", TOPICS[:2]))
    whole = found(chuchu, TOPICS[0], Mode.SEMANTIC)
    with TestClient(create_app(chuchu), base_url=LOCAL) as client:
        search = lambda query, mode="hybrid": client.post(  # noqa: E731
            "/api/v1/search", json={"query": query, "mode": mode}
        )
        MilvusClient(uri=world.server.url, token=TOKEN).update_password("root", "Milvus", later)
        try:
            cut, alone = search(TOPICS[0]), search(TOPICS[0], "semantic")
            waited(lambda: client.get("/readyz").json()["degraded"])
            index(chuchu, write_notices(world.folder / "后来", ("钟楼修缮",)))
            waited(lambda: search("钟楼修缮").json()["total"] > 0)
            told = client.get("/readyz").json()["parts"]["vectors"]
        finally:
            MilvusClient(uri=world.server.url, token=f"root:{later}").update_password("root", later, "Milvus")
        waited(lambda: search("钟楼修缮").json()["relaxed"] == [])

    assert (cut.status_code, cut.json()["relaxed"], cut.json()["total"] > 0) == (200, [SEMANTIC_OUT], True)
    assert (alone.status_code, alone.json()["error"]["code"]) == (503, "vectors_unavailable")
    assert (told["ok"], "CHUCHU_VECTORS__TOKEN" in str(told)) == (False, True)
    level(chuchu)
    assert found(chuchu, TOPICS[0], Mode.SEMANTIC)[0][0] == whole[0][0]


def test_a_known_server_that_is_away_does_not_hold_up_a_start(world: World) -> None:
    """A folder that has met its server starts without it and serves words; one that has not is told of the setting."""
    with small_chuchu(world.folder / "甲", vectors=world.vectors) as chuchu:
        index(chuchu, write_notices(world.folder / "通知", TOPICS[:1]))
    world.server.kill()
    try:
        with small_chuchu(world.folder / "甲", vectors=world.vectors) as chuchu:
            chuchu.follower.catch_up()
            result = chuchu.search.search(SearchRequest(TOPICS[0]))
            vectors = next(f for f in diagnose(chuchu) if f.part == "向量索引")
        with (
            small_chuchu(world.folder / "新", vectors=world.vectors) as stranger,
            pytest.raises(VectorsUnavailable, match="CHUCHU_VECTORS__URL"),
        ):
            stranger.follower.catch_up()
    finally:
        world.server.start()

    assert ((SEMANTIC_OUT,), True) == (result.relaxed, bool(result.hits))
    assert (Health.BAD, True) == (vectors.health, "CHUCHU_VECTORS__URL" in vectors.detail)
    with small_chuchu(world.folder / "甲", vectors=world.vectors) as chuchu:
        level(chuchu)
        assert next(f for f in diagnose(chuchu) if f.part == "向量索引").health is Health.GOOD


def test_an_emptied_store_fills_itself(world: World) -> None:
    """A collection that was dropped is made anew and filled by the change log, without an order to do so."""
    chuchu = world.replica("甲")
    index(chuchu, write_notices(world.folder / "通知", TOPICS))
    before = found(chuchu, TOPICS[1], Mode.SEMANTIC)
    store = chuchu.vectors
    store.link.ask(lambda client: client.drop_collection(world.vectors["collection"]))  # type: ignore[union-attr]

    level(chuchu)

    assert found(chuchu, TOPICS[1], Mode.SEMANTIC) == before
    assert chuchu.follower.current().vectors.count == chuchu.catalogue.stats().passages


def test_reindex_builds_from_the_stored_vectors(world: World) -> None:
    """Erased indexes come back equal, and no passage is encoded again; a server's other collections stay."""
    chuchu = world.replica("甲")
    index(chuchu, write_notices(world.folder / "通知", TOPICS))
    before = found(chuchu, TOPICS[0])
    chuchu.close()
    again = world.replica("甲")
    assert isinstance(again.encoder, CharacterEncoder)
    encoded = again.encoder.encoded

    again.erase_indexes()
    again.follower.catch_up()

    assert again.encoder.encoded == encoded
    assert (found(again, TOPICS[0]), again.follower.current().lost) == (before, None)


def test_another_model_is_refused_before_anything_is_touched(world: World) -> None:
    """Opened with another model the collection is refused by both names; it is whole afterwards."""
    chuchu = world.replica("甲")
    index(chuchu, write_notices(world.folder / "通知", TOPICS[:1]))

    class Other(SmallChuchu):
        encoder = CharacterEncoder("别的模型")

    with Other(chuchu.settings) as other, pytest.raises(FingerprintMismatch, match="别的模型"):
        _ = other.vectors

    level(chuchu)
    assert chuchu.follower.current().vectors.count == chuchu.catalogue.stats().passages


def test_a_service_of_the_old_model_searches_by_words(world: World) -> None:
    """Another process rebuilt the vectors for another model, and went on: who serves the old one says so, with the cure."""

    class Newer(SmallChuchu):
        encoder = CharacterEncoder("松涛向量〔２〕")

    with world.replica("甲") as first:
        index(first, write_notices(world.folder / "通知", TOPICS[:2]))
    chuchu = world.replica("乙")
    with TestClient(create_app(chuchu), base_url=LOCAL) as client:
        search = lambda query, mode="hybrid": client.post(  # noqa: E731
            "/api/v1/search", json={"query": query, "mode": mode}
        )
        before = search(TOPICS[0]).json()
        with Newer(chuchu.settings.model_copy(update={"data": world.folder / "丙"})) as newer:
            newer.fill_vectors(lambda _: None)
            newer.rebuild_indexes()
            index(newer, write_notices(world.folder / "后来", ("钟楼修缮",)))
        waited(lambda: client.get("/readyz").json()["degraded"])
        ready, cut, alone = client.get("/readyz"), search(TOPICS[0]), search(TOPICS[0], "semantic")
        waited(lambda: search("钟楼修缮").json()["total"] > 0)
        with world.replica("甲") as first:
            first.fill_vectors(lambda _: None)
            first.rebuild_indexes()
        waited(lambda: not client.get("/readyz").json()["degraded"])
        after = search(TOPICS[0]).json()

    told = ready.json()["parts"]["vectors"]["problem"]
    assert (
        ready.status_code,
        [name in told for name in ("松涛向量〔２〕", "CHUCHU_MODEL", "chuchu reindex")],
    ) == (
        200,
        [True, True, True],
    )
    assert (alone.status_code, alone.json()["error"]["code"]) == (503, "vectors_unavailable")
    assert (before["relaxed"], cut.json()["relaxed"], after["relaxed"]) == ([], [SEMANTIC_OUT], [])
    assert cut.json()["hits"][0]["citation"]["code"] == before["hits"][0]["citation"]["code"]
    assert after["hits"][0]["citation"] == before["hits"][0]["citation"]


def test_the_collection_of_another_catalogue_is_refused(world: World) -> None:
    """A larger catalogue pointed at a smaller one's collection neither reads, writes nor empties it, nor begins anything."""
    chuchu, alone = world.replica("甲"), f"sqlite:///{world.folder / '另外.sqlite'}"
    index(chuchu, write_notices(world.folder / "通知", TOPICS[:1]))
    before = found(chuchu, TOPICS[0], Mode.SEMANTIC)
    large = world.replica("乙", database_url=alone, vectors={"url": ""})
    index(large, write_notices(world.folder / "更多", TOPICS), write_notices(world.folder / "再多", TOPICS))
    large.close()
    stranger = world.replica("丙", database_url=alone)
    assert stranger.catalogue.head() > chuchu.catalogue.head()

    for wanted in (lambda: stranger.follower, stranger.erase_indexes):
        with pytest.raises(VectorSettingsWrong, match=r"CHUCHU_VECTORS__COLLECTION.*另一个目录"):
            wanted()
    vectors = next(one for one in diagnose(stranger) if one.part == "向量索引")
    assert (vectors.health, "另一个目录" in vectors.detail) == (Health.BAD, True)
    assert not (world.folder / "丙" / "data" / "indexes" / "words").exists()
    level(chuchu)
    assert found(chuchu, TOPICS[0], Mode.SEMANTIC) == before
    assert chuchu.follower.current().vectors.count == chuchu.catalogue.stats().passages


def test_a_store_that_is_ahead_of_its_catalogue_is_refused(world: World) -> None:
    """A catalogue that lost its newest changes, restored from a copy, is told to have the vectors rebuilt."""
    place = world.folder / "catalogue.sqlite"
    with world.replica("甲") as chuchu:
        index(chuchu, write_notices(world.folder / "通知", TOPICS[:1]))
    copy = world.folder / "副本.sqlite"
    with closing(sqlite3.connect(place)) as whole, closing(sqlite3.connect(copy)) as kept:
        whole.backup(kept)
    with world.replica("甲") as chuchu:
        index(chuchu, write_notices(world.folder / "更多", TOPICS))

    restored = world.replica("乙", database_url=f"sqlite:///{copy}")
    with pytest.raises(IndexAhead, match="chuchu reindex"):
        _ = restored.follower


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("URL", "127.0.0.1:19530", "http://主机:端口"),
        ("URL", "http://127.0.0.1", "http://主机:端口"),
        ("URL", "http://root:Milvus@127.0.0.1:19530", "CHUCHU_VECTORS__TOKEN"),
        ("COLLECTION", "出处-1", "集合名称由字母"),
        ("TIMEOUT_S", "0", "greater than 0"),
    ],
)
def test_settings_that_cannot_be_are_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """A value that cannot be is refused with the name of its variable, before any server is asked."""
    monkeypatch.setenv(f"CHUCHU_VECTORS__{name}", value)

    with pytest.raises(SettingsInvalid, match=f"CHUCHU_VECTORS__{name}") as raised:
        read_settings()
    assert told in str(raised.value)


def test_a_wrong_password_stops_the_start(world: World) -> None:
    """Whoever is not let in is told the setting; no word index is begun."""
    wrong = world.replica("甲", vectors={**world.vectors, "token": "root:falsch"})

    with pytest.raises(VectorSettingsWrong, match="CHUCHU_VECTORS__TOKEN"):
        wrong.follower.catch_up()
    assert not (world.folder / "甲" / "data" / "indexes" / "words").exists()


def test_another_process_takes_over_from_a_dead_one(world: World) -> None:
    """The lease of a process that is no more is taken at once by another on its machine."""
    first = world.replica("甲")
    level(first)
    host, _, _ = new_holder().rpartition(":")[0].rpartition(":")
    Leases(first.catalogue).acquire(LEASE, f"{host}:{2**22 - 7}:tot", 600)
    second = world.replica("乙")
    index(second, write_notices(world.folder / "通知", TOPICS[:2]))

    level(second, seconds=10)

    assert found(second, TOPICS[0], Mode.SEMANTIC) != []
