"""The independent verdict on a roster: every finding, the open seats, and the score.

Nothing here knows the solver. Each rule measures the roster by its own ``check``; open
seats are counted here from the roster alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roster.model import Duty, Problem, Visit, Work
from roster.roster import Roster
from roster.rules.api import Finding
from roster.score import Score


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """Seats of one duty that stay open, or visits of a home that do not take place.

    ``start`` is ``None`` for visits, whose time was never chosen; ``week`` is the
    index of the week. ``skills`` are those that are short.
    """

    work: Work
    missing: int
    week: int
    start: int | None = None
    skills: tuple[str, ...] = ()

    @property
    def units(self) -> int:
        return self.missing * self.work.units


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :func:`verify` found: findings (hard first), open seats and the score."""

    findings: tuple[Finding, ...]
    open: tuple[OpenSeat, ...]
    score: Score

    @property
    def hard(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.hard)

    @property
    def soft(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if not f.hard)

    @property
    def open_seats(self) -> int:
        """How many people are missing, whatever the priority."""
        return sum(seat.missing for seat in self.open)


def verify(problem: Problem, roster: Roster) -> Verdict:
    """Judge a roster by every rule of the problem.

    Parameters
    ----------
    problem
        What has to be fitted.
    roster
        Any set of assignments, from a solver, a file or a hand.

    Returns
    -------
    Verdict
        Findings with hard ones first and in the order of the rules, the open seats in
        order of time, and the score recomputed from both.

    Raises
    ------
    ValueError
        If the roster names a person or a piece of work that the problem does not have.
    """
    for a in roster.assignments:
        if a.person not in problem.people:
            raise ValueError(
                f"The roster names {a.person}, who is not in {problem.source.file or 'the community'}."
            )
        if a.work not in problem.works:
            raise ValueError(
                f"The roster names {a.work}, which is not in {problem.source.file or 'the community'}."
            )
    findings = [f for rule in problem.rules for f in rule.check(problem, roster)]
    findings.sort(key=lambda f: not f.hard)
    seats = tuple(open_seats(problem, roster))
    score = Score(
        hard=sum(f.excess for f in findings if f.hard),
        open_units=sum(seat.units for seat in seats),
        soft=sum(f.cost for f in findings),
    )
    return Verdict(tuple(findings), seats, score)


def open_seats(problem: Problem, roster: Roster) -> Iterator[OpenSeat]:
    """Count the open seats: duties in order of time, then visits in the order of the file."""
    for duty in sorted(problem.duties, key=lambda d: d.span):
        seat = _open_duty(problem, duty, roster)
        if seat.missing:
            yield seat
    for visit in problem.visits:
        yield from _open_visits(problem, visit, roster)


def _open_duty(problem: Problem, duty: Duty, roster: Roster) -> OpenSeat:
    there = [problem.people[a.person] for a in roster.at(duty.key)]
    short = {skill: n - sum(skill in p.skills for p in there) for skill, n in duty.needs}
    missing = max(0, duty.min - len(there), *short.values())
    skills = tuple(skill for skill, n in short.items() if n > 0)
    return OpenSeat(duty, missing, duty.day // 7, duty.span.start, skills)


def _open_visits(problem: Problem, visit: Visit, roster: Roster) -> Iterator[OpenSeat]:
    held = [problem.horizon.week_of(start) for start in roster.meetings(visit.key)]
    for week in range(problem.horizon.weeks):
        missing = max(0, visit.times - held.count(week)) * visit.people
        if missing:
            yield OpenSeat(visit, missing, week)
