"""The rows of a record as a relaxation needs them: half as many, and nearly as strong.

A first-order method passes over every row thousands of times. So rows over the same terms
become one, a row that follows from another is left out, and where one choice excludes each
other choice of somebody's day, one row with the limit of that day says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.index import Index
from solver.record import Row


@dataclass(frozen=True, slots=True)
class Plain:
    """``low <= sum(coef * column) <= high``; ``None`` where a side is open."""

    columns: tuple[int, ...]
    coefs: tuple[int, ...]
    low: int | None
    high: int | None


def condensed(index: Index) -> Iterator[Plain]:
    """Yield rows that every roster keeps, for all rows of a record that have no condition."""
    merged = _merged(index.record.rows)
    needed = _needed(index, merged)
    by_day: dict[tuple[int, str, int], list[Plain]] = defaultdict(list)
    for row in merged:
        if _implication(row) in needed:
            continue
        key = _excluded_day(index, row)
        if key is None:
            yield row
        else:
            by_day[key].append(row)
    for (choice, person, day), rows in by_day.items():
        most = index.day_caps[person, day]
        if len(rows) <= most:
            yield from rows
        else:
            others = tuple(row.columns[1] for row in rows)
            yield Plain((*others, choice), (*[1] * len(others), most), None, most)


def _merged(rows: Iterable[Row]) -> list[Plain]:
    """Return one row for all over the same terms."""
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], Plain] = {}
    for row in rows:
        if row.when:
            continue
        terms = (row.columns, row.coefs)
        known = found.get(terms, Plain(*terms, None, None))
        low = [low for low in (row.low, known.low) if low is not None]
        high = [high for high in (row.high, known.high) if high is not None]
        found[terms] = Plain(*terms, max(low, default=None), min(high, default=None))
    return list(found.values())


def _implication(row: Plain) -> tuple[int, int] | None:
    """Return the columns of a row that says "not the first without the second"."""
    if len(row.columns) != 2 or (row.low, row.high) != (0, None) or sorted(row.coefs) != [-1, 1]:
        return None
    first, second = row.columns
    return (first, second) if row.coefs[1] == 1 else (second, first)


def _needed(index: Index, rows: Iterable[Plain]) -> set[tuple[int, int]]:
    """Return what implications follow from rows that leave one of many only with what all of them need."""
    found: set[tuple[int, int]] = set()
    for row in rows:
        if len(row.columns) < 3 or row.high != 0 or row.coefs.count(-1) != 1:
            continue
        least = min(index.record.low[column] for column in row.columns)
        if row.coefs.count(1) == len(row.coefs) - 1 and least >= 0:
            needed = row.columns[row.coefs.index(-1)]
            found.update((column, needed) for column in row.columns if column != needed)
    return found


def _excluded_day(index: Index, row: Plain) -> tuple[int, str, int] | None:
    """Return the first choice, person and day of a row that excludes two choices on a day with a limit."""
    if row.coefs != (1, 1) or (row.low, row.high) != (None, 1):
        return None
    first, second = (index.choice_of.get(column) for column in row.columns)
    if first is None or second is None or first.person is not second.person or first.day != second.day:
        return None
    key = (first.person.id, first.day)
    return (int(first.lit), *key) if key in index.day_caps else None
