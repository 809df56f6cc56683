"""Deletes what no reader sees any more. Codes stay for ever."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, select

from corpus.store.engine import Database
from corpus.store.tables import documents, files, passages, sections, texts, vectors

_BATCH = 20  # versions a transaction: the write lock is held for milliseconds


def purge_documents(database: Database, before: Callable[[Connection], int], removed_until: str) -> int:
    """Delete versions removed by a change <= `before` and not after `removed_until`; gives how many.

    `before` is asked in each transaction: it may be less by then.
    """
    purged = 0
    while True:
        with database.write() as connection:
            rows = _removed(connection, before(connection), removed_until)
            _delete(connection, rows)
        purged += len(rows)
        if len(rows) < _BATCH:
            return purged


def purge_vectors(database: Database, put_until: int) -> int:
    """Delete vectors put before a time (seconds since 1970) that no stored passage refers to; gives how many."""
    orphaned = ~select(passages.c.id).where(passages.c.embed_hash == vectors.c.embed_hash).exists()
    with database.read() as connection:
        models = list(connection.scalars(select(vectors.c.fingerprint).distinct()))
    purged = 0
    for model in models:
        last = b""
        while True:
            with database.write() as connection:
                page = list(
                    connection.scalars(
                        select(vectors.c.embed_hash)
                        .where(
                            vectors.c.fingerprint == model,
                            vectors.c.embed_hash > last,
                            vectors.c.put_at <= put_until,
                            orphaned,
                        )
                        .order_by(vectors.c.embed_hash)
                        .limit(500)
                    )
                )
                connection.execute(
                    delete(vectors).where(vectors.c.fingerprint == model, vectors.c.embed_hash.in_(page))
                )
            purged += len(page)
            if len(page) < 500:
                break
            last = page[-1]
    return purged


def _removed(connection: Connection, before: int, removed_until: str) -> list[int]:
    query = (
        select(documents.c.row)
        .where(documents.c.removed_change <= before, documents.c.removed_at <= removed_until)
        .order_by(documents.c.row)
        .limit(_BATCH)
    )
    return list(connection.scalars(query))


def _delete(connection: Connection, rows: Sequence[int]) -> None:
    if not rows:
        return
    touched = list(connection.scalars(select(documents.c.file).where(documents.c.row.in_(rows)).distinct()))
    for table in (passages, sections, texts):
        connection.execute(delete(table).where(table.c.document_row.in_(rows)))
    connection.execute(delete(documents).where(documents.c.row.in_(rows)))
    held = select(documents.c.row).where(documents.c.file == files.c.id)
    connection.execute(
        delete(files).where(files.c.id.in_(touched), files.c.removed_change.is_not(None), ~held.exists())
    )
