"""Duties with fewer possible people than seats, each for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roster.model import Duty
from roster.precheck.notes import Note, days_in_words
from roster.precheck.pools import Pools
from roster.words import Sentence, sentence, sentences


def missing_at(pools: Pools, duty: Duty) -> int:
    """Return how many seats of a duty stay open in every roster, looking at it alone."""
    there = pools.can[duty.key]
    short = [n - sum(skill in p.skills for p in there) for skill, n in duty.needs]
    return max(0, duty.min - len(there), *short)


def short_duties(pools: Pools) -> Iterator[Note]:
    """Yield one note for each post, shift and grid that cannot be staffed, with the days that are alike."""
    for _, duties in pools.problem.duty_parts():
        alike: dict[tuple[object, ...], list[Duty]] = {}
        for duty in duties:
            if missing_at(pools, duty):
                start = pools.problem.horizon.moment(duty.span.start).time()
                alike.setdefault((duty.grid, start, *_shortest(pools, duty)), []).append(duty)
        for short in alike.values():
            yield _note(pools, short)


def _note(pools: Pools, duties: Sequence[Duty]) -> Note:
    first = duties[0]
    horizon = pools.problem.horizon
    asked, there, what = _shortest(pools, first)
    problem = sentence(
        "{post} needs {asked} {what} on {days}; {there} can serve at {start}.",
        post=first.title or first.task,
        asked=asked,
        what=what,
        days=days_in_words(horizon, [d.day for d in duties]),
        there=there,
        start=horizon.moment(first.span.start).time(),
    )
    return Note(
        "duty",
        first.source,
        problem,
        _cure(pools, first),
        open_seats=sum(missing_at(pools, d) for d in duties),
        impossible=any(d.must for d in duties),
    )


def _shortest(pools: Pools, duty: Duty) -> tuple[int, int, Sentence]:
    """Return what is asked and had where it is shortest: heads, or heads with a skill."""
    there = pools.can[duty.key]
    for skill, n in duty.needs:
        had = sum(skill in p.skills for p in there)
        if n - had == missing_at(pools, duty) and n - had > duty.min - len(there):
            return n, had, sentences("person with {skill}", "people with {skill}", n, skill=skill)
    return duty.min, len(there), sentences("person", "people", duty.min)


def _cure(pools: Pools, duty: Duty) -> Sentence:
    if duty.spans is not None:
        return sentence("Only who could take a duty of the day can stand by: widen team:, or ask for fewer.")
    may = pools.may(duty)
    for skill, n in duty.needs:
        if sum(skill in p.skills for p in may) < n:
            return sentence("Ask for fewer with {skill}, or enter who has it.", skill=skill)
    if len(may) >= duty.min:
        return sentences(
            "1 person may serve there, but not at that time: widen available:, or change the time.",
            "{n} people may serve there, but too few at that time: widen available:, or change the time.",
            len(may),
        )
    if duty.members is not None:
        return sentence("Add members who have what it asks for, or ask for fewer people.")
    asked: list[str | Sentence] = [*sorted(duty.skills)]
    if duty.teams:
        asked.append(sentence("team {teams}", teams=sorted(duty.teams)))
    if asked:
        return sentence("Give more people {asked}, or ask for fewer.", asked=asked)
    return sentence("Add people, or ask for fewer.")
