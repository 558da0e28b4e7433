"""Somebody at some work, as a page says it, and as a roster holds and a store keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from roster.eligibility import visit_windows
from roster.model import Duty, Problem, Visit
from roster.roster import Assignment, Roster
from roster.services.common import RefusedError
from roster.words import sentence


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at some work, as a page says it; ``start`` (a minute) only tells visits apart."""

    work: str
    person: str
    start: int | None = None


def pack(roster: Roster) -> list[list[Any]]:
    """Return a roster as it is stored."""
    return [[a.start, a.end, a.work, a.person, a in roster.pinned] for a in roster.assignments]


def unpack(problem: Problem, stored: Iterable[Sequence[Any]]) -> tuple[Roster, tuple[list[Any], ...]]:
    """Return a stored roster, and what the problem does not know any more."""
    found: list[Assignment] = []
    pinned: list[Assignment] = []
    dropped: list[list[Any]] = []
    for start, end, key, person, pin in stored:
        work = problem.works.get(key)
        span = span_of(work, person, start)
        if person not in problem.people or span is None:
            dropped.append([start, end, key, person, pin])
            continue
        assignment = Assignment(*span, key, person)
        found.append(assignment)
        if pin:
            pinned.append(assignment)
    return Roster.of(found, pinned), tuple(dropped)


def find(problem: Problem, roster: Roster, seat: Seat) -> Assignment:
    """Return the assignment that a seat means."""
    there = [a for a in roster.at(seat.work) if a.person == seat.person and seat.start in (None, a.start)]
    if len(there) != 1:
        who = (
            problem.people[seat.person].name or seat.person if seat.person in problem.people else seat.person
        )
        raise RefusedError(
            sentence("{who} is not there any more. Look at the board again.", who=who)
            if not there
            else sentence("{who} is there several times. Say which start.", who=who)
        )
    return there[0]


def place(problem: Problem, roster: Roster, seat: Seat) -> Assignment:
    """Return the assignment that puts somebody into a seat; a visit without a start gets the earliest."""
    work = problem.works.get(seat.work)
    if work is None or seat.person not in problem.people:
        raise RefusedError(sentence("There is no such post or person in this week."))
    start = seat.start
    if isinstance(work, Visit) and start is None:
        start = _visit_start(problem, roster, work, seat.person)
    span = span_of(work, seat.person, start if start is not None else 0)
    if span is None:
        who = problem.people[seat.person].name or seat.person
        raise RefusedError(sentence("{who} has no time for this that day.", who=who))
    if any(a.person == seat.person and a.start == span[0] for a in roster.at(seat.work)):
        raise RefusedError(
            sentence("{who} is there already.", who=problem.people[seat.person].name or seat.person)
        )
    return Assignment(*span, seat.work, seat.person)


def span_of(work: Duty | Visit | None, person: str, start: int) -> tuple[int, int] | None:
    """Return when somebody would serve; ``None`` where that work or time does not exist."""
    if work is None:
        return None
    if isinstance(work, Visit):
        return start, start + work.minutes
    if work.spans is not None and person not in work.spans:
        return None
    span = work.span_of(person)
    return span.start, span.end


def _visit_start(problem: Problem, roster: Roster, visit: Visit, person: str) -> int:
    """Return the first start at which a visit lacks somebody, or the first at which this person can."""
    for start, there in roster.meetings(visit.key).items():
        if len(there) < visit.people:
            return start
    for slot in visit.slots:
        taken = any(slot.span.start <= start < slot.span.end for start in roster.meetings(visit.key))
        if taken:
            continue
        for piece in visit_windows(problem, problem.people[person], visit, slot):
            busy = [a.span for a in roster.of_person(person)]
            for start in range(piece.start, piece.end - visit.minutes + 1, 15):
                if not any(b.start < start + visit.minutes and start < b.end for b in busy):
                    return start
    raise RefusedError(
        sentence("{who} has no free time for this home.", who=problem.people[person].name or person)
    )
