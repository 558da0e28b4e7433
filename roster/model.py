"""What has to be planned: people, places, duties, visits, and the horizon they lie in.

Everything here is immutable and free of the solver. Times are *elapsed minutes since
the horizon's first local midnight* (negative in the past), so that rests and hours stay
right in a week in which the clocks change; :class:`Horizon` translates to local time.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from roster.roster import Assignment
    from roster.rules.api import Rule

Service = Literal["patrols", "visits", "windows", "duties", "standby"]
Priority = Literal["high", "normal", "low"]

SERVICES: tuple[Service, ...] = ("patrols", "visits", "windows", "duties", "standby")

OPEN_UNITS: Mapping[str, int] = {"high": 6, "normal": 2, "low": 1}
"""Cost units of one open seat by priority; the score shows them in normal seats."""

UNITS_PER_SEAT = OPEN_UNITS["normal"]
EARTH_METRES = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a coordinator wrote something: file, line and column (from 1), and path."""

    file: str
    line: int
    column: int = 1
    path: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place} {self.path}" if self.path else place

    @property
    def short(self) -> str:
        """``file:line``, as sentences quote it."""
        return f"{self.file}:{self.line}"


NOWHERE = Source("", 0)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open piece of time ``[start, end)`` in minutes of the horizon."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def meet(self, other: Span) -> Span | None:
        """Return the common piece, or ``None`` where there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


@dataclass(frozen=True)
class Horizon:
    """The weeks that are planned, Monday to Sunday, in one time zone.

    Parameters
    ----------
    first
        The Monday of the first week.
    weeks
        How many weeks are planned.
    timezone
        An IANA name such as ``Asia/Shanghai``.
    """

    first: date
    weeks: int = 1
    timezone: str = "Asia/Shanghai"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def _origin(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=d) for d in range(7 * self.weeks))

    @property
    def day_count(self) -> int:
        return 7 * self.weeks

    @cached_property
    def _midnights(self) -> tuple[int, ...]:
        return tuple(self.minute(self.first + timedelta(days=d)) for d in range(7 * self.weeks + 1))

    def minute(self, day: date, at: time = time()) -> int:
        """Return the elapsed minutes from the first midnight to a local date and time.

        A time that the clocks skip counts as the moment after the change; one that
        they repeat counts as its first occurrence.
        """
        moment = datetime.combine(day, at, self.zone)
        return round((moment.timestamp() - self._origin.timestamp()) / 60)

    def moment(self, minute: int) -> datetime:
        """Return the local date and time (without a zone) of an elapsed minute."""
        stamp = self._origin.timestamp() + 60 * minute
        return datetime.fromtimestamp(stamp, self.zone).replace(tzinfo=None)

    def day_of(self, minute: int) -> int:
        """Return the index of the local day (0 is the first Monday; past days are negative)."""
        midnights = self._midnights
        if midnights[0] <= minute < midnights[-1]:
            return bisect_right(midnights, minute) - 1
        return (self.moment(minute).date() - self.first).days

    def week_of(self, minute: int) -> int:
        """Return the index of the calendar week, Monday to Sunday."""
        return self.day_of(minute) // 7

    def date_of(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def day_index(self, day: date) -> int:
        return (day - self.first).days

    def day_span(self, day: int) -> Span:
        """Return the local day from midnight to midnight."""
        if 0 <= day < self.day_count:
            return Span(self._midnights[day], self._midnights[day + 1])
        return Span(self.minute(self.date_of(day)), self.minute(self.date_of(day + 1)))


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees of latitude and longitude."""

    lat: float
    lon: float

    def metres(self, other: Point) -> float:
        """Return the great-circle distance (haversine)."""
        lat1, lat2 = math.radians(self.lat), math.radians(other.lat)
        dlat, dlon = lat2 - lat1, math.radians(other.lon - self.lon)
        h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
        return 2 * EARTH_METRES * math.asin(math.sqrt(h))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere people serve. Homes of visits are places too, with the visit's id."""

    id: str
    name: str = ""
    at: Point | None = None
    grid: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True)
