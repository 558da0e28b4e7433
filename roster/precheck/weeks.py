"""Weeks that ask some group of people for more times, or more hours, than its limits allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roster.model import Duty, Person, Visit
from roster.precheck.duties import missing_at
from roster.precheck.notes import Note
from roster.precheck.pools import Pools
from roster.precheck.visits import most_visits
from roster.words import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Demand:
    """Seats of one duty, or of one home's visits in a week, that only some people can fill."""

    people: frozenset[str]
    work: Duty | Visit
    seats: int
    minutes: int
    label: Sentence


def short_weeks(pools: Pools) -> Iterator[Note]:
    """Yield a note for each group and week in which its limits cannot cover what only it can do."""
    if not any(rule.kind == "limits" and rule.weight is None for rule in pools.problem.rules):
        return
    for week in range(pools.problem.horizon.weeks):
        demands = list(_demands(pools, week))
        groups: dict[frozenset[str], Demand] = {}
        for demand in demands:
            groups.setdefault(demand.people, demand)
        short: list[frozenset[str]] = []
        for group, first in sorted(groups.items(), key=lambda item: len(item[0])):
            if any(smaller <= group for smaller in short):
                continue
            within = [d for d in demands if d.people <= group]
            note = _short(pools, week, group, first.label, within)
            if note is not None:
                short.append(group)
                yield note


def _demands(pools: Pools, week: int) -> Iterator[Demand]:
    """Yield what has to be filled, less what is known to stay open anyway."""
    for duty in pools.problem.duties:
        fillable = duty.min - missing_at(pools, duty)
        if duty.day // 7 != week or fillable <= 0:
            continue
        may, minutes = pools.may(duty), duty.span.minutes
        if duty.spans is None:
            for skill, n in duty.needs:
                skilled = frozenset(p.id for p in may if skill in p.skills)
                label = sentence("with {skills}", skills=[skill])
                yield Demand(skilled, duty, min(n, fillable), min(n, fillable) * minutes, label)
                break
            else:
                yield Demand(_ids(may), duty, fillable, fillable * minutes, _label(duty))
    for visit in pools.problem.visits:
        times = min(visit.times, most_visits(pools, visit, week))
        if times:
            seats = times * visit.people
            yield Demand(_ids(pools.may(visit)), visit, seats, seats * visit.minutes, _label(visit))


def _short(
    pools: Pools, week: int, group: frozenset[str], label: Sentence, demands: list[Demand]
) -> Note | None:
    possible = _possible(pools, group, demands)
    people = [pools.problem.people[p] for p in sorted(group)]
    seats, minutes = sum(d.seats for d in demands), sum(d.minutes for d in demands)
    times_given = sum(_times(p, possible[p.id]) for p in people)
    minutes_given = sum(_minutes(p, possible[p.id]) for p in people)
    monday = pools.problem.horizon.date_of(7 * week)
    facts = {"n": len(people), "who": label, "monday": monday}
    if times_given < seats:
        problem = sentence(
            "In the week of {monday}, the people {who} ({n}) are needed {seats} times; within their limits they come at most {given} times.",
            seats=seats,
            given=times_given,
            **facts,
        )
        missing = seats - times_given
    elif minutes_given < minutes:
        problem = sentence(
            "In the week of {monday}, the people {who} ({n}) are needed for {hours} h; within their limits they give at most {given} h.",
            hours=minutes / 60,
            given=minutes_given / 60,
            **facts,
        )
        missing = 1
    else:
        return None
    cure = sentence("Raise their limits, find more people, or ask for less.")
    source = demands[0].work.source
    return Note("week", source, problem, cure, missing, all(d.work.must for d in demands))


Possible = Mapping[int, tuple[int, int]]
"""How many seats, and how many minutes, a person could take on each day (-1: visits)."""


def _possible(pools: Pools, group: frozenset[str], demands: list[Demand]) -> Mapping[str, Possible]:
    found: dict[str, dict[int, tuple[int, int]]] = {p: defaultdict(lambda: (0, 0)) for p in group}
    for demand in demands:
        work = demand.work
        if isinstance(work, Duty):
            for person in pools.can[work.key]:
                if person.id in demand.people:
                    seats, minutes = found[person.id][work.day]
                    found[person.id][work.day] = seats + 1, minutes + work.span.minutes
        else:
            times = demand.seats // work.people
            for person_id in demand.people:
                seats, minutes = found[person_id][-1]
                found[person_id][-1] = seats + times, minutes + times * work.minutes
    return found


def _times(person: Person, possible: Possible) -> int:
    per_day = person.limits.per_day
    most = sum(n if per_day is None or day < 0 else min(n, per_day) for day, (n, _) in possible.items())
    if per_day is not None:
        most = min(most, 7 * per_day)
    return most if person.limits.duties is None else min(most, person.limits.duties)


def _minutes(person: Person, possible: Possible) -> int:
    most = sum(minutes for _, minutes in possible.values())
    return most if person.limits.minutes is None else min(most, person.limits.minutes)


def _ids(people: tuple[Person, ...]) -> frozenset[str]:
    return frozenset(p.id for p in people)


def _label(work: Duty | Visit) -> Sentence:
    what = work.title or work.task
    if isinstance(work, Visit) and work.companion is not None:
        return sentence("for {what}", what=what)
    if work.skills:
        return sentence("with {skills}", skills=sorted(work.skills))
    if work.teams:
        return sentence("of {teams}", teams=sorted(work.teams))
    return sentence("for {what}", what=what)
