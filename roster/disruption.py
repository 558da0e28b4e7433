"""What has happened since a roster was made: somebody cannot come, a shift falls away or is added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from roster.eligibility import can_serve, visit_windows
from roster.model import NOWHERE, Away, Claim, Duty, Person, Problem, Source, Span, Visit, Work
from roster.roster import Assignment, Roster
from roster.rules.api import Rule, slot_of


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is not there for a piece of time, whatever was agreed.

    With ``no_show`` it is one service that has already begun: somebody else may still
    come for what is left of it.
    """

    person: str
    span: Span
    source: Source = NOWHERE
    no_show: bool = False


@dataclass(frozen=True, slots=True)
class Disruption:
    """What a repair has to answer.

    Attributes
    ----------
    absences
        Who is not there, and when.
    drop
        Keys of duties that do not take place, and of homes that are not visited.
    add
        Duties that take place too.
    shut
        Visits that may not be on a day any more: key of the visit and day index.
    rules
        Rules that hold from now on, besides those of the problem.
    now
        A minute of the horizon: what has begun before it stays as it was.
    """

    absences: tuple[Absence, ...] = ()
    drop: frozenset[str] = frozenset()
    add: tuple[Duty, ...] = ()
    shut: frozenset[tuple[str, int]] = frozenset()
    rules: tuple[Rule, ...] = ()
    now: int | None = None


def disrupted(problem: Problem, disruption: Disruption) -> Problem:
    """Return the problem as it stands after what has happened.

    Claims and pins that cannot be kept any more fall away.
    """
    people = dict(problem.people)
    for absence in disruption.absences:
        person = people[absence.person]
        away = Away(_from_now(absence, disruption.now), absence.source)
        people[person.id] = replace(person, away=(*person.away, away))
    duties = tuple(d for d in (*problem.duties, *disruption.add) if d.key not in disruption.drop)
    visits = tuple(
        replace(v, slots=tuple(s for s in v.slots if (v.key, s.day) not in disruption.shut))
        for v in problem.visits
        if v.key not in disruption.drop
    )
    after = replace(
        problem,
        people=people,
        duties=duties,
        visits=visits,
        claims=(),
        pins=(),
        rules=(*problem.rules, *disruption.rules),
    )
    claims = (_still(after, claim) for claim in problem.claims)
    pins = tuple(pin for pin in problem.pins if is_possible(after, pin))
    return replace(after, claims=tuple(c for c in claims if c is not None), pins=pins)


def _from_now(absence: Absence, now: int | None) -> Span:
    if now is None or absence.no_show or absence.span.start >= now:
        return absence.span
    return Span(min(now, absence.span.end), absence.span.end)


def _still(problem: Problem, claim: Claim) -> Claim | None:
    """Return what is left of a claim, or nothing where it cannot be kept."""
    person = problem.people[claim.person]
    works = tuple(
        w for w in claim.works if w in problem.works and _may_serve(problem, person, problem.works[w])
    )
    return replace(claim, works=works) if works else None


def _may_serve(problem: Problem, person: Person, work: Work) -> bool:
    if isinstance(work, Duty):
        return can_serve(problem, person, work)
    return any(visit_windows(problem, person, work, slot) for slot in work.slots)


def is_possible(problem: Problem, a: Assignment) -> bool:
    """Say whether nothing but what others do stands against an assignment."""
    work, person = problem.works.get(a.work), problem.people.get(a.person)
    if work is None or person is None:
        return False
    if isinstance(work, Visit):
        return a.end - a.start == work.minutes and any(
            window.contains(a.span)
            for slot in work.slots
            for window in visit_windows(problem, person, work, slot)
        )
    return can_serve(problem, person, work) and work.span_of(person.id) == a.span


def parted(problem: Problem, roster: Roster) -> tuple[Roster, tuple[Assignment, ...]]:
    """Split a roster into what is still possible and what is lost without anybody's choice.

    Of a home that is visited twice in the same hours only the first visit is possible.

    Returns
    -------
    Roster, tuple of Assignment
        The roster without the lost assignments, and these, in order of time.
    """
    starts: dict[tuple[str, int], int] = {}
    kept: list[Assignment] = []
    lost: list[Assignment] = []
    for a in roster.assignments:
        fits = is_possible(problem, a)
        if fits and isinstance(work := problem.works[a.work], Visit):
            slot = slot_of(work, a.span)
            fits = slot is not None and starts.setdefault((a.work, slot.index), a.start) == a.start
        (kept if fits else lost).append(a)
    return Roster.of(kept, roster.pinned & frozenset(kept)), tuple(lost)


def whole_days(problem: Problem, person: str, days: Iterable[int], source: Source = NOWHERE) -> list[Absence]:
    """Return absences of a person on whole days of the horizon."""
    return [Absence(person, problem.horizon.day_span(day), source) for day in days]
