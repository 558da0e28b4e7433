"""Pieces of time, and the weeks they lie in.

Times are *elapsed minutes since the horizon's first local midnight* (negative in the
past), so that rests and hours stay right in a week in which the clocks change;
:class:`Horizon` translates to local time.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo


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
