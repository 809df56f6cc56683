"""Vectors in a real Milvus: shared by processes, killed, frozen, and refused where they are not what they must be."""

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from milvus_server import TOKEN, MilvusServer
from pymilvus import DataType, MilvusClient
from vector_places import MilvusPlace
from vector_samples import COLUMNS, NONE, Model, batch, unit_rows

from embeddings.errors import FingerprintMismatch
from embeddings.milvus_link import MilvusAddress, check_version
from embeddings.milvus_marks import Marks
from embeddings.milvus_snapshot import VECTOR
from embeddings.milvus_store import MilvusStore
from embeddings.vector_errors import ChangeOutOfOrder, VectorSettingsWrong, VectorsUnavailable

pytestmark = [pytest.mark.milvus, pytest.mark.slow]
QUERY = unit_rows(1, seed=4)[0]


@pytest.fixture
def place(milvus: MilvusServer) -> MilvusPlace:
    """An empty collection."""
    return MilvusPlace(milvus)


def ids_at(store: MilvusStore, change: int) -> set[int]:
    """What stands at a change, by search."""
    return {hit.id for hit in store.at(change).search(QUERY, 200)}


def waited(look: Callable[[], object], seconds: float = 60) -> float:
    """Look again until the server answers; gives how long that took."""
    began = time.monotonic()
    while True:
        try:
            look()
            return time.monotonic() - began
        except VectorsUnavailable:
            assert time.monotonic() - began < seconds
            time.sleep(0.2)


def test_what_is_applied_is_found_at_once(place: MilvusPlace) -> None:
    """The process that writes and one that reads find every row of a change as soon as they know of the change."""
    writer, reader = place.open(), place.open()
    for change in range(1, 9):
        writer.apply(change, batch([change, change + 100]), NONE)

        assert ids_at(writer, change) == {*range(1, change + 1), *range(101, change + 101)}
        assert reader.refresh() == change
        assert ids_at(reader, change) == ids_at(writer, change)


def test_every_view_stands_until_it_is_purged(place: MilvusPlace) -> None:
    """Changes applied as one are told apart by their marks; what was removed goes when no view needs it."""
    store = place.open()
    store.apply(1, batch(range(1, 6)), NONE)
    marks = Marks(added=[2, 3, 4], removed=[3, 4])
    store.apply_marked(4, batch([12, 13, 14]), np.array([1, 2]), marks)

    views = {change: ids_at(store, change) for change in (1, 2, 3, 4)}
    store.purge(3)

    assert views == {
        1: {1, 2, 3, 4, 5},
        2: {1, 2, 3, 4, 5, 12},
        3: {2, 3, 4, 5, 12, 13},
        4: {3, 4, 5, 12, 13, 14},
    }
    again = place.open()
    assert (again.applied, ids_at(again, 4), ids_at(again, 3)) == (4, views[4], views[3])


def test_a_writer_that_dies_half_way_leaves_nothing(place: MilvusPlace) -> None:
    """Killed between two requests, a change is not there; whoever goes on may cut the log at other places."""
    store = place.open()
    store.apply(1, batch(range(1, 6)), NONE)

    class Killed(Exception):
        pass

    asked = iter([None, None])

    def dies() -> None:
        if next(asked, Killed) is Killed:
            raise Killed

    with pytest.raises(Killed):  # after the marks of removal and the rows, before the number
        store.apply_marked(3, batch([21, 22]), np.array([1]), Marks([2, 3], [3]), dies)
    heir = place.open()
    found = heir.applied, ids_at(heir, 1)
    heir.apply(2, batch([21]), NONE)
    heir.apply(4, batch([30]), np.array([1, 21]))

    assert found == (1, {1, 2, 3, 4, 5})
    assert (ids_at(heir, 2), ids_at(heir, 4)) == ({1, 2, 3, 4, 5, 21}, {2, 3, 4, 5, 30})
    assert (heir.at(2).count, heir.at(4).count) == (6, 5)


