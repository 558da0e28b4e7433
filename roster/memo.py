"""Facts of a problem that are dear to work out and asked for again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from roster.model import Problem

P = ParamSpec("P")
T = TypeVar("T")


def once(function: Callable[Concatenate[Problem, P], T]) -> Callable[Concatenate[Problem, P], T]:
    """Work out a function of a problem once for each problem and set of arguments.

    The answer is kept in the problem itself (which never changes) and goes with it. A part
    of a problem (:mod:`roster.parts`) shares the facts of the whole one. The other arguments
    must be hashable.
    """

    @wraps(function)
    def remembered(problem: Problem, /, *args: P.args, **kwargs: P.kwargs) -> T:
        problem = vars(problem).get("_whole", problem)
        known: dict[Hashable, Any] = vars(problem).setdefault("_remembered", {})
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(problem, *args, **kwargs)
        answer: T = known[key]
        return answer

    return remembered
