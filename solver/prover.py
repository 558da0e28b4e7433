"""Raises bounds on a problem, as a process beside the search.

First on open seats, then on the soft cost of all rosters that leave no more seats open
than that.
"""

from __future__ import annotations

import itertools
import math
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from roster.collecting import without_collecting
from roster.model import Problem
from solver.ascent import Ascent
from solver.bounding import WEIGHT, raise_bound
from solver.build import Builder
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.groups import groups
from solver.linear_bound import Linear, Real
from solver.relaxation import Relaxation, linear_relaxations
from solver.side_process import begin, hear, tell, write_values

PROBLEM, RELAXATION = "problem.pickle", "relaxation.pickle"
PRICES, PRICED = "prices-{}.npy", "priced-{}.pickle"

DETERMINISTIC_SECONDS = 10.0


def prove(
    problem: Problem,
    seconds: float,
    seed: int,
    tell_bound: Callable[..., None],
    more: Callable[[], bool],
    hand_out: Callable[[Relaxation], None],
    tell_prices: Callable[[Relaxation, Real], None],
) -> None:
    """Raise bounds on a problem and tell each better one.

    Parameters
    ----------
    problem
        What is planned.
    seconds
        Wall-clock time; infinite for the same work on every run.
    seed
        Of the searches.
    tell_bound
        Called with ``"open", bound`` and with ``"soft", bound, open units``.
    more
        Asked whether to try to prove more open seats.
    hand_out
        Called once with the relaxation of the soft cost, before it is solved.
    tell_prices
        Called with it, sharpened meanwhile, and what each column costs above its worth, whenever prices are
        better known.
    """
    deadline = time.monotonic() + seconds
    index = compile_problem(problem)
    with without_collecting():
        relaxations = linear_relaxations(index, groups(index))
    seats = relaxations.seats
    climb = None
    if not math.isinf(deadline):
        climb = partial(
            Ascent(index, relaxations.minutes).climb, clock=Clock(deadline), effort=Effort(1, seed)
        )
    opened = 0

    def tell_open(bound: int) -> None:
        nonlocal opened
        opened = max(opened, bound)
        tell_bound("open", opened)

    tell_open(0)
    if seats.cost.any():
        raise_bound(seats, seconds, seed, tell_open, rounds=0)
    first = True
    while True:
        most = opened
        left = max(deadline - time.monotonic(), 0.1)
        bounded = relaxations.with_most_open(most)
        on_prices = None
        if first:
            relaxation = Relaxation.of(bounded, index)
            hand_out(relaxation)
            on_prices = _Priced(relaxation, tell_prices)
            first = False
        weight = WEIGHT * bounded.mean_cost
        raise_bound(
            bounded, left, seed, _Told(tell_bound, most), on_prices=on_prices, climb=climb, weight=weight
        )
        if not more():
            return
        builder = Builder(index, relaxed=True)
        if not _raise_open(builder, deadline, seed, tell_open) or opened == most:
            return


@dataclass(frozen=True)
class _Told:
    """Tells a bound on the soft cost of rosters with at most so many open units."""

    tell: Callable[..., None]
    most_open: int

    def __call__(self, bound: int) -> None:
        self.tell("soft", bound, self.most_open)


@dataclass(frozen=True)
class _Priced:
    """Tells what each column costs above its worth at the prices of the rows."""

    relaxation: Relaxation
    tell_prices: Callable[[Relaxation, Real], None]

    def __call__(self, linear: Linear, prices: Real) -> None:
        above = linear.cost - linear.matrix.astype(float).T.dot(prices)
        self.tell_prices(replace(self.relaxation, linear=linear), above)


def _raise_open(builder: Builder, deadline: float, seed: int, tell_open: Callable[[int], None]) -> bool:
    """Try to prove more open seats than the linear relaxation does; say whether it was settled."""
    timeless = math.isinf(deadline)
    effort = Effort(1, seed, DETERMINISTIC_SECONDS if timeless else None)
    found = search(builder, builder.objective("open"), Clock(deadline), effort, on_bound=tell_open)
    if found.bound is not None:
        tell_open(found.bound)
    return found.optimal


def main() -> None:
    """Prove what can be proven about the pickled problem of the task, a line for each bound."""
    task = begin()
    best: dict[object, int] = {}

    def tell_bound(kind: str, bound: int, *most_open: int) -> None:
        if bound > best.get((kind, *most_open), -1):
            best[kind, *most_open] = bound
            tell(task, kind, bound, *most_open)

    def more() -> bool:
        tell(task, "settled")
        return hear(task) == "more"

    def hand_out(relaxation: Relaxation) -> None:
        path = task.folder / RELAXATION
        path.write_bytes(pickle.dumps(relaxation))
        tell(task, "relaxation", path)

    def tell_prices(relaxation: Relaxation, above: Real) -> None:
        number = next(count)
        path, priced = task.folder / PRICES.format(number), task.folder / PRICED.format(number)
        priced.write_bytes(pickle.dumps((relaxation, above)))
        write_values(path, relaxation.linear.columns[relaxation.choices], above[relaxation.choices])
        tell(task, "prices", path, priced)

    count = itertools.count(1)
    problem = pickle.loads((task.folder / PROBLEM).read_bytes())
    prove(problem, task.seconds, task.seed, tell_bound, more, hand_out, tell_prices)
