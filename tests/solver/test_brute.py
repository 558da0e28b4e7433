"""The list of rosters that the optimizer is held against leaves no roster in order out."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from roster.model import Problem
from roster.roster import Roster
from roster.verify import verify
from tests.rules.tiny import assignments
from tests.solver.brute import rosters
from tests.solver.communities import LOOSE, communities


@settings(max_examples=15, **LOOSE)
@given(communities(200), st.randoms(use_true_random=False))
def test_every_roster_without_hard_findings_is_listed(problem: Problem, dice) -> None:  # type: ignore[no-untyped-def]
    listed = {roster.assignments for roster in rosters(problem)}
    possible = assignments(problem)
    for _ in range(60):
        drawn = Roster.of(dice.sample(possible, dice.randint(0, min(4, len(possible)))))
        assert drawn.assignments in listed or verify(problem, drawn).hard


@settings(max_examples=10, **LOOSE)
@given(communities(200))
def test_no_roster_is_listed_twice(problem: Problem) -> None:
    some = list(islice(rosters(problem), 500))
    assert len(some) == len(set(some))
