"""Putting files into the catalogue while the next ones are encoded: writing waits for the disk, encoding does not."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar

from indexer.reports import FileReport

T = TypeVar("T")

Store = Callable[[T], Iterator[FileReport]]
"""Make one batch durable, file by file."""


class Storing(Generic[T]):
    """Stores batches one after the other in a thread of its own, at most one behind; tells in the caller's thread.

    `record` is called by `add`, `tell` and on leaving, for every file that is durable by then.
    """

    def __init__(self, store: Store[T], record: Callable[[FileReport], None]) -> None:
        self._store, self._record = store, record
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._under_way: Future[None] | None = None
        self._done: SimpleQueue[FileReport] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self.finish()
        finally:
            self._thread.shutdown(wait=True)
            self.tell()  # after an error too: these files are durable

    def add(self, batch: T) -> None:
        """Store a batch when those before it are stored; raises what storing them raised."""
        self.finish()
        self._under_way = self._thread.submit(self._stored, batch)

    def finish(self) -> None:
        """Wait until all is stored and told; raises what storing raised."""
        under_way, self._under_way = self._under_way, None
        try:
            if under_way is not None:
                under_way.result()
        finally:
            self.tell()

    def tell(self) -> None:
        """Record the files that have become durable since."""
        while True:
            try:
                report = self._done.get_nowait()
            except Empty:
                return
            self._record(report)

    def _stored(self, batch: T) -> None:
        for report in self._store(batch):
            self._done.put(report)
