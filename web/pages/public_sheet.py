"""The public duty board as a sheet: sections of posts by day, windows with A and B, and duty hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from web.pages import dates

Json = Mapping[str, Any]

FEW_DAYS = 2
"""Duty hours on at most so many days a week are listed; others have a grid of days."""

STAFFED = ""
"""The name of who has not agreed to be named."""


@dataclass(frozen=True)
class Name:
    """Somebody on the board; ``new`` since the print that hangs there."""

    text: str
    new: bool


@dataclass(frozen=True)
class Cell:
    """A post on a day: names, how many more serve unnamed, and how many are missing, perhaps since the print."""

    names: tuple[Name, ...] = ()
    unnamed: int = 0
    unnamed_new: bool = False
    missing: int = 0
    opened: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Row:
    """A post with a cell for each day of the week."""

    title: str
    place: str
    hours: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Window:
    """A window with its A and B, and the sessions at which somebody other than A sits."""

    title: str
    place: str
    hours: str
    a: str
    b: str
    covers: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Hours:
    """Duty hours on few days: when, and who."""

    title: str
    place: str
    turns: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Section:
    """One service of the week."""

    heading: str
    english: str
    rows: tuple[Row, ...] = ()
    windows: tuple[Window, ...] = ()
    listed: tuple[Hours, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.rows or self.windows or self.listed)


@dataclass(frozen=True)
class Day:
    """A column: its name in the board's language, and in English beneath."""

    name: str
    english: str
    iso: str


@dataclass(frozen=True)
class Sheet:
    """One week of the board."""

    first: date
    last: date
    days: tuple[Day, ...]
    sections: tuple[Section, ...] = field(default=())


def sheets(board: Json, language: str) -> list[Sheet]:
    """Return one sheet for each week of a public board."""
    first = date.fromisoformat(board["week"])
    return [_sheet(board, first + timedelta(weeks=n), language) for n in range(board["weeks"])]


def changed(board: Json, language: str) -> list[str]:
    """Say what changed since the print that hangs there, one sentence for each duty."""
    said = []
    for change in board["changes"]:
        day = dates.day_short(date.fromisoformat(change["day"]), language)
        gone, come = (_people(change[key], language) for key in ("gone", "come"))
        values = {"when": f"{day} {change['hours'][:5]}", "what": change["title"], "gone": gone, "come": come}
        if not gone and not come:
            said.append(_("%(when)s %(what)s: newly to be filled", **values))
            continue
        if gone and come:
            told = _("%(when)s %(what)s: %(come)s instead of %(gone)s", **values)
        elif come:
            told = _("%(when)s %(what)s: now also %(come)s", **values)
        else:
            told = _("%(when)s %(what)s: no longer %(gone)s", **values)
        said.append(_("%(said)s; to be filled", said=told) if change["opened"] else told)
    return said


def _people(names: Sequence[str], language: str) -> str:
    known = [name for name in names if name != STAFFED]
    unnamed = len(names) - len(known)
    if unnamed:
        known.append(ngettext("%(num)s person", "%(num)s people", unnamed))
    return dates.names(known, language)


def _sheet(board: Json, first: date, language: str) -> Sheet:
    days = [first + timedelta(days=n) for n in range(7)]
    keys = [day.isoformat() for day in days]
    here = [p for p in board["posts"] if any(key in p["cells"] for key in keys)]
    sections = (
        Section(_("Patrols"), "Patrols", rows=_rows(here, "patrols", keys)),
        _windows(here, keys, language),
        _duties(here, keys, language),
        Section(_("Standby"), "Standby", rows=_rows(here, "standby", keys)),
    )
    heads = tuple(
        Day(dates.weekday(day, language), dates.day_number(day, language), day.isoformat()) for day in days
    )
    return Sheet(days[0], days[-1], heads, tuple(s for s in sections if s.any))


def _rows(posts: Sequence[Json], service: str, keys: Sequence[str]) -> tuple[Row, ...]:
    return tuple(_row(post, keys) for post in posts if post["service"] == service)


def _row(post: Json, keys: Sequence[str]) -> Row:
    standby = post["service"] == "standby"
    title = _("Standby") if standby and post["title"] == "standby" else post["title"]
    place = "" if post["place"] in post["title"] or post["place"] == post["task"] else post["place"]
    cells = tuple(cell(post["cells"].get(key, ())) for key in keys)
    return Row(str(title), place, "" if standby else post["hours"], cells)


def cell(parts: Sequence[Json]) -> Cell:
    """Return what hangs for a post on a day."""
    people = [person for part in parts for person in part["people"]]
    named = [p for p in people if p["name"] != STAFFED]
    unnamed = [p for p in people if p["name"] == STAFFED]
    return Cell(
        tuple(Name(p["name"], p["new"]) for p in named),
        len(unnamed),
        any(p["new"] for p in unnamed),
        sum(part["missing"] for part in parts),
        any(part["opened"] for part in parts),
        bool(parts),
    )


def _windows(posts: Sequence[Json], keys: Sequence[str], language: str) -> Section:
    """Return windows: those with A and B in a list, others in a grid."""
    found = [post for post in posts if post["service"] == "windows"]
    groups: dict[str, list[Json]] = {}
    for post in found:
        if post["ab"]:
            groups.setdefault(post["task"], []).append(post)
    windows = tuple(_window(group, keys, language) for group in groups.values())
    rows = tuple(_row(post, keys) for post in found if not post["ab"])
    return Section(_("Service windows"), "Service windows", rows=rows, windows=windows)


def _window(group: Sequence[Json], keys: Sequence[str], language: str) -> Window:
    covers = []
    for key in keys:
        for post in group:
            part = cell(post["cells"].get(key, ()))
            people = [p for c in post["cells"].get(key, ()) for p in c["people"]]
            if part.asked and (part.missing or any(p["role"] != "a" or p["new"] for p in people)):
                when = f"{dates.weekday(date.fromisoformat(key), language)} {post['hours']}"
                covers.append((when, part))
    first = group[0]
    row = _row(first, keys)
    said = list(dict.fromkeys(post["hours"] for post in group))
    ab = first["ab"]
    return Window(row.title, row.place, dates.names(said, language), ab["a"], ab["b"], tuple(covers))


def _duties(posts: Sequence[Json], keys: Sequence[str], language: str) -> Section:
    """Return duty hours: posts on many days in a grid, the others listed, one line for all hours of a post."""
    rows = []
    listed: dict[tuple[str, str], list[tuple[str, str, Cell]]] = {}
    for post in posts:
        if post["service"] != "duties":
            continue
        row = _row(post, keys)
        days = [key for key in keys if key in post["cells"]]
        if len(days) > FEW_DAYS:
            rows.append(row)
            continue
        for key in days:
            when = f"{dates.weekday(date.fromisoformat(key), language)} {post['hours']}"
            turn = (f"{key} {post['hours']}", when, cell(post["cells"][key]))
            listed.setdefault((row.title, row.place), []).append(turn)
    few = tuple(
        Hours(title, place, tuple((when, part) for _order, when, part in sorted(turns, key=lambda t: t[0])))
        for (title, place), turns in listed.items()
    )
    return Section(_("Duty hours"), "Duty hours", rows=tuple(rows), listed=few)
