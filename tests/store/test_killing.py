"""Killing a server in the middle of writes loses nothing that it acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from roster.services import drafts, history
from roster.store import Store, open_store
from roster.store.tables import DraftMove, Version
from tests.site_world import WEEK, add_lane

WRITER = """
import sys
from datetime import date
from roster.services import drafts
from roster.services.drafts import Seat
from roster.store import open_store

store = open_store(sys.argv[1])
week, days = date.fromisoformat(sys.argv[2]), sys.argv[3].split(",")
with store.read() as db:
    draft = drafts.open_draft(db, "lane", week)
number, there = draft.number, {a.work for a in draft.roster.assignments}
print("ready", flush=True)
while True:
    for work in days:
        seat = [Seat(work, "ma")]
        sides = {"remove": seat} if work in there else {"add": seat}
        change = drafts.edit(store, "lane", week, base=number, author="account:1", reason="r", **sides)
        there ^= {work}
        number = change.draft.number
        print(number, int(work in there), work, flush=True)
"""


def killed_once(url: str, wait: float) -> list[str]:
    """Start a writer, kill it a while after its first word, and return what it acknowledged."""
    from datetime import timedelta

    from tests.site_world import gate

    days = ",".join(gate(WEEK + timedelta(days=d)) for d in range(3))
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, WEEK.isoformat(), days], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    first = process.stdout.readline()
    time.sleep(wait)
    os.kill(process.pid, signal.SIGKILL)
    said = (first + process.stdout.read()).splitlines()
    process.wait()
    process.stdout.close()
    return [line for line in said if line.count(" ") == 2]


def check(store: Store, said: list[str]) -> None:
    """Hold the store against the last thing that was acknowledged."""
    if not said:
        return
    number, there, work = said[-1].split(" ")
    with store.read() as db:
        move = next(
            m for m in db.query(DraftMove).filter_by(community_id="lane", week=WEEK, number=int(number))
        )
        version = db.get_one(Version, move.version_id)
        held = {a[2] for a in version.roster}
        newest = drafts.newest_move(db, "lane", WEEK)
        events = [e for e in history.events(db, "lane", week=WEEK, limit=500) if e["kind"] == "draft.edit"]
    assert (work in held) == (there == "1")
    assert newest is not None
    assert newest.number - int(number) in (0, 1), "at most the one that was under way"
    assert len(events) == min(newest.number, 500), "a version and its event are one"


def kill_many(url: str, times: int) -> None:
    store = open_store(url)
    add_lane(store)
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(times):
        said = killed_once(url, chance.uniform(0.005, 0.25))
        acknowledged += len(said)
        check(store, said)
    assert acknowledged >= times
    store.close()


def test_a_killed_writer_loses_nothing_it_acknowledged(url: str) -> None:
    kill_many(url, 3)


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    kill_many(f"sqlite:///{tmp_path / 'k.db'}", 100)


def test_a_file_store_is_whole_after_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'k.db'}"
    kill_many(url, 1)
    store = open_store(url)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()
