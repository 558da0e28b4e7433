"""A solve of a week under way: what has begun stays as it is, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roster.loading import load_text
from roster.model import Away, Problem, Span
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver import solve
from solver.result import Result, Status
from solver.under_way import UnderWay

LANE = """
community: Three days
week: 2026-11-23
people: [{id: p1}, {id: p2}, {id: p3}]
patrols:
  - {id: gate, days: [Mon, Tue, Wed], time: 19:00-21:00, people: 2, claims: [{person: p3, on: Mon}]}
visits:
  - {id: h1, times_per_week: 2, days: [Mon, Tue, Wed], minutes: 40, between: [09:00-11:00], gap_days: 1}
rules:
  - {kind: fair-share, of: duties, weight: 5}
"""
TUESDAY_NOON = 1440 + 720


def at_gate(day: int, person: str) -> Assignment:
    return Assignment(day * 1440 + 1140, day * 1440 + 1260, f"patrols/gate/2026-11-{23 + day}T1900", person)


def at_home(start: int, person: str) -> Assignment:
    return Assignment(start, start + 40, "visits/h1", person)


@pytest.fixture
def lane() -> Problem:
    return load_text(LANE, "lane.yaml")


def planned(problem: Problem, roster: Roster, now: int) -> tuple[Roster, Result, UnderWay]:
    """Return the whole week after a solve of what is left."""
    left = UnderWay.of(problem, roster, verify(problem, roster), now)
    result = solve(left.problem, time_limit=10, workers=1)
    assert result.roster is not None, result.status
    return left.whole(result.roster), result, left


def before(roster: Roster, now: int) -> set[Assignment]:
    return {a for a in roster.assignments if a.start < now}


def test_open_seats_of_the_past_stay_open_and_what_was_there_stays(lane: Problem) -> None:
    old = Roster.of([at_gate(0, "p1"), at_home(600, "p2"), at_gate(2, "p1")])
    week, result, left = planned(lane, old, TUESDAY_NOON)
    assert before(week, TUESDAY_NOON) == {at_gate(0, "p1"), at_home(600, "p2")}
    verdict = verify(lane, week)
    assert [seat.start for seat in verdict.open] == [1140], "only the seat of Monday is open"
    assert left.proven(result, verdict) == (Status.OPTIMAL, result.bound)
    assert result.bound.open_units == verdict.score.open_units, "proven unavoidable"
    homes = sorted(a.start for a in week.at("visits/h1"))
    assert homes[0] == 600
    assert homes[1] >= 2 * 1440, "the other visit is on Wednesday"


def test_an_empty_week_is_planned_from_now_on(lane: Problem) -> None:
    week, *_ = planned(lane, Roster(), TUESDAY_NOON)
    assert not before(week, TUESDAY_NOON)
    assert len(week.at(at_gate(1, "p1").work)) == 2


def test_a_week_to_come_is_planned_as_a_whole(lane: Problem) -> None:
    pinned = at_gate(1, "p2")
    left = UnderWay.of(lane, Roster.of([pinned], [pinned]), verify(lane, Roster.of([pinned])), -5)
    assert left.problem.pins == (pinned,)
    assert left.problem.begun is None
    assert left.problem.claims == lane.claims


def test_who_did_not_come_does_not_keep_the_rest_from_being_planned(lane: Problem) -> None:
    gone = replace(lane.people["p1"], away=(Away(Span(1140, 1260)),))
    problem = replace(lane, people={**lane.people, "p1": gone})
    old = Roster.of([at_gate(0, "p1"), at_gate(0, "p2")])
    assert verify(problem, old).hard
    week, result, left = planned(problem, old, TUESDAY_NOON)
    assert left.apart == (at_gate(0, "p1"),)
    assert before(week, TUESDAY_NOON) == set(old.assignments)
    verdict = verify(problem, week)
    status, bound = left.proven(result, verdict)
    assert (status, bound.soft) == (Status.FEASIBLE, None)
    assert bound.open_units == verdict.score.open_units
    assert result.bound.open_units == verdict.score.open_units + 2, "the model saw one seat more"
