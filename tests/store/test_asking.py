"""How long an answer is awaited, and what the coordinator sees of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from roster.services import answers, asking, communities, replies, requests, trading, volunteers
from roster.services.amending import public
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import RequestStep
from tests.site_world import NEXT, WEEK, add_lane
from tests.web.volunteer import AT_MON, AT_TUE, MON, TUE, publish_lane


@pytest.fixture
def lane(store: Store) -> str:
    add_lane(store)
    publish_lane(store)
    return "lane"


def who(person: str) -> Visitor:
    return Visitor("lane", person, 0)


def awaited_until(store: Store, number: int, asked_at: datetime) -> datetime:
    """Return until when an answer is awaited from somebody asked at a local time."""
    with store.read() as db:
        state = public(db, "lane", WEEK)
        asked = requests.get(db, "lane", number)
        zone = state.problem.horizon.zone
        step = RequestStep(
            request_id=number,
            number=9,
            kind="asked",
            person="li",
            actor="x",
            at=asked_at.replace(tzinfo=zone),
        )
        return asking.deadline(db, state, asked, step).astimezone(zone).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("before", "clock", "expected"),
    [
        (4, time(9), (4, time(21))),
        (4, time(12), (3, time(8))),
        (4, time(23), (3, time(11))),
        (1, time(23), (0, time(8))),
        (0, time(7), (0, time(10))),
        (0, time(15), (0, time(16))),
        (0, time(18, 40), (0, time(18, 50))),
    ],
)
def test_silence_is_sooner_near_the_duty_and_never_in_the_night(
    store: Store, lane: str, before: int, clock: time, expected: tuple[int, time]
) -> None:
    """The duty is on Monday at 19:00; the settings leave twelve hours."""
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    asked_at = datetime.combine(WEEK - timedelta(days=before), clock)
    days, at = expected
    assert awaited_until(store, number, asked_at) == datetime.combine(WEEK - timedelta(days=days), at)


def test_a_duty_at_dawn_does_not_wait_for_the_morning(store: Store, lane: str) -> None:
    with store.read() as db:
        state = public(db, "lane", WEEK)
        zone = state.problem.horizon.zone
        request = requests.Request(
            community_id="lane", week=WEEK, kind="cover", person="x", work=MON, start=7 * 60
        )
        at = datetime.combine(WEEK, time(1), zone)
        step = RequestStep(request_id=1, number=1, kind="asked", person="li", actor="x", at=at)
        until = asking.deadline(db, state, requests.State(request, (step,)), step)
    assert until == at + timedelta(hours=1.5)


def test_the_coordinator_sees_until_when_and_whose_duty_a_swap_is_for(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    trading.offer_swap(store, who("li"), WEEK, TUE, AT_TUE, person="han", other_work=MON, other_start=AT_MON)
    with store.read() as db:
        swap, cover = asking.listed(db, lane, WEEK)
    assert (cover["id"], cover["waiting_for"]) == (number, cover["steps"][-1]["person"])
    assert datetime.fromisoformat(cover["until"]) > datetime.now(UTC)
    assert swap["until"] is None
    assert (swap["other"]["name"], swap["other"]["title"]) == ("韩立新", "gate")
    assert swap["other"]["from"] == f"{WEEK}T19:00"


def test_what_wants_the_coordinator_is_counted(store: Store, lane: str) -> None:
    with store.read() as db:
        assert requests.wanting(db, lane, WEEK) == 0
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    with store.read() as db:
        assert requests.wanting(db, lane, WEEK) == 0, "a stand-in is asked, nothing to be done"
    for _ in range(9):
        with store.read() as db:
            waiting = requests.get(db, lane, number).waiting
        if waiting is None:
            break
        answers.answer(store, who(waiting.person or ""), number, accept=False)
    communities.change_settings(store, lane, {"claim_approval": True}, author="account:1")
    with store.read() as db:
        assert requests.wanting(db, lane, WEEK) == 1


def test_the_coordinator_reads_what_people_said_of_their_times(store: Store, lane: str) -> None:
    volunteers.say_available(store, who("li"), NEXT, available=["Tue 18:00-22:00"], note="First")
    volunteers.say_available(store, who("li"), NEXT, available=[], note="My mother is ill")
    volunteers.say_available(store, who("ma"), NEXT, available=["Mon 08:00-12:00"])
    with store.read() as db:
        said = replies.of_week(db, lane, NEXT)["available"]
    assert [(p["name"], p["times"], p["note"]) for p in said] == [
        ("马玉芬", ["Mon 08:00-12:00"], ""),
        ("李志强", [], "My mother is ill"),
    ]


def test_who_owes_an_answer_is_named(store: Store, lane: str) -> None:
    answers.coming(store, who("bai"), WEEK, MON, AT_MON)
    answers.cannot_come(store, who("li"), WEEK, TUE, AT_TUE)
    with store.read() as db:
        said = replies.of_week(db, lane, WEEK)
    assert (said["coming"], said["cannot"]) == (1, 1)
    assert [(p["person"], p["duties"]) for p in said["silent"]] == [("ma", 2), ("han", 1)]
