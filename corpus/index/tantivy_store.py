"""A tantivy index that follows the catalogue: one commit a change, and the change number in the same commit.

The binding cannot attach a payload to a commit, so the number stands in one document of its own, the marker, that is
replaced with each commit; it holds no words, and matches no query. With it stands how many documents there are, so
that a `meta.json` whose counts were altered is noticed.
"""

import json
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tantivy import (
    DocAddress,
    Document,
    FieldType,
    Index,
    IndexWriter,
    Occur,
    Order,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
)

from corpus.filters import Condition
from corpus.index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnwritable
from corpus.index.segment_files import (
    META,
    FileDamaged,
    check_files,
    meta_identity,
    remove_orphans,
    write_durably,
)

FORMAT = 1
"""The version of what is written to disk. Raise it when fields, tokens or their order change."""

FORMAT_FILE = "format.json"
_CHANGE = "applied_change"
_COUNT = "applied_count"
_HEAP = 48_000_000  # bytes; tantivy starts a new segment when its arena is full
_LARGEST = (1 << 63) - 1
_TRIED = 4  # times the hits wanted


@dataclass(frozen=True, slots=True)
class Layout:
    """What an index holds.

    `name` stands in messages and in the format file; `words` are text fields of tokens joined by blanks, by name
    and index option (`freq` or `position`); `numbers` are unsigned fields, of which `key` names a document.
    """

    name: str
    version: str
    key: str
    words: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]

    def schema(self) -> Schema:
        """Build tantivy's schema."""
        builder = SchemaBuilder()
        for name, option in self.words:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
        for name in (self.key, *self.numbers, _CHANGE, _COUNT):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        return builder.build()


