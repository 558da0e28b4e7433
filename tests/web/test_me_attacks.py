"""More attacks on what volunteers reach: other communities' requests, line breaks in names, oversized forms."""

from __future__ import annotations

import email
import email.policy

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from roster.services import answers, communities, drafts, feeds, links, publishing, requests, trading
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.services.outbox import Letter, NotSentError
from roster.services.senders import email as letter_of
from roster.services.senders import webhook_sender
from roster.store import Store
from roster.store.tables_people import Message
from tests.site_world import FILES, MAIN, PEOPLE, WEEK
from tests.web.volunteer import AT_MON, AT_TUE, MON, TUE, Volunteer, publish_lane, volunteer

BREAK = "\r\nX-Evil: 1\r\n"


def other_community(store: Store, people: str = PEOPLE, text: str = "") -> None:
    """Add a second community, published, with the same ids of people and work."""
    files = {MAIN: (text or FILES[MAIN].decode()).encode(), "people.csv": people.encode()}
    communities.add_community(store, MAIN, files, author="test", wanted_id="other")
    seats = [Seat(MON, "han"), Seat(MON, "bai"), Seat(TUE, "ma"), Seat(TUE, "li")]
    drafts.edit(store, "other", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(store, "other", WEEK, base=1, publication=0, author="account:1")


def state(store: Store, community: str, number: int) -> str:
    with store.read() as db:
        return requests.get(db, community, number).name


def test_a_request_of_another_community_is_not_there(app: Flask, store: Store) -> None:
    publish_lane(store)
    other_community(store)
    number = answers.cannot_come(store, Visitor("other", "bai", 0), WEEK, MON, AT_MON)
    with store.read() as db:
        asked = requests.get(db, "other", number).waiting
    assert asked is not None
    same_name = volunteer(app, store, asked.person or "")
    form = same_name.get("/available").form("/available")
    form.action = f"/me/{same_name.token}/answer/{number}"
    for said in ("yes", "no"):
        assert "There is no such request" in same_name.send(form, ("answer", said)).text
    assert state(store, "other", number) == "waiting"


def test_nobody_takes_back_or_answers_for_others(app: Flask, store: Store) -> None:
    publish_lane(store)
    number = trading.offer_swap(
        store, Visitor("lane", "li", 0), WEEK, TUE, AT_TUE, person="bai", other_work=MON, other_start=AT_MON
    )
    han = volunteer(app, store, "han")
    form = han.get("/available").form("/available")
    for path in (f"/withdraw/{number}", f"/answer/{number}"):
        form.action = f"/me/{han.token}{path}"
        answer = han.send(form, ("answer", "yes"), ("kind", "swap"))
        assert "There is no such request" in answer.text
    assert state(store, "lane", number) == "waiting"


def test_a_swap_reaches_into_no_other_community(app: Flask, store: Store) -> None:
    publish_lane(store)
    files = {**FILES, "people.csv": (PEOPLE + "only,外人,,,,,,,\n").encode()}
    communities.add_community(store, MAIN, files, author="test", wanted_id="far")
    li = volunteer(app, store, "li")
    form = li.get(f"/swap/offer?week={WEEK}&work={TUE}&start={AT_TUE}").form("/swap/offer")
    assert "not one of your duties" in li.send(form, ("for", f"only|{AT_MON}|{MON}")).text


@pytest.mark.parametrize("path", ["/coming", "/cannot-come", "/available", "/looks", "/swap/offer"])
def test_a_form_that_is_too_large_is_refused(app: Flask, store: Store, path: str) -> None:
    publish_lane(store)
    bai = volunteer(app, store, "bai")
    token = dict(bai.get().form("/looks").fields)["csrf_token"]
    address = f"/me/{bai.token}{path}"
    big = bai.client.post(address, data={"csrf_token": token, "note": "x" * 100_001})
    assert big.status_code == 413
    many = bai.client.post(address, data=b"x" * 100_001, content_type="application/x-www-form-urlencoded")
    assert many.status_code == 413


@pytest.mark.parametrize(
    "address",
    [
        "/board/lane%0d%0aX-Evil:%201",
        f"/board/lane/print.pdf?size=A4%0d%0aX-Evil:%201&week={WEEK}",
        f"/board/lane?week={WEEK}%0d%0aX-Evil:%201",
        "/calendar/x%0d%0aX-Evil:%201.ics",
        "/calendar/..%2f..%2froster.db.ics",
        "/me/..%2f..%2fetc%2fpasswd",
    ],
)
def test_line_breaks_and_paths_in_addresses_lead_nowhere(app: Flask, store: Store, address: str) -> None:
    publish_lane(store)
    answer = app.test_client().get(address)
    assert answer.status_code == 404
    assert "X-Evil" not in answer.headers


def test_line_breaks_and_script_in_names_stay_names_in_a_calendar(app: Flask, store: Store) -> None:
    evil = "gate\\nEND:VEVENT\\nBEGIN:VALARM;<script>"
    text = FILES[MAIN].decode().replace("name: North gate", f'name: "{evil}"')
    other_community(store, text=text)
    with store.read() as db:
        made = feeds.feed(db, Visitor("other", "han", 0))
    calendar = Calendar.from_ical(made)
    assert [part.name for part in calendar.walk() if part.name == "VALARM"] == []
    assert len(calendar.walk("VEVENT")) == 1
    secret = links.make(store, "other", "han", by="test", kind="calendar")
    answer = app.test_client().get(f"/calendar/{secret}.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_line_breaks_in_names_make_no_head_of_a_letter(store: Store) -> None:
    text = FILES[MAIN].decode().replace("community: Lane", 'community: "Lane\\r\\nBcc: evil@example.org"')
    other_community(store, text=text)
    with store.read() as db:
        letters = [
            Letter(m.key, m.address, m.subject, m.body.decode())
            for m in db.scalars(select(Message).where(Message.channel == "email"))
        ]
    assert letters
    for letter in letters:
        read = email.message_from_bytes(
            letter_of(letter, "roster@example.org").as_bytes(), policy=email.policy.default
        )
        assert read["Bcc"] is None
        assert read["To"] == letter.address


def test_a_webhook_leads_only_where_http_leads() -> None:

    for address in ("file:///etc/passwd", "gopher://127.0.0.1/x", "//x", "javascript:alert(1)", ""):
        with pytest.raises(NotSentError):
            webhook_sender()(Letter("k", address, "s", "b"))
    with pytest.raises((NotSentError, ValueError)):
        webhook_sender()(Letter("k", f"http://127.0.0.1:9/x{BREAK}", "s", "b"))


def test_a_calendar_secret_in_the_place_of_a_link_opens_nothing(app: Flask, store: Store) -> None:
    publish_lane(store)
    secret = links.make(store, "lane", "bai", by="test", kind="calendar")
    thief = Volunteer(app, secret)
    for page in ("", "/swap", "/available", "/link"):
        assert thief.get(page).status == 404
    headers = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401
