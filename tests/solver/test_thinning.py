"""Thin relaxations lose nothing but the choices that do not stay."""

from __future__ import annotations

import numpy as np
import pytest

from roster.loading import load_text
from solver import thinning
from solver.compile import compile_problem
from solver.groups import groups
from solver.leaning import Leaning
from solver.linear_bound import Linear, Mask, Real, Relaxed, approach
from solver.relaxation import Relaxation, linear_relaxations
from solver.thin_corners import thin_corner
from solver.thinning import few_at_each, thinned
from tests.solver.fingerprint import WEEK


@pytest.fixture(scope="module")
def relaxation() -> Relaxation:
    index = compile_problem(load_text(WEEK, "week.yaml"))
    return Relaxation.of(linear_relaxations(index, groups(index)).soft, index)


def optimum(linear: Linear) -> Relaxed:
    found = approach(linear, None, seconds=20.0)
    assert found.solved
    return found


def spread(linear: Linear, thin: Linear, values: Real) -> Real:
    """Return values of all columns: 0 where a thin relaxation has none."""
    known = dict(zip(thin.columns.tolist(), values.tolist(), strict=True))
    return np.array([known.get(column, 0.0) for column in linear.columns.tolist()])


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_a_thin_relaxation_costs_what_the_whole_one_costs_without_these_choices(
    relaxation: Relaxation, share: float
) -> None:
    linear = relaxation.linear
    gone = relaxation.choices & (np.random.default_rng(1).random(len(relaxation.choices)) < share)
    held = Linear(
        linear.matrix, linear.low, linear.high, linear.least, np.where(gone, 0, linear.most),
        linear.cost, linear.constant, linear.columns, linear.groups,
    )  # fmt: skip
    thin = thinned(linear, ~gone)
    assert thin.matrix.shape[1] < linear.matrix.shape[1] - gone.sum() or share == 0.0
    assert not set(thin.columns.tolist()) & set(linear.columns[gone].tolist())
    whole, few = optimum(held), optimum(thin)
    assert held.cost @ whole.values == pytest.approx(thin.cost @ few.values, rel=1e-3, abs=0.5)
    assert held.broken(spread(linear, thin, few.values)).max() < 0.05


def test_few_stay_those_who_cost_least_and_all_who_are_named(
    relaxation: Relaxation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "PEOPLE", 2)
    chance = np.random.default_rng(1)
    above = np.where(relaxation.people % 2 == 0, 0.0, 5.0)
    named: Mask = np.zeros(len(above), dtype=bool)
    last = int(np.flatnonzero(relaxation.choices & (relaxation.people % 2 == 1))[-1])
    named[last] = True
    stay = few_at_each(relaxation, above, named, chance)
    assert stay[~relaxation.choices].all()
    assert stay[last]
    left = 0
    for work in np.unique(relaxation.works[relaxation.choices]):
        there = (relaxation.works == work) & stay & ~named
        able = relaxation.works == work
        people, even = set(relaxation.people[there].tolist()), set(relaxation.people[able].tolist())
        assert len(people) == min(2, len(even))
        assert sum(p % 2 == 0 for p in people) == min(2, sum(p % 2 == 0 for p in even))
        left += len(even) - len(people)
    assert left, "some have gone"


def test_everything_of_a_person_at_a_piece_of_work_stays_or_goes_together(relaxation: Relaxation) -> None:
    above = np.random.default_rng(2).random(len(relaxation.choices))
    stay = few_at_each(relaxation, above, np.zeros(len(above), dtype=bool), np.random.default_rng(1))
    for work, person in {*zip(relaxation.works.tolist(), relaxation.people.tolist(), strict=True)} - {
        (-1, -1)
    }:
        pair = (relaxation.works == work) & (relaxation.people == person)
        assert stay[pair].all() or not stay[pair].any()


def test_a_corner_of_a_thin_relaxation_nearly_keeps_the_rows(relaxation: Relaxation) -> None:
    thin = thinned(relaxation.linear, np.ones(len(relaxation.choices), dtype=bool))
    choices = np.isin(thin.columns, relaxation.linear.columns[relaxation.choices])
    corner = Leaning(1).next_thin(thin, choices)
    assert thin.broken(corner.values).max() < 0.1
    assert thin.cost @ corner.values < 1.1 * (thin.cost @ optimum(thin).values) + 1


def test_a_thin_corner_is_one_of_fewer_columns_and_holds_what_a_roster_does(
    relaxation: Relaxation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "PEOPLE", 1)
    held = relaxation.linear.columns[relaxation.choices][-1:].tolist()
    above = np.zeros(len(relaxation.choices))
    thin, values = thin_corner(relaxation, above, held, Leaning(1), np.random.default_rng(1))
    assert len(thin.columns) == len(values) < len(relaxation.linear.columns)
    assert set(held) <= set(thin.columns.tolist())
