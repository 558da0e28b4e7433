"""Remember who tried to sign in, so that a restart does not forget it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import roster.store.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", roster.store.types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_who", "attempts", ["what", "who", "at"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_attempts_who", "attempts")
    op.drop_table("attempts")
