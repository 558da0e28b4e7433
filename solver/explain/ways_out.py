"""Ways out of a conflict: what could be given up, whether it is enough, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from roster.model import Problem
from roster.naming import seats_in_words
from roster.words import Sentence, sentence
from solver.build import Builder
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.explain.conflict import Conflict, Conflicts
from solver.explain.limits import clock_of, strict
from solver.explain.questions import MOST_WORK
from solver.explain.relaxing import Relaxation, given_up, relaxations
from solver.explain.statements import Key
from solver.result import Bound
from solver.search import solve

NOTHING = Bound()

LEAST_SECONDS = 2.0
PAIRS_A_SECOND = 1_500
"""A way out is priced by planning the whole community only with enough time: a second for so
many pairs of a person and some work. Otherwise the open seats in question are counted alone."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that can be given up, after which a roster is possible.

    Attributes
    ----------
    sentence
        What is done instead of what was said.
    relaxation
        The statement it loosens, and the problem after it.
    open_units
        Open seats then: of the best roster found, or (where ``soft`` is ``None``) the fewest
        that are open among the work in question.
    soft
        Cost of the best roster found.
    bound
        What is proven about the best one.
    """

    sentence: Sentence
    relaxation: Relaxation
    open_units: int
    soft: int | None = None
    bound: Bound = NOTHING

    @property
    def proven(self) -> bool:
        """Say whether the price is exact, for the whole community."""
        return self.soft is not None and (self.open_units, self.soft) == (
            self.bound.open_units,
            self.bound.soft,
        )

    @property
    def price(self) -> Sentence:
        """The price in words."""
        seats = seats_in_words(self.open_units)
        if self.soft is None:
            return sentence("{seats} open of those in question", seats=seats)
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
        Seconds for everything. With too little for the size of the community, only the open
        seats in question are counted.
    deterministic
        Do not look at the clock; the limit then scales the work.

    Returns
    -------
    tuple of WayOut
        Each confirmed by a solve of the changed problem, which knows nothing of how the
        conflict was found. Empty if no single relaxation is enough.
    """
    clock = clock_of(time_limit, deterministic=deterministic)
    others = [m for c in found.conflicts if c is not conflict for m in c.members]
    base = problem
    for member in others:
        base = given_up(base, member)
    enough: list[WayOut] = []
    settled: set[Key] = set()
    for relaxation in relaxations(base, conflict.members):
        if clock.over:
            break
        key = relaxation.statement.key
        if any(way.sentence == relaxation.sentence for way in enough):
            settled.add(key)
        units = None if key in settled else fewest_open(relaxation.problem, found.works, clock)
        if units is not None:
            enough.append(WayOut(relaxation.sentence, relaxation, units))
            settled |= {key} if relaxation.statement.sort != "must" else set()
    left = time_limit if deterministic else clock.left
    share = left / max(1, len(enough))
    if share >= max(LEAST_SECONDS, len(problem.people) * len(problem.works) / PAIRS_A_SECOND):
        enough = [_priced(way, share, deterministic, seed) for way in enough]
    return tuple(sorted(enough, key=lambda way: (way.open_units, way.soft or 0)))


def fewest_open(problem: Problem, works: frozenset[str], clock: Clock) -> int | None:
    """Return the fewest open units of some work, where only that matters to what is possible.

    Parameters
    ----------
    problem
        What is planned.
    works
        Keys of the duties and visits that can matter.
    clock
        When to end.

    Returns
    -------
    int or None
        ``None`` if no roster keeps the hard rules.
    """
    small = replace(
        problem,
        duties=tuple(d for d in problem.duties if d.key in works),
        visits=tuple(v for v in problem.visits if v.key in works),
        rules=tuple(rule for rule in problem.rules if rule.weight is None),
    )
    builder = Builder(compile_problem(small))
    effort = Effort(workers=1, seed=1, deterministic=MOST_WORK)
    return search(builder, builder.objective("open"), strict(clock), effort).objective


def _priced(way: WayOut, seconds: float, deterministic: bool, seed: int) -> WayOut:
    """Return a way out with the price of a whole plan."""
    result = solve(way.relaxation.problem, time_limit=seconds, seed=seed, deterministic=deterministic)
    if result.score is None:
        return way
    return replace(way, open_units=result.score.open_units, soft=result.score.soft, bound=result.bound)
