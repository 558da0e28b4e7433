"""Raise a bound by turns: solve the linear relaxation, cut it with blocks, solve it again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.blocks import Blocks
from solver.engine import Effort
from solver.free_memory import give_back
from solver.implied import implied
from solver.linear_bound import Linear, Real, Relaxed, approach
from solver.rounding import rounded

OnBound = Callable[[int], None]
OnPrices = Callable[[Linear, Real], None]

SECONDS, ITERATIONS = 1.5, 2_000
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

AGAIN_SHARE = 0.2
"""Where the first round took longer, there is no second one: after a climb it hardly raises the bound."""

CLOSE = 0.01
"""A solution that costs less than such a share above the bound, or less than one, what it breaks
included, is near enough."""

WEIGHT = 0.6
"""The first-order method's weight in costs of the mean column; its own way to look for one swings between
1 and 20,000 on the way to 10, and takes twice as long."""


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


@dataclass(frozen=True)
class _Course:
    """Until when relaxations are solved, where bounds are kept, and with what weight."""

    deadline: float
    standing: Standing
    weight: float | None


def raise_bound(
    linear: Linear,
    seconds: float,
    seed: int,
    on_bound: OnBound,
    *,
    rounds: int = ROUNDS,
    on_prices: OnPrices | None = None,
    climb: Callable[[Standing], None] | None = None,
    weight: float | None = None,
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
    weight
        Of the first-order method (:func:`~solver.linear_bound.approach`).

    Returns
    -------
    Standing
        The best bound, with the relaxation and the multipliers that prove it.
    """
    began, standing = time.monotonic(), Standing(on_bound)
    deadline = began + seconds
    course = _Course(deadline, standing, weight)
    now = _solved(linear, None, course)
    if on_prices is not None:
        on_prices(linear, now.multipliers)
    if rounds:
        linear, now = _sharpened(linear, now, course)
        if on_prices is not None:
            on_prices(linear, now.multipliers)
    give_back()
    blocks, best = Blocks(linear), -math.inf
    rows = linear.matrix.shape[0]
    for round_ in range(1 + (min(rounds, DETERMINISTIC_ROUNDS) if math.isinf(seconds) else rounds)):
        if round_:
            now = _solved(linear, now, course)
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
        give_back()
        if climb is not None:
            climb(standing.on_rows(rows, linear, now))
            assert standing.at is not None
            linear, now = standing.at
            if time.monotonic() - began > AGAIN_SHARE * seconds:
                break
        best = standing.bound
    return standing


def _sharpened(linear: Linear, now: Relaxed, course: _Course) -> tuple[Linear, Relaxed]:
    """Add rows that the solution breaks and every roster keeps, and solve again.

    Again and again while that raises the bound and is quick: the first time gains the most.
    """
    began = time.monotonic()
    left, standing = course.deadline - began, course.standing
    for _ in range(SHARPENINGS):
        found = [rounded(linear, now.values), implied(linear, now.values)]
        low = np.concatenate([low for _, low in found])
        if not len(low) or time.monotonic() >= course.deadline:
            break
        linear = linear.with_rows(sparse.vstack([matrix for matrix, _ in found], format="csr"), low)
        prices = np.concatenate([now.multipliers, np.zeros(len(low))])
        before = standing.bound
        start = Relaxed(now.values, prices, False)
        now = _solved(linear, start, replace(course, deadline=began + SHARPENING_SHARE * left))
        if standing.bound <= before or time.monotonic() > began + QUICK_SHARE * left:
            break
    return linear, now


def _solved(linear: Linear, start: Relaxed | None, course: _Course) -> Relaxed:
    """Approach the optimum of one relaxation in longer and longer strides, and return the best place reached.

    The bound does not rise steadily on the way; it ends where the values cost hardly more, or
    where two strides prove about the same.
    """
    share, now = 1.0, start
    known = -math.inf if start is None else linear.proven(start.multipliers)
    best, top = known, start
    while True:
        if math.isinf(course.deadline):
            now = approach(linear, now, iterations=round(share * ITERATIONS), weight=course.weight)
        else:
            seconds = min(share * SECONDS, max(course.deadline - time.monotonic(), 0.1))
            now = approach(linear, now, seconds=seconds, weight=course.weight)
        before, bound = best, course.standing.look_at(linear, now)
        if top is None or bound > best:
            best, top = bound, now
        idle = before > known and abs(bound - before) < LEAST_GAIN * abs(before)
        close = linear.paid(now) - bound < max(CLOSE * abs(bound), 1.0)
        if now.solved or idle or close or time.monotonic() >= course.deadline or share > MOST_SHARE:
            return top
        share *= LONGER


def _is_little(before: float, bound: float) -> bool:
    return math.isfinite(before) and bound < before + LEAST_GAIN * abs(before)
