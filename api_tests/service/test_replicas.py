"""Three services over one PostgreSQL, behind nginx: one dies under load, nobody notices, and all answer alike.

Once with vectors of their own, once with those of one Milvus, which one of the three writes.
"""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from milvus_server import TOKEN, MilvusServer
from pymilvus import MilvusClient

from api_tests.postgres_server import PostgresServer
from api_tests.service.replica_world import (
    Load,
    World,
    answers,
    level,
    load,
    sources,
    three_services,
    until,
)
from api_tests.small_world import notice, small_chuchu
from embeddings.milvus_filter import NEVER, REMOVED
from embeddings.milvus_snapshot import ID
from service.building.replica import SharedFolderMissing

pytestmark = pytest.mark.slow
COLLECTION = "replicas"
OWN, SHARED = "faiss", pytest.param("milvus", marks=pytest.mark.milvus)
TOPICS = (
    *("春耕备耕", "防汛抗旱", "安全生产", "古井保护", "渡口值守", "㐂村水利"),
    *("档案数字化", "食堂餐饮卫生", "森林防火巡护", "校车驾驶员培训", "公厕改造", "方言志编修"),
)
"""One a document: of two that are word for word the same, either may be the first."""
LATER = (("沟渠疏浚", "粮食收储"), ("路灯维护", "社戏下乡"), ("盐碱地改良", "渔船年检"))


@pytest.fixture(scope="module", params=[OWN, SHARED])
def world(
    request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    vectors = None
    if request.param == "milvus":
        server: MilvusServer = request.getfixturevalue("milvus")
        vectors = {"url": server.url, "token": TOKEN, "collection": COLLECTION, "timeout_s": 10}
    folder = tmp_path_factory.mktemp("副本")
    with three_services(folder, postgres.url(postgres.new_database()), vectors) as made:
        yield made


def check_alike(world: World, clients: Load) -> None:
    """No search failed, each upload is in once, and all services give the same answers and files, by vectors too.

    Where a service is killed over shared vectors that it wrote, a search meanwhile may go by words alone, and says so.
    """
    first, *others = [answers(replica) for replica in world.replicas]
    listed = world.replicas[0].get("/api/v1/documents?limit=100")["documents"]
    assert isinstance(listed, list)
    kept = [sources(replica, [str(one["id"]) for one in listed]) for replica in world.replicas]

    may_lack = {"semantic"} if world.settings.get("vectors") else set[str]()
    assert set(clients.statuses) == {"200"}
    assert set(clients.relaxed) <= may_lack
    assert sorted(one["source_path"] for one in listed) == sorted(f"uploads/{name}" for name in world.texts)
    assert others == [first, first]
    assert all(found[:2] == (200, []) and found[-1] for found in first)  # type: ignore[index]
    texts = [world.texts[one["source_path"].rpartition("/")[2]].encode() for one in listed]
    assert kept == [[(200, text) for text in texts]] * 3


def vectors_held(world: World) -> int:
    """How many vectors stand in the collection."""
    vectors = world.settings["vectors"]
    assert isinstance(vectors, dict)
    client = MilvusClient(uri=str(vectors["url"]), token=TOKEN)
    found = client.query(
        COLLECTION,
        filter=f"{ID} >= 0 and {REMOVED} == {NEVER}",
        output_fields=["count(*)"],
        consistency_level="Strong",
    )
    return int(found[0]["count(*)"])


def test_a_service_that_lags_is_told_of(world: World) -> None:
    """Each tells which change it shows and how old the first is that it lacks; a new one is nowhere behind."""
    job = world.upload("甲.txt", notice(21, "秋收冬种"))
    until(lambda: level(world, [job]))
    told = [replica.get("/readyz") for replica in world.replicas]

    assert [(one["ready"], one["seconds_behind"]) for one in told] == [(True, 0)] * 3
    assert len({json.dumps(one["indexes"]) for one in told}) == 1
    assert quote("甲.txt") not in json.dumps(told)


def test_one_of_three_dies_under_load_and_all_answer_alike(world: World) -> None:
    """No search fails, every upload is in once, and the three give equal answers and the same original bytes."""
    jobs, victim = [], random.Random(7).choice(world.replicas)
    with load(world.port) as clients:
        for number, topic in enumerate(TOPICS, start=1):
            jobs.append(world.upload(f"{number:02}.txt", notice(number, topic)))
            if number == len(TOPICS) // 2:
                victim.kill()
        until(lambda: sum(clients.statuses.values()) > 100)
        until(lambda: level(world.without(victim), jobs))
        victim.start()
        until(lambda: level(world, jobs))

    check_alike(world, clients)


@pytest.mark.parametrize("world", [SHARED], indirect=True)
def test_another_service_applies_when_the_applier_dies(world: World) -> None:
    """Whoever writes the shared vectors dies at any moment, again and again: another goes on, no vector lacks or doubles."""
    chance, jobs = random.Random(20261122), []
    with load(world.port) as clients:
        for number, (topic, next_topic) in enumerate(LATER, start=31):
            jobs.append(world.upload(f"{number}甲.txt", notice(number, topic)))
            victim = world.applier()
            time.sleep(chance.uniform(0, 0.6))
            victim.kill()
            survivors = world.without(victim)
            jobs.append(world.upload(f"{number}乙.txt", notice(number + 10, next_topic)))
            assert survivors.applier() is not victim
            until(lambda left=survivors: level(left, jobs))  # type: ignore[misc]
            victim.start()
            until(victim.is_ready)
        until(lambda: level(world, jobs))

    check_alike(world, clients)
    assert vectors_held(world) == world.passages()


def test_a_shared_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """It is not made: it may be a disk that is not mounted. Nothing is opened before."""
    with (
        small_chuchu(tmp_path, shared=str(tmp_path / "未挂载")) as chuchu,
        pytest.raises(SharedFolderMissing, match=r"CHUCHU_SHARED.*未挂载"),
    ):
        assert chuchu.catalogue
    assert not (tmp_path / "data").exists()
