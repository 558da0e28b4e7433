"""A volunteer's language: chosen once on the page, kept for messages and for other phones."""

from __future__ import annotations

import pytest
from flask import Flask

from roster.services import languages
from roster.store import Store
from tests.web.volunteer import Volunteer, publish_lane, volunteer


@pytest.fixture(autouse=True)
def _published(store: Store) -> None:
    publish_lane(store)


def known(store: Store, person: str) -> str:
    with store.read() as db:
        return languages.chosen(db, "lane", person)


def test_the_choice_on_the_page_is_for_messages_too(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    form = bai.get().form("/looks")
    after = bai.send(form, ("language", "zh_CN"))
    assert "我会来" in after.text
    assert known(store, "bai") == "zh_CN"
    assert known(store, "han") == ""


def test_another_phone_with_the_same_link_speaks_it_too(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    bai.send(bai.get().form("/looks"), ("language", "zh_CN"))
    assert "我会来" in Volunteer(app, bai.token, "en").get().text
    assert "I’m coming" in volunteer(app, store, "han", "en").get().text


def test_choosing_colours_or_nonsense_changes_no_language(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    for change in (("theme", "dark"), ("language", "xx"), ("language", "../../x")):
        assert bai.send(bai.get().form("/looks"), change).status == 200
    assert known(store, "bai") == ""


def test_the_way_back_stays_on_this_site(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    form = bai.get().form("/looks")
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "/x\r\nX-Evil: 1"):
        fields = dict(form.fields) | {"back": back, "language": "en"}
        answer = bai.client.post(form.action, data=fields)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/"
        assert "X-Evil" not in answer.headers


def test_a_link_that_opens_nothing_chooses_nothing(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    form = bai.get().form("/looks")
    form.action = "/me/nobody/looks"
    assert bai.send(form, ("language", "zh_CN")).status == 404


def test_programs_choose_it_too(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    headers = {"Authorization": f"Bearer {bai.token}"}
    put = app.test_client().put
    assert put("/api/v1/me/language", json={"language": "zh_CN"}, headers=headers).status_code == 200
    assert known(store, "bai") == "zh_CN"
    assert put("/api/v1/me/language", json={"language": "fr"}, headers=headers).status_code == 422
    stranger = {"Authorization": "Bearer nobody"}
    assert put("/api/v1/me/language", json={"language": "en"}, headers=stranger).status_code == 401
