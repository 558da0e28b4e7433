"""The tables: migrations give exactly them, and what is only added cannot be changed."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from roster.store import Store, open_store
from roster.store.schema import append_only, metadata
from tests.site_world import add_lane


def test_migrations_give_the_tables_of_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(url: str, store: Store) -> None:
    add_lane(store)
    again = open_store(url)
    with again.read() as session:
        assert session.execute(text("SELECT count(*) FROM communities")).scalar() == 1
    again.close()


@pytest.mark.parametrize("verb", ["UPDATE configurations SET reason = 'x'", "DELETE FROM events"])
def test_what_is_only_added_is_never_changed(store: Store, verb: str) -> None:
    add_lane(store)
    with pytest.raises(DBAPIError, match="only added, never changed"), store.write() as session:
        session.execute(text(verb))


def test_every_append_only_table_has_its_guard(store: Store) -> None:
    with store.read() as session:
        if store.dialect == "sqlite":
            query = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        else:
            query = "SELECT DISTINCT event_object_table FROM information_schema.triggers"
        guarded = {row[0] for row in session.execute(text(query))}
    assert guarded == set(append_only())


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/x", "sqlite:////nowhere/at/all/roster.db"])
def test_a_store_that_cannot_be_opened_says_so_in_a_sentence(url: str) -> None:
    with pytest.raises(ConnectionError, match="The store cannot be opened"):
        open_store(url)


def test_a_write_that_fails_leaves_nothing_and_its_error_repeats_nothing(store: Store) -> None:
    insert = text("INSERT INTO site (key, value) VALUES ('a', :value)")

    def twice() -> None:
        with store.write() as session:
            for _ in range(2):
                session.execute(insert, {"value": "13900000001"})

    with pytest.raises(DBAPIError) as caught:
        twice()
    assert "13900000001" not in str(caught.value)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM site")).scalar() == 0
