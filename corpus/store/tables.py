"""The tables of the catalogue.

Rows of a document's version never change but for `removed_change` and `removed_at`. What hangs on a version
(text, sections, passages) is visible when its `documents` row is: there is one pair of change numbers a version,
so that no statement can show half of it.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD_REVISION = "0009"
"""The newest migration; a test holds it equal to what Alembic finds in `migrations/versions`."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_WIDE = BigInteger()
NUMBER = _WIDE.with_variant(Integer(), "sqlite")
"""A number that grows for ever: 64 bits on either engine. SQLite gives row ids to what is declared INTEGER alone."""

terms = Table(
    "terms",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("kind", String(20), nullable=False),  # collection, doc_type, issuer, fingerprint
    Column("value", Text, nullable=False),
    UniqueConstraint("kind", "value"),
    sqlite_autoincrement=True,
)

collections = Table(
    "collections",
    metadata,
    Column("term", NUMBER, ForeignKey("terms.id"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("created_at", String(27), nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),  # taken under the write lock: no gaps
    Column("kind", String(20), nullable=False),  # put, remove, correct
    Column("made_at", String(27), nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("collection", Text, nullable=False),
    Column("source_path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", NUMBER, nullable=False),
    Column("pipeline", Text, nullable=False),
    Column("warnings", JSON, nullable=False),  # [sentence, ...]
    Column("indexed_at", String(27), nullable=False),
    Column("added_change", NUMBER, ForeignKey("changes.number"), nullable=False),
    Column("removed_change", NUMBER, ForeignKey("changes.number")),
    Index(None, "collection", "source_path"),
    Index(None, "sha256"),
    sqlite_autoincrement=True,
)

documents = Table(
    "documents",
    metadata,
    Column("row", NUMBER, primary_key=True),
    Column("document_id", String(16), nullable=False),
    Column("file", NUMBER, ForeignKey("files.id"), nullable=False),
    Column("collection", Text, nullable=False),
    Column("source_path", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("container", Text),
    Column("pages", Integer),
    Column("characters", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    # Facts as shown: as extracted, with the corrections applied.
    Column("title", Text),
    Column("doc_type", Text),
    Column("issuer", Text),
    Column("doc_number", Text),
    Column("date_written", String(10)),
    Column("date_published", String(10)),
    Column("date_effective", String(10)),
    Column("addressee", Text),
    Column("validity", Text),
    Column("region", Text),
    Column("amended", JSON, nullable=False),
    Column("repeals", JSON, nullable=False),
    # What the indexes carry beside each passage, in the order of corpus.filters.COLUMNS.
    Column("collection_term", NUMBER, ForeignKey("terms.id"), nullable=False),
    Column("doc_type_term", NUMBER, nullable=False),  # 0: unknown
    Column("issuer_term", NUMBER, nullable=False),  # 0: unknown
    Column("date", Integer, nullable=False),  # yyyymmdd, 0: unknown
    Column("added_change", NUMBER, ForeignKey("changes.number"), nullable=False),
    Column("removed_change", NUMBER, ForeignKey("changes.number")),
    Column("removed_at", String(27)),
    Column("extracted", JSON, nullable=False),  # the facts before corrections
    Column("meeting", Text),
    Column("author", Text),
    Column("column", Text),
    Column("source", Text),
    Column("fact_sources", JSON),  # [[fact, start, end, label, confidence], ...]; null before migration 0002
    Index(None, "document_id"),
    Index(None, "file"),
    Index(None, "collection", "source_path"),
    Index(None, "doc_number"),
    Index(None, "added_change"),
    Index(None, "removed_change"),
    sqlite_autoincrement=True,
)

texts = Table(
    "texts",
    metadata,
    Column("document_row", NUMBER, ForeignKey("documents.row"), primary_key=True, autoincrement=False),
    Column("furniture", JSON, nullable=False),  # [[kind, start, end], ...]
    Column("text", Text, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    Column("document_row", NUMBER, ForeignKey("documents.row"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("marker", Text, nullable=False),
    Column("marker_raw", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("family", String(20), nullable=False),
    Column("parent", Integer),
    Column("start", Integer, nullable=False),
    Column("heading_end", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    # The chain from the outermost section down to this one, [[marker, title, marker_raw or null], ...]: a
    # citation reads one row in place of one a level.
    Column("path", JSON, nullable=False),
    sqlite_with_rowid=False,
)

passages = Table(
    "passages",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("document_row", NUMBER, ForeignKey("documents.row"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("section", Integer),
    Column("paragraph", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("inline_markers", JSON, nullable=False),
    Column("page_first", Integer),
    Column("page_last", Integer),
    Column("code", String(12), ForeignKey("codes.code"), nullable=False),
    Column("embed_hash", LargeBinary(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("header", Text),
    Column("ocr", Float),  # mean score where text recognition read it
    Index(None, "document_row", "start"),
    Index(None, "code"),
    Index(None, "embed_hash"),
    sqlite_autoincrement=True,
)

codes = Table(
    "codes",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("document_id", String(16), nullable=False),
    Column("path", Text, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("text_hash", LargeBinary(16), nullable=False),
    Column("sketch", LargeBinary(64), nullable=False),
    sqlite_with_rowid=False,
)

corrections = Table(
    "corrections",
    metadata,
    Column("document_id", String(16), primary_key=True),
    Column("fact", String(20), primary_key=True),
    Column("value", Text),  # null: corrected to unknown
    Column("made_at", String(27), nullable=False),
    sqlite_with_rowid=False,
)

vectors = Table(
    "vectors",
    metadata,
    Column("fingerprint", NUMBER, ForeignKey("terms.id"), primary_key=True, autoincrement=False),
    Column("embed_hash", LargeBinary(32), primary_key=True),
    Column("put_at", NUMBER, nullable=False),  # seconds since 1970: a vector is kept small
    Column("vector", LargeBinary, nullable=False),  # float16, little endian
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("acquired_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
)

followers = Table(
    "followers",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("change", NUMBER, nullable=False),
    Column("seen_at", String(27), nullable=False),
)

properties = Table(
    "properties",
    metadata,
    Column("name", String(40), primary_key=True),  # identity
    Column("value", Text, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("request", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("holder", Text),
    Column("cancel_requested", Integer, nullable=False),
    Column("files_total", Integer),
    Column("files_done", Integer, nullable=False),
    Column("passages_done", Integer, nullable=False),
    Column("passages_before", Integer, nullable=False),  # done by earlier runs of a resumed job
    Column("current_path", Text),
    Column("reason", String(40)),
    Column("message", Text),
    Column("created_at", String(27), nullable=False),
    Column("started_at", String(27)),
    Column("finished_at", String(27)),
    Column("version", NUMBER, nullable=False),  # grows with every update of any job
    Column("made_by", Text),  # who asked for it; null for the command line and before migration 0006
    Index(None, "version"),
    Index(None, "state"),
)

job_files = Table(
    "job_files",
    metadata,
    Column("job", String(16), ForeignKey("jobs.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40)),
    Column("message", Text),
    Column("documents", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("at", String(27), nullable=False),
    Column("version", NUMBER, nullable=False),
    Index(None, "job", "version"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("number", NUMBER, nullable=False, unique=True),  # in order of arrival: the later judgement counts
    Column("kind", String(20), nullable=False),  # search, answer
    Column("query", Text, nullable=False),
    Column("verdict", String(20), nullable=False),  # right, wrong, missing
    Column("code", String(12)),
    # Of the cited passage as it was judged: it may be gone when judgements are exported.
    Column("collection", Text),
    Column("source_path", Text),
    Column("text", Text),
    Column("note", Text),
    Column("made_by", Text),
    Column("made_at", String(27), nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("collections", JSON(none_as_null=True)),  # [name, ...]; null: all
    Column("hash", String(64), nullable=False),  # SHA-256 of 256 random bits; the key itself is nowhere
    Column("created_at", String(27), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", String(27)),
    Column("revoked_at", String(27)),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the cookie's 256 random bits
    Column("key", String(16), ForeignKey("keys.id"), nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Index(None, "expires_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("at", String(27), nullable=False),
    Column("who", Text, nullable=False),
    Column("key", String(16)),  # id of the key, null for others
    Column("action", String(20), nullable=False),
    Column("method", String(10), nullable=False),
    Column("path", Text, nullable=False),  # without query: what was asked is told nowhere
    Column("status", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("request_id", String(64), nullable=False),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
