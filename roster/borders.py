"""What is known of people's days before and outside a roster: history, and days that could be served.

Both the solver's side and the measuring side of a rule take these facts from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from roster.eligibility import can_serve, visit_windows
from roster.memo import once
from roster.model import Past, Person, Problem
from roster.rules.api import Only


def people_meant(problem: Problem, only: Only | None) -> tuple[Person, ...]:
    """Return the people a rule speaks about, in the order of the file."""
    return tuple(p for p in problem.people.values() if only is None or only.fits_person(p))


@once
def past_services(problem: Problem, only: Only | None) -> Mapping[str, tuple[Past, ...]]:
    """Return each person's services before the horizon that ``only`` means, in order of time."""
    found: dict[str, list[Past]] = {}
    for past in sorted(problem.past, key=lambda p: (p.span, p.person, p.task)):
        if past_fits(problem, only, past):
            found.setdefault(past.person, []).append(past)
    return {person: tuple(services) for person, services in found.items()}


def past_fits(problem: Problem, only: Only | None, past: Past) -> bool:
    """Say whether a service of the past is meant; ``days`` mean the same weekdays there."""
    if only is None:
        return True
    return (
        (past.person not in problem.people or only.fits_person(problem.people[past.person]))
        and (only.services is None or past.service in only.services)
        and (only.posts is None or past.task in only.posts)
        and (only.labels is None or bool(only.labels & past.labels))
        and only.fits_past_time(problem, past.span)
    )


def past_days(problem: Problem, person: str, only: Only | None) -> frozenset[int]:
    """Return the days before the horizon (negative) on which somebody served."""
    day_of = problem.horizon.day_of
    return frozenset(day_of(past.span.start) for past in past_services(problem, only).get(person, ()))


@once
def known_from(problem: Problem) -> int:
    """Return the first day that history covers: a Monday, or 0 where there is no history.

    A week of the past is known if anybody served in it and every later week is known too.
    """
    weeks = {problem.horizon.week_of(past.span.start) for past in problem.past}
    week = 0
    while week - 1 in weeks:
        week -= 1
    return 7 * week


@once
def open_days(problem: Problem, only: Only | None) -> Mapping[str, frozenset[int]]:
    """Return the days of the horizon on which each person could serve somewhere that ``only`` means.

    Skills, teams, members, availability and away days count; what others do does not.
    """
    return {person.id: _open_days(problem, person, only) for person in people_meant(problem, only)}


def _open_days(problem: Problem, person: Person, only: Only | None) -> frozenset[int]:
    found: set[int] = set()
    for duty in problem.duties:
        if duty.day not in found and can_serve(problem, person, duty):
            span = duty.span_of(person.id)
            if only is None or only.fits_work(problem, duty, span, duty.day):
                found.add(duty.day)
    for visit in problem.visits:
        for slot in visit.slots:
            if slot.day in found or not visit_windows(problem, person, visit, slot):
                continue
            if only is None or only.fits_work(problem, visit, slot.span, slot.day):
                found.add(slot.day)
    return frozenset(found)
