"""Attacks that are tried: forged forms, oversized and odd bodies, odd headers and paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from roster.services import links
from tests.site_world import add_lane
from tests.web.conftest import WEEK_URL, Person, csrf_of
from web import create_app

EDIT = f"{WEEK_URL}/edit"


def test_a_change_without_the_token_of_our_page_is_refused(coordinator: Person) -> None:
    answer = coordinator.client.post(EDIT, json={"base": 0})
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "forged")
    assert coordinator.client.post("/sign-out").status_code == 400


def test_another_visitors_token_does_not_help(app: Flask, coordinator: Person) -> None:
    other = Person(app.test_client())
    page = other.get("/sign-in").text
    answer = coordinator.client.post(EDIT, json={"base": 0}, headers={"X-CSRF-Token": csrf_of(page)})
    assert answer.status_code == 400


def test_a_form_as_another_site_could_send_it_is_refused(coordinator: Person) -> None:
    body = '{"base": 0, "x": "="}'
    answer = coordinator.client.post(
        EDIT, data=body, content_type="text/plain", headers={"X-CSRF-Token": coordinator.csrf}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("body", ["[]", "null", "{", "[" * 5000, '"x"', "1e999"])
def test_bodies_that_are_no_json_object_are_refused(coordinator: Person, body: str) -> None:
    answer = coordinator.client.post(
        EDIT, data=body, content_type="application/json", headers={"X-CSRF-Token": coordinator.csrf}
    )
    assert answer.status_code in (400, 422)
    assert answer.json is not None


@pytest.mark.parametrize(
    "said",
    [
        {"base": 0, "unknown": 1},
        {"base": "0"},
        {"base": -1},
        {"base": 10**30},
        {"base": 0, "add": [{"work": "x" * 301, "person": "han"}]},
        {"base": 0, "reason": "x" * 501},
        {"base": 0, "add": [{"work": "w", "person": "p"}] * 201},
    ],
)
def test_what_is_not_as_described_is_refused_in_words(coordinator: Person, said: dict) -> None:  # type: ignore[type-arg]
    answer = coordinator.post(EDIT, said)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["detail"]["errors"]


def test_a_body_that_is_too_large_is_refused(coordinator: Person) -> None:
    answer = coordinator.client.post(
        EDIT,
        data=b"x" * 12_000_001,
        content_type="application/json",
        headers={"X-CSRF-Token": coordinator.csrf},
    )
    assert answer.status_code == 413


def test_every_answer_has_the_headers(coordinator: Person, stranger: Person) -> None:
    for answer in (coordinator.get(WEEK_URL), stranger.get("/sign-in"), stranger.get("/none")):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: Person) -> None:
    cookie = stranger.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "path", ["/static/../web/app.py", "/static/..%2f..%2fpyproject.toml", "//etc/passwd"]
)
def test_paths_lead_nowhere(stranger: Person, path: str) -> None:
    assert stranger.get(path).status_code in (301, 308, 404)


def test_line_breaks_in_what_is_said_make_no_headers(coordinator: Person) -> None:
    answer = coordinator.get("/api/v1/communities/lane%0d%0aX-Evil:%201/weeks/2026-11-23")
    assert answer.status_code == 404
    assert "X-Evil" not in answer.headers


def test_too_many_sign_ins_are_slowed_down(tmp_path: Path) -> None:
    app = create_app({"DATABASE": f"sqlite:///{tmp_path}/r.db", "TESTING": True})
    person = Person(app.test_client())
    token = csrf_of(person.get("/sign-in").text)
    form = {"login": "a", "password": "b", "csrf_token": token}
    answers = [person.client.post("/sign-in", data=form).status_code for _ in range(11)]
    assert answers == [403] * 10 + [429]
    app.extensions["roster_store"].close()


def test_guessing_links_is_slowed_down_but_a_shared_address_is_not(tmp_path: Path) -> None:
    app = create_app({"DATABASE": f"sqlite:///{tmp_path}/r.db", "TESTING": True})
    store = app.extensions["roster_store"]
    add_lane(store)
    phones = [links.make(store, "lane", "han", by="test") for _ in range(40)]
    client = app.test_client()

    def ask(secret: str) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        return client.get("/api/v1/me", headers=headers).status_code

    assert {ask(secret) for secret in phones} == {200}, "forty people behind one address"
    assert [ask(f"guess{n}") for n in range(31)] == [401] * 30 + [429]
    store.close()


def test_the_log_keeps_links_to_itself(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(secret: str) -> str:
        raise RuntimeError

    app.add_url_rule("/breaks/<secret>", view_func=breaks)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/breaks/very-secret").status_code == 500
    assert "/breaks/<secret> failed" in caplog.text
    assert "very-secret" not in caplog.text
