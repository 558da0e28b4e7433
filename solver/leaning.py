"""Sparse solutions of a linear relaxation: a little chance in the costs decides between equals.

Thousands of solutions of a relaxation cost the same, and a first-order method ends in the
middle of them, where nearly everybody does a little of everything. Costs that lean a
little, each choice another way, have one cheapest solution; it lies at a corner, where few
do much, and costs hardly more by the true costs. Another lean leads to another corner.
"""

from __future__ import annotations

import time

import numpy as np

from solver.linear_bound import Linear, Mask, Real, Relaxed, approach

LEAN = 0.2
"""Costs lean by so much of an average cost at most."""
STRIDE_SECONDS, STRIDES = 3.0, 5
FAR = 1e-3
"""Rows may be broken by so much for each column when a corner is taken for found."""
THIN_ITERATIONS, THIN_STRIDES = 1_600, 2
"""Enough for a thin relaxation; the method begins anew at each stride, and ends at a corner rather than between some."""


class Leaning:
    """Goes to one corner after the other.

    Parameters
    ----------
    seed
        Of the chance in the costs.
    """

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)

    def next(self, linear: Linear, choices: Mask, start: Relaxed | None, deadline: float) -> Relaxed:
        """Return a corner, or where the way to it ends by the deadline of the monotonic clock.

        Parameters
        ----------
        linear, choices
            The relaxation, and which of its columns are somebody's choice: their costs lean.
        start
            Where to begin, or ``None``.
        deadline
            When to end.
        """
        lean, now = self._lean(linear, choices), start
        for _ in range(STRIDES):
            left = deadline - time.monotonic()
            now = approach(linear, now, seconds=max(min(STRIDE_SECONDS, left), 0.1), lean=lean)
            if now.solved or left <= STRIDE_SECONDS or not _is_far(linear, now):
                break
        assert now is not None
        return now

    def next_thin(self, linear: Linear, choices: Mask) -> Relaxed:
        """Return about a corner of a thin relaxation."""
        lean, now = self._lean(linear, choices), None
        for _ in range(THIN_STRIDES):
            now = approach(linear, now, iterations=THIN_ITERATIONS, lean=lean)
        assert now is not None
        return now

    def _lean(self, linear: Linear, choices: Mask) -> Real:
        most = LEAN * linear.mean_cost
        return np.where(choices, self._chance.random(len(choices)) * most, 0.0)


def _is_far(linear: Linear, now: Relaxed) -> bool:
    return bool(linear.broken(now.values).sum() > FAR * len(now.values))
