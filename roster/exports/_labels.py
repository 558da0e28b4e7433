"""The words that tables and boards share, in the language of the roster."""

from __future__ import annotations

from datetime import date

from roster.words import sentence, supported

_NAMES = {
    "patrols": "Patrols",
    "visits": "Home visits",
    "windows": "Service windows",
    "duties": "Duties",
    "standby": "Standby",
}


def service_name(service: str, language: str) -> str:
    """Return what a service is called, as a heading."""
    return sentence(_NAMES[service]).say(language)


def date_range(first: date, last: date, language: str) -> str:
    """Return ``23–29 November 2026`` or ``2026年11月23日–29日``."""
    if supported(language) == "zh_CN":
        tail = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
        return f"{first.year}年{first.month}月{first.day}日–{tail}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} – {last.day} {last:%B %Y}"


def number(value: float) -> str:
    """Return a number with at most one decimal and without a useless zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
