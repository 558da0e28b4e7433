"""Stand-ins: everybody is listed once, in the right group, at the verifier's price."""

from __future__ import annotations

import gc

import pytest

from roster.loading import load_text
from roster.model import Problem
from roster.roster import Assignment, Edit, Roster
from roster.standins import GROUPS, Seat, by_group, stand_ins
from roster.verify import verify
from roster.verify_delta import Change, Judgement

WORLD = """
community: Tiny stand-ins
week: 2026-11-23
people:
  - {id: a, skills: [first-aid], wishes: [{want: evening, weight: 3}]}
  - {id: b, skills: [first-aid]}
  - {id: c, skills: [first-aid], wishes: [{avoid: patrol, weight: 5}]}
  - {id: d, skills: [first-aid], away: [2026-11-23]}
  - {id: e, skills: [first-aid]}
  - {id: f, skills: [care]}
  - {id: holder, skills: [first-aid, care]}
  - {id: partner, skills: [care]}
patrols:
  - {id: gate, shifts: [{id: evening, days: Mon, time: 19:00-21:00, people: 1}], skill: first-aid}
duties:
  - {id: room, days: Mon, time: 18:00-20:00, people: 1}
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 30, between: [09:00-10:00], people: 2, skills: [care]}
"""
GATE = "patrols/gate/evening/2026-11-23T1900"
ROOM = "duties/room/2026-11-23T1800"


@pytest.fixture(scope="module")
def problem() -> Problem:
    return load_text(WORLD, "tiny.yaml")


@pytest.fixture(scope="module")
def roster() -> Roster:
    return Roster.of(
        [
            Assignment(1140, 1260, GATE, "holder"),
            Assignment(1080, 1200, ROOM, "e"),
            Assignment(540, 570, "visits/h1", "holder"),
            Assignment(540, 570, "visits/h1", "partner"),
        ]
    )


def test_everybody_is_in_the_group_that_fits(problem: Problem, roster: Roster) -> None:
    found = stand_ins(problem, roster, Seat(GATE, holder="holder"))
    assert {s.person: s.group for s in found} == {
        "a": "prefers",
        "b": "free",
        "c": "cost",
        "d": "conflict",
        "e": "conflict",
        "f": "conflict",
        "partner": "conflict",
    }
    assert [GROUPS.index(s.group) for s in found] == sorted(GROUPS.index(s.group) for s in found)


def test_reasons_name_what_stands_against_each(problem: Problem, roster: Roster) -> None:
    said = {
        s.person: " ".join(map(str, s.reasons))
        for s in stand_ins(problem, roster, Seat(GATE, holder="holder"))
    }
    assert said["a"] == "a wishes for it (evening) on Mon 23."
    assert said["b"] == "b is free, and nothing gets worse."
    assert "c would rather not do patrol" in said["c"]
    assert said["d"] == "d is away on Mon 23."
    assert "e" in said["e"]
    assert "20:00" in said["e"]
    assert "f lacks first-aid" in said["f"]


@pytest.mark.parametrize(
    "seat",
    [
        Seat(GATE, holder="holder"),
        Seat(ROOM, holder="e"),
        Seat("visits/h1", 540, "holder"),
        Seat("visits/h1", 540, "partner"),
    ],
)
def test_the_change_of_score_is_that_of_the_verifier(problem: Problem, roster: Roster, seat: Seat) -> None:
    before = verify(problem, roster).score
    empty = roster.apply(
        [e for s in stand_ins(problem, roster, seat)[:1] for e in [type(s.edit)(s.edit.remove)]]
    )
    bare = verify(problem, empty).score
    for s in stand_ins(problem, roster, seat):
        after = verify(problem, roster.apply([s.edit])).score
        assert s.score == after - before
        assert s.cost == after.soft - bare.soft
        if s.group == "conflict":
            assert after.hard >= bare.hard
        elif s.group in ("free", "prefers"):
            assert after.soft <= bare.soft


def test_an_open_seat_is_filled_without_anybody_leaving(problem: Problem) -> None:
    found = stand_ins(problem, Roster(), Seat(GATE))
    assert all(s.edit.remove == () for s in found)
    assert {s.person for s in found} == set(problem.people)
    assert next(s for s in found if s.person == "b").score.open_units == -2


def test_a_seat_that_the_holder_does_not_have_is_refused(problem: Problem, roster: Roster) -> None:
    with pytest.raises(ValueError, match="b is not at"):
        stand_ins(problem, roster, Seat(GATE, holder="b"))


def test_a_visit_without_its_start_is_refused(problem: Problem, roster: Roster) -> None:
    with pytest.raises(ValueError, match="Say when it starts"):
        stand_ins(problem, roster, Seat("visits/h1"))


def test_groups_keep_the_order(problem: Problem, roster: Roster) -> None:
    found = stand_ins(problem, roster, Seat(GATE, holder="holder"))
    assert [s for group in by_group(found).values() for s in group] == list(found)


def test_the_garbage_collector_does_not_look_on_while_people_are_ranked(
    problem: Problem, roster: Roster
) -> None:
    collecting = []

    class Watched(Judgement):
        def change(self, edit: Edit) -> Change:
            collecting.append(gc.isenabled())
            return super().change(edit)

    stand_ins(problem, roster, Seat(GATE, holder="holder"), judgement=Watched(problem, roster))
    assert collecting
    assert not any(collecting)
    assert gc.isenabled()
