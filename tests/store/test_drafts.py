"""Drafts: edits verified at once, conflicts with reasons, undo over restarts, two who edit at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from roster.model import Problem
from roster.roster import Roster
from roster.services import drafts, history
from roster.services.common import RefusedError, StaleError
from roster.services.drafts import ConflictError, Seat
from roster.services.judging import keep_roster
from roster.services.seats import unpack
from roster.store import Store, open_store
from roster.verify import verify
from tests.site_world import NEXT, WEEK, add_lane, gate

MON, TUE = gate(WEEK), gate(WEEK + timedelta(days=1))


def put(store: Store, lane: str, base: int, *seats: Seat, reason: str = "") -> drafts.Change:
    return drafts.edit(store, lane, WEEK, base=base, add=seats, author="account:1", reason=reason)


def people(store: Store, lane: str, work: str) -> list[str]:
    with store.read() as db:
        return [a.person for a in drafts.open_draft(db, lane, WEEK).roster.at(work)]


def test_an_edit_is_verified_and_says_what_got_better(store: Store) -> None:
    lane = add_lane(store)
    change = put(store, lane, 0, Seat(MON, "han"), Seat(MON, "li"))
    assert change.draft.number == 1
    assert change.after == verify(change.draft.problem, change.draft.roster)
    assert change.before.open_seats - change.after.open_seats == 2


def test_what_is_remembered_of_an_edit_is_what_the_store_keeps(store: Store) -> None:
    lane = add_lane(store)
    seats = [Seat(TUE, "bai"), Seat(MON, "li"), Seat(MON, "han"), Seat("visits/h21", "ma")]
    drafts.edit(store, lane, WEEK, base=0, add=seats, pin=seats[:1], author="account:1", reason="x")
    change = drafts.edit(
        store, lane, WEEK, base=1, remove=[Seat(MON, "li")], add=[Seat(TUE, "li")], author="account:1"
    )
    with store.read() as db:
        draft = drafts.open_draft(db, lane, WEEK)
        assert draft.version is not None
        assert draft.roster is change.draft.roster
        assert unpack(draft.problem, draft.version.roster) == (draft.roster, ())


def test_nothing_is_remembered_of_an_edit_that_was_taken_back(store: Store) -> None:
    lane = add_lane(store)
    version = put(store, lane, 0, Seat(MON, "han")).draft.version
    assert version is not None

    def remember_and_fail(problem: Problem) -> None:
        with store.write() as session:
            keep_roster(session, problem, version, Roster())
            raise RuntimeError("taken back")

    with store.read() as db:
        problem = drafts.open_draft(db, lane, WEEK).problem
    with pytest.raises(RuntimeError, match="taken back"):
        remember_and_fail(problem)
    assert people(store, lane, MON) == ["han"]


def test_undo_and_redo_go_on_after_a_restart(url: str, store: Store) -> None:
    lane = add_lane(store)
    for n, person in enumerate(["han", "li", "bai"]):
        put(store, lane, n, Seat([MON, MON, TUE][n], person))
    store.close()
    again = open_store(url)
    for number, left in ((3, ["han", "li"]), (4, ["han"])):
        drafts.undo(again, lane, WEEK, base=number, author="account:1")
        assert people(again, lane, MON) == left
        assert people(again, lane, TUE) == []
    drafts.redo(again, lane, WEEK, base=5, author="account:1")
    change = drafts.redo(again, lane, WEEK, base=6, author="account:1")
    assert people(again, lane, TUE) == ["bai"]
    assert not change.draft.can_redo
    with pytest.raises(RefusedError, match="nothing to redo"):
        drafts.redo(again, lane, WEEK, base=7, author="account:1")
    again.close()


def test_an_edit_after_undo_forgets_what_was_undone(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    put(store, lane, 1, Seat(MON, "li"))
    drafts.undo(store, lane, WEEK, base=2, author="account:1")
    change = put(store, lane, 3, Seat(TUE, "ma"))
    assert not change.draft.can_redo
    assert people(store, lane, MON) == ["han"]
    with store.read() as db:
        assert [v["number"] for v in history.versions(db, lane, WEEK)] == [3, 2, 1, 0]


def test_undoing_and_redoing_many_times_comes_back_to_the_same(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    put(store, lane, 1, Seat(MON, "li"))
    number = 2
    for _ in range(3):
        for step in (drafts.undo, drafts.undo, drafts.redo, drafts.redo):
            number = step(store, lane, WEEK, base=number, author="account:1").draft.number
    assert people(store, lane, MON) == ["han", "li"]
    assert drafts.undo(store, lane, WEEK, base=number, author="account:1").draft.can_undo


def test_a_conflict_needs_a_reason_and_the_reason_is_kept(store: Store) -> None:
    lane = add_lane(store)
    wed = gate(WEEK + timedelta(days=2))
    with pytest.raises(ConflictError) as caught:
        put(store, lane, 0, Seat(wed, "bai"))
    assert [f.rule.kind for f in caught.value.findings] == ["availability"]
    assert people(store, lane, wed) == []
    change = put(store, lane, 0, Seat(wed, "bai"), reason="She is back by seven.")
    assert change.draft.version is not None
    assert [w["reason"] for w in change.draft.version.waivers] == ["She is back by seven."]
    later = put(store, lane, 1, Seat(MON, "han"))
    assert later.draft.version is not None
    assert len(later.draft.version.waivers) == 1
    gone = drafts.edit(store, lane, WEEK, base=2, remove=[Seat(wed, "bai")], author="account:1")
    assert gone.draft.version is not None
    assert gone.draft.version.waivers == []


def test_the_second_of_two_is_told_what_changed_and_loses_nothing(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    put(store, lane, 1, Seat(MON, "li"))
    with pytest.raises(StaleError) as caught:
        put(store, lane, 1, Seat(TUE, "ma"))
    assert caught.value.current["number"] == 2
    assert [s["person"] for s in caught.value.current["added"]] == ["li"]
    put(store, lane, 2, Seat(TUE, "ma"))
    assert (people(store, lane, MON), people(store, lane, TUE)) == (["han", "li"], ["ma"])


def test_pins_stay_through_other_edits(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    drafts.edit(store, lane, WEEK, base=1, pin=[Seat(MON, "han")], author="account:1")
    change = put(store, lane, 2, Seat(MON, "li"))
    assert [a.person for a in change.draft.roster.pinned] == ["han"]
    change = drafts.edit(store, lane, WEEK, base=3, unpin=[Seat(MON, "han")], author="account:1")
    assert change.draft.roster.pinned == frozenset()


def test_a_visit_gets_a_time_and_a_second_visitor_the_same(store: Store) -> None:
    lane = add_lane(store)
    change = put(store, lane, 0, Seat("visits/h21", "ma"))
    (first,) = change.draft.roster.at("visits/h21")
    assert change.draft.problem.horizon.moment(first.start).isoformat() == f"{WEEK}T09:00:00"
    moved = drafts.edit(
        store,
        lane,
        WEEK,
        base=1,
        remove=[Seat("visits/h21", "ma", first.start)],
        add=[Seat("visits/h21", "ma", first.start + 300)],
        author="account:1",
    )
    assert [a.start for a in moved.draft.roster.at("visits/h21")] == [first.start + 300]


@pytest.mark.parametrize(
    "seat", [Seat("patrols/none", "han"), Seat(MON, "nobody"), Seat("visits/none", "ma", 5)]
)
def test_what_does_not_exist_is_refused(store: Store, seat: Seat) -> None:
    lane = add_lane(store)
    with pytest.raises(RefusedError):
        put(store, lane, 0, seat)
    with pytest.raises(RefusedError):
        drafts.edit(store, lane, WEEK, base=0, remove=[seat], author="account:1")


def test_an_older_version_comes_back_and_that_can_be_undone(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    put(store, lane, 1, Seat(MON, "li"))
    drafts.restore(store, lane, WEEK, 1, base=2, author="account:1")
    assert people(store, lane, MON) == ["han"]
    drafts.undo(store, lane, WEEK, base=3, author="account:1")
    assert people(store, lane, MON) == ["han", "li"]


def test_weeks_do_not_touch_each_other(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    with store.read() as db:
        assert drafts.open_draft(db, lane, NEXT).roster == Roster()


def test_two_versions_side_by_side(store: Store) -> None:
    lane = add_lane(store)
    put(store, lane, 0, Seat(MON, "han"))
    put(store, lane, 1, Seat(MON, "li"))
    with store.read() as db:
        found = history.compare(db, lane, WEEK, 1, 2, "en")
    assert [a["name"] for a in found["added"]] == ["李志强"]
    assert (found["removed"], found["people"]) == ([], ["li"])
    assert found["new_score"]["open_seats"] == found["old_score"]["open_seats"] - 1


def test_many_who_edit_at_the_same_moment_lose_nothing(store: Store) -> None:
    lane = add_lane(store)
    days = [gate(WEEK + timedelta(days=d)) for d in range(4)]
    told: list[int] = []

    def edit_all(person: str) -> None:
        for work in days:
            base = 0
            while True:
                try:
                    put(store, lane, base, Seat(work, person), reason="all at once")
                except StaleError as stale:
                    base = stale.current["number"]
                    told.append(base)
                else:
                    break

    people_ = ["han", "ma", "li", "chen"]
    threads = [threading.Thread(target=edit_all, args=(person,)) for person in people_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told
    with store.read() as db:
        draft = drafts.open_draft(db, lane, WEEK)
        numbers = [v["number"] for v in history.versions(db, lane, WEEK)]
    assert draft.number == 16
    assert numbers == list(range(16, -1, -1))
    for work in days:
        assert {a.person for a in draft.roster.at(work)} == set(people_)
