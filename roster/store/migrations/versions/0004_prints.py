"""Remember what was printed for the gate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import roster.store.types
from roster.store.guard import guard, unguard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of prints; it is only added to."""
    op.create_table(
        "prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=4), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("at", roster.store.types.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_prints_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
    )
    op.create_index("ix_prints_week", "prints", ["community_id", "week"])
    guard("prints")


def downgrade() -> None:
    """Take the table away."""
    unguard("prints")
    op.drop_index("ix_prints_week", table_name="prints")
    op.drop_table("prints")
