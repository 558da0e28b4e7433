"""A small model of a large community: at each work only some people are a choice.

All other choices are left out, as if they were held at "no". So little is posted that the
model is there at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from roster.model import Duty, Problem, Visit
from roster.roster import Roster
from solver.compile import posted
from solver.context import Context
from solver.index import Index


def compile_narrow(
    problem: Problem, base: Roster, works: Collection[str], people: Collection[str] = ()
) -> Index:
    """Let every rule post itself over a roster's assignments and all choices at some work and of some people.

    Parameters
    ----------
    problem, base
        What is planned, and who is where.
    works
        Keys of the work at which everybody who could serve is a choice.
    people
        Ids of those of whom everything that they could do is a choice.
    """
    some, everybody = frozenset(people), frozenset(problem.people)
    who = {key: some | {a.person for a in base.at(key)} for key in problem.works}
    return compile_among(problem, {**who, **dict.fromkeys(works, everybody)})


def compile_among(problem: Problem, who: Mapping[str, frozenset[str]]) -> Index:
    """Let every rule post itself over the choices of some people at each work.

    Parameters
    ----------
    problem
        What is planned.
    who
        Ids of the people who are a choice, by the key of the work; nobody where it is left out.
    """
    return posted(problem, lambda: _Narrow(problem, who))


class _Narrow(Context):
    """A context in which only some people have a choice at each work."""

    def __init__(self, problem: Problem, people: Mapping[str, frozenset[str]]) -> None:
        self._who = people
        super().__init__(problem)

    @contextmanager
    def _among(self, work: str) -> Iterator[None]:
        whole = self._problem
        who = self._who.get(work, frozenset())
        if len(who) < len(whole.people):
            self._problem = replace(whole, people={p: whole.people[p] for p in whole.people if p in who})
        try:
            yield
        finally:
            self._problem = whole

    def _add_duty(self, duty: Duty, guarded: bool) -> None:
        with self._among(duty.key):
            super()._add_duty(duty, guarded)

    def _add_visit(self, visit: Visit, guarded: bool) -> None:
        with self._among(visit.key):
            super()._add_visit(visit, guarded)
