"""Let the database itself refuse to change or delete what is only ever added."""

from __future__ import annotations

from alembic import op

from roster.store.guard import guard, unguard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "availability",
    "configurations",
    "configuration_files",
    "draft_moves",
    "events",
    "job_steps",
    "publications",
    "requests",
    "request_steps",
    "responses",
    "situations",
    "versions",
)


def upgrade() -> None:
    """Add a trigger to each table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION roster_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'rows of % are only added, never changed', TG_TABLE_NAME; END $$"
        )
    for table in TABLES:
        guard(table)


def downgrade() -> None:
    """Take the triggers away."""
    for table in TABLES:
        unguard(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION roster_append_only()")
