"""Every repair of a tiny world, tried one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain, combinations

from roster.disruption import is_possible, parted
from roster.model import Duty, Problem
from roster.roster import Assignment, Roster
from roster.rules.api import Rule
from roster.verify import verify
from tests.rules.tiny import world

Cost = tuple[int, int, int, int]


def possible(problem: Problem) -> list[Assignment]:
    """List every assignment that nothing but others stands against; visits at every start."""
    found = []
    for work in problem.works.values():
        for person in problem.people:
            if isinstance(work, Duty):
                span = work.span if work.spans is None else work.spans.get(person, work.span)
                found.append(Assignment(span.start, span.end, work.key, person))
                continue
            for slot in work.slots:
                for start in range(slot.span.start, slot.span.end - work.minutes + 1):
                    found.append(Assignment(start, start + work.minutes, work.key, person))
    return [a for a in found if is_possible(problem, a)]


def small_world(kind: type[Rule]) -> tuple[Problem, random.Random]:
    """Return a rule's tiny world, so small that its every roster can be listed, and dice for what is drawn in it."""
    dice = random.Random(kind.kind)
    return smaller(world(kind), dice), dice


def smaller(problem: Problem, dice: random.Random) -> Problem:
    """Take duties, then visits, out of a world until every roster of it can be listed."""
    while len(possible(problem)) > 11:
        if len(problem.duties) > 1:
            gone = dice.choice(problem.duties)
            duties = tuple(d for d in problem.duties if d is not gone)
            problem = replace(problem, duties=duties, claims=())
        elif problem.visits:
            problem = replace(problem, visits=problem.visits[1:])
        else:
            problem = replace(problem, people=dict(list(problem.people.items())[:-1]))
    return problem


def rosters(problem: Problem) -> list[tuple[Roster, int, int]]:
    """Return every roster without a hard finding, with its open units and soft cost."""
    candidates = possible(problem)
    assert len(candidates) <= 13, len(candidates)
    found = []
    sets = chain.from_iterable(combinations(candidates, n) for n in range(len(candidates) + 1))
    for chosen in sets:
        roster = Roster.of(chosen)
        score = verify(problem, roster).score
        if not score.hard:
            found.append((roster, score.open_units, score.soft))
    return found


def costs(problem: Problem, old: Roster, *, now: int | None = None) -> list[tuple[Cost, Roster]]:
    """Return every repair with its levels; what has begun before ``now`` stays."""
    base, _ = parted(problem, old)
    before = {a for a in base.assignments if now is not None and a.start < now}
    found = []
    for roster, open_units, soft in rosters(problem):
        past = {a for a in roster.assignments if now is not None and a.start < now}
        if past != before or not base.pinned <= set(roster.assignments):
            continue
        diff = base.diff(roster)
        changed = len(diff.removed) + len(diff.added)
        found.append(((open_units, len(diff.people), changed, soft), roster))
    return found
