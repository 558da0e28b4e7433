"""Homes: named to those who visit them, from publication until the day after, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from roster.services import (
    answers,
    communities,
    drafts,
    feeds,
    languages,
    public_board,
    publishing,
    trading,
    volunteers,
)
from roster.services.common import now
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import Message
from tests.site_world import FILES, MAIN, WEEK, YAML, add_lane, gate

HOME = "Grandmother Bai"
PAST = WEEK - timedelta(days=14)
AT = 9 * 60


def who(person: str) -> Visitor:
    return Visitor("lane", person, 0)


@pytest.fixture
def lane(store: Store) -> str:
    """Ma visits Grandmother Bai this week and did two weeks ago; Han is at the gate."""
    add_lane(store)
    for week in (PAST, WEEK):
        seats = [Seat("visits/h21", "ma", AT), Seat(gate(week), "han")]
        drafts.edit(store, "lane", week, base=0, add=seats, author="account:1")
        publishing.publish(store, "lane", week, base=1, publication=0, author="account:1")
    return "lane"


def test_the_visitor_knows_the_home_and_the_group_does_not(store: Store, lane: str) -> None:
    with store.read() as db:
        assert HOME in str(volunteers.my_page(db, who("ma"), "en"))
        texts = publishing.text_for_group(db, lane, WEEK, "en")
        assert HOME not in texts["group"]
        assert "a home visit" in texts["group"]
        told = {t["person"]: t["text"] for t in texts["people"]}
        assert HOME in told["ma"]
        assert HOME not in told["han"]


def test_nobody_else_sees_the_home(store: Store, lane: str) -> None:
    with store.read() as db:
        for person in ("han", "bai", "li"):
            assert HOME not in str(volunteers.my_page(db, who(person), "en"))
            assert HOME not in str(trading.open_shifts(db, who(person), WEEK))
        assert HOME not in str(trading.swap_offers(db, who("han"), WEEK, gate(WEEK), 19 * 60))
        assert HOME not in str(public_board.show(db, lane, WEEK))
        document, _ = public_board.document(db, lane, WEEK)
    assert HOME not in str(document)
    assert "h21" not in str(document)


def test_who_is_asked_learns_the_home_only_after_saying_yes(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("ma"), WEEK, "visits/h21", AT)
    with store.read() as db:
        mails = [m.body.decode() for m in db.scalars(select(Message)) if m.key.startswith("asked:")]
        waiting = answers.requests.get(db, lane, number).waiting
    assert waiting is not None
    assert waiting.person is not None
    assert not any(HOME in mail for mail in mails)
    with store.read() as db:
        assert HOME not in str(volunteers.my_page(db, who(waiting.person), "en"))
    answers.answer(store, who(waiting.person), number, accept=True)
    with store.read() as db:
        assert HOME in str(volunteers.my_page(db, who(waiting.person), "en"))
        assert HOME not in str(volunteers.my_page(db, who("ma"), "en"))


def test_a_calendar_says_the_address_for_as_long_as_the_page(store: Store) -> None:
    yaml = YAML.replace("name: Grandmother Bai", "name: Grandmother Bai\n    address: 5 Well Alley")
    yaml = yaml.replace("name: North gate}", "name: North gate, address: 1 Long Street}")
    communities.add_community(store, MAIN, {**FILES, MAIN: yaml.encode()}, author="test", wanted_id="lane")
    with store.read() as db:
        zone = drafts.open_draft(db, "lane", WEEK).problem.horizon.zone
    today = now().astimezone(zone).date()
    yesterday, before = today - timedelta(days=1), today - timedelta(days=2)
    for day in (yesterday, before):
        monday = day - timedelta(days=day.weekday())
        with store.read() as db:
            draft = drafts.open_draft(db, "lane", monday)
        start = day.weekday() * 1440 + AT
        seats = [Seat("visits/h21", "ma", start), Seat(gate(day), "ma")]
        number = draft.number
        drafts.edit(store, "lane", monday, base=number, add=seats, author="account:1", reason="x")
    for monday in {day - timedelta(days=day.weekday()) for day in (yesterday, before)}:
        with store.read() as db:
            number = drafts.open_draft(db, "lane", monday).number
        publishing.publish(store, "lane", monday, base=number, publication=0, author="account:1", reason="x")
    with store.read() as db:
        events = Calendar.from_ical(feeds.feed(db, who("ma"))).walk("VEVENT")
        page = str(volunteers.my_page(db, who("ma"), "en"))
    said = {(e.decoded("dtstart").date(), e.decoded("dtstart").hour): str(e["location"]) for e in events}
    assert "5 Well Alley" in said[yesterday, 9]
    assert said[yesterday, 19] == "North gate, 1 Long Street"
    assert said[before, 9] == "-"
    assert page.count("5 Well Alley") == 1, "as on the page"


@pytest.mark.parametrize(("chosen", "words"), [("", "With"), ("zh_CN", "同班：")])
def test_a_calendar_speaks_the_language_of_its_person(
    store: Store, lane: str, chosen: str, words: str
) -> None:
    add = [Seat(gate(WEEK), "ma")]
    drafts.edit(store, lane, WEEK, base=1, add=add, author="account:1")
    publishing.publish(store, lane, WEEK, base=2, publication=1, author="account:1")
    if chosen:
        languages.choose(store, lane, "ma", chosen, by="person:ma")
    with store.read() as db:
        events = Calendar.from_ical(feeds.feed(db, who("ma"))).walk("VEVENT")
    (gates,) = [e for e in events if e.decoded("dtstart").hour == 19]
    assert str(gates["description"]).startswith(words)
    veiled = {"": "a home visit", "zh_CN": "入户探访"}[chosen]
    assert veiled in {str(e["summary"]) for e in events}


def test_a_calendar_forgets_the_home_on_the_day_after_and_when_the_visit_is_anothers(
    store: Store, lane: str
) -> None:
    with store.read() as db:
        events = Calendar.from_ical(feeds.feed(db, who("ma"))).walk("VEVENT")
    said = {e.decoded("dtstart").date(): str(e["summary"]) for e in events}
    assert said == {PAST: "a home visit", WEEK: HOME}
    drafts.edit(store, lane, WEEK, base=1, remove=[Seat("visits/h21", "ma", AT)], author="account:1")
    publishing.publish(store, lane, WEEK, base=2, publication=1, author="account:1")
    with store.read() as db:
        content = feeds.feed(db, who("ma")).decode()
    assert HOME not in content
    assert content.count("STATUS:CANCELLED") == 1
