"""One's own account and the coordinators of a community, on their pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from roster.services import accounts, attempts, members
from roster.services.common import now
from roster.store import Store
from roster.store.tables_people import Secret
from tests.site_world import add_lane
from tests.web.conftest import WEEK_URL, Person, csrf_of

SignIn = Callable[[str, str | None], Person]
GOOD, BETTER = "four words are plenty", "five words are plenty more"


def send(person: Person, address: str, **fields: str) -> TestResponse:
    return person.client.post(address, data={"csrf_token": person.csrf, **fields}, follow_redirects=True)


def try_password(app: Flask, login: str, password: str) -> int:
    someone = Person(app.test_client())
    token = csrf_of(someone.get("/sign-in").text)
    form = {"login": login, "password": password, "csrf_token": token}
    return someone.client.post("/sign-in", data=form).status_code


def test_a_token_is_made_shown_once_listed_and_revoked(app: Flask, coordinator: Person) -> None:
    page = send(coordinator, "/account/tokens", label="Monday", days="30")
    found = re.search(r'readonly[^>]*value="([^"]+)"', page.text)
    assert found
    assert page.headers["Cache-Control"] == "no-store"
    robot = app.test_client()
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert robot.get(WEEK_URL, headers=headers).status_code == 200
    again = coordinator.get("/account").text
    assert "Monday" in again
    assert "never yet" not in again, "it was used just now"
    assert found[1] not in again
    number = re.search(r"/account/tokens/(\d+)/revoke", again)
    assert number
    assert "The token is revoked." in send(coordinator, f"/account/tokens/{number[1]}/revoke").text
    assert robot.get(WEEK_URL, headers=headers).status_code == 401
    assert robot.get("/account", headers=headers).status_code in (302, 401)


def test_a_token_says_when_it_was_used_last_without_writing_at_every_request(
    app: Flask, store: Store, coordinator: Person
) -> None:
    send(coordinator, "/account/tokens", label="idle")
    made = send(coordinator, "/account/tokens", label="busy").text
    found = re.search(r'readonly[^>]*value="([^"]+)"', made)
    assert found

    def used() -> dict[str, str | None]:
        listed = coordinator.get("/api/v1/account/tokens").json
        assert listed is not None
        return {token["label"]: token["used_at"] for token in listed["tokens"]}

    assert used() == {"idle": None, "busy": None}
    assert coordinator.get("/account").text.count("never yet") == 2
    headers = {"Authorization": f"Bearer {found[1]}"}
    app.test_client().get(WEEK_URL, headers=headers)
    first = used()
    assert first["idle"] is None
    assert first["busy"] is not None
    app.test_client().get(WEEK_URL, headers=headers)
    assert used() == first
    with store.write() as session:
        long_ago = update(Secret).where(Secret.label == "busy").values(used_at=now() - timedelta(hours=1))
        session.execute(long_ago)
    app.test_client().get(WEEK_URL, headers=headers)
    assert used()["busy"] >= first["busy"]  # type: ignore[operator]


@pytest.mark.parametrize("role", ["coordinator", "none"])
def test_the_last_admin_stays(store: Store, signed_in: SignIn, role: str) -> None:
    admin = signed_in("admin@example.org", "admin")
    told = send(admin, "/c/lane/members", login="admin@example.org", role=role)
    assert "is the only admin of this community" in told.text
    assert admin.get("/c/lane/settings").status_code == 200
    signed_in("second@example.org", "admin")
    accounts.disable(store, "second@example.org", by="test")
    assert "is the only admin" in send(admin, "/c/lane/members", login="admin@example.org", role=role).text
    send(admin, "/c/lane/members", login="third@example.org", role="admin")
    send(admin, "/c/lane/members", login="admin@example.org", role=role)
    assert admin.get("/c/lane/settings").status_code in (403, 404)


def test_a_token_does_not_open_the_page_of_the_account(app: Flask, store: Store, coordinator: Person) -> None:
    with store.read() as db:
        account = accounts.by_login(db, "coordinator@example.org")
    assert account is not None
    token = accounts.api_token(store, account.id, "cron", by="test")
    robot = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert robot.post("/account/tokens", data={"label": "more"}, headers=headers).status_code == 401
    assert "Tokens" not in robot.get("/account", headers=headers).text


def test_a_password_is_set_and_changed_only_by_who_knows_it(app: Flask, coordinator: Person) -> None:
    other = Person(app.test_client()).sign_in(app, "coordinator@example.org")
    assert "not alike" in send(coordinator, "/account/password", password=GOOD, again="x").text
    assert "is changed" in send(coordinator, "/account/password", password=GOOD, again=GOOD).text
    assert other.get("/account").status_code == 302, "other devices are signed out"
    assert try_password(app, "coordinator@example.org", GOOD) == 302
    wrong = send(coordinator, "/account/password", current="guess", password=BETTER, again=BETTER)
    assert "present password is not right" in wrong.text
    assert try_password(app, "coordinator@example.org", BETTER) == 403
    right = send(coordinator, "/account/password", current=GOOD, password=BETTER, again=BETTER)
    assert "is changed" in right.text
    assert try_password(app, "coordinator@example.org", BETTER) == 302


def test_one_sees_where_one_is_signed_in_and_ends_it(app: Flask, coordinator: Person) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    secret = accounts.signin_secret(app.extensions["roster_store"], "coordinator@example.org")
    other = Person(app.test_client())
    token = csrf_of(other.get(f"/sign-in/{secret}").text)
    agent = {"User-Agent": firefox}
    other.client.post(f"/sign-in/{secret}", data={"csrf_token": token}, headers=agent)
    page = coordinator.get("/account").text
    assert "Firefox, Windows" in page
    ends = re.findall(r"/account/sessions/(\d+)/end", page)
    assert len(ends) == 1, "one's own session is ended by signing out"
    assert "Signed out there." in send(coordinator, f"/account/sessions/{ends[0]}/end").text
    assert other.get("/account").status_code == 302
    Person(app.test_client()).sign_in(app, "coordinator@example.org")
    assert "Signed out on 1 other device." in send(coordinator, "/account/sessions/end-others").text


def test_nobody_ends_anothers_session_or_revokes_anothers_token(
    app: Flask, store: Store, coordinator: Person, signed_in: SignIn
) -> None:
    other = signed_in("other@example.org", "admin")
    send(other, "/account/tokens", label="theirs")
    session = other.get("/api/v1/account/sessions").json["sessions"][0]["id"]  # type: ignore[index]
    token = other.get("/api/v1/account/tokens").json["tokens"][0]["id"]  # type: ignore[index]
    send(coordinator, f"/account/sessions/{session}/end")
    send(coordinator, f"/account/tokens/{token}/revoke")
    answer = coordinator.client.delete(
        f"/api/v1/account/sessions/{session}", headers={"X-CSRF-Token": coordinator.csrf}
    )
    assert answer.status_code == 404
    assert other.get("/account").status_code == 200
    assert len(other.get("/api/v1/account/tokens").json["tokens"]) == 1  # type: ignore[index]


def test_an_admin_adds_somebody_and_lets_them_in(app: Flask, signed_in: SignIn) -> None:
    admin = signed_in("admin@example.org", "admin")
    page = send(admin, "/c/lane/members", login="New@example.org", name="<b>Ma</b>", role="coordinator").text
    assert "new@example.org" in page
    assert "&lt;b&gt;Ma&lt;/b&gt;" in page
    shown = send(admin, "/c/lane/members/link", login="new@example.org").text
    found = re.search(r'value="[^"]*(/sign-in/[^"]+)"', shown)
    assert found
    fresh = Person(app.test_client())
    token = csrf_of(fresh.get(found[1]).text)
    assert fresh.client.post(found[1], data={"csrf_token": token}).status_code == 302
    assert fresh.get(WEEK_URL).status_code == 200
    send(admin, "/c/lane/members", login="new@example.org", role="none")
    assert fresh.get(WEEK_URL).status_code == 404
    assert send(admin, "/c/lane/members", login="x", role="king").status_code == 400


@pytest.mark.parametrize("who", ["owner", "elsewhere", "stranger"])
def test_an_admin_cannot_borrow_an_account_that_may_do_more(
    app: Flask, store: Store, signed_in: SignIn, who: str
) -> None:
    admin = signed_in("admin@example.org", "admin")
    add_lane(store, "other")
    with store.write() as session:
        accounts.add_account(session, "victim@example.org", owner=who == "owner")
    if who != "stranger":
        members.grant(store, "victim@example.org", "lane", "viewer", by="test")
    if who == "elsewhere":
        members.grant(store, "victim@example.org", "other", "viewer", by="test")
    page = send(admin, "/c/lane/members/link", login="victim@example.org").text
    assert "/sign-in/" not in page.partition("<main")[2]
    answer = admin.post("/api/v1/communities/lane/members/link", {"login": "victim@example.org"})
    assert answer.status_code == (404 if who == "stranger" else 409)


def test_only_admins_see_who_may_do_what(signed_in: SignIn, coordinator: Person) -> None:
    assert coordinator.get("/c/lane/members").status_code == 403
    assert send(coordinator, "/c/lane/members", login="me", role="admin").status_code == 403
    assert send(coordinator, "/c/lane/members/link", login="me").status_code == 403


def test_the_name_of_an_account_can_be_changed(coordinator: Person) -> None:
    assert "马玉芬" in send(coordinator, "/account/name", name=" 马玉芬 ").text
    assert "1 to 200 characters" in send(coordinator, "/account/name", name=" ").text


def test_guessing_is_stopped_even_for_the_right_password(app: Flask, coordinator: Person) -> None:
    send(coordinator, "/account/password", password=GOOD, again=GOOD)
    login = "coordinator@example.org"
    wrong = [try_password(app, login, f"guess {n}") for n in range(attempts.MOST["login"])]
    assert set(wrong) == {403}
    assert try_password(app, login, GOOD) == 429
    assert try_password(app, "somebody@example.org", GOOD) == 403
    someone = Person(app.test_client()).sign_in(app, login)
    assert someone.get("/account").status_code == 200, "a sign-in link still opens it"
