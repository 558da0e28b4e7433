"""What a repair with few changes could touch: everything else stays as it is.

A repair in which no change is idle grows from the seats in question: each further change
mends a row that those before it break. So whatever belongs to a repair of so many changes
is reached from the open seats and the broken rows over rows, each crossed in the one
direction that mends it, in so many steps. What is reached is searched exactly.

Where several seats are in question, each of them takes a change of its own, and these may
come first: then only one of them, and what is left, can make up a chain. So a repair of
four changes that mends two seats goes no further than three steps.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from roster.collecting import without_collecting
from roster.rules.api import Choice, Where
from solver.levels import Old
from solver.record import Meeting, Record, Row
from solver.timing import clash
from solver.whole import hard_record

UP, DOWN = 1, -1

Move = tuple[int, int, bool]
"""A column, the direction in which it leaves its old value, and whether that is wanted or only follows."""


class Few:
    """Finds the choices of every repair of few changes in which no change could be left out.

    Parameters
    ----------
    old
        What is left of the roster, in the full model.
    values
        Of all columns in another roster to start from.
    first
        Changes that every repair makes at the seats in question themselves, at least: as many
        different ones, each of which mends something that is open or broken from the start.
    """

    @without_collecting()
    def __init__(self, old: Old, values: Sequence[int] | None = None, *, first: int = 1) -> None:
        self.index = old.index
        self.values = old.values if values is None else values
        self.beside = max(0, first - 1)
        self.record: Record = hard_record(old.index)
        self.rows_of: dict[int, list[int]] = defaultdict(list)
        for r, row in enumerate(self.record.rows):
            for column in row.mentioned:
                self.rows_of[column].append(r)
        self.defines = [_defined(row) for row in self.record.rows]
        self.held: dict[str, list[Choice]] = defaultdict(list)
        self.at: dict[int, list[Choice]] = defaultdict(list)
        for choice in self.record.choices:
            if self.values[choice.lit]:
                self.held[choice.person.id].append(choice)
                meeting = self.index.meeting(choice)
                if meeting is not None:
                    self.at[meeting.start].append(choice)
        self.starts: Mapping[int, Meeting] = {m.start: m for m in self.record.meetings.values()}
        self.layers: dict[int, list[Move]] = defaultdict(list)
        self.counts: Counter[int] = Counter()
        self.grown = 0
        self.steps: dict[Move, int] = {}
        self._begin()

    def choices(self, most: int, limit: int) -> list[Choice] | None:
        """Return the choices that may differ in a repair of at most so many changes.

        ``None`` where there are more than ``limit``.
        """
        steps = most - self.beside
        if not self._grow(steps, limit):
            return None
        found = [c for c in self.record.choices if self._least(c) <= steps]
        return found if len(found) <= limit else None

    def ends_with(self, most: int) -> bool:
        """Say whether more changes than so many set off nothing more."""
        return not any(queue for steps, queue in self.layers.items() if steps > most - self.beside)

    def _least(self, choice: Choice) -> float:
        """Return in how many steps a choice is another, or at another time, at least."""
        found = [self.steps.get((int(choice.lit), d, True), math.inf) for d in (UP, DOWN)]
        meeting = self.index.meeting(choice)
        if meeting is not None and self.values[choice.lit]:
            found += [self.steps.get((meeting.start, d, True), math.inf) + 2 for d in (UP, DOWN)]
        return min(found)

    # Growing, one step more at a time

    def _begin(self) -> None:
        for column in self.record.open_cost:
            self._move(column, DOWN, 0, wanted=True)
        for r, row in enumerate(self.record.rows):
            if not row.holds(self.values):
                self._mend(r, UP, 0)
                self._mend(r, DOWN, 0)

    @without_collecting()
    def _grow(self, most: int, limit: int) -> bool:
        """Follow everything within so many steps; say whether that is not too much."""
        while self.grown <= most:
            queue = self.layers[self.grown]
            while queue:
                if self._reached(most) > limit:
                    return False
                move = queue.pop()
                if self.steps[move] == self.grown:
                    self._spread(*move, self.grown)
            self.grown += 1
        return True

    def _reached(self, most: int) -> int:
        """Return how many choices are known to be within so many steps."""
        return sum(n for steps, n in self.counts.items() if steps <= most)

    def _move(self, column: int, direction: int, steps: int, *, wanted: bool) -> None:
        """Let a column leave its old value after so many steps."""
        limit = self.record.high if direction == UP else self.record.low
        if self.values[column] == limit[column] and not (wanted and column in self._defined):
            return
        if column in self._choice:
            steps += 1
        move = (column, direction, wanted)
        known = self.steps.get(move)
        if known is not None and known <= steps:
            return
        if column in self._choice:
            self.counts[steps] += 1
            if known is not None:
                self.counts[known] -= 1
        self.steps[move] = steps
        self.layers[steps].append(move)

    def _spread(self, column: int, direction: int, wanted: bool, steps: int) -> None:
        stays = self.values[column] == (self.record.high if direction == UP else self.record.low)[column]
        for r in self.rows_of[column]:
            defining = self.defines[r] == column
            if (defining and not wanted) or (stays and not defining):
                continue
            row, but = self.record.rows[r], column if defining else None
            for lit in row.when:
                if max(lit, ~lit) == column:
                    self._mend(r, UP, steps, but)
                    self._mend(r, DOWN, steps, but)
            for other, coef in zip(row.columns, row.coefs, strict=True):
                if other == column:
                    self._mend(r, UP if coef * direction < 0 else DOWN, steps, but)
        if not stays:
            self._time(column, direction, steps)

    def _mend(self, r: int, way: int, steps: int, but: int | None = None) -> None:
        """Want what can move the sum of a row up or down, as far as that side is bounded.

        The column that a row defines follows the others, unless it is ``but``: then it is
        what has moved, and the others are wanted to agree with it.
        """
        row = self.record.rows[r]
        if (row.low if way == UP else row.high) is None:
            return
        derived = self.defines[r]
        if derived is not None and derived != but:
            self._move(derived, UP, steps, wanted=False)
            self._move(derived, DOWN, steps, wanted=False)
            return
        steps = max(steps, self._least_to_break(row, way) - self.beside)
        for column, coef in zip(row.columns, row.coefs, strict=True):
            if column != but:
                self._move(column, way if coef > 0 else -way, steps, wanted=True)
        for lit in row.when:
            if max(lit, ~lit) != but:
                self._move(max(lit, ~lit), DOWN if lit >= 0 else UP, steps, wanted=True)

    def _least_to_break(self, row: Row, way: int) -> int:
        """Return how many changes at least break one side of a row over choices."""
        if row.when or not row.columns or not self._choice.issuperset(row.columns):
            return 0
        total = sum(coef * self.values[column] for column, coef in zip(row.columns, row.coefs, strict=True))
        slack = (row.high or 0) - total if way == DOWN else total - (row.low or 0)
        return max(0, slack // max(abs(coef) for coef in row.coefs) + 1)

    def _time(self, column: int, direction: int, steps: int) -> None:
        """Follow what stands in the way of a choice that is taken, or of a visit at another time."""
        choice = self.index.choice_of.get(column)
        if choice is not None and direction == UP:
            self._make_room(choice, steps)
        elif column in self.starts:
            for visitor in self.at.get(column, ()):
                self._move(int(visitor.lit), DOWN, steps, wanted=True)
                self._make_room(visitor, steps)

    def _make_room(self, choice: Choice, steps: int) -> None:
        self._at_another_time(choice, steps)
        for other in self.held.get(choice.person.id, ()):
            if other is not choice and clash(choice, other, self.index.walk) is not None:
                self._move(int(other.lit), DOWN, steps, wanted=True)
                self._at_another_time(other, steps)
        for i in self.index.aparts_of.get(choice.lit, ()):
            apart = self.index.record.aparts[i]
            if apart.excess is None:
                other = apart.second if apart.first is choice else apart.first
                self._move(int(other.lit), DOWN, steps, wanted=True)
                self._at_another_time(other, steps)

    def _at_another_time(self, choice: Choice, steps: int) -> None:
        meeting = self.index.meeting(choice)
        if meeting is not None:
            self._move(meeting.start, UP, steps, wanted=True)
            self._move(meeting.start, DOWN, steps, wanted=True)

    @cached_property
    def _choice(self) -> frozenset[int]:
        return frozenset(int(choice.lit) for choice in self.record.choices)

    @cached_property
    def _defined(self) -> frozenset[int]:
        return frozenset(column for column in self.defines if column is not None)


def _defined(row: Row) -> int | None:
    """Return the column that a row defines by others, made after them; else ``None``."""
    if row.label.rule is not None or row.label.where != Where():
        return None
    if len(row.when) == 1 and len(row.columns) == 1:
        return max(row.when[0], ~row.when[0])
    return max(row.columns) if row.columns and not row.when else None
