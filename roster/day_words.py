"""Days and hours as people write them.

Days: ``daily``, ``workdays`` (make-up workdays in, holidays out), ``weekdays`` (Mon-Fri),
``weekends``, ``holidays``, ``Mon``, ``Mon-Fri``, ``2026-11-25``, ``2026-11-25..2026-11-27``;
several are separated by commas or given as a list. Hours: ``19:00-21:00``; an end that is not
after the start lies on the next day. Full-width digits, colons and dashes mean the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from roster.model import DayHours
from roster.words import Sentence, sentence

DAY = 24 * 60

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WEEKDAY: dict[str, int] = {}
for _index, _names in enumerate(
    (
        "mon monday 周一 星期一 礼拜一",
        "tue tues tuesday 周二 星期二 礼拜二",
        "wed weds wednesday 周三 星期三 礼拜三",
        "thu thur thurs thursday 周四 星期四 礼拜四",
        "fri friday 周五 星期五 礼拜五",
        "sat saturday 周六 星期六 礼拜六",
        "sun sunday 周日 星期日 周天 星期天 礼拜天 礼拜日",
    )
):
    _WEEKDAY.update(dict.fromkeys(_names.split(), _index))

_WORDS = {
    "daily": "daily",
    "everyday": "daily",
    "每天": "daily",
    "每日": "daily",
    "workdays": "workdays",
    "workday": "workdays",
    "工作日": "workdays",
    "weekdays": "weekdays",
    "weekday": "weekdays",
    "weekends": "weekends",
    "weekend": "weekends",
    "周末": "weekends",
    "holidays": "holidays",
    "holiday": "holidays",
    "节假日": "holidays",
}
_KINDS = {"weekdays": frozenset(range(5)), "weekends": frozenset((5, 6)), "daily": frozenset(range(7))}

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_HOURS_AT_END = re.compile(r"^(.*?)\s*(\d{1,2}:\d{2}(?::00)?\s*-\s*\d{1,2}:\d{2}(?::00)?)$")


class MendError(ValueError):
    """Text that is not understood: what is wrong and how to mend it, in two sentences."""

    def __init__(self, problem: Sentence, cure: Sentence) -> None:
        self.problem, self.cure = problem, cure
        super().__init__(f"{problem} {cure}")


def tidy(text: str) -> str:
    """Return text with ASCII digits, colons and dashes for those of other keyboards."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[‐‑‒–—―−~〜至到]", "-", text).strip()


def parse_date(text: str) -> date:
    """Read ``2026-11-25`` (also ``2026/11/25`` and ``2026年11月25日``).

    Raises
    ------
    MendError
        If it is not a date.
    """
    match = _DATE.fullmatch(tidy(text))
    if match:
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            raise MendError(
                sentence('"{text}" is not a day of the calendar.', text=text),
                sentence("Write year-month-day, such as 2026-11-25."),
            ) from None
    raise MendError(
        sentence('"{text}" is not a date.', text=text), sentence("Write year-month-day, such as 2026-11-25.")
    )


def parse_clock(text: str) -> int:
    """Read ``19:00`` as minutes after midnight; ``24:00`` is 1440."""
    match = _CLOCK.fullmatch(tidy(text))
    if match:
        hour, minute = int(match[1]), int(match[2])
        if minute < 60 and (hour < 24 or (hour == 24 and minute == 0)):
            return hour * 60 + minute
    raise MendError(
        sentence('"{text}" is not a time of day.', text=text),
        sentence("Write hours and minutes from 00:00 to 24:00, such as 19:00."),
    )


def parse_hours(text: str) -> DayHours:
    """Read ``19:00-21:00``; ``22:00-02:00`` ends on the next day."""
    clean = tidy(text)
    parts = [part.strip() for part in clean.split("-")]
    if len(parts) != 2 or not all(parts):
        raise MendError(
            sentence('"{text}" is not a time from start to end.', text=text),
            sentence("Write it such as 19:00-21:00."),
        )
    try:
        start, end = parse_clock(parts[0]), parse_clock(parts[1])
    except MendError:
        raise MendError(
            sentence('"{text}" is not a time from start to end.', text=text),
            sentence("Write hours and minutes from 00:00 to 24:00, such as 19:00-21:00."),
        ) from None
    if start == DAY:
        raise MendError(
            sentence("{text} starts at 24:00.", text=text),
            sentence("Write 00:00 of the day on which it starts."),
        )
    if start == end:
        raise MendError(
            sentence("{text} takes no time.", text=text),
            sentence("Write a later end, or 00:00-24:00 for the whole day."),
        )
    return DayHours(start, end if end > start else end + DAY)


@dataclass(frozen=True, slots=True)
class DayTerm:
    """One word of days: weekdays, a kind of day, or dates from first to last."""

    weekdays: frozenset[int] = frozenset()
    kind: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


Days = tuple[DayTerm, ...]

DAILY: Days = (DayTerm(_KINDS["daily"], text="daily"),)


@lru_cache(maxsize=4096)
def parse_days(text: str) -> Days:
    """Read days; several are separated by commas.

    Raises
    ------
    MendError
        If a word is not understood.
    """
    terms = [_day_term(word.strip()) for word in re.split(r"[,，、;；]", tidy(text)) if word.strip()]
    if not terms:
        raise MendError(
            sentence("No days are given."), sentence("Write days such as Mon-Fri, or leave the key out.")
        )
    return tuple(terms)


def _day_term(word: str) -> DayTerm:
    folded = word.casefold()
    if folded in _WORDS:
        kind = _WORDS[folded]
        return DayTerm(_KINDS.get(kind, frozenset()), "" if kind in _KINDS else kind, text=word)
    if folded in _WEEKDAY:
        return DayTerm(frozenset((_WEEKDAY[folded],)), text=word)
    ends = [part.strip() for part in folded.split("-")]
    if len(ends) == 2 and all(end in _WEEKDAY for end in ends):
        first, last = (_WEEKDAY[end] for end in ends)
        return DayTerm(frozenset((first + i) % 7 for i in range((last - first) % 7 + 1)), text=word)
    if folded[:1].isdigit():
        begin, _, end = re.sub(r"(?<=\d)\s*-\s*(?=\d{4}-)", "..", folded).partition("..")
        first_day = parse_date(begin)
        last_day = parse_date(end) if end else first_day
        if last_day < first_day:
            raise MendError(
                sentence("{text} ends before it starts.", text=word),
                sentence("Write the earlier date first."),
            )
        return DayTerm(first=first_day, last=last_day, text=word)
    raise MendError(
        sentence('"{word}" is not a day.', word=word),
        sentence("Write daily, workdays, weekends, holidays, Mon, Mon-Fri or a date such as 2026-11-25."),
    )


@dataclass(frozen=True, slots=True)
class Free:
    """Days, and hours on each of them (none: the whole day)."""

    days: Days
    hours: tuple[DayHours, ...] = ()


@lru_cache(maxsize=16384)
def parse_free(text: str) -> Free:
    """Read when somebody is available: ``Mon-Fri 18:00-22:00``, ``Sat``, ``2026-11-25 09:00-12:00``.

    Hours without days mean every day; several hours are separated by commas.
    """
    rest = tidy(text)
    hours: list[DayHours] = []
    while match := _HOURS_AT_END.match(rest):
        hours.insert(0, parse_hours(match[2]))
        rest = match[1].rstrip(" ,，、")
    return Free(parse_days(rest) if rest else DAILY, tuple(hours))