class Travel:
    """Walking minutes between places, rounded up; 0 where a position is not known.

    ``table`` (from ``travel: minutes.csv``) wins over the positions.
    """

    walking_kmh: float = 4.0
    detour: float = 1.3
    table: Mapping[tuple[str, str], int] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)

    def minutes(self, a: str, b: str) -> int:
        """Return whole walking minutes from place ``a`` to place ``b``."""
        return _walk(self, a, b)

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=1_000_000)
def _walk(travel: Travel, a: str, b: str) -> int:
    if a == b:
        return 0
    known = travel.table.get((a, b), travel.table.get((b, a)))
    if known is not None:
        return known
    here, there = travel.points.get(a), travel.points.get(b)
    if here is None or there is None:
        return 0
    metres = here.metres(there) * travel.detour
    return math.ceil(round(metres * 60 / (travel.walking_kmh * 1000), 6))


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that a person gives: per calendar week (duties, minutes) and per day (duties)."""

    duties: int | None = None
    minutes: int | None = None
    per_day: int | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person would like (``want``) or rather not do.

    ``target`` is a label: a service (``patrol``, ``visit``, ``window``, ``duty``,
    ``standby``), the id of a post, home, window or shift, or a label of the duty;
    ``*`` means anything. ``days`` are day indexes of the horizon (``None``: all).
    """

    want: bool
    target: str
    weight: int
    days: frozenset[int] | None = None
    hours: DayHours | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class DayHours:
    """A time of day from ``start`` to ``end`` in minutes after midnight; end may pass 1440."""

    start: int
    end: int

    def touches(self, span: Span, horizon: Horizon) -> bool:
        """Say whether a span of the horizon overlaps these hours on any day."""
        begin = horizon.moment(span.start)
        first = begin.hour * 60 + begin.minute
        last = first + max(1, round((horizon.moment(span.end) - begin).total_seconds() / 60))
        return any(first < self.end + k and self.start + k < last for k in (-1440, 0, 1440, 2880))


@dataclass(frozen=True, slots=True)
class Away:
    """A piece of time (whole local days) in which a person is not there."""

    span: Span
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who serves. ``available`` is merged and ordered; always there = one span."""

    id: str
    name: str = ""
    teams: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    level: Literal["new", "experienced"] | None = None
    home: Point | None = None
    available: tuple[Span, ...] = ()
    away: tuple[Away, ...] = ()
    limits: Limits = Limits()
    wishes: tuple[Wish, ...] = ()
    phone: str = ""
    email: str = ""
    consent: bool = False
    source: Source = NOWHERE
    available_source: Source = NOWHERE

    def free_for(self, span: Span) -> bool:
        """Say whether a span lies wholly in one available interval and touches no away day."""
        return any(a.contains(span) for a in self.available) and not any(
            a.span.overlaps(span) for a in self.away
        )


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


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody has claimed: this person serves at one of these duties."""

    person: str
    works: tuple[str, ...]
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Past:
    """One assignment of a published roster before the horizon (times are negative)."""

    person: str
    service: Service
    task: str
    shift: str | None
    span: Span
    place: str = ""
    grid: str | None = None
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """Everything that a roster has to fit: one community and its horizon."""

    name: str
    horizon: Horizon
    people: Mapping[str, Person]
    places: Mapping[str, Place] = field(default_factory=dict)
    travel: Travel = field(default_factory=Travel)
    duties: tuple[Duty, ...] = ()
    visits: tuple[Visit, ...] = ()
    claims: tuple[Claim, ...] = ()
    pins: tuple[Assignment, ...] = ()
    rules: tuple[Rule, ...] = ()
    past: tuple[Past, ...] = ()
    language: str = "en"
    config_hash: str = ""
    source: Source = NOWHERE

    @cached_property
    def works(self) -> Mapping[str, Work]:
        """Every duty and visit by its key, duties first, in the order of the file."""
        works: tuple[Work, ...] = (*self.duties, *self.visits)
        return {work.key: work for work in works}

    @cached_property
    def visit_by_task(self) -> Mapping[str, Visit]:
        return {v.task: v for v in self.visits}

    def duty_parts(self) -> Iterable[tuple[tuple[Service, str, str | None], tuple[Duty, ...]]]:
        """Yield the duties of each (service, task, shift) in the order of the file."""
        groups: dict[tuple[Service, str, str | None], list[Duty]] = {}
        for duty in self.duties:
            groups.setdefault((duty.service, duty.task, duty.shift), []).append(duty)
        for key, duties in groups.items():
            yield key, tuple(duties)
