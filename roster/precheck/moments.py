"""Times of day at which more seats are asked for than people can fill: Hall's condition by a matching."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roster.model import Duty
from roster.precheck.duties import missing_at
from roster.precheck.notes import Note, days_in_words
from roster.precheck.pools import Pools
from roster.words import sentence


@dataclass(frozen=True, slots=True)
class Crowd:
    """Duties at one moment that together ask for more people than can serve at any of them."""

    moment: int
    duties: tuple[Duty, ...]
    seats: int
    people: int


def crowded_moments(pools: Pools) -> Iterator[Note]:
    """Yield one note for each set of posts that are short together at the same time of day."""
    groups: dict[tuple[object, ...], list[Crowd]] = defaultdict(list)
    for crowd in crowds(pools):
        clock = pools.problem.horizon.moment(crowd.moment).time()
        groups[tuple(sorted((d.task, d.shift or "", d.grid or "") for d in crowd.duties)), clock].append(
            crowd
        )
    for found in groups.values():
        yield _note(pools, max(found, key=lambda c: c.seats - c.people), found)


def crowds(pools: Pools) -> Iterator[Crowd]:
    """Yield where duties that run at once lack people, beyond what each of them lacks alone."""
    staffed = sorted((d for d in pools.problem.duties if d.spans is None and d.min), key=lambda d: d.span)
    for moment in sorted({d.span.start for d in staffed}):
        at_once = [d for d in staffed if d.span.start <= moment < d.span.end]
        if len(at_once) < 2:
            continue
        duties, seats, people = _violator(pools, at_once)
        if seats - people > sum(missing_at(pools, d) for d in duties):
            yield Crowd(moment, duties, seats, people)


def _note(pools: Pools, worst: Crowd, found: Sequence[Crowd]) -> Note:
    horizon = pools.problem.horizon
    titles = list(dict.fromkeys(d.title or d.task for d in worst.duties))
    days = [horizon.day_of(c.moment) for c in found]
    return Note(
        "moment",
        worst.duties[0].source,
        sentence(
            "At {time} on {days}, {posts} together need {seats} people; {people} can serve there then.",
            time=horizon.moment(worst.moment).time(),
            days=days_in_words(horizon, days),
            posts=titles,
            seats=worst.seats,
            people=worst.people,
        ),
        sentence("Find more people for that time, widen available:, or move one of the posts."),
        open_seats=sum(c.seats - c.people - sum(missing_at(pools, d) for d in c.duties) for c in found),
        impossible=all(d.must for d in worst.duties),
    )


def _violator(pools: Pools, duties: Sequence[Duty]) -> tuple[tuple[Duty, ...], int, int]:
    """Return duties with more seats than possible people, with both numbers; empty if there are none.

    A maximum matching of seats and people by augmenting paths; the seats that an unmatched
    seat reaches by alternating paths, with their people, break Hall's condition.
    """
    seats = [(duty, people) for duty in duties for people in _seats(pools, duty)]
    holder: dict[str, int] = {}
    unmatched = [i for i in range(len(seats)) if not _augment(i, seats, holder, set())]
    reached, people = set(unmatched), set[str]()
    queue = list(unmatched)
    while queue:
        for person in seats[queue.pop()][1]:
            if person not in people:
                people.add(person)
                other = holder[person]
                if other not in reached:
                    reached.add(other)
                    queue.append(other)
    named = dict.fromkeys(seats[i][0].key for i in sorted(reached))
    return tuple(d for d in duties if d.key in named), len(reached), len(people)


def _seats(pools: Pools, duty: Duty) -> Iterator[tuple[str, ...]]:
    """Yield who could take each seat; the largest of the skills it needs has seats of its own."""
    there = pools.can[duty.key]
    skill, n = max(duty.needs, key=lambda need: need[1], default=("", 0))
    skilled = tuple(p.id for p in there if skill in p.skills)
    for _ in range(n):
        yield skilled
    for _ in range(duty.min - n):
        yield tuple(p.id for p in there)


def _augment(
    seat: int, seats: Sequence[tuple[Duty, tuple[str, ...]]], holder: dict[str, int], seen: set[str]
) -> bool:
    for person in seats[seat][1]:
        if person not in seen:
            seen.add(person)
            if person not in holder or _augment(holder[person], seats, holder, seen):
                holder[person] = seat
                return True
    return False
