"""The days of a horizon with their holidays and make-up workdays; recurring times on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from roster.day_words import DAILY, DAY, Days, DayTerm, Free, MendError, parse_hours
from roster.model import DayHours, Horizon, Span
from roster.words import sentence

__all__ = ["DAILY", "Calendar", "MendError", "merged", "parse_hours", "public_holidays"]


@dataclass(frozen=True)
class Calendar:
    """The days of a horizon: which are holidays and which are made up for."""

    horizon: Horizon
    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    _minutes: dict[tuple[int, int], int] = field(default_factory=dict, repr=False, compare=False)

    def is_workday(self, day: date) -> bool:
        """Say whether people work on a day: Mon-Fri less holidays, plus make-up workdays."""
        return day in self.makeup or (day.weekday() < 5 and day not in self.holidays)

    def matches(self, term: DayTerm, day: date) -> bool:
        if term.first is not None and term.last is not None:
            return term.first <= day <= term.last
        if term.kind == "workdays":
            return self.is_workday(day)
        if term.kind == "holidays":
            return day in self.holidays
        return day.weekday() in term.weekdays

    def days(self, terms: Days, *, before: int = 0, after: int = 0) -> tuple[int, ...]:
        """Return the day indexes that the terms mean, in order, within the horizon and some days around it."""
        first = self.horizon.first
        span = range(-before, self.horizon.day_count + after)
        return tuple(d for d in span if any(self.matches(t, first + timedelta(days=d)) for t in terms))

    def outside(self, terms: Days) -> DayTerm | None:
        """Return a term of dates that no day of the horizon meets."""
        first, last = self.horizon.dates[0], self.horizon.dates[-1]
        for term in terms:
            if term.first and term.last and (term.last < first or term.first > last):
                return term
        return None

    def minute(self, day: int, minute: int) -> int:
        """Return the elapsed minute of a local time given as minutes after a day's midnight."""
        key = (day, minute)
        found = self._minutes.get(key)
        if found is None:
            extra, rest = divmod(minute, DAY)
            found = self.horizon.minute(self.horizon.date_of(day + extra), time(rest // 60, rest % 60))
            self._minutes[key] = found
        return found

    def span(self, day: int, hours: DayHours) -> Span:
        """Return the hours on one day as a span of the horizon."""
        return Span(self.minute(day, hours.start), self.minute(day, hours.end))

    def skipped(self, day: int, minute: int) -> bool:
        """Say whether the clocks skip this local time."""
        extra, rest = divmod(minute, DAY)
        local = datetime.combine(self.horizon.date_of(day + extra), time(rest // 60, rest % 60))
        return self.horizon.moment(self.minute(day, minute)) != local

    def free(self, pieces: Iterable[Free]) -> tuple[Span, ...]:
        """Return when somebody is available, merged, within the horizon and a day around it."""
        spans: list[Span] = []
        for piece in pieces:
            for day in self.days(piece.days, before=1, after=1):
                for hours in piece.hours or (DayHours(0, DAY),):
                    spans.append(self.span(day, hours))
        return merged(spans)

    def always(self) -> tuple[Span, ...]:
        """Return one span from the day before the horizon to the day after it."""
        return (Span(self.minute(-1, 0), self.minute(self.horizon.day_count + 1, 0)),)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order; those that overlap or touch become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if span.start >= span.end:
            continue
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)


def public_holidays(
    country: str, years: Iterable[int], *, subdivision: str | None = None
) -> tuple[frozenset[date], frozenset[date], tuple[int, ...]]:
    """Return a country's holidays, its make-up workdays, and the years whose make-up workdays are not known.

    A year is not known where it lies after the last one for which the library has make-up
    workdays, in a country that had any since 2022: they are announced each autumn, and
    guessing would put people to work on the wrong days. China's holidays last over the weekend
    days that touch them, as each year's notice says; the library leaves those out.

    Raises
    ------
    MendError
        If the country or its part is not known.
    """
    import holidays as library

    days: set[date] = set()
    makeup: set[date] = set()
    unknown: list[int] = []
    for year in sorted(set(years)):
        try:
            span = range(min(year, _MAKEUP_SINCE), year + 1)
            table = library.country_holidays(country, subdiv=subdivision, years=span)
        except NotImplementedError:
            raise MendError(
                sentence('No holidays are known for "{country}".', country=_where(country, subdivision)),
                sentence("Write a country's two letters such as CN, or none."),
            ) from None
        workdays = {d for d in getattr(table, "weekend_workdays", ()) if d.year >= span[0]}
        if any(d.year >= _MAKEUP_SINCE for d in workdays) and all(d.year < year for d in workdays):
            unknown.append(year)
        days |= {d for d in table if d.year == year}
        makeup |= {d for d in workdays if d.year == year}
        if table.country == "CN":
            days |= set(_weekends_beside(days, makeup))
    return frozenset(days), frozenset(makeup), tuple(unknown)


def _weekends_beside(days: set[date], makeup: set[date]) -> Iterator[date]:
    """Yield the weekend days, not made up for, that follow holidays or go before them without a gap."""
    for day in days:
        for step in (timedelta(days=-1), timedelta(days=1)):
            beside = day + step
            while beside.weekday() >= 5 and beside not in days | makeup:
                yield beside
                beside += step


_MAKEUP_SINCE = 2022


def _where(country: str, subdivision: str | None) -> str:
    return f"{country}, {subdivision}" if subdivision else country
