"""The catalogue: the write side of the truth, and what the followers read of its change log."""

from collections.abc import Collection as Values
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement

from corpus.filters import Reach
from corpus.store import changes, collection_list, corrections, integrity, purging, vectors
from corpus.store.clock import Clock, moment, stamp, utc_now
from corpus.store.document_rows import FileRow, add_document, add_file, remove_versions
from corpus.store.engine import Database, open_database
from corpus.store.errors import DocumentUnknown
from corpus.store.facts import FactRules
from corpus.store.holdings import Holdings
from corpus.store.migrating import migrate
from corpus.store.preparation import check_plain, prepare
from corpus.store.records import (
    ChangeSet,
    Collection,
    FileState,
    NewDocument,
    PassageRow,
    Problem,
    Stats,
    TextRow,
)
from corpus.store.tables import changes as table_of_changes
from corpus.store.tables import collections, documents, files
from corpus.store.tables import vectors as vector_table
from corpus.store.view import View
from corpus.vocabulary import load_doc_types, load_validity

_ID_BATCH = 400
EVERYWHERE = Reach()


class Catalogue:
    """Documents, their versions and vectors in one database. Usable from many threads and processes.

    Every write that changes what readers see is one short transaction with the next change number; when the
    call returns, it survives the loss of power. Errors of the database come as CatalogueDamaged, CatalogueBusy,
    CatalogueFull or CatalogueUnwritable.
    """

    def __init__(self, database: Database, rules: FactRules, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._rules = rules
        self._holdings = Holdings(database, clock)

    @classmethod
    def open(cls, url_or_path: str | Path, clock: Clock = utc_now) -> Self:
        """Open the catalogue at a database URL or SQLite file; made and brought up to date when need be.

        Raises CatalogueDamaged, CatalogueTooNew, CatalogueUnwritable.
        """
        database = open_database(url_or_path)
        migrate(database)
        return cls(database, FactRules(load_doc_types(), load_validity()), clock)

    def close(self) -> None:
        """Close the connections; the catalogue is not used after."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What readers and followers ask.

    def head(self) -> int:
        """The newest change number, 0 when nothing was ever stored."""
        with self.database.read() as connection:
            return changes.head(connection)

    def seconds_behind(self, applied: int) -> float:
        """How long ago the first change after a number was made, by the clocks of both machines; 0 for the newest."""
        with self.database.read() as connection:
            first = select(table_of_changes.c.made_at).where(table_of_changes.c.number > applied)
            made_at = connection.execute(first.order_by(table_of_changes.c.number).limit(1)).scalar()
        return 0.0 if made_at is None else max(0.0, (self.clock() - moment(made_at)).total_seconds())

    def view(self, at: int | None = None) -> View:
        """A reader at a change number, the newest by default."""
        return View(self.database, self.head() if at is None else at, self._holdings)

    def change_sets(self, after: int, limit: int) -> list[ChangeSet]:
        """The changes after a number, consecutive and in order, `limit` at most."""
        with self.database.read() as connection:
            return changes.change_sets(connection, after, limit)

    def live_passages(self, at: int, after_id: int, limit: int) -> list[PassageRow]:
        """A page of the passages visible at a change number, by id: to rebuild an index."""
        with self.database.read() as connection:
            return changes.live_passages(connection, at, after_id, limit)

    def live_texts(self, at: int, after_row: int, limit: int) -> list[TextRow]:
        """A page of the texts visible at a change number, by document row: to rebuild an index."""
        with self.database.read() as connection:
            return changes.live_texts(connection, at, after_row, limit)

    # Vectors.

    def vectors(self, hashes: Sequence[str], fingerprint: str) -> NDArray[np.float16]:
        """The vectors of embedded texts, in the order of the hashes, (n, dim) float16. Raises MissingVectors."""
        with self.database.read() as connection:
            return vectors.read_vectors(connection, hashes, fingerprint)

    def known_vectors(self, hashes: Sequence[str], fingerprint: str) -> set[str]:
        """Those of the hashes that have a vector of the model."""
        with self.database.read() as connection:
            return vectors.known_vectors(connection, hashes, fingerprint)

    def put_vectors(self, fingerprint: str, hashes: Sequence[str], values: NDArray[np.floating]) -> None:
        """Keep the vectors of embedded texts, values (n, dim); those kept already stay. Raises VectorMismatch."""
        vectors.check_vectors(hashes, values)
        if hashes:
            with self.database.write() as connection:
                at = int(self.clock().timestamp())
                vectors.write_vectors(connection, fingerprint, hashes, values, at)

    # Documents.

    def put_file(
        self,
        *,
        collection: str,
        source_path: str,
        sha256: str,
        media_type: str,
        size: int,
        pipeline: str,
        documents: Sequence[NewDocument],
        warnings: Sequence[str] = (),
    ) -> int:
        """Store the documents of a source file in place of all earlier ones of its path; gives the change number.

        One transaction: a reader sees the earlier ones whole or the new ones whole. Corrections are kept.
        Raises InvalidDocument, InvalidCollection.
        """
        collection_list.check_collection_name(collection)
        check_plain(source_path, (sha256, media_type, pipeline, *warnings))
        prepared = prepare(collection, source_path, documents, self._rules)
        file = FileRow(collection, source_path, sha256, media_type, size, pipeline, tuple(warnings))
        now = stamp(self.clock())
        with self.database.write() as connection:
            collection_list.ensure_collection(connection, collection, now)
            change = changes.next_change(connection, "put", now)
            remove_versions(connection, _of_paths(collection, [source_path]), change, now)
            number = add_file(connection, file, change, now)
            for one in prepared:
                add_document(connection, file, number, one, change)
        return change

    def remove_documents(self, document_ids: Values[str]) -> int:
        """Remove documents, all or none; gives the change number. Raises DocumentUnknown naming the first."""
        wanted = sorted(set(document_ids))
        live = documents.c.removed_change.is_(None)
        with self.database.write() as connection:
            if not wanted:
                return changes.head(connection)
            change = changes.next_change(connection, "remove", now := stamp(self.clock()))
            for one in wanted:
                if not remove_versions(connection, live & (documents.c.document_id == one), change, now):
                    raise DocumentUnknown(one)
        return change

    def remove_paths(self, collection: str, source_paths: Values[str]) -> int:
        """Remove all documents of source paths; paths that hold none are passed over.

        Gives the change number, the newest one when nothing was there to remove.
        """
        wanted = sorted(set(source_paths))
        now = stamp(self.clock())
        with self.database.write() as connection:
            held = [
                path
                for begin in range(0, len(wanted), _ID_BATCH)
                for path in connection.scalars(
                    select(documents.c.source_path)
                    .where(
                        documents.c.removed_change.is_(None),
                        _of_paths(collection, wanted[begin : begin + _ID_BATCH]),
                    )
                    .distinct()
                )
            ]
            if not held:
                return changes.head(connection)
            change = changes.next_change(connection, "remove", now)
            for begin in range(0, len(held), _ID_BATCH):
                chosen = _of_paths(collection, held[begin : begin + _ID_BATCH])
                remove_versions(connection, chosen, change, now)
        return change

    def correct(self, document_id: str, wanted: Mapping[str, str | None]) -> int:
        """Correct facts by hand (None: unknown), for this and later versions; gives the change number.

        Passages get new ids and keep their codes. Raises DocumentUnknown, InvalidCorrection.
        """
        corrections.check_corrections(wanted, self._rules)
        with self.database.write() as connection:
            return corrections.put_corrections(connection, document_id, wanted, stamp(self.clock()))

    def withdraw_corrections(self, document_id: str, facts: Values[str]) -> int:
        """Show again what was extracted. Raises DocumentUnknown."""
        with self.database.write() as connection:
            return corrections.withdraw_corrections(connection, document_id, facts, stamp(self.clock()))

    def file_states(self, collection: str) -> dict[str, FileState]:
        """What the live source files of a collection were when they were indexed, by source path."""
        query = select(files.c.source_path, files.c.sha256, files.c.pipeline).where(
            files.c.collection == collection, files.c.removed_change.is_(None)
        )
        with self.database.read() as connection:
            return {path: FileState(sha256, pipeline) for path, sha256, pipeline in connection.execute(query)}

    # Collections and upkeep.

    def collections(self) -> list[Collection]:
        """All collections, by name."""
        with self.database.read() as connection:
            return collection_list.list_collections(connection)

    def create_collection(self, name: str, description: str = "") -> Collection:
        """Make a collection. Raises CollectionExists, InvalidCollection."""
        collection_list.check_collection_name(name)
        check_plain(name, [description])
        with self.database.write() as connection:
            now = stamp(self.clock())
            return collection_list.create_collection(connection, name, description, now)

    def describe_collection(self, name: str, description: str) -> Collection:
        """Change what is said of a collection. Raises CollectionUnknown."""
        check_plain(name, [description])
        with self.database.write() as connection:
            return collection_list.describe_collection(connection, name, description)

    def remove_collection(self, name: str, *, documents: bool = False) -> int:
        """Remove a collection; gives how many documents went with it.

        Raises:
            CollectionUnknown: there is none of this name.
            CollectionNotEmpty: it holds documents, which are to be kept.
        """
        with self.database.write() as connection:
            return collection_list.remove_collection(
                connection, name, stamp(self.clock()), documents=documents
            )

    def collection_sizes(self) -> dict[str, int]:
        """How many documents are live in each collection that holds any."""
        with self.database.read() as connection:
            return collection_list.sizes(connection)

    def purge(self, before: int, older_than_seconds: float) -> int:
        """Delete versions removed by a change <= `before` and longer than some seconds ago; gives how many.

        `before` is a change that every follower has passed; the seconds are what the longest reader takes.
        """
        until = stamp(self.clock() - timedelta(seconds=older_than_seconds))
        return purging.purge_documents(self.database, lambda _: before, until)

    def purge_vectors(self, older_than_seconds: float) -> int:
        """Delete vectors put longer ago that no stored passage refers to; gives how many.

        Run it under the indexing lease: an indexing run counts on vectors it found before it stores their
        documents.
        """
        until = int(self.clock().timestamp() - older_than_seconds)
        return purging.purge_vectors(self.database, until)

    def referenced_sources(self) -> set[str]:
        """The SHA-256 of every source file that a stored version, live or not yet purged, was read from."""
        with self.database.read() as connection:
            return set(connection.scalars(select(files.c.sha256).distinct()))

    def source_bytes(self) -> int:
        """The bytes of the source files that live documents were read from."""
        query = select(func.coalesce(func.sum(files.c.size), 0)).where(files.c.removed_change.is_(None))
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def stats(self, reach: Reach = EVERYWHERE) -> Stats:
        """Counts of what is live within what may be read; of vectors, which belong to no collection, of all."""
        live: ColumnElement[bool] = documents.c.removed_change.is_(None)
        held: ColumnElement[bool] = files.c.removed_change.is_(None)
        named = select(func.count()).select_from(collections)
        if reach.collections is not None:
            names = sorted(reach.collections)
            live, held = live & documents.c.collection.in_(names), held & files.c.collection.in_(names)
            named = named.where(collections.c.name.in_(names))
        sums = select(
            func.count(),
            func.coalesce(func.sum(documents.c.passages), 0),
            func.coalesce(func.sum(documents.c.characters), 0),
        ).where(live)
        with self.database.read() as connection:
            count, passages, characters = connection.execute(sums).one()
            return Stats(
                documents=count,
                passages=passages,
                characters=characters,
                files=connection.execute(select(func.count()).select_from(files).where(held)).scalar_one(),
                collections=connection.execute(named).scalar_one(),
                vectors=connection.execute(select(func.count()).select_from(vector_table)).scalar_one(),
                change=changes.head(connection),
            )

    def check(self) -> list[Problem]:
        """All that is wrong in the catalogue, an empty list when it is whole. Reads every live document."""
        return integrity.check(self.database)


def _of_paths(collection: str, source_paths: Sequence[str]) -> ColumnElement[bool]:
    return (documents.c.collection == collection) & documents.c.source_path.in_(source_paths)
