"""The search among shortlists ends with rosters that the verifier accepts, priced as it prices them."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest
from hypothesis import assume, given, settings

from roster.loading import load_text
from roster.model import Problem
from roster.roster import Roster
from roster.verify import verify
from solver import shortlist
from solver.compile import compile_problem
from solver.engine import Clock, Effort
from solver.incumbent import Incumbent
from solver.neighbourhoods import Neighbourhoods
from solver.opening import open_roster
from solver.shortlist import Shortlists
from solver.translate import cost, decode
from tests.solver.brute import optimum
from tests.solver.communities import LOOSE, communities
from tests.solver.fingerprint import WEEK


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let lists be so short and rounds so quick that people are listed anew several times."""
    for name, value in {
        "HOME_PEOPLE": 1,
        "DUTY_PEOPLE": 1,
        "ROUND_SECONDS": 0.15,
        "ALONE_SHARE": 0.1,
        "JOINING_SECONDS": 0.05,
        "STALE": 10.0,
    }.items():
        monkeypatch.setattr(shortlist, name, value)
    monkeypatch.setattr(shortlist, "LEAST_SECONDS", 0.01)


@pytest.mark.parametrize("large", [0, 50_000], ids=["one search that begins anew", "two searches"])
@settings(max_examples=8, **LOOSE)
@given(problem=communities(300))
def test_what_the_lists_lead_to_is_accepted_at_its_price(large: int, problem: Problem) -> None:
    index = compile_problem(problem)
    clock = Clock(time.monotonic() + 0.8)
    first = open_roster(index, clock, Effort(1, 1))
    assume(first is not None)
    assert first is not None
    best = Incumbent()
    best.offer(first, *cost(index, first))
    lists = Shortlists(index, best, Effort(1, 1))
    lists.follow({choice.lit: 0.5 for choice in index.record.choices[::2]})
    lists.price({choice.lit: 1.0 for choice in index.record.choices[::3]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortlist, "LARGE", large)
        lists.run(clock)
    assert best.values is not None
    score = verify(problem, decode(index, best.values)).score
    assert (score.hard, score.open_units, score.soft) == (0, best.open_units, best.soft)
    least = optimum(problem)
    assert least is not None
    assert (score.open_units, score.soft) >= (least.open_units, least.soft)


def test_who_begins_anew_goes_on_alone_and_then_joins_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = load_text(WEEK, "week.yaml")
    index = compile_problem(problem)
    clock = Clock(time.monotonic() + 3.0)
    first = open_roster(index, clock, Effort(1, 1))
    assert first is not None
    best = Incumbent()
    best.offer(first, *cost(index, first))
    lists = Shortlists(index, best, Effort(1, 1))
    lists.await_corners()
    for _ in range(2):
        lists.follow({choice.lit: 1.0 for choice in index.record.choices})
    steps: list[str] = []
    fill, combine = Neighbourhoods.fill, Neighbourhoods.combine

    def filled(parts: Neighbourhoods, clock: Clock) -> None:
        steps.append("anew")
        fill(parts, clock)

    def combined(parts: Neighbourhoods, rosters: Iterable[Roster], clock: Clock) -> None:
        joined = list(rosters)
        steps.append("joined")
        combine(parts, joined, clock)
        least = min(verify(problem, roster).score for roster in joined)
        assert verify(problem, decode(parts.index, parts.best.values or ())).score <= least

    monkeypatch.setattr(shortlist, "ISLANDS", 1)
    monkeypatch.setattr(shortlist, "LARGE", 0)
    monkeypatch.setattr(Neighbourhoods, "fill", filled)
    monkeypatch.setattr(Neighbourhoods, "combine", combined)
    lists.run(clock)
    assert steps[:3] == ["anew", "anew", "joined"]
