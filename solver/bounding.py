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
from solver.linear_bound import Linear, Relaxed, approach
from solver.rounding import rounded

OnBound = Callable[[int], None]

SECONDS, ITERATIONS = 3.0, 2_000
"""The first bound is reported after so much; each next one takes half as long again."""

BLOCK_SECONDS = 20.0
ROUNDS = 30
"""Rounds of cuts at most; a fixed number of them in deterministic mode."""

DETERMINISTIC_ROUNDS = 2

SHARPENINGS = 4

PATIENCE = 1
"""Rounds without a better bound after which no more are tried."""


def raise_bound(
    linear: Linear,
    seconds: float,
    seed: int,
    on_bound: OnBound,
    *,
    rounds: int = ROUNDS,
) -> None:
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
    """
    deadline = time.monotonic() + seconds
    now = _solved(linear, None, deadline, on_bound)
    if rounds:
        linear, now = _sharpened(linear, now, deadline, on_bound)
    blocks, best, idle = Blocks(linear), -math.inf, 0
    rows = linear.matrix.shape[0]
    for round_ in range(1 + (min(rounds, DETERMINISTIC_ROUNDS) if math.isinf(seconds) else rounds)):
        if round_:
            now = _solved(linear, now, deadline, on_bound)
        proven = linear.proven(now.multipliers)
        idle = idle + 1 if proven <= best else 0
        best = max(best, proven)
        if time.monotonic() >= deadline or idle >= PATIENCE or round_ >= rounds:
            return
        timeless = math.isinf(seconds)
        left = math.inf if timeless else min(BLOCK_SECONDS, deadline - time.monotonic())
        cuts = blocks.cut(now.multipliers[:rows], left, Effort(1, seed, 2.0 if timeless else None))
        if not len(cuts.low):
            return
        before = linear.matrix.shape[0]
        linear = linear.with_rows(cuts.matrix, cuts.low)
        prices = np.concatenate([cuts.prices[:rows], np.zeros(before - rows), cuts.prices[rows:]])
        on_bound(linear.proven(prices))
        now = Relaxed(now.values, prices, False)


def _sharpened(linear: Linear, now: Relaxed, deadline: float, on_bound: OnBound) -> tuple[Linear, Relaxed]:
    """Add rows that the solution breaks and every roster keeps, and solve again, while that raises the bound."""
    best = linear.proven(now.multipliers)
    for _ in range(SHARPENINGS):
        found = [rounded(linear, now.values), implied(linear, now.values)]
        low = np.concatenate([low for _, low in found])
        if not len(low) or time.monotonic() >= deadline:
            break
        linear = linear.with_rows(sparse.vstack([matrix for matrix, _ in found], format="csr"), low)
        prices = np.concatenate([now.multipliers, np.zeros(len(low))])
        now = _solved(linear, Relaxed(now.values, prices, False), deadline, on_bound)
        before, best = best, linear.proven(now.multipliers)
        if best <= before:
            break
    return linear, now


def _solved(linear: Linear, start: Relaxed | None, deadline: float, on_bound: OnBound) -> Relaxed:
    """Approach the optimum of one relaxation in longer and longer strides."""
    share, now = 1.0, start
    while True:
        if math.isinf(deadline):
            now = approach(linear, now, iterations=round(share * ITERATIONS))
        else:
            now = approach(linear, now, seconds=min(share * SECONDS, max(deadline - time.monotonic(), 0.1)))
        on_bound(linear.proven(now.multipliers))
        if now.solved or time.monotonic() >= deadline or share > 20:
            return now
        share *= 1.5
