"""A roster: who serves where and when. Immutable; edits give a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from roster.model import Span


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One person at one piece of work (the key of a duty or visit), in minutes of the horizon."""

    start: int
    end: int
    work: str
    person: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


_IN_ORDER = attrgetter("start", "end", "work", "person")
"""The order of assignments, found many times faster than by comparing one with another."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a roster: assignments taken out and put in."""

    remove: tuple[Assignment, ...] = ()
    add: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What two rosters do not share."""

    removed: tuple[Assignment, ...]
    added: tuple[Assignment, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """The people whose week changes, in order of their ids."""
        return tuple(sorted({a.person for a in (*self.removed, *self.added)}))

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


@dataclass(frozen=True)
class Roster:
    """A set of assignments, kept in order of time.

    Parameters
    ----------
    assignments
        Sorted, without duplicates; use :meth:`of` to build one.
    pinned
        Those that a later solve or repair must keep.
    """

    assignments: tuple[Assignment, ...] = ()
    pinned: frozenset[Assignment] = frozenset()

    @classmethod
    def of(cls, assignments: Iterable[Assignment], pinned: Iterable[Assignment] = ()) -> Roster:
        """Build a roster from assignments in any order."""
        return cls(tuple(sorted(dict.fromkeys(assignments), key=_IN_ORDER)), frozenset(pinned))

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Each person's assignments in order of time; people without any are left out."""
        return _grouped((a.person, a) for a in self.assignments)

    @cached_property
    def by_work(self) -> Mapping[str, tuple[Assignment, ...]]:
        """The assignments of each duty or visit; those without any are left out."""
        return _grouped((a.work, a) for a in self.assignments)

    def of_person(self, person: str) -> tuple[Assignment, ...]:
        return self.by_person.get(person, ())

    def at(self, work: str) -> tuple[Assignment, ...]:
        return self.by_work.get(work, ())

    def meetings(self, visit: str) -> Mapping[int, tuple[Assignment, ...]]:
        """The visits of one home that take place: their assignments by start."""
        grouped: dict[int, list[Assignment]] = {}
        for a in self.at(visit):
            grouped.setdefault(a.start, []).append(a)
        return {start: tuple(group) for start, group in sorted(grouped.items())}

    def apply(self, edits: Iterable[Edit]) -> Roster:
        """Return the roster after the edits, in their order.

        Raises
        ------
        ValueError
            If an edit takes out what is not there.
        """
        current = set(self.assignments)
        for edit in edits:
            missing = [a for a in edit.remove if a not in current]
            if missing:
                raise ValueError(
                    f"{missing[0].person} is not at {missing[0].work}: the roster has changed. "
                    "Look at it again and repeat the edit."
                )
            current -= set(edit.remove)
            current |= set(edit.add)
        return Roster.of(current, self.pinned & current)

    def diff(self, other: Roster) -> Diff:
        """Return what has to change to get from this roster to the other one."""
        mine, theirs = set(self.assignments), set(other.assignments)
        return Diff(tuple(sorted(mine - theirs)), tuple(sorted(theirs - mine)))


def _grouped(pairs: Iterable[tuple[str, Assignment]]) -> Mapping[str, tuple[Assignment, ...]]:
    groups: dict[str, list[Assignment]] = {}
    for key, assignment in pairs:
        groups.setdefault(key, []).append(assignment)
    return {key: tuple(group) for key, group in groups.items()}
