"""Lending workers: work outlives those who die under it, and nobody is given more than is asked of them."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest

from indexer.cluster.errors import ClusterLost, ClusterUnfit, RayAbsent, RayAddressInvalid, WorkFailed
from indexer.cluster.pool import TRIES, WorkerGone, Workers
from indexer.cluster.ray_worker import connect


@dataclass(eq=False)
class Clerk:
    """A worker in this process; `ill` says that it never comes to work."""

    number: int
    ill: Exception | None = None
    busy: list[int] = field(default_factory=list)

    def start(self, given_up: Callable[[], bool]) -> None:
        del given_up
        if self.ill is not None:
            raise self.ill

    def stop(self) -> None:
        return


@contextmanager
def clerks(many: int, *, wait_seconds: float = 5, ill: Exception | None = None) -> Iterator[Workers[Clerk]]:
    numbers = count(1)
    workers = Workers(lambda: Clerk(next(numbers), ill), many, slots=2, wait_seconds=wait_seconds)
    try:
        yield workers
    finally:
        workers.close()


def test_work_goes_on_with_another_when_one_dies() -> None:
    """The first two that try die of nothing but bad luck; the third gives the answer, and all places are filled."""
    tried: list[int] = []

    def work(clerk: Clerk) -> str:
        tried.append(clerk.number)
        if len(tried) < 3:
            raise WorkerGone("死机")
        return f"第{len(tried)}次办成"

    with clerks(2) as workers:
        assert (workers.do("读", work), workers.lost, len(set(tried))) == ("第3次办成", 2, 3)


def test_work_that_kills_all_who_touch_it_is_given_up() -> None:
    """After so many deaths the work is the cause: it fails, and others are done still."""

    def deadly(clerk: Clerk) -> str:
        raise WorkerGone("内存耗尽")

    with clerks(2) as workers:
        with pytest.raises(WorkFailed, match="内存耗尽"):
            workers.do("读", deadly)
        assert (workers.lost, workers.do("读", lambda clerk: "好")) == (TRIES, "好")


def test_nobody_has_more_than_is_asked_of_them() -> None:
    """Of each kind a worker has two pieces at a time, however many ask: the others wait."""
    most: list[int] = []
    lock = threading.Lock()

    def work(clerk: Clerk) -> None:
        with lock:
            clerk.busy.append(1)
            most.append(len(clerk.busy))
        time.sleep(0.01)
        with lock:
            clerk.busy.pop()

    with clerks(2) as workers:
        threads = [threading.Thread(target=workers.do, args=("算", work)) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (len(most), max(most)) == (24, 2)


@pytest.mark.slow
def test_a_cluster_without_workers_is_told_of_in_time() -> None:
    """Where none comes up, who waits is told after the time set, and who asks next at once."""
    with clerks(1, wait_seconds=0.2, ill=WorkerGone("没有空位")) as workers:
        with pytest.raises(ClusterLost, match="CHUCHU_RAY__WAIT_S"):
            workers.ready()
        began = time.monotonic()
        with pytest.raises(ClusterLost):
            workers.ready()

    assert time.monotonic() - began < 5


def test_a_worker_that_is_of_no_use_says_why() -> None:
    """The node and what is wrong there come to who asked."""
    with (
        clerks(1, ill=ClusterUnfit("节点甲", "没有安装 chuchu")) as workers,
        pytest.raises(ClusterUnfit, match="节点甲"),
    ):
        workers.ready()


@pytest.mark.parametrize(
    "address", ["auto", "ray://10.0.0.5:10001", "10.0.0.5", "10.0.0.5:0", "10.0.0.5:99999", "：6379"]
)
def test_an_address_that_is_none_is_told_of(address: str) -> None:
    """Before the library is loaded, with the form that is meant."""
    with pytest.raises(RayAddressInvalid, match=r"--ray .*主机:端口"):
        connect(address)


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the option is named, and what to install."""
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(RayAbsent, match=r"--ray .*pip install 'chuchu\[ray\]'"):
        connect("127.0.0.1:6379")
