"""Conflicts about visits, whose times are chosen, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roster.loading import load_text
from roster.roster import Assignment
from solver.explain import find_conflicts, ways_out

HEAD = """
community: Homes
week: 2026-11-23
"""

CASES = {
    "forty minutes do not fit into thirty": (
        """
people: [{id: p1, available: [Mon 09:00-09:30]}]
visits: [{id: h1, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:00], people: 1}]
""",
        {("must", "visits/h1", "0"), ("available", "p1")},
    ),
    "forty minutes fit before an absence on the next day": (
        """
people: [{id: p1, available: [Mon 09:10-09:50], away: [2026-11-24]}]
visits: [{id: h1, must: true, times_per_week: 1, days: [Mon, Tue], minutes: 40, between: [09:00-10:00], people: 1}]
""",
        None,
    ),
    "both the hours and the absence are needed": (
        """
people: [{id: p1, available: [Mon 09:10-09:40, Tue 08:00-12:00], away: [2026-11-24]}]
visits: [{id: h1, must: true, times_per_week: 1, days: [Mon, Tue], minutes: 40, between: [09:00-10:00], people: 1}]
""",
        {("must", "visits/h1", "0"), ("available", "p1"), ("away", "p1", "0")},
    ),
    "two homes in one hour need two people": (
        """
people: [{id: p1}]
visits:
  - {id: h1, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:00], people: 1}
  - {id: h2, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:00], people: 1}
""",
        {("must", "visits/h1", "0"), ("must", "visits/h2", "0")},
    ),
    "two homes in eighty minutes need one person": (
        """
people: [{id: p1}]
visits:
  - {id: h1, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:20], people: 1}
  - {id: h2, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:20], people: 1}
""",
        None,
    ),
    "three visits with a day between do not fit into three days": (
        """
people: [{id: p1, available: [Mon-Wed 08:00-12:00]}]
visits: [{id: h1, must: true, times_per_week: 3, gap_days: 1, days: daily, minutes: 40, between: [09:00-10:00], people: 1}]
""",
        {("must", "visits/h1", "0"), ("available", "p1"), ("visit-spacing", "work", "visits/h1")},
    ),
    "a visit needs both of its people at one time": (
        """
people: [{id: p1, available: [Mon 09:00-09:50]}, {id: p2, available: [Mon 09:20-12:00]}]
visits: [{id: h1, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:00], people: 2}]
""",
        {("must", "visits/h1", "0"), ("available", "p1"), ("available", "p2")},
    ),
    "a companion is missing": (
        """
people: [{id: p1}, {id: p2, teams: [police], away: [2026-11-23]}]
visits: [{id: h1, must: true, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:00], people: 1, with: {team: police}}]
""",
        {("must", "visits/h1", "0"), ("away", "p2", "0")},
    ),
    "a limit of hours": (
        """
people: [{id: p1, limits: {hours: 1}}]
visits: [{id: h1, must: true, times_per_week: 2, days: Mon-Wed, minutes: 40, between: [09:00-10:00], people: 1}]
""",
        {("must", "visits/h1", "0"), ("limit", "p1", "hours")},
    ),
}


def bare(key: tuple[str, ...]) -> tuple[str, ...]:
    """Return a key without the numbers of rules."""
    return (key[0], *key[2:]) if key[0] in ("limit", "visit-spacing") else key


@pytest.mark.parametrize("name", CASES)
def test_conflicts_of_visits(name: str) -> None:
    text, members = CASES[name]
    problem = load_text(HEAD + text)
    found = find_conflicts(problem, deterministic=True)
    assert found.complete
    if members is None:
        assert not found
        return
    assert [{bare(m.key) for m in c.members} for c in found.conflicts] == [members]
    assert ways_out(problem, found, found.conflicts[0], time_limit=5, deterministic=True)


def test_pins_that_are_too_close_are_named() -> None:
    problem = load_text(
        HEAD
        + """
people: [{id: p1}, {id: p2}]
visits: [{id: h1, times_per_week: 2, gap_days: 1, days: daily, minutes: 40, between: [09:00-10:00], people: 1}]
"""
    )
    monday, tuesday = (Assignment(d * 1440 + 545, d * 1440 + 585, "visits/h1", "p1") for d in (0, 1))
    found = find_conflicts(replace(problem, pins=(monday, tuesday)), deterministic=True)
    assert [{bare(m.key) for m in c.members} for c in found.conflicts] == [
        {
            ("pin", "p1", "visits/h1", "545"),
            ("pin", "p1", "visits/h1", "1985"),
            ("visit-spacing", "work", "visits/h1"),
        }
    ]


def test_a_pin_of_somebody_who_may_not_serve_is_a_conflict_by_itself() -> None:
    problem = load_text(
        HEAD
        + """
people: [{id: p1}, {id: p2, skills: [x]}]
duties: [{id: d, days: Mon, time: 18:00-20:00, people: 1, skill: x, must: true}]
"""
    )
    pin = Assignment(18 * 60, 20 * 60, "duties/d/2026-11-23T1800", "p1")
    pinned = replace(problem, pins=(pin,))
    found = find_conflicts(pinned, deterministic=True)
    (conflict,) = found.conflicts
    assert [m.sort for m in conflict.members] == ["pin"]
    assert found.least == conflict.members
    (way,) = ways_out(pinned, found, conflict, time_limit=5, deterministic=True)
    assert str(way.sentence) == "p1 is no longer pinned to d."
