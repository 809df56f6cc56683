"""How certain text recognition was of a passage."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration: a column is added in place, nothing is copied."""
    op.add_column("passages", sa.Column("ocr", sa.Float(), nullable=True))


def downgrade() -> None:
    """Take the migration back: what it added is dropped, nothing else is touched."""
    op.drop_column("passages", "ocr")
