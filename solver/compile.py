"""From a problem to a record: every rule says itself, in the order of the problem."""

from __future__ import annotations

from roster.collecting import without_collecting
from roster.model import Problem
from solver.context import Context
from solver.index import Index


@without_collecting()
def compile_problem(problem: Problem, *, guarded: bool = False) -> Index:
    """Let every rule post itself and return the record with its look-ups.

    Parameters
    ----------
    problem
        What is planned.
    guarded
        Keep assignments that only availability forbids, for explanations.
    """
    context = Context(problem, guarded=guarded)
    for rule in problem.rules:
        with context.speaking(rule):
            rule.post(context)
    for pin in problem.pins:
        context.pin(pin)
    return context.index
