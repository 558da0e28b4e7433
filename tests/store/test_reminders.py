"""Reminders: for tomorrow, once, not for those who have said no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from roster.services import answers, communities, drafts, publishing, reminders
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


def test_the_group_gets_one_text_for_all_without_homes(store: Store, lane: str) -> None:
    communities.change_settings(store, lane, {"webhook": "https://robot.example/x"}, author="account:1")
    for _ in range(2):
        reminders.remind(store, at=lambda: SUNDAY)
    with store.read() as db:
        (hook,) = db.scalars(select(Message).where(Message.channel == "webhook"))
    assert hook.body.decode().splitlines() == [
        f"Mon {WEEK.day}: who is on duty",
        "19:00–21:00 gate: 白雪莲, 韩立新",
    ]


def test_the_text_of_a_day_is_for_a_team_and_leaves_out_homes_and_who_said_no(
    store: Store, lane: str
) -> None:
    with store.read() as db:
        number = drafts.open_draft(db, lane, WEEK).number
    drafts.edit(store, lane, WEEK, base=number, add=[Seat("visits/h21", "ma")], author="account:1")
    publishing.publish(store, lane, WEEK, base=number + 1, publication=1, author="account:1")

    def text(language: str = "en", team: str | None = None) -> str:
        with store.read() as db:
            return reminders.text_of_day(db, lane, WEEK, WEEK, language, team)

    assert "home visit: 马玉芬" in text()
    assert "Grandmother" not in text() + text("zh_CN")
    assert "值班" in text("zh_CN")
    assert text(team="nobody's").endswith("nobody is on duty")
    answers.cannot_come(store, Visitor("lane", "bai", 0), WEEK, MON, 19 * 60)
    assert "白雪莲" not in text()


def test_a_draft_reminds_nobody(store: Store) -> None:
    add_lane(store)
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    assert reminders.remind(store, at=lambda: SUNDAY) == {"lane": 0}
