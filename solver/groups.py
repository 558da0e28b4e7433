"""Which columns of a record belong to one home, one day or one person: choices, and what follows from them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from roster.rules.api import Choice
from solver.index import Index


def groups(index: Index) -> dict[int, int]:
    """Number the block of each column of the record that has one: a home's, or a day's duties."""
    names = derived_names(index, lambda c: f"day {c.day}" if c.slot is None else c.work.key)
    numbers = {name: i for i, name in enumerate(sorted(set(names.values())))}
    return {column: numbers[name] for column, name in names.items()}


def derived_names(index: Index, name_of: Callable[[Choice], str | None]) -> dict[int, str]:
    """Name the columns of choices, and those that follow from columns of one name only."""
    names: dict[int, str] = {}
    meetings: dict[int, set[str | None]] = defaultdict(set)
    for choice in index.record.choices:
        name = name_of(choice)
        if name is not None:
            names[choice.lit] = name
        meeting = index.meeting(choice)
        if meeting is not None:
            meetings[meeting.happens].add(name)
    for happens, found in meetings.items():
        (only,) = found if len(found) == 1 else (None,)
        if only is not None:
            names[happens] = only
    sources: dict[int, set[str | None]] = defaultdict(set)
    for source in sorted(index.record.feeds):
        for derived in index.record.feeds[source]:
            sources[derived].add(names.get(source))
            if len(sources[derived]) == 1:
                (only,) = sources[derived]
                if only is not None:
                    names[derived] = only
                    continue
            names.pop(derived, None)
    return names
