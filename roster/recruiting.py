"""The recruiting list: how many people are short, with which skills, and at which times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from roster.model import Duty, Problem
from roster.naming import titled
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
        How many are needed at least, because so many seats are open at one time.
    seats
        The open seats that they would fill.
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
            "At least {n} person{what} is short: {when}.",
            "At least {n} people{what} are short: {when}.",
            self.people,
            what=what,
            when=when,
        )


def recruiting_list(problem: Problem, seats: Iterable[OpenSeat]) -> tuple[Vacancy, ...]:
    """Group open seats by what they ask for, those with most seats first.

    Parameters
    ----------
    problem
        What was planned.
    seats
        The open seats that nobody of the community can fill.
    """
    grouped: dict[tuple[tuple[str, ...], tuple[str, ...]], list[OpenSeat]] = defaultdict(list)
    for seat in seats:
        skills = tuple(sorted(seat.work.skills | set(seat.skills)))
        grouped[skills, tuple(sorted(seat.work.teams))].append(seat)
    found = [Vacancy(s, t, _at_once(group), tuple(group)) for (s, t), group in grouped.items()]
    return tuple(sorted(found, key=lambda v: (-v.missing, v.skills, v.teams)))


def _at_once(seats: Iterable[OpenSeat]) -> int:
    """Return the most seats that are open at one time; a visit needs its people at some time."""
    at_once, fixed = 1, [s for s in seats if isinstance(s.work, Duty)]
    for seat in fixed:
        moment = seat.work.span.start if isinstance(seat.work, Duty) else 0
        here = [
            s for s in fixed if isinstance(s.work, Duty) and s.work.span.start <= moment < s.work.span.end
        ]
        at_once = max(at_once, sum(s.missing for s in here))
    return max([at_once, *(s.work.people for s in seats if not isinstance(s.work, Duty))])


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
