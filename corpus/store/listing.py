"""Lists of documents: filtered, sorted, counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import ColumnElement

from corpus.store.reading import document_query, stored_document
from corpus.store.records import DocumentPage, DocumentSort, Facets, FacetValue, HeadingRow
from corpus.store.tables import documents, files, sections

_BATCH = 400


def list_documents(
    connection: Connection, tests: Sequence[ColumnElement[bool]], limit: int, offset: int, sort: DocumentSort
) -> DocumentPage:
    """A page of the documents that pass the tests, with the total and facets of all of them."""
    total = connection.execute(select(func.count()).select_from(documents).where(*tests)).scalar_one()
    query = document_query().where(*tests).order_by(*_order(sort)).limit(limit).offset(offset)
    found = [stored_document(row) for row in connection.execute(query)]
    grouped = select(*_FACET_COLUMNS, func.count()).where(*tests).group_by(*_FACET_COLUMNS)
    return DocumentPage(total, found, count_facets(connection.execute(grouped).all()))


_FACET_COLUMNS = (documents.c.doc_type, documents.c.issuer, documents.c.date)


def _order(sort: DocumentSort) -> list[ColumnElement[Any]]:
    title = func.coalesce(documents.c.title, documents.c.source_path)
    first: dict[DocumentSort, list[ColumnElement[Any]]] = {
        DocumentSort.PATH: [documents.c.collection, documents.c.source_path, documents.c.ordinal],
        DocumentSort.TITLE: [title],
        DocumentSort.DATE: [documents.c.date.desc(), title],
        DocumentSort.INDEXED: [files.c.indexed_at.desc(), title],
    }
    return [*first[sort], documents.c.row]


def count_facets(rows: Iterable[tuple[str | None, str | None, int, int]]) -> Facets:
    """Count over (type, issuer, date as yyyymmdd, how many); None and 0 are unknown and not counted."""
    doc_types: Counter[str] = Counter()
    issuers: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for doc_type, issuer, date, count in rows:
        if doc_type:
            doc_types[doc_type] += count
        if issuer:
            issuers[issuer] += count
        if date:
            years[date // 10000] += count
    return Facets(
        doc_type=_by_count(doc_types),
        issuer=_by_count(issuers),
        year=tuple(FacetValue(str(year), years[year]) for year in sorted(years, reverse=True)),
    )


def _by_count(counts: Counter[str]) -> tuple[FacetValue, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(value, count) for value, count in ordered)


def headings(connection: Connection, rows: Sequence[int], visible: ColumnElement[bool]) -> list[HeadingRow]:
    """The sections with a title of versions that are visible, in document order."""
    query = (
        select(sections.c.document_row, sections.c.ordinal, sections.c.title)
        .join(documents, documents.c.row == sections.c.document_row)
        .where(sections.c.document_row.in_(rows), sections.c.title != "", visible)
        .order_by(sections.c.document_row, sections.c.ordinal)
    )
    return [HeadingRow(*row) for row in connection.execute(query)]
