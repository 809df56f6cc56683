"""Documents read back: as listed, and whole."""

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from corpus.documents import (
    Document,
    Facts,
    Family,
    Furniture,
    FurnitureKind,
    Passage,
    Section,
)
from corpus.store.facts import CORRECTABLE, facts_from_json, sources_from_json
from corpus.store.records import StoredDocument
from corpus.store.tables import documents, files, passages, sections, texts


def document_query() -> Select[Any]:
    """A query for what `stored_document` reads."""
    return select(documents, files.c.sha256, files.c.media_type, files.c.size, files.c.pipeline,
                  files.c.warnings, files.c.indexed_at).join(files, files.c.id == documents.c.file)  # fmt: skip


def stored_document(row: Row[Any]) -> StoredDocument:
    """A row of `document_query` as a value."""
    facts = row_facts(row)
    extracted = facts_from_json(row.extracted)
    return StoredDocument(
        row=row.row,
        document_id=row.document_id,
        collection=row.collection,
        source_path=row.source_path,
        ordinal=row.ordinal,
        container=row.container,
        sha256=row.sha256,
        media_type=row.media_type,
        size=row.size,
        pipeline=row.pipeline,
        pages=row.pages,
        characters=row.characters,
        passages=row.passages,
        facts=facts,
        corrected=tuple(name for name in CORRECTABLE if getattr(facts, name) != getattr(extracted, name)),
        indexed_at=row.indexed_at,
        warnings=tuple(row.warnings),
        fact_sources=sources_from_json(row.fact_sources),
    )


def row_facts(row: Row[Any]) -> Facts:
    """The facts of a documents row as shown, corrections applied."""
    shown = {name: row._mapping[name] for name in CORRECTABLE}
    return Facts(**shown, amended=tuple(row.amended), repeals=tuple(row.repeals))


def whole_document(connection: Connection, row: Row[Any]) -> Document:
    """The document of a documents row as it was stored, with its facts as shown."""
    text = connection.execute(select(texts).where(texts.c.document_row == row.row)).one()
    return Document(
        text=text.text,
        facts=row_facts(row),
        sections=outline(connection, row.row),
        passages=_passages(connection, row.row),
        furniture=tuple(Furniture(FurnitureKind(kind), start, end) for kind, start, end in text.furniture),
        ordinal=row.ordinal,
        container=row.container,
        pages=row.pages,
        fact_sources=sources_from_json(row.fact_sources),
    )


def outline(connection: Connection, document_row: int) -> tuple[Section, ...]:
    """The sections of a version, in document order."""
    query = select(sections).where(sections.c.document_row == document_row).order_by(sections.c.ordinal)
    return tuple(
        Section(
            marker=row.marker,
            marker_raw=row.marker_raw,
            title=row.title,
            level=row.level,
            family=Family(row.family),
            parent=row.parent,
            start=row.start,
            heading_end=row.heading_end,
            end=row.end,
        )
        for row in connection.execute(query)
    )


def _passages(connection: Connection, document_row: int) -> tuple[Passage, ...]:
    query = select(passages).where(passages.c.document_row == document_row).order_by(passages.c.id)
    return tuple(
        Passage(
            start=row.start,
            end=row.end,
            section=row.section,
            paragraph=row.paragraph,
            inline_markers=tuple(row.inline_markers),
            page_first=row.page_first,
            page_last=row.page_last,
            ocr=row.ocr,
        )
        for row in connection.execute(query)
    )
