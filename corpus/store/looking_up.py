"""Exact look-ups: by number, by title, by article, by place."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, false, func, or_, select
from sqlalchemy.sql import ColumnElement

from corpus.store.filtering import contains
from corpus.store.reading import document_query, stored_document
from corpus.store.records import StoredDocument
from corpus.store.tables import documents, passages, sections


def by_doc_number(
    connection: Connection, canonical: str, tests: Sequence[ColumnElement[bool]]
) -> list[StoredDocument]:
    """The documents of a canonical 发文字号."""
    query = document_query().where(documents.c.doc_number == canonical, *tests)
    return [stored_document(row) for row in connection.execute(query.order_by(documents.c.row))]


def by_title(
    connection: Connection, title: str, tests: Sequence[ColumnElement[bool]], limit: int
) -> list[StoredDocument]:
    """The documents whose title is or holds `title`: equal ones first, then the shorter, then the newer."""
    rank = case((documents.c.title == title, 0), else_=1)
    query = (
        document_query()
        .where(or_(documents.c.title == title, contains(documents.c.title, title)), *tests)
        .order_by(rank, func.length(documents.c.title), documents.c.date.desc(), documents.c.row)
        .limit(limit)
    )
    return [stored_document(row) for row in connection.execute(query)]


def article(
    connection: Connection, document_row: int, markers: Sequence[str], paragraph: int | None
) -> list[int]:
    """The passages under the section that a path of canonical markers leads to, in document order.

    `markers` names the section last and any sections above it before, in order; those between may be left out.
    `paragraph` chooses one paragraph of that section.
    """
    led_to = _led_to(connection, document_row, markers)
    return _under(connection, led_to, paragraph)


def section(connection: Connection, document_row: int, markers: Sequence[str]) -> list[int]:
    """The passages under the outermost sections that a path of canonical markers leads to, in document order.

    So a chapter of an annex is given only where the document itself has none such. `一、` is a part of the document
    only outside of its numbered sections (第二章, 第三条) that `markers` does not name.
    """
    led_to = _led_to(connection, document_row, markers)
    if markers[-1].endswith("、"):
        led_to = [
            row for row in led_to if all(above in markers for above in _above(row) if above[:1] == "第")
        ]
    outermost = min((row.level for row in led_to), default=0)
    return _under(connection, [row for row in led_to if row.level == outermost])


def has_unit(connection: Connection, rows: Sequence[int], units: Sequence[str]) -> bool:
    """Tell whether versions have any section whose marker ends in one of `units` (章, 部分, 、); 分编 is not 编."""
    ends = or_(*(sections.c.marker.like(f"%{unit}") for unit in units))
    other = sections.c.marker.like("%分编") if units == ("编",) else false()
    query = select(sections.c.ordinal).where(sections.c.document_row.in_(rows), ends, ~other).limit(1)
    return connection.scalar(query) is not None


def _led_to(connection: Connection, document_row: int, markers: Sequence[str]) -> list[Row[Any]]:
    """The sections of the last marker, of which those before stand above it in order."""
    query = select(sections).where(sections.c.document_row == document_row, sections.c.marker == markers[-1])
    return [row for row in connection.execute(query) if _follows(markers[:-1], _above(row))]


def _above(row: Row[Any]) -> list[str]:
    return [marker for marker, _, _ in row.path[:-1]]


def _under(connection: Connection, rows: Iterable[Row[Any]], paragraph: int | None = None) -> list[int]:
    """The passages under sections, each once; of a paragraph of the sections themselves where one is asked for."""
    found: list[int] = []
    for row in rows:
        tests = [passages.c.start >= row.start, passages.c.end <= row.end]
        if paragraph is not None:
            tests += [passages.c.section == row.ordinal, passages.c.paragraph == paragraph]
        found += passages_where(connection, row.document_row, tests)
    return list(dict.fromkeys(found))


def holding_section(connection: Connection, rows: Sequence[int], marker: str) -> set[int]:
    """Those of the versions that have a section of a canonical marker."""
    query = select(sections.c.document_row).where(
        sections.c.document_row.in_(rows), sections.c.marker == marker
    )
    return set(connection.scalars(query))


def passages_where(
    connection: Connection, document_row: int, tests: Sequence[ColumnElement[bool]]
) -> list[int]:
    """The ids of a version's passages that pass the tests, in document order."""
    query = select(passages.c.id).where(passages.c.document_row == document_row, *tests)
    return list(connection.scalars(query.order_by(passages.c.start)))


def passage_spans(
    connection: Connection, rows: Sequence[int], visible: ColumnElement[bool]
) -> dict[int, list[tuple[int, int, int]]]:
    """The passages of versions as (start, end, id) in document order, by row; rows not visible are absent."""
    query = (
        select(passages.c.document_row, passages.c.start, passages.c.end, passages.c.id)
        .join(documents, documents.c.row == passages.c.document_row)
        .where(passages.c.document_row.in_(rows), visible)
        .order_by(passages.c.document_row, passages.c.start)
    )
    found: dict[int, list[tuple[int, int, int]]] = {}
    for row, start, end, id_ in connection.execute(query):
        found.setdefault(row, []).append((start, end, id_))
    return found


def _follows(wanted: Sequence[str], path: Sequence[str]) -> bool:
    rest = iter(path)
    return all(any(step == marker for step in rest) for marker in wanted)
