"""Signed out in another tab, or too late: what somebody was writing is not lost."""

from __future__ import annotations

import pytest
from flask import Flask

from roster.store import Store
from tests.site_world import MAIN, WEEK
from tests.web.conftest import Person
from tests.web.volunteer import Volunteer, volunteer

WROTE = "community: Lane\n# what I thought about all morning <b>\n"


def kept(person: Person, address: str, csrf: str) -> str:
    form = {"csrf_token": csrf, "file": MAIN, "text": WROTE, "reason": "for the feast", "do": "keep"}
    answer = person.client.post(address, data=form)
    assert answer.status_code in (400, 401)
    return answer.text


@pytest.mark.parametrize("address", ["/c/lane/configuration", f"/c/lane/{WEEK}/publish"])
def test_a_form_sent_after_signing_out_gives_back_what_was_written(coordinator: Person, address: str) -> None:
    before = coordinator.csrf
    coordinator.client.post("/sign-out", data={"csrf_token": before})
    page = kept(coordinator, address, before)
    assert "You are signed out meanwhile." in page
    assert "what I thought about all morning &lt;b&gt;" in page
    assert "for the feast" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0], (
        "nothing that sends it by itself"
    )


def test_a_session_ended_elsewhere_gives_it_back_too(app: Flask, coordinator: Person) -> None:
    cookie = coordinator.client.get_cookie("roster")
    assert cookie is not None
    other = Person(app.test_client())
    other.client.set_cookie("roster", cookie.value)
    other.client.post("/sign-out", data={"csrf_token": coordinator.csrf})
    page = kept(coordinator, "/c/lane/configuration", coordinator.csrf)
    assert "Sign in first." in page
    assert "what I thought about all morning" in page


def test_a_volunteers_note_comes_back(app: Flask, store: Store) -> None:
    han: Volunteer = volunteer(app, store, "han")
    form = han.get("/available").form("/available")
    han.client.delete_cookie("roster")
    page = han.send(form, ("note", "I am on a journey from Tuesday"))
    assert page.status == 400
    assert "I am on a journey from Tuesday" in page.text
    assert "signed out" not in page.text
