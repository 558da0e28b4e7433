"""Every conflict is held against all rosters of a tiny world, in which nothing knows of the solver."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.model import Problem
from roster.rules import registry
from roster.rules.api import Rule
from solver.explain import find_conflicts
from tests.explain.brute import broken_sets, comparable, hits_all, smallest_conflicts
from tests.explain.worlds import drawn
from tests.rules.tiny import assignments, world

KINDS = [kind for _, kind in sorted(registry().items())]
MOST_ASSIGNMENTS = 12


def demanding(problem: Problem) -> Problem:
    """Return the world with every seat as a must."""
    return replace(
        problem,
        duties=tuple(replace(d, must=True) for d in problem.duties),
        visits=tuple(replace(v, must=True) for v in problem.visits),
    )


def agree(problem: Problem) -> None:
    broken = broken_sets(problem)
    found = find_conflicts(problem, deterministic=True)
    assert found.complete
    if frozenset() in broken:
        assert found.conflicts == ()
        return
    least = frozenset(comparable(m.key, problem) for m in found.least)
    assert any(b <= least for b in broken)
    assert len(least) == min(map(len, broken))
    first = found.conflicts[0]
    smallest = smallest_conflicts(broken)
    members = frozenset(comparable(m.key, problem) for m in first.members)
    assert first.smallest
    assert members in smallest
    seen: set[tuple[str, ...]] = set()
    for conflict in found.conflicts:
        keys = [comparable(m.key, problem) for m in conflict.members]
        assert hits_all(keys, broken)
        for key in keys:
            assert not hits_all(set(keys) - {key}, broken)
        assert seen.isdisjoint(keys)
        seen |= set(keys)
    assert not hits_all({k for b in broken for k in b} - seen, broken)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.kind)
def test_tiny_world_of_each_rule(kind: type[Rule]) -> None:
    problem = demanding(world(kind))
    if len(assignments(problem)) > MOST_ASSIGNMENTS:
        pytest.skip("too many rosters to list")
    agree(problem)


@pytest.mark.parametrize("seed", range(30))
def test_drawn_worlds(seed: int) -> None:
    problem = drawn(seed)
    if problem is None:
        pytest.skip("too many rosters to list")
    agree(problem)


@settings(max_examples=25, deadline=None)
@given(st.integers(1_000, 1_000_000))
def test_any_drawn_world(seed: int) -> None:
    problem = drawn(seed)
    if problem is not None:
        agree(problem)
