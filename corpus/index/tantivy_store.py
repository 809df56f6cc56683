"""A tantivy index that follows the catalogue: one commit a change, and the change number in the same commit."""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from tantivy import Document, Index, IndexWriter, Query, Searcher

from corpus.index.commit_mark import CHANGE, COUNT, mark, marked, marks
from corpus.index.errors import IndexBusy, IndexUnwritable
from corpus.index.index_folder import named_damage, prepare
from corpus.index.layout import Layout
from corpus.index.number_queries import one_of
from corpus.index.segment_files import META, FileDamaged, check_files, meta_identity, remove_orphans
from corpus.index.store_snapshot import StoreSnapshot

_HEAP = 48_000_000  # bytes; tantivy starts a new segment when its arena is full


class TantivyStore:
    """One index in a folder: a single writer, any number of readers, in this process and in others."""

    def __init__(self, folder: Path, layout: Layout, index: Index, writer: IndexWriter | None) -> None:
        self._folder = folder
        self._layout = layout
        self._index = index
        self._writer = writer
        self._writing = threading.Lock()
        self._publishing = threading.Lock()
        self._is_stuck = False
        self._is_stale = False  # a commit stands on disk that could not be read yet
        self._seen = meta_identity(folder)
        self._snapshot = self._read()

    @classmethod
    def open(cls, folder: Path, layout: Layout, *, writable: bool) -> "TantivyStore":
        """Open the index, checking every file; made when it is not there and `writable`.

        Raises IndexDamaged, IndexMissing (read-only and not there), IndexBusy (another writer).
        """
        prepare(folder, layout, writable=writable)
        with named_damage(layout, folder):
            if (folder / META).exists():
                check_files(folder)
            index = Index(layout.schema(), path=str(folder))
            index.config_reader("manual")
            writer = _writer(index, layout, folder) if writable else None
            if writer is not None and (folder / META).exists():
                remove_orphans(folder)  # left by a process that died: tantivy would stumble over their names
            store = cls(folder, layout, index, writer)
            store.check_counts()
        return store

    @property
    def applied(self) -> int:
        """The change number of the last commit, 0 before the first."""
        return self.snapshot().change

    def apply(self, change: int, added: Iterable[Document], removed: Sequence[int]) -> None:
        """Remove the documents of these keys, add new ones and note `change`, in one commit.

        Raises ValueError where `change` is not above the last one, IndexUnwritable where the disk takes no more.
        After any error the index is as before.
        """
        if self._writer is None:
            raise ValueError(f"{self._layout.name}索引是只读打开的")
        with self._writing:
            if change <= self.snapshot().change:
                raise ValueError(
                    f"{self._layout.name}索引已到第 {self._snapshot.change} 号变更，不能写第 {change} 号"
                )
            documents = list(added)  # whoever makes them fails before anything is touched
            try:
                if self._is_stuck:
                    self._take_back(self._writer)
                self._write(self._writer, change, documents, removed)
            except (ValueError, OSError) as error:
                # tantivy says so of a full disk; its threads have ended, and a rollback starts new ones.
                self._is_stuck = True
                with suppress(ValueError, OSError):
                    self._take_back(self._writer)
                self._publish()
                if self._snapshot.change == change:
                    return  # it stands on disk all the same: once more would be twice
                raise IndexUnwritable(self._layout.name, self._folder, str(error)) from error
            except BaseException:
                self._writer.rollback()
                _step(self._writer)
                raise
            self._publish()

    def _take_back(self, writer: IndexWriter) -> None:
        writer.rollback()
        _step(writer)
        remove_orphans(self._folder)
        self._is_stuck = False

    def snapshot(self) -> StoreSnapshot:
        """Give the newest commit; a read-only store looks whether another process has written one."""
        if self._writer is None:
            identity = meta_identity(self._folder)
            if identity != self._seen:
                self._publish()
                self._seen = identity
        elif self._is_stale:
            self._publish()
        return self._snapshot

    def close(self) -> None:
        """Finish merges and give the writer's lock back. Snapshots stay usable."""
        if self._writer is not None:
            with self._writing:
                self._writer.wait_merging_threads()
                self._writer = None

    def check_counts(self) -> None:
        """Compare the number of documents with the one that the last commit noted; raises FileDamaged."""
        snapshot = self._snapshot
        noted = marked(snapshot.searcher, self._index.schema, COUNT)
        if noted != snapshot.documents:
            raise FileDamaged(f"应有 {noted} 条，实有 {snapshot.documents} 条")

    def _write(
        self, writer: IndexWriter, change: int, added: Iterable[Document], removed: Sequence[int]
    ) -> None:
        schema, snapshot = self._index.schema, self._snapshot
        removals = one_of(schema, self._layout.key, removed)
        count = snapshot.documents - (_count(snapshot.searcher, removals) if removed else 0)
        if removed:
            writer.delete_documents_by_query(removals)
        for document in added:
            writer.add_document(document)
            count += 1
        writer.delete_documents_by_query(marks(schema))
        writer.add_document(mark(change, count))
        writer.commit()

    def _publish(self) -> None:
        with self._publishing, named_damage(self._layout, self._folder):
            self._is_stale = True
            self._index.reload()
            self._snapshot = self._read()
            self._is_stale = False

    def _read(self) -> StoreSnapshot:
        searcher, schema = self._index.searcher(), self._index.schema
        return StoreSnapshot(self._layout, schema, searcher, marked(searcher, schema, CHANGE))


def _count(searcher: Searcher, query: Query) -> int:
    return int(searcher.search(query, 1, count=True).count)


def _writer(index: Index, layout: Layout, folder: Path) -> IndexWriter:
    try:
        writer = index.writer(_HEAP, 1)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise IndexBusy(layout.name, folder) from error
        raise
    _step(writer)
    return writer


def _step(writer: IndexWriter) -> None:
    """Use up the first number that a new writer gives to what it is asked: it is that of the last commit.

    A merge that begins amid the next commit takes a removal of that number for one that the commit had: it passes it
    over in segments that had removals then, and their documents come back.
    """
    writer.delete_documents_by_query(Query.empty_query())
