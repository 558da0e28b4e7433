"""Any multipliers prove a bound, and cuts keep every whole solution: held against all solutions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse  # type: ignore[import-untyped]

from solver.blocks import Blocks
from solver.bounding import raise_bound
from solver.engine import Effort
from solver.linear_bound import WITHOUT, Linear, Relaxed
from tests.solver.communities import LOOSE

COEFS = st.integers(-5, 5)


@st.composite
def programs(draw: st.DrawFn, *, most_range: int = 3) -> Linear:
    """Draw a small program in whole numbers that has a solution."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(0, 5))
    matrix = [[draw(COEFS) for _ in range(columns)] for _ in range(rows)]
    least = [draw(st.integers(-2, 1)) for _ in range(columns)]
    most = [low + draw(st.integers(0, most_range)) for low in least]
    known = [draw(st.integers(a, b)) for a, b in zip(least, most, strict=True)]
    low, high = [], []
    for row in matrix:
        at = sum(c * x for c, x in zip(row, known, strict=True))
        low.append(draw(st.sampled_from((-WITHOUT, at, at - 1, at - 3))))
        high.append(draw(st.sampled_from((WITHOUT, at, at + 1, at + 4))))
    return Linear(
        sparse.csr_matrix(np.array(matrix, dtype=np.int64).reshape(rows, columns)),
        *(np.array(side, dtype=np.int64) for side in (low, high, least, most)),
        np.array([draw(st.integers(-9, 9)) for _ in range(columns)], dtype=np.int64),
        draw(st.integers(-10, 10)),
        np.arange(columns),
        np.array([draw(st.integers(-1, 2)) for _ in range(columns)], dtype=np.int64),
    )


def solutions(linear: Linear) -> list[np.ndarray]:
    """Return every whole solution."""
    ranges = [range(a, b + 1) for a, b in zip(linear.least.tolist(), linear.most.tolist(), strict=True)]
    found = []
    for x in product(*ranges):
        sums = linear.matrix.dot(np.array(x, dtype=np.int64))
        if (sums >= linear.low).all() and (sums <= linear.high).all():
            found.append(np.array(x, dtype=np.int64))
    return found


def least_cost(linear: Linear) -> int:
    return min(int(linear.cost.dot(x)) for x in solutions(linear)) + linear.constant


@settings(max_examples=150, **LOOSE)
@given(programs(), st.data())
def test_any_multipliers_prove_a_bound(linear: Linear, data: st.DataObject) -> None:
    size = linear.matrix.shape[0]
    numbers = st.one_of(st.floats(-8, 8), st.floats(allow_nan=True, allow_infinity=True))
    multipliers = np.array(data.draw(st.lists(numbers, min_size=size, max_size=size)), dtype=float)
    assert linear.proven(multipliers) <= least_cost(linear)


@settings(max_examples=150, **LOOSE)
@given(programs(), st.data())
def test_what_values_pay_is_never_below_what_multipliers_prove(linear: Linear, data: st.DataObject) -> None:
    rows, columns = linear.matrix.shape
    multipliers = np.array(data.draw(st.lists(st.floats(-8, 8), min_size=rows, max_size=rows)), dtype=float)
    shares = np.array(data.draw(st.lists(st.floats(0, 1), min_size=columns, max_size=columns)), dtype=float)
    values = linear.least + shares * (linear.most - linear.least)
    # The bound is rounded up to a whole cost.
    assert linear.paid(Relaxed(values, multipliers, False)) > linear.proven(multipliers) - 1.001


def test_what_is_broken_is_paid_at_the_price_of_its_row() -> None:
    linear = Linear(
        sparse.csr_matrix(np.array([[1, 1], [1, 0]], dtype=np.int64)),
        np.array([3, -WITHOUT]), np.array([WITHOUT, 1]), np.array([0, 0]), np.array([2, 2]),
        np.array([4, 6]), 1, np.arange(2), np.array([-1, -1]),
    )  # fmt: skip
    values = np.array([2.0, 0.5])
    assert linear.broken(values).tolist() == [0.5, 1.0]
    assert linear.paid(Relaxed(values, np.array([10.0, -2.0]), False)) == 1 + 4 * 2 + 6 * 0.5 + 10 * 0.5 + 2
    assert linear.mean_cost == 5


