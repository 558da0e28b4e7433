"""Why a seat stays open, in one sentence: how many could serve there, and what holds each back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from roster.eligibility import eligible, visit_windows
from roster.model import Duty, Person, Problem, Span, Visit, Work
from roster.roster import Assignment, Roster
from roster.verify import OpenSeat
from roster.words import Sentence, sentence, sentences

MOST_TRIALS = 3
"""How many people a seat is tried with when only a rule can hold them back."""


def reason_open(problem: Problem, roster: Roster, seat: OpenSeat) -> Sentence:
    """Say why the seats of one duty, or the visits of one home, are open.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    seat
        One of :func:`roster.verify.open_seats`.

    Returns
    -------
    Sentence
        How many people may serve there, and how many of them are away, not available,
        serving elsewhere, at their limit, or held back by a named rule.
    """
    work = seat.work
    there = {a.person for a in roster.at(work.key)} if isinstance(work, Duty) else set()
    pool = [p for p in problem.people.values() if eligible(p, work)]
    skills: tuple[str, ...] = ()
    if isinstance(work, Duty) and seat.missing > work.min - len(there):
        skills = seat.skills
        pool = [p for p in pool if set(skills) & p.skills]
    if not pool:
        return _nobody(work, skills)
    others = [p for p in pool if p.id not in there]
    if not others:
        return sentences(
            "Only 1 person may serve there, and serves already.",
            "Only {n} people may serve there, and all of them serve already.",
            len(pool),
        )
    obstacles = _duty_obstacles if isinstance(work, Duty) else _visit_obstacles
    counted = Counter(obstacles(problem, roster, seat, others))
    parts = [_told(kind, n) for kind, n in counted.items()]
    return sentences(
        "Of {n} person who may serve there: {parts}.",
        "Of {n} people who may serve there: {parts}.",
        len(others),
        parts=parts,
    )


def _nobody(work: Work, skills: tuple[str, ...]) -> Sentence:
    asked: list[str | Sentence] = [*sorted(work.skills | set(skills))]
    if work.teams:
        asked.append(sentence("team {teams}", teams=sorted(work.teams)))
    if not asked:
        return sentence("Nobody may serve there.")
    return sentence("Nobody may serve there: it asks for {asked}.", asked=asked)


def _told(kind: str, n: int) -> Sentence:
    match kind:
        case "away":
            return sentences("{n} is away", "{n} are away", n)
        case "hours":
            return sentences("{n} is not available then", "{n} are not available then", n)
        case "busy":
            return sentences("{n} serves elsewhere then", "{n} serve elsewhere then", n)
        case "limit":
            return sentences("{n} is at the limit", "{n} are at their limits", n)
        case "together":
            return sentences(
                "{n} has no time in common with others", "{n} have no time in common with others", n
            )
        case "free":
            return sentences("{n} could be free", "{n} could be free", n)
        case _:
            return sentences("{n} is held back by {rule}", "{n} are held back by {rule}", n, rule=kind)


def _duty_obstacles(problem: Problem, roster: Roster, seat: OpenSeat, people: list[Person]) -> Iterator[str]:
    duty = seat.work
    assert isinstance(duty, Duty)
    trials = 0
    for person in people:
        span = duty.span if duty.spans is None else duty.spans.get(person.id)
        if span is None or not person.free_for(span):
            away = any(a.span.overlaps(duty.span) for a in person.away)
            yield "away" if away else "hours"
        elif _busy(problem, roster, person, span, duty.place):
            yield "busy"
        elif _at_limit(problem, roster, person, span):
            yield "limit"
        elif trials < MOST_TRIALS:
            trials += 1
            yield (
                _rule_against(problem, roster, Assignment(span.start, span.end, duty.key, person.id))
                or "free"
            )
        else:
            yield "free"


def _visit_obstacles(problem: Problem, roster: Roster, seat: OpenSeat, people: list[Person]) -> Iterator[str]:
    visit = seat.work
    assert isinstance(visit, Visit)
    slots = [s for s in visit.slots if s.week == seat.week]
    for person in people:
        windows = [w for slot in slots for w in visit_windows(problem, person, visit, slot)]
        if not windows:
            yield "away" if person.away else "hours"
        elif all(_at_limit(problem, roster, person, Span(w.start, w.start + visit.minutes)) for w in windows):
            yield "limit"
        elif not any(_has_room(problem, roster, person, visit, w) for w in windows):
            yield "busy"
        else:
            yield "together" if visit.people > 1 else "free"


def _has_room(problem: Problem, roster: Roster, person: Person, visit: Visit, window: Span) -> bool:
    starts = {window.start, window.end - visit.minutes}
    for a in roster.of_person(person.id):
        walk = problem.travel.minutes(problem.works[a.work].place, visit.place)
        starts |= {a.end + walk, a.start - walk - visit.minutes}
    fitting = (s for s in starts if window.contains(Span(s, s + visit.minutes)))
    return any(not _busy(problem, roster, person, Span(s, s + visit.minutes), visit.place) for s in fitting)


def _busy(problem: Problem, roster: Roster, person: Person, span: Span, place: str) -> bool:
    for a in roster.of_person(person.id):
        walk = problem.travel.minutes(problem.works[a.work].place, place)
        if a.start < span.end + walk and span.start < a.end + walk:
            return True
    return False


def _at_limit(problem: Problem, roster: Roster, person: Person, span: Span) -> bool:
    limits, horizon = person.limits, problem.horizon
    mine = roster.of_person(person.id)
    week = [a for a in mine if horizon.week_of(a.start) == horizon.week_of(span.start)]
    day = [a for a in week if horizon.day_of(a.start) == horizon.day_of(span.start)]
    return (
        (limits.duties is not None and len(week) >= limits.duties)
        or (limits.minutes is not None and sum(a.span.minutes for a in week) + span.minutes > limits.minutes)
        or (limits.per_day is not None and len(day) >= limits.per_day)
    )


def _rule_against(problem: Problem, roster: Roster, extra: Assignment) -> str | None:
    """Return the kind of the first hard rule that the assignment would break further."""
    fuller = Roster.of((*roster.assignments, extra))
    for rule in problem.rules:
        if rule.weight is not None or rule.soft_only:
            continue
        before = sum(f.excess for f in rule.check(problem, roster))
        if sum(f.excess for f in rule.check(problem, fuller)) > before:
            return rule.kind
    return None
