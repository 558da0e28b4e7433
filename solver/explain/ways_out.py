"""Ways out of a conflict: what could be given up, whether it is enough, and what it costs."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from roster.model import Problem
from roster.naming import seats_in_words
from roster.words import Sentence, sentence
from solver.build import Builder, Objective
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.explain.conflict import Conflict, Conflicts
from solver.explain.questions import MOST_WORK
from solver.explain.relaxing import Relaxation, given_up, relaxations
from solver.result import Bound
from solver.search import solve

NOTHING = Bound()

LEAST_SECONDS = 2.0
"""A way out is only priced with so much time for its solve."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that can be given up, after which a roster is possible.

    Attributes
    ----------
    sentence
        What is done instead of what was said.
    relaxation
        The statement it loosens, and the problem after it.
    open_units, soft
        The best roster found then; ``None`` where it was not priced.
    bound
        What is proven about the best one.
    """

    sentence: Sentence
    relaxation: Relaxation
    open_units: int | None = None
    soft: int | None = None
    bound: Bound = NOTHING

    @property
    def proven(self) -> bool:
        """Say whether the price is exact."""
        return self.open_units is not None and (self.open_units, self.soft) == (
            self.bound.open_units,
            self.bound.soft,
        )

    @property
    def price(self) -> Sentence:
        """The price in words."""
        if self.open_units is None:
            return sentence("not priced")
        seats = seats_in_words(self.open_units)
        if self.proven:
            return sentence("{seats} open, cost {soft}", seats=seats, soft=self.soft)
        return sentence("at most {seats} open, cost {soft} or less", seats=seats, soft=self.soft)


def ways_out(
    problem: Problem,
    found: Conflicts,
    conflict: Conflict,
    *,
    time_limit: float = 30.0,
    deterministic: bool = False,
    seed: int = 1,
) -> tuple[WayOut, ...]:
    """Return single relaxations after which a conflict is gone, the cheapest first.

    Parameters
    ----------
    problem
        What is planned.
    found
        All conflicts. The others of them are given up whole, so that the price is that of
        this one.
    conflict
        One of them.
    time_limit
        Seconds for everything; what cannot be priced in time comes last, without a price.
    deterministic
        Do not look at the clock; the limit then scales the work.

    Returns
    -------
    tuple of WayOut
        Each confirmed by a solve of the changed problem, which knows nothing of how the
        conflict was found. Empty if no single relaxation is enough.
    """
    began = time.monotonic()
    clock = Clock(math.inf if deterministic else began + time_limit)
    others = [m for c in found.conflicts if c is not conflict for m in c.members]
    base = problem
    for member in others:
        base = given_up(base, member)
    enough: list[Relaxation] = []
    settled: set[tuple[str, ...]] = set()
    for relaxation in relaxations(base, conflict.members):
        if clock.over:
            break
        key = relaxation.statement.key
        if key not in settled and is_possible(relaxation.problem, found.works, clock):
            enough.append(relaxation)
            settled |= {key} if relaxation.statement.sort != "must" else set()
    priced = _priced(enough, clock, time_limit, deterministic, seed)
    return tuple(sorted(priced, key=_rank))


def is_possible(problem: Problem, works: frozenset[str], clock: Clock) -> bool:
    """Say whether some roster keeps the hard rules, where only some work matters to that."""
    small = replace(
        problem,
        duties=tuple(d for d in problem.duties if d.key in works),
        visits=tuple(v for v in problem.visits if v.key in works),
        rules=tuple(rule for rule in problem.rules if rule.weight is None),
    )
    effort = Effort(workers=1, seed=1, deterministic=MOST_WORK)
    return search(Builder(compile_problem(small)), Objective([], [], 0), clock, effort).values is not None


def _priced(
    enough: Sequence[Relaxation], clock: Clock, time_limit: float, deterministic: bool, seed: int
) -> Iterable[WayOut]:
    for n, relaxation in enumerate(enough):
        share = (time_limit if deterministic else clock.left) / (len(enough) - n)
        if share < LEAST_SECONDS:
            yield WayOut(relaxation.sentence, relaxation)
            continue
        result = solve(relaxation.problem, time_limit=share, seed=seed, deterministic=deterministic)
        if result.score is None:
            yield WayOut(relaxation.sentence, relaxation)
        else:
            yield WayOut(
                relaxation.sentence, relaxation, result.score.open_units, result.score.soft, result.bound
            )


def _rank(way: WayOut) -> tuple[bool, int, int]:
    return way.open_units is None, way.open_units or 0, way.soft or 0
