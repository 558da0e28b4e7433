"""Days and hours as people read them, in both languages."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from flask_babel import gettext as _

from roster.exports._labels import date_range
from roster.words import supported

_LONG = {"en": "EEEE d MMMM", "zh_CN": "EEE M月d日"}
_SHORT = {"en": "EEE d MMM", "zh_CN": "EEE M月d日"}
_NUMBER = {"en": "d MMM", "zh_CN": "M月d日"}


def day_long(day: date, language: str) -> str:
    """Return ``Wednesday 25 November`` or ``周三 11月25日``."""
    return _format(day, _LONG, language)


def day_short(day: date, language: str) -> str:
    """Return ``Wed 25 Nov`` or ``周三 11月25日``."""
    return _format(day, _SHORT, language)


def day_from(day: date, today: date, language: str, *, long: bool = False) -> str:
    """Return a day as seen from today: ``Today, 24 Nov``, ``Tomorrow, 25 Nov`` or the day's own name."""
    number = _format(day, _NUMBER, language)
    if day == today:
        return str(_("Today, %(day)s", day=number))
    if (day - today).days == 1:
        return str(_("Tomorrow, %(day)s", day=number))
    return day_long(day, language) if long else day_short(day, language)


def hours(start: datetime, end: datetime) -> str:
    """Return ``19:00–21:00``."""
    return f"{start:%H:%M}–{end:%H:%M}"


def moment(at: datetime, language: str) -> str:
    """Return ``Wed 25 Nov 19:00``."""
    return f"{day_short(at.date(), language)} {at:%H:%M}"


def names(several: list[str], language: str) -> str:
    """Return names in a row, each kept whole."""
    return ("、" if supported(language) == "zh_CN" else ", ").join(several)


def weekday(day: date, language: str) -> str:
    """Return ``Wed`` or ``周三``."""
    return _format(day, {"en": "EEE", "zh_CN": "EEE"}, language)


def day_number(day: date, language: str) -> str:
    """Return what stands beneath a day's name: ``25 Nov`` or ``11月25日``."""
    return _format(day, _NUMBER, language)


def span(first: date, last: date, language: str) -> str:
    """Return ``23–29 November 2026`` or ``2026年11月23日–29日``."""
    return date_range(first, last, supported(language))


def _format(day: date, patterns: dict[str, str], language: str) -> str:
    known = supported(language)
    return str(format_date(day, patterns[known], locale="zh_Hans_CN" if known == "zh_CN" else "en_GB"))
