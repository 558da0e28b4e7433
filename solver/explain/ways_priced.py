"""What ways out cost: each planned whole, or in a large community all of them from one week.

Weeks that were planned in haste, one for each way, would differ by chance more than by what
was given up. So one of them is planned, and the others are what the fewest changes make of
it. What is left of the time goes into a bound for each of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import replace
from multiprocessing import get_context

from roster.model import Problem
from roster.roster import Roster
from solver.bounding import raise_bound
from solver.compile import compile_problem
from solver.explain.limits import clock_of
from solver.explain.relaxing import NEWCOMER
from solver.explain.shortage import least_open
from solver.explain.way_out import WayOut
from solver.relaxation import linear_relaxations
from solver.repair import repair
from solver.result import Bound
from solver.search import solve

LEAST_SECONDS = 2.0
PAIRS_A_SECOND = 1_500
"""Each way is planned whole only with a second for so many pairs of a person and some work."""

PAIRS_FROM_ONE = 8_000
PAIRS_BOUNDED = 8_000
"""The same for one week from which the others come, and for the bound of one of them."""

FIRST_SHARE, MOST_SHARE = 0.5, 0.75
"""The share of the time that the one week gets, and at most where it is no good start before."""

TIMELY = 0.9
"""The share of the time after which no more is begun of them."""

MOST_OPEN = 20
"""With so many open units more than must be, the one week is no start for the others."""

MEND_SECONDS = 3.0
"""The most that changing it for another way takes, in seconds."""

BOUND_SECONDS = 3.0
"""How long one linear relaxation is solved."""


def priced(
    ways: Sequence[WayOut], works: frozenset[str], seconds: float, deterministic: bool, seed: int
) -> list[WayOut]:
    """Return ways out with the cost of a roster of the whole community, and what is proven of it.

    Parameters
    ----------
    ways
        Ways out of one conflict.
    works
        Keys of the work that matters to it.
    seconds
        For all of them. With too few for the size of the community they are returned as
        they are; in deterministic mode they scale the work.
    deterministic, seed
        As for :func:`solver.solve`.
    """
    if not ways:
        return []
    problem = ways[0].relaxation.problem
    pairs = len(problem.people) * len(problem.works)
    share = seconds / len(ways)
    if share >= max(LEAST_SECONDS, pairs / PAIRS_A_SECOND):
        return [_planned(way, share, deterministic, seed) for way in ways]
    if seconds < max(LEAST_SECONDS, pairs / PAIRS_FROM_ONE):
        return list(ways)
    deadline = time.monotonic() + seconds
    found = _from_one(ways, works, TIMELY * seconds, deterministic, seed)
    if deterministic:
        return found
    return _bounded(found, deadline, pairs / PAIRS_BOUNDED, seed)


def _planned(way: WayOut, seconds: float, deterministic: bool, seed: int) -> WayOut:
    """Return a way out with the price of a whole plan."""
    result = solve(way.relaxation.problem, time_limit=seconds, seed=seed, deterministic=deterministic)
    if result.score is None:
        return way
    return replace(way, open_units=result.score.open_units, soft=result.score.soft, bound=result.bound)


def _from_one(
    ways: Sequence[WayOut], works: frozenset[str], seconds: float, deterministic: bool, seed: int
) -> list[WayOut]:
    """Return ways out with the price of one plan, changed for each of them as little as it takes."""
    clock = clock_of(seconds, deterministic=deterministic)
    first = next((way for way in ways if NEWCOMER not in way.relaxation.problem.people), ways[0])
    enough = first.open_units + MOST_OPEN
    seen: list[int | None] = [None]

    def stop() -> bool:
        good = seen[-1] is not None and seen[-1] <= enough
        return good and not deterministic and clock.left < (1 - FIRST_SHARE) * seconds

    result = solve(
        first.relaxation.problem,
        time_limit=(FIRST_SHARE if deterministic else MOST_SHARE) * seconds,
        seed=seed,
        deterministic=deterministic,
        on_progress=lambda progress: seen.append(progress.open_units),
        stop=stop,
    )
    if result.roster is None or result.score is None or result.score.open_units > enough:
        return list(ways)
    found = []
    for at, way in enumerate(ways):
        share = MEND_SECONDS if deterministic else min(MEND_SECONDS, clock.left / (len(ways) - at))
        if not clock.over:
            way = _mended(way, result.roster, works, share, deterministic, seed)
        if way.relaxation is first.relaxation and way.soft is not None:
            least = max(way.bound.open_units or 0, result.bound.open_units or 0)
            soft = None if result.bound.soft is None else min(result.bound.soft, way.soft)
            way = replace(way, bound=Bound(least, soft if way.bound.soft is None else way.bound.soft))
        found.append(way)
    return found


def _mended(
    way: WayOut, roster: Roster, works: frozenset[str], seconds: float, deterministic: bool, seed: int
) -> WayOut:
    """Return a way out with the price of what the fewest changes make of a roster."""
    problem = way.relaxation.problem
    mended = repair(
        problem,
        roster,
        time_limit=seconds,
        proposals=1,
        reasons=False,
        seed=seed,
        deterministic=deterministic,
    )
    if mended.best is None:
        return way
    score = mended.best.verdict.score
    least = least_open(problem, works, clock_of(seconds, deterministic=deterministic))
    return replace(
        way, open_units=score.open_units, soft=score.soft, bound=Bound(least, None if score.soft else 0)
    )


def _bounded(ways: Sequence[WayOut], deadline: float, least: float, seed: int) -> list[WayOut]:
    """Return ways out with bounds of their cost, as far as there is time for one after the other."""
    waiting = [way for way in ways if way.soft and way.is_open_proven and way.bound.soft is None]
    if not waiting or deadline - time.monotonic() < least:
        return list(ways)
    known = dict(_bounds(waiting, deadline, least, seed))
    return [
        replace(way, bound=Bound(way.bound.open_units, min(known[id(way)], way.soft or 0)))
        if id(way) in known
        else way
        for way in ways
    ]


def _bounds(ways: Sequence[WayOut], deadline: float, least: float, seed: int) -> Iterator[tuple[int, int]]:
    pool = ProcessPoolExecutor(min(len(ways), os.cpu_count() or 1), get_context("spawn"))
    try:
        jobs: dict[int, Future[int | None]] = {
            id(way): pool.submit(
                least_cost, replace(way.relaxation.problem), way.open_units, deadline, least, seed
            )
            for way in sorted(ways, key=lambda way: way.rank)
        }
        wait(jobs.values(), timeout=max(0.0, deadline - time.monotonic()))
        for key, job in jobs.items():
            if job.done() and (bound := job.result()) is not None:
                yield key, bound
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def least_cost(problem: Problem, most_open: int, deadline: float, least: float, seed: int) -> int | None:
    """Return a cost that no roster with at most so many open units is below, by the linear relaxation.

    Parameters
    ----------
    problem
        What is planned.
    most_open
        Open units.
    deadline
        A moment of :func:`time.monotonic`, which all processes share.
    least
        With fewer seconds left it is not begun, and ``None`` returned.
    seed
        Of the search.
    """
    if deadline - time.monotonic() < least:
        return None
    bounded = linear_relaxations(compile_problem(problem), {}).with_most_open(most_open)
    told: list[int] = [0]
    left = min(BOUND_SECONDS, deadline - time.monotonic())
    raise_bound(bounded, max(left, 0.1), seed, told.append, rounds=0)
    return max(told)
