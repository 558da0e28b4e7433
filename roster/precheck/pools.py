"""Who can serve at each duty and home: worked out once for all checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from roster.eligibility import can_serve, eligible, visit_windows
from roster.model import Duty, Person, Problem, Slot, Span, Visit, Work


class Pools:
    """The people who may serve (by team, skill and membership) and who can (by time as well)."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._may: dict[object, tuple[Person, ...]] = {}

    def may(self, work: Work) -> tuple[Person, ...]:
        """Return those who may serve there at all, whenever it is."""
        key: object
        if isinstance(work, Duty):
            key = (work.members, work.skills, work.teams)
        else:
            key = (work.skills, work.teams, work.companion, work.never)
        if key not in self._may:
            self._may[key] = tuple(p for p in self.problem.people.values() if eligible(p, work))
        return self._may[key]

    @cached_property
    def can(self) -> Mapping[str, tuple[Person, ...]]:
        """For each duty, those who may serve and are there for all of it."""
        return {
            duty.key: tuple(p for p in self.may(duty) if can_serve(self.problem, p, duty))
            for duty in self.problem.duties
        }

    @cached_property
    def windows(self) -> Mapping[str, Mapping[int, Mapping[str, tuple[Span, ...]]]]:
        """For each home and slot, the pieces of time in which each visitor could come."""
        return {
            visit.key: {slot.index: self._windows(visit, slot) for slot in visit.slots}
            for visit in self.problem.visits
        }

    def _windows(self, visit: Visit, slot: Slot) -> Mapping[str, tuple[Span, ...]]:
        pieces = ((p.id, visit_windows(self.problem, p, visit, slot)) for p in self.may(visit))
        return {person: spans for person, spans in pieces if spans}
