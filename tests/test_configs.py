"""Every community under configs/, and the starter of `roster new`, loads and solves."""

from __future__ import annotations

from pathlib import Path

import pytest

import roster
from roster.loading import load_problem
from roster.model import Problem

ROOT = Path(__file__).parent.parent
YAML = sorted(path for path in (ROOT / "configs").rglob("*.yaml"))
COMMUNITIES = [path for path in YAML if "\ncommunity:" in "\n" + path.read_text("utf-8")]
STARTER = Path(roster.__file__).parent / "starter" / "community.yaml"
SMALL = [path for path in [*COMMUNITIES, STARTER] if path.parent.name in ("first-steps", "starter")]
LARGE = [path for path in COMMUNITIES if path not in SMALL]


def name(path: Path) -> str:
    return path.parent.name


@pytest.mark.parametrize("path", [*COMMUNITIES, STARTER], ids=name)
def test_it_loads(path: Path) -> None:
    problem = load_problem(path)
    assert problem.horizon.first.isoformat() == "2026-11-23"
    assert problem.people
    assert problem.works


def test_every_shared_file_is_extended_by_a_community() -> None:
    told = "".join(path.read_text("utf-8") for path in COMMUNITIES)
    shared = [path for path in YAML if path not in COMMUNITIES]
    assert shared
    assert all(f"extends: ../shared/{path.name}" in told for path in shared)


@pytest.mark.parametrize(
    ("community", "services", "kinds"),
    [
        (
            "muslim-lane",
            {"patrols", "windows", "duties", "visits", "standby"},
            {"ab-cover", "pair", "not-alone"},
        ),
        (
            "camp-street",
            {"patrols", "duties", "visits", "standby"},
            {"claims", "max-label", "together", "apart"},
        ),
        (
            "yuehe-homeland",
            {"patrols", "windows", "duties", "visits", "standby"},
            {"crews-turn", "change-windows"},
        ),
    ],
)
def test_the_large_ones_use_the_language_widely(community: str, services: set[str], kinds: set[str]) -> None:
    problem = load_problem(ROOT / "configs" / community / "community.yaml")
    assert {work.service for work in problem.works.values()} == services
    assert kinds <= {rule.kind for rule in problem.rules}
    assert 40 <= len(problem.people) <= 90


def test_everybody_in_the_shipped_communities_can_be_used() -> None:
    from roster.eligibility import can_serve, visit_windows

    def usable(problem: Problem, key: str) -> bool:
        person = problem.people[key]
        return any(can_serve(problem, person, duty) for duty in problem.duties) or any(
            visit_windows(problem, person, visit, slot) for visit in problem.visits for slot in visit.slots
        )

    for path in [*COMMUNITIES, STARTER]:
        problem = load_problem(path)
        assert [key for key in problem.people if not usable(problem, key)] == []


@pytest.mark.parametrize("path", SMALL, ids=name)
def test_the_small_ones_solve_with_no_seat_open(path: Path) -> None:
    from solver import solve

    result = solve(load_problem(path), time_limit=20, workers=2, seed=1)
    assert result.verdict is not None
    assert (result.verdict.score.hard, result.verdict.score.open_units) == (0, 0)


@pytest.mark.parametrize("path", [p for p in LARGE if name(p) != "yuehe-homeland"], ids=name)
def test_large_ones_solve_with_few_seats_open(path: Path) -> None:
    few_seats_stay_open(path, 20)


def few_seats_stay_open(path: Path, seconds: int) -> None:
    from solver import solve

    result = solve(load_problem(path), time_limit=seconds, seed=1)
    assert result.verdict is not None
    assert result.verdict.score.hard == 0
    assert result.verdict.score.open <= 4


@pytest.mark.slow
def test_yuehe_solves_with_few_seats_open() -> None:
    few_seats_stay_open(ROOT / "configs" / "yuehe-homeland" / "community.yaml", 60)


@pytest.mark.benchmark
@pytest.mark.parametrize("path", LARGE, ids=name)
def test_the_large_ones_solve_to_a_gap_of_one_per_cent(path: Path) -> None:
    from solver import solve

    result = solve(load_problem(path), time_limit=60, seed=1)
    assert result.verdict is not None
    assert result.bound is not None
    score = result.verdict.score
    assert (score.hard, score.open_units) == (0, result.bound.open_units)
    assert result.bound.soft is not None
    assert score.soft - result.bound.soft <= score.soft / 100


def test_history_of_yuehe_is_last_weeks_roster() -> None:
    problem = load_problem(ROOT / "configs" / "yuehe-homeland" / "community.yaml")
    assert len(problem.past) > 200
    assert {problem.horizon.week_of(past.span.start) for past in problem.past} == {-1}
    assert {past.person for past in problem.past} <= set(problem.people)
