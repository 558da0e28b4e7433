"""A week under way: what has begun is kept as it is, and only what is to come is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from roster.disruption import is_possible
from roster.model import Away, Claim, Duty, Problem, Span
from roster.roster import Assignment, Roster
from roster.rules.api import Finding
from roster.verify import Verdict
from solver.result import Bound, Result, Status


@dataclass(frozen=True)
class UnderWay:
    """What is left to plan of a week.

    Attributes
    ----------
    problem
        The problem with all that has begun held.
    apart
        Assignments that have begun and break a strict rule by themselves, such as those of
        somebody who did not come after all. No model allows them: they are kept beside it.
    """

    problem: Problem
    apart: tuple[Assignment, ...]

    @classmethod
    def of(cls, problem: Problem, roster: Roster, verdict: Verdict, now: int) -> UnderWay:
        """Hold what has begun.

        Parameters
        ----------
        problem
            The whole week.
        roster, verdict
            The roster of which a part has begun, and the verifier's verdict on it.
        now
            The present minute of the horizon.
        """
        if now <= 0:
            return cls(replace(problem, pins=(*problem.pins, *sorted(roster.pinned))), ())
        begun = [a for a in roster.assignments if a.start < now]
        broken = {a for f in verdict.hard for a in _breaking(f, begun)}
        apart = tuple(a for a in begun if a in broken or not is_possible(problem, a))
        held = {*roster.pinned, *begun}.difference(apart)
        people = dict(problem.people)
        for a in apart:
            if a.end > now and not any(b.person == a.person and b.span.overlaps(a.span) for b in held):
                busy = Away(Span(now, a.end))
                people[a.person] = replace(people[a.person], away=(*people[a.person].away, busy))
        return cls(
            replace(
                problem,
                people=people,
                pins=(*problem.pins, *sorted(held)),
                claims=tuple(_still_open(problem, held, now)),
                begun=now,
            ),
            apart,
        )

    def whole(self, planned: Roster) -> Roster:
        """Return a roster of what is left together with all that has begun."""
        return Roster.of((*planned.assignments, *self.apart))

    def proven(self, result: Result, verdict: Verdict) -> tuple[Status, Bound]:
        """Return what a result proves of the whole week, whose verdict is the verifier's.

        Seats of those who are kept beside the model count as open in it; what they cost
        together with the rest is not proven.
        """
        bound = result.bound
        if not self.apart or result.verdict is None:
            return result.status, bound
        filled = result.verdict.score.open_units - verdict.score.open_units
        least = None if bound.open_units is None else max(0, bound.open_units - filled)
        status = Status.FEASIBLE if result.status is Status.OPTIMAL else result.status
        return status, Bound(least, None)


def _breaking(finding: Finding, begun: list[Assignment]) -> Iterator[Assignment]:
    """Yield the assignments that a finding is about by itself, if they have begun."""
    where = finding.where
    if where.work is None:
        return
    for a in begun:
        if a.work == where.work and where.person in (None, a.person) and where.start in (None, a.start):
            yield a


def _still_open(problem: Problem, held: set[Assignment], now: int) -> Iterator[Claim]:
    """Yield the claims that are kept, or can be by what is to come."""
    for claim in problem.claims:
        there = {a.work for a in held if a.person == claim.person}
        works = tuple(w for w in claim.works if w in there or _begins(problem, w) >= now)
        if works:
            yield replace(claim, works=works)


def _begins(problem: Problem, key: str) -> int:
    work = problem.works[key]
    return work.span.start if isinstance(work, Duty) else max(slot.span.end for slot in work.slots)
