"""Volunteers: answers, stand-ins in turn, claims, swaps, availability; own data only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from roster.services import (
    answers,
    asking,
    communities,
    configurations,
    drafts,
    links,
    publishing,
    requests,
    volunteers,
)
from roster.services.common import NotFoundError, RefusedError, now
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import Message
from solver import solve
from tests.site_world import NEXT, WEEK, add_lane
from tests.store.published import (
    AT_MON,
    AT_TUE,
    MON,
    THU,
    TUE,
    WAITING,
    at,
    page,
    publish_lane,
    state,
    swap,
    who,
)


@pytest.fixture
def lane(store: Store) -> str:
    return publish_lane(store)


def test_a_page_shows_own_duties_with_partners_and_nothing_of_others(store: Store, lane: str) -> None:
    mine = page(store, "bai")
    assert [d["work"] for d in mine["duties"]] == [MON]
    assert mine["duties"][0]["with"] == [{"name": "韩立新", "phone": "13900000001", "skills": ["first-aid"]}]
    assert "Bai" not in str(mine["duties"]), "the home is Ma's visit"
    assert "马玉芬" not in str(mine)
    assert "13900000002" not in str(page(store, "li")), "Ma has not agreed that others see her number"
    assert "Grandmother Bai" in str(page(store, "ma")["duties"])


def test_coming_is_kept_and_seen_by_the_coordinator(store: Store, lane: str) -> None:
    answers.coming(store, who("bai"), WEEK, MON, AT_MON)
    assert page(store, "bai")["duties"][0]["answer"] == "coming"
    from roster.services.board import open_board

    with store.read() as db:
        board = open_board(db, lane, WEEK, "en")
    seats = {s["person"]: s["answer"] for p in board["people"] for c in p["cells"].values() for s in c}
    assert seats == {"han": None, "bai": "coming", "ma": None, "li": None}


@pytest.mark.parametrize("person", ["han", "bai"])
def test_nobody_answers_for_another(store: Store, lane: str, person: str) -> None:
    with pytest.raises(NotFoundError):
        answers.coming(store, who(person), WEEK, TUE, AT_TUE)
    with pytest.raises(NotFoundError):
        answers.cannot_come(store, who(person), WEEK, TUE, AT_TUE)


def test_stand_ins_are_asked_in_turn_until_one_accepts(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON, "My knee.")
    first = state(store, number).waiting
    assert first is not None
    assert first.person is not None
    assert first.person not in ("bai", "han", "liu"), "Han is there, Liu has no time"
    assert page(store, first.person)["asked"][0]["who"] == "白雪莲"
    answers.answer(store, who(first.person), number, accept=False)
    second = state(store, number).waiting
    assert second is not None
    assert second.person is not None
    assert second.person != first.person
    assert answers.answer(store, who(second.person), number, accept=True) == "done"
    assert sorted(at(store, MON)) == sorted(["han", second.person])
    seen = requests.as_json(_problem(store), state(store, number))
    assert [s["kind"] for s in seen["steps"]] == ["asked", "refused", "asked", "accepted", "done"]
    assert page(store, "bai")["requests"][0]["taken_by"]
    assert page(store, "bai")["duties"] == []


def _problem(store: Store):  # type: ignore[no-untyped-def]
    with store.read() as db:
        return drafts.open_draft(db, "lane", WEEK).problem


def test_who_is_silent_is_passed_over_but_may_still_accept(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    first = state(store, number).waiting
    assert first is not None
    assert asking.tick(store, lambda: now()) == 0
    assert asking.tick(store, lambda: now() + timedelta(hours=WAITING)) == 1
    then = state(store, number)
    assert [s.kind for s in then.steps] == ["asked", "silent", "asked"]
    assert answers.answer(store, who(first.person or ""), number, accept=True) == "done"
    late = then.waiting
    assert late is not None
    with pytest.raises(RefusedError, match="settled"):
        answers.answer(store, who(late.person or ""), number, accept=True)


def test_a_community_that_cannot_be_judged_keeps_no_other_waiting(store: Store, lane: str) -> None:
    """Its newest configuration plans two weeks from another Monday on: the week asked about is none of its."""
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    add_lane(store, "other")
    seats = [Seat(MON, "han"), Seat(MON, "bai")]
    drafts.edit(store, "other", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(store, "other", WEEK, base=1, publication=0, author="account:1")
    answers.cannot_come(store, Visitor("other", "bai", 0), WEEK, MON, AT_MON)
    with store.write() as session:
        row = configurations.current(session, lane)
        files = configurations.files_of(session, row.id)
        moved = files[row.main].replace(f"week: {WEEK}".encode(), f"week: {NEXT}\nweeks: 2".encode())
        community = communities.get(session, lane)
        configurations.save(session, community, row.main, {**files, row.main: moved}, author="account:1")
    assert asking.tick(store, lambda: now() + timedelta(hours=WAITING)) == 1
    assert [s.kind for s in state(store, number).steps] == ["asked"]


def test_fewest_recent_asks_first(store: Store, lane: str) -> None:
    one = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    first = state(store, one).waiting
    assert first is not None
    two = answers.cannot_come(store, who("li"), WEEK, TUE, AT_TUE)
    second = state(store, two).waiting
    assert second is not None
    assert second.person != first.person


def test_when_nobody_is_left_the_coordinator_sees_it(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    for _ in range(10):
        waiting = state(store, number).waiting
        if waiting is None:
            break
        answers.answer(store, who(waiting.person or ""), number, accept=False)
    assert state(store, number).name == "exhausted"
    assert "bai" in at(store, MON), "she stays there until the coordinator decides"


def test_coming_after_all_takes_the_request_back(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    answers.coming(store, who("bai"), WEEK, MON, AT_MON)
    assert state(store, number).name == "cancelled"


def test_saying_it_twice_is_one_request(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    assert answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON) == number


def test_only_who_is_asked_may_answer(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    with pytest.raises(NotFoundError):
        answers.answer(store, who("liu"), number, accept=True)
    with pytest.raises(NotFoundError):
        answers.answer(store, who("bai"), number, accept=True)
    add_lane(store, "other")
    asked = state(store, number).waiting
    assert asked is not None
    with pytest.raises(NotFoundError):
        answers.answer(store, Visitor("other", asked.person or "", 0), number, accept=True)


def test_an_absence_is_known_to_the_next_solve(store: Store, lane: str) -> None:
    answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    with store.read() as db:
        draft = drafts.open_draft(db, lane, WEEK)
        verdict = drafts.verdict_of(draft.problem, draft.roster)
    assert [f.where.person for f in verdict.hard] == ["bai"]


def test_a_draft_that_has_gone_its_own_way_follows_too(store: Store, lane: str) -> None:
    drafts.edit(store, lane, WEEK, base=1, add=[Seat(THU, "ma")], author="account:1")
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    waiting = state(store, number).waiting
    assert waiting is not None
    answers.answer(store, who(waiting.person or ""), number, accept=True)
    with store.read() as db:
        draft = drafts.open_draft(db, lane, WEEK)
    assert [a.person for a in draft.roster.at(THU)] == ["ma"]
    assert sorted(a.person for a in draft.roster.at(MON)) == sorted(["han", waiting.person])


def test_who_is_asked_gets_one_mail(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    for _ in range(3):
        asking.tick(store)
    with store.read() as db:
        keys = [m.key for m in db.scalars(select(Message)) if m.key.startswith("asked:")]
    assert keys in ([f"asked:{number}:1"], []), keys


def test_a_publication_that_settles_it_ends_the_asking(store: Store, lane: str) -> None:
    number = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    waiting = state(store, number).waiting
    assert waiting is not None
    seats = {"remove": [Seat(MON, "bai")], "add": [Seat(MON, "chen")]}
    drafts.edit(store, lane, WEEK, base=1, author="account:1", **seats)
    assert state(store, number).name == "waiting", "a draft settles nothing"
    publishing.publish(store, lane, WEEK, base=2, publication=1, author="account:1")
    assert state(store, number).name == "done"
    assert asking.tick(store, lambda: now() + timedelta(days=1)) == 0
    with pytest.raises(RefusedError, match="settled"):
        answers.answer(store, who(waiting.person or ""), number, accept=True)


def test_a_publication_ends_swaps_of_what_changed_hands(store: Store, lane: str) -> None:
    number = swap(store)
    drafts.edit(store, lane, WEEK, base=1, remove=[Seat(MON, "bai")], author="account:1")
    publishing.publish(store, lane, WEEK, base=2, publication=1, author="account:1")
    assert state(store, number).name == "cancelled"


def test_what_a_volunteer_says_flows_into_the_next_week(store: Store, lane: str) -> None:
    assert page(store, "li")["next_week"] == NEXT.isoformat()
    volunteers.say_available(store, who("li"), NEXT, available=["Tue 18:00-22:00"], note="Only Tuesday")
    with store.read() as db:
        problem = drafts.open_draft(db, lane, NEXT).problem
        told = volunteers.availability(db, who("li"), NEXT)
    assert [problem.horizon.day_of(s.start) for s in problem.people["li"].available] == [1]
    assert [day for day, hours in told["days"].items() if hours] == [(NEXT + timedelta(days=1)).isoformat()]
    assert told["said"]
    volunteers.say_available(store, who("li"), NEXT, available=[])
    with store.read() as db:
        problem = drafts.open_draft(db, lane, NEXT).problem
        days = [problem.horizon.day_span(d) for d in range(7)]
        assert not any(problem.people["li"].free_for(day) for day in days)
        assert len(problem.people["ma"].available) == 1, "others are as before"


def test_the_next_solve_keeps_to_what_was_said(store: Store, lane: str) -> None:
    """Without Zhao, the window has only Wu; without both it stays open."""

    def window() -> set[str]:
        with store.read() as db:
            problem = drafts.open_draft(db, lane, NEXT).problem
        roster = solve(problem, time_limit=10).roster
        assert roster is not None
        return {a.person for a in roster.assignments if a.work.startswith("windows/")}

    volunteers.say_available(store, who("wu"), NEXT, available=[])
    assert window() == {"zhao"}
    volunteers.say_available(store, who("zhao"), NEXT, available=["Tue 18:00-22:00"])
    assert window() == set()


def test_words_that_are_not_understood_are_refused_with_a_cure(store: Store, lane: str) -> None:
    with pytest.raises(RefusedError) as caught:
        volunteers.say_available(store, who("li"), NEXT, available=["Tuesdy evening"])
    assert "Tuesdy" in str(caught.value)


def test_a_link_opens_ones_own_page_until_it_is_renewed_or_revoked(store: Store, lane: str) -> None:
    plain = links.make(store, lane, "bai", by="account:1")
    with store.read() as db:
        found = links.visitor(db, plain)
        assert found is not None
        assert (found.community, found.person) == (lane, "bai")
        assert links.visitor(db, plain, "calendar") is None
        assert links.visitor(db, plain + "x") is None
    new = links.renew(store, lane, "bai", by="account:1")
    with store.read() as db:
        assert links.visitor(db, plain) is None
        assert links.visitor(db, new) is not None
    assert links.revoke(store, lane, "bai", by="account:1") == 1
    with store.read() as db:
        assert links.visitor(db, new) is None
    with pytest.raises(NotFoundError):
        links.make(store, lane, "nobody", by="account:1")


def test_a_resend_reaches_only_who_is_known_and_not_too_often(store: Store, lane: str) -> None:
    for address in ("bai@example.org", " BAI@example.org ", "stranger@example.org", "", "x" * 400):
        links.resend(store, lane, address)
    links.resend(store, "none", "bai@example.org")
    with store.read() as db:
        sent = [m.person for m in db.scalars(select(Message)) if m.key.startswith("link:")]
    assert sent == ["bai"]
