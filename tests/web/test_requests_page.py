"""The coordinator's page of requests: who said no, who is silent, what is swapped, what people said."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from roster.services import answers, asking, requests, trading, volunteers
from roster.services.common import now
from roster.services.links import Visitor
from roster.store import Store
from tests.site_world import NEXT, WEEK
from tests.web.conftest import WEEK_URL, Person
from tests.web.volunteer import AT_MON, AT_TUE, MON, TUE, Page, publish_lane

ENGLISH = {"Accept-Language": "en"}


def page(coordinator: Person, week: object = WEEK) -> Page:
    answer = coordinator.get(f"/c/lane/{week}/requests", headers=ENGLISH)
    return Page(answer.status_code, answer.text)


def who(person: str) -> Visitor:
    return Visitor("lane", person, 0)


def test_who_said_no_and_who_is_silent_is_seen(app: Flask, store: Store, coordinator: Person) -> None:
    publish_lane(store)
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON, "My knee.")
    for said_no in (True, False):
        with store.read() as db:
            waiting = requests.get(db, "lane", number).waiting
        assert waiting is not None
        if said_no:
            answers.answer(store, who(waiting.person or ""), number, accept=False, note="Away")
        else:
            asking.tick(store, lambda: now() + timedelta(hours=23))
    shown = page(coordinator).text
    assert "My knee." in shown
    assert "said no “Away”" in shown
    assert "kept silent" in shown


def test_a_swap_says_both_sides_and_is_approved(app: Flask, store: Store, coordinator: Person) -> None:
    publish_lane(store)
    number = trading.offer_swap(
        store, who("li"), WEEK, TUE, AT_TUE, person="bai", other_work=MON, other_start=AT_MON
    )
    trading.answer_swap(store, who("bai"), number, accept=True)
    shown = page(coordinator)
    assert "李志强 wants to swap" in shown.text
    assert f"Mon {WEEK.day} 19:00" in shown.text
    assert 'class="count"' in shown.html, "the number beside the link says that somebody waits"
    answer = coordinator.client.post(
        f"/c/lane/{WEEK}/requests/{number}",
        data={"csrf_token": coordinator.csrf, "do": "approve"},
        follow_redirects=True,
    )
    assert "settled" in answer.text
    assert 'class="count"' not in answer.text


def test_the_note_of_a_volunteer_reaches_the_coordinator(
    app: Flask, store: Store, coordinator: Person
) -> None:
    volunteers.say_available(
        store, who("li"), NEXT, available=[f"{NEXT} 18:00-22:00"], note="<b>My mother</b>"
    )
    shown = page(coordinator, NEXT)
    assert "18:00-22:00" in shown.text
    assert "&lt;b&gt;My mother" in shown.html


def test_programs_read_it_too(store: Store, coordinator: Person) -> None:
    publish_lane(store)
    answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    said = coordinator.get(f"{WEEK_URL}/replies").json
    assert said is not None
    assert said["cannot"] == 1
    listed = coordinator.get(f"{WEEK_URL}/requests").json
    assert listed is not None
    assert listed["requests"][0]["until"]
