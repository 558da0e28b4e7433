"""The way of large communities on small ones, with the proof worked out in the same process."""

from __future__ import annotations

import math

import pytest

from solver import bounding, improve
from solver.engine import Clock, Effort
from solver.incumbent import Incumbent
from solver.index import Index
from solver.proof import Guided
from solver.prover import prove


class InlineProof:
    """Does after the search what :class:`solver.proof.Proof` does in a process of its own."""

    def __init__(
        self,
        index: Index,
        best: Incumbent,
        clock: Clock,
        effort: Effort,
        *,
        search: Guided | None,
    ) -> None:
        self.index, self.best, self.effort = index, best, effort

    def tell(self, kind: str, value: object, *more: int) -> None:
        if kind == "open":
            assert isinstance(value, int)
            self.best.prove_open(value)
        elif kind == "soft":
            assert isinstance(value, int)
            self.best.prove_soft(value, *more)

    def finish(self, clock: Clock) -> None:
        prove(
            self.index.problem,
            math.inf,
            self.effort.seed,
            self.tell,
            lambda: not self.best.open_proven,
            lambda relaxation: None,
            lambda relaxation, above: None,
        )

    def end(self) -> None:
        """There is nothing to end."""


def in_parts(patch: pytest.MonkeyPatch, *, inline: bool = True) -> None:
    """Let every community be solved in parts, however small it is."""
    patch.setattr(improve, "EXACT_CLASHES", -1)
    if inline:
        patch.setattr(improve, "Proof", InlineProof)
        patch.setattr(bounding, "ITERATIONS", 300)
