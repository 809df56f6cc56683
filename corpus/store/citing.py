"""Citations: passages joined with their document, section path and text, compared word for word as they are read."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, select

from corpus.citations import Citation, PathStep
from corpus.store.changes import visible_at_parameter
from corpus.store.errors import VerbatimError
from corpus.store.records import shown_title
from corpus.store.tables import documents, passages, sections, texts

_BATCH = 200


def read_citations(connection: Connection, ids: Sequence[int], number: int) -> dict[int, Citation]:
    """The citations of those passages that are visible at a change number, in the order of `ids`.

    Raises VerbatimError when a passage differs from its place in the document's text.
    """
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Citation] = {}
    for begin in range(0, len(wanted), _BATCH):
        asked = {"ids": wanted[begin : begin + _BATCH], "view": number}
        found.update((row.id, _citation(row)) for row in connection.execute(_query(), asked).all())
    return {one: found[one] for one in wanted if one in found}


@cache
def _query() -> Select[Any]:
    """The query, built once: building it and telling it from others costs more than running it."""
    in_text = func.substr(texts.c.text, passages.c.start + 1, passages.c.end - passages.c.start)
    return (
        select(
            passages.c.id,
            passages.c.start,
            passages.c.end,
            passages.c.paragraph,
            passages.c.inline_markers,
            passages.c.page_first,
            passages.c.page_last,
            passages.c.ocr,
            passages.c.code,
            passages.c.text,
            in_text.label("in_text"),
            sections.c.path,
            documents.c.document_id,
            documents.c.title,
            documents.c.doc_type,
            documents.c.issuer,
            documents.c.doc_number,
            documents.c.date,
            documents.c.validity,
            documents.c.collection,
            documents.c.source_path,
            documents.c.container,
        )
        .join(documents, documents.c.row == passages.c.document_row)
        .join(texts, texts.c.document_row == passages.c.document_row)
        .outerjoin(
            sections,
            and_(
                sections.c.document_row == passages.c.document_row,
                sections.c.ordinal == passages.c.section,
            ),
        )
        .where(passages.c.id.in_(bindparam("ids", expanding=True)), visible_at_parameter())
    )


def _citation(row: Row[Any]) -> Citation:
    if row.text != row.in_text or len(row.text) != row.end - row.start:
        raise VerbatimError(row.id, row.document_id)
    return Citation(
        code=row.code,
        document_id=row.document_id,
        title=shown_title(row.title, row.source_path),
        doc_type=row.doc_type,
        issuer=row.issuer,
        doc_number=row.doc_number,
        date=date_text(row.date),
        validity=row.validity,
        collection=row.collection,
        source_path=row.source_path,
        container=row.container,
        section_path=tuple(PathStep(marker, title, raw) for marker, title, raw in row.path or ()),
        inline_markers=tuple(row.inline_markers),
        paragraph=row.paragraph,
        page_first=row.page_first,
        page_last=row.page_last,
        passage_id=row.id,
        start=row.start,
        end=row.end,
        text=row.in_text,
        ocr=row.ocr,
    )


def date_text(number: int) -> str | None:
    """A number yyyymmdd as `YYYY-MM-DD`; None for 0."""
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}" if number else None
