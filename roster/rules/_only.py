"""Which people and which work a rule is limited to (``only:``)."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator

from roster.day_words import MendError
from roster.model import DayHours, Person, Problem, Slot, Span, Visit, Work
from roster.roster import Assignment
from roster.words import sentence


class Only(BaseModel):
    """Limits a rule to some people and some work. All given conditions must hold.

    ``posts`` are ids of patrols, windows, duties and homes; ``labels`` also match a
    service in the singular (``patrol``, ``visit`` …) and a shift's id. ``hours`` match
    duties that overlap them, and visits whose ``between`` interval does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: frozenset[str] | None = Field(default=None, description="These people.")
    teams: frozenset[str] | None = Field(default=None, description="People of one of these teams.")
    skills: frozenset[str] | None = Field(default=None, description="People with one of these skills.")
    services: frozenset[str] | None = Field(
        default=None, description="patrols, visits, windows, duties or standby."
    )
    posts: frozenset[str] | None = Field(
        default=None, description="Ids of patrols, windows, duties and homes."
    )
    labels: frozenset[str] | None = Field(default=None, description="Work with one of these labels.")
    days: str | tuple[str, ...] | None = None
    hours: str | None = Field(default=None, description="Hours such as 18:00-22:00.")

    @field_validator("people", "teams", "skills", "services", "posts", "labels", "days", mode="after")
    @classmethod
    def _names_some(cls, value: str | Collection[str] | None) -> str | Collection[str] | None:
        if value is not None and not value:
            raise MendError(
                sentence("The list is empty."), sentence("Name at least one, or take the key out.")
            )
        return value

    _days: frozenset[int] | None = PrivateAttr(default=None)
    _hours: DayHours | None = PrivateAttr(default=None)

    def resolve(self, days: frozenset[int] | None, hours: DayHours | None) -> None:
        """Give ``days`` and ``hours`` their meaning in a horizon (done once, by the loader)."""
        self._days, self._hours = days, hours

    @property
    def names_work(self) -> bool:
        """Whether it says more than which people and days are meant."""
        return any(given is not None for given in (self.services, self.posts, self.labels, self.hours))

    @property
    def names_times_or_work(self) -> bool:
        """Whether it says more than which people are meant."""
        return self.names_work or self.days is not None

    def fits_person(self, person: Person) -> bool:
        return (
            (self.people is None or person.id in self.people)
            and (self.teams is None or bool(self.teams & person.teams))
            and (self.skills is None or bool(self.skills & person.skills))
        )

    def fits_day(self, day: int) -> bool:
        """Say whether a day of the horizon is meant."""
        return self._days is None or day in self._days

    def fits_work(self, problem: Problem, work: Work, span: Span, day: int) -> bool:
        """Say whether work in a span (a visit: its slot) on a day is meant."""
        return (
            (self.services is None or work.service in self.services)
            and (self.posts is None or work.task in self.posts)
            and (self.labels is None or bool(self.labels & work.labels))
            and self.fits_day(day)
            and (self._hours is None or self._hours.touches(span, problem.horizon))
        )

    def fits_past_time(self, problem: Problem, span: Span) -> bool:
        """Say whether ``days`` and ``hours`` mean a time before the horizon; days mean their weekdays."""
        weekdays = None if self._days is None else {day % 7 for day in self._days}
        return (weekdays is None or problem.horizon.day_of(span.start) % 7 in weekdays) and (
            self._hours is None or self._hours.touches(span, problem.horizon)
        )


def fits(only: Only | None, problem: Problem, assignment: Assignment) -> bool:
    """Say whether an assignment of a roster is meant by ``only`` (for ``check``)."""
    if only is None:
        return True
    work = problem.works[assignment.work]
    if not only.fits_person(problem.people[assignment.person]):
        return False
    span, day = assignment.span, problem.horizon.day_of(assignment.start)
    if isinstance(work, Visit):
        slot = slot_of(work, assignment.span)
        span = slot.span if slot else span
    return only.fits_work(problem, work, span, day)


def slot_of(visit: Visit, span: Span) -> Slot | None:
    """Return the slot in which a visit lies, or ``None`` if it fits in none."""
    return next((s for s in visit.slots if s.span.contains(span)), None)
