"""The linear relaxation of a record: its rows, and what holds of people's time in any order of visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.condensed import condensed
from solver.index import Index
from solver.linear_bound import WITHOUT, Linear, Mask, Whole
from solver.necessary import LeastWalk, filled, never_together
from solver.timing import always, clash


@dataclass(frozen=True)
class Relaxations:
    """The relaxation with the cost of open seats, and with soft cost."""

    seats: Linear
    soft: Linear
    minutes: Mapping[tuple[str, int], int]
    """The column of the minutes that a person walks on a day, where that is charged."""

    def with_most_open(self, most: int) -> Linear:
        """Return the relaxation with soft cost of all rosters with at most so many open units."""
        return self.soft.with_most(self.seats, most) if self.seats.cost.any() else self.soft


@dataclass(frozen=True)
class Relaxation:
    """A relaxation, which of its columns are somebody's choice, and whose at what."""

    linear: Linear
    choices: Mask
    works: Whole
    people: Whole
    """A number for each piece of work and each person; -1 where a column is nobody's choice."""

    @classmethod
    def of(cls, linear: Linear, index: Index) -> Relaxation:
        """Mark the choices of the record that a relaxation was read from."""
        works: dict[str, int] = {}
        people: dict[str, int] = {}
        whose = {
            int(c.lit): (
                works.setdefault(c.work.key, len(works)),
                people.setdefault(c.person.id, len(people)),
            )
            for c in index.record.choices
        }
        found = np.array([whose.get(column, (-1, -1)) for column in linear.columns.tolist()])
        found = found.reshape(-1, 2)
        return cls(linear, found[:, 0] >= 0, found[:, 0], found[:, 1])


def linear_relaxations(index: Index, groups: Mapping[int, int]) -> Relaxations:
    """Return the relaxation of a record.

    Rows under a condition and orders of visits are left out.

    Parameters
    ----------
    index
        The record with its look-ups.
    groups
        The block of each column of the record that has one.
    """
    record = index.record
    rows = _Rows(record.low, record.high)
    for row in condensed(index):
        rows.add(row.columns, row.coefs, row.low, row.high)
    for person, choices in index.by_person.items():
        if person in index.one_place:
            for clique in never_together(index, choices):
                rows.add(clique, repeat(1, len(clique)), None, 1)
            for energy in filled(index, choices):
                rows.add([c.lit for c in energy.choices], energy.sizes, None, energy.capacity)
    for apart in record.aparts:
        found = clash(apart.first, apart.second, always(apart.minutes))
        if found is not None and not found.orders:
            bought = [] if apart.excess is None else [apart.excess]
            rows.add([apart.first.lit, apart.second.lit, *bought], [1, 1, *(-1 for _ in bought)], None, 1)
    minutes: dict[tuple[str, int], int] = {}
    soft = dict(record.soft_cost)
    for walk in record.walks:
        if index.day_caps.get((walk.person, walk.day), 2) < 2:
            continue
        if (walk.person, walk.day) not in minutes:
            minutes[walk.person, walk.day] = rows.walk(index, walk.person, walk.day)
        column = minutes[walk.person, walk.day]
        soft[column] = soft.get(column, 0) + walk.weight
    seats, cost = rows.relaxations((record.open_cost, soft), groups)
    return Relaxations(seats, cost, minutes)


class _Rows:
    """Rows over bounded columns, collected for one matrix."""

    def __init__(self, least: Iterable[int], most: Iterable[int]) -> None:
        self._least, self._most = list(least), list(most)
        self._columns: list[Iterable[int]] = []
        self._coefs: list[Iterable[int]] = []
        self._lengths: list[int] = []
        self._low: list[int] = []
        self._high: list[int] = []

    def column(self, least: int, most: int) -> int:
        """Add a column that only the relaxation has."""
        self._least.append(least)
        self._most.append(most)
        return len(self._least) - 1

    def add(self, columns: Iterable[int], coefs: Iterable[int], low: int | None, high: int | None) -> None:
        """Add ``low <= sum(coef * column) <= high``."""
        members = tuple(columns)
        self._columns.append(members)
        self._coefs.append(coefs)
        self._lengths.append(len(members))
        self._low.append(-WITHOUT if low is None else low)
        self._high.append(WITHOUT if high is None else high)

    def walk(self, index: Index, person: str, day: int) -> int:
        """Add a column for the minutes that somebody walks on a day, and what is known of it."""
        choices = index.by_person_day[person, day]
        minutes = self.column(0, len(choices) * index.longest_walk)
        least = LeastWalk.of(index, choices)
        if least is not None:
            lits = [c.lit for c in choices]
            self.add([*lits, minutes], [*least.sizes, -1], None, least.spare)
        return minutes

    def relaxations(self, costs: Sequence[Mapping[int, int]], groups: Mapping[int, int]) -> Iterator[Linear]:
        """Yield all rows over the columns that stand in one or cost something, for each of the costs."""
        columns = np.fromiter(chain.from_iterable(self._columns), dtype=np.int64)
        coefs = np.fromiter(chain.from_iterable(self._coefs), dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(self._lengths, dtype=np.int64)])
        size = len(self._least)
        used = np.union1d(columns, np.array([c for cost in costs for c in cost], dtype=np.int64))
        matrix = sparse.csr_matrix((coefs, columns, starts), shape=(len(self._lengths), size))[:, used]
        low, high = np.array(self._low, dtype=np.int64), np.array(self._high, dtype=np.int64)
        least, most = np.array(self._least, dtype=np.int64), np.array(self._most, dtype=np.int64)
        blocks = np.array([groups.get(column, -1) for column in used.tolist()], dtype=np.int64)
        for cost in costs:
            prices = np.array([cost.get(column, 0) for column in used.tolist()], dtype=np.int64)
            yield Linear(matrix, low, high, least[used], most[used], prices, 0, used, blocks)
