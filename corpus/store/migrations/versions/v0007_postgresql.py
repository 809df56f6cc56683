"""PostgreSQL: numbers of 64 bits, and texts in the order of their code points, as SQLite has both of itself."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GROWING = {
    "terms": ("id",),
    "collections": ("term",),
    "changes": ("number",),
    "files": ("id", "size", "added_change", "removed_change"),
    "documents": (
        "row",
        "file",
        "collection_term",
        "doc_type_term",
        "issuer_term",
        "added_change",
        "removed_change",
    ),
    "texts": ("document_row",),
    "sections": ("document_row",),
    "passages": ("id", "document_row"),
    "vectors": ("fingerprint", "put_at"),
    "jobs": ("version",),
    "job_files": ("version",),
    "feedback": ("number",),
    "audit": ("number",),
}
COUNTED = {"terms": "id", "files": "id", "documents": "row", "passages": "id", "audit": "number"}


def upgrade() -> None:
    """Apply the migration: each table is written anew at most once. SQLite is left as it is."""
    if op.get_bind().dialect.name == "postgresql":
        _alter("BIGINT", 'COLLATE "C"', "BIGINT")


def downgrade() -> None:
    """Take the migration back. Fails, all of it, where a number no longer fits into 32 bits."""
    if op.get_bind().dialect.name == "postgresql":
        _alter("INTEGER", 'COLLATE "default"', "INTEGER")


def _alter(number: str, collation: str, sequence: str) -> None:
    for table, growing in GROWING.items():
        _alter_table(table, [*_numbers(growing, number), *_texts(table, collation)])
    for table in ("codes", "corrections", "leases", "keys", "sessions"):
        _alter_table(table, list(_texts(table, collation)))
    for table, column in COUNTED.items():
        op.execute(f"ALTER SEQUENCE {table}_{column}_seq AS {sequence}")


def _alter_table(table: str, actions: list[str]) -> None:
    op.execute(f"ALTER TABLE {table} {', '.join(actions)}")


def _numbers(columns: tuple[str, ...], kind: str) -> Iterator[str]:
    return (f'ALTER COLUMN "{column}" TYPE {kind}' for column in columns)


def _texts(table: str, collation: str) -> Iterator[str]:
    for column in sa.inspect(op.get_bind()).get_columns(table):
        if isinstance(column["type"], sa.String):
            kind = "TEXT" if column["type"].length is None else f"VARCHAR({column['type'].length})"
            yield f'ALTER COLUMN "{column["name"]}" TYPE {kind} {collation}'
