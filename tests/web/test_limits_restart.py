"""Limits on personal links hold over a restart, name nobody, and never stop a link that is good."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from roster.services import attempts, links
from roster.services.common import now
from roster.store import Store
from roster.store.tables_people import Attempt
from tests.site_world import add_lane
from tests.web.conftest import csrf_of, store_of
from web import create_app, security
from web.pages import me_resend


@pytest.fixture
def restarted(tmp_path: Path) -> Iterator[Callable[[], Flask]]:
    """Return what starts the site on the same store, as after a restart."""
    running: list[Flask] = []

    def start() -> Flask:
        app = create_app({"DATABASE": f"sqlite:///{tmp_path / 'r.db'}", "TESTING": True})
        running.append(app)
        return app

    yield start
    for app in running:
        store_of(app).close()


def test_guesses_are_counted_over_a_restart_and_good_links_open(
    restarted: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "MOST_WRONG", 4)
    first = restarted()
    add_lane(store_of(first))
    good = links.make(store_of(first), "lane", "han", by="test")
    assert [first.test_client().get(f"/me/guess{n}").status_code for n in range(3)] == [404] * 3
    again = restarted().test_client()
    assert [again.get(f"/me/guess{n}").status_code for n in range(3)] == [404, 429, 429]
    assert again.get(f"/me/{good}").status_code == 200


def test_guesses_at_programs_addresses_are_counted_with_those_at_links(
    restarted: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "MOST_WRONG", 3)
    client = restarted().test_client()
    bearer = {"Authorization": "Bearer guess"}
    assert client.get("/calendar/guess.ics").status_code == 404
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    assert client.get("/me/guess").status_code == 404
    again = restarted().test_client()
    assert again.get("/calendar/guess.ics").status_code == 429
    assert again.get("/api/v1/me", headers=bearer).status_code == 429
    assert again.get("/api/v1/me").status_code == 401, "who brings nothing guesses nothing"


def test_good_calendars_and_tokens_open_after_many_guesses(
    restarted: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "MOST_WRONG", 1)
    app = restarted()
    add_lane(store_of(app))
    link = links.make(store_of(app), "lane", "han", by="test")
    feed = links.make(store_of(app), "lane", "han", by="test", kind="calendar")
    client = app.test_client()
    assert [client.get("/calendar/guess.ics").status_code for _ in range(2)] == [404, 429]
    assert client.get(f"/calendar/{feed}.ics").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {link}"}).status_code == 200


def test_asking_for_links_is_counted_over_a_restart(
    restarted: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(me_resend, "MOST_SENT", 2)
    codes = []
    for _ in range(3):
        client = restarted().test_client()
        form = {"email": "", "csrf_token": csrf_of(client.get("/me").text)}
        codes.append(client.post("/me", data=form).status_code)
    assert codes == [303, 303, 429]


def test_what_is_kept_names_nobody(restarted: Callable[[], Flask]) -> None:
    app = restarted()
    app.test_client().get("/me/guess", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    with store_of(app).read() as db:
        (row,) = db.scalars(select(Attempt))
    assert row.who not in {
        hashlib.sha256(said.encode()).hexdigest() for said in ("203.0.113.7", "opening a link:203.0.113.7")
    }
    assert len(row.who) == 64


def count(store: Store, who: str, **more: object) -> bool:
    said: dict[str, object] = {"most": 2, "within": timedelta(hours=1), **more}
    return attempts.allowed(store, "x", who, **said)  # type: ignore[arg-type]


def test_attempts_count_for_their_time_each_caller_apart(restarted: Callable[[], Flask]) -> None:
    store = store_of(restarted())
    past = now() - timedelta(hours=2)
    assert [count(store, "a", at=past) for _ in range(3)] == [True, True, False]
    assert [count(store, "a") for _ in range(3)] == [True, True, False]
    assert count(store, "b")
    with store.read() as db:
        assert len(list(db.scalars(select(Attempt)))) == 5, "what is refused is not written"


def test_old_attempts_are_forgotten(restarted: Callable[[], Flask]) -> None:
    store = store_of(restarted())
    count(store, "a", at=now() - timedelta(days=2))
    count(store, "a")
    with store.write() as session:
        attempts.purge(session)
    with store.read() as db:
        assert len(list(db.scalars(select(Attempt)))) == 1
