"""Homes without enough possible visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roster.model import Person, Problem, Slot, Span, Visit
from roster.precheck.notes import Note
from roster.precheck.pools import Pools
from roster.words import Sentence, sentence, sentences


def most_visits(pools: Pools, visit: Visit, week: int) -> int:
    """Return how many visits of a home a week could have at most, were its visitors free of other work."""
    days: dict[int, int] = {}
    for slot in visit.slots:
        if slot.week == week and _possible(pools, visit, slot):
            days[slot.day] = min(visit.per_day, days.get(slot.day, 0) + 1)
    total, last = 0, None
    for day, n in sorted(days.items()):
        if last is None or day - last > visit.gap_days:
            total, last = total + n, day
    return total


def short_visits(pools: Pools) -> Iterator[Note]:
    """Yield one note for each home that cannot have all its visits, for the week with the fewest."""
    for visit in pools.problem.visits:
        weeks = {week: most_visits(pools, visit, week) for week in range(pools.problem.horizon.weeks)}
        missing = sum(max(0, visit.times - most) for most in weeks.values())
        if missing:
            yield _note(pools, visit, min(weeks.values()), missing)


def _note(pools: Pools, visit: Visit, most: int, missing: int) -> Note:
    home = visit.title or visit.task
    may = pools.may(visit)
    if not may:
        problem = sentence(
            "{home} has no possible visitor: {asked}.", home=home, asked=_asked(pools.problem, visit)
        )
        cure = sentence("Give somebody what it asks for, or ask for less.")
    else:
        problem = sentences(
            "{home} asks for {n} visit a week, but at most {most} can be held: {why}.",
            "{home} asks for {n} visits a week, but at most {most} can be held: {why}.",
            visit.times,
            home=home,
            most=most,
            why=_why(pools, visit),
        )
        cure = sentence("Widen its between: or the visitors' available:, or ask for fewer visits.")
    return Note(
        "visit", visit.source, problem, cure, open_seats=missing * visit.people, impossible=visit.must
    )


def _why(pools: Pools, visit: Visit) -> Sentence:
    days = sorted({slot.day for slot in visit.slots if _possible(pools, visit, slot)})
    if not days:
        return sentences(
            "no visitor is ever there in its hours",
            "there are never {n} suitable visitors at once in its hours",
            visit.people,
        )
    dates = [pools.problem.horizon.date_of(d) for d in days]
    if visit.gap_days:
        return sentence(
            "its hours fit visitors only on {days}, and gap_days is {gap}", days=dates, gap=visit.gap_days
        )
    return sentence("its hours fit visitors only on {days}", days=dates)


def _asked(problem: Problem, visit: Visit) -> Sentence:
    asked: list[str | Sentence] = [*sorted(visit.skills)]
    if visit.teams:
        asked.append(sentence("team {teams}", teams=sorted(visit.teams)))
    never = [problem.people[p].name or p for p in sorted(visit.never) if p in problem.people]
    if not never:
        return sentence("it asks for {asked}", asked=asked)
    if not asked:
        return sentence("{people} must not come", people=never)
    return sentence("it asks for {asked}, and {people} must not come", asked=asked, people=never)


def _possible(pools: Pools, visit: Visit, slot: Slot) -> bool:
    """Say whether enough suitable visitors could come at one time inside the slot."""
    starts = {
        person: [Span(w.start, w.end - visit.minutes) for w in windows]
        for person, windows in pools.windows[visit.key][slot.index].items()
    }
    if not starts:
        return False
    if visit.people == 1 and visit.companion is None:
        return True
    moments = sorted({span.start for spans in starts.values() for span in spans})
    return any(_enough(visit, _there(pools, starts, moment)) for moment in moments)


def _there(pools: Pools, starts: Mapping[str, Sequence[Span]], moment: int) -> list[Person]:
    people = pools.problem.people
    return [people[p] for p, spans in starts.items() if any(s.start <= moment <= s.end for s in spans)]


def _enough(visit: Visit, there: Sequence[Person]) -> bool:
    qualified = sum(visit.qualified(p) for p in there)
    if visit.companion is None:
        return qualified >= visit.people
    companions = [p for p in there if visit.companion.fits(p)]
    extra = any(not visit.qualified(p) for p in companions)
    return bool(companions) and qualified >= visit.people - extra
