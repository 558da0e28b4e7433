"""The part of a problem that one person, or one piece of work, can break rules in."""

from __future__ import annotations

from dataclasses import replace

from roster.memo import once
from roster.model import Duty, Problem


@once
def part_of_person(problem: Problem, person: str) -> Problem:
    """Return the problem with one person only: with that person's claims, pins and past.

    It shares the facts (:func:`roster.memo.once`) and the works of the whole problem.
    """
    part = replace(
        problem,
        people={person: problem.people[person]},
        claims=tuple(c for c in problem.claims if c.person == person),
        pins=tuple(p for p in problem.pins if p.person == person),
        past=tuple(p for p in problem.past if p.person == person),
    )
    return _sharing(part, problem)


@once
def part_of_work(problem: Problem, key: str) -> Problem:
    """Return the problem with one duty or visit only, and all its people."""
    work = problem.works[key]
    part = replace(
        problem,
        duties=(work,) if isinstance(work, Duty) else (),
        visits=() if isinstance(work, Duty) else (work,),
        claims=(),
        pins=(),
    )
    return _sharing(part, problem)


def _sharing(part: Problem, whole: Problem) -> Problem:
    vars(part).update(_whole=whole, works=whole.works, visit_by_task=whole.visit_by_task)
    return part