def test_a_change_is_applied_once(place: MilvusPlace) -> None:
    """A second writer that knows what the first applied refuses the same change."""
    first, second = place.open(), place.open()
    first.apply(1, batch([1, 2]), NONE)
    second.refresh()

    with pytest.raises(ChangeOutOfOrder):
        second.apply(1, batch([1, 2]), NONE)


def test_many_new_rows_are_put_into_the_graph(place: MilvusPlace) -> None:
    """Few new rows are left to the server; from 5,000 on, saving has it close its segment, and all are found."""
    store = place.open()

    def settled() -> int:
        name = place.address.collection
        return int(store.link.ask(lambda client: client.describe_index(name, "vector"))["total_rows"])

    store.apply(1, batch(range(1, 20)), NONE)
    before = settled()
    store.save()
    few = settled()
    store.apply(2, batch(range(100, 5100)), NONE)
    store.save()
    until = time.monotonic() + 30
    while settled() < before + 5000 and time.monotonic() < until:
        time.sleep(0.2)

    assert (few, settled() >= before + 5000) == (before, True)
    assert store.snapshot().count == 5019


def test_another_model_is_refused_and_nothing_touched(place: MilvusPlace) -> None:
    """A collection that another model made is named with both models, and holds afterwards what it held."""
    place.open().apply(1, batch([1, 2]), NONE)

    for model in (Model(name="松涛向量"), Model(dimension=16)):
        with pytest.raises(FingerprintMismatch, match=r"云岭向量－小〔２０２３〕, 8 维.*chuchu reindex"):
            place.open(model)

    store = place.open()
    assert (store.applied, store.snapshot().count) == (1, 2)


def test_the_vectors_of_another_owner_are_refused_and_nothing_touched(milvus: MilvusServer) -> None:
    """Neither opened, written to nor erased by another; whoever comes first of two owns an empty one too."""
    address, owners = MilvusAddress(milvus.url, TOKEN, "owned", timeout_s=10), ("甲" * 32, "乙" * 32)
    MilvusStore(address, Model(), COLUMNS, owners[0]).erase()
    stranger = MilvusStore(address, Model(), COLUMNS, owners[1])
    wrong = "CHUCHU_VECTORS__COLLECTION.*owned 里是另一个目录的向量.*CHUCHU_DATABASE_URL"
    for asked in (stranger.refresh, stranger.begin_writing, stranger.erase):
        with pytest.raises(VectorSettingsWrong, match=wrong):
            asked()
    with pytest.raises(VectorSettingsWrong, match=wrong):
        stranger.apply(1, batch([1, 2, 3]), NONE)

    owner = MilvusStore.open(address, Model(), COLUMNS, owners[0])
    owner.apply(1, batch([7]), NONE)
    with pytest.raises(VectorSettingsWrong, match=wrong):
        MilvusStore.open(address, Model(), COLUMNS)
    assert (owner.refresh(), owner.snapshot().count) == (1, 1)


def test_a_collection_of_an_earlier_form_is_named_and_made_anew(milvus: MilvusServer) -> None:
    """One from before owners were told is refused with the command that rebuilds it, and that command may erase it."""
    client, told = MilvusClient(uri=milvus.url, token=TOKEN), '{"form": "chuchu-1", "columns": []}'
    schema = MilvusClient.create_schema(auto_id=False, description=told)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=8)
    client.create_collection("earlier", schema=schema)
    store = MilvusStore(MilvusAddress(milvus.url, TOKEN, "earlier", timeout_s=10), Model(), COLUMNS, "甲")

    with pytest.raises(VectorSettingsWrong, match=r"chuchu-1.*chuchu reindex"):
        store.refresh()
    store.erase()
    assert store.refresh() == 0


