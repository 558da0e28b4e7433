"""How a solve ends: each status, what it carries, and disagreement between model and verifier."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from roster.generator import generate_community
from roster.loading import load_problem, load_text
from roster.model import Problem
from roster.roster import Roster
from roster.rules import registry
from roster.rules.api import Finding, ModelContext, Rule
from roster.verify import verify
from solver import DisagreementError, Progress, Status, solve
from tests.solver.fingerprint import WEEK
from tests.solver.inline import in_parts

AWAY = """
community: Claimed by somebody who is away
week: 2026-11-23
people: [{id: p1, away: [2026-11-23]}, {id: p2}]
duties:
  - {id: d1, days: [Mon, Tue], time: 09:00-10:00, claims: [{person: p1, on: Mon}]}
"""
SHORT = """
community: One seat below its target, two duties at once
week: 2026-11-23
people: [{id: p1}]
duties:
  - {id: d1, days: Mon, time: 09:00-10:00, people: {min: 1, target: 2, max: 2}}
  - {id: d2, days: Tue, time: 09:00-10:00}
rules: [{kind: max-duties, duties: 1, per: week}]
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    """A community that takes longer than a moment."""
    folder = tmp_path_factory.mktemp("large")
    generate_community(people=40, homes=14, posts=2, windows=2, grids=2, seed=4, out=folder)
    return load_problem(folder / "community.yaml")


@pytest.fixture(params=["exact", "parts"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Solve as small communities are solved, then as large ones are."""
    if request.param == "parts":
        in_parts(monkeypatch, inline=False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_claim_of_somebody_who_is_away_is_infeasible() -> None:
    result = solve(load_text(AWAY, "away.yaml"), time_limit=10)
    assert (result.status, result.roster, result.verdict) == (Status.INFEASIBLE, None, None)
    assert result.bound.soft is None


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("more", ["", ", skill: x"])
def test_a_must_duty_for_which_nobody_is_there_is_infeasible(more: str) -> None:
    text = AWAY.replace("{id: p2}", "{id: p2, skills: [x], away: [2026-11-23]}")
    text = text.replace(", claims: [{person: p1, on: Mon}]", f", must: true{more}")
    result = solve(load_text(text, "must.yaml"), time_limit=10)
    assert (result.status, result.roster) == (Status.INFEASIBLE, None)


@pytest.mark.usefixtures("way")
def test_the_rest_is_solved_when_the_claim_can_be_kept() -> None:
    result = solve(load_text(AWAY.replace("away: [2026-11-23]", "name: Li"), "there.yaml"), time_limit=4)
    assert result.status is Status.OPTIMAL
    assert result.score is not None
    assert (result.score.hard, result.score.open_units) == (0, 0)


def test_no_time_is_said_and_nothing_is_invented(large: Problem) -> None:
    result = solve(large, time_limit=0.001)
    assert (result.status, result.roster, result.verdict) == (Status.TIME_LIMIT, None, None)
    assert result.gap is None


def test_stop_before_anything_is_found(large: Problem) -> None:
    result = solve(large, time_limit=60, stop=lambda: True)
    assert (result.status, result.roster) == (Status.INTERRUPTED, None)


@pytest.mark.parametrize(("limit", "stop", "status"), [(0.001, False, "FEASIBLE"), (60, True, "INTERRUPTED")])
def test_in_parts_there_is_a_roster_at_once(
    large: Problem, monkeypatch: pytest.MonkeyPatch, limit: float, stop: bool, status: str
) -> None:
    """Nobody has to serve in it, so the week stays open, and the verifier says so."""
    in_parts(monkeypatch, inline=False)
    result = solve(large, time_limit=limit, stop=lambda: stop)
    assert result.status is Status[status]
    assert result.roster is not None
    assert result.verdict == verify(large, result.roster)
    assert not result.verdict.hard


def test_stop_keeps_the_best_and_returns_soon(large: Problem, way: str) -> None:
    seen: list[tuple[float, Progress]] = []
    told: list[float] = []

    def stop() -> bool:
        known = [p for _, p in seen if p.open_units is not None]
        if known and not told and time.monotonic() - seen[0][0] > 1:
            told.append(time.monotonic())
        return bool(told)

    result = solve(large, time_limit=120, on_progress=lambda p: seen.append((time.monotonic(), p)), stop=stop)
    ended = time.monotonic()
    assert result.status is Status.INTERRUPTED
    assert result.roster is not None
    assert not verify(large, result.roster).hard
    best = min((p.open_units, p.soft) for _, p in seen if p.open_units is not None and p.soft is not None)
    assert result.score is not None
    assert (result.score.open_units, result.score.soft) <= best
    assert ended - told[0] < 20, "of a limit of 120 s; a second or two on a free machine"


@pytest.mark.usefixtures("way")
def test_progress_only_gets_better() -> None:
    seen: list[Progress] = []
    result = solve(load_text(WEEK, "week.yaml"), time_limit=3, on_progress=seen.append)
    costs = [(p.open_units, p.soft) for p in seen if p.open_units is not None and p.soft is not None]
    assert costs == sorted(costs, reverse=True)
    opened = [p.open_bound for p in seen if p.open_bound is not None]
    assert opened == sorted(opened)
    assert result.trace[-1].soft == result.verdict.score.soft if result.verdict else False
    assert result.options["seed"] == 1
    assert set(result.versions) == {"roster", "ortools", "python"}


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the verifier overlook seats below their target."""

    def check(self: Rule, problem: Problem, roster: Roster) -> Iterator[Finding]:
        yield from ()

    monkeypatch.setattr(registry()["target-seats"], "check", check)


@pytest.mark.usefixtures("way", "blind")
def test_another_cost_than_the_verifier_counts_is_a_loud_error() -> None:
    with pytest.raises(
        DisagreementError, match=r"model counts \(\d+, 10\).*verifier counts \(\d+, 0\)"
    ) as caught:
        solve(load_text(SHORT.replace("rules", "x-rules"), "short.yaml"), time_limit=4)
    assert {a.person for a in caught.value.roster.assignments} == {"p1"}


@pytest.mark.usefixtures("way")
def test_a_roster_with_hard_findings_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    def post(self: Rule, ctx: ModelContext) -> None:
        """Say nothing."""

    problem = load_text(SHORT, "short.yaml")
    monkeypatch.setattr(registry()["max-duties"], "post", post)
    with pytest.raises(DisagreementError, match="1 hard breach") as caught:
        solve(problem, time_limit=4)
    assert len(caught.value.roster.assignments) == 2
    assert verify(problem, caught.value.roster).hard


@pytest.mark.usefixtures("way")
def test_pins_stay() -> None:
    problem = load_text(WEEK, "week.yaml")
    free = solve(problem, time_limit=1)
    assert free.roster is not None
    pins = free.roster.assignments[::3]
    again = solve(replace(problem, pins=pins), time_limit=1.5, seed=9).roster
    assert again is not None
    assert set(pins) <= set(again.assignments)
    assert again.pinned == frozenset(pins)
