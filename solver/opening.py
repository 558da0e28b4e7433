"""A first roster in seconds: nobody serves but who must, then the week is filled part by part."""

from __future__ import annotations

import time
from collections.abc import Sequence

from roster.roster import Roster
from solver.build import Builder
from solver.engine import Clock, Effort, search
from solver.index import Index
from solver.settle import settle

LEAST_SECONDS, MOST_SECONDS = 1.0, 5.0
"""The first roster gets so much, even where less is left: without it there is none."""


def open_roster(index: Index, clock: Clock, effort: Effort) -> list[int] | None:
    """Return values of all columns for a roster with as few assignments as the hard rules demand.

    Returns
    -------
    list of int or None
        ``None`` if the demands cannot be met by the choices that they name, or if nobody
        is named who could meet them.
    """
    values = settle(index, Roster())
    free: set[int] = set()
    for column in _demanded(index, values):
        free.add(column)
        choice = index.choice_of.get(column)
        meeting = None if choice is None else index.meeting(choice)
        if meeting is not None:
            free.update((meeting.happens, meeting.start))
            free.update(c.lit for c in index.of_meeting[meeting.start])
    builder = Builder(index, free=free, values=values)
    seconds = min(max(clock.left, LEAST_SECONDS), MOST_SECONDS)
    patience = Clock(time.monotonic() + seconds, clock.stop)
    found = search(builder, builder.objective("both", open_weight=1000), patience, effort).values
    if found is None or not all(row.holds(found) for row in index.record.rows):
        return None
    return found


def _demanded(index: Index, values: Sequence[int]) -> set[int]:
    """Return the columns of the rows that are broken, and all that those columns follow from."""
    found: set[int] = set()
    queue = [c for row in index.record.rows if not row.holds(values) for c in row.columns]
    while queue:
        column = queue.pop()
        if column not in found:
            found.add(column)
            queue.extend(index.sources.get(column, ()))
    return found
