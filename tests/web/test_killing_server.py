"""Killing the served site in the middle of writes loses nothing that somebody was told is done."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from roster.services import accounts, drafts, links
from roster.store import Store, open_store
from roster.store.tables import DraftMove, Event, Version
from roster.store.tables_people import Request, Response
from tests.site_world import WEEK, add_lane, gate
from tests.web.volunteer import AT_MON, MON, publish_lane

SERVE = (
    "import sys; from web.serve import serve; serve(host='127.0.0.1', port=0, "
    "config={'DATABASE': sys.argv[1], 'RATELIMIT_ENABLED': False}, "
    "tell=lambda served: print(served.address, flush=True))"
)
DAYS = [gate(WEEK + timedelta(days=d)) for d in (3, 4, 5)]


@dataclass
class Told:
    """What a client was told is done, in order."""

    edits: list[tuple[int, str, bool]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


class Served:
    """The site in a process of its own, as ``roster serve`` runs it."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        found = re.search(r"127\.0\.0\.1:(\d+)", self.process.stdout.readline())
        assert found, "the site says where it is"
        self.port = int(found[1])

    def post(self, path: str, token: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send a change and return what is answered; raises where the answer does not come whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read().decode()
            return answer.status, json.loads(content) if answer.status == 200 else {"said": content}
        finally:
            connection.close()

    def kill(self) -> None:
        """Kill it as a power cut does: no handler runs."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def edit(site: Served, token: str, told: Told, number: int, there: set[str]) -> None:
    """Put Ma on evenings and take her off again, until the site is gone."""
    try:
        while True:
            for work in DAYS:
                side = "remove" if work in there else "add"
                body = {"base": number, side: [{"work": work, "person": "ma"}], "reason": "x"}
                status, said = site.post(f"/api/v1/communities/lane/weeks/{WEEK}/edit", token, body)
                if status != 200:
                    told.refused.append(said)
                    return
                there ^= {work}
                number = said["number"]
                told.edits.append((number, work, work in there))
    except (OSError, http.client.HTTPException) as gone:
        told.ended.append(repr(gone))


def answer(site: Served, secret: str, told: Told, coming: bool) -> None:
    """Say of Monday by turns that one comes and cannot come, until the site is gone."""
    body = {"week": WEEK.isoformat(), "work": MON, "start": AT_MON}
    try:
        while True:
            status, said = site.post(f"/api/v1/me/{'coming' if coming else 'cannot-come'}", secret, body)
            if status != 200:
                told.refused.append(said)
                return
            told.answers.append("coming" if coming else "cannot")
            coming = not coming
    except (OSError, http.client.HTTPException) as gone:
        told.ended.append(repr(gone))


def answers_kept(store: Store) -> list[str]:
    with store.read() as db:
        query = select(Response.answer).where(Response.person == "bai").order_by(Response.id)
        return list(db.scalars(query))


def start_of(store: Store) -> tuple[int, set[str], list[str]]:
    with store.read() as db:
        draft = drafts.open_draft(db, "lane", WEEK)
        return (
            draft.number,
            {a.work for a in draft.roster.of_person("ma") if a.work in DAYS},
            answers_kept(store),
        )


def check(store: Store, told: Told, before: list[str]) -> None:
    """Hold the store against everything that was told, and against itself."""
    with store.read() as db:
        moves = {m.number: m.version_id for m in db.scalars(select(DraftMove).where(DraftMove.week == WEEK))}
        for number, work, there in told.edits:
            held = {(a[2], a[3]) for a in db.get_one(Version, moves[number]).roster}
            assert ((work, "ma") in held) == there
        if told.edits:
            assert max(moves) - told.edits[-1][0] in (0, 1), "at most the one that was under way"
        assert sorted(moves) == list(range(max(moves) + 1)), "no edit is missing between two others"
        logged = db.scalar(select(func.count()).select_from(Event).where(Event.kind == "draft.edit"))
        assert logged == max(moves), "an edit and its line in the log are one"
        said_no = db.scalar(select(func.count()).select_from(Response).where(Response.answer == "cannot"))
        asked = db.scalar(select(func.count()).select_from(Request).where(Request.kind == "cover"))
        assert said_no == asked, "who cannot come and the search for a stand-in are one"
    kept = answers_kept(store)
    whole = [*before, *told.answers]
    assert kept[: len(whole)] == whole
    assert len(kept) - len(whole) in (0, 1)


def kill_many(url: str, times: int) -> int:
    """Kill the site so many times in the middle of writes; return how many writes were told to be done."""
    store = open_store(url)
    add_lane(store)
    publish_lane(store)
    with store.write() as session:
        account = accounts.add_account(session, "c@example.org", owner=True)
    token = accounts.api_token(store, account.id, "test", by="test")
    secret = links.make(store, "lane", "bai", by="test")
    chance = random.Random(11)
    done = 0
    for _ in range(times):
        number, there, before = start_of(store)
        told = Told()
        site = Served(url)
        clients = [
            threading.Thread(target=edit, args=(site, token, told, number, there)),
            threading.Thread(target=answer, args=(site, secret, told, before[-1:] != ["coming"])),
        ]
        for client in clients:
            client.start()
        until = time.monotonic() + 120
        while not (told.edits and told.answers) and not told.ended and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.15))
        site.kill()
        for client in clients:
            client.join()
        assert told.refused == []
        check(store, told, before)
        assert told.edits, told
        assert told.answers, told
        done += len(told.edits) + len(told.answers)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.close()
    return done


def test_killing_the_site_loses_nothing_that_was_told(tmp_path: Path) -> None:
    assert kill_many(f"sqlite:///{tmp_path / 'k.db'}", 2) >= 4


@pytest.mark.slow
def test_killing_the_site_a_hundred_times_loses_nothing(tmp_path: Path) -> None:
    assert kill_many(f"sqlite:///{tmp_path / 'k.db'}", 100) >= 200