def test_stores_that_open_a_new_place_at_once_all_find_it(milvus: MilvusServer) -> None:
    """Services that start together over a collection that is not there make it once, and each can search it."""
    opened: list[MilvusStore | Exception] = []
    address = MilvusAddress(milvus.url, TOKEN, "at_once", timeout_s=10)
    stores, start = [MilvusStore(address, Model(), COLUMNS) for _ in range(6)], threading.Barrier(6)

    def open_one(store: MilvusStore) -> None:
        start.wait()
        try:
            store.refresh()
            opened.append(store)
        except VectorsUnavailable as error:
            opened.append(error)

    threads = [threading.Thread(target=open_one, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(map(id, opened)) == set(map(id, stores)), opened

    stores[0].apply(1, batch([1, 2]), NONE)

    assert [(store.refresh(), ids_at(store, 1)) for store in stores] == [(1, {1, 2})] * 6


@pytest.mark.parametrize("away", [False, True])
def test_a_collection_made_anew_for_another_model_is_noticed(milvus: MilvusServer, away: bool) -> None:
    """Who had opened it before neither reads nor writes it, however far the other model's writer has come since."""
    address = MilvusAddress(milvus.url, TOKEN, f"anew_{away}".lower(), timeout_s=1.5)
    MilvusStore(address, Model(), COLUMNS).erase()
    store = MilvusStore.open(address, Model(), COLUMNS)
    store.apply(1, batch([1, 2]), NONE)
    if away:
        with milvus.frozen(), pytest.raises(VectorsUnavailable):
            store.refresh()
    other = MilvusStore(address, Model(name="松涛向量"), COLUMNS)
    waited(other.erase)
    if away:
        other.apply(5, batch([1]), NONE)
    else:
        with pytest.raises(FingerprintMismatch, match="松涛向量"):
            store.refresh()
        other.apply(5, batch([1]), NONE)

    for asked in (store.refresh, store.begin_writing):
        with pytest.raises(FingerprintMismatch, match="松涛向量"):
            asked()
    with pytest.raises(FingerprintMismatch):
        store.apply(6, batch([7]), NONE)
    assert (other.refresh(), ids_at(other, 5)) == (5, {1})


@pytest.mark.parametrize("asked", [MilvusStore.refresh, MilvusStore.begin_writing])
def test_who_looks_again_sees_whose_collection_it_is(
    milvus: MilvusServer, asked: Callable[[MilvusStore], object]
) -> None:
    """Erased and filled for another model between two looks, and further than before: refused, and not written to."""
    address = MilvusAddress(milvus.url, TOKEN, f"asleep_{asked.__name__}", timeout_s=10)
    MilvusStore(address, Model(), COLUMNS).erase()
    store = MilvusStore.open(address, Model(), COLUMNS)
    store.apply(1, batch([1, 2]), NONE)
    other = MilvusStore(address, Model(name="松涛向量"), COLUMNS)
    other.erase()
    other.apply(3, batch([5]), NONE)

    for _ in range(2):
        with pytest.raises(FingerprintMismatch, match="松涛向量"):
            asked(store)
    assert (other.refresh(), ids_at(other, 3)) == (3, {5})
    again = MilvusStore(address, Model(), COLUMNS)
    again.erase()
    again.apply(4, batch([9]), NONE)
    asked(store)
    assert (store.applied, ids_at(store, 4)) == (4, {9})


def test_a_collection_whose_maker_died_is_finished(place: MilvusPlace, milvus: MilvusServer) -> None:
    """One that was made but has no graph yet, as a service leaves it that is killed there, is given one."""
    place.open()
    client = MilvusClient(uri=milvus.url, token=TOKEN)
    client.release_collection(place.address.collection)
    client.drop_index(place.address.collection, VECTOR)

    store = place.open()
    store.apply(1, batch([7]), NONE)

    assert client.list_indexes(place.address.collection) == [VECTOR]
    assert ids_at(store, 1) == {7}


def test_the_collection_of_somebody_else_is_refused(milvus: MilvusServer) -> None:
    """A collection that another system made is not written to; the error names the setting."""
    client = MilvusClient(uri=milvus.url, token=TOKEN)
    if not client.has_collection("fremd"):
        client.create_collection("fremd", dimension=8)

    with pytest.raises(
        VectorSettingsWrong, match=r"CHUCHU_VECTORS__COLLECTION.*fremd 不是出处建立的.*换一个"
    ):
        MilvusStore.open(MilvusAddress(milvus.url, TOKEN, "fremd"), Model(), COLUMNS)
    with pytest.raises(VectorSettingsWrong, match="CHUCHU_VECTORS__COLLECTION"):
        MilvusStore(MilvusAddress(milvus.url, TOKEN, "fremd"), Model(), COLUMNS).erase()
    assert client.has_collection("fremd")


@pytest.mark.parametrize("token", ["root:falsch", "niemand:Milvus", ""])
def test_a_wrong_password_names_its_setting(milvus: MilvusServer, token: str) -> None:
    """Who is not let in is told which setting holds name and password, not that a server is away."""
    with pytest.raises(VectorSettingsWrong, match=r"CHUCHU_VECTORS__TOKEN.*用户名:密码") as raised:
        MilvusStore.open(MilvusAddress(milvus.url, token), Model(), COLUMNS)
    assert "falsch" not in str(raised.value)


def test_a_wrong_address_names_its_setting() -> None:
    """Where nobody listens the error holds the address and the setting."""
    with pytest.raises(VectorsUnavailable, match=r"CHUCHU_VECTORS__URL：http://127\.0\.0\.1:9"):
        MilvusStore.open(MilvusAddress("http://127.0.0.1:9", TOKEN), Model(), COLUMNS)


@pytest.mark.parametrize("version", ["v2.2.16", "2.0.0", "1.1", "unbekannt"])
def test_an_old_server_is_refused(version: str) -> None:
    """Servers before 2.3 lack what is used; the error names the version found and the one needed."""
    with pytest.raises(VectorSettingsWrong, match=f"CHUCHU_VECTORS__URL.*{version}.*2.3.*升级"):
        check_version(version)
    for newer in ("v2.3.5-lite", "2.6.1", "v3.0.0-beta"):
        check_version(newer)


def test_a_server_that_hangs_is_waited_for_once(place: MilvusPlace, milvus: MilvusServer) -> None:
    """One request waits for the time that is set; those after it are refused at once, until it answers again."""
    address = MilvusAddress(milvus.url, TOKEN, place.address.collection, timeout_s=1.5)
    store = MilvusStore.open(address, Model(), COLUMNS)
    store.apply(1, batch([1, 2]), NONE)
    snapshot, times = store.snapshot(), []
    with milvus.frozen():
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(VectorsUnavailable, match=r"1\.5 秒内没有回答"):
                snapshot.search(QUERY, 5)
            times.append(time.monotonic() - began)

    assert 1 < times[0] < 6
    assert max(times[1:]) < 0.1
    waited(store.refresh)
    assert {hit.id for hit in snapshot.search(QUERY, 5)} == {1, 2}


def written_until_it_dies(store: MilvusStore, size: int) -> int:
    """Apply changes that each add `size` rows and, from the fourth on, remove one; gives the last acknowledged."""
    acknowledged = store.applied
    while True:
        change = acknowledged + 1
        gone = np.array([(change - 3) * size]) if change > 3 else NONE
        try:
            store.apply(change, batch(range(change * size, change * size + size)), gone)
        except VectorsUnavailable:
            return acknowledged
        acknowledged = change


def test_what_was_acknowledged_survives_kill_9(place: MilvusPlace, milvus: MilvusServer) -> None:
    """The server is killed twice while changes are applied; none that was acknowledged is missing, none is there twice."""
    address = MilvusAddress(milvus.url, TOKEN, place.address.collection, timeout_s=5)
    acknowledged, size = 0, 50
    for _ in range(2):
        store = MilvusStore(address, Model(), COLUMNS)
        waited(store.refresh)
        acknowledged = max(acknowledged, store.applied)
        threading.Timer(1.5, milvus.kill).start()
        acknowledged = max(acknowledged, written_until_it_dies(store, size))
        milvus.start()

    store = MilvusStore(address, Model(), COLUMNS)
    waited(store.refresh)
    waited(store.begin_writing)
    assert acknowledged > 3
    assert store.applied in (acknowledged, acknowledged + 1)  # the answer may have been lost with the server
    assert store.snapshot().count == store.applied * size - (store.applied - 3)
