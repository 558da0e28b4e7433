"""What is proven about a large community while the search goes on.

First the open seats, then the soft cost of all rosters that leave no more seats open than
the best one; each by the linear relaxation, and the open seats also by CP-SAT where the
relaxation is not enough.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from solver.blocks import groups
from solver.bounding import Bounding
from solver.build import Builder, Index, Level
from solver.engine import Clock, Effort, search
from solver.incumbent import Incumbent
from solver.linear_bound import Linear, linear_relaxation

OPEN_SECONDS = 15.0
"""Most time for a bound on open seats before the soft cost gets its turn."""

OnGuide = Callable[[Mapping[int, tuple[float, float]]], None]


class Proof:
    """Raises the bounds of an incumbent in the background.

    Parameters
    ----------
    index, best
        The record, and where bounds are kept.
    clock, effort
        When to end and how to search.
    on_guide
        Called with the value and the reduced cost of each column in the linear relaxation.
    """

    def __init__(
        self, index: Index, best: Incumbent, clock: Clock, effort: Effort, *, on_guide: OnGuide
    ) -> None:
        self._index, self._best, self._effort = index, best, effort
        self._ended = threading.Event()
        self._clock = Clock(clock.deadline, lambda: clock.stop() or self._ended.is_set())
        self._on_guide = on_guide
        self._failures: list[Exception] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        """Start in the background."""
        self._thread.start()

    def end(self) -> None:
        """Stop, wait until it is over, and raise what went wrong."""
        self._ended.set()
        self._thread.join()
        if self._failures:
            raise self._failures[0]

    def _run(self) -> None:
        try:
            self.whole()
        except Exception as error:
            self._failures.append(error)

    def whole(self) -> None:
        """Prove the open seats, then the soft cost, until the clock ends."""
        builder = Builder(self._index, relaxed=True)
        self._prove_open(builder)
        opened = self._best.open_units
        if opened is None or self._clock.over:
            return
        seats = builder.objective("open")
        if seats.variables:
            builder.model.add(seats.expression <= opened)
        self._linearly(builder, "soft", self._clock, lambda bound: self._best.prove_soft(bound, opened))

    def _prove_open(self, builder: Builder) -> None:
        self._best.prove_open(0)
        clock = self._clock.within(OPEN_SECONDS)
        if not self._best.open_proven:
            self._linearly(builder, "open", clock, self._best.prove_open)
        if not self._best.open_proven and not clock.over:
            found = search(
                builder,
                builder.objective("open"),
                clock,
                Effort(2, self._effort.seed, self._effort.deterministic),
                on_bound=self._best.prove_open,
            )
            if found.bound is not None:
                self._best.prove_open(found.bound)

    def _linearly(
        self, builder: Builder, level: Level, clock: Clock, on_bound: Callable[[int], None]
    ) -> None:
        number = groups(self._index)
        linear = linear_relaxation(
            builder,
            builder.objective(level),
            {v.index: number[column] for column, v in builder.vars.items() if column in number},
        )
        timeless = self._effort.deterministic is not None
        bounding = Bounding(linear, clock, on_bound, seed=self._effort.seed, deterministic=timeless)
        guided = False
        while bounding.running and not clock.over and not (level == "open" and self._best.open_proven):
            bounding.wait(0.1)
            if not guided and bounding.guide is not None:
                guided = True
                self._guide(builder, linear, *bounding.guide)
        failed = bounding.failed
        bounding.stop()
        if failed:
            raise RuntimeError("The process that bounds the relaxation ended with an error.")

    def _guide(self, builder: Builder, linear: Linear, values: list[float], reduced: list[float]) -> None:
        """Hand the relaxation's values and reduced costs on, by the columns of the record."""
        column_of = {v.index: column for column, v in builder.vars.items()}
        guide = {}
        for place, variable in enumerate(linear.variables.tolist()):
            if variable in column_of:
                guide[column_of[variable]] = (values[place], reduced[place])
        self._on_guide(guide)
