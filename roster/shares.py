"""What each person's fair share of the work is.

Both sides of the rule ``fair-share`` take their numbers from here. The work of the plan is
handed out in proportion to what everybody could at most do; what people did in the past
is set off against it; nobody's share is more than they could do (water-filling).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import nlargest, nsmallest
from math import ceil

from roster.borders import past_services, people_meant
from roster.eligibility import can_serve, eligible, free_pieces
from roster.memo import once
from roster.model import Limits, Person, Problem, Span, Visit, Work
from roster.rules.api import Only

HOURS, DUTIES = "hours", "duties"


@dataclass(frozen=True, slots=True)
class Share:
    """One person's share: minutes of service where hours are shared, otherwise assignments.

    Attributes
    ----------
    fair
        Their part of the work of this plan, exactly.
    most
        ``fair`` rounded up to whole hours (in minutes) or whole assignments.
    past
        What they did before.
    capacity
        What they could at most do in this plan.
    """

    fair: Fraction
    most: int
    past: int
    capacity: int


@dataclass(frozen=True, slots=True)
class _Job:
    """Work that somebody could do: the time in which it lies, and how long it takes."""

    day: int
    window: Span
    minutes: int


@once
def fair_shares(problem: Problem, of: str, only: Only | None) -> Mapping[str, Share]:
    """Return the share of everybody whom ``only`` means.

    Parameters
    ----------
    problem
        The community.
    of
        ``hours``, ``duties`` (assignments of any kind) or a label (assignments with it).
    only
        Limits the people and the work that are shared.
    """
    people = people_meant(problem, only)
    capacities = [_capacity(problem, person, of, only) for person in people]
    pasts = [_past(problem, person, of, only) for person in people]
    fair = level(demand(problem, of, only), capacities, pasts)
    unit = 60 if of == HOURS else 1
    return {
        person.id: Share(share, ceil(share / unit) * unit, past, capacity)
        for person, share, past, capacity in zip(people, fair, pasts, capacities, strict=True)
    }


def demand(problem: Problem, of: str, only: Only | None) -> int:
    """Return how much is asked for: the seats of duties (``min``) and all visits of the plan."""
    total = 0
    for duty in problem.duties:
        if _shared(duty, of) and (only is None or only.fits_work(problem, duty, duty.span, duty.day)):
            total += duty.min * (duty.span.minutes if of == HOURS else 1)
    for visit in problem.visits:
        slots = [s for s in visit.slots if only is None or only.fits_work(problem, visit, s.span, s.day)]
        if _shared(visit, of):
            held = sum(
                min(visit.times, sum(slot.week == week for slot in slots))
                for week in range(problem.horizon.weeks)
            )
            total += held * visit.people * (visit.minutes if of == HOURS else 1)
    return total


def level(work: int, capacities: Iterable[int], pasts: Iterable[int]) -> list[Fraction]:
    """Hand out work so that past and new work together stand in proportion to the capacities.

    Everybody gets ``capacity * height - past``, but not less than nothing and not more than
    the capacity; the height is the one at which all work is handed out, as when water
    fills a vessel of many columns. What is beyond all capacities is nobody's share.
    """
    columns = list(zip(capacities, pasts, strict=True))
    left = Fraction(min(work, sum(capacity for capacity, _ in columns)))
    edges = []
    for capacity, past in columns:
        if capacity:
            floor = Fraction(past, capacity)
            edges += [(floor, capacity), (floor + 1, -capacity)]
    height, width = Fraction(0), 0
    for edge, change in sorted(edges):
        if left <= width * (edge - height):
            break
        left -= width * (edge - height)
        height, width = edge, width + change
    if width and left:
        height += left / width
    return [min(max(capacity * height - past, Fraction(0)), Fraction(capacity)) for capacity, past in columns]


def _shared(work: Work, of: str) -> bool:
    return of in (HOURS, DUTIES) or of in work.labels


def _past(problem: Problem, person: Person, of: str, only: Only | None) -> int:
    services = past_services(problem, only).get(person.id, ())
    if of == HOURS:
        return sum(past.span.minutes for past in services)
    return sum(of == DUTIES or of in past.labels for past in services)


def _capacity(problem: Problem, person: Person, of: str, only: Only | None) -> int:
    """Return what a person could at most do: the days' work for which they are there, within limits."""
    by_day: dict[int, list[_Job]] = {}
    for job in _jobs(problem, person, of, only):
        by_day.setdefault(job.day, []).append(job)
    weeks: dict[int, list[int]] = {}
    for day in by_day:
        weeks.setdefault(day // 7, []).append(day)
    limits, measure = person.limits, _minutes_of_day if of == HOURS else _count_of_day
    total = 0
    for days in weeks.values():
        served = sum(measure(by_day[day], limits.per_day) for day in days)
        lengths = [job.minutes for day in days for job in by_day[day]]
        total += min(served, _minutes_left(limits, lengths) if of == HOURS else _count_left(limits, lengths))
    return total


def _jobs(problem: Problem, person: Person, of: str, only: Only | None) -> Iterable[_Job]:
    for duty in problem.duties:
        if _shared(duty, of) and can_serve(problem, person, duty):
            span = duty.span_of(person.id)
            if only is None or only.fits_work(problem, duty, span, duty.day):
                yield _Job(duty.day, span, span.minutes)
    windows: dict[tuple[Span, int], Span | None] = {}
    for visit in problem.visits:
        if not _shared(visit, of) or not eligible(person, visit):
            continue
        for day, window in _visit_days(problem, person, visit, only, windows):
            yield _Job(day, window, visit.minutes)


def _visit_days(
    problem: Problem,
    person: Person,
    visit: Visit,
    only: Only | None,
    windows: dict[tuple[Span, int], Span | None],
) -> Iterable[tuple[int, Span]]:
    """Yield the days and times at which a person could visit, at most ``per_day`` times a day."""
    found: dict[int, int] = {}
    for slot in visit.slots:
        if found.get(slot.day, 0) >= visit.per_day:
            continue
        key = slot.span, visit.minutes
        if key not in windows:
            pieces = free_pieces(person, *key)
            windows[key] = Span(pieces[0].start, pieces[-1].end) if pieces else None
        window = windows[key]
        if window is not None and (only is None or only.fits_work(problem, visit, slot.span, slot.day)):
            found[slot.day] = found.get(slot.day, 0) + 1
            yield slot.day, window


def _minutes_of_day(jobs: list[_Job], per_day: int | None) -> int:
    """Return the time that all jobs together cover, or what they last if that is less."""
    covered, end = 0, None
    for window in sorted({job.window for job in jobs}):
        start = window.start if end is None else max(window.start, end)
        covered += max(0, window.end - start)
        end = window.end if end is None else max(window.end, end)
    lengths = [job.minutes for job in jobs]
    return min(covered, sum(lengths if per_day is None else nlargest(per_day, lengths)))


def _count_of_day(jobs: list[_Job], per_day: int | None) -> int:
    """Return how many jobs fit one after the other, the one that has to end first going first."""
    count, now = 0, None
    for job in sorted(jobs, key=lambda job: (job.window.end, job.window.start)):
        start = job.window.start if now is None else max(now, job.window.start)
        if start + job.minutes <= job.window.end:
            count, now = count + 1, start + job.minutes
    return count if per_day is None else min(count, per_day)


def _minutes_left(limits: Limits, lengths: list[int]) -> int:
    most = sum(lengths if limits.duties is None else nlargest(limits.duties, lengths))
    return most if limits.minutes is None else min(most, limits.minutes)


def _count_left(limits: Limits, lengths: list[int]) -> int:
    most = len(lengths) if limits.duties is None else limits.duties
    if limits.minutes is None:
        return most
    count, minutes = 0, 0
    for length in nsmallest(most, lengths):
        minutes += length
        if minutes > limits.minutes:
            break
        count += 1
    return count
