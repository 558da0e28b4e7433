"""The recruiting list: how many people are short, with which skills, and at which times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from roster.eligibility import visit_windows
from roster.model import Duty, Problem, Visit
from roster.naming import titled
from roster.roster import Roster
from roster.verify import OpenSeat
from roster.words import Sentence, sentence, sentences


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One kind of people that are short.

    Attributes
    ----------
    skills, teams
        What they must have (all skills) and belong to (one of the teams).
    people
        As many as are short at one time.
    seats
        The open seats that they would fill, each with how many of such people it lacks.
    """

    skills: tuple[str, ...]
    teams: tuple[str, ...]
    people: int
    seats: tuple[OpenSeat, ...]

    @property
    def missing(self) -> int:
        return sum(seat.missing for seat in self.seats)

    def say(self, problem: Problem) -> Sentence:
        """Return how many, of which skill and when, in one sentence."""
        skills, teams = list(self.skills), list(self.teams)
        what: Sentence | str = ""
        if skills and teams:
            what = sentence(" with {skills} of {teams}", skills=skills, teams=teams)
        elif skills:
            what = sentence(" with {skills}", skills=skills)
        elif teams:
            what = sentence(" of {teams}", teams=teams)
        when = [_when(problem, seat) for seat in self.seats]
        return sentences(
            "{n} person{what} is short: {when}.",
            "{n} people{what} are short: {when}.",
            self.people,
            what=what,
            when=when,
        )


def recruiting_list(problem: Problem, roster: Roster, seats: Iterable[OpenSeat]) -> tuple[Vacancy, ...]:
    """Group open seats by whom they ask for, those with most seats first.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    seats
        The open seats of the roster that nobody of the community can fill.
    """
    grouped: dict[_Asked, list[_Part]] = defaultdict(list)
    for seat in seats:
        parts = _of_duty(problem, roster, seat) if isinstance(seat.work, Duty) else _of_visit(problem, seat)
        for asked, part in parts:
            grouped[asked].append(part)
    found = [
        Vacancy(s, t, _at_once(parts), tuple(replace(p.seat, missing=p.people) for p in parts))
        for (s, t), parts in grouped.items()
    ]
    return tuple(sorted(found, key=lambda v: (-v.missing, v.skills, v.teams)))


_Asked = tuple[tuple[str, ...], tuple[str, ...]]
"""Skills, all of them, and teams, one of them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """How many people of one kind an open seat asks for."""

    seat: OpenSeat
    people: int


def _of_duty(problem: Problem, roster: Roster, seat: OpenSeat) -> Iterator[tuple[_Asked, _Part]]:
    """Yield those with the skills that are short, then the others."""
    duty = seat.work
    assert isinstance(duty, Duty)
    there = [problem.people[a.person] for a in roster.at(duty.key)]
    short = max((n - sum(s in p.skills for p in there) for s, n in duty.needs if s in seat.skills), default=0)
    teams = tuple(sorted(duty.teams))
    if short:
        yield (tuple(sorted(duty.skills | set(seat.skills))), teams), _Part(seat, short)
    if seat.missing > short:
        yield (tuple(sorted(duty.skills)), teams), _Part(seat, seat.missing - short)


def _of_visit(problem: Problem, seat: OpenSeat) -> Iterator[tuple[_Asked, _Part]]:
    """Yield the companion if there is none that week, and those who are too few; else one more person."""
    visit = seat.work
    assert isinstance(visit, Visit)
    slots = [s for s in visit.slots if s.week == seat.week]
    able = [
        p for p in problem.people.values() if any(visit_windows(problem, p, visit, slot) for slot in slots)
    ]
    asked = tuple(sorted(visit.skills)), tuple(sorted(visit.teams))
    companion, alone = visit.companion, 0
    if companion is not None:
        alone = 1
        if not any(companion.fits(p) for p in able):
            skills = () if companion.skill is None else (companion.skill,)
            yield (skills, () if companion.team is None else (companion.team,)), _Part(seat, 1)
    few = visit.people - alone - sum(visit.qualified(p) for p in able)
    if few > 0:
        yield asked, _Part(seat, few)
    elif companion is None or any(companion.fits(p) for p in able):
        yield asked, _Part(seat, 1)


def _at_once(parts: Iterable[_Part]) -> int:
    """Return the most people that are short at one time; a visit needs its people at some time."""
    parts = tuple(parts)
    fixed = [(p.seat.work.span, p.people) for p in parts if isinstance(p.seat.work, Duty)]
    at_start = [sum(n for span, n in fixed if span.start <= at.start < span.end) for at, _ in fixed]
    return max([*at_start, *(p.people for p in parts if not isinstance(p.seat.work, Duty))])


def _when(problem: Problem, seat: OpenSeat) -> Sentence:
    what = titled(problem, seat.work.key)
    if isinstance(seat.work, Duty):
        moment = problem.horizon.moment
        return sentence(
            "{what} on {start}–{end} ({n})",
            what=what,
            start=moment(seat.work.span.start),
            end=moment(seat.work.span.end).time(),
            n=seat.missing,
        )
    monday = problem.horizon.date_of(7 * seat.week)
    return sentence("{what} in the week of {monday} ({n})", what=what, monday=monday, n=seat.missing)
