"""The values of derived columns that follow from a roster, worked out without a search."""

from __future__ import annotations

from collections.abc import Sequence

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
    values = list(record.low)
    for column, value in encode(index, roster).items():
        values[column] = value
    for column, rows in _defining(index).items():
        least, best = record.low[column], None
        for value in range(record.low[column], record.high[column] + 1):
            values[column] = value
            broken = [row for row in rows if not row.holds(values)]
            if not broken:
                break
            faults = (sum(row.label.rule is None for row in broken), len(broken))
            if best is None or faults < best:
                least, best = value, faults
        else:
            values[column] = least
    for apart in record.aparts:
        if apart.excess is not None and values[apart.first.lit] and values[apart.second.lit]:
            values[apart.excess] = int(_too_close(index, values, apart))
    return values


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
