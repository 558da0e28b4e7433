"""The search among shortlists ends with rosters that the verifier accepts, priced as it prices them."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import assume, given, settings

from roster.loading import load_text
from roster.model import Problem
from roster.verify import verify
from solver import shortlist
from solver.compile import compile_problem
from solver.engine import Clock, Effort
from solver.guide import Place
from solver.incumbent import Incumbent
from solver.neighbourhoods import Neighbourhoods, worth
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
    }.items():
        monkeypatch.setattr(shortlist, name, value)
    monkeypatch.setattr(shortlist, "LEAST_SECONDS", 0.01)


@pytest.mark.parametrize("large", [0, 50_000], ids=["one search", "two searches"])
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


@pytest.mark.parametrize("proven", [True, False])
def test_the_best_roster_meets_the_newest_corner_once_when_no_more_seats_can_be_filled(
    proven: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = compile_problem(load_text(WEEK, "week.yaml"))
    first = open_roster(index, Clock(time.monotonic() + 3.0), Effort(1, 1))
    assert first is not None
    best = Incumbent()
    best.offer(first, *cost(index, first))
    lists = Shortlists(index, best, Effort(1, 1))
    lists.await_corners()
    older, newer, newest = [
        {choice.lit: share for choice in index.record.choices} for share in (0.5, 0.6, 0.7)
    ]
    lists.follow(older)
    lists.follow(newer)
    met: list[float] = []
    meet = Neighbourhoods.meet

    def watched(parts: Neighbourhoods, corner: Mapping[Place, float], clock: Clock) -> None:
        before = worth(parts.best.open_units, parts.best.soft)
        meet(parts, corner, clock)
        assert worth(parts.best.open_units, parts.best.soft) <= before
        met.append(next(iter(corner.values())))
        if len(met) == 1:
            lists.follow(newest)

    monkeypatch.setattr(Incumbent, "open_proven", proven)
    monkeypatch.setattr(Neighbourhoods, "meet", watched)
    lists.run(Clock(time.monotonic() + 2.0))
    assert met == ([0.6, 0.7] if proven else [])
