"""Plan again from a roster that is there, with something forced, changing as little as needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roster.model import Problem, Visit
from roster.roster import Roster
from roster.rules.api import Choice
from solver.build import Builder, Level, Objective
from solver.compile import compile_problem
from solver.engine import Answer, Clock, Effort, search
from solver.explain.limits import strict
from solver.index import Index
from solver.timing import clashes
from solver.translate import cost, decode, encode

WHOLE_CHOICES = 6_000
WHOLE_CLASHES = 20_000
"""Up to so many choices, and pairs of choices in either order, everything may change."""

PART_CHOICES = 1_200
"""In a larger community about so many choices may change."""

OPEN_WEIGHT = 1_000_000
LEVELS: tuple[Level, Level] = ("open", "soft")
WORK = 20.0
"""Deterministic seconds for one search."""


@dataclass(frozen=True, slots=True)
class Force:
    """What a new plan has to do: one of some choices is taken, or columns keep within a bound."""

    one_of: tuple[int, ...] = ()
    at_most: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Replan:
    """A roster that does what was forced.

    Attributes
    ----------
    roster
        With the fewest open seats, then the least cost, then the fewest changes.
    open_units, soft
        Its score.
    exact
        True if everything could change and it is proven that nothing better does it.
    settled
        True if everything that may change was searched to the end.
    people
        How many people's weeks could change.
    """

    roster: Roster
    open_units: int
    soft: int
    exact: bool
    settled: bool = False
    people: int = 0

    @property
    def cost(self) -> tuple[int, int]:
        """Open units and soft cost, as they are compared."""
        return self.open_units, self.soft


class ImpossibleError(Exception):
    """Nothing that may change can do what is forced."""


class Planner:
    """Plans again from one roster.

    Parameters
    ----------
    problem, roster
        What is planned, and who is where now. The roster must keep the hard rules.
    clock
        When to end.
    effort
        How to search.
    """

    def __init__(self, problem: Problem, roster: Roster, clock: Clock, effort: Effort) -> None:
        self.problem = problem
        self.roster = roster
        self.clock = clock
        self.effort = effort
        self.index: Index = compile_problem(problem)
        self.values = self._values()
        self.whole = self._is_small()

    def _values(self) -> list[int]:
        """Return the roster as a value for every column."""
        known = encode(self.index, self.roster)
        base = list(self.index.record.low)
        for column, value in known.items():
            base[column] = value
        free = [c for c in range(self.index.record.size) if c not in known]
        builder = Builder(self.index, free=free, values=base)
        answer = search(
            builder,
            builder.objective("both", open_weight=OPEN_WEIGHT),
            strict(self.clock),
            Effort(1, self.effort.seed, WORK),
        )
        if answer.values is None:
            raise ImpossibleError
        return answer.values

    def _is_small(self) -> bool:
        record = self.index.record
        if len(record.choices) > WHOLE_CHOICES:
            return False
        count = 0
        for choices in self.index.by_person.values():
            visits = [c for c in choices if c.slot is not None]
            count += sum(1 for _ in clashes(visits, self.index.walk, self.index.longest_walk))
        return count <= WHOLE_CLASHES

    def fill(self, force: Force, near: Iterable[Choice]) -> Replan:
        """Return the plan with the fewest open seats that does what is forced, then the fewest changes.

        Parameters
        ----------
        force
            What it has to do.
        near
            In a large community only choices around these may change.

        Raises
        ------
        ImpossibleError
            If nothing does it; proven where the community is small.
        """
        free = self.free(near)
        best = self.best(free, force, "open")
        assert best.objective is not None
        values = self.least_changes(free, force, best, {"open": best.objective})
        return self.replan(values, self.whole and best.optimal)

    def closest(self, reference: Roster) -> Roster:
        """Return a roster as good as this one and as close as possible to another one.

        In a large community the roster is returned as it is.
        """
        if not self.whole:
            return self.roster
        builder = self.builder(None, Force())
        for level, most in zip(LEVELS, cost(self.index, self.values), strict=True):
            objective = builder.objective(level)
            if objective.variables:
                builder.model.add(objective.expression <= most)
        changes = self._changes(builder, reference)
        answer = search(builder, changes, self.clock, self.effort, hint=self.values)
        return self.roster if answer.values is None else decode(self.index, answer.values)

    def replan(self, values: Sequence[int], exact: bool) -> Replan:
        """Return the plan that the values of all columns say."""
        return Replan(decode(self.index, values), *cost(self.index, values), exact)

    def free(self, near: Iterable[Choice]) -> set[int] | None:
        """Return the columns that may change, or ``None`` for all."""
        return None if self.whole else self.columns(self.around(list(near), PART_CHOICES))

    def best(self, free: set[int] | None, force: Force, level: Level) -> Answer:
        """Return the best plan where some columns may change; it takes a third of the time left at most.

        Raises
        ------
        ImpossibleError
            If none was found.
        """
        builder = self.builder(free, force)
        objective = builder.objective(level, open_weight=OPEN_WEIGHT if level == "both" else 1)
        share = self.clock.within(self.clock.left / 3)
        best = search(builder, objective, share, self.effort, hint=self.values)
        if best.values is None:
            raise ImpossibleError
        return best

    def builder(self, free: set[int] | None, force: Force) -> Builder:
        """Return a model in which some columns may change and something is forced."""
        builder = Builder(self.index, free=free, values=None if free is None else self.values)
        if force.one_of:
            builder.model.add_bool_or([builder.vars[c] for c in force.one_of if c in builder.vars])
        for column, most in force.at_most:
            if column in builder.vars:
                builder.model.add(builder.vars[column] <= most)
        return builder

    def least_changes(
        self,
        free: set[int] | None,
        force: Force,
        best: Answer,
        limits: Mapping[Level, int],
    ) -> Sequence[int]:
        """Among plans within some limits of cost, return one close to the roster."""
        assert best.values is not None
        builder = self.builder(free, force)
        for level, most in limits.items():
            objective = builder.objective(level)
            if objective.variables:
                builder.model.add(objective.expression <= most)
        answer = search(
            builder, self._changes(builder, self.roster), self.clock, self.effort, hint=best.values
        )
        return best.values if answer.values is None else answer.values

    def _changes(self, builder: Builder, reference: Roster) -> Objective:
        """Count the assignments that are not as in a roster, and the visits at another minute."""
        taken = {(a.person, a.work, self.problem.horizon.day_of(a.start)) for a in reference.assignments}
        starts = {(a.work, self.problem.horizon.day_of(a.start)): a.start for a in reference.assignments}
        changes = Objective([], [], 0)
        for choice in self.index.record.choices:
            variable = builder.vars.get(choice.lit)
            if variable is not None:
                held = (choice.person.id, choice.work.key, choice.day) in taken
                changes.variables.append(variable)
                changes.coefs.append(-1 if held else 1)
                changes.constant += held
        for meeting in self.index.record.meetings.values():
            start = builder.vars.get(meeting.start)
            before = starts.get((meeting.visit.key, meeting.slot.day))
            if start is not None and before is not None and meeting.earliest <= before <= meeting.latest:
                moved = builder.model.new_bool_var("")
                builder.model.add(start == before).only_enforce_if(~moved)
                changes.variables.append(moved)
                changes.coefs.append(1)
        return changes

    def around(self, near: list[Choice], size: int) -> list[Choice]:
        """Return the choices that may change: those near, who serves there now, and what frees them."""
        values = self.values
        people = list(dict.fromkeys(c.person.id for c in near))
        works = {c.work.key for c in near}
        days = {c.day for c in near}
        people += [c.person.id for c in self.index.record.choices if c.work.key in works and values[c.lit]]
        taken: dict[int, Choice] = {c.lit: c for c in near}
        for person in dict.fromkeys(people):
            mine = self.index.by_person[person]
            for held in (c for c in mine if values[c.lit]):
                if held.day in days or len(taken) < size // 2:
                    works.add(held.work.key)
            taken.update((c.lit, c) for c in mine if c.day in days or len(taken) < size // 2)
        for choice in self.index.record.choices:
            if len(taken) >= size:
                break
            if choice.work.key in works and choice.day in days:
                taken[choice.lit] = choice
        nearest = sorted(self.index.record.choices, key=lambda c: c.day not in days)
        for choice in nearest:
            if len(taken) >= size:
                break
            taken[choice.lit] = choice
        return list(taken.values())

    def columns(self, chosen: Iterable[Choice]) -> set[int]:
        """Return the columns of some choices: theirs, their meetings', and the starts of their people's visits."""
        free: set[int] = set()
        when: dict[str, set[int]] = defaultdict(set)
        for choice in chosen:
            free.add(choice.lit)
            when[choice.person.id].add(choice.day)
            meeting = self.index.meeting(choice)
            if meeting is not None:
                free.update((meeting.happens, meeting.start))
        for person, days in when.items():
            for choice in self.index.by_person[person]:
                meeting = self.index.meeting(choice)
                if meeting is not None and choice.day in days and self.values[choice.lit]:
                    free.add(meeting.start)
        return free

    def open_columns(self, work: str, week: int) -> list[int]:
        """Return the columns that count the open seats of a duty, or of a home's visits in a week."""
        record = self.index.record
        found = []
        for column in record.open_cost:
            where = record.cost_label[column].where
            if where.work == work and where.week in (None, week):
                found.append(column)
        return found

    def choices_of(self, person: str, work: str, day: int | None = None) -> list[Choice]:
        """Return how a person could serve at some work."""
        return [
            c
            for c in self.index.by_person.get(person, ())
            if c.work.key == work and (day is None or not isinstance(c.work, Visit) or c.day == day)
        ]
