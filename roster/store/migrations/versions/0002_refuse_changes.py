"""Let the database itself refuse to change or delete what is only ever added."""

from __future__ import annotations

from alembic import op

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
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(
            "CREATE FUNCTION roster_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'rows of % are only added, never changed', TG_TABLE_NAME; END $$"
        )
    for table in TABLES:
        if postgres:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION roster_append_only()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added, never changed'); END"
            )


def downgrade() -> None:
    """Take the triggers away."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        if postgres:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            continue
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    if postgres:
        op.execute("DROP FUNCTION roster_append_only()")
