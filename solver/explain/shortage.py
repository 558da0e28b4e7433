"""Too few people at one time: proof that so many seats stay open then, whatever is done elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from roster.model import Duty, Problem
from roster.verify import OpenSeat
from solver.build import Builder
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.explain.limits import strict

KEPT = frozenset({"availability", "claims", "crews-turn", "eligibility", "limits", "one-place", "seats"})
"""Rules that a roster of some of the work keeps if it keeps them with all of the work."""

WORK = 5.0
"""Deterministic seconds for one time."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Duties that overlap each other in time, and what must stay open there.

    Attributes
    ----------
    duties
        Keys of the duties.
    least
        Open units in every roster.
    now
        Open units in the roster in question.
    """

    duties: frozenset[str]
    least: int
    now: int

    @property
    def proven(self) -> bool:
        """Say whether no roster has fewer open seats at this time."""
        return self.least >= self.now


def shortages(problem: Problem, seats: Iterable[OpenSeat], clock: Clock) -> Mapping[str, Shortage]:
    """Bound the open seats at each time at which some are open.

    Parameters
    ----------
    problem
        What was planned.
    seats
        The open seats of a roster.
    clock
        When to end.

    Returns
    -------
    Mapping
        The shortage of each duty that has open seats; none for visits, whose time is free.
    """
    units: dict[str, int] = {}
    for seat in seats:
        if isinstance(seat.work, Duty):
            units[seat.work.key] = units.get(seat.work.key, 0) + seat.units
    found: dict[str, Shortage] = {}
    for group in _times(problem):
        keys = frozenset(d.key for d in group)
        now = sum(n for key, n in units.items() if key in keys)
        if now and not clock.over:
            shortage = Shortage(keys, least_open(problem, keys, clock), now)
            found.update((key, shortage) for key in keys if key in units)
    return found


def _times(problem: Problem) -> Iterable[list[Duty]]:
    """Yield duties in groups that overlap in time; those without hours of their own are left out."""
    group: list[Duty] = []
    end = 0
    for duty in sorted((d for d in problem.duties if d.spans is None), key=lambda d: (d.span, d.key)):
        if group and duty.span.start >= end:
            yield group
            group, end = [], 0
        group.append(duty)
        end = max(end, duty.span.end)
    if group:
        yield group


def least_open(problem: Problem, keys: frozenset[str], clock: Clock) -> int:
    """Return a bound of the open units of some duties in every roster, from these duties alone."""
    small = replace(
        problem,
        duties=tuple(d for d in problem.duties if d.key in keys),
        visits=(),
        claims=tuple(c for c in problem.claims if set(c.works) <= keys),
        pins=tuple(p for p in problem.pins if p.work in keys),
        rules=tuple(r for r in problem.rules if r.kind in KEPT and r.weight is None),
    )
    builder = Builder(compile_problem(small))
    answer = search(
        builder, builder.objective("open"), strict(clock), Effort(workers=1, seed=1, deterministic=WORK)
    )
    return max(0, answer.bound or 0)
