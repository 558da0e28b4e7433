"""Move the starts of visits to marks that people can remember, where nothing gets worse."""

from __future__ import annotations

from collections.abc import Sequence

from solver.build import Builder, Objective
from solver.engine import Clock, Effort, search
from solver.index import Index

MARKS = ((15, 1), (5, 4))
"""Minutes of the day that starts should fall on, and how much each counts."""


def tidy(index: Index, values: Sequence[int], clock: Clock, effort: Effort) -> list[int]:
    """Return the same roster with as many starts as possible on the quarter or five minutes.

    Who visits whom on which day stays; so does every cost.
    """
    starts = [m.start for m in index.record.meetings.values() if values[m.happens]]
    if not starts:
        return list(values)
    builder = Builder(index, free=starts, values=values)
    now = search(builder, builder.objective("soft"), clock, effort, hint=values)
    if now.objective is None:
        return list(values)
    builder = Builder(index, free=starts, values=values)
    soft = builder.objective("soft")
    if soft.variables:
        builder.model.add(soft.expression <= now.objective)
    worth = Objective([], [], 0)
    for start in starts:
        for minutes, weight in MARKS:
            on_mark = builder.model.new_bool_var("")
            turns = builder.model.new_int_var(-100_000, 1_000_000, "")
            builder.model.add(builder.vars[start] == minutes * turns).only_enforce_if(on_mark)
            worth.variables.append(on_mark)
            worth.coefs.append(-weight)
    answer = search(builder, worth, clock, effort, hint=values)
    return list(values) if answer.values is None else answer.values
