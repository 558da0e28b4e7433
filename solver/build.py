"""From a record to a CP-SAT model: whole or a neighbourhood, exact or relaxed.

One builder serves every engine. A *neighbourhood* frees some columns and holds the others
at known values; rows and timing requirements in which nothing is free are left out, so a
small neighbourhood makes a small model however large the community is. A *relaxed* model
replaces the order of visits by necessary conditions on time, which gives a bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ortools.sat.python import cp_model

from roster.model import Span
from roster.rules.api import Choice, Lit
from solver.index import Index, walked
from solver.record import Apart, Row
from solver.timing import Before, Clash, Gap, clash, clashes, cliques, clusters, energies, nearest

Level = Literal["open", "soft", "both"]


@dataclass
class Objective:
    """A cost over the variables of one model, with the part that is fixed."""

    variables: list[cp_model.IntVar]
    coefs: list[int]
    constant: int

    @property
    def expression(self) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum(self.variables, self.coefs) + self.constant


@dataclass
class Built:
    """A CP-SAT model of a record and how to read its solutions.

    Attributes
    ----------
    variables
        The variable of each free column.
    fixed
        The value of each column that is not free.
    """

    index: Index
    model: cp_model.CpModel
    variables: dict[int, cp_model.IntVar]
    fixed: Sequence[int] | None = None
    orders: dict[tuple[int, int, int], cp_model.IntVar] = field(default_factory=dict)
    bounds: dict[tuple[int, int, bool], cp_model.IntVar] = field(default_factory=dict)

    def values(self, read: Mapping[int, int]) -> list[int]:
        """Return a value for every column: the solution's where free, else as fixed."""
        record = self.index.record
        base = list(self.fixed) if self.fixed is not None else list(record.low)
        for column, value in read.items():
            base[column] = value
        return base

    def hint(self, values: Sequence[int]) -> None:
        """Suggest a value for every free column."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for column, variable in self.variables.items():
            self.model.add_hint(variable, values[column])
        for (first, second, gap), order in self.orders.items():
            start, minutes = self._start_of[first], self._minutes_of[first]
            self.model.add_hint(order, values[start] + minutes + gap <= values[self._start_of[second]])

    @cached_property
    def _start_of(self) -> dict[int, int]:
        return {m.start: m.start for m in self.index.record.meetings.values()}

    @cached_property
    def _minutes_of(self) -> dict[int, int]:
        return {m.start: m.visit.minutes for m in self.index.record.meetings.values()}


class Builder:
    """Builds one model of a record.

    Parameters
    ----------
    index
        The record with its look-ups.
    free
        The columns that may change; ``None`` frees all.
    values
        The values of all columns, needed where not all are free.
    relaxed
        Replace orders of visits by necessary conditions on time.
    """

    def __init__(
        self,
        index: Index,
        *,
        free: Iterable[int] | None = None,
        values: Sequence[int] | None = None,
        relaxed: bool = False,
    ) -> None:
        self.index = index
        self.record = index.record
        self.relaxed = relaxed
        self.values = values
        self.model = cp_model.CpModel()
        chosen = range(self.record.size) if free is None else sorted(self._closure(free))
        self.whole = free is None
        low, high = self.record.low, self.record.high
        new = self.model.new_int_var
        self.vars = {c: new(low[c], high[c], "") for c in chosen}
        self.built = Built(index, self.model, self.vars, None if free is None else values)
        self.walk_terms: list[tuple[cp_model.IntVar, int]] = []
        self.walk_constant = 0
        self._rows()
        self._timing()
        self._walks()

    def _closure(self, free: Iterable[int]) -> set[int]:
        """Add the columns that are defined by free ones."""
        reached = set(free)
        queue = list(reached)
        feeds = self.record.feeds
        while queue:
            for derived in feeds.get(queue.pop(), ()):
                if derived not in reached:
                    reached.add(derived)
                    queue.append(derived)
        return reached

    def _live_aparts(self, free: Iterable[int]) -> list[Apart]:
        ids = {i for column in free for i in self.index.aparts_of.get(column, ())}
        return [self.record.aparts[i] for i in sorted(ids)]

    # Linear rows

    def _rows(self) -> None:
        rows = self.record.rows
        if self.whole:
            for row in rows:
                self._row(row)
            return
        touched = {r for column in self.vars for r in self.index.rows_of.get(column, ())}
        for r in sorted(touched):
            self._row(rows[r])

    def _row(self, row: Row) -> None:
        conditions = []
        for lit in row.when:
            value = self.lit(lit)
            if value is False:
                return
            if value is not True:
                conditions.append(value)
        done = 0
        variables, coefs = [], []
        for column, coef in zip(row.columns, row.coefs, strict=True):
            variable = self.vars.get(column)
            if variable is None:
                done += coef * self._value(column)
            else:
                variables.append(variable)
                coefs.append(coef)
        low = cp_model.INT_MIN if row.low is None else row.low - done
        high = cp_model.INT_MAX if row.high is None else row.high - done
        if not variables:
            if low <= 0 <= high:
                return
            if conditions:
                self.model.add_bool_or([~c for c in conditions])
            else:
                self.model.add_bool_or([])
            return
        expression = cp_model.LinearExpr.weighted_sum(variables, coefs)
        posted = self.model.add_linear_expression_in_domain(expression, cp_model.Domain(low, high))
        if conditions:
            posted.only_enforce_if(conditions)

    def lit(self, lit: Lit) -> cp_model.IntVar | cp_model.LiteralT | bool:
        """Return the literal as a variable, or its truth where it is held fixed."""
        column = max(lit, ~lit)
        variable = self.vars.get(column)
        if variable is None:
            return bool(self._value(column)) is (lit >= 0)
        return variable if lit >= 0 else ~variable

    def _value(self, column: int) -> int:
        if self.values is None:
            raise ValueError("A neighbourhood needs the values of the columns that it holds.")
        return self.values[column]

    # Timing

    def _window(self, choice: Choice) -> Span:
        """Return where a choice lies: narrowed to its start where the visit's time is held."""
        meeting = self.index.meeting(choice)
        if meeting is None or meeting.start in self.vars:
            return choice.window
        start = self._value(meeting.start)
        return Span(start, start + choice.minutes)

    def _live(self) -> dict[str, list[Choice]]:
        """Return the choices by person that are free, or taken at a time that is free to move."""
        if self.whole:
            return {p: list(cs) for p, cs in self.index.by_person.items()}
        people = {c.person.id for c in self.record.choices if c.lit in self.vars}
        for start, choices in self.index.of_meeting.items():
            if start in self.vars:
                people.update(c.person.id for c in choices if c.lit not in self.vars and self._value(c.lit))
        return {
            p: [c for c in self.index.by_person[p] if c.lit in self.vars or self._value(c.lit)]
            for p in sorted(people)
        }

    def _timing(self) -> None:
        for person, choices in self._live().items():
            if person in self.index.one_place:
                self._one_place(choices)
        aparts = self.record.aparts if self.whole else self._live_aparts(self.vars)
        for apart in aparts:
            found = clash(apart.first, apart.second, _always(apart.minutes), self._window)
            if found is not None:
                bought = None if apart.excess is None else self.lit(Lit(apart.excess))
                self._clash(found, bought)

    def _one_place(self, choices: Sequence[Choice]) -> None:
        pairs: list[tuple[int, int]] = []
        caps, person = self.index.day_caps, choices[0].person.id
        for found in clashes(choices, self.index.walk, self.index.longest_walk, self._window):
            if found.first.day == found.second.day and caps.get((person, found.first.day), 2) < 2:
                continue
            if found.orders:
                if not self.relaxed:
                    self._clash(found, None)
            else:
                pairs.append((found.first.lit, found.second.lit))
        for clique in cliques(pairs):
            self._at_most_one(clique)
        if self.relaxed or self.whole:
            for group in clusters(choices, self._window):
                for energy in energies(group, self.index.problem.travel.minutes):
                    lits = [self.vars[c.lit] for c in energy.choices]
                    self.model.add(cp_model.LinearExpr.weighted_sum(lits, energy.sizes) <= energy.capacity)

    def _at_most_one(self, lits: Sequence[int]) -> None:
        free = [self.vars[lit] for lit in lits if lit in self.vars]
        taken = sum(self._value(lit) for lit in lits if lit not in self.vars)
        if taken:
            for variable in free:
                self.model.add(variable == 0)
        elif len(free) > 1:
            self.model.add_at_most_one(free)

    def _clash(self, found: Clash, bought: cp_model.IntVar | cp_model.LiteralT | bool | None) -> None:
        clause = []
        for lit in (Lit(~found.first.lit), Lit(~found.second.lit)):
            value = self.lit(lit)
            if value is True:
                return
            if value is not False:
                clause.append(value)
        if bought is True:
            return
        if bought is not None and bought is not False:
            clause.append(bought)
        if self.relaxed and found.orders:
            return
        for before in found.orders:
            order = self._order(before)
            if order is True:
                return
            if order is not False:
                clause.append(order)
        self.model.add_bool_or(clause)

    def _order(self, before: Before) -> cp_model.IntVar | bool:
        """Return a literal that, if true, keeps the order; shared by all who make both."""
        one, two = self._meeting_start(before.first), self._meeting_start(before.second)
        minutes = before.first.minutes + before.gap
        first = before.first.window.start if one is None else one
        second = before.second.window.start if two is None else two
        if isinstance(first, int) and isinstance(second, int):
            return first + minutes <= second
        if isinstance(first, int):
            return self._bound(self._column(before.second), first + minutes, True)
        if isinstance(second, int):
            return self._bound(self._column(before.first), second - minutes, False)
        key = (self._column(before.first), self._column(before.second), before.gap)
        known = self.built.orders.get(key)
        if known is None:
            known = self.model.new_bool_var("")
            self.model.add(first + minutes <= second).only_enforce_if(known)
            self.built.orders[key] = known
        return known

    def _bound(self, column: int, value: int, at_least: bool) -> cp_model.IntVar:
        key = (column, value, at_least)
        known = self.built.bounds.get(key)
        if known is None:
            known = self.model.new_bool_var("")
            variable = self.vars[column]
            posted = self.model.add(variable >= value) if at_least else self.model.add(variable <= value)
            posted.only_enforce_if(known)
            self.built.bounds[key] = known
        return known

    def _column(self, choice: Choice) -> int:
        meeting = self.index.meeting(choice)
        assert meeting is not None
        return meeting.start

    def _meeting_start(self, choice: Choice) -> cp_model.IntVar | int | None:
        meeting = self.index.meeting(choice)
        if meeting is None:
            return None
        return (
            self.vars.get(meeting.start, None) if meeting.start in self.vars else self._value(meeting.start)
        )

    # Walking

    def _walks(self) -> None:
        if not self.record.walks:
            return
        live = self._live()
        by_day: dict[tuple[str, int], list[Choice]] = defaultdict(list)
        for person, choices in live.items():
            for choice in choices:
                by_day[person, choice.day].append(choice)
        for walk in self.record.walks:
            choices = by_day.get((walk.person, walk.day), [])
            if not self.whole and not any(self._moves(c) for c in choices):
                day = self.index.by_person_day.get((walk.person, walk.day), ())
                taken = [c for c in day if self._value(c.lit)]
                self.walk_constant += walk.weight * walked(self.index, taken, self._value)
                continue
            cap = self.index.day_caps.get((walk.person, walk.day), len(choices))
            if cap >= 2 and self.relaxed:
                self._walk_bound(choices, walk.weight)
            elif cap == 2 and self.index.symmetric:
                self._walk_pairs(choices, walk.weight)
            elif cap >= 2:
                self._walk_path(choices, walk.weight)

    def _moves(self, choice: Choice) -> bool:
        meeting = self.index.meeting(choice)
        return choice.lit in self.vars or (meeting is not None and meeting.start in self.vars)

    def _walk_pairs(self, choices: Sequence[Choice], weight: int) -> None:
        """Charge the walk between two choices, where no more than two can be taken.

        ``minutes >= sum(walk(a, b) * b) - far(a) * (1 - a)`` for every choice a: one row
        for each choice instead of one for each pair. ``far(a)`` is the sum of the two longest
        walks from a, because without a two others may be taken, both far from it.
        """
        minutes = self.model.new_int_var(0, self.index.longest_walk, "")
        for choice in choices:
            walks = [(self.index.walk(choice, other), other.lit) for other in choices]
            far = sum(sorted(walk for walk, _ in walks)[-2:])
            if far:
                self.model.add(minutes >= self._weighed([*walks, (far, choice.lit)]) - far)
        self.walk_terms.append((minutes, weight))

    def _weighed(self, terms: Iterable[tuple[int, Lit]]) -> cp_model.LinearExprT:
        """Return the sum of literals with coefficients, some of which may be held fixed."""
        free: list[tuple[int, cp_model.LiteralT]] = []
        constant = 0
        for coef, lit in terms:
            value = self.lit(lit)
            if isinstance(value, bool):
                constant += coef * value
            elif coef:
                free.append((coef, value))
        return cp_model.LinearExpr.weighted_sum([v for _, v in free], [c for c, _ in free]) + constant

    def _as_term(self, lit: Lit) -> cp_model.LinearExprT:
        value = self.lit(lit)
        return int(value) if isinstance(value, bool) else value

    def _walk_bound(self, choices: Sequence[Choice], weight: int) -> None:
        """Charge at least the shortest walks away from each place, less the longest of them."""
        near = nearest(choices, self.index.problem.travel.minutes)
        far = max(near.values(), default=0)
        if not far:
            return
        minutes = self.model.new_int_var(0, sum(near[c.work.place] for c in choices), "")
        lits = [self.vars[c.lit] for c in choices]
        sizes = [near[c.work.place] for c in choices]
        self.model.add(minutes >= cp_model.LinearExpr.weighted_sum(lits, sizes) - far)
        self.walk_terms.append((minutes, weight))

    def _walk_path(self, choices: Sequence[Choice], weight: int) -> None:
        """Charge the walks along the path through all choices taken, in order of time."""
        out: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        into: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        last: list[cp_model.IntVar] = []
        for first in choices:
            for second in choices:
                order = None if first is second else self._can_follow(first, second)
                if order is None or order is False:
                    continue
                succ = self.model.new_bool_var("")
                if order is not True:
                    self.model.add_implication(succ, order)
                out[first.lit].append(succ)
                into[second.lit].append(succ)
                minutes = self.index.walk(first, second)
                if minutes:
                    self.walk_terms.append((succ, weight * minutes))
        for choice in choices:
            end = self.model.new_bool_var("")
            last.append(end)
            value = self._as_term(choice.lit)
            self.model.add(sum(out[choice.lit]) + end == value)
            self.model.add(sum(into[choice.lit]) <= value)
        self.model.add_at_most_one(last)

    def _can_follow(self, first: Choice, second: Choice) -> cp_model.IntVar | bool | None:
        """Return what holds if the second comes after the first: a literal, or yes or no."""
        if first.slot is not None and first.slot is second.slot and first.work is second.work:
            return None
        gap = self.index.walk(first, second)
        one, two = self._window(first), self._window(second)
        if one.end + gap <= two.start:
            return True
        if one.start + first.minutes + gap > two.end - second.minutes:
            return False
        return self._order(Before(first, second, gap))

    # Objective

    def objective(self, level: Level, *, open_weight: int = 1) -> Objective:
        """Return one level of the cost: ``open`` units, ``soft`` cost, or ``both`` weighed together."""
        found = Objective([], [], 0)
        if level != "soft":
            self._charge(found, self.record.open_cost, open_weight)
        if level != "open":
            self._charge(found, self.record.soft_cost, 1)
            found.constant += self.walk_constant
            for variable, cost in self.walk_terms:
                found.variables.append(variable)
                found.coefs.append(cost)
        return found

    def _charge(self, found: Objective, costs: Mapping[int, int], factor: int) -> None:
        for column, cost in costs.items():
            variable = self.vars.get(column)
            if variable is None:
                found.constant += cost * factor * self._value(column)
            else:
                found.variables.append(variable)
                found.coefs.append(cost * factor)


def _always(minutes: int) -> Gap:
    return lambda first, second: minutes
