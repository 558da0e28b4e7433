"""Why a seat stays open, in one sentence: how many could serve there, and what holds each back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from roster.eligibility import eligible, visit_windows
from roster.model import Duty, Person, Problem, Span, Visit, Work
from roster.roster import Assignment, Edit, Roster
from roster.verify import OpenSeat
from roster.verify_delta import Judgement
from roster.words import Sentence, sentence, sentences


def reason_open(
    problem: Problem, roster: Roster, seat: OpenSeat, judgement: Judgement | None = None
) -> Sentence:
    """Say why the seats of one duty, or the visits of one home, are open.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    seat
        One of :func:`roster.verify.open_seats`.
    judgement
        Of the same roster; give it where many seats are asked about.

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
    judgement = judgement or Judgement(problem, roster)
    obstacles = _duty_obstacles if isinstance(work, Duty) else _visit_obstacles
    counted = Counter(obstacles(judgement, seat, others))
    parts = [_told(kind, n) for kind, n in counted.most_common()]
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
        case "free":
            return sentences("{n} could be free", "{n} could be free", n)
        case _:
            return sentences("{n} is held back by {rule}", "{n} are held back by {rule}", n, rule=kind)


def _duty_obstacles(judgement: Judgement, seat: OpenSeat, people: list[Person]) -> Iterator[str]:
    problem, roster, duty = judgement.problem, judgement.roster, seat.work
    assert isinstance(duty, Duty)
    for person in people:
        span = duty.span if duty.spans is None else duty.spans.get(person.id)
        if span is None or not person.free_for(span):
            away = any(a.span.overlaps(duty.span) for a in person.away)
            yield "away" if away else "hours"
        elif _busy(problem, roster, person, span, duty.place):
            yield "busy"
        elif _at_limit(problem, roster, person, span):
            yield "limit"
        else:
            yield _rule_against(judgement, Assignment(span.start, span.end, duty.key, person.id)) or "free"


def _visit_obstacles(judgement: Judgement, seat: OpenSeat, people: list[Person]) -> Iterator[str]:
    problem, roster, visit = judgement.problem, judgement.roster, seat.work
    assert isinstance(visit, Visit)
    slots = [s for s in visit.slots if s.week == seat.week]
    for person in people:
        windows = [w for slot in slots for w in visit_windows(problem, person, visit, slot)]
        spans = [span for w in windows for span in _rooms(problem, roster, person, visit, w)]
        if not windows:
            yield "away" if person.away else "hours"
        elif all(_at_limit(problem, roster, person, Span(w.start, w.start + visit.minutes)) for w in windows):
            yield "limit"
        elif not spans:
            yield "busy"
        elif visit.people == 1:
            against = [
                _rule_against(judgement, Assignment(s.start, s.end, visit.key, person.id)) for s in spans
            ]
            yield next((rule for rule in against if rule), "free") if all(against) else "free"
        else:
            yield "free"


def _rooms(problem: Problem, roster: Roster, person: Person, visit: Visit, window: Span) -> Iterator[Span]:
    """Yield a time inside the window at which the person serves nowhere else, if there is one."""
    starts = {window.start, window.end - visit.minutes}
    for a in roster.of_person(person.id):
        walk = problem.travel.minutes(problem.works[a.work].place, visit.place)
        starts |= {a.end + walk, a.start - walk - visit.minutes}
    for start in sorted(starts):
        span = Span(start, start + visit.minutes)
        if window.contains(span) and not _busy(problem, roster, person, span, visit.place):
            yield span
            return


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


def _rule_against(judgement: Judgement, extra: Assignment) -> str | None:
    """Return the kind of the first hard rule that the assignment would break further."""
    change = judgement.change(Edit(add=(extra,)))
    if change.score.hard <= 0:
        return None
    kind = next((finding.rule.kind for finding in change.breaks), None)
    return "limit" if kind == "limits" else kind
