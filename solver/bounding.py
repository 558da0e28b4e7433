"""Raise a bound by turns: solve the linear relaxation, cut it with blocks, solve it again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.blocks import Blocks
from solver.engine import Effort
from solver.implied import implied
from solver.linear_bound import Linear, Real, Relaxed, approach
from solver.rounding import rounded

OnBound = Callable[[int], None]
OnPrices = Callable[[Linear, Real], None]

SECONDS, ITERATIONS = 3.0, 2_000
LONGER, MOST_SHARE = 1.25, 20.0
"""The first bound is reported after so much; each next stride is longer, up to so many times."""

BLOCK_SECONDS = 20.0
ROUNDS = 30
"""Rounds of cuts at most; a fixed number of them in deterministic mode."""

DETERMINISTIC_ROUNDS = 2

SHARPENINGS, SHARPENING_SHARE, QUICK_SHARE = 4, 0.4, 0.1
"""Rows are sharpened so often at most; in such a share of the time; and no more after such a share."""

LEAST_GAIN = 0.005
"""A stride or a round that raises the bound by less than such a share of it is the last one."""


class Standing:
    """The best bound of a relaxation that grows by rows, and the multipliers that prove it.

    Parameters
    ----------
    on_bound
        Called with every better bound.
    """

    def __init__(self, on_bound: OnBound) -> None:
        self._on_bound = on_bound
        self.bound: float = -math.inf
        self.at: tuple[Linear, Relaxed] | None = None

    def on_rows(self, rows: int, linear: Linear, now: Relaxed) -> Standing:
        """Go on from here, unless the best bound was proven by as many rows at least."""
        if self.at is None or self.at[0].matrix.shape[0] < rows:
            self.at = (linear, now)
        return self

    def look_at(self, linear: Linear, now: Relaxed) -> int:
        """Return what these multipliers prove, and keep them if nothing better is known."""
        bound = linear.proven(now.multipliers)
        if bound > self.bound:
            self.bound, self.at = bound, (linear, now)
            self._on_bound(bound)
        return bound


def raise_bound(
    linear: Linear,
    seconds: float,
    seed: int,
    on_bound: OnBound,
    *,
    rounds: int = ROUNDS,
    on_prices: OnPrices | None = None,
    climb: Callable[[Standing], None] | None = None,
) -> Standing:
    """Solve the relaxation, then cut and solve it again, until the time is over.

    Parameters
    ----------
    linear
        The relaxation.
    seconds
        Wall-clock time; infinite for a fixed amount of work, the same on every run.
    seed
        Of the blocks' searches.
    on_bound
        Called with every better bound.
    rounds
        Of cuts at most.
    on_prices
        Called with a relaxation and the multipliers of its rows when it is solved, before it is cut.
    climb
        Called after each round of cuts, to raise the bound in another way.

    Returns
    -------
    Standing
        The best bound, with the relaxation and the multipliers that prove it.
    """
    deadline, standing = time.monotonic() + seconds, Standing(on_bound)
    now = _solved(linear, None, deadline, standing)
    if on_prices is not None:
        on_prices(linear, now.multipliers)
    if rounds:
        linear, now = _sharpened(linear, now, deadline, standing)
        if on_prices is not None:
            on_prices(linear, now.multipliers)
    blocks, best = Blocks(linear), -math.inf
    rows = linear.matrix.shape[0]
    for round_ in range(1 + (min(rounds, DETERMINISTIC_ROUNDS) if math.isinf(seconds) else rounds)):
        if round_:
            now = _solved(linear, now, deadline, standing)
        if time.monotonic() >= deadline or _is_little(best, standing.bound) or round_ >= rounds:
            break
        timeless = math.isinf(seconds)
        left = math.inf if timeless else min(BLOCK_SECONDS, deadline - time.monotonic())
        cuts = blocks.cut(now.multipliers[:rows], left, Effort(1, seed, 2.0 if timeless else None))
        if not len(cuts.low):
            break
        before = linear.matrix.shape[0]
        linear = linear.with_rows(cuts.matrix, cuts.low)
        prices = np.concatenate([cuts.prices[:rows], np.zeros(before - rows), cuts.prices[rows:]])
        now = Relaxed(now.values, prices, False)
        standing.look_at(linear, now)
        if climb is not None:
            climb(standing.on_rows(rows, linear, now))
            assert standing.at is not None
            linear, now = standing.at
        best = standing.bound
    return standing


def _sharpened(linear: Linear, now: Relaxed, deadline: float, standing: Standing) -> tuple[Linear, Relaxed]:
    """Add rows that the solution breaks and every roster keeps, and solve again.

    Again and again while that raises the bound and is quick: the first time gains the most.
    """
    began = time.monotonic()
    left = deadline - began
    for _ in range(SHARPENINGS):
        found = [rounded(linear, now.values), implied(linear, now.values)]
        low = np.concatenate([low for _, low in found])
        if not len(low) or time.monotonic() >= deadline:
            break
        linear = linear.with_rows(sparse.vstack([matrix for matrix, _ in found], format="csr"), low)
        prices = np.concatenate([now.multipliers, np.zeros(len(low))])
        before = standing.bound
        start = Relaxed(now.values, prices, False)
        now = _solved(linear, start, began + SHARPENING_SHARE * left, standing)
        if standing.bound <= before or time.monotonic() > began + QUICK_SHARE * left:
            break
    return linear, now


def _solved(linear: Linear, start: Relaxed | None, deadline: float, standing: Standing) -> Relaxed:
    """Approach the optimum of one relaxation in longer and longer strides, and return the best place reached.

    The bound does not rise steadily on the way; it ends where two strides prove about the same.
    """
    share, now = 1.0, start
    known = -math.inf if start is None else linear.proven(start.multipliers)
    best, top = known, start
    while True:
        if math.isinf(deadline):
            now = approach(linear, now, iterations=round(share * ITERATIONS))
        else:
            now = approach(linear, now, seconds=min(share * SECONDS, max(deadline - time.monotonic(), 0.1)))
        before, bound = best, standing.look_at(linear, now)
        if top is None or bound > best:
            best, top = bound, now
        idle = before > known and abs(bound - before) < LEAST_GAIN * abs(before)
        if now.solved or idle or time.monotonic() >= deadline or share > MOST_SHARE:
            return top
        share *= LONGER


def _is_little(before: float, bound: float) -> bool:
    return math.isfinite(before) and bound < before + LEAST_GAIN * abs(before)
