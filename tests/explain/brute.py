"""Conflicts found the long way: every roster, what each one breaks, and the smallest sets that all of them break."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from roster.model import Duty, Problem
from roster.roster import Roster
from roster.rules.api import Finding
from roster.verify import verify
from tests.rules.tiny import every_roster

NATURE = {"availability", "crews-turn", "eligibility", "one-place", "visit-team"}

Key = tuple[str, ...]


def broken_sets(problem: Problem) -> list[frozenset[Key]]:
    """Return what each possible roster breaks, without those that break more than another one."""
    found = {broken for roster in every_roster(problem) if (broken := broken_by(problem, roster)) is not None}
    return [b for b in found if not any(other < b for other in found)]


def broken_by(problem: Problem, roster: Roster) -> frozenset[Key] | None:
    """Return the statements that a roster breaks, or ``None`` if nobody could make it possible."""
    broken: set[Key] = set()
    for finding in verify(problem, roster).hard:
        if finding.rule.kind in NATURE - {"availability"}:
            return None
        if finding.rule.kind == "seats":
            if finding.where.note not in ("must", "crowded", "often"):
                return None
            continue
        if finding.rule.kind != "availability":
            broken.add(_key(problem, finding))
    return frozenset(broken | _seats(problem, roster) | _absences(problem, roster))


def _key(problem: Problem, finding: Finding) -> Key:
    rule, where = finding.rule, finding.where
    number = str(problem.rules.index(rule))
    match rule.kind, where.note:
        case "claims", "claim":
            return ("claim", where.person or "", where.work or "")
        case "claims", "pin":
            return ("pin", where.person or "", where.work or "", str(where.start))
        case "limits", note:
            return ("limit", number, where.person or "", note.replace(" ", "_"))
    if where.person is not None:
        return (rule.kind, number, "person", where.person)
    if where.work is not None:
        return (rule.kind, number, "work", where.work)
    return (rule.kind, number)


def _seats(problem: Problem, roster: Roster) -> Iterable[Key]:
    broken: set[Key] = set()
    for duty in problem.duties:
        there = [problem.people[a.person] for a in roster.at(duty.key)]
        if len(there) > duty.most:
            broken.add(("most", duty.key))
        if duty.must:
            asked = [("", duty.min), *duty.needs]
            broken |= {
                ("must", duty.key, skill)
                for skill, n in asked
                if sum(not skill or skill in p.skills for p in there) < n
            }
    for visit in problem.visits:
        held = [problem.horizon.week_of(start) for start in roster.meetings(visit.key)]
        for week in range(problem.horizon.weeks):
            if held.count(week) > visit.times:
                broken.add(("most", visit.key))
            if visit.must and held.count(week) < visit.times:
                broken.add(("must", visit.key, str(week)))
    return broken


def _absences(problem: Problem, roster: Roster) -> Iterable[Key]:
    broken: set[Key] = set()
    for a in roster.assignments:
        person = problem.people[a.person]
        for n, away in enumerate(sorted(person.away, key=lambda w: w.span)):
            if away.span.start < a.end and a.start < away.span.end:
                broken.add(("away", person.id, str(n)))
        if not any(i.start <= a.start and a.end <= i.end for i in person.available):
            broken.add(("available", person.id))
    return broken


def smallest_conflicts(broken: list[frozenset[Key]]) -> list[frozenset[Key]]:
    """Return all smallest sets of statements of which every roster breaks one; none if a roster breaks nothing."""
    if frozenset() in broken:
        return []
    everything = sorted(set().union(*broken))
    for size in range(1, len(everything) + 1):
        found = [frozenset(c) for c in combinations(everything, size) if hits_all(c, broken)]
        if found:
            return found
    return []


def hits_all(members: Iterable[Key], broken: list[frozenset[Key]]) -> bool:
    """Say whether every roster breaks one of the members."""
    wanted = set(members)
    return all(wanted & b for b in broken)


def comparable(key: Key, problem: Problem) -> Key:
    """Return a key without what only the model tells apart."""
    return key[:4] if len(key) == 5 and key[2] == "person" else key


def is_duty(problem: Problem, work: str) -> bool:
    return isinstance(problem.works[work], Duty)
