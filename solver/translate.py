"""Between rosters and values of columns."""

from __future__ import annotations

from collections.abc import Sequence

from roster.model import Duty
from roster.roster import Assignment, Roster
from solver.index import Index
from solver.walking import walked


class NotAChoiceError(ValueError):
    """A roster holds an assignment that the model does not know as possible."""


def decode(index: Index, values: Sequence[int]) -> Roster:
    """Read the roster from a value for every column."""
    taken = []
    for choice in index.record.choices:
        if values[choice.lit]:
            meeting = index.meeting(choice)
            start = choice.window.start if meeting is None else values[meeting.start]
            taken.append(Assignment(start, start + choice.minutes, choice.work.key, choice.person.id))
    return Roster.of(taken, index.problem.pins)


def encode(index: Index, roster: Roster) -> dict[int, int]:
    """Return the values of all choices and meetings that make this roster.

    Raises
    ------
    NotAChoiceError
        If somebody is where they cannot be, or a visit lies outside its hours.
    """
    record = index.record
    values: dict[int, int] = {choice.lit: 0 for choice in record.choices}
    for known in record.meetings.values():
        values[known.happens] = 0
    return values | encode_taken(index, roster)


def encode_taken(index: Index, roster: Roster) -> dict[int, int]:
    """Return the values of those choices and meetings that make this roster; all others are at "no".

    Raises
    ------
    NotAChoiceError
        If somebody is where they cannot be, or a visit lies outside its hours.
    """
    values: dict[int, int] = {}
    for a in roster.assignments:
        work = index.problem.works.get(a.work)
        found = None
        for choice in index.by_person.get(a.person, ()):
            if choice.work is not work or a.end - a.start != choice.minutes:
                continue
            if isinstance(work, Duty):
                if choice.window.start == a.start:
                    found = choice
                    break
            elif choice.window.start <= a.start and a.end <= choice.window.end:
                found = choice
                break
        if found is None:
            raise NotAChoiceError(f"{a.person} cannot serve at {a.work} from minute {a.start}.")
        values[found.lit] = 1
        meeting = index.meeting(found)
        if meeting is not None:
            if values.get(meeting.start, a.start) != a.start:
                raise NotAChoiceError(f"{a.work} is visited twice in one interval.")
            values[meeting.start] = a.start
            values[meeting.happens] = 1
    return values


def cost(index: Index, values: Sequence[int]) -> tuple[int, int]:
    """Return the open units and the soft cost that the columns say."""
    record = index.record
    open_units = sum(c * values[column] for column, c in record.open_cost.items())
    soft = sum(c * values[column] for column, c in record.soft_cost.items())
    for walk in record.walks:
        taken = [c for c in index.by_person_day[walk.person, walk.day] if values[c.lit]]
        soft += walk.weight * walked(index, taken, values.__getitem__)
    return open_units, soft
