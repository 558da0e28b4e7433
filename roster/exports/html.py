"""A printable duty board (A4): who is responsible, where, when. Home visits are left out, to protect those who are visited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from roster.exports._labels import date_range, label, open_mark, service_name
from roster.week import Row, Week
from roster.words import day_name, sentence

FORMAT = "html"
FEW_DAYS = 2
"""Posts with at most so many days a week are listed, others have a grid of days."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A post that is there on few days: who comes, how many are missing, and when, in words."""

    title: str
    place: str
    turns: tuple[tuple[tuple[str, ...], int, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One service of one week: rows with a grid of days, and listed posts."""

    heading: str
    rows: tuple[Row, ...]
    listed: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One week of the board."""

    range: str
    number: str
    days: tuple[tuple[date, str, str], ...]
    sections: tuple[Section, ...]
    any_open: bool


def files(week: Week) -> Mapping[str, bytes]:
    """Return ``board.html``, one file without any other resource."""
    return {"board.html": board(week).encode()}


def board(week: Week) -> str:
    """Return the duty board as an HTML page in the week's language."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["label"] = lambda word: label(word, week.language)
    environment.filters["open_mark"] = lambda missing: open_mark(missing, week.language)
    pages = [_page(week, n) for n in range(week.weeks)]
    return environment.get_template("board.html").render(
        week=week, pages=pages, lang=week.language.replace("_", "-"), made=_made(week)
    )


def _page(week: Week, number: int) -> Page:
    days = week.days[7 * number : 7 * number + 7]
    heads = tuple((day, *_head(day, week.language)) for day in days)
    sections = [
        _section(week, services, days) for services in (("patrols",), ("windows",), ("duties",), ("standby",))
    ]
    return Page(
        date_range(days[0], days[-1], week.language),
        sentence("Week {number}", number=days[0].isocalendar().week).say(week.language),
        heads,
        tuple(s for s in sections if s.rows or s.listed),
        any(row.cells[day].missing for section in sections for row in section.rows for day in days)
        or any(missing for section in sections for post in section.listed for _, missing, _ in post.turns),
    )


def _head(day: date, language: str) -> tuple[str, str]:
    name, _, rest = day_name(day, language).partition(" ")
    return name, rest


def _section(week: Week, services: Sequence[str], days: Sequence[date]) -> Section:
    rows, listed = [], []
    for row in week.rows(*services):
        here = [day for day in days if row.cells[day].asked]
        if not here:
            continue
        if services == ("duties",) and len(here) <= FEW_DAYS:
            listed.append(_listed(week, row, here))
        else:
            rows.append(row)
    return Section(service_name(services[0], week.language), tuple(rows), tuple(listed))


def _listed(week: Week, row: Row, days: Sequence[date]) -> Listed:
    turns: dict[tuple[tuple[str, ...], int], list[date]] = {}
    for day in days:
        cell = row.cells[day]
        turns.setdefault((cell.names, cell.missing), []).append(day)
    told = []
    for (names, missing), when in turns.items():
        words = sentence("{days} {hours}", days=tuple(when), hours=row.hours).say(week.language)
        told.append((names, missing, words))
    return Listed(row.title, row.place, tuple(told))


def _made(week: Week) -> str:
    said = week.document["provenance"].get("solved_at")
    if not said:
        return ""
    moment = datetime.fromisoformat(said).astimezone(ZoneInfo(week.timezone))
    return sentence("Made on {when}.", when=f"{moment:%Y-%m-%d %H:%M}").say(week.language)
