"""Bounds raised person by person never pass the optimum, and see walks that the relaxation hides."""

from __future__ import annotations

import math
import time

from hypothesis import assume, given, settings

from roster.loading import load_text
from roster.model import Problem
from solver import ascent
from solver.ascent import Ascent
from solver.bounding import Standing, raise_bound
from solver.compile import compile_problem
from solver.engine import Clock, Effort
from solver.groups import groups
from solver.relaxation import linear_relaxations
from solver.search import solve
from tests.solver.brute import optimum
from tests.solver.communities import LOOSE, communities


def climbed(problem: Problem, most_open: int) -> Standing:
    """Return the bound of a problem by its relaxation, cuts and one ascent."""
    index = compile_problem(problem)
    relaxations = linear_relaxations(index, groups(index))
    climb = Ascent(index, relaxations.minutes).climb

    def on(standing: Standing) -> None:
        climb(standing, Clock(time.monotonic() + 5), Effort(1, 1))

    bounds: list[int] = []
    standing = raise_bound(relaxations.with_most_open(most_open), 5.0, 1, bounds.append, climb=on)
    assert bounds == sorted(set(bounds)), "every bound told is better than the one before"
    assert standing.bound == bounds[-1]
    return standing


@settings(max_examples=25, **LOOSE)
@given(communities(300))
def test_no_bound_passes_the_optimum(problem: Problem) -> None:
    least = optimum(problem)
    assume(least is not None)
    assert least is not None
    before, ascent.LEAST_WALK = ascent.LEAST_WALK, -math.inf
    try:
        assert climbed(problem, least.open_units).bound <= least.soft
    finally:
        ascent.LEAST_WALK = before


SPLIT = """
community: Two homes, one walk of twelve minutes
week: 2026-11-23
people:
  - {id: p1, available: [Tue 14:00-17:00, Thu 14:00-17:00]}
places: [{id: hall, at: [36.6230, 101.7930]}]
travel: {walking_kmh: 4, detour: 1.0}
duties:
  - {id: desk, place: hall, days: [Tue, Thu], time: 15:00-15:10, people: {min: 0, max: 1}}
visits:
  - {id: h1, place: {at: [36.6230, 101.7930]}, minutes: 30, times_per_week: 2, between: [14:00-17:00], days: [Tue, Thu]}
  - {id: h2, place: {at: [36.6300, 101.7930]}, minutes: 30, times_per_week: 1, between: [14:00-17:00], days: [Tue, Thu]}
rules: [{kind: walking, weight: 1}]
"""


def test_a_walk_that_is_hidden_between_two_days_is_paid() -> None:
    problem = load_text(SPLIT, "split.yaml")
    solved = solve(problem, time_limit=10)
    assert solved.score is not None
    assert solved.score.open_units == 0
    assert solved.score.soft == 12
    assert climbed(problem, 0).bound == 12
    relaxations = linear_relaxations(compile_problem(problem), {})
    assert raise_bound(relaxations.with_most_open(0), 5.0, 1, lambda _: None).bound < 12
