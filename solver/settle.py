"""The values of derived columns that follow from a roster, worked out without a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from roster.roster import Roster
from solver.index import Index
from solver.record import Apart, Record, Row
from solver.translate import encode, encode_taken


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
    for column, value in encode_taken(index, roster).items():
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
    record, dependent, defining = index.record, index.dependent, index.defining
    open_ = {column for source in changed for column in dependent.get(source, ())}
    queue = sorted(open_)
    while queue:
        column = heappop(queue)
        before = values[column]
        values[column] = _least(record, values, column, defining[column])
        if values[column] != before:
            for follower in dependent.get(column, ()):
                if follower not in open_:
                    open_.add(follower)
                    heappush(queue, follower)


def _least(record: Record, values: list[int], column: int, rows: Sequence[Row]) -> int:
    """Return the least value with which the fewest rows are broken, those of no rule first."""
    least, most = record.low[column], record.high[column]
    for row in rows:
        if any(max(lit, ~lit) == column for lit in row.when):
            return _least_broken(record, values, column, rows)
        if not row.applies(values):
            continue
        coef, others = 0, 0
        for source, factor in zip(row.columns, row.coefs, strict=True):
            if source == column:
                coef = factor
            else:
                others += factor * values[source]
        low = None if row.low is None else row.low - others
        high = None if row.high is None else row.high - others
        if coef < 0:
            coef, low, high = -coef, None if high is None else -high, None if low is None else -low
        if coef == 0:
            if (low is not None and low > 0) or (high is not None and high < 0):
                return _least_broken(record, values, column, rows)
            continue
        if low is not None:
            least = max(least, -(-low // coef))
        if high is not None:
            most = min(most, high // coef)
    return least if least <= most else _least_broken(record, values, column, rows)


def _least_broken(record: Record, values: list[int], column: int, rows: Sequence[Row]) -> int:
    """Try one value after the other."""
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
        for column, rows in index.defining.items():
            known[column] = _least(index.record, known, column, rows)
        vars(index)["_values_of_nobody"] = known
    return known


def _too_close(index: Index, values: Sequence[int], apart: Apart) -> bool:
    ends = []
    for choice in (apart.first, apart.second):
        meeting = index.meeting(choice)
        start = choice.window.start if meeting is None else values[meeting.start]
        ends.append((start, start + choice.minutes))
    (one, one_end), (two, two_end) = ends
    return one_end + apart.minutes > two and two_end + apart.minutes > one
