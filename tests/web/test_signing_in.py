"""Signing in: one-time links, passwords, roles, tokens for batch use."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from roster.services import accounts
from roster.services.common import RefusedError
from roster.store import Store
from tests.web.conftest import WEEK_URL, Person, csrf_of

Someone = Callable[[str, str | None], Person]


def test_a_link_works_once_and_only_when_confirmed(app: Flask, store: Store, stranger: Person) -> None:
    secret = accounts.first_coordinator(store)
    for _ in range(2):
        page = stranger.get(f"/sign-in/{secret}")
    token = csrf_of(page.text)
    assert stranger.client.post(f"/sign-in/{secret}", data={"csrf_token": token}).status_code == 302
    other = Person(app.test_client())
    token = csrf_of(other.get(f"/sign-in/{secret}").text)
    assert other.client.post(f"/sign-in/{secret}", data={"csrf_token": token}).status_code == 403


def test_no_first_link_once_somebody_has_signed_in(store: Store, coordinator: Person) -> None:
    assert accounts.first_coordinator(store) is None


def test_a_password_signs_in_and_a_wrong_one_does_not(app: Flask, store: Store, coordinator: Person) -> None:
    with store.read() as db:
        account = accounts.by_login(db, "coordinator@example.org")
    assert account is not None
    with pytest.raises(RefusedError, match="characters"):
        accounts.set_password(store, account.id, "short", by="test")
    accounts.set_password(store, account.id, "four words are plenty", by="test")
    with store.read() as db:
        kept = accounts.by_login(db, "coordinator@example.org")
        assert kept is not None
        assert str(kept.password_hash).startswith("$argon2id$")
    for password, status in (("four words are plenty", 302), ("wrong", 403), ("", 403)):
        someone = Person(app.test_client())
        token = csrf_of(someone.get("/sign-in").text)
        form = {"login": " Coordinator@example.org", "password": password, "csrf_token": token}
        assert someone.client.post("/sign-in", data=form).status_code == status


def test_signing_out_ends_the_session_on_the_server(app: Flask, coordinator: Person) -> None:
    cookie = coordinator.client.get_cookie("roster")
    assert cookie is not None
    coordinator.client.post("/sign-out", data={"csrf_token": coordinator.csrf})
    thief = app.test_client()
    thief.set_cookie("roster", cookie.value)
    assert thief.get("/api/v1/communities").status_code == 401


@pytest.mark.parametrize(
    ("role", "look", "edit"),
    [(None, 404, 404), ("viewer", 200, 403), ("coordinator", 200, 200), ("admin", 200, 200)],
)
def test_what_each_role_may_do(signed_in: Someone, role: str | None, look: int, edit: int) -> None:
    person = signed_in("someone", role)
    assert person.get(WEEK_URL).status_code == look
    assert person.post(f"{WEEK_URL}/edit", {"base": 0}).status_code == edit


def test_who_is_not_signed_in_learns_nothing(stranger: Person) -> None:
    for address in (WEEK_URL, "/api/v1/communities", WEEK_URL.replace("lane", "none")):
        assert stranger.get(address).status_code == 401


def test_another_community_is_as_if_it_did_not_exist(coordinator: Person) -> None:
    mine = coordinator.get(WEEK_URL.replace("lane", "secret"))
    assert mine.status_code == 404
    assert "secret" not in mine.text


def test_a_token_for_batch_use_needs_no_page_and_can_be_revoked(
    app: Flask, store: Store, coordinator: Person
) -> None:
    with store.read() as db:
        account = accounts.by_login(db, "coordinator@example.org")
    assert account is not None
    token = accounts.api_token(store, account.id, "cron", by="test")
    batch = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert batch.post(f"{WEEK_URL}/edit", json={"base": 0}, headers=headers).status_code == 200
    with store.read() as db:
        row = accounts.signed_in(db, token, "api")
    assert row is not None
    accounts.revoke_token(store, account.id, row.secret.id, by="test")
    assert batch.get(WEEK_URL, headers=headers).status_code == 401


def test_secrets_are_not_in_the_store(store: Store, coordinator: Person) -> None:
    plain = accounts.signin_secret(store, "coordinator@example.org")
    raw = store.engine.raw_connection()
    dump = "\n".join(raw.driver_connection.iterdump())  # type: ignore[union-attr]
    raw.close()
    assert plain not in dump


def test_of_many_who_use_a_link_at_once_one_gets_in(store: Store, coordinator: Person) -> None:
    secret = accounts.signin_secret(store, "coordinator@example.org")
    got: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: got.append(accounts.sign_in_by_link(store, secret))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([session for session in got if session]) == 1
