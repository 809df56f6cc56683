"""The first tables: terms, change log, files, documents, passages, codes, vectors, leases, jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    _create_log()
    _create_documents()
    _create_passages()
    _create_beside()
    _create_jobs()


def _create_log() -> None:
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_terms_kind_value")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "collections",
        sa.Column("term", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["term"], ["terms.id"], name=op.f("fk_collections_term_terms")),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_collections")),
        sa.UniqueConstraint("name", name=op.f("uq_collections_name")),
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
    )


def _create_documents() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("source_path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pipeline", sa.Text(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("indexed_at", sa.String(length=27), nullable=False),
        sa.Column("added_change", sa.Integer(), nullable=False),
        sa.Column("removed_change", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_change"], ["changes.number"], name=op.f("fk_files_added_change_changes")
        ),
        sa.ForeignKeyConstraint(
            ["removed_change"], ["changes.number"], name=op.f("fk_files_removed_change_changes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_files_collection_source_path"), "files", ["collection", "source_path"], unique=False
    )
    op.create_index(op.f("ix_files_sha256"), "files", ["sha256"], unique=False)
    op.create_table(
        "documents",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("source_path", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("container", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("doc_type", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("doc_number", sa.Text(), nullable=True),
        sa.Column("date_written", sa.String(length=10), nullable=True),
        sa.Column("date_published", sa.String(length=10), nullable=True),
        sa.Column("date_effective", sa.String(length=10), nullable=True),
        sa.Column("addressee", sa.Text(), nullable=True),
        sa.Column("validity", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("amended", sa.JSON(), nullable=False),
        sa.Column("repeals", sa.JSON(), nullable=False),
        sa.Column("collection_term", sa.Integer(), nullable=False),
        sa.Column("doc_type_term", sa.Integer(), nullable=False),
        sa.Column("issuer_term", sa.Integer(), nullable=False),
        sa.Column("date", sa.Integer(), nullable=False),
        sa.Column("added_change", sa.Integer(), nullable=False),
        sa.Column("removed_change", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.String(length=27), nullable=True),
        sa.Column("extracted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_change"], ["changes.number"], name=op.f("fk_documents_added_change_changes")
        ),
        sa.ForeignKeyConstraint(
            ["collection_term"], ["terms.id"], name=op.f("fk_documents_collection_term_terms")
        ),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_documents_file_files")),
        sa.ForeignKeyConstraint(
            ["removed_change"], ["changes.number"], name=op.f("fk_documents_removed_change_changes")
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_documents")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_documents_added_change"), "documents", ["added_change"], unique=False)
    op.create_index(
        op.f("ix_documents_collection_source_path"), "documents", ["collection", "source_path"], unique=False
    )
    op.create_index(op.f("ix_documents_doc_number"), "documents", ["doc_number"], unique=False)
    op.create_index(op.f("ix_documents_document_id"), "documents", ["document_id"], unique=False)
    op.create_index(op.f("ix_documents_file"), "documents", ["file"], unique=False)
    op.create_index(op.f("ix_documents_removed_change"), "documents", ["removed_change"], unique=False)
    op.create_table(
        "texts",
        sa.Column("document_row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("furniture", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_row"], ["documents.row"], name=op.f("fk_texts_document_row_documents")
        ),
        sa.PrimaryKeyConstraint("document_row", name=op.f("pk_texts")),
    )


def _create_passages() -> None:
    op.create_table(
        "sections",
        sa.Column("document_row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("marker_raw", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("heading_end", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_row"], ["documents.row"], name=op.f("fk_sections_document_row_documents")
        ),
        sa.PrimaryKeyConstraint("document_row", "ordinal", name=op.f("pk_sections")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "codes",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sketch", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_codes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_row", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=True),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("inline_markers", sa.JSON(), nullable=False),
        sa.Column("page_first", sa.Integer(), nullable=True),
        sa.Column("page_last", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("embed_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["codes.code"], name=op.f("fk_passages_code_codes")),
        sa.ForeignKeyConstraint(
            ["document_row"], ["documents.row"], name=op.f("fk_passages_document_row_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passages_code"), "passages", ["code"], unique=False)
    op.create_index(
        op.f("ix_passages_document_row_start"), "passages", ["document_row", "start"], unique=False
    )
    op.create_index(op.f("ix_passages_embed_hash"), "passages", ["embed_hash"], unique=False)


def _create_beside() -> None:
    op.create_table(
        "corrections",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("fact", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "fact", name=op.f("pk_corrections")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vectors",
        sa.Column("fingerprint", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("embed_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("put_at", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["fingerprint"], ["terms.id"], name=op.f("fk_vectors_fingerprint_terms")),
        sa.PrimaryKeyConstraint("fingerprint", "embed_hash", name=op.f("pk_vectors")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("acquired_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("cancel_requested", sa.Integer(), nullable=False),
        sa.Column("files_total", sa.Integer(), nullable=True),
        sa.Column("files_done", sa.Integer(), nullable=False),
        sa.Column("passages_done", sa.Integer(), nullable=False),
        sa.Column("passages_before", sa.Integer(), nullable=False),
        sa.Column("current_path", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("started_at", sa.String(length=27), nullable=True),
        sa.Column("finished_at", sa.String(length=27), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_state"), "jobs", ["state"], unique=False)
    op.create_index(op.f("ix_jobs_version"), "jobs", ["version"], unique=False)
    op.create_table(
        "job_files",
        sa.Column("job", sa.String(length=16), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_job_files_job_jobs")),
        sa.PrimaryKeyConstraint("job", "path", name=op.f("pk_job_files")),
    )
    op.create_index(op.f("ix_job_files_job_version"), "job_files", ["job", "version"], unique=False)
