"""The smallest conflicts: statements that cannot hold together, each of them needed for that.

A core from the solver's assumptions is confirmed, then shrunk by leaving out halves and single
statements, each time with a model of its own. Whether a smaller conflict exists is settled with
implicit hitting sets: a smallest set that meets every known correction (a set of statements
whose giving up makes the rest possible) either cannot hold together, and is a smallest
conflict, or grows to a new correction. See Ignatiev et al., "Smallest MUS extraction with
minimal hitting set dualization", CP 2015.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roster.eligibility import eligible
from roster.model import Problem
from roster.naming import called, titled
from roster.words import Sentence, sentence, sentences
from solver.explain.guarded import Wish
from solver.explain.limits import clock_of
from solver.explain.questions import Questions, UndecidedError, smallest_hitting_set
from solver.explain.statements import Statement

NAMED = 12
"""Up to so many people are named in a note."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that cannot hold together, while without any one of them the others can.

    Attributes
    ----------
    members
        In the order of the files.
    smallest
        True if it is proven that no conflict has fewer members, of those that share none
        with the conflicts named before; else only that each one is needed.
    notes
        Who could serve at all at the work that must be staffed: what nobody can give up.
    """

    members: tuple[Statement, ...]
    smallest: bool
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What stands against a roster.

    Attributes
    ----------
    conflicts
        No statement is in two of them; the smallest comes first.
    complete
        True if the statements outside of the conflicts can hold together: nothing else
        stands in the way.
    works
        The duties and visits that matter to it; all others may stay empty.
    least
        A smallest set of statements to give up, all together, for a roster to be possible;
        empty where the time did not allow to find one.
    """

    conflicts: tuple[Conflict, ...]
    complete: bool
    works: frozenset[str]
    seconds: float
    least: tuple[Statement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.conflicts)


def find_conflicts(problem: Problem, *, time_limit: float = 60.0, deterministic: bool = False) -> Conflicts:
    """Find smallest conflicts that share no statement.

    Parameters
    ----------
    problem
        What is planned.
    time_limit
        Seconds for everything.
    deterministic
        Do not look at the clock: the same conflicts on every run and machine.

    Returns
    -------
    Conflicts
        Empty and complete if some roster keeps every hard rule, claim and pin.
    """
    began = time.monotonic()
    clock = clock_of(time_limit, deterministic=deterministic)
    questions = Questions(problem, clock)
    found: list[Conflict] = []
    complete = False
    given_up: frozenset[int] = frozenset()
    try:
        left = questions.everything
        while not questions.possible(left):
            members, smallest = _smallest(questions, left)
            _confirm(questions, members)
            found.append(_conflict(questions, members, smallest))
            left -= members
        complete = True
        if found:
            given_up = questions.everything - (questions.most((), questions.everything) or frozenset())
    except UndecidedError:
        pass
    works = frozenset(questions.cones.works(questions.everything))
    seconds = time.monotonic() - began
    return Conflicts(tuple(found), complete, works, seconds, _told(questions, given_up))


def conflict_with(questions: Questions, wish: Wish) -> Conflict | None:
    """Return the smallest conflict of a wish with what was said; ``None`` if there is none.

    The wish itself is not among the members.

    Raises
    ------
    UndecidedError
        If the time ends before it is settled whether there is one.
    """
    number = questions.wished[wish]
    active = questions.everything | {number}
    if questions.possible(active):
        return None
    members, smallest = _smallest(questions, active)
    _confirm(questions, members)
    return _conflict(questions, members - {number}, smallest)


def _conflict(questions: Questions, members: frozenset[int], smallest: bool) -> Conflict:
    told = _told(questions, members)
    return Conflict(told, smallest, _notes(questions.guarded.problem, told))


def _told(questions: Questions, members: Iterable[int]) -> tuple[Statement, ...]:
    """Return statements in the order of the files."""
    keys, statements = questions.guarded.keys, questions.guarded.statements
    told = [statements[keys[n]] for n in sorted(members)]
    return tuple(sorted(told, key=lambda s: (s.source.file, s.source.line)))


def _notes(problem: Problem, members: Iterable[Statement]) -> tuple[Sentence, ...]:
    """Say once of each post who could serve there at all."""
    found: list[Sentence] = []
    for key in dict.fromkeys(m.work for m in members if m.sort == "must"):
        work = problem.works[key or ""]
        able = [called(problem, p.id) for p in problem.people.values() if eligible(p, work)]
        what = titled(problem, key)
        if len(able) <= NAMED:
            note = sentences(
                "{n} person may serve at {what} at all: {people}.",
                "{n} people may serve at {what} at all: {people}.",
                len(able),
                what=what,
                people=able,
            )
        else:
            note = sentence("{n} people may serve at {what} at all.", n=len(able), what=what)
        if note not in found:
            found.append(note)
    return tuple(found)


def _smallest(questions: Questions, impossible: frozenset[int]) -> tuple[frozenset[int], bool]:
    """Return a smallest conflict among statements that cannot hold together, and whether that is proven."""
    start = questions.core(impossible)
    if questions.possible(start):
        start = impossible
    best = shrink(questions, start)
    corrections: list[frozenset[int]] = []
    try:
        while True:
            tried = smallest_hitting_set(questions.guarded.problem, corrections, questions.clock)
            if len(tried) >= len(best):
                return best, True
            grown = questions.most(tried, impossible)
            if grown is None:
                return shrink(questions, tried), True
            corrections.append(impossible - grown)
    except UndecidedError:
        return best, False


def _confirm(questions: Questions, members: frozenset[int]) -> None:
    """Ask once more, with models of their own: together impossible, without any one possible."""
    if questions.possible(members) or not all(questions.possible(members - {n}) for n in members):
        raise RuntimeError("The solver does not confirm its own conflict. Please report the configuration.")


def shrink(questions: Questions, impossible: Iterable[int]) -> frozenset[int]:
    """Return a part of impossible statements that is still impossible, and without any one of them possible.

    Junker's QuickXplain: halves are tried before single statements.
    """
    return frozenset(_explain(questions, (), sorted(impossible), known=False))


def _explain(questions: Questions, kept: Sequence[int], open_: Sequence[int], *, known: bool) -> list[int]:
    """Return a smallest part of ``open_`` that is impossible together with ``kept``."""
    if known and not questions.possible(kept):
        return []
    if len(open_) == 1:
        return list(open_)
    half = len(open_) // 2
    first, second = open_[:half], open_[half:]
    later = _explain(questions, (*kept, *first), second, known=bool(first))
    earlier = _explain(questions, (*kept, *later), first, known=bool(later))
    return [*earlier, *later]
