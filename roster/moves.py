"""What changes between two rosters, as a chain of moves that people can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roster.model import Problem
from roster.naming import called, titled
from roster.roster import Assignment, Roster
from roster.rules.api import Finding
from roster.verify import Verdict
from roster.words import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Move:
    """One person leaves something, takes something, or both."""

    person: str
    leaves: Assignment | None
    takes: Assignment | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Price:
    """What one rule costs more (or less) in one roster than in another, and why.

    Attributes
    ----------
    kind
        Of the rule.
    cost
        The new cost less the old one.
    new, gone
        What each finding says that only the new, or only the old roster has.
    """

    kind: str
    cost: int
    new: tuple[Sentence, ...]
    gone: tuple[Sentence, ...]


def chain(problem: Problem, old: Roster, new: Roster, *, first: str | None = None) -> tuple[Move, ...]:
    """Return the moves from one roster to another, each next to the one that it follows from.

    Parameters
    ----------
    problem
        Of both rosters.
    old, new
        The rosters.
    first
        Whose moves come first.
    """
    changed = old.diff(new)
    left: dict[str, list[Assignment]] = {}
    come: dict[str, list[Assignment]] = {}
    for a in changed.removed:
        left.setdefault(a.person, []).append(a)
    for a in changed.added:
        come.setdefault(a.person, []).append(a)
    waiting = sorted({*left, *come}, key=lambda p: (p != first, p))
    order: list[str] = []
    seen = 0
    while waiting:
        order.append(waiting.pop(0))
        while seen < len(order):
            person = order[seen]
            seen += 1
            touched = {a.work for a in (*left.get(person, ()), *come.get(person, ()))}
            following = [
                p for p in waiting if touched & {a.work for a in (*left.get(p, ()), *come.get(p, ()))}
            ]
            order += following
            waiting = [p for p in waiting if p not in following]
    return tuple(
        move
        for person in order
        for move in _moves(problem, person, left.get(person, []), come.get(person, []))
    )


def _moves(problem: Problem, person: str, left: list[Assignment], come: list[Assignment]) -> Iterable[Move]:
    left, pairs = list(left), {}
    day_of = problem.horizon.day_of

    def same_work(given: Assignment, taken: Assignment) -> bool:
        return given.work == taken.work

    def same_day(given: Assignment, taken: Assignment) -> bool:
        return day_of(given.start) == day_of(taken.start)

    def any_time(given: Assignment, taken: Assignment) -> bool:
        return True

    for alike in (same_work, same_day, any_time):
        for taken in come:
            given = next((a for a in left if taken not in pairs and alike(a, taken)), None)
            if given is not None:
                pairs[taken] = given
                left.remove(given)
    for taken in come:
        given = pairs.get(taken)
        yield Move(person, given, taken, _said(problem, person, given, taken))
    for given in left:
        yield Move(person, given, None, _said(problem, person, given, None))


def _said(problem: Problem, person: str, given: Assignment | None, taken: Assignment | None) -> Sentence:
    who, moment = called(problem, person), problem.horizon.moment
    if given is None and taken is not None:
        return sentence(
            "{who} takes {what} on {start}",
            who=who,
            what=titled(problem, taken.work),
            start=moment(taken.start),
        )
    if taken is None and given is not None:
        return sentence(
            "{who} leaves {what} on {start}",
            who=who,
            what=titled(problem, given.work),
            start=moment(given.start),
        )
    assert given is not None
    assert taken is not None
    if given.work == taken.work:
        return sentence(
            "{who} comes to {what} on {start} instead of {before}",
            who=who,
            what=titled(problem, taken.work),
            start=moment(taken.start),
            before=moment(given.start),
        )
    return sentence(
        "{who} moves from {left} on {before} to {what} on {start}",
        who=who,
        left=titled(problem, given.work),
        before=moment(given.start),
        what=titled(problem, taken.work),
        start=moment(taken.start),
    )


def prices(
    problem: Problem, old: Verdict, new: Verdict, *, before: Problem | None = None
) -> tuple[Price, ...]:
    """Return what each soft rule costs more or less, the greatest change first.

    Parameters
    ----------
    problem
        Of the new verdict.
    old, new
        The verdicts.
    before
        The problem of the old verdict, where it is another one.
    """
    kinds = dict.fromkeys(f.rule.kind for f in (*new.soft, *old.soft))
    found = []
    for kind in kinds:
        now = [f for f in new.soft if f.rule.kind == kind]
        then = [f for f in old.soft if f.rule.kind == kind]
        cost = sum(f.cost for f in now) - sum(f.cost for f in then)
        more = _told(problem, now, then)
        less = _told(before or problem, then, now)
        if cost or more or less:
            found.append(Price(kind, cost, more, less))
    return tuple(sorted(found, key=lambda p: (-abs(p.cost), p.kind)))


def _told(problem: Problem, findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Sentence, ...]:
    known = [(f.where, f.excess) for f in others]
    return tuple(f.rule.explain(problem, f) for f in findings if (f.where, f.excess) not in known)
