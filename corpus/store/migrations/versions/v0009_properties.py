"""What a catalogue knows of itself, as its identity, by which what is derived from it elsewhere is told from others'."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration: a table is added, empty: an identity is made when it is first asked for."""
    collation = "C" if op.get_bind().dialect.name == "postgresql" else None
    op.create_table(
        "properties",
        sa.Column("name", sa.String(40, collation=collation), nullable=False),
        sa.Column("value", sa.Text(collation=collation), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_properties")),
    )


def downgrade() -> None:
    """Take the migration back."""
    op.drop_table("properties")
