"""What is said when the time ends before the answer."""

from __future__ import annotations

import pytest

from roster.loading import load_text
from roster.model import Problem
from solver.explain import Answer, Cause, find_conflicts, ways_out, why_not, why_open
from solver.search import solve
from tests.explain.planted import plant

TEXT = """
community: Small
week: 2026-11-23
people: [{id: a}, {id: b, limits: {duties: 3}}, {id: c, away: [2026-11-24]}]
patrols:
  - {id: gate, shifts: [{id: evening, days: daily, time: 19:00-21:00, people: 2}]}
  - {id: walk, shifts: [{id: late, days: daily, time: 20:00-22:00, people: 2}]}
rules: [{kind: rest, hours: 10}, {kind: max-days-in-row, days: 4}]
"""


@pytest.fixture(scope="module")
def problem() -> Problem:
    return load_text(TEXT)


def test_no_conflict_is_claimed_and_none_denied(problem: Problem) -> None:
    planted, _ = plant(problem, 5)
    found = find_conflicts(planted, time_limit=0)
    assert not found
    assert not found.complete


def test_no_way_out_is_claimed(problem: Problem) -> None:
    planted, _ = plant(problem, 5)
    found = find_conflicts(planted, deterministic=True)
    assert ways_out(planted, found, found.conflicts[0], time_limit=0) == ()


def test_nothing_is_said_to_be_settled(problem: Problem) -> None:
    result = solve(problem, time_limit=20)
    assert result.roster is not None
    answers = why_open(problem, result.roster, time_limit=0)
    assert answers.seats
    for why in answers.seats:
        assert why.cause is Cause.UNKNOWN
        assert not why.proven
        assert sum(len(g.obstacles) for g in why.groups) == 3
    served = {a.person for a in result.roster.at("patrols/walk/late/2026-11-23T2000")}
    idle = min(set(problem.people) - served)
    answer = why_not(problem, result.roster, idle, "patrols/walk/late/2026-11-23T2000", time_limit=0)
    assert answer.answer in (Answer.UNKNOWN, Answer.PRICE)
    assert not answer.exact


def test_a_proven_bound_is_used_where_there_is_no_time(problem: Problem) -> None:
    result = solve(problem, time_limit=20)
    assert result.roster is not None
    bound = result.bound.open_units
    for why in why_open(problem, result.roster, open_bound=bound, time_limit=0).seats:
        assert why.cause is Cause.GIVEN_UP
        assert why.proven
