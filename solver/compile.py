"""From a problem to a record: every rule says itself, in the order of the problem."""

from __future__ import annotations

from collections.abc import Callable

from roster.collecting import without_collecting
from roster.model import Problem
from solver.context import Context
from solver.index import Index


def compile_problem(problem: Problem, *, guarded: bool = False) -> Index:
    """Let every rule post itself and return the record with its look-ups.

    Parameters
    ----------
    problem
        What is planned.
    guarded
        Keep assignments that only availability forbids, for explanations.
    """
    return posted(problem, lambda: Context(problem, guarded=guarded))


@without_collecting()
def posted(problem: Problem, open_context: Callable[[], Context]) -> Index:
    """Let every rule post itself to a new context, then hold what is pinned."""
    context = open_context()
    for rule in problem.rules:
        with context.speaking(rule):
            rule.post(context)
    for pin in problem.pins:
        context.pin(pin)
    return context.index
