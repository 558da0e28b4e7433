"""Wrong passwords are counted in the store, also over restarts and for many at once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from roster.services import attempts
from roster.services.common import now
from roster.store import Store, open_store

ONE = {"login": "ma@example.org", "address": "192.0.2.7"}


def tries(store: Store, tried: Mapping[str, str], count: int) -> list[int]:
    return [attempts.begin(store, tried) for _ in range(count)]


def test_a_login_is_closed_after_some_tries_and_a_restart_does_not_open_it(url: str, store: Store) -> None:
    most = attempts.MOST["login"]
    assert tries(store, ONE, most) == [0] * most
    assert attempts.begin(store, ONE) in (14, 15)
    again = open_store(url)
    assert attempts.begin(again, {**ONE, "login": " MA@example.org"}) > 0, "written otherwise, the same login"
    assert attempts.begin(again, {**ONE, "login": "li@example.org"}) == 0
    again.close()


def test_an_address_is_closed_whatever_logins_it_tries(store: Store) -> None:
    most = attempts.MOST["address"]
    logins = [{"login": f"n{n}", "address": "192.0.2.7"} for n in range(most)]
    assert [attempts.begin(store, tried) for tried in logins] == [0] * most
    assert attempts.begin(store, {"login": "another", "address": "192.0.2.7"}) > 0
    assert attempts.begin(store, {"login": "another", "address": "192.0.2.8"}) == 0


def test_who_gets_in_starts_anew_but_clears_no_others_tries(store: Store) -> None:
    for _ in range(3):
        tries(store, ONE, attempts.MOST["login"] - 1)
        assert attempts.begin(store, ONE) == 0
        attempts.succeeded(store, ONE)
    assert attempts.begin(store, ONE) == 0
    with store.read() as session:
        kept = session.execute(text("SELECT count(*) FROM attempts WHERE what = 'address'")).scalar()
    assert kept == 3 * (attempts.MOST["login"] - 1) + 1


def test_time_opens_it_again_and_old_tries_are_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries(store, ONE, attempts.MOST["login"])
    assert attempts.begin(store, ONE) > 0

    def later() -> datetime:
        return now() + attempts.WITHIN + timedelta(seconds=1)

    monkeypatch.setattr(attempts, "now", later)
    assert attempts.begin(store, ONE) == 0
    with store.write() as session:
        attempts.purge(session)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM attempts")).scalar() == 2


def test_many_at_once_get_no_more_tries_than_one(store: Store) -> None:
    got: list[int] = []
    tried = {"login": "ma@example.org"}
    threads = [threading.Thread(target=lambda: got.extend(tries(store, tried, 4))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(0) == attempts.MOST["login"]


def test_many_at_once_are_allowed_no_more_than_one(store: Store) -> None:
    got: list[bool] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        got.extend(
            attempts.allowed(store, "a link", "192.0.2.7", most=5, within=timedelta(hours=1))
            for _ in range(3)
        )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(True) == 5


def test_neither_login_nor_address_is_kept(store: Store) -> None:
    attempts.begin(store, ONE)
    with store.read() as session:
        rows = session.execute(text("SELECT what, who FROM attempts")).all()
    assert {what for what, _ in rows} == {"login", "address"}
    assert not any(who == "ma" or "192" in who or len(who) != 64 for _, who in rows)
