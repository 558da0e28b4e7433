"""The linear relaxation of a record: its rows, and what holds of people's time in any order of visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.index import Index
from solver.linear_bound import WITHOUT, Linear
from solver.necessary import LeastWalk, filled, never_together
from solver.timing import always, clash


def linear_relaxations(index: Index, groups: Mapping[int, int]) -> tuple[Linear, Linear]:
    """Return the relaxation with the cost of open seats, and with soft cost.

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
    for row in record.rows:
        if not row.when:
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
    walks = {}
    for walk in record.walks:
        there = index.by_person_day.get((walk.person, walk.day), ())
        least = LeastWalk.of(index, there) if index.day_caps.get((walk.person, walk.day), 2) > 1 else None
        if least is not None:
            minutes = rows.column(0, sum(least.sizes))
            lits = [c.lit for c in least.choices]
            rows.add([*lits, minutes], [*least.sizes, -1], None, least.spare)
            walks[minutes] = walk.weight
    opened, soft = rows.relaxations((record.open_cost, record.soft_cost | walks), groups)
    return opened, soft


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
