"""What is looked up in a record again and again, worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from roster.model import Problem
from roster.rules.api import Choice
from solver.record import Meeting, OnePlace, Record, Row


@dataclass(frozen=True)
class Index:
    """A record with its problem, and look-ups into it that are made when first asked for.

    Look-ups of choices may be used once all choices are there, look-ups of rows once all
    rules have spoken.
    """

    problem: Problem
    record: Record

    @cached_property
    def rows_of(self) -> Mapping[int, Sequence[int]]:
        """The rows that mention each column, conditions included."""
        found: dict[int, list[int]] = defaultdict(list)
        for r, row in enumerate(self.record.rows):
            for column in row.mentioned:
                found[column].append(r)
        return found

    @cached_property
    def sources(self) -> Mapping[int, Sequence[int]]:
        """The columns that help to define each derived column."""
        found: dict[int, list[int]] = defaultdict(list)
        for source, derived in self.record.feeds.items():
            for column in derived:
                found[column].append(source)
        return found

    @cached_property
    def derived(self) -> frozenset[int]:
        """The columns that follow from others."""
        return self.record.derived_columns()

    @cached_property
    def defining(self) -> Mapping[int, Sequence[Row]]:
        """The rows that define each derived column, in order: those in which it comes last."""
        found: dict[int, list[Row]] = {column: [] for column in sorted(self.derived)}
        for row in self.record.rows:
            last = max(row.mentioned, default=-1)
            if last in found:
                found[last].append(row)
        return found

    @cached_property
    def dependent(self) -> Mapping[int, Sequence[int]]:
        """The derived columns that each column helps to define; some more than once."""
        found: dict[int, list[int]] = defaultdict(list)
        for column, rows in self.defining.items():
            for row in rows:
                for source in row.mentioned:
                    if source != column:
                        found[source].append(column)
        return found

    @cached_property
    def choice_of(self) -> Mapping[int, Choice]:
        """The choice of each literal that is one."""
        return {choice.lit: choice for choice in self.record.choices}

    @cached_property
    def by_person(self) -> Mapping[str, Sequence[Choice]]:
        found: dict[str, list[Choice]] = defaultdict(list)
        for choice in self.record.choices:
            found[choice.person.id].append(choice)
        return found

    @cached_property
    def by_work(self) -> Mapping[str, Sequence[Choice]]:
        found: dict[str, list[Choice]] = defaultdict(list)
        for choice in self.record.choices:
            found[choice.work.key].append(choice)
        return found

    @cached_property
    def of_meeting(self) -> Mapping[int, Sequence[Choice]]:
        """The choices of each meeting, by the column of its start."""
        found: dict[int, list[Choice]] = defaultdict(list)
        for choice in self.record.choices:
            meeting = self.meeting(choice)
            if meeting is not None:
                found[meeting.start].append(choice)
        return found

    @cached_property
    def aparts_of(self) -> Mapping[int, Sequence[int]]:
        """The timing requirements that mention each choice, start or excess, by its column."""
        found: dict[int, list[int]] = defaultdict(list)
        for i, apart in enumerate(self.record.aparts):
            if apart.excess is not None:
                found[apart.excess].append(i)
            for choice in (apart.first, apart.second):
                meeting = self.meeting(choice)
                found[choice.lit].append(i)
                if meeting is not None:
                    found[meeting.start].append(i)
        return found

    @cached_property
    def by_person_day(self) -> Mapping[tuple[str, int], Sequence[Choice]]:
        found: dict[tuple[str, int], list[Choice]] = defaultdict(list)
        for choice in self.record.choices:
            found[choice.person.id, choice.day].append(choice)
        return found

    @cached_property
    def day_caps(self) -> Mapping[tuple[str, int], int]:
        """How many choices of one person and day can be taken, where a hard row says so."""
        whose = {int(c.lit): (c.person.id, c.day) for c in self.record.choices}
        caps: dict[tuple[str, int], int] = {}
        for row in self.record.rows:
            if row.high is None or row.when or any(coef != 1 for coef in row.coefs):
                continue
            counts: dict[tuple[str, int], int] = defaultdict(int)
            for column in row.columns:
                if column not in whose:
                    break
                counts[whose[column]] += 1
            else:
                for key, count in counts.items():
                    if count == len(self.by_person_day[key]):
                        caps[key] = min(row.high, caps.get(key, row.high))
        return caps

    @cached_property
    def symmetric(self) -> bool:
        """Say whether every walk is as long there as back."""
        table = self.problem.travel.table
        return all(table.get((b, a), minutes) == minutes for (a, b), minutes in table.items())

    @cached_property
    def one_place(self) -> Mapping[str, OnePlace]:
        return {item.person: item for item in self.record.one_places}

    def nearby(self, place: str) -> Sequence[tuple[int, str]]:
        """Return the minutes to every place and the place, the nearest ones first."""
        return self._nearby[place]

    @cached_property
    def _nearby(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        places = {choice.work.place for choice in self.record.choices}
        minutes = self.problem.travel.minutes
        return {here: sorted((minutes(here, there), there) for there in places) for here in places}

    @cached_property
    def longest_walk(self) -> int:
        return max((ways[-1][0] for ways in self._nearby.values()), default=0)

    def meeting(self, choice: Choice) -> Meeting | None:
        if choice.slot is None:
            return None
        return self.record.meetings[choice.work.key, choice.slot.index]

    def walk(self, first: Choice, second: Choice) -> int:
        return self.problem.travel.minutes(first.work.place, second.work.place)
