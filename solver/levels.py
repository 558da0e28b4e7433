"""The levels of a repair, one after the other: open seats, people, assignments, cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from roster.roster import Assignment
from roster.rules.api import Choice
from solver.build import Builder, Index, Objective
from solver.changes import Changes
from solver.engine import Clock, Effort, search

Level = Literal["open", "people", "assignments", "soft"]

Bans = tuple[tuple[Assignment, bool], ...]
"""Assignments that must not be added (``True``) or not be taken out (``False``)."""

LEVELS: tuple[Level, ...] = ("open", "people", "assignments", "soft")


@dataclass(frozen=True)
class Old:
    """The roster that is repaired, as values of columns, and what of it must stay."""

    index: Index
    values: Sequence[int]
    now: int | None = None
    late: frozenset[str] = frozenset()
    pinned: frozenset[int] = frozenset()


@dataclass
class Descent:
    """What the search found in one model, level by level.

    Attributes
    ----------
    values
        Of all columns, in the best solution; ``None`` if there is none.
    costs
        Of that solution, for each level that was searched.
    bounds
        No solution of this model, with all levels before at their costs, has less.
    infeasible
        The model has no solution at all.
    """

    values: list[int] | None = None
    costs: dict[Level, int] = field(default_factory=dict)
    bounds: dict[Level, int] = field(default_factory=dict)
    infeasible: bool = False

    @property
    def complete(self) -> bool:
        """Say whether every level was searched to its end."""
        return bool(self.costs) and all(self.bounds.get(at) == self.costs.get(at) for at in LEVELS)


Confirm = Callable[[Level, Descent], bool]


@dataclass(frozen=True)
class Part:
    """One model of the repair: which columns may change, and what else is asked.

    Attributes
    ----------
    old
        What is repaired.
    free
        Choices that may change, with the times of their visits; ``None`` for all.
    relaxed
        Leave the order of visits out, for bounds.
    caps
        The most at each level.
    forbid
        Changes that must not be made.
    others
        Sets of people that must not all change.
    """

    old: Old
    free: Collection[Choice] | None
    relaxed: bool = False
    caps: Mapping[Level, int] = field(default_factory=dict)
    forbid: Bans = ()
    others: tuple[frozenset[str], ...] = ()

    def descend(
        self, clock: Clock, effort: Effort, *, first: Level = "open", confirm: Confirm | None = None
    ) -> Descent:
        """Minimise the levels in their order, each to its end before the next one.

        Parameters
        ----------
        clock, effort
            When to end, and how to search.
        first
            The level to begin with; those before it need a cap.
        confirm
            Asked after each level whether to go on to the next.
        """
        builder = self._builder()
        old = self.old
        changes = Changes(builder, old.values, now=old.now, late=old.late, pinned=old.pinned)
        self._restrict(builder, changes)
        for level, cap in self.caps.items():
            at_most(builder, self._objective(builder, changes, level), cap)
        found = Descent()
        for level in LEVELS[LEVELS.index(first) :]:
            objective = self._objective(builder, changes, level)
            answer = search(builder, objective, clock, effort, hint=found.values or old.values)
            if answer.infeasible:
                found.infeasible = found.values is None
                break
            if answer.bound is not None:
                found.bounds[level] = answer.bound
            if answer.values is not None and answer.objective is not None:
                found.values = answer.values
                found.costs[level] = answer.objective
            if confirm is not None and not confirm(level, found):
                break
            if not answer.optimal or answer.objective is None:
                break
            at_most(builder, objective, answer.objective)
        return found

    def _builder(self) -> Builder:
        index, values = self.old.index, self.old.values
        if self.free is None:
            return Builder(index, relaxed=self.relaxed)
        columns: set[int] = set()
        for choice in self.free:
            columns.add(choice.lit)
            meeting = index.meeting(choice)
            if meeting is not None:
                columns.update((meeting.happens, meeting.start))
        return Builder(index, free=columns, values=values, relaxed=self.relaxed)

    def _restrict(self, builder: Builder, changes: Changes) -> None:
        model = builder.model
        for lit in forbidden(self.old.index, self.forbid):
            variable = builder.vars.get(max(lit, ~lit))
            if variable is not None:
                model.add(variable == int(lit < 0))
        for group in self.others:
            if group <= changes.changed.keys():
                model.add(sum(changes.changed[p] for p in sorted(group)) <= len(group) - 1)

    def _objective(self, builder: Builder, changes: Changes, level: Level) -> Objective:
        match level:
            case "people":
                return changes.people
            case "assignments":
                return changes.assignments
            case _:
                return builder.objective(level)


def at_most(builder: Builder, objective: Objective, most: int) -> None:
    """Keep an objective of a model at or below a value."""
    if objective.variables:
        builder.model.add(objective.expression <= most)
    elif objective.constant > most:
        builder.model.add_bool_or([])


def forbidden(index: Index, bans: Bans) -> list[int]:
    """Return the literals that must not hold so that some changes are not made."""
    found: list[int] = []
    for a, added in bans:
        lits = [
            int(c.lit)
            for c in index.by_person.get(a.person, ())
            if c.work.key == a.work and c.window.contains(a.span)
        ]
        found += lits if added else [~lit for lit in lits]
    return found


def choices_at(index: Index, works: Iterable[str]) -> list[Choice]:
    """Return all choices at some work."""
    wanted = set(works)
    return [c for c in index.record.choices if c.work.key in wanted]


def choices_of(index: Index, people: Iterable[str]) -> list[Choice]:
    """Return all choices of some people."""
    return [c for person in people for c in index.by_person.get(person, ())]
