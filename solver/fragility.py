"""Which duties are fragile, and who could be trained or kept free to mend most of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from roster.model import Duty, Person, Problem
from roster.roster import Assignment, Edit, Roster
from solver.scene import Scene
from solver.stress import Outcome, Stress, scene_of, taken_over

MANY_CALLS = 2
"""From so many calls on, an absence counts as one to be mended."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fragile:
    """A duty, or a home, with what happens if one of those who serve there does not come.

    Attributes
    ----------
    work
        Key of the duty or visit.
    absences
        How many of them were tried.
    unmended
        After how many of them a seat more stays open (as far as was found).
    hopeless
        After how many this is proven.
    calls
        The most calls that one of the others takes.
    """

    work: str
    absences: int
    unmended: int
    hopeless: int
    calls: int


@dataclass(frozen=True, slots=True)
class Training:
    """Somebody who would mend absences alone with one skill more."""

    person: str
    skill: str
    mends: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class KeptFree:
    """Somebody who would mend absences alone if nothing else were planned for them that day, and can be spared."""

    person: str
    day: int
    mends: tuple[Outcome, ...]


def fragile(stress: Stress) -> tuple[Fragile, ...]:
    """Return the work of all absences, the most fragile first."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in stress.outcomes:
        for work in dict.fromkeys(a.work for a in outcome.trial.lost):
            found[work].append(outcome)
    items = [
        Fragile(
            work,
            len(outcomes),
            sum(not o.mended for o in outcomes),
            sum(o.hopeless for o in outcomes),
            max((o.calls or 0 for o in outcomes if o.mended), default=0),
        )
        for work, outcomes in found.items()
    ]
    return tuple(sorted(items, key=lambda f: (-f.unmended, -f.hopeless, -f.calls, f.work)))


def to_mend(stress: Stress) -> tuple[Outcome, ...]:
    """Return the absences that cannot be mended, or take several calls."""
    return tuple(o for o in stress.outcomes if not o.mended or (o.calls or 0) >= MANY_CALLS)


def suggestions(
    problem: Problem, roster: Roster, stress: Stress, *, most: int = 5
) -> tuple[tuple[Training, ...], tuple[KeptFree, ...]]:
    """Return whom to train, and whom to keep free on which day, those who mend most first.

    Each mends its absences alone, by the verifier: with the skill nothing but what the old
    skills forbid stands against taking over all that is lost; or nothing but what else
    they do that day, at other times, which others can take over with no seat more open.
    The second one on a list counts what the first one leaves.
    """
    spared = {(o.trial.person, day) for o in stress.outcomes if o.mended for day in o.trial.days}
    training: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    free: dict[tuple[str, int], list[Outcome]] = defaultdict(list)
    for outcome in to_mend(stress):
        scene = scene_of(problem, roster, outcome.trial)
        for person in scene.problem.people.values():
            skill = _skill_for(scene, person)
            if skill is not None:
                training[person.id, skill].append(outcome)
            for day in _days_for(scene, person):
                if (person.id, day) in spared:
                    free[person.id, day].append(outcome)
    return (
        tuple(Training(p, s, mends) for (p, s), mends in _cover(training, most)),
        tuple(KeptFree(p, d, mends) for (p, d), mends in _cover(free, most)),
    )


def _skill_for(scene: Scene, person: Person) -> str | None:
    """Return the one skill that this person lacks to take over all that is lost."""
    lacking: set[str] = set()
    added = []
    for a in scene.lost:
        work = scene.problem.works[a.work]
        span = work.span_of(person.id) if isinstance(work, Duty) and work.spans is None else a.span
        lacking |= work.skills - person.skills
        if isinstance(work, Duty):
            there = [scene.problem.people[b.person] for b in scene.base.at(work.key)]
            lacking |= {
                skill
                for skill, n in work.needs
                if skill not in person.skills and sum(skill in p.skills for p in there) < n
            }
        added.append(Assignment(span.start, span.end, work.key, person.id))
    if len(lacking) != 1 or not added:
        return None
    change = scene.judgement.change(Edit(add=tuple(added)))
    score = scene.judgement.score
    against = [f for f in change.new if f.hard]
    if any(f.rule.kind != "eligibility" or f.where.note != "skill" for f in against):
        return None
    left = score.hard + change.score.hard - sum(f.excess for f in against)
    return None if left else next(iter(lacking))


def _days_for(scene: Scene, person: Person) -> Iterator[int]:
    """Yield the day on which this person would have to be kept free to take over all that is lost."""
    day_of = scene.problem.horizon.day_of
    days = {day_of(a.start) for a in scene.lost}
    if len(days) != 1:
        return
    added = [taken_over(scene.problem, person, a) for a in scene.lost]
    busy = tuple(a for a in scene.base.of_person(person.id) if day_of(a.start) in days)
    if not busy or any(a is None or any(a.span.overlaps(b.span) for b in busy) for a in added):
        return
    emptied = scene.judgement.change(Edit(remove=busy))
    change = scene.judgement.change(Edit(busy, tuple(a for a in added if a is not None)))
    theirs = [f for f in change.breaks if f.where.person == person.id]
    filled = change.score.open_units < emptied.score.open_units or change.score.hard < emptied.score.hard
    if not theirs and filled:
        yield next(iter(days))


def _cover(mends: Mapping[K, list[Outcome]], most: int) -> Iterable[tuple[K, tuple[Outcome, ...]]]:
    """Yield greedily who mends most of what is left."""
    left = {key: list(outcomes) for key, outcomes in mends.items()}
    for _ in range(most):
        if not left:
            return
        key = max(left, key=lambda k: (len(left[k]), [-ord(c) for c in str(k)]))
        mended = left.pop(key)
        if not mended:
            return
        yield key, tuple(mended)
        left = {k: [o for o in outcomes if o not in mended] for k, outcomes in left.items()}
