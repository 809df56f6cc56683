"""The workers of a cluster as one: work is lent a worker, and done again by another where one dies under it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from corpus.errors import ChuchuError
from indexer.cluster.errors import ClusterLost, WorkFailed

logger = logging.getLogger(__name__)
TRIES = 5
"""Workers that one piece of work may outlive before it is taken for their murderer."""
PAUSE_SECONDS = 1.0
JOIN_SECONDS = 10.0


class WorkerGone(Exception):
    """A worker died, its node with it or not, or did not come up."""


class PooledWorker(Protocol):
    """A worker somewhere."""

    def start(self, given_up: Callable[[], bool]) -> None:
        """Come up, however long it takes.

        Raises:
            WorkerGone: it died before it was ready, or `given_up` said so.
            ChuchuError: it will never be of use; the error says why.
        """
        ...

    def stop(self) -> None:
        """End it, dead or alive."""
        ...


W = TypeVar("W", bound=PooledWorker)
T = TypeVar("T")


class Workers(Generic[W]):
    """Keeps so many workers alive. Safe for threads.

    Each worker takes `slots` pieces of work of a kind at a time; who asks for more waits. That is the back-pressure:
    nothing is sent to a node that does not work on it, or is about to.
    """

    def __init__(
        self, make: Callable[[], W], count: int, *, slots: int = 2, wait_seconds: float = 120
    ) -> None:
        self._make, self.count, self.slots, self._wait_seconds = make, count, slots, wait_seconds
        self._changed = threading.Condition()
        self._alive: list[W] = []
        self._busy: Counter[tuple[int, str]] = Counter()
        self._unfit: ChuchuError | None = None
        self._closed = self._given_up = False
        self._lost = 0
        self._coming: list[threading.Thread] = []
        for _ in range(count):
            self._replace()

    @property
    def lost(self) -> int:
        """How many workers died under their work."""
        return self._lost

    def ready(self) -> None:
        """Wait for the first worker. Raises ClusterLost, or the error that says why none is of use."""
        self._give_back(self._lend("ready"), "ready")

    def do(self, kind: str, work: Callable[[W], T]) -> T:
        """Have work done by one of the workers that have a slot free for this kind.

        Raises:
            ClusterLost: there are no workers any more.
            WorkFailed: worker after worker died of it.
        """
        problem = ""
        for _ in range(TRIES):
            worker = self._lend(kind)
            try:
                return work(worker)
            except WorkerGone as gone:
                problem = str(gone)
                self._bury(worker, problem)
            finally:
                self._give_back(worker, kind)
        raise WorkFailed(problem)

    def close(self) -> None:
        """End all workers, those that are coming up too."""
        with self._changed:
            self._closed = True
            alive, self._alive = self._alive, []
            self._changed.notify_all()
        for worker in alive:
            worker.stop()
        for thread in list(self._coming):  # the library must not be let go under one that asks it
            thread.join(JOIN_SECONDS)

    def _lend(self, kind: str) -> W:
        until = time.monotonic() + self._wait_seconds
        with self._changed:
            while True:
                free = [one for one in self._alive if self._busy[id(one), kind] < self.slots]
                if free:
                    worker = min(free, key=lambda one: self._busy[id(one), kind])
                    self._busy[id(worker), kind] += 1
                    self._alive.remove(worker)
                    self._alive.append(worker)  # of two as busy, the one whose turn is longer ago is next
                    return worker
                if self._alive:
                    until = time.monotonic() + self._wait_seconds
                elif self._unfit is not None:
                    raise self._unfit
                elif self._closed or self._given_up or time.monotonic() >= until:
                    self._given_up = True  # who asks next need not wait as long
                    raise ClusterLost(self._wait_seconds)
                self._changed.wait(PAUSE_SECONDS)

    def _give_back(self, worker: W, kind: str) -> None:
        with self._changed:
            self._busy[id(worker), kind] -= 1
            self._changed.notify_all()

    def _bury(self, worker: W, problem: str) -> None:
        with self._changed:
            if worker not in self._alive:
                return  # another piece of work saw it first
            self._alive.remove(worker)
            self._lost += 1
        logger.warning("a worker of the cluster was lost, another takes over: %s", problem)
        worker.stop()
        self._replace()

    def _replace(self) -> None:
        thread = threading.Thread(target=self._come_up, name="cluster-worker", daemon=True)
        self._coming.append(thread)
        thread.start()

    def _come_up(self) -> None:
        while not self._closed:
            worker = self._make()
            try:
                worker.start(lambda: self._closed)
            except WorkerGone as gone:
                logger.info("a worker did not come up: %s", gone)
                worker.stop()
                time.sleep(PAUSE_SECONDS)
                continue
            except ChuchuError as error:
                worker.stop()
                self._give_up(error)
                return
            if self._take_on(worker):
                return
            worker.stop()

    def _take_on(self, worker: W) -> bool:
        with self._changed:
            if not self._closed:
                self._alive.append(worker)
                self._changed.notify_all()
            return not self._closed

    def _give_up(self, error: ChuchuError) -> None:
        logger.warning("a worker of the cluster is of no use: %s", error)
        with self._changed:
            self._unfit = error
            self._changed.notify_all()
