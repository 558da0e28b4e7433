"""How a solve spends its time: exactly where the model is small, in parts where it is not.

A small community is one exact model: open seats to the end, then soft cost. A large one is
filled part by part and improved in neighbourhoods with exact timing, among shortlists of
people, while a process of its own bounds it by a relaxation that also guides the lists.
"""

from __future__ import annotations

from roster.words import sentence
from solver.build import Builder
from solver.engine import Clock, Effort, search
from solver.incumbent import Incumbent
from solver.index import Index
from solver.neighbourhoods import Neighbourhoods
from solver.opening import open_roster
from solver.proof import Proof
from solver.shortlist import Shortlists
from solver.timing import clashes
from solver.translate import cost

EXACT_CLASHES = 40_000
"""Up to so many pairs of choices in either order, the exact model is searched whole."""

ROUNDS_PER_SECOND = 1
"""Parts that are solved per second of the limit in deterministic mode."""

OPEN_SHARE = 0.5
"""The share of the time that may go into open seats before soft cost gets its turn."""


def improve(index: Index, best: Incumbent, clock: Clock, effort: Effort) -> bool:
    """Fill ``best`` with rosters and bounds until proven or the clock ends.

    Returns
    -------
    bool
        True if it is proven that no roster keeps the hard rules.
    """
    if _clash_count(index, EXACT_CLASHES) <= EXACT_CLASHES:
        return _exactly(index, best, clock, effort)
    return _in_parts(index, best, clock, effort)


def _clash_count(index: Index, enough: int) -> int:
    count = 0
    for choices in index.by_person.values():
        visits = [c for c in choices if c.slot is not None]
        count += sum(1 for _ in clashes(visits, index.walk, index.longest_walk))
        if count > enough:
            break
    return count


def _exactly(index: Index, best: Incumbent, clock: Clock, effort: Effort) -> bool:
    best.enter(sentence("filling seats"))
    builder = Builder(index)

    def found(values: list[int], _: int) -> None:
        best.offer(values, *cost(index, values))

    # Of equal solutions the one that comes first depends on the threads; the last does not.
    on_solution = found if effort.deterministic is None else None
    first = search(
        builder,
        builder.objective("open"),
        clock.within(clock.left * OPEN_SHARE),
        effort,
        on_solution=on_solution,
        on_bound=best.prove_open,
    )
    if first.infeasible:
        return True
    if first.values is not None:
        found(first.values, 0)
    if first.bound is not None:
        best.prove_open(first.bound)
    if best.values is None or best.open_units is None or clock.over:
        return False
    best.enter(sentence("improving the roster"))
    opened = best.open_units
    seats = builder.objective("open")
    if seats.variables:
        builder.model.add(seats.expression <= opened)
    second = search(
        builder,
        builder.objective("soft"),
        clock,
        effort,
        hint=best.values,
        on_solution=on_solution,
        on_bound=lambda bound: best.prove_soft(bound, opened),
    )
    if second.values is not None:
        found(second.values, 0)
    if second.bound is not None:
        best.prove_soft(second.bound, opened)
    return False


def _in_parts(index: Index, best: Incumbent, clock: Clock, effort: Effort) -> bool:
    best.enter(sentence("filling seats"))
    timeless = effort.deterministic
    lists = Shortlists(index, best, effort) if timeless is None else None
    proof = Proof(index, best, clock, effort, search=lists)
    try:
        first = open_roster(index, clock, effort)
        if first is None:
            return _exactly(index, best, clock, effort)
        best.offer(first, *cost(index, first))
        if lists is not None:
            lists.run(clock)
        else:
            parts = Neighbourhoods(index, best, effort)
            parts.fill(clock)
            best.enter(sentence("improving the roster"))
            parts.run_rounds(clock, round((timeless or 0.0) * ROUNDS_PER_SECOND))
            proof.finish(clock)
    finally:
        proof.end()
    return False
