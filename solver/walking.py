"""What people walk between the services of one day, charged in a model.

The exact cost follows the path through all that a person does on a day. Where a hard row
leaves them no more than two, one row for each choice does the same with far fewer
variables; a relaxed model charges what every path walks at least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from roster.rules.api import Choice, Lit
from solver.index import Index
from solver.necessary import LeastWalk
from solver.timing import Before

if TYPE_CHECKING:
    from solver.build import Builder, Objective


def walked(index: Index, taken: Iterable[Choice], value: Callable[[int], int]) -> int:
    """Return the minutes that one person walks between successive choices of one day."""
    starts = []
    for choice in taken:
        meeting = index.meeting(choice)
        starts.append((choice.window.start if meeting is None else value(meeting.start), choice.work.place))
    places = [place for _, place in sorted(starts)]
    return sum(index.problem.travel.minutes(a, b) for a, b in pairwise(places))


def post_walks(builder: Builder, charged: Objective) -> None:
    """Post the walks of a record to a model, and charge them."""
    record, index = builder.record, builder.index
    if not record.walks:
        return
    by_day: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for choices in builder.live().values():
        for choice in choices:
            by_day[choice.person.id, choice.day].append(choice)
    held: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for choice in record.choices:
        if choice.lit not in builder.vars and builder.held(choice.lit):
            held[choice.person.id, choice.day].append(choice)
    for walk in record.walks:
        live = by_day.get((walk.person, walk.day), [])
        if not any(builder.moves(choice) for choice in live):
            taken = held.get((walk.person, walk.day), [])
            if len(taken) > 1:
                charged.constant += walk.weight * walked(index, taken, builder.held)
            continue
        cap = index.day_caps.get((walk.person, walk.day), len(live))
        if cap < 2:
            continue
        if builder.relaxed:
            _charge_least(builder, charged, live, walk.weight)
        elif cap == 2 and index.symmetric:
            _charge_pairs(builder, charged, live, walk.weight)
        else:
            _charge_path(builder, charged, live, walk.weight)


def _charge_least(builder: Builder, charged: Objective, choices: Sequence[Choice], weight: int) -> None:
    """Charge what every path walks at least."""
    least = LeastWalk.of(builder.index, choices)
    if least is None:
        return
    minutes = builder.model.new_int_var(0, sum(least.sizes), "")
    lits = [builder.vars[c.lit] for c in choices]
    builder.model.add(minutes >= cp_model.LinearExpr.weighted_sum(lits, least.sizes) - least.spare)
    charged.add(minutes, weight)


def _charge_pairs(builder: Builder, charged: Objective, choices: Sequence[Choice], weight: int) -> None:
    """Charge the walk between two choices, where no more than two can be taken.

    ``minutes >= sum(walk(a, b) * b) - far(a) * (1 - a)`` for every choice a: one row
    for each choice instead of one for each pair. ``far(a)`` is the sum of the two longest
    walks from a, because without a two others may be taken, both far from it.
    """
    minutes_between = builder.index.problem.travel.minutes
    minutes = builder.model.new_int_var(0, builder.index.longest_walk, "")
    # Whoever is not free is held there: others are no live choices.
    lits = [builder.lit(choice.lit) for choice in choices]
    at: dict[str, list[cp_model.IntVar | cp_model.LiteralT | bool]] = defaultdict(list)
    for choice, lit in zip(choices, lits, strict=True):
        at[choice.work.place].append(lit)
    for place, here in at.items():
        walks = [minutes_between(place, choice.work.place) for choice in choices]
        far = sum(nlargest(2, walks))
        if not far:
            continue
        taken = sum(walk for walk, lit in zip(walks, lits, strict=True) if isinstance(lit, bool))
        others = [(walk, lit) for walk, lit in zip(walks, lits, strict=True) if not isinstance(lit, bool)]
        for one in here:
            own = [] if isinstance(one, bool) else [(far, one)]
            coefs, variables = zip(*others, *own, (-1, minutes), strict=True)
            total = cp_model.LinearExpr.weighted_sum(variables, coefs)
            most = sum(coef for coef, _ in own) - taken
            builder.model.add_linear_constraint(total, cp_model.INT_MIN, most)
    charged.add(minutes, weight)


def _charge_path(builder: Builder, charged: Objective, choices: Sequence[Choice], weight: int) -> None:
    """Charge the walks along the path through all choices taken, in order of time."""
    model = builder.model
    out: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    into: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for first in choices:
        for second in choices:
            order = first is not second and _can_follow(builder, first, second)
            if order is False:
                continue
            succ = model.new_bool_var("")
            if order is not True:
                model.add_implication(succ, order)
            out[first.lit].append(succ)
            into[second.lit].append(succ)
            minutes = builder.index.walk(first, second)
            if minutes:
                charged.add(succ, weight * minutes)
    last = []
    for choice in choices:
        end = model.new_bool_var("")
        last.append(end)
        taken = _weighed(builder, [(1, choice.lit)])
        model.add(sum(out[choice.lit]) + end == taken)
        model.add(sum(into[choice.lit]) <= taken)
    model.add_at_most_one(last)


def _can_follow(builder: Builder, first: Choice, second: Choice) -> cp_model.IntVar | bool:
    """Return what has to be true if the second comes after the first."""
    if first.shares_visit(second):
        return False
    gap = builder.index.walk(first, second)
    one, two = builder.window(first), builder.window(second)
    if one.end + gap <= two.start:
        return True
    if one.start + first.minutes + gap > two.end - second.minutes:
        return False
    return builder.order(Before(first, second, gap))


def _weighed(builder: Builder, terms: Iterable[tuple[int, Lit]]) -> cp_model.LinearExprT:
    """Return the sum of literals with coefficients, some of which may be held fixed."""
    free: list[tuple[int, cp_model.LiteralT]] = []
    constant = 0
    for coef, lit in terms:
        value = builder.lit(lit)
        if isinstance(value, bool):
            constant += coef * value
        elif coef:
            free.append((coef, value))
    return cp_model.LinearExpr.weighted_sum([v for _, v in free], [c for c, _ in free]) + constant
