"""The price of a way out holds against a plan of the changed community, also where it comes from one week."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from roster.loading import load_text
from roster.roster import Roster
from roster.words import sentence
from solver.explain import WayOut, find_conflicts, ways_out, ways_priced
from solver.explain.relaxing import Relaxation
from solver.explain.statements import Statement
from solver.job_questions import answer
from solver.result import Bound
from solver.search import solve
from tests.explain.planted import plant

FAIR = """
community: Fair
week: 2026-11-23
people: [{id: a}, {id: b, limits: {duties: 2}}, {id: c, away: [2026-11-24], wishes: [{avoid: gate, weight: 2}]}]
patrols:
  - {id: gate, shifts: [{id: evening, days: daily, time: 19:00-21:00, people: 1}]}
rules: [{kind: rest, hours: 10}, {kind: fair-share, of: duties, weight: 3}]
"""


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every community for one that is too large to plan for each way."""
    monkeypatch.setattr(ways_priced, "PAIRS_A_SECOND", 0.001)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("deterministic", [True, False])
def test_prices_from_one_week_are_those_of_a_roster_and_bounds_hold(deterministic: bool) -> None:
    problem, members = plant(load_text(FAIR), 5)
    found = find_conflicts(problem, deterministic=True)
    ways = ways_out(problem, found, found.conflicts[0], time_limit=60, deterministic=deterministic)
    assert len({way.relaxation.statement.key for way in ways}) == len(members)
    assert [way.rank for way in ways] == sorted(way.rank for way in ways)
    for way in ways:
        best = solve(way.relaxation.problem, time_limit=20)
        assert best.status.value == "optimal"
        assert best.score is not None
        assert way.soft is not None
        assert way.bound.open_units is not None
        assert way.bound.open_units <= best.score.open_units <= way.open_units
        if way.open_units == best.score.open_units:
            assert (way.bound.soft or 0) <= best.score.soft <= way.soft
    assert all(way.is_open_proven for way in ways)
    if not deterministic:
        assert all(way.bound.soft is not None for way in ways)


@pytest.mark.usefixtures("large")
def test_without_time_the_seats_in_question_are_counted_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways_priced, "PAIRS_FROM_ONE", 0.001)
    problem, _ = plant(load_text(FAIR), 3)
    found = find_conflicts(problem, deterministic=True)
    ways = ways_out(problem, found, found.conflicts[0], time_limit=30)
    assert ways
    assert all(way.soft is None and "of those in question" in str(way.price) for way in ways)


@pytest.mark.parametrize(
    ("open_units", "soft", "bound", "said"),
    [
        (2, 30, Bound(2, 30), "1 seat open, cost 30"),
        (2, 30, Bound(2, 20), "1 seat open, cost 20 to 30"),
        (2, 30, Bound(2), "1 seat open, cost 30 or less"),
        (4, 30, Bound(2, 30), "at most 2 seats open, cost 30 or less"),
        (4, 30, Bound(), "at most 2 seats open, cost 30 or less"),
        (4, None, Bound(), "2 seats open of those in question"),
    ],
)
def test_a_price_claims_what_is_proven(open_units: int, soft: int | None, bound: Bound, said: str) -> None:
    told = sentence("said")
    problem = load_text(FAIR)
    way = WayOut(told, Relaxation(Statement(("must", "x", ""), told), told, problem), open_units)
    priced = replace(way, soft=soft, bound=bound)
    assert str(priced.price) == said
    assert priced.price.say("zh_CN") != said
    assert priced.proven is (said == "1 seat open, cost 30")


def test_the_page_says_the_price_behind_each_way_out() -> None:
    problem, _ = plant(load_text(FAIR), 3)
    options = {"time_limit": 30}
    _, told = answer(
        "conflict", problem, Roster(), options, open_bound=None, now=0, changed=lambda _: problem
    )
    (conflict,) = told["conflicts"]
    assert conflict["ways_out"]
    for way in conflict["ways_out"]:
        assert re.search(r" \(.*seats? open.*\)$", way["en"])
        assert re.search(r"（.*空缺 .*）$", way["zh_CN"])
