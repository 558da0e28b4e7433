"""A first roster in seconds: nobody serves but who must, then the week is filled part by part."""

from __future__ import annotations

from collections.abc import Sequence

from solver.build import Builder
from solver.engine import Clock, Effort, search
from solver.index import Index
from solver.settle import holds


def open_roster(index: Index, clock: Clock, effort: Effort) -> list[int] | None:
    """Return values of all columns for a roster with as few assignments as the hard rules demand.

    Returns
    -------
    list of int or None
        ``None`` if the demands cannot be met by the choices that they name, or if nobody
        is named who could meet them.
    """
    values = _nobody(index)
    free = _derived(index)
    for column in _demanded(index, values):
        free.add(column)
        choice = index.choice_of.get(column)
        meeting = None if choice is None else index.meeting(choice)
        if meeting is not None:
            free.update((meeting.happens, meeting.start))
            free.update(c.lit for c in index.of_meeting[meeting.start])
    builder = Builder(index, free=free, values=values)
    found = search(builder, builder.objective("both", open_weight=1000), clock.within(5), effort).values
    if found is None or not all(holds(row, found) for row in index.record.rows):
        return None
    return found


def _nobody(index: Index) -> list[int]:
    return [max(low, min(0, high)) for low, high in zip(index.record.low, index.record.high, strict=True)]


def _derived(index: Index) -> set[int]:
    return {column for columns in index.record.feeds.values() for column in columns}


def _demanded(index: Index, values: Sequence[int]) -> set[int]:
    """Return the columns of hard rows that an empty roster breaks."""
    derived = _derived(index)
    found: set[int] = set()
    for row in index.record.rows:
        if row.when or any(column in derived for column in row.columns):
            continue
        total = sum(coef * values[c] for c, coef in zip(row.columns, row.coefs, strict=True))
        if (row.low is not None and total < row.low) or (row.high is not None and total > row.high):
            found.update(row.columns)
    return found
