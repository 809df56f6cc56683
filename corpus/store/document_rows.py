"""Writes versions of documents: all their rows under one change number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, insert, literal, select, update
from sqlalchemy.sql import ColumnElement

from corpus.documents import Facts
from corpus.store.codes import issue_codes
from corpus.store.facts import date_number, facts_from_json, facts_to_json, sources_to_json
from corpus.store.preparation import PreparedDocument, Row
from corpus.store.tables import corrections, documents, files, passages, sections, texts
from corpus.store.terms import COLLECTION, DOC_TYPE, ISSUER, give_terms


@dataclass(frozen=True, slots=True)
class FileRow:
    """A source file as it is recorded with its documents."""

    collection: str
    source_path: str
    sha256: str
    media_type: str
    size: int
    pipeline: str
    warnings: tuple[str, ...]


def add_file(connection: Connection, file: FileRow, change: int, now: str) -> int:
    """Record a version of a source file and give its number."""
    row = {name.name: getattr(file, name.name) for name in fields(file)} | {
        "warnings": list(file.warnings),
        "indexed_at": now,
        "added_change": change,
    }
    return int(connection.execute(insert(files).returning(files.c.id), row).scalar_one())


def add_document(
    connection: Connection, file: FileRow, file_number: int, prepared: PreparedDocument, change: int
) -> None:
    """Record a version of a document with its text, sections, codes and passages."""
    facts = corrected_facts(connection, prepared.document_id, prepared.document.facts)
    values = {
        "document_id": prepared.document_id,
        "file": file_number,
        "collection": file.collection,
        "source_path": file.source_path,
        "ordinal": prepared.document.ordinal,
        "container": prepared.document.container,
        "pages": prepared.document.pages,
        "characters": len(prepared.document.text),
        "passages": len(prepared.passages),
        "added_change": change,
        "extracted": facts_to_json(prepared.document.facts),
        "fact_sources": sources_to_json(prepared.document.fact_sources),
        **fact_columns(connection, file.collection, facts),
    }
    row = connection.execute(insert(documents).returning(documents.c.row), values).scalar_one()
    connection.execute(insert(texts), {"document_row": row, **prepared.text})
    if prepared.sections:
        connection.execute(insert(sections), [{"document_row": row, **one} for one in prepared.sections])
    if prepared.passages:
        given = issue_codes(connection, prepared)
        rows = [
            {"document_row": row, "code": code, **one}
            for code, one in zip(given, prepared.passages, strict=True)
        ]
        connection.execute(insert(passages), rows)


def remove_versions(connection: Connection, which: ColumnElement[bool], change: int, now: str) -> int:
    """Mark live versions removed, and the files that then hold no live document; gives how many versions."""
    live = documents.c.removed_change.is_(None)
    touched = list(connection.scalars(select(documents.c.file).where(live, which).distinct()))
    gone = connection.execute(
        update(documents).where(live, which).values(removed_change=change, removed_at=now)
    )
    holding = select(documents.c.file).where(live, documents.c.file == files.c.id)
    for number in touched:
        connection.execute(
            update(files)
            .where(files.c.id == number, files.c.removed_change.is_(None), ~holding.exists())
            .values(removed_change=change)
        )
    return int(gone.rowcount)


def copy_version(connection: Connection, old: Row, facts: Facts, change: int) -> None:
    """Record a live version once more with other facts; its passages get new ids and keep their codes."""
    kept = {name: value for name, value in old.items() if name not in {"row", "removed_change", "removed_at"}}
    values = kept | {"added_change": change} | fact_columns(connection, old["collection"], facts)
    row = connection.execute(insert(documents).returning(documents.c.row), values).scalar_one()
    for table, order in ((texts, "document_row"), (sections, "ordinal"), (passages, "id")):
        names = [column.name for column in table.c if column.name not in {"document_row", "id"}]
        source = (
            select(literal(row), *(table.c[name] for name in names))
            .where(table.c.document_row == old["row"])
            .order_by(table.c[order])
        )
        connection.execute(insert(table).from_select(["document_row", *names], source))


def corrected_facts(connection: Connection, document_id: str, extracted: Facts) -> Facts:
    """The facts as extracted with the document's corrections over them."""
    query = select(corrections.c.fact, corrections.c.value).where(corrections.c.document_id == document_id)
    kept = {row.fact: row.value for row in connection.execute(query)}
    return replace(extracted, **kept) if kept else extracted


def extracted_facts(row: Mapping[str, Any]) -> Facts:
    """The facts of a documents row before corrections."""
    return facts_from_json(row["extracted"])


def fact_columns(connection: Connection, collection: str, facts: Facts) -> Row:
    """The columns of a documents row that follow from its facts."""
    return facts_to_json(facts) | {
        "amended": list(facts.amended),
        "repeals": list(facts.repeals),
        "collection_term": give_terms(connection, COLLECTION, [collection])[collection],
        "doc_type_term": give_terms(connection, DOC_TYPE, [facts.doc_type])[facts.doc_type],
        "issuer_term": give_terms(connection, ISSUER, [facts.issuer])[facts.issuer],
        "date": date_number(facts.date),
    }


def live_rows(connection: Connection, which: ColumnElement[bool]) -> Sequence[Row]:
    """The live versions that a condition picks, as rows."""
    query = select(documents).where(documents.c.removed_change.is_(None), which)
    return [dict(row) for row in connection.execute(query).mappings()]
