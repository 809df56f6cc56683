"""What ranking needs to know of every document, in few words, and where passages stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.sql import ColumnElement

from corpus.store.records import shown_title
from corpus.store.tables import documents, passages

_BATCH = 500


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A version of a document on a card. `date` is yyyymmdd of its first known date, 0 where unknown."""

    row: int
    document_id: str
    collection: str
    source_path: str
    title: str | None
    container: str | None
    doc_type: str | None
    issuer: str | None
    region: str | None
    doc_number: str | None
    date: int

    @property
    def shown(self) -> str:
        """The title to show."""
        return shown_title(self.title, self.source_path)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the row of its document's version, and the ordinal of its section."""

    document_row: int
    section: int | None


def live_rows(connection: Connection, visible: ColumnElement[bool]) -> list[int]:
    """The rows of all versions visible, rising."""
    return list(connection.scalars(select(documents.c.row).where(visible).order_by(documents.c.row)))


def cards(
    connection: Connection, rows: Sequence[int], visible: ColumnElement[bool]
) -> Iterator[DocumentCard]:
    """The cards of versions; those not visible are absent."""
    columns = [documents.c[name] for name in DocumentCard.__dataclass_fields__]
    for begin in range(0, len(rows), _BATCH):
        query = select(*columns).where(documents.c.row.in_(rows[begin : begin + _BATCH]), visible)
        for row in connection.execute(query.order_by(documents.c.row)):
            yield DocumentCard(*row)


def places(connection: Connection, ids: Sequence[int]) -> dict[int, Place]:
    """The places of passages by id, whatever the view: what is not visible is dropped when it is cited."""
    found: dict[int, Place] = {}
    for begin in range(0, len(ids), _BATCH):
        query = select(passages.c.id, passages.c.document_row, passages.c.section)
        query = query.where(passages.c.id.in_(ids[begin : begin + _BATCH]))
        found.update((id_, Place(row, section)) for id_, row, section in connection.execute(query))
    return found
