"""Reminders: for tomorrow, once, not for those who have said no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from roster.services import answers, drafts, publishing, reminders
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import Message
from tests.site_world import WEEK, add_lane, gate

MON = gate(WEEK)
SUNDAY = datetime(WEEK.year, WEEK.month, WEEK.day, 4, tzinfo=UTC) - timedelta(days=1)


@pytest.fixture
def lane(store: Store) -> str:
    add_lane(store)
    seats = [Seat(MON, "han"), Seat(MON, "bai"), Seat(gate(WEEK + timedelta(days=1)), "ma")]
    drafts.edit(store, "lane", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")
    return "lane"


def reminded(store: Store) -> list[str | None]:
    with store.read() as db:
        query = select(Message).where(Message.key.startswith("remind:")).order_by(Message.id)
        return [m.person for m in db.scalars(query)]


def test_those_of_tomorrow_are_reminded_once(store: Store, lane: str) -> None:
    assert reminders.remind(store, at=lambda: SUNDAY) == {"lane": 2}
    assert reminders.remind(store, at=lambda: SUNDAY + timedelta(hours=3)) == {"lane": 0}
    assert sorted(map(str, reminded(store))) == ["bai", "han"]
    assert reminders.remind(store, at=lambda: SUNDAY + timedelta(days=1)) == {"lane": 1}


def test_who_cannot_come_is_not_reminded(store: Store, lane: str) -> None:
    answers.cannot_come(store, Visitor("lane", "bai", 0), WEEK, MON, 19 * 60)
    reminders.remind(store, at=lambda: SUNDAY)
    assert reminded(store) == ["han"]


def test_tomorrow_is_the_communitys_own(store: Store, lane: str) -> None:
    saturday_evening_in_greenwich = SUNDAY - timedelta(hours=11)
    assert reminders.remind(store, at=lambda: saturday_evening_in_greenwich) == {"lane": 2}


def test_a_draft_reminds_nobody(store: Store) -> None:
    add_lane(store)
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    assert reminders.remind(store, at=lambda: SUNDAY) == {"lane": 0}
