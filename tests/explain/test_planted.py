"""Planted conflicts are found exactly, among hundreds of rules that have nothing to do with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from roster.generator import generate_community
from roster.loading import load_problem, load_text
from roster.model import Problem
from solver.explain import find_conflicts, ways_out
from solver.search import solve
from tests.explain.planted import keys_of, plant

SMALL = """
community: Small
week: 2026-11-23
people: [{id: a}, {id: b, limits: {duties: 3}}, {id: c, away: [2026-11-24]}]
patrols:
  - {id: gate, shifts: [{id: evening, days: daily, time: 19:00-21:00, people: 1}]}
rules: [{kind: rest, hours: 10}, {kind: max-days-in-row, days: 4}]
"""


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    folder: Path = tmp_path_factory.mktemp("community")
    path = generate_community(people=40, homes=12, posts=2, windows=2, grids=2, seed=3, out=folder)
    return load_problem(path)


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6, 8])
def test_every_size_is_found_exactly(size: int) -> None:
    problem, members = plant(load_text(SMALL), size)
    found = find_conflicts(problem, deterministic=True)
    assert len(members) == size
    assert keys_of(found) == [members]
    assert found.complete
    assert found.conflicts[0].smallest


def test_a_community_without_conflict_has_none(community: Problem) -> None:
    found = find_conflicts(community, deterministic=True)
    assert found.complete
    assert not found


def test_five_members_among_hundreds_of_statements(community: Problem) -> None:
    problem, members = plant(community, 5)
    found = find_conflicts(problem, deterministic=True)
    assert keys_of(found) == [members]
    assert solve(problem, time_limit=20).status.value == "infeasible"


def test_disjoint_conflicts_are_all_listed() -> None:
    problem, first = plant(load_text(SMALL), 3, name="one")
    problem, second = plant(problem, 5, name="two")
    found = find_conflicts(problem, deterministic=True)
    assert keys_of(found) == [first, second]
    for conflict in found.conflicts:
        assert ways_out(problem, found, conflict, time_limit=5, deterministic=True)


def test_every_way_out_makes_it_solvable_and_says_its_price() -> None:
    problem, members = plant(load_text(SMALL), 5)
    found = find_conflicts(problem, deterministic=True)
    ways = ways_out(problem, found, found.conflicts[0], time_limit=30)
    assert len({w.relaxation.statement.key for w in ways}) == len(members)
    for way in ways:
        result = solve(way.relaxation.problem, time_limit=10)
        assert result.score is not None
        assert way.proven
        assert (way.open_units, way.soft) == (result.score.open_units, result.score.soft)
    assert [(w.open_units, w.soft) for w in ways] == sorted((w.open_units, w.soft) for w in ways)  # type: ignore[type-var]


@pytest.mark.benchmark
def test_five_members_in_a_community_of_150(tmp_path: Path) -> None:
    path = generate_community(people=150, homes=60, posts=6, windows=6, grids=7, seed=1, out=tmp_path)
    problem, members = plant(load_problem(path), 5)
    found = find_conflicts(problem, time_limit=60)
    assert keys_of(found) == [members]
    print(f"{found.seconds:.1f} s")
