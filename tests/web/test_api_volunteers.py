"""Volunteers over the API: own data only, calendars, the public board, requests seen by coordinators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from werkzeug.test import TestResponse

from roster.services import drafts, links, publishing
from roster.services.drafts import Seat
from roster.store import Store
from tests.site_world import NEXT, WEEK, add_lane, gate
from tests.web.conftest import WEEK_URL, Person

MON, THU = gate(WEEK), gate(WEEK + timedelta(days=3))
DUTY = {"week": WEEK.isoformat(), "work": MON, "start": 19 * 60}


class Phone:
    """A volunteer's telephone: it has nothing but the link's secret."""

    def __init__(self, app: Flask, secret: str) -> None:
        self.client, self.headers = app.test_client(), {"Authorization": f"Bearer {secret}"}

    def get(self, address: str) -> TestResponse:
        return self.client.get(f"/api/v1/me{address}", headers=self.headers)

    def post(self, address: str, said: dict[str, Any], method: str = "POST") -> TestResponse:
        return self.client.open(f"/api/v1/me{address}", method=method, json=said, headers=self.headers)


@pytest.fixture
def published(store: Store) -> None:
    seats = [Seat(MON, "han"), Seat(MON, "bai"), Seat("visits/h21", "ma")]
    drafts.edit(store, "lane", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")


@pytest.fixture
def bai(app: Flask, store: Store, published: None) -> Phone:
    return phone(app, store, "bai")


def phone(app: Flask, store: Store, person: str, community: str = "lane") -> Phone:
    return Phone(app, links.make(store, community, person, by="test"))


def test_the_whole_way_of_a_duty_that_changes_hands(
    app: Flask, store: Store, bai: Phone, coordinator: Person
) -> None:
    page = bai.get("").json
    assert page is not None
    assert [d["place"] for d in page["duties"]] == ["North gate"]
    assert bai.post("/coming", DUTY).json == {"done": True}
    made = bai.post("/cannot-come", {**DUTY, "reason": "My knee."}).json
    assert made is not None
    seen = coordinator.get(f"{WEEK_URL}/requests").json
    assert seen is not None
    (request,) = seen["requests"]
    assert (request["id"], request["state"], request["reason"]) == (made["request"], "waiting", "My knee.")
    other = phone(app, store, request["waiting_for"])
    asked = other.get("").json
    assert asked is not None
    assert asked["asked"][0]["who"] == "白雪莲"
    answered = other.post(f"/requests/{made['request']}/answer", {"accept": True})
    assert answered.json == {"state": "done"}
    board = coordinator.get(WEEK_URL).json
    assert board is not None
    assert board["published"]["number"] == 2
    after = bai.get("").json
    assert after is not None
    assert after["duties"] == []


def test_a_volunteer_sees_nothing_of_others_and_nothing_of_coordinators(
    app: Flask, store: Store, bai: Phone
) -> None:
    text = bai.get("").text
    assert "Grandmother Bai" not in text
    assert "马玉芬" not in text
    for address in (WEEK_URL, "/api/v1/communities", "/api/v1/communities/lane/links"):
        assert bai.client.get(address, headers=bai.headers).status_code == 401
    assert bai.post("/coming", {**DUTY, "work": "visits/h21", "start": 540}).status_code == 404


@pytest.mark.parametrize("secret", ["", "x", "x" * 500, "../../etc", "\u4e2d"])
def test_another_secret_opens_nothing(app: Flask, published: None, secret: str) -> None:
    stranger = app.test_client()
    headers = {"Authorization": f"Bearer {secret}".encode().decode("latin-1")}
    assert stranger.get("/api/v1/me", headers=headers).status_code == 401


def test_a_coordinators_token_is_not_a_volunteers_and_the_other_way_round(
    app: Flask, store: Store, bai: Phone, coordinator: Person
) -> None:
    feed = bai.post("/calendar", {}).json
    assert feed is not None
    secret = feed["address"].rpartition("/")[2].removesuffix(".ics")
    assert Phone(app, secret).get("").status_code == 401, "a calendar's secret opens nothing else"
    mine = bai.headers["Authorization"].removeprefix("Bearer ")
    assert app.test_client().get(f"/calendar/{mine}.ics").status_code == 404


def test_a_person_of_another_community_with_the_same_id_sees_another_page(
    app: Flask, store: Store, bai: Phone
) -> None:
    add_lane(store, "other")
    twin = phone(app, store, "bai", "other")
    page = twin.get("").json
    assert page is not None
    assert page["duties"] == []
    made = bai.post("/cannot-come", DUTY).json
    assert made is not None
    assert twin.post(f"/requests/{made['request']}/answer", {"accept": True}).status_code == 404


def test_a_calendar_keeps_its_ids_and_cancels_what_falls_away(app: Flask, store: Store, bai: Phone) -> None:
    made = bai.post("/calendar", {}).json
    assert made is not None
    assert made["webcal"].startswith("webcal:")
    path = "/calendar/" + made["address"].rpartition("/")[2]
    first = events(app, path)
    ((uid, before),) = first.items()
    assert before["status"] == "CONFIRMED"
    drafts.edit(store, "lane", WEEK, base=1, remove=[Seat(MON, "bai")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=2, publication=1, author="account:1")
    after = events(app, path)
    assert list(after) == [uid]
    assert after[uid]["status"] == "CANCELLED"
    assert after[uid]["sequence"] > before["sequence"]
    links.revoke(store, "lane", "bai", by="test")
    assert app.test_client().get(path).status_code == 404


def events(app: Flask, path: str) -> dict[str, Any]:
    answer = app.test_client().get(path)
    assert answer.mimetype == "text/calendar"
    return {str(e["uid"]): e for e in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_claims_swaps_and_availability(app: Flask, store: Store, bai: Phone) -> None:
    shifts = bai.get(f"/weeks/{WEEK}/open").json
    assert shifts is not None
    wanted = next(s for s in shifts["shifts"] if s["work"] == THU)
    claimed = bai.post("/claim", {"week": WEEK.isoformat(), "work": THU, "start": wanted["start"]})
    assert claimed.json == {"state": "done"}
    offers = bai.post("/swaps/offers", DUTY).json
    assert offers is not None
    said = bai.post(f"/weeks/{NEXT}/availability", {"available": ["Mon-Fri 18:00-22:00"]}, "PUT")
    assert said.json == {"done": True}
    told = bai.get(f"/weeks/{NEXT}/availability").json
    assert told is not None
    assert told["available"] == ["Mon-Fri 18:00-22:00"]
    wrong = bai.post(f"/weeks/{NEXT}/availability", {"available": ["whenever"]}, "PUT")
    assert wrong.status_code == 409


def test_the_public_board_has_no_homes_and_names_and_numbers_only_by_consent(
    app: Flask, store: Store, published: None
) -> None:
    answer = app.test_client().get("/api/v1/board/lane")
    assert answer.json is not None
    assert answer.json["version"] == 1
    text = answer.text
    assert "Grandmother" not in text
    assert "h21" not in text
    assert "visits" not in text
    people = {p["name"]: p["phone"] for p in answer.json["responsible"]}
    assert people == {"韩立新": "13900000001", "白雪莲": ""}
    drafts.edit(
        store, "lane", WEEK, base=1, remove=[Seat(MON, "bai")], add=[Seat(MON, "li")], author="account:1"
    )
    publishing.publish(store, "lane", WEEK, base=2, publication=1, author="account:1")
    again = app.test_client().get("/api/v1/board/lane?since=1").json
    assert again is not None
    (cell,) = next(p for p in again["posts"] if p["task"] == "gate")["cells"][WEEK.isoformat()]
    assert cell["changed"]
    assert {p["name"]: p["new"] for p in cell["people"]} == {"韩立新": False, "": True}
    assert again["changes"][0]["gone"] == ["白雪莲"]
    assert again["changes"][0]["come"] == [""], "Li has not agreed to be named"
    assert "李志强" not in str(again)


def test_what_is_not_published_is_not_public(app: Flask, store: Store) -> None:
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    assert app.test_client().get("/api/v1/board/lane").status_code == 404
    assert app.test_client().get("/api/v1/board/none").status_code == 404


def test_a_board_that_is_not_public_is_not_found(
    app: Flask, store: Store, published: None, signed_in: Any
) -> None:
    admin = signed_in("admin@example.org", "admin")
    changed = admin.client.patch(
        "/api/v1/communities/lane/settings",
        json={"board_public": False},
        headers={"X-CSRF-Token": admin.csrf},
    )
    assert changed.json["board_public"] is False
    assert app.test_client().get("/api/v1/board/lane").status_code == 404


def test_no_names_and_no_secrets_in_events(app: Flask, store: Store, bai: Phone, coordinator: Person) -> None:
    bai.post("/cannot-come", {**DUTY, "reason": "My knee."})
    events_ = coordinator.get(f"{WEEK_URL}/events").text
    assert "白雪莲" not in events_
    assert "knee" not in events_
    assert "13900000001" not in events_
