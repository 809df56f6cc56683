"""How far the indexes of each service are, so that nothing is purged that one of them has still to see removed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration: a table is added."""
    collation = "C" if op.get_bind().dialect.name == "postgresql" else None
    op.create_table(
        "followers",
        sa.Column("name", sa.String(40, collation=collation), nullable=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.String(27, collation=collation), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_followers")),
    )


def downgrade() -> None:
    """Take the migration back."""
    op.drop_table("followers")
