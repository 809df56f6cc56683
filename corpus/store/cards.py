"""What ranking needs to know of every document, in few words, and where passages stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, lambda_stmt, select
from sqlalchemy.sql import ColumnElement

from corpus.store.records import section_titles, shown_title
from corpus.store.tables import documents, passages, sections

_BATCH = 500


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A version of a document on a card.

    `date` is yyyymmdd of its first known date, 0 where unknown; the other dates are `YYYY-MM-DD`.
    """

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
    date_written: str | None = None
    date_published: str | None = None
    date_effective: str | None = None
    validity: str | None = None
    amended: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The title to show."""
        return shown_title(self.title, self.source_path)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the row of its document's version, and the ordinal of its section where it was read."""

    document_row: int
    section: int | None = None


class StoredText(NamedTuple):
    """The stored text of a passage, and the titles of the sections it stands in, outermost first, a line each."""

    text: str
    headings: str


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
            known = dict(row._mapping)
            yield DocumentCard(**known | {"amended": tuple(row.amended), "repeals": tuple(row.repeals)})


def spans(connection: Connection, rows: Sequence[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The first and last passage id of versions; one without passages is absent."""
    for begin in range(0, len(rows), _BATCH):
        query = select(passages.c.document_row, func.min(passages.c.id), func.max(passages.c.id))
        query = query.where(passages.c.document_row.in_(rows[begin : begin + _BATCH]))
        for row, first, last in connection.execute(query.group_by(passages.c.document_row)):
            yield row, (first, last)


def passage_texts(connection: Connection, ids: Sequence[int]) -> dict[int, StoredText]:
    """The texts of passages by id, whatever the view."""
    # Building the query costs more than running it; a lambda is built and compiled once.
    query = lambda_stmt(
        lambda: (
            select(passages.c.id, passages.c.text, sections.c.path)
            .outerjoin(
                sections,
                (sections.c.document_row == passages.c.document_row)
                & (sections.c.ordinal == passages.c.section),
            )
            .where(passages.c.id.in_(bindparam("ids", expanding=True)))
        )
    )
    found: dict[int, StoredText] = {}
    for begin in range(0, len(ids), _BATCH):
        rows = connection.execute(query, {"ids": ids[begin : begin + _BATCH]})
        found.update(
            (id_, StoredText(text, "\n".join(section_titles(path)))) for id_, text, path in rows.all()
        )
    return found
