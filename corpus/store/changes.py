"""The change log: numbers in commit order, what each change did, and what is live at a number."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.sql import ColumnElement

from corpus.store.records import ChangeSet, PassageRow, TextRow, section_titles, shown_title
from corpus.store.tables import changes, documents, passages, sections, texts


def head(connection: Connection) -> int:
    """The newest change number, 0 when there is none."""
    return connection.execute(select(func.max(changes.c.number))).scalar() or 0


def next_change(connection: Connection, kind: str, made_at: str) -> int:
    """Take the next number. Needs a write transaction, whose lock makes number order commit order."""
    number = head(connection) + 1
    connection.execute(changes.insert(), {"number": number, "kind": kind, "made_at": made_at})
    return number


def visible_at(number: int) -> ColumnElement[bool]:
    """The versions of documents that a reader at a change number sees."""
    return and_(
        documents.c.added_change <= number,
        or_(documents.c.removed_change.is_(None), documents.c.removed_change > number),
    )


def visible_at_parameter() -> ColumnElement[bool]:
    """As `visible_at`, the number being the parameter `view`: for statements that are built once and kept."""
    number: BindParameter[int] = bindparam("view")
    return and_(
        documents.c.added_change <= number,
        or_(documents.c.removed_change.is_(None), documents.c.removed_change > number),
    )


def change_sets(connection: Connection, after: int, limit: int) -> list[ChangeSet]:
    """The changes after a number, in order and without a gap, `limit` at most."""
    last = min(head(connection), after + limit)
    added_in = documents.c.added_change.between(after + 1, last)
    removed_in = documents.c.removed_change.between(after + 1, last)
    added = _by_change(connection.execute(_passage_query(documents.c.added_change).where(added_in)))
    texts_added = _by_change(connection.execute(_text_query(documents.c.added_change).where(added_in)))
    rows_removed = _by_change(
        connection.execute(
            select(documents.c.removed_change, documents.c.row).where(removed_in).order_by(documents.c.row)
        )
    )
    ids_removed = _by_change(
        connection.execute(
            select(documents.c.removed_change, passages.c.id)
            .join(documents, documents.c.row == passages.c.document_row)
            .where(removed_in)
            .order_by(passages.c.id)
        )
    )
    return [
        ChangeSet(
            number=number,
            added=tuple(passage_row(row) for row in added[number]),
            removed=tuple(row.id for row in ids_removed[number]),
            added_texts=tuple(text_row(row) for row in texts_added[number]),
            removed_documents=tuple(row.row for row in rows_removed[number]),
        )
        for number in range(after + 1, last + 1)
    ]


def live_passages(connection: Connection, at: int, after_id: int, limit: int) -> list[PassageRow]:
    """The passages visible at a number, by id, those after `after_id`, `limit` at most."""
    query = _passage_query(documents.c.added_change).where(visible_at(at), passages.c.id > after_id)
    return [passage_row(row) for row in connection.execute(query.limit(limit))]


def live_texts(connection: Connection, at: int, after_row: int, limit: int) -> list[TextRow]:
    """The texts visible at a number, by document row, those after `after_row`, `limit` at most."""
    query = _text_query(documents.c.added_change).where(visible_at(at), documents.c.row > after_row)
    return [text_row(row) for row in connection.execute(query.limit(limit))]


def _columns() -> tuple[ColumnElement[Any], ...]:
    return (
        documents.c.collection_term,
        documents.c.doc_type_term,
        documents.c.issuer_term,
        documents.c.date,
        documents.c.row,
    )


def _passage_query(change: ColumnElement[int]) -> Select[Any]:
    joined = passages.join(documents, documents.c.row == passages.c.document_row).outerjoin(
        sections,
        and_(
            sections.c.document_row == passages.c.document_row,
            sections.c.ordinal == passages.c.section,
        ),
    )
    return (
        select(
            change.label("change"),
            passages.c.id,
            passages.c.text,
            passages.c.header,
            passages.c.embed_hash,
            sections.c.path,
            documents.c.title,
            documents.c.source_path,
            documents.c.doc_number,
            *_columns(),
        )
        .select_from(joined)
        .order_by(passages.c.id)
    )


def _text_query(change: ColumnElement[int]) -> Select[Any]:
    return (
        select(change.label("change"), texts.c.text, *_columns())
        .join(documents, documents.c.row == texts.c.document_row)
        .order_by(documents.c.row)
    )


def passage_row(row: Row[Any]) -> PassageRow:
    """A row of the passage query as what the indexes need."""
    titles = section_titles(row.path)
    return PassageRow(
        id=row.id,
        document_row=row.row,
        body=row.text,
        headings="\n".join([*titles, row.header] if row.header else titles),
        title=shown_title(row.title, row.source_path),
        doc_number=row.doc_number or "",
        columns=_column_values(row),
        embed_hash=row.embed_hash.hex(),
    )


def text_row(row: Row[Any]) -> TextRow:
    """A row of the text query as what the text index needs."""
    return TextRow(document_row=row.row, text=row.text, columns=_column_values(row))


def _column_values(row: Row[Any]) -> tuple[int, ...]:
    return (row.collection_term, row.doc_type_term, row.issuer_term, row.date, row.row)


def _by_change(rows: Iterable[Any]) -> defaultdict[int, list[Row[Any]]]:
    grouped: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    return grouped
