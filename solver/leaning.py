"""Sparse solutions of a linear relaxation: a little chance in the costs decides between equals.

Thousands of solutions of a relaxation cost the same, and a first-order method ends in the
middle of them, where nearly everybody does a little of everything. Costs that lean a
little, each choice another way, have one cheapest solution; it lies at a corner, where few
do much, and costs hardly more by the true costs. Another lean leads to another corner.
"""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt

from solver.linear_bound import Linear, Relaxed, approach

LEAN = 0.2
"""Costs lean by so much of an average cost at most."""
STRIDE_SECONDS, STRIDES = 3.0, 5
FAR = 1e-3
"""Rows may be broken by so much for each column when a corner is taken for found."""


class Leaning:
    """Goes to one corner after the other.

    Parameters
    ----------
    choices
        Which columns of the relaxation are somebody's choice: their costs lean.
    seed
        Of the chance in the costs.
    """

    def __init__(self, choices: npt.NDArray[np.bool_], seed: int) -> None:
        self._choices = choices
        self._chance = np.random.default_rng(seed)

    def next(self, linear: Linear, start: Relaxed | None, deadline: float) -> Relaxed:
        """Return a corner, or where the way to it ends by the deadline of the monotonic clock."""
        most = LEAN * linear.mean_cost
        lean = np.where(self._choices, self._chance.random(len(self._choices)) * most, 0.0)
        now = start
        for _ in range(STRIDES):
            left = deadline - time.monotonic()
            now = approach(linear, now, seconds=max(min(STRIDE_SECONDS, left), 0.1), lean=lean)
            if now.solved or left <= STRIDE_SECONDS or not _is_far(linear, now):
                break
        assert now is not None
        return now


def _is_far(linear: Linear, now: Relaxed) -> bool:
    return bool(linear.broken(now.values).sum() > FAR * len(now.values))
