"""Count attempts at what is limited, so that a restart does not forget them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import roster.store.types

revision = "attempts"
down_revision = "preferences"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of attempts; what is old is forgotten, so it has no guard."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", roster.store.types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_key", "attempts", ["key", "at"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_attempts_key", table_name="attempts")
    op.drop_table("attempts")
