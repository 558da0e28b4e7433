"""The values of derived columns that follow from a roster, worked out without a search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from roster.roster import Roster
from solver.index import Index
from solver.record import Apart, Record, Row
from solver.translate import encode


def settle(index: Index, roster: Roster) -> list[int]:
    """Return a value for every column: the roster's, and the least that its rows ask of the others.

    A derived column (a disjunction, a shortfall, an excess) comes after all that defines it,
    so one pass in order is enough. Where the roster breaks a hard row, that row stays broken.

    Raises
    ------
    NotAChoiceError
        If somebody is where they cannot be, or a visit lies outside its hours.
    """
    record = index.record
    values = list(_of_nobody(index))
    changed = []
    for column, value in encode(index, roster).items():
        if values[column] != value:
            values[column] = value
            changed.append(column)
    _follow(index, values, changed)
    for apart in record.aparts:
        if apart.excess is not None and values[apart.first.lit] and values[apart.second.lit]:
            values[apart.excess] = int(_too_close(index, values, apart))
    return values


def _follow(index: Index, values: list[int], changed: Iterable[int]) -> None:
    """Work out, in order, the derived columns that depend on changed ones."""
    record, dependent = index.record, _dependent(index)
    open_ = {column for source in changed for column in dependent.get(source, ())}
    queue = sorted(open_)
    while queue:
        column = heappop(queue)
        before = values[column]
        values[column] = _least(record, values, column, _defining(index)[column])
        if values[column] != before:
            for follower in dependent.get(column, ()):
                if follower not in open_:
                    open_.add(follower)
                    heappush(queue, follower)


def _least(record: Record, values: list[int], column: int, rows: Sequence[Row]) -> int:
    """Return the least value with which the fewest rows are broken, those of no rule first."""
    least, best = record.low[column], None
    for value in range(record.low[column], record.high[column] + 1):
        values[column] = value
        broken = [row for row in rows if not row.holds(values)]
        if not broken:
            return value
        faults = (sum(row.label.rule is None for row in broken), len(broken))
        if best is None or faults < best:
            least, best = value, faults
    return least


def _of_nobody(index: Index) -> Sequence[int]:
    """Return the values of all columns, but excesses of distance, where nobody serves."""
    known: list[int] | None = vars(index).get("_values_of_nobody")
    if known is None:
        known = list(index.record.low)
        for column, value in encode(index, Roster()).items():
            known[column] = value
        for column, rows in _defining(index).items():
            known[column] = _least(index.record, known, column, rows)
        vars(index)["_values_of_nobody"] = known
    return known


def _dependent(index: Index) -> dict[int, list[int]]:
    """Return the derived columns that each column helps to define, by the rows in which they come last."""
    known: dict[int, list[int]] | None = vars(index).get("_dependent_columns")
    if known is None:
        known = defaultdict(list)
        for column, rows in _defining(index).items():
            sources = {c for row in rows for c in (*row.columns, *(max(lit, ~lit) for lit in row.when))}
            for source in sources - {column}:
                known[source].append(column)
        vars(index)["_dependent_columns"] = known
    return known


def derived_columns(record: Record) -> frozenset[int]:
    """Return the columns that follow from others: sums, shortfalls and excesses, even of nothing."""
    chosen = {int(choice.lit) for choice in record.choices}
    for meeting in record.meetings.values():
        chosen |= {int(meeting.happens), meeting.start}
    fed = {column for group in record.feeds.values() for column in group}
    return frozenset(fed | ({*record.open_cost, *record.soft_cost} - chosen))


def _defining(index: Index) -> dict[int, list[Row]]:
    """Return the rows that define each derived column: those in which it comes last."""
    known: dict[int, list[Row]] | None = vars(index).get("_defining_rows")
    if known is None:
        known = {column: [] for column in sorted(derived_columns(index.record))}
        for row in index.record.rows:
            last = max((*row.columns, *(max(lit, ~lit) for lit in row.when)), default=-1)
            if last in known:
                known[last].append(row)
        vars(index)["_defining_rows"] = known
    return known


def _too_close(index: Index, values: Sequence[int], apart: Apart) -> bool:
    ends = []
    for choice in (apart.first, apart.second):
        meeting = index.meeting(choice)
        start = choice.window.start if meeting is None else values[meeting.start]
        ends.append((start, start + choice.minutes))
    (one, one_end), (two, two_end) = ends
    return one_end + apart.minutes > two and two_end + apart.minutes > one
