"""Days, hours and times as templates write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import gettext as _

from roster.rules import title_of
from roster.words import day_name, write
from web.language import current
from web.pages.grid import skill_names, task_name
from web.pages.here import zone

MINUS = "\N{MINUS SIGN}"


def init(app: Flask) -> None:
    """Give the templates of an application their filters."""
    for word in FILTERS:
        app.add_template_filter(word)


def as_day(said: Any) -> date:
    """Return a day said as ``2026-11-23``, with or without a time."""
    if isinstance(said, datetime):
        return said.date()
    return said if isinstance(said, date) else date.fromisoformat(str(said)[:10])


def day_long(said: Any) -> str:
    """Return ``Thursday 26 November 2026`` or ``2026年11月26日星期四``."""
    return str(format_date(as_day(said), "full", locale=_locale()))


def day_short(said: Any) -> str:
    """Return ``Thu 26`` or ``周四 26 日``."""
    return day_name(as_day(said), current())


def week_long(said: Any, last: Any) -> str:
    """Return ``23–29 November 2026`` or ``2026年11月23日–29日``."""
    first, end = as_day(said), as_day(last)
    if current() == "zh_CN":
        tail = f"{end.month}月{end.day}日" if first.month != end.month else f"{end.day}日"
        return f"{first.year}年{first.month}月{first.day}日–{tail}"
    whole = str(format_date(end, "d MMMM y", locale=_locale()))
    if first.month == end.month:
        return f"{first.day}–{whole}"
    return f"{format_date(first, 'd MMMM', locale=_locale())} – {whole}"


def hours(said: float) -> str:
    """Return ``2.5 h`` or ``2.5 小时``."""
    number = f"{said:.1f}".rstrip("0").rstrip(".").replace("-", MINUS)
    return str(_("%(number)s h", number=number))


def plus(said: float) -> str:
    """Return ``+1.2`` or ``−0.3``."""
    text = f"{said:+.1f}"
    return "0.0" if text[1:] == "0.0" else text.replace("-", MINUS)


def clock(said: str) -> str:
    """Return the time of ``2026-11-23T19:00``."""
    return said[11:16]


def moment(said: Any) -> str:
    """Return a stored moment as ``Mon 23 19:00``, as the clocks of the community show it."""
    here = _here(said)
    return f"{day_name(here.date(), current())} {here:%H:%M}"


def moment_long(said: Any) -> str:
    """Return a stored moment as ``Monday, 23 November 2026 19:00``, by the same clocks."""
    here = _here(said)
    return f"{day_long(here)} {here:%H:%M}"


def shown(said: float | None) -> str:
    """Return a number with one decimal at most."""
    return "–" if said is None else f"{said:.1f}".rstrip("0").rstrip(".").replace("-", MINUS)


def extract(key: str, known: Mapping[str, str]) -> str:
    """Return what is known under a key, the key itself where nothing is."""
    return known.get(key, key)


def skill(said: str) -> str:
    """Return how people call a skill."""
    return skill_names().get(said, said)


def task(said: str) -> str:
    """Return how people call what is done at a home."""
    return task_name(said)


def rule_name(kind: str) -> str:
    """Return what people call a kind of rule."""
    return write(title_of(kind), current())


def actor(said: str) -> str:
    """Return how people call who did something: a name as it is, the site and its commands in words."""
    known: dict[str, str] = {
        "system": _("the site itself"),
        "cli": _("a command on the server"),
        "anyone": _("somebody unknown"),
    }
    return known.get(said, said)


def signed(said: float) -> str:
    """Return a whole number with its sign, ``+12`` or ``−3``; ``0`` where nothing differs."""
    return f"{said:+.0f}".replace("-", MINUS) if said else "0"


def _here(said: Any) -> datetime:
    when = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    return when.astimezone(zone())


def _locale() -> str:
    return "en_GB" if current() == "en" else current()


FILTERS = (
    day_long,
    day_short,
    week_long,
    hours,
    clock,
    moment,
    moment_long,
    plus,
    shown,
    skill,
    task,
    extract,
    signed,
    actor,
    rule_name,
)
