"""The coordinator's page of requests: who said no, who is silent, what is swapped, what people said."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from roster.services import (
    accounts,
    alarm,
    answers,
    asking,
    communities,
    members,
    requests,
    trading,
    volunteers,
)
from roster.services.amending import public
from roster.services.common import now
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import Message
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


def exhaust(store: Store) -> int:
    """Let Bai say that she cannot come, and everybody who is asked say no."""
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    while True:
        with store.read() as db:
            waiting = requests.get(db, "lane", number).waiting
        if waiting is None:
            return number
        answers.answer(store, who(waiting.person or ""), number, accept=False)


def told(store: Store) -> list[Message]:
    """Return what is in the outbox because nobody is left."""
    with store.read() as db:
        return [m for m in db.scalars(select(Message)) if m.key.startswith("nobody-left:")]


def test_when_nobody_is_left_coordinators_are_written_to_and_the_board_says_so(
    store: Store, coordinator: Person
) -> None:
    publish_lane(store)
    with store.write() as session:
        for login in ("viewer@example.org", "no-address"):
            accounts.add_account(session, login)
    members.grant(store, "viewer@example.org", "lane", "viewer", by="test")
    members.grant(store, "no-address", "lane", "coordinator", by="test")
    exhaust(store)
    (letter,) = told(store)
    assert (letter.channel, letter.address) == ("email", "coordinator@example.org")
    text = letter.body.decode()
    assert "白雪莲 cannot come to this, and nobody is left to ask" in text
    assert "gate" in text
    board = Page(200, coordinator.get(f"/c/lane/{WEEK}", headers=ENGLISH).text)
    assert "Nobody is left to stand in: gate" in board.text


def test_the_group_is_asked_for_help_only_if_wished_and_without_the_name(
    store: Store, coordinator: Person
) -> None:
    publish_lane(store)
    wished = {"webhook": "https://robot.example/x", "alarm_group": True, "alarm_email": False}
    communities.change_settings(store, "lane", wished, author="test")
    exhaust(store)
    (letter,) = told(store)
    assert (letter.channel, letter.address) == ("webhook", "https://robot.example/x")
    assert "gate" in letter.body.decode()
    assert "白雪莲" not in letter.body.decode()


def test_an_owner_is_told_where_nobody_else_can_be(store: Store) -> None:
    publish_lane(store)
    with store.write() as session:
        accounts.add_account(session, "owner@example.org", owner=True)
    number = exhaust(store)
    assert [letter.address for letter in told(store)] == ["owner@example.org"]
    with store.read() as db:
        step = requests.get(db, "lane", number).steps[-1]
        state = public(db, "lane", WEEK)
    with store.write() as session:
        again = alarm.nobody_left(session, state, requests.get(session, "lane", number).request, step)
    assert again == 0, "once"
