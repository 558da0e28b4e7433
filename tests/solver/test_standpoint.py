"""What a block gains is what the whole proof rises by."""

from __future__ import annotations

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.blocks import SCALE
from solver.linear_bound import WITHOUT, Linear
from solver.standpoint import Standpoint

ONE = np.ones(2, dtype=np.int64)
PAIR = Linear(
    sparse.csr_matrix(np.array([[2, 2]], dtype=np.int64)),
    np.array([1], dtype=np.int64),
    np.array([WITHOUT], dtype=np.int64),
    0 * ONE,
    ONE,
    4 * ONE,
    0,
    np.arange(2),
    0 * ONE,
)
"""One of two must be taken, for 4; the relaxation takes half of one, for 2."""


def test_a_block_in_whole_numbers_raises_the_proof_by_what_it_gains() -> None:
    at = Standpoint(PAIR, np.array([2.0]))
    assert at.linear.proven(at.prices) == 2
    block = at.block(np.array([0, 1]))
    assert block.costs.tolist() == [4 * SCALE, 4 * SCALE]
    assert at.replace(block, 4 * SCALE)
    assert at.linear.proven(at.prices) == 4


def test_a_block_that_costs_no_more_than_known_changes_nothing() -> None:
    at = Standpoint(PAIR, np.array([2.0]))
    assert not at.replace(at.block(np.array([0, 1])), 2 * SCALE)
    assert at.linear is PAIR


def test_prices_on_open_sides_count_nothing() -> None:
    at = Standpoint(PAIR, np.array([-1.0]))
    assert at.prices.tolist() == [0.0]
    assert at.block(np.array([0, 1])).worth == 0
