"""Remember the language in which each volunteer wants to be spoken to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import roster.store.types
from roster.store.guard import guard, unguard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of preferences; it is only added to."""
    op.create_table(
        "preferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("at", roster.store.types.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_preferences_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
    )
    op.create_index("ix_preferences_person", "preferences", ["community_id", "person"])
    guard("preferences")


def downgrade() -> None:
    """Take the table away."""
    unguard("preferences")
    op.drop_index("ix_preferences_person", table_name="preferences")
    op.drop_table("preferences")