@dataclass(frozen=True, slots=True)
class StoreSnapshot:
    """The index as of one commit: what comes later does not change it. Safe to share between threads."""

    layout: Layout
    schema: Schema
    searcher: Searcher
    change: int

    @property
    def documents(self) -> int:
        """How many documents it holds, the marker not counted."""
        return max(int(self.searcher.num_docs) - 1, 0)

    def word(self, field: str, token: str) -> Query:
        """Match documents whose `field` holds `token`."""
        return Query.term_query(self.schema, field, token, index_option=dict(self.layout.words)[field])

    def best(self, query: Query, limit: int) -> list[tuple[int, float]]:
        """Give the keys and scores of the best `limit`, best first; equal scores by key."""
        if limit <= 0:
            return []
        return self._keyed(self.searcher.search(query, limit, count=False).hits)

    def _keyed(self, hits: Sequence[tuple[float, DocAddress]]) -> list[tuple[int, float]]:
        keys = self.searcher.fast_field_values(self.layout.key, [address for _, address in hits])
        found = [(int(key), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def best_meeting(
        self, query: Query, conditions: Sequence[Condition], limit: int
    ) -> list[tuple[int, float]]:
        """Give the best `limit` that meet the conditions, as `best` gives those of `restricted`.

        A restriction that most documents meet costs most: every document that meets it is visited, and none is
        passed over for its score. So the best of all are tried first, and are enough unless few of them meet it.
        """
        if limit <= 0 or not conditions:
            return self.best(query, limit)
        hits = self.searcher.search(query, _TRIED * limit, count=False).hits
        met = self._meeting([address for _, address in hits], conditions)
        kept = [hit for hit, is_met in zip(hits, met, strict=True) if is_met][:limit]
        if len(kept) < limit and len(hits) == _TRIED * limit:
            return self.best(self.restricted(query, conditions), limit)
        return self._keyed(kept)

    def _meeting(self, addresses: Sequence[DocAddress], conditions: Sequence[Condition]) -> list[bool]:
        met = [True] * len(addresses)
        for condition in conditions:
            self._check_column(condition)
            values = self.searcher.fast_field_values(condition.column, list(addresses))
            met = [before and _meets(value, condition) for before, value in zip(met, values, strict=True)]
        return met

    def first(self, query: Query, limit: int) -> list[int]:
        """Give the lowest `limit` keys of the documents that match, in order."""
        if limit <= 0:
            return []
        hits = self.searcher.search(
            query, limit, count=False, order_by_field=self.layout.key, order=Order.Asc
        ).hits
        return [int(key) for key, _ in hits]

    def restricted(self, query: Query, conditions: Sequence[Condition]) -> Query:
        """Match what `query` matches and `conditions` allow; the scores stay those of `query`."""
        tests = [(Occur.Must, Query.const_score_query(self._test(test), 0.0)) for test in conditions]
        return Query.boolean_query([(Occur.Must, query), *tests]) if tests else query

    def _check_column(self, condition: Condition) -> None:
        if condition.column not in (self.layout.key, *self.layout.numbers):
            raise ValueError(f"{self.layout.name}索引没有 {condition.column} 这一列")

    def _test(self, condition: Condition) -> Query:
        self._check_column(condition)
        if condition.values is not None:
            values = sorted(value for value in condition.values if 0 <= value <= _LARGEST)
            return _one_of(self.schema, condition.column, values)
        low = max(condition.low or 0, 0)
        high = _LARGEST if condition.high is None else condition.high
        if high < low:
            return Query.empty_query()
        return Query.range_query(self.schema, condition.column, FieldType.Unsigned, low, min(high, _LARGEST))


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
        _prepare(folder, layout, writable=writable)
        with _named_damage(layout, folder):
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
        noted = _marker(snapshot.searcher, self._index.schema, _COUNT)
        if noted != snapshot.documents:
            raise FileDamaged(f"应有 {noted} 条，实有 {snapshot.documents} 条")

    def _write(
        self, writer: IndexWriter, change: int, added: Iterable[Document], removed: Sequence[int]
    ) -> None:
        schema, snapshot = self._index.schema, self._snapshot
        removals = _one_of(schema, self._layout.key, removed)
        count = snapshot.documents - (_count(snapshot.searcher, removals) if removed else 0)
        if removed:
            writer.delete_documents_by_query(removals)
        for document in added:
            writer.add_document(document)
            count += 1
        marks = Query.range_query(schema, _CHANGE, FieldType.Unsigned, 0, _LARGEST)
        writer.delete_documents_by_query(marks)
        marker = Document()
        marker.add_unsigned(_CHANGE, change)
        marker.add_unsigned(_COUNT, count)
        writer.add_document(marker)
        writer.commit()

    def _publish(self) -> None:
        with self._publishing, _named_damage(self._layout, self._folder):
            self._is_stale = True
            self._index.reload()
            self._snapshot = self._read()
            self._is_stale = False

    def _read(self) -> StoreSnapshot:
        searcher = self._index.searcher()
        return StoreSnapshot(
            self._layout, self._index.schema, searcher, _marker(searcher, self._index.schema, _CHANGE)
        )


def erase(folder: Path) -> None:
    """Delete an index, damaged or not, so that it can be built again. Raises ValueError for any other folder."""
    if not folder.exists():
        return
    names = {path.name for path in folder.iterdir()}
    if names and not names & {FORMAT_FILE, META}:
        raise ValueError(f"{folder} 不是索引文件夹，没有删除")
    shutil.rmtree(folder)


def _meets(value: int | None, condition: Condition) -> bool:
    if value is None:
        return False
    if condition.values is not None:
        return value in condition.values
    return (condition.low or 0) <= value and (condition.high is None or value <= condition.high)


def _one_of(schema: Schema, field: str, values: Sequence[int]) -> Query:
    return Query.term_set_query(schema, field, list(values)) if values else Query.empty_query()


def _count(searcher: Searcher, query: Query) -> int:
    return int(searcher.search(query, 1, count=True).count)


def _marker(searcher: Searcher, schema: Schema, field: str) -> int:
    marks = Query.range_query(schema, _CHANGE, FieldType.Unsigned, 0, _LARGEST)
    hits = searcher.search(marks, 2, count=False).hits
    values = searcher.fast_field_values(field, [address for _, address in hits])
    if len(values) > 1 or None in values:
        raise FileDamaged("变更号不止一个或读不出")
    return int(values[0]) if values else 0


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


def _prepare(folder: Path, layout: Layout, *, writable: bool) -> None:
    """Check or write the format file; raises IndexDamaged or IndexMissing."""
    path = folder / FORMAT_FILE
    names = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    has_segments = any(name.endswith(".idx") for name in names)
    if META not in names and has_segments:
        raise IndexDamaged(layout.name, folder, f"缺少文件 {META}")
    if META in names and FORMAT_FILE not in names:
        raise IndexDamaged(layout.name, folder, f"缺少文件 {FORMAT_FILE}")
    if FORMAT_FILE in names:
        _check_format(path, layout, folder)
    if META not in names and not writable:
        raise IndexMissing(layout.name, folder, "尚未建立")
    if FORMAT_FILE not in names:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, json.dumps(_format(layout), ensure_ascii=False).encode())


def _check_format(path: Path, layout: Layout, folder: Path) -> None:
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise IndexDamaged(layout.name, folder, f"文件 {FORMAT_FILE} 读不出") from error
    if found != _format(layout):
        reason = f"格式是 {found}，本程序需要 {_format(layout)}"
        raise IndexDamaged(layout.name, folder, reason)


def _format(layout: Layout) -> dict[str, str | int]:
    return {"format": FORMAT, "index": layout.name, "version": layout.version}


@contextmanager
def _named_damage(layout: Layout, folder: Path) -> Iterator[None]:
    """Turn what tantivy and the file checks say into an error that names the index and the cure."""
    try:
        yield
    except (FileDamaged, ValueError, OSError) as error:
        raise IndexDamaged(layout.name, folder, str(error)) from error
