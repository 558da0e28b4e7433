"""Backup and restore of a live store, between SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from roster.services import drafts, history
from roster.services.drafts import Seat
from roster.store import Store, open_store
from roster.store.backup import BackupError, backup, restore
from roster.store.schema import in_order
from tests.postgres import Server
from tests.site_world import WEEK, add_lane, gate


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as session:
        return {
            t.name: [tuple(r) for r in session.execute(select(t).order_by(*t.primary_key.columns))]
            for t in in_order()
        }


@pytest.fixture
def lane(store: Store) -> str:
    add_lane(store)
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(gate(WEEK), "han")], author="account:1")
    return "lane"


def test_everything_comes_back_and_goes_on(store: Store, lane: str, tmp_path: Path, url: str) -> None:
    file, again = tmp_path / "monday.gz", f"sqlite:///{tmp_path / 'again.db'}"
    count = backup(store, file)
    assert restore(again, file) == count
    other = open_store(again)
    assert rows(other) == rows(store)
    tuesday = gate(WEEK + timedelta(days=1))
    drafts.edit(other, "lane", WEEK, base=1, add=[Seat(tuesday, "ma")], author="account:1")
    with other.read() as db:
        assert [v["number"] for v in history.versions(db, "lane", WEEK)] == [2, 1, 0]
    other.close()


@pytest.mark.postgres
def test_a_store_moves_to_the_other_kind_of_database_and_back(
    postgres_server: Server, tmp_path: Path
) -> None:
    heavy = open_store(postgres_server.new_database())
    add_lane(heavy)
    drafts.edit(heavy, "lane", WEEK, base=0, add=[Seat(gate(WEEK), "han")], author="account:1")
    first, second = tmp_path / "a.gz", tmp_path / "b.gz"
    backup(heavy, first)
    restore(f"sqlite:///{tmp_path / 'light.db'}", first)
    light = open_store(f"sqlite:///{tmp_path / 'light.db'}")
    backup(light, second)
    light.close()
    back = postgres_server.new_database()
    restore(back, second)
    home = open_store(back)
    assert rows(home) == rows(heavy)
    heavy.close()
    drafts.edit(home, "lane", WEEK, base=1, add=[Seat(gate(WEEK), "li")], author="account:1")
    home.close()


def test_a_backup_of_a_live_store_is_of_one_moment(store: Store, lane: str, tmp_path: Path) -> None:
    stop = threading.Event()

    def busy() -> None:
        number = 1
        while not stop.is_set():
            for step in (drafts.undo, drafts.redo):
                number = step(store, "lane", WEEK, base=number, author="account:1").draft.number

    worker = threading.Thread(target=busy)
    worker.start()
    try:
        for n in range(5):
            file = tmp_path / f"{n}.gz"
            backup(store, file)
            restore(f"sqlite:///{tmp_path / f'{n}.db'}", file)
    finally:
        stop.set()
        worker.join()
    for n in range(5):
        again = open_store(f"sqlite:///{tmp_path / f'{n}.db'}")
        with again.read() as db:
            move = drafts.newest_move(db, "lane", WEEK)
            moved = [e for e in history.events(db, "lane", limit=500) if e["kind"].startswith("draft.")]
        assert move is not None
        assert len(moved) == move.number, "moves and events are of the same moment"
        again.close()


@pytest.mark.parametrize("harm", ["cut", "text", "empty"])
def test_a_harmed_backup_is_refused_and_nothing_is_restored(
    store: Store, lane: str, tmp_path: Path, harm: str
) -> None:
    file = tmp_path / "monday.gz"
    backup(store, file)
    whole = gzip.decompress(file.read_bytes())
    harmed = {
        "cut": gzip.compress(b"\n".join(whole.splitlines()[:-1]) + b"\n"),
        "text": b"not a backup",
        "empty": b"",
    }
    file.write_bytes(harmed[harm])
    again = f"sqlite:///{tmp_path / 'again.db'}"
    with pytest.raises(BackupError):
        restore(again, file)
    other = open_store(again)
    assert not any(rows(other).values())
    other.close()


def test_nothing_is_overwritten(store: Store, lane: str, tmp_path: Path, url: str) -> None:
    file = tmp_path / "monday.gz"
    backup(store, file)
    with pytest.raises(BackupError, match="there already"):
        backup(store, file)
    with pytest.raises(BackupError, match="not empty"):
        restore(url, file)
