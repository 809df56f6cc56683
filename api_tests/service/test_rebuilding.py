"""`chuchu reindex` where the vectors are shared: it robs nobody who writes them, and tells what it did not build."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from api_tests.memory_vectors import MemoryChuchu, MemoryServer
from api_tests.small_world import index, small_chuchu, write_notices
from corpus.store.held_lease import new_holder
from corpus.store.job_errors import LeaseHeld
from corpus.store.leases import Leases
from embeddings.vector_errors import VectorsUnavailable
from retrieval.rebuilding import IndexesIncomplete, follow_whole
from retrieval.shared_followers import LEASE
from scripts.main import main
from service.settings import Settings

TOPICS = ("防汛抗旱", "古井保护", "〔２０２４〕钟楼修缮", "渡口值守", "河道清淤", "𠮷祥街绿化")
NOWHERE = {"url": "http://127.0.0.1:9", "timeout_s": 1}


def parts(home: Path) -> set[str]:
    """The folders of derived indexes that are there."""
    return {path.name for path in (home / "data" / "indexes").iterdir() if path.is_dir()}


@pytest.mark.slow
def test_nothing_is_erased_while_another_service_writes(tmp_path: Path) -> None:
    """Who holds the lease of the vectors is not robbed of their collection; words and texts stay as well."""
    with small_chuchu(tmp_path) as chuchu:
        index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱", "〔２０２４〕古井保护")))
    with small_chuchu(tmp_path, vectors=NOWHERE) as chuchu:
        leases = Leases(chuchu.catalogue)
        other = leases.acquire(LEASE, new_holder(), 600)

        with pytest.raises(LeaseHeld, match="vectors"):
            chuchu.erase_indexes()
        assert parts(tmp_path) == {"vectors", "words", "texts"}

        leases.release(other)
        with pytest.raises(VectorsUnavailable):
            chuchu.erase_indexes()
        assert leases.holder(LEASE) is None


class Erasable(MemoryChuchu):
    """A data folder whose vectors in memory go with the indexes."""

    after_erasing: Callable[[], None] = staticmethod(lambda: None)

    def erase_indexes(self) -> None:
        super().erase_indexes()
        self.vectors.erase()
        self.after_erasing()


def opened(folder: Path, name: str, server: MemoryServer) -> Erasable:
    """A data folder by name, of the one catalogue."""
    given = {"data": folder / name, "database_url": f"sqlite:///{folder / '目录.sqlite'}", "lease_seconds": 5}
    return Erasable(Settings.model_validate(given), server)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
    """The vectors of a catalogue with six changes, which are applied in three steps."""
    monkeypatch.setattr("retrieval.shared_followers.BATCH", 2)
    server = MemoryServer()
    with opened(tmp_path, "甲", server) as chuchu:
        index(chuchu, write_notices(tmp_path / "通知", TOPICS))
        assert chuchu.catalogue.head() == len(TOPICS)
    return server


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    told: str
    error: str


Command = Callable[[Erasable], Ended]


@pytest.fixture
def reindexed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `chuchu reindex --json` on a folder that is open."""

    def run(chuchu: Erasable) -> Ended:
        monkeypatch.setattr("scripts.reindex.opened_to_read", lambda *_: chuchu)
        monkeypatch.setattr("sys.argv", ["chuchu", "reindex", "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    return run


def test_an_outage_midway_is_no_success(tmp_path: Path, server: MemoryServer, reindexed: Command) -> None:
    """Vectors that went away after the first step are told of with what is there, and the command fails."""
    chuchu, asked = opened(tmp_path, "甲", server), iter(["apply"])

    def dies(name: str) -> None:
        if name == "apply" and next(asked, None) is None:
            server.problem = VectorsUnavailable("连接不上 Milvus")

    chuchu.after_erasing = lambda: setattr(server, "asked", dies)
    ended = reindexed(chuchu)

    assert (ended.code, ended.told, server.applied) == (1, "", 2)
    assert "索引没有建完：词和文本已到第 6 号变更，向量没有" in ended.error
    assert "连接不上 Milvus" in ended.error


def test_another_service_that_builds_is_waited_for(
    tmp_path: Path, server: MemoryServer, reindexed: Command
) -> None:
    """It took its turn between the erasing and the building: the command ends when all is there, and counts that."""
    chuchu = opened(tmp_path, "甲", server)
    leases, passages = Leases(chuchu.catalogue), chuchu.catalogue.stats().passages
    released: list[int] = []

    def take_turn() -> None:
        other = leases.acquire(LEASE, new_holder(), 600)

        def give_back() -> None:
            released.append(server.applied)
            leases.release(other)

        threading.Timer(1, give_back).start()

    chuchu.after_erasing = take_turn
    ended = reindexed(chuchu)
    told = json.loads(ended.told)

    assert (ended.code, released) == (0, [0])
    assert (told["change"], told["passages"]) == (len(TOPICS), passages)


def test_a_service_that_holds_its_turn_and_does_nothing_is_not_waited_for_without_end(
    tmp_path: Path, server: MemoryServer
) -> None:
    """After so long without a step, counted anew from each step, the building is given up with what there is."""
    now = [0.0]
    with opened(tmp_path, "甲", server) as chuchu:
        chuchu.erase_indexes()
        Leases(chuchu.catalogue).acquire(LEASE, new_holder(), 600)

        def passes(seconds: float) -> None:
            now[0] += 10 * seconds
            if now[0] == 25:  # one step by the other
                server.applied = 2

        with pytest.raises(IndexesIncomplete, match=r"30 秒没有进展，向量停在第 2 号变更，目录已有 6 号"):
            follow_whole(chuchu.follower, 6, 30, clock=lambda: now[0], sleep=passes)

    assert now == [55]


def test_an_empty_store_that_says_it_has_all_is_no_success(tmp_path: Path, server: MemoryServer) -> None:
    """Words and vectors are counted against each other at the end."""
    with opened(tmp_path, "甲", server) as chuchu:
        server.rows.clear()
        passages = chuchu.catalogue.stats().passages

        with pytest.raises(IndexesIncomplete, match=f"词索引有 {passages} 段，向量却有 0 个"):
            follow_whole(chuchu.follower, chuchu.catalogue.head())
