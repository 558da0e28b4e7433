"""How a solve spends its time: exactly where the model is small, in parts where it is not.

A small community is one exact model: open seats to the end, then soft cost. A large one is
bounded by a relaxation, whose first solutions are repaired into rosters, while a search
over neighbourhoods with exact timing improves the best of them.
"""

from __future__ import annotations

import threading

from roster.words import sentence
from solver.build import Builder, Index
from solver.engine import Clock, Effort, search
from solver.incumbent import Incumbent
from solver.neighbourhoods import Neighbourhoods
from solver.timing import clashes
from solver.translate import cost

EXACT_CLASHES = 40_000
"""Up to so many pairs of choices in either order, the exact model is searched whole."""

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

    first = search(
        builder,
        builder.objective("open"),
        clock.within(clock.left * OPEN_SHARE),
        effort,
        on_solution=found,
        on_bound=best.prove_open,
    )
    if first.infeasible:
        return True
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
        on_solution=found,
        on_bound=lambda bound: best.prove_soft(bound, opened),
    )
    if second.bound is not None:
        best.prove_soft(second.bound, opened)
    return False


def _in_parts(index: Index, best: Incumbent, clock: Clock, effort: Effort) -> bool:
    best.enter(sentence("filling seats"))
    relaxed = Builder(index, relaxed=True)
    first = search(
        relaxed,
        relaxed.objective("open"),
        clock.within(clock.left * OPEN_SHARE),
        effort,
        on_bound=best.prove_open,
    )
    if first.infeasible:
        return True
    if first.bound is not None:
        best.prove_open(first.bound)
    if first.values is None or clock.over:
        return False
    repaired = repair_times(index, first.values, clock, effort)
    if repaired is None:
        return _exactly(index, best, clock, effort)
    best.offer(repaired, *cost(index, repaired))
    best.enter(sentence("improving the roster"))
    bounding = threading.Thread(target=_bound_soft, args=(index, relaxed, best, clock, effort), daemon=True)
    bounding.start()
    Neighbourhoods(index, best, effort).run(clock)
    bounding.join()
    return False


def repair_times(index: Index, values: list[int], clock: Clock, effort: Effort) -> list[int] | None:
    """Make a relaxed solution exact: keep its choices as far as their times fit together.

    Returns
    -------
    list of int or None
        Values of all columns, or ``None`` where dropping choices breaks a hard rule.
    """
    dropped = {c.lit for c in index.record.choices if not values[c.lit]}
    base = list(values)
    builder = Builder(index, free=[c for c in range(index.record.size) if c not in dropped], values=base)
    answer = search(builder, builder.objective("both", open_weight=10_000), clock.within(5), effort)
    return answer.values


def _bound_soft(index: Index, relaxed: Builder, best: Incumbent, clock: Clock, effort: Effort) -> None:
    opened = best.open_units
    if opened is None:
        return
    seats = relaxed.objective("open")
    if seats.variables:
        relaxed.model.add(seats.expression <= opened)
    answer = search(
        relaxed,
        relaxed.objective("soft"),
        clock,
        Effort(2, effort.seed, effort.deterministic, 2),
        on_bound=lambda bound: best.prove_soft(bound, opened),
    )
    if answer.bound is not None:
        best.prove_soft(answer.bound, opened)
