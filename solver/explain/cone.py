"""Which columns can matter to a question, so that each question is a small model.

Start from a roster in which nobody serves. It keeps every row but the demands: shifts that
must be staffed, claims, pins, least numbers. From a demand the cone takes in the columns that
can help to meet it; where their moving can break a row, those that can mend it; and so on.
All other columns may stay as they are: giving them other values helps no row in question.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from roster.rules.api import Choice, Where
from solver.explain.guarded import Guarded
from solver.index import Index
from solver.record import Record, Row

FORCED, WANTED = 1, 2
UP, DOWN = 1, -1


class Cones:
    """Finds cones in a guarded record."""

    def __init__(self, guarded: Guarded) -> None:
        self.guarded = guarded
        self.record = guarded.record
        self.switches = frozenset(guarded.off)
        self.rows_of: dict[int, list[int]] = defaultdict(list)
        for r, row in enumerate(self.record.rows):
            for column in row.columns:
                self.rows_of[column].append(r)
            for lit in row.when:
                self.rows_of[max(lit, ~lit)].append(r)
        self.defines = [_defined(row) for row in self.record.rows]
        self.base = self._empty_roster()
        self.broken = [r for r, row in enumerate(self.record.rows) if not row.holds(self.base)]
        self.of_lit: dict[int, Choice] = {c.lit: c for c in self.record.choices}

    def _empty_roster(self) -> list[int]:
        """Return values of all columns when nobody serves; what is defined follows."""
        base = list(self.record.low)
        values = base
        for row, derived in zip(self.record.rows, self.defines, strict=True):
            if derived is not None and not row.holds(values):
                values[derived] = 1 - values[derived]
        return values

    def is_hopeless(self, part: Index, free: set[int]) -> bool:
        """Say whether a row of a part is broken and nothing in it can move."""
        return any(free.isdisjoint(row.mentioned) for row in part.record.rows if not row.holds(self.base))

    def columns(self, active: frozenset[int] | set[int]) -> tuple[set[int], set[int]]:
        """Return the columns and the rows that can matter while some statements hold.

        Parameters
        ----------
        active
            Numbers of the statements that may hold.
        """
        return _Closure(self, active).run()

    def works(self, active: frozenset[int] | set[int]) -> set[str]:
        """Return the keys of the duties and visits that can matter while some statements hold."""
        columns, rows = self.columns(active)
        asked = {self.record.rows[r].label.where.work for r in rows}
        return {self.of_lit[c].work.key for c in columns if c in self.of_lit} | {w for w in asked if w}

    def part(self, active: frozenset[int] | set[int], *, switches: bool = False) -> tuple[Index, set[int]]:
        """Return the index of the part of the record that matters, and its free columns.

        Parameters
        ----------
        active
            Numbers of the statements that hold, or may be switched.
        switches
            Free also the columns that switch statements off.
        """
        columns, rows = self.columns(active)
        record, guarded = self.record, self.guarded
        free = set(columns)
        if switches:
            free.update(guarded.off[n] for n in active)
        part = Record(
            low=record.low,
            high=record.high,
            rows=[record.rows[r] for r in sorted(rows)],
            choices=[self.of_lit[c] for c in sorted(columns) if c in self.of_lit],
            meetings=record.meetings,
            aparts=[
                apart if switches else replace(apart, excess=None)
                for apart, owner in zip(record.aparts, guarded.apart_owner, strict=True)
                if owner in active and apart.first.lit in columns and apart.second.lit in columns
            ],
            one_places=record.one_places,
        )
        return Index(guarded.problem, part), free


class _Closure:
    def __init__(self, cones: Cones, active: frozenset[int] | set[int]) -> None:
        self.cones = cones
        self.active = active
        self.level: dict[tuple[int, int], int] = {}
        self.queue: list[tuple[int, int]] = []
        self.rows: set[int] = set()

    def run(self) -> tuple[set[int], set[int]]:
        for r in self.cones.broken:
            if self.is_active(r):
                self.rows.add(r)
                self.break_row(r)
        while self.queue:
            column, direction = self.queue.pop()
            self.spread(column, direction)
        return {column for column, _ in self.level}, self.rows

    def is_active(self, r: int) -> bool:
        owner = self.cones.guarded.owner[r]
        return owner < 0 or owner in self.active

    def move(self, column: int, direction: int, level: int) -> None:
        """Let a column leave its value of the empty roster."""
        record, base = self.cones.record, self.cones.base
        if column in self.cones.switches:
            return
        if direction == UP and base[column] >= record.high[column]:
            return
        if direction == DOWN and base[column] <= record.low[column]:
            return
        key = (column, direction)
        if self.level.get(key, 0) < level:
            self.level[key] = level
            self.queue.append(key)

    def spread(self, column: int, direction: int) -> None:
        choice = self.cones.of_lit.get(column)
        if choice is not None and choice.slot is not None:
            meeting = self.cones.record.meetings[choice.work.key, choice.slot.index]
            self.move(meeting.start, UP, WANTED)
        level = self.level[column, direction]
        for r in self.cones.rows_of[column]:
            if not self.is_active(r):
                continue
            self.rows.add(r)
            row = self.cones.record.rows[r]
            derived = self.cones.defines[r]
            if derived == column and level == FORCED:
                continue
            for lit in row.when:
                if max(lit, ~lit) == column:
                    self.break_row(r)
            for other, coef in zip(row.columns, row.coefs, strict=True):
                if other == column:
                    self.mend(r, UP if coef * direction < 0 else DOWN)

    def break_row(self, r: int) -> None:
        row = self.cones.record.rows[r]
        if row.low is not None:
            self.mend(r, UP)
        if row.high is not None:
            self.mend(r, DOWN)

    def mend(self, r: int, way: int) -> None:
        """Want what can move the sum of a row up or down, as far as that side is bounded."""
        row = self.cones.record.rows[r]
        if (row.low if way == UP else row.high) is None:
            return
        derived = self.cones.defines[r]
        if derived is not None and not self._is_wanted(derived):
            self.move(derived, UP, FORCED)
            self.move(derived, DOWN, FORCED)
            return
        for column, coef in zip(row.columns, row.coefs, strict=True):
            self.move(column, way if coef > 0 else -way, WANTED)
        for lit in row.when:
            self.move(max(lit, ~lit), DOWN if lit >= 0 else UP, WANTED)

    def _is_wanted(self, column: int) -> bool:
        return WANTED in (self.level.get((column, UP)), self.level.get((column, DOWN)))


def _defined(row: Row) -> int | None:
    """Return the column that a row defines by others, made after them; else ``None``."""
    if row.label.rule is not None or row.label.where != Where():
        return None
    if len(row.when) == 1 and len(row.columns) == 1:
        return max(row.when[0], ~row.when[0])
    return max(row.columns) if row.columns and not row.when else None
