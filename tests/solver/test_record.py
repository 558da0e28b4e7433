"""Between rosters, columns and models: nothing is lost, and each part says what the verifier says."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import islice

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.loading import load_text
from roster.model import Problem, Visit
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver.accept import price
from solver.build import Builder
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.groups import groups
from solver.index import Index
from solver.relaxation import linear_relaxations
from solver.settle import settle
from solver.tidy import MARKS, tidy
from solver.translate import cost, decode, encode
from solver.walking import walked
from tests.solver.brute import any_roster, rosters
from tests.solver.communities import LOOSE, communities

SEEDS = st.integers(0, 1_000_000)

REST = """
community: A late duty and a visit after midnight
week: 2026-11-23
people: [{id: p1}]
duties: [{id: d1, days: Mon, time: 21:00-23:00}]
visits: [{id: h1, minutes: 30, between: [00:00-00:31], days: [Tue]}]
rules: [{kind: rest, hours: 11, weight: 4}]
"""

MARK = """
community: A mark that is too early
week: 2026-11-23
people: [{id: p1}]
duties: [{id: d1, days: Mon, time: 21:00-22:00}]
visits: [{id: h1, minutes: 40, between: [08:55-09:38], days: [Tue]}]
rules: [{kind: rest, hours: 10.95, weight: 4}]
"""


def drawn(problem: Problem, seed: int, number: int) -> tuple[list[Roster], list[Roster]]:
    """Return some rosters in order, and some that break something, drawn by a seed."""
    dice = random.Random(seed)
    some = [*islice(rosters(problem), 100), *(any_roster(problem, dice) for _ in range(30))]
    dice.shuffle(some)
    good = [r for r in some if not verify(problem, r).score.hard]
    bad = [r for r in some if verify(problem, r).score.hard]
    return good[:number], bad[:number]


@settings(max_examples=12, **LOOSE)
@given(communities(300), SEEDS)
def test_a_roster_comes_back_from_its_columns(problem: Problem, seed: int) -> None:
    index = compile_problem(problem)
    good, bad = drawn(problem, seed, 8)
    for roster in (*good, *bad):
        assert decode(index, settle(index, roster)) == roster
        values = encode(index, roster)
        assert sum(values[c.lit] for c in index.record.choices) == len(roster.assignments)


@settings(max_examples=12, **LOOSE)
@given(communities(300), SEEDS)
def test_settled_columns_cost_what_the_verifier_counts(problem: Problem, seed: int) -> None:
    index = compile_problem(problem)
    for roster in drawn(problem, seed, 8)[0]:
        score = verify(problem, roster).score
        assert cost(index, settle(index, roster)) == (score.open_units, score.soft)
        assert price(index, roster) == (score.open_units, score.soft)


def test_rest_that_is_too_short_is_charged_where_all_times_are_known() -> None:
    problem = load_text(REST, "rest.yaml")
    index = compile_problem(problem)
    both = Roster.of(
        [
            Assignment(1260, 1380, "duties/d1/2026-11-23T2100", "p1"),
            Assignment(1440, 1470, "visits/h1", "p1"),
        ]
    )
    assert verify(problem, both).score.soft == 4
    assert price(index, both) == (0, 4)
    assert cost(index, settle(index, both)) == (0, 4)


def relaxed_cost(index: Index, values: dict[int, int], level: str) -> int | None:
    builder = Builder(index, relaxed=True)
    for column, value in values.items():
        builder.model.add(builder.vars[column] == value)
    objective = builder.objective("open" if level == "open" else "soft")
    return search(builder, objective, Clock(math.inf), Effort(1, linearization=0)).objective


@settings(max_examples=10, **LOOSE)
@given(communities(300), SEEDS)
def test_the_relaxation_allows_every_roster_at_no_higher_cost(problem: Problem, seed: int) -> None:
    index = compile_problem(problem)
    for roster in drawn(problem, seed, 3)[0]:
        score = verify(problem, roster).score
        values = encode(index, roster)
        opened, soft = relaxed_cost(index, values, "open"), relaxed_cost(index, values, "soft")
        assert opened is not None
        assert soft is not None
        assert opened <= score.open_units
        assert soft <= score.soft


@settings(max_examples=12, **LOOSE)
@given(communities(300), SEEDS)
def test_tidying_keeps_who_serves_and_every_cost(problem: Problem, seed: int) -> None:
    index = compile_problem(problem)
    for roster in drawn(problem, seed, 2)[0]:
        values = settle(index, roster)
        tidied = decode(index, tidy(index, values, Clock(math.inf), Effort(1)))
        assert who(problem, tidied) == who(problem, roster)
        before, after = verify(problem, roster).score, verify(problem, tidied).score
        assert (after.hard, after.open_units) == (0, before.open_units)
        assert after.soft <= before.soft
        if after.soft == before.soft:
            assert marks(problem, tidied) >= marks(problem, roster)


def test_tidying_does_not_pay_for_marks() -> None:
    """The mark at 08:55 is too early for the rest; 08:57 is not, and has no mark."""
    problem = load_text(MARK, "mark.yaml")
    roster = Roster.of(
        [
            Assignment(1260, 1320, "duties/d1/2026-11-23T2100", "p1"),
            Assignment(1440 + 537, 1440 + 577, "visits/h1", "p1"),
        ]
    )
    index = compile_problem(problem)
    assert verify(problem, roster).score.soft == 0
    tidied = decode(index, tidy(index, settle(index, roster), Clock(math.inf), Effort(1)))
    assert verify(problem, tidied).score.soft == 0
    later = replace(problem, rules=tuple(r for r in problem.rules if r.kind != "rest"))
    index = compile_problem(later)
    tidied = decode(index, tidy(index, settle(index, roster), Clock(math.inf), Effort(1)))
    assert [a.start for a in tidied.at("visits/h1")] == [1440 + 535]


def who(problem: Problem, roster: Roster) -> list[tuple[str, str, int]]:
    """Return who serves where in which slot, whatever the time."""
    found = []
    for a in roster.assignments:
        work = problem.works[a.work]
        slots = work.slots if isinstance(work, Visit) else ()
        slot = next((s.index for s in slots if s.span.contains(a.span)), -1)
        found.append((a.person, a.work, slot))
    return sorted(found)


def marks(problem: Problem, roster: Roster) -> int:
    """Return how good the starts of visits are to remember."""
    starts = {(a.work, a.start) for a in roster.assignments if isinstance(problem.works[a.work], Visit)}
    return sum(weight for _, start in starts for minutes, weight in MARKS if start % minutes == 0)


@settings(max_examples=20, **LOOSE)
@given(communities(300), SEEDS)
def test_every_roster_keeps_the_linear_rows_at_its_own_cost(problem: Problem, seed: int) -> None:
    index = compile_problem(problem)
    relaxations = linear_relaxations(index, groups(index))
    for roster in drawn(problem, seed, 3)[0]:
        score = verify(problem, roster).score
        values = dict(enumerate(settle(index, roster)))
        for (person, day), column in relaxations.minutes.items():
            taken = [c for c in index.by_person_day[person, day] if values[c.lit]]
            values[column] = walked(index, taken, values.__getitem__)
        for linear, priced in ((relaxations.seats, score.open_units), (relaxations.soft, score.soft)):
            at = np.array([values[column] for column in linear.columns.tolist()])
            sums = linear.matrix.dot(at)
            assert (sums >= linear.low).all()
            assert (sums <= linear.high).all()
            assert (at >= linear.least).all()
            assert (at <= linear.most).all()
            assert linear.cost.dot(at) + linear.constant == priced
