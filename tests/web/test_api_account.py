"""One's own account over the API, and who may do what in a community."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from roster.services import accounts
from roster.store import Store
from tests.web.conftest import WEEK_URL, Person

Someone = Callable[[str, str | None], Person]
MEMBERS = "/api/v1/communities/lane/members"


@pytest.fixture
def admin(signed_in: Someone) -> Person:
    return signed_in("admin@example.org", "admin")


def ask(person: Person, method: str, address: str, said: dict[str, Any] | None = None) -> Any:
    return person.client.open(address, method=method, json=said, headers={"X-CSRF-Token": person.csrf})


def test_a_new_password_ends_the_other_sessions(app: Flask, admin: Person) -> None:
    other = Person(app.test_client()).sign_in(app, "admin@example.org")
    said = {"password": "four words are plenty"}
    assert ask(admin, "PUT", "/api/v1/account/password", said).status_code == 200
    assert admin.get("/api/v1/account").json == {
        "login": "admin@example.org",
        "name": "admin@example.org",
        "owner": False,
        "language": "",
        "has_password": True,
    }
    assert other.get("/api/v1/account").status_code == 401


def test_a_token_cannot_make_tokens_or_change_the_password(app: Flask, admin: Person) -> None:
    token = ask(admin, "POST", "/api/v1/account/tokens", {"label": "cron"}).json["token"]
    robot = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert robot.get(WEEK_URL, headers=headers).status_code == 200
    for method, address, said in (
        ("POST", "/api/v1/account/tokens", {"label": "more"}),
        ("PUT", "/api/v1/account/password", {"password": "four words are plenty"}),
    ):
        assert robot.open(address, method=method, json=said, headers=headers).status_code == 403
    (known,) = admin.get("/api/v1/account/tokens").json["tokens"]  # type: ignore[index]
    assert known["label"] == "cron"
    assert token not in str(known)
    assert ask(admin, "DELETE", f"/api/v1/account/tokens/{known['id']}").status_code == 200
    assert robot.get(WEEK_URL, headers=headers).status_code == 401


def test_nobody_revokes_anothers_token(admin: Person, signed_in: Someone) -> None:
    ask(admin, "POST", "/api/v1/account/tokens", {"label": "mine"})
    number = admin.get("/api/v1/account/tokens").json["tokens"][0]["id"]  # type: ignore[index]
    other = signed_in("other@example.org", "admin")
    assert ask(other, "DELETE", f"/api/v1/account/tokens/{number}").status_code == 404


def test_an_admin_gives_and_takes_roles(app: Flask, store: Store, admin: Person) -> None:
    assert ask(admin, "POST", MEMBERS, {"login": "new@example.org", "role": "viewer"}).status_code == 200
    assert {m["login"]: m["role"] for m in admin.get(MEMBERS).json["members"]} == {  # type: ignore[index]
        "admin@example.org": "admin",
        "new@example.org": "viewer",
    }
    viewer = Person(app.test_client()).sign_in(app, "new@example.org")
    assert viewer.get(WEEK_URL).status_code == 200
    assert viewer.get(MEMBERS).status_code == 403
    ask(admin, "POST", MEMBERS, {"login": "new@example.org", "role": "none"})
    assert viewer.get(WEEK_URL).status_code == 404
    ask(admin, "POST", MEMBERS, {"login": "new@example.org", "role": "viewer"})
    accounts.disable(store, "new@example.org", by="test")
    assert viewer.get(WEEK_URL).status_code == 401


def test_only_the_owner_adds_communities(app: Flask, store: Store, admin: Person) -> None:
    said = {"shipped": "starter", "id": "mine"}
    assert ask(admin, "POST", "/api/v1/communities", said).status_code == 403
    with store.write() as session:
        accounts.add_account(session, "owner", owner=True)
    owner = Person(app.test_client()).sign_in(app, "owner")
    assert ask(owner, "POST", "/api/v1/communities", said).json == {"id": "mine"}
    assert ask(owner, "POST", "/api/v1/communities", said).status_code == 409
    assert ask(owner, "POST", "/api/v1/communities", {"shipped": "../etc"}).status_code == 404
    files = {"main": "x.yaml", "files": {"x.yaml": "community: [", "../../x": "y"}}
    assert ask(owner, "POST", "/api/v1/communities", files).status_code == 422


def test_the_log_of_a_community_is_for_its_coordinators(admin: Person, signed_in: Someone) -> None:
    events = admin.get("/api/v1/communities/lane/events").json
    assert events is not None
    assert {"community.added", "configuration.saved"} <= {e["kind"] for e in events["events"]}
    viewer = signed_in("viewer@example.org", "viewer")
    assert viewer.get("/api/v1/communities/lane/events").status_code == 403
