"""People who can never be used."""

from __future__ import annotations

from collections.abc import Iterator

from roster.model import Person, Problem
from roster.precheck.notes import Note
from roster.precheck.pools import Pools
from roster.words import Sentence, sentence


def idle_people(pools: Pools) -> Iterator[Note]:
    """Yield a note for everybody who can serve at no duty and in no home."""
    problem = pools.problem
    can = {p.id for people in pools.can.values() for p in people}
    can |= {person for slots in pools.windows.values() for slot in slots.values() for person in slot}
    may = {p.id for work in problem.works.values() for p in pools.may(work)}
    for person in problem.people.values():
        if person.limits.duties == 0 or person.limits.minutes == 0 or person.limits.per_day == 0:
            yield _note(
                person,
                sentence("The limit of {who} is 0.", who=_who(person)),
                sentence("Raise it, or take the person out."),
            )
        elif person.id not in can:
            yield _note(person, *_why(problem, person, person.id in may))


def _why(problem: Problem, person: Person, fit: bool) -> tuple[Sentence, Sentence]:
    who = _who(person)
    if not fit:
        return (
            sentence("{who} can never be used: no post and no home asks for what {who} has.", who=who),
            sentence("Enter a team or a skill that one of them asks for."),
        )
    if all(
        any(a.span.overlaps(span) for a in person.away)
        for span in map(problem.horizon.day_span, range(problem.horizon.day_count))
    ):
        return (
            sentence("{who} is away all the time.", who=who),
            sentence("If that is not so, correct away:."),
        )
    return (
        sentence("{who} can never be used: the times in available: contain no whole duty or visit.", who=who),
        sentence("Widen available:, or take the person out."),
    )


def _note(person: Person, problem: Sentence, cure: Sentence) -> Note:
    return Note("person", person.source, problem, cure)


def _who(person: Person) -> str:
    return person.name or person.id
