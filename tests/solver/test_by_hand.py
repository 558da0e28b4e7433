"""Small weeks whose optimum is worked out by hand, one for each shortcut of the models."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roster.loading import load_text
from roster.model import Problem
from solver import Status, solve

WALKS = """
community: A is far from B and C, which are neighbours
week: 2026-11-23
people: [{id: p1}]
places: [{id: a}, {id: b}, {id: c}]
duties:
  - {id: d1, days: Mon, time: 09:00-10:00, place: a, priority: low}
  - {id: d2, days: Mon, time: 10:30-11:30, place: b, priority: high}
  - {id: d3, days: Mon, time: 12:00-13:00, place: c, priority: high}
rules: [{kind: walking, weight: 1}]
"""
FACES = """
community: The same face twice
week: 2026-11-23
people: [{id: p1}, {id: p2}]
visits:
  - {id: h1, minutes: 40, between: [09:00-09:42], days: DAYS, times_per_week: 2}
rules: [{kind: familiar-faces, visitors: 1, weight: 7}]
"""


def walked(table: dict[tuple[str, str], int], cap: int | None) -> Problem:
    problem = load_text(WALKS, "walks.yaml")
    person = problem.people["p1"]
    people = {"p1": replace(person, limits=replace(person.limits, per_day=cap))}
    return replace(problem, people=people, travel=replace(problem.travel, table=table))


@pytest.mark.parametrize(
    ("cap", "back", "open_units", "soft"),
    [
        # All three: 20 to B and 1 to C. Two: the low one stays open, 1 minute from B to C.
        (None, {}, 0, 21),
        (3, {}, 0, 21),
        (2, {}, 1, 1),
        (1, {}, 7, 0),
        # Ways back are never walked: duties follow each other in time.
        (None, {("b", "a"): 3, ("c", "b"): 9}, 0, 21),
        (2, {("b", "a"): 3, ("c", "b"): 9}, 1, 1),
    ],
)
def test_walks(cap: int | None, back: dict[tuple[str, str], int], open_units: int, soft: int) -> None:
    table = {("a", "b"): 20, ("a", "c"): 20, ("b", "c"): 1, **back}
    result = solve(walked(table, cap), time_limit=30)
    assert result.status is Status.OPTIMAL
    assert result.score is not None
    assert (result.score.open_units, result.score.soft) == (open_units, soft)
    assert (result.bound.open_units, result.bound.soft) == (open_units, soft)


@pytest.mark.parametrize("days", ["[Mon, Tue]", "[Mon, Wed], gap_days: 1", "[Mon, Thu], gap_days: 2"])
def test_one_face_may_come_as_often_as_the_gaps_allow(days: str) -> None:
    result = solve(load_text(FACES.replace("DAYS", days), "faces.yaml"), time_limit=30)
    assert (result.status, result.bound.open_units, result.bound.soft) == (Status.OPTIMAL, 0, 0)
    assert result.roster is not None
    assert len({a.person for a in result.roster.assignments}) == 1
