"""The way of large communities on small ones, with the bound worked out in the same process."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from solver import bounding, improve, proof
from solver.bounding import raise_bound
from solver.engine import Clock
from solver.linear_bound import Linear, Relaxed


class InlineBounding:
    """Does at once what :class:`solver.bounding.Bounding` does in a process of its own."""

    running = False
    failed = False

    def __init__(
        self, linear: Linear, clock: Clock, on_bound: Callable[[int], None], *, seed: int, deterministic: bool
    ) -> None:
        self.guide: tuple[list[float], list[float]] | None = None

        def keep(relaxed: Relaxed) -> None:
            reduced = linear.cost - linear.matrix.T.dot(relaxed.multipliers)
            self.guide = (relaxed.values.tolist(), reduced.tolist())

        raise_bound(linear, math.inf, seed, on_bound, keep)

    def wait(self, seconds: float) -> None:
        """There is nothing to wait for."""

    def stop(self) -> None:
        """There is nothing to stop."""


def in_parts(patch: pytest.MonkeyPatch, *, inline: bool = True) -> None:
    """Let every community be solved in parts, however small it is."""
    patch.setattr(improve, "EXACT_CLASHES", -1)
    patch.setattr(bounding, "ITERATIONS", 300)
    if inline:
        patch.setattr(proof, "Bounding", InlineBounding)
