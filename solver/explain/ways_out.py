"""Ways out of a conflict: what could be given up, whether it is enough, and what it costs."""

from __future__ import annotations

from dataclasses import replace

from roster.model import Problem
from solver.build import Builder
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.explain.conflict import Conflict, Conflicts
from solver.explain.limits import clock_of, strict
from solver.explain.questions import MOST_WORK
from solver.explain.relaxing import given_up, relaxations
from solver.explain.statements import Key
from solver.explain.way_out import WayOut
from solver.explain.ways_priced import priced


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
        Seconds for everything; how far they go into the price, :func:`priced` says.
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
    return tuple(sorted(priced(enough, found.works, left, deterministic, seed), key=lambda way: way.rank))


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
