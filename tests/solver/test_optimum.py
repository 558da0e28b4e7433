"""The optimizer finds the best roster that there is, and proves it: held against all rosters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from roster.model import Problem
from roster.rules import registry
from roster.verify import verify
from solver import Status, solve
from solver.result import Result
from tests.solver.brute import Optimum, optimum
from tests.solver.communities import LOOSE, communities
from tests.solver.inline import in_parts

ROUNDS = 12


def check_exact(problem: Problem, best: Optimum | None) -> None:
    result = solve(problem, time_limit=60)
    if best is None:
        event("no roster")
        assert (result.status, result.roster) == (Status.INFEASIBLE, None)
        return
    event(f"open: {min(best.open_units, 1)}, soft: {min(best.soft, 1)}")
    assert result.status is Status.OPTIMAL
    assert is_accepted(problem, result)
    assert result.score is not None
    assert (result.score.open_units, result.score.soft) == (best.open_units, best.soft), best.roster
    assert (result.bound.open_units, result.bound.soft) == (best.open_units, best.soft)


def check_parts(problem: Problem, best: Optimum | None) -> bool:
    """Hold the way of large communities against the optimum, and say whether it found it."""
    with pytest.MonkeyPatch.context() as patch:
        in_parts(patch)
        result = solve(problem, time_limit=ROUNDS, deterministic=True)
    if best is None:
        assert (result.status, result.roster) == (Status.INFEASIBLE, None)
        return True
    assert result.score is not None
    assert is_accepted(problem, result)
    found = (result.score.open_units, result.score.soft)
    assert found >= (best.open_units, best.soft)
    assert result.bound.open_units is not None
    assert result.bound.open_units <= best.open_units
    if result.bound.soft is not None and result.score.open_units == best.open_units:
        assert result.bound.soft <= best.soft
    if result.status is Status.OPTIMAL:
        assert found == (best.open_units, best.soft)
    return found == (best.open_units, best.soft)


def is_accepted(problem: Problem, result: Result) -> bool:
    """Say whether the verifier accepts the roster with the score that the result claims."""
    assert result.roster is not None
    verdict = verify(problem, result.roster)
    return not verdict.hard and verdict.score == result.score


@settings(max_examples=80, **LOOSE)
@given(communities(200))
def test_the_exact_search_finds_the_optimum(problem: Problem) -> None:
    check_exact(problem, optimum(problem))


@settings(max_examples=50, **LOOSE)
@given(
    communities(200), st.integers(1, 3), st.lists(st.integers(0, 9), min_size=7, max_size=7), st.booleans()
)
def test_walks_of_few_a_day_are_charged_exactly(
    problem: Problem, cap: int, minutes: list[int], both_ways: bool
) -> None:
    places = sorted({work.place for work in problem.works.values()})
    table = {(a, b): minutes[n % 7] for n, (a, b) in enumerate(combinations(places, 2))}
    if not both_ways:
        table |= {(b, a): minutes[n % 5] for n, (a, b) in enumerate(combinations(places, 2))}
    people = {
        p.id: replace(p, limits=replace(p.limits, per_day=cap)) if p.id != "p1" else p
        for p in problem.people.values()
    }
    others = tuple(rule for rule in problem.rules if rule.kind != "walking")
    walking = registry()["walking"].model_validate({"weight": 2})
    travel = replace(problem.travel, table=table)
    changed = replace(problem, people=people, travel=travel, rules=(*others, walking))
    check_exact(changed, optimum(changed))


def hold_parts(examples: int, most: int) -> None:
    """Solve so many communities in parts; nine of ten end with the optimum."""
    counts: Counter[bool] = Counter()

    @settings(max_examples=examples, **LOOSE)
    @given(communities(most))
    def run(problem: Problem) -> None:
        counts[check_parts(problem, optimum(problem))] += 1

    run()
    assert counts[True] >= 0.9 * counts.total(), counts


def test_the_search_in_parts_is_never_better_than_the_optimum() -> None:
    hold_parts(25, 250)


@pytest.mark.slow
@settings(max_examples=500, **LOOSE)
@given(communities(4000))
def test_the_exact_search_finds_the_optimum_of_many(problem: Problem) -> None:
    check_exact(problem, optimum(problem))


@pytest.mark.slow
def test_the_search_in_parts_on_many() -> None:
    hold_parts(400, 2000)
