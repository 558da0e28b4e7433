"""Migrations of the store, in Alembic."""
