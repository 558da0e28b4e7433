"""All rosters of a small community and the best of them, found with nothing but the verifier."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from roster.model import Duty, Problem, Visit
from roster.roster import Assignment, Roster
from roster.verify import verify

LASTING = frozenset({"availability", "eligibility", "crews-turn", "one-place"})
"""Rules that no further assignment can mend once they are broken."""

Part = tuple[tuple[Assignment, ...], ...]


@dataclass(frozen=True)
class Optimum:
    """The least open units of all rosters without hard findings, and the least soft cost of those."""

    open_units: int
    soft: int
    roster: Roster


def lasting(problem: Problem) -> Problem:
    """Return the same community with none but the rules that an assignment cannot mend."""
    return replace(problem, rules=tuple(rule for rule in problem.rules if rule.kind in LASTING))


def parts(problem: Problem) -> list[Part]:
    """Return, for each duty and each slot of a visit, all ways to fill it.

    A duty has at most ``most`` people and a visit all its people or none: the rule ``seats``
    is hard about both, see ``test_brute``.
    """
    only = lasting(problem)
    found: list[Part] = []
    for work in problem.works.values():
        if isinstance(work, Duty):
            alone = [
                Assignment(work.span_of(p).start, work.span_of(p).end, work.key, p)
                for p in problem.people
                if work.spans is None or p in work.spans
            ]
            able = [a for a in alone if not verify(only, Roster.of([a])).score.hard]
            found.append(tuple(c for n in range(work.most + 1) for c in combinations(able, n)))
        else:
            found += [_slot(problem, only, work, *span) for span in _spans(work)]
    return found


def _spans(visit: Visit) -> list[tuple[int, int]]:
    return [(slot.span.start, slot.span.end - visit.minutes) for slot in visit.slots]


def _slot(problem: Problem, only: Problem, visit: Visit, earliest: int, latest: int) -> Part:
    ways: list[tuple[Assignment, ...]] = [()]
    for start in range(earliest, latest + 1):
        alone = [Assignment(start, start + visit.minutes, visit.key, p) for p in problem.people]
        ways += combinations((a for a in alone if not verify(only, Roster.of([a])).score.hard), visit.people)
    return tuple(ways)


def roster_count(problem: Problem, enough: int) -> int:
    """Return how many ways there are to fill all parts; at most a little more than ``enough``."""
    count = 1
    for part in parts(problem):
        count *= len(part)
        if count > enough:
            break
    return count


def rosters(problem: Problem) -> Iterator[Roster]:
    """Yield every roster that may be in order."""
    only = lasting(problem)

    def extend(chosen: tuple[Assignment, ...], left: list[Part]) -> Iterator[Roster]:
        if not left:
            yield Roster.of(chosen, problem.pins)
            return
        for way in left[0]:
            now = (*chosen, *way)
            if not way or not verify(only, Roster.of(now)).score.hard:
                yield from extend(now, left[1:])

    return extend((), parts(problem))


def optimum(problem: Problem) -> Optimum | None:
    """Return the best of all rosters without hard findings, ``None`` if there is none."""
    best: Optimum | None = None
    for roster in rosters(problem):
        score = verify(problem, roster).score
        if not score.hard and (best is None or (score.open_units, score.soft) < (best.open_units, best.soft)):
            best = Optimum(score.open_units, score.soft, roster)
    return best


def any_roster(problem: Problem, dice: random.Random) -> Roster:
    """Return a roster of possible parts, whatever they break together."""
    chosen = [dice.choice(part) for part in parts(problem)]
    return Roster.of((a for way in chosen for a in way), problem.pins)