def test_the_bound_is_tight_where_the_relaxation_is() -> None:
    linear = Linear(
        sparse.csr_matrix(np.array([[2, 1]], dtype=np.int64)),
        np.array([3]), np.array([WITHOUT]), np.array([0, 0]), np.array([2, 2]),
        np.array([4, 3]), 1, np.arange(2), np.array([-1, -1]),
    )  # fmt: skip
    # Dual of min 4a + 3b with 2a + b >= 3: price 2 gives 6, and b costs 1 more than it is worth.
    assert linear.proven(np.array([2.0])) == 1 + 6
    assert least_cost(linear) == 1 + 7


def test_multipliers_too_large_for_64_bits_prove_nothing_wrong() -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        linear = Linear(
            sparse.csr_matrix(rng.integers(-(10**9), 10**9, (2, 2))),
            np.array([0, 0]), np.array([WITHOUT, 0]), np.array([0, 0]), np.array([1, 1]),
            np.array([1, 1]), 0, np.arange(2), np.array([0, 0]),
        )  # fmt: skip
        assert linear.proven(rng.random(2) * 10.0 ** rng.integers(5, 20)) <= 0, "nobody serves, at no cost"


@settings(max_examples=60, **LOOSE)
@given(programs(), st.data())
def test_cuts_keep_every_whole_solution(linear: Linear, data: st.DataObject) -> None:
    rows = linear.matrix.shape[0]
    prices = np.array(data.draw(st.lists(st.floats(-6, 6), min_size=rows, max_size=rows)), dtype=float)
    seconds = data.draw(st.sampled_from((0.0, 1e-9, 5.0)))
    deterministic = data.draw(st.sampled_from((0.0, 1e-9, 1e-4, 2.0)))
    cuts = Blocks(linear).cut(prices, seconds, Effort(1, 1, deterministic))
    for x in solutions(linear):
        assert (cuts.matrix.dot(x) >= cuts.low).all()
    assert linear.with_rows(cuts.matrix, cuts.low).proven(cuts.prices) <= least_cost(linear)


def test_a_block_that_had_no_time_gives_no_cut() -> None:
    """CP-SAT says 0 where it has no bound yet; a block's cost is below that."""
    rng = np.random.default_rng(1)
    columns, rows = 300, 2500
    matrix = sparse.lil_matrix((rows, columns), dtype=np.int64)
    low = np.zeros(rows, dtype=np.int64)
    for r in range(rows):
        signs = rng.choice((-1, 1), 3)
        matrix[r, rng.choice(columns, 3, replace=False)] = signs
        low[r] = 1 - (signs < 0).sum()
    linear = Linear(
        matrix.tocsr(), low, np.full(rows, WITHOUT), np.zeros(columns, dtype=np.int64),
        np.ones(columns, dtype=np.int64), -np.ones(columns, dtype=np.int64), 0,
        np.arange(columns), np.zeros(columns, dtype=np.int64),
    )  # fmt: skip
    cuts = Blocks(linear).cut(np.zeros(rows), 10.0, Effort(1, 1, 1e-9))
    assert len(cuts.low) == 0


@settings(max_examples=25, **LOOSE)
@given(programs())
def test_rounds_of_cuts_never_pass_the_optimum(linear: Linear) -> None:
    bounds: list[int] = []
    raise_bound(linear, 0.2, 1, bounds.append, rounds=2)
    assert bounds
    assert max(bounds) <= least_cost(linear)


@pytest.mark.parametrize("weight", [None, 1.0])
@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_cuts_close_the_gap_of_a_block(rounds: int, weight: float | None) -> None:
    """Three people of whom no two may serve, and no one pair is enough: the relaxation takes halves."""
    linear = Linear(
        sparse.csr_matrix(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=np.int64)),
        np.full(3, -WITHOUT), np.ones(3, dtype=np.int64), np.zeros(3, dtype=np.int64),
        np.ones(3, dtype=np.int64), np.full(3, -4), 12, np.arange(3), np.zeros(3, dtype=np.int64),
    )  # fmt: skip
    bounds: list[int] = []
    raise_bound(linear, 5.0, 1, bounds.append, rounds=rounds, weight=weight)
    assert least_cost(linear) == 8
    assert max(bounds) == (6 if rounds == 0 else 8)
