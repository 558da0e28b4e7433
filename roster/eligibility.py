"""Who can serve where, by what never changes: teams, skills, members, availability, away days.

Used where choices are made (the model, stand-in lists) and where they are explained. The
rules measure a roster without it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from roster.model import Duty, Person, Problem, Slot, Source, Span, Visit, Work
from roster.words import Sentence, sentence

Reason = tuple[str, Sentence, Source]
"""The kind of the rule that stands against it, why, and where that was said."""


def can_serve(problem: Problem, person: Person, duty: Duty) -> bool:
    """Say whether a person has what a duty asks for and is there for all of it."""
    if not eligible(person, duty):
        return False
    if duty.spans is None:
        return person.free_for(duty.span)
    span = duty.spans.get(person.id)
    return span is not None and person.free_for(span)


def visit_windows(problem: Problem, person: Person, visit: Visit, slot: Slot) -> tuple[Span, ...]:
    """Return the pieces of a slot in which a person could be for the whole visit.

    Empty for a person who may not visit this home. Each piece is at least as long as the
    visit, and the pieces are in order of time and do not touch each other.
    """
    return free_pieces(person, slot.span, visit.minutes) if eligible(person, visit) else ()


def eligible(person: Person, work: Work) -> bool:
    """Say whether a person may do some work at all, whenever it is."""
    if isinstance(work, Visit):
        if person.id in work.never:
            return False
        return work.qualified(person) or (work.companion is not None and work.companion.fits(person))
    return (work.members is None or person.id in work.members) and _qualified(person, work)


def free_pieces(person: Person, span: Span, minutes: int) -> tuple[Span, ...]:
    """Return the pieces of a span, at least so long, in which a person is available and not away."""
    pieces: list[Span] = []
    first = bisect_right(person.available, span.start, key=lambda interval: interval.end)
    for interval in person.available[first:]:
        if interval.start >= span.end:
            break
        common = interval.meet(span)
        if common is not None:
            pieces.extend(_without_away(person, common))
    return tuple(piece for piece in pieces if piece.minutes >= minutes)


def why_not(problem: Problem, person: Person, work: Work, span: Span) -> list[Reason]:
    """Say why a person cannot do some work in a span; an empty list if nothing stands against it.

    Parameters
    ----------
    problem
        The community.
    person, work
        Who, and a duty or a visit.
    span
        For a duty its time (for standby the person's own span). For a visit a slot or any
        other piece of time: it is enough if the visit fits somewhere inside it.

    Returns
    -------
    list of Reason
        Kinds are ``eligibility``, ``crews-turn`` and ``availability``.
    """
    return [*_unfit(problem, person, work), *_absent(problem, person, work, span)]


def _qualified(person: Person, duty: Duty) -> bool:
    return duty.skills <= person.skills and (not duty.teams or not duty.teams.isdisjoint(person.teams))


def _without_away(person: Person, piece: Span) -> Iterator[Span]:
    start = piece.start
    for away in sorted(a.span for a in person.away if a.span.overlaps(piece)):
        if away.start > start:
            yield Span(start, away.start)
        start = max(start, away.end)
    if start < piece.end:
        yield Span(start, piece.end)


def _unfit(problem: Problem, person: Person, work: Work) -> Iterator[Reason]:
    if eligible(person, work):
        return
    who, what = person.name or person.id, work.title or work.task
    if isinstance(work, Visit):
        if person.id in work.never:
            yield "eligibility", sentence("{who} must not meet {home}.", who=who, home=what), work.source
        if work.qualified(person) or (work.companion is not None and work.companion.fits(person)):
            return
    elif work.members is not None and person.id not in work.members and work.spans is None:
        if work.turn is not None:
            message = sentence(
                "It is the turn of crew {crew} at {what}; {who} is not in it.",
                crew=work.turn,
                what=what,
                who=who,
            )
            yield "crews-turn", message, work.source
        else:
            members = [problem.people[m].name or m for m in sorted(work.members) if m in problem.people]
            message = sentence(
                "Only {members} may serve at {what}, not {who}.", members=members, what=what, who=who
            )
            yield "eligibility", message, work.source
    lacking = sorted(work.skills - person.skills)
    if lacking:
        message = sentence("{who} lacks {skills}, which {what} asks for.", who=who, skills=lacking, what=what)
        yield "eligibility", message, person.source
    if work.teams and work.teams.isdisjoint(person.teams):
        message = sentence(
            "{who} is not in {teams}, who serve at {what}.", who=who, teams=sorted(work.teams), what=what
        )
        yield "eligibility", message, person.source


def _absent(problem: Problem, person: Person, work: Work, span: Span) -> Iterator[Reason]:
    minutes = span.minutes if isinstance(work, Duty) else work.minutes
    if free_pieces(person, span, minutes):
        unlisted = isinstance(work, Duty) and work.spans is not None and person.id not in work.spans
        if isinstance(work, Duty) and unlisted and _qualified(person, work):
            message = sentence(
                "{who} could take none of the day's duties and so cannot stand by.",
                who=person.name or person.id,
            )
            yield "availability", message, person.available_source
        return
    moment = problem.horizon.moment
    who = person.name or person.id
    for away in person.away:
        if away.span.overlaps(span):
            day = moment(max(away.span.start, span.start)).date()
            yield "availability", sentence("{who} is away on {day}.", who=who, day=day), away.source
    common = [interval.meet(span) for interval in person.available]
    if not any(piece is not None and piece.minutes >= minutes for piece in common):
        message = sentence(
            "{who} is not available for {minutes} minutes between {starts} and {ends}.",
            who=who,
            minutes=minutes,
            starts=moment(span.start),
            ends=moment(span.end),
        )
        yield "availability", message, person.available_source
