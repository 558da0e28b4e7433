"""What has to be done: duties at fixed times, and visits whose time is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from roster.model.people import Person
from roster.model.source import NOWHERE, Source
from roster.model.times import Span

Service = Literal["patrols", "visits", "windows", "duties", "standby"]
Priority = Literal["high", "normal", "low"]

SERVICES: tuple[Service, ...] = ("patrols", "visits", "windows", "duties", "standby")

OPEN_UNITS: Mapping[str, int] = {"high": 6, "normal": 2, "low": 1}
"""Cost units of one open seat by priority; the score shows them in normal seats."""

UNITS_PER_SEAT = OPEN_UNITS["normal"]


@dataclass(frozen=True, slots=True)
class AB:
    """A holds the post, B covers; ``standin`` lets other qualified people cover too."""

    a: str
    b: str
    standin: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """Work at a fixed time: one shift of a patrol, one window session, one duty hour.

    Attributes
    ----------
    key
        Unique in the problem: ``service/task[/shift][/grid]/2026-11-23T1900``.
    min, target, most
        Seats: below ``min`` are open, below ``target`` costs, never above ``most``.
    needs
        At least so many of those assigned have the skill.
    teams, skills
        What everyone assigned must belong to (any one team) and have (all skills).
    members
        If not ``None``, only these people may serve (a grid's members, a crew, A and B).
    spans
        For standby without hours: the span for each person who could stand by.
    turn
        The crew whose turn it is, where crews take turns.
    change_group
        Windows with the same group change hands from week to week.
    """

    key: str
    service: Service
    task: str
    shift: str | None
    day: int
    span: Span
    place: str
    min: int = 1
    target: int = 1
    most: int = 1
    needs: tuple[tuple[str, int], ...] = ()
    teams: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    members: frozenset[str] | None = None
    priority: Priority = "normal"
    must: bool = False
    labels: frozenset[str] = frozenset()
    grid: str | None = None
    ab: AB | None = None
    turn: str | None = None
    change_group: str | None = None
    spans: Mapping[str, Span] | None = None
    title: str = ""
    bring: str = ""
    note: str = ""
    source: Source = NOWHERE

    def span_of(self, person: str) -> Span:
        """Return when this person would serve."""
        return self.span if self.spans is None else self.spans[person]

    @property
    def units(self) -> int:
        """Cost units of one open seat."""
        return OPEN_UNITS[self.priority]


@dataclass(frozen=True, slots=True)
class Slot:
    """One interval in which a visit may lie: a ``between`` interval on one day."""

    index: int
    day: int
    span: Span

    @property
    def week(self) -> int:
        return self.day // 7


@dataclass(frozen=True, slots=True)
class Companion:
    """One of the visitors must be of this team or have this skill."""

    team: str | None = None
    skill: str | None = None

    def fits(self, person: Person) -> bool:
        return (self.team is None or self.team in person.teams) and (
            self.skill is None or self.skill in person.skills
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """A home that is visited ``times`` a week at times to be chosen.

    A visit takes place with all its ``people`` or stays open. At most one visit of a
    home lies in one slot, at most ``per_day`` on one day.
    """

    key: str
    task: str
    place: str
    minutes: int
    times: int
    slots: tuple[Slot, ...]
    people: int = 1
    gap_days: int = 0
    per_day: int = 1
    tasks: tuple[str, ...] = ()
    teams: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    companion: Companion | None = None
    keep: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    priority: Priority = "normal"
    must: bool = False
    labels: frozenset[str] = frozenset()
    title: str = ""
    bring: str = ""
    note: str = ""
    address: str = ""
    source: Source = NOWHERE

    service: Service = "visits"
    shift: str | None = None
    grid: str | None = None

    @property
    def units(self) -> int:
        """Cost units of one open seat; a visit left out opens ``people`` seats."""
        return OPEN_UNITS[self.priority]

    def qualified(self, person: Person) -> bool:
        """Say whether a person has the visit's own teams and skills."""
        return self.skills <= person.skills and (not self.teams or bool(self.teams & person.teams))


Work = Duty | Visit
