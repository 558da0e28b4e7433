"""The levels of a repair, one after the other: open seats, people, assignments, cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ortools.sat.python.cp_model import CpModel

from roster.collecting import without_collecting
from roster.roster import Assignment
from roster.rules.api import Choice
from solver.build import Builder, Objective
from solver.changes import Changes
from solver.engine import Clock, Effort, search
from solver.index import Index

Level = Literal["open", "people", "assignments", "soft"]

Bans = tuple[tuple[Assignment, bool], ...]
"""Assignments that must not be added (``True``) or not be taken out (``False``)."""

MOST_WEIGHT = 1 << 52
"""Objectives stay below this, where floating-point numbers are exact."""

LEVELS: tuple[Level, ...] = ("open", "people", "assignments", "soft")


@dataclass(frozen=True)
class Old:
    """The roster that is repaired, as values of columns, and what of it must stay."""

    index: Index
    values: Sequence[int]
    now: int | None = None
    late: frozenset[str] = frozenset()
    pinned: frozenset[int] = frozenset()
    models: dict[frozenset[int] | None, Model] = field(default_factory=dict, compare=False, repr=False)
    """Built once for each set of choices that may change, and asked again and again."""


@dataclass(frozen=True)
class Model:
    """A built model with the levels as objectives; each question is put to a copy."""

    builder: Builder
    plain: CpModel
    changes: Changes
    levels: Mapping[Level, Objective]


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


@dataclass(frozen=True)
class Part:
    """One model of the repair: which columns may change, and what else is asked.

    Attributes
    ----------
    old
        What is repaired.
    free
        Choices that may change, with the times of their visits; ``None`` for all.
    caps
        The most at each level.
    forbid
        Changes that must not be made.
    others
        Sets of people that must not all change.
    base
        Values of the columns that may not change, where they are not the old ones; then
        all that differs from the old ones is among what may change.
    """

    old: Old
    free: Collection[Choice] | None
    caps: Mapping[Level, int] = field(default_factory=dict)
    forbid: Bans = ()
    others: tuple[frozenset[str], ...] = ()
    base: Sequence[int] | None = None

    def descend(self, clock: Clock, effort: Effort) -> Descent:
        """Minimise the levels in their order: all at once where their weights fit, else one by one."""
        model = self._model()
        builder, levels = model.builder, model.levels
        builder.model = model.plain.clone()
        self._restrict(builder, model.changes)
        for level, cap in self.caps.items():
            at_most(builder, levels[level], cap)
        weights = _weights(builder, levels)
        if weights is not None:
            return self._at_once(builder, levels, weights, clock, effort)
        return self._one_by_one(builder, levels, clock, effort)

    def _at_once(
        self,
        builder: Builder,
        levels: Mapping[Level, Objective],
        weights: Mapping[Level, int],
        clock: Clock,
        effort: Effort,
    ) -> Descent:
        total = Objective([], [], 0)
        for level, weight in weights.items():
            total.variables += levels[level].variables
            total.coefs += [weight * coef for coef in levels[level].coefs]
            total.constant += weight * levels[level].constant
        answer = search(builder, total, clock, effort, hint=self.base or self.old.values)
        if answer.values is None or answer.objective is None:
            return Descent(infeasible=answer.infeasible)
        costs: dict[Level, int] = {}
        rest = answer.objective
        for level, weight in weights.items():
            costs[level], rest = divmod(rest, weight)
        return Descent(answer.values, costs, dict(costs) if answer.optimal else {})

    def _one_by_one(
        self, builder: Builder, levels: Mapping[Level, Objective], clock: Clock, effort: Effort
    ) -> Descent:
        found = Descent()
        for level, objective in levels.items():
            answer = search(
                builder, objective, clock, effort, hint=found.values or self.base or self.old.values
            )
            if answer.infeasible:
                found.infeasible = found.values is None
                break
            if answer.bound is not None:
                found.bounds[level] = answer.bound
            if answer.values is None or answer.objective is None:
                break
            found.values = answer.values
            found.costs[level] = answer.objective
            if not answer.optimal:
                break
            at_most(builder, objective, answer.objective)
        return found

    def _model(self) -> Model:
        """Return the model of the choices that may change; it is built when first asked for."""
        if self.base is not None:
            return self._built()
        free = None if self.free is None else frozenset(int(c.lit) for c in self.free)
        models = self.old.models
        if free not in models:
            models[free] = self._built()
        return models[free]

    @without_collecting()
    def _built(self) -> Model:
        old, builder = self.old, self._builder()
        changes = Changes(builder, old.values, now=old.now, late=old.late, pinned=old.pinned)
        levels: dict[Level, Objective] = {
            "open": builder.objective("open"),
            "people": changes.people,
            "assignments": changes.assignments,
            "soft": builder.objective("soft"),
        }
        return Model(builder, builder.model, changes, levels)

    def _builder(self) -> Builder:
        index, values = self.old.index, self.base or self.old.values
        if self.free is None:
            return Builder(index)
        columns: set[int] = set()
        for choice in self.free:
            columns.add(choice.lit)
            meeting = index.meeting(choice)
            if meeting is not None:
                columns.update((meeting.happens, meeting.start))
        return Builder(index, free=columns, values=values)

    def _restrict(self, builder: Builder, changes: Changes) -> None:
        forbid(builder, self.old, self.forbid)
        not_all(builder, changes, self.others)


def _weights(builder: Builder, levels: Mapping[Level, Objective]) -> dict[Level, int] | None:
    """Return weights by which no amount of a later level outweighs one unit of an earlier one.

    ``None`` where they do not fit into what a search counts exactly.
    """
    weights: dict[Level, int] = {}
    weight = 1
    for level in reversed(LEVELS):
        objective = levels[level]
        least = most = objective.constant
        for variable, coef in zip(objective.variables, objective.coefs, strict=True):
            domain = list(variable.proto.domain)
            ends = coef * domain[0], coef * domain[-1]
            least += min(ends)
            most += max(ends)
        if least < 0 and level in ("open", "soft"):
            return None
        weights[level] = weight
        weight *= most + 1
        if weight > MOST_WEIGHT:
            return None
    return {level: weights[level] for level in LEVELS}


def at_most(builder: Builder, objective: Objective, most: int) -> None:
    """Keep an objective of a model at or below a value."""
    if objective.variables:
        builder.model.add(objective.expression <= most)
    elif objective.constant > most:
        builder.model.add_bool_or([])


def forbid(builder: Builder, old: Old, bans: Bans) -> None:
    """Post to a model that some changes are not made.

    Who was not there in the old roster does not come, whatever the time of the visit; who
    was there does not leave, or is not there at another time.
    """
    model = builder.model
    for a, added in bans:
        for choice in old.index.by_person.get(a.person, ()):
            lit = builder.vars.get(choice.lit)
            if choice.work.key != a.work or not choice.window.contains(a.span):
                continue
            if not old.values[choice.lit]:
                if added and lit is not None:
                    model.add(lit == 0)
                continue
            if not added and lit is not None:
                model.add(lit == 1)
            meeting = old.index.meeting(choice)
            start = None if meeting is None else builder.vars.get(meeting.start)
            if meeting is not None and start is not None:
                stays = model.add(start == old.values[meeting.start])
                if lit is not None:
                    stays.only_enforce_if(lit)


def not_all(builder: Builder, changes: Changes, others: Iterable[frozenset[str]]) -> None:
    """Post to a model that of each of these sets of people somebody does not change."""
    for group in others:
        if group <= changes.changed.keys():
            builder.model.add(sum(changes.changed[p] for p in sorted(group)) <= len(group) - 1)


def choices_at(index: Index, works: Iterable[str]) -> list[Choice]:
    """Return all choices at some work."""
    wanted = set(works)
    return [c for c in index.record.choices if c.work.key in wanted]


def choices_of(index: Index, people: Iterable[str]) -> list[Choice]:
    """Return all choices of some people."""
    return [c for person in people for c in index.by_person.get(person, ())]
