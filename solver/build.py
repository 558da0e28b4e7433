"""From a record to a CP-SAT model: whole or a neighbourhood, exact or relaxed.

One builder serves every engine. A *neighbourhood* frees some columns and holds the others
at known values; rows and timing requirements in which nothing is free are left out, so a
small neighbourhood makes a small model however large the community is. A *relaxed* model
replaces the order of visits by necessary conditions on time, which gives a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from roster.model import Span
from roster.rules.api import Choice, Lit
from solver.index import Index
from solver.necessary import filled, is_capped, never_together
from solver.new_model import new_model
from solver.record import Apart, Meeting, Row
from solver.timing import Before, Clash, always, clash, clashes, cliques
from solver.walking import post_walks

Level = Literal["open", "soft", "both"]


@dataclass
class Objective:
    """A cost over the variables of one model, with the part that is fixed."""

    variables: list[cp_model.IntVar]
    coefs: list[int]
    constant: int

    def add(self, variable: cp_model.IntVar, coef: int) -> None:
        """Charge a variable."""
        self.variables.append(variable)
        self.coefs.append(coef)

    @property
    def expression(self) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum(self.variables, self.coefs) + self.constant


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
        Replace orders of visits by necessary conditions on time. Only for a whole model.
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
        if free is not None and values is None:
            raise ValueError("A neighbourhood needs the values of the columns that it holds.")
        self._held: Sequence[int] = values or ()
        self.model = new_model()
        chosen = range(self.record.size) if free is None else sorted(self._closure(free))
        self.whole = free is None
        low, high = self.record.low, self.record.high
        new = self.model.new_int_var
        self.vars = {c: new(low[c], high[c], "") for c in chosen}
        self._orders: dict[tuple[Meeting, Meeting, int], cp_model.IntVar] = {}
        self._bounds: dict[tuple[int, int, bool], cp_model.IntVar] = {}
        self._rows()
        self._timing()
        self.walks = Objective([], [], 0)
        post_walks(self, self.walks)

    def read(self, solution: Mapping[int, int]) -> list[int]:
        """Return a value for every column: the solution's where free, else as held."""
        found = list(self.record.low if self.whole else self._held)
        for column, value in solution.items():
            found[column] = value
        return found

    def hint(self, values: Sequence[int]) -> None:
        """Suggest a value for every free column, and the orders that follow."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for column, variable in self.vars.items():
            self.model.add_hint(variable, values[column])
        for (first, second, gap), order in self._orders.items():
            end = values[first.start] + first.visit.minutes
            self.model.add_hint(order, end + gap <= values[second.start])

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
        free, held = self.vars.get, self._held
        for column, coef in zip(row.columns, row.coefs, strict=True):
            variable = free(column)
            if variable is None:
                done += coef * held[column]
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
            return bool(self.held(column)) is (lit >= 0)
        return variable if lit >= 0 else ~variable

    def held(self, column: int) -> int:
        """Return the value of a column that is held."""
        return self._held[column]

    # Timing

    def window(self, choice: Choice) -> Span:
        """Return where a choice lies: narrowed to its start where the visit's time is held."""
        meeting = self.index.meeting(choice)
        if meeting is None or meeting.start in self.vars:
            return choice.window
        start = self.held(meeting.start)
        return Span(start, start + choice.minutes)

    def live(self) -> dict[str, list[Choice]]:
        """Return the choices by person that are free, or taken at a time that is free to move."""
        if self.whole:
            return {p: list(cs) for p, cs in self.index.by_person.items()}
        people = {c.person.id for c in self.record.choices if c.lit in self.vars}
        for start, choices in self.index.of_meeting.items():
            if start in self.vars:
                people.update(c.person.id for c in choices if c.lit not in self.vars and self.held(c.lit))
        return {
            p: [c for c in self.index.by_person[p] if c.lit in self.vars or self.held(c.lit)]
            for p in sorted(people)
        }

    def _timing(self) -> None:
        for person, choices in self.live().items():
            if person in self.index.one_place:
                self._one_place(choices)
        aparts = self.record.aparts if self.whole else self._live_aparts(self.vars)
        for apart in aparts:
            found = clash(apart.first, apart.second, always(apart.minutes), self.window)
            if found is not None:
                bought = None if apart.excess is None else self.lit(Lit(apart.excess))
                self._clash(found, bought)

    def _one_place(self, choices: Sequence[Choice]) -> None:
        if self.relaxed:
            excluded = never_together(self.index, choices)
        else:
            excluded = cliques(self._one_place_exactly(choices))
        for clique in excluded:
            self._at_most_one(clique)
        if self.whole:
            for energy in filled(self.index, choices):
                lits = [self.vars[c.lit] for c in energy.choices]
                self.model.add(cp_model.LinearExpr.weighted_sum(lits, energy.sizes) <= energy.capacity)

    def _one_place_exactly(self, choices: Sequence[Choice]) -> list[tuple[int, int]]:
        """Post the orders that keep choices apart, and return the pairs for which there is none."""
        pairs: list[tuple[int, int]] = []
        for found in clashes(choices, self.index.walk, self.index.longest_walk, self.window):
            if is_capped(self.index, found.first, found.second):
                continue
            if found.orders:
                self._clash(found, None)
            else:
                pairs.append((found.first.lit, found.second.lit))
        return pairs

    def _at_most_one(self, lits: Sequence[int]) -> None:
        free = [self.vars[lit] for lit in lits if lit in self.vars]
        taken = sum(self.held(lit) for lit in lits if lit not in self.vars)
        if taken:
            for variable in free:
                self.model.add(variable == 0)
        elif len(free) > 1:
            self.model.add_at_most_one(free)

    def _clash(self, found: Clash, bought: cp_model.IntVar | cp_model.LiteralT | bool | None) -> None:
        if self.relaxed and found.orders:
            return
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
        for before in found.orders:
            order = self.order(before)
            if order is True:
                return
            if order is not False:
                clause.append(order)
        self.model.add_bool_or(clause)

    def order(self, before: Before) -> cp_model.IntVar | bool:
        """Return a literal that, if true, keeps the order; shared by all who make both."""
        first, second = self._movable(before.first), self._movable(before.second)
        if first is not None and second is not None:
            return self._order_of(first, second, before.gap)
        earliest, latest = self.window(before.first).start, self.window(before.second).start
        if first is not None:
            return self._bound(first.start, latest - before.first.minutes - before.gap, False)
        if second is not None:
            return self._bound(second.start, earliest + before.first.minutes + before.gap, True)
        return earliest + before.first.minutes + before.gap <= latest

    def moves(self, choice: Choice) -> bool:
        """Say whether a choice, or the time of its visit, may change."""
        return choice.lit in self.vars or self._movable(choice) is not None

    def _movable(self, choice: Choice) -> Meeting | None:
        """Return the visit that a choice is part of, if its time may change."""
        meeting = self.index.meeting(choice)
        return meeting if meeting is not None and meeting.start in self.vars else None

    def _order_of(self, first: Meeting, second: Meeting, gap: int) -> cp_model.IntVar:
        known = self._orders.get((first, second, gap))
        if known is None:
            known = self.model.new_bool_var("")
            end = self.vars[first.start] + first.visit.minutes + gap
            self.model.add(end <= self.vars[second.start]).only_enforce_if(known)
            self._orders[first, second, gap] = known
        return known

    def _bound(self, column: int, value: int, at_least: bool) -> cp_model.IntVar:
        key = (column, value, at_least)
        known = self._bounds.get(key)
        if known is None:
            known = self.model.new_bool_var("")
            variable = self.vars[column]
            posted = self.model.add(variable >= value) if at_least else self.model.add(variable <= value)
            posted.only_enforce_if(known)
            self._bounds[key] = known
        return known

    # Objective

    def objective(self, level: Level, *, open_weight: int = 1) -> Objective:
        """Return one level of the cost: ``open`` units, ``soft`` cost, or ``both`` weighed together."""
        found = Objective([], [], 0)
        if level != "soft":
            self._charge(found, self.record.open_cost, open_weight)
        if level != "open":
            self._charge(found, self.record.soft_cost, 1)
            found.constant += self.walks.constant
            found.variables += self.walks.variables
            found.coefs += self.walks.coefs
        return found

    def _charge(self, found: Objective, costs: Mapping[int, int], factor: int) -> None:
        for column, cost in costs.items():
            variable = self.vars.get(column)
            if variable is None:
                found.constant += cost * factor * self.held(column)
            else:
                found.add(variable, cost * factor)
