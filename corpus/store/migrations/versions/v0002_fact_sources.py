"""Facts of articles, and where each fact was read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration: columns are added in place, nothing is copied."""
    for name in ("meeting", "author", "column", "source"):
        op.add_column("documents", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("fact_sources", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take the migration back: what it added is dropped, nothing else is touched."""
    for name in ("fact_sources", "source", "column", "author", "meeting"):
        op.drop_column("documents", name)
