"""What the model says of one given roster. Used to hold the model against the verifier."""

from __future__ import annotations

import math

from roster.model import Problem
from roster.roster import Roster
from solver.build import Builder
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.index import Index
from solver.translate import NotAChoiceError, encode


def accepts(problem: Problem, roster: Roster, *, index: Index | None = None) -> tuple[bool, int]:
    """Say whether the model allows a roster, and its least soft cost (0 if it does not).

    Parameters
    ----------
    problem, roster
        What is planned, and who is where.
    index
        The compiled problem, where it is at hand.
    """
    priced = price(index or compile_problem(problem), roster, strict=True)
    return (False, 0) if priced is None else (True, priced[1])


def price(index: Index, roster: Roster, *, strict: bool = False) -> tuple[int, int] | None:
    """Return the model's open units and soft cost of a roster, or ``None`` if it is not allowed.

    Parameters
    ----------
    index, roster
        The compiled problem, and who is where.
    strict
        Hold the roster also against the rows that leave nothing open. It takes the whole
        model, and a roster without hard findings does not need it.
    """
    try:
        values = encode(index, roster)
    except NotAChoiceError:
        return None
    base = list(index.record.low)
    for column, value in values.items():
        base[column] = value
    if strict:
        builder = Builder(index)
        for column, value in values.items():
            builder.model.add(builder.vars[column] == value)
    else:
        free = [c for c in range(index.record.size) if c not in values]
        builder = Builder(index, free=free, values=base)
    clock, effort = Clock(math.inf), Effort(workers=1)
    opened = search(builder, builder.objective("open"), clock, effort)
    soft = search(builder, builder.objective("soft"), clock, effort)
    if opened.objective is None or soft.objective is None:
        return None
    return opened.objective, soft.objective
