"""Who is together at one duty, or at one visit of a home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roster.model import Duty, Problem, Work
from roster.roster import Assignment, Roster
from roster.rules.api import Choice, ModelContext, Only, Where, fits


@dataclass(frozen=True, slots=True)
class Chance:
    """Those who could be together: at a duty, or at a home in one slot."""

    work: Work
    day: int
    choices: tuple[Choice, ...]

    @property
    def seats(self) -> int:
        return seats_of(self.work)

    def where(self, note: str = "") -> Where:
        return Where(work=self.work.key, day=self.day, note=note)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Those who are together in a roster, at one time."""

    work: Work
    start: int
    day: int
    there: tuple[Assignment, ...]

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(sorted({a.person for a in self.there}))

    @property
    def seats(self) -> int:
        return seats_of(self.work)

    def where(self, note: str = "") -> Where:
        return Where(work=self.work.key, day=self.day, start=self.start, note=note)


def seats_of(work: Work) -> int:
    """Return how many people may serve together."""
    return work.most if isinstance(work, Duty) else work.people


def chances(ctx: ModelContext, only: Only | None) -> Iterator[Chance]:
    """Yield every duty and every slot of a home with those who could serve there."""
    for key, work in ctx.problem.works.items():
        choices = ctx.choices(work=key, only=only)
        if isinstance(work, Duty):
            if choices:
                yield Chance(work, work.day, tuple(choices))
            continue
        by_slot: dict[int, list[Choice]] = {}
        for choice in choices:
            if choice.slot is not None:
                by_slot.setdefault(choice.slot.index, []).append(choice)
        for group in by_slot.values():
            yield Chance(work, group[0].day, tuple(group))


def meetings(problem: Problem, roster: Roster, only: Only | None) -> Iterator[Meeting]:
    """Yield every duty and every visit of a roster with those who serve there."""
    for key, assignments in roster.by_work.items():
        work = problem.works[key]
        meant = [a for a in assignments if fits(only, problem, a)]
        if isinstance(work, Duty):
            if meant:
                yield Meeting(work, work.span.start, work.day, tuple(meant))
            continue
        by_start: dict[int, list[Assignment]] = {}
        for a in meant:
            by_start.setdefault(a.start, []).append(a)
        for start, group in sorted(by_start.items()):
            yield Meeting(work, start, problem.horizon.day_of(start), tuple(group))
