"""When a volunteer is available: parts of the day to tick, and hours of one's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Interval = tuple[int, int]
"""Minutes after midnight, from and to; up to 2880, for what passes midnight."""

PARTS: Mapping[str, Interval] = {
    "morning": (8 * 60, 12 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (18 * 60, 22 * 60),
}
DAY = 24 * 60

_HOURS = re.compile(r"(\d{1,2}):?(\d{2})?\s*-\s*(\d{1,2}):?(\d{2})?")


class HoursError(ValueError):
    """Hours that are not understood; the text is the argument."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """What the form shows of one day: which parts are ticked, and the other hours as text."""

    parts: frozenset[str]
    other: str

    @property
    def any(self) -> bool:
        return bool(self.parts or self.other)


def shown(spans: Sequence[str]) -> DayHours:
    """Return how the form shows the hours of a day; parts and other hours together are just these.

    Examples
    --------
    >>> shown(["08:00-18:00"]).other, sorted(shown(["08:00-18:00"]).parts)
    ('', ['afternoon', 'morning'])
    >>> shown(["17:00-22:00"]).other
    '17:00-18:00'
    """
    known = merged(read(span) for span in spans)
    parts = {name for name, (start, end) in PARTS.items() if any(a <= start and end <= b for a, b in known)}
    rest = known
    for name in parts:
        rest = _without(rest, PARTS[name])
    return DayHours(frozenset(parts), ", ".join(write(span) for span in rest))


def said(parts: Iterable[str], other: str) -> list[str]:
    """Return the hours of a day as the configuration writes them, from what the form sent.

    Raises
    ------
    HoursError
        If the other hours are not understood.

    Examples
    --------
    >>> said(["morning", "afternoon"], "19：00－21：30")
    ['08:00-18:00', '19:00-21:30']
    """
    intervals = [PARTS[name] for name in parts if name in PARTS]
    text = unicodedata.normalize("NFKC", other)
    text = re.sub(r"[–—―~〜至到]", "-", text)
    for piece in re.split(r"[,;、，；\n]", text):
        if piece.strip():
            intervals.append(read(piece.strip()))
    return [write(span) for span in merged(intervals)]


def read(text: str) -> Interval:
    """Read ``19:00-21:00``; an end before the start lies on the next day."""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise HoursError(text)
    h1, m1, h2, m2 = (int(group or 0) for group in found.groups())
    start, end = h1 * 60 + m1, h2 * 60 + m2
    if m1 > 59 or m2 > 59 or start >= DAY or end > DAY or start == end:
        raise HoursError(text)
    return (start, end if end > start else end + DAY)


def write(span: Interval) -> str:
    """Write ``19:00-21:00``."""
    start, end = span
    end = end if end <= DAY else end - DAY
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return intervals in order, those that touch as one."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return [(start, min(end, start + DAY)) for start, end in found]


def _without(intervals: Sequence[Interval], hole: Interval) -> list[Interval]:
    left: list[Interval] = []
    for start, end in intervals:
        left += [(a, b) for a, b in ((start, min(end, hole[0])), (max(start, hole[1]), end)) if a < b]
    return left
