"""Whether values of all columns keep every hard requirement, looked at only where they changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roster.model import Span
from roster.rules.api import Choice
from solver.index import Index


def consistent(index: Index, values: Sequence[int], changed: Iterable[int]) -> bool:
    """Say whether the rows and times around some changed columns still hold.

    Parameters
    ----------
    index
        The record with its look-ups.
    values
        A value for every column.
    changed
        The columns that may have broken something.
    """
    columns = set(changed)
    rows = index.record.rows
    for r in {r for column in columns for r in index.rows_of.get(column, ())}:
        if not rows[r].holds(values):
            return False
    people = {index.choice_of[c].person.id for c in columns if c in index.choice_of}
    for start in columns & index.of_meeting.keys():
        people.update(c.person.id for c in index.of_meeting[start] if values[c.lit])
    return all(_times_fit(index, values, person) for person in people) and _apart(index, values, columns)


def _span(index: Index, values: Sequence[int], choice: Choice) -> Span:
    meeting = index.meeting(choice)
    start = choice.window.start if meeting is None else values[meeting.start]
    return Span(start, start + choice.minutes)


def _times_fit(index: Index, values: Sequence[int], person: str) -> bool:
    if person not in index.one_place:
        return True
    taken = [(_span(index, values, c), c) for c in index.by_person[person] if values[c.lit]]
    taken.sort(key=lambda pair: pair[0])
    for i, (one, first) in enumerate(taken):
        for two, second in taken[i + 1 :]:
            if two.start >= one.end + index.longest_walk:
                break
            if two.start < one.end + index.walk(first, second):
                return False
    return True


def _apart(index: Index, values: Sequence[int], columns: Iterable[int]) -> bool:
    for i in {i for column in columns for i in index.aparts_of.get(column, ())}:
        apart = index.record.aparts[i]
        if not (values[apart.first.lit] and values[apart.second.lit]):
            continue
        if apart.excess is not None and values[apart.excess]:
            continue
        one, two = _span(index, values, apart.first), _span(index, values, apart.second)
        if one.end + apart.minutes > two.start and two.end + apart.minutes > one.start:
            return False
    return True
