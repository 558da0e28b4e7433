"""A roster as people look at it: by post, window, home and person, from a document alone.

Terminal tables, XLSX, CSV, calendars and the duty board all read this view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from roster.model import SERVICES
from roster.words import sentence, supported


@dataclass(frozen=True, slots=True)
class Entry:
    """One assignment with its names; ``start`` and ``end`` are local, without a zone."""

    service: str
    task: str
    shift: str | None
    grid: str | None
    title: str
    person: str
    name: str
    start: datetime
    end: datetime
    start_utc: datetime
    minutes: int
    place: str
    work: str
    pinned: bool

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def hours(self) -> str:
        """``19:00–21:00``."""
        return hours(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row has on one day: who serves, and how many seats are open.

    ``asked`` is false where nothing has to be done. ``visits`` holds the times of a
    home's visits with their visitors; for duties it is empty.
    """

    names: tuple[str, ...] = ()
    missing: int = 0
    asked: bool = False
    visits: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board: a post (or window session, or home) with a cell for each day.

    ``missing`` counts seats whose day is not known (visits left out).
    """

    service: str
    task: str
    title: str
    place: str
    hours: str
    cells: Mapping[date, Cell]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What one person gives in the whole horizon."""

    person: str
    name: str
    duties: int
    minutes: int
    by_service: Mapping[str, int]
    most_duties: int | None = None
    most_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class OpenSeats:
    """Seats that stay open, with their reason; ``start`` is ``None`` for visits."""

    service: str
    title: str
    start: datetime | None
    missing: int
    reason: str
    work: str


class Week:
    """Reads a ``roster/1`` document; only its required keys are needed.

    Parameters
    ----------
    document
        As :func:`roster.document.read_document` returns it.
    language
        Overrides the document's language.
    """

    def __init__(self, document: Mapping[str, Any], *, language: str | None = None) -> None:
        self.document = document
        self.language = supported(language or document.get("language", "en"))
        self.community: str = document["community"]
        self.first = date.fromisoformat(document["week"])
        self.timezone: str = document.get("timezone", "UTC")
        self._names = {p["id"]: p["name"] for p in document.get("people", ())}
        self._places = {p["id"]: p["name"] for p in document.get("places", ())}
        self._duties = document["duties"] if "duties" in document else _implied(document, visits=False)
        self._visits = document["visits"] if "visits" in document else _implied(document, visits=True)
        self._titles = {w["work"]: self._title(w) for w in (*self._duties, *self._visits)}

    def _title(self, work: Mapping[str, Any]) -> str:
        plain = work.get("service") == "standby" and work["title"] == "standby"
        return sentence("Standby").say(self.language) if plain else str(work["title"])

    @property
    def weeks(self) -> int:
        """How many weeks the roster plans."""
        return int(self.document.get("weeks", 1))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day of the horizon."""
        return tuple(self.first + timedelta(days=d) for d in range(7 * self.weeks))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every assignment in order of time, then of the title and the name."""
        entries = (self._entry(a) for a in self.document["assignments"])
        return tuple(sorted(entries, key=lambda e: (e.start_utc, e.title, e.name)))

    @cached_property
    def open(self) -> tuple[OpenSeats, ...]:
        """The open seats in order of the document."""
        return tuple(
            OpenSeats(
                seat["service"],
                self._titles.get(seat.get("work", ""), seat["task"]),
                datetime.fromisoformat(seat["start"]) if seat["start"] else None,
                seat["missing"],
                seat["reason"],
                seat.get("work", ""),
            )
            for seat in self.document["open"]
        )

    def rows(self, *services: str) -> tuple[Row, ...]:
        """Return the lines of some services: fixed times, in the order of the file."""
        groups: dict[tuple[Any, ...], dict[date, list[Mapping[str, Any]]]] = {}
        for duty in self._duties:
            if duty["service"] not in services:
                continue
            start, end = (datetime.fromisoformat(duty[k]) for k in ("start", "end"))
            when = "" if duty["service"] == "standby" else hours(start, end)
            key = (duty["service"], duty["task"], duty["shift"], duty.get("grid"), when)
            groups.setdefault(key, defaultdict(list))[start.date()].append(duty)
        return tuple(self._row(key, of_day) for key, of_day in groups.items())

    def homes(self) -> tuple[Row, ...]:
        """Return one line for each home, with the visits of each day."""
        missing: dict[str, int] = defaultdict(int)
        for seat in self.open:
            missing[seat.work] += seat.missing
        met: dict[tuple[str, date], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for e in self.entries:
            if e.service == "visits":
                met[e.work, e.day][e.hours].append(e.name)
        rows = []
        for visit in self._visits:
            key = visit["work"]
            cells = {}
            for day in self.days:
                visits = tuple((when, tuple(names)) for when, names in met[key, day].items())
                names = tuple(name for _, group in visits for name in group)
                cells[day] = Cell(names, 0, bool(visits), visits)
            rows.append(
                Row(
                    "visits",
                    visit["task"],
                    visit["title"],
                    self.place(visit["place"]),
                    "",
                    cells,
                    missing[key],
                )
            )
        return tuple(rows)

    def of_person(self) -> Mapping[str, Mapping[date, tuple[Entry, ...]]]:
        """Return each person's entries by day, people in the order of the file, also those without any."""
        lines: dict[str, dict[date, list[Entry]]] = {p: {} for p in self._names}
        for e in self.entries:
            lines.setdefault(e.person, {}).setdefault(e.day, []).append(e)
        return {p: {day: tuple(group) for day, group in days.items()} for p, days in lines.items()}

    def loads(self) -> tuple[Load, ...]:
        """Return what everybody gives, most minutes first."""
        people = {p["id"]: p for p in self.document.get("people", ())}
        found = []
        for person, days in self.of_person().items():
            entries = [e for group in days.values() for e in group]
            limits = people.get(person, {}).get("limits", {})
            by_service: dict[str, int] = {
                s: n for s in SERVICES if (n := sum(e.service == s for e in entries))
            }
            found.append(
                Load(
                    person,
                    self.name(person),
                    len(entries),
                    sum(e.minutes for e in entries),
                    by_service,
                    limits.get("duties"),
                    limits.get("minutes"),
                )
            )
        return tuple(sorted(found, key=lambda load: -load.minutes))

    def name(self, person: str) -> str:
        """Return a person's name, or the id where there is none."""
        return str(self._names.get(person, person))

    def place(self, place: str) -> str:
        """Return a place's name, or the id where there is none."""
        return str(self._places.get(place, place))

    def companions(self, entry: Entry) -> tuple[str, ...]:
        """Return the names of those who serve together with one entry."""
        return tuple(e.name for e in self._together[entry.work, entry.start_utc] if e.person != entry.person)

    @cached_property
    def _together(self) -> Mapping[tuple[str, datetime], list[Entry]]:
        groups: dict[tuple[str, datetime], list[Entry]] = defaultdict(list)
        for e in self.entries:
            groups[e.work, e.start_utc].append(e)
        return groups

    @cached_property
    def _by_work(self) -> Mapping[str, list[Entry]]:
        groups: dict[str, list[Entry]] = defaultdict(list)
        for e in self.entries:
            groups[e.work].append(e)
        return groups

    def _entry(self, a: Mapping[str, Any]) -> Entry:
        start, end = datetime.fromisoformat(a["start"]), datetime.fromisoformat(a["end"])
        zone = ZoneInfo(self.timezone)
        begun = datetime.fromisoformat(a["start_utc"]) if a.get("start_utc") else start.replace(tzinfo=zone)
        begun = begun.astimezone(UTC)
        minutes = a.get("minutes")
        if minutes is None:
            minutes = round((end.replace(tzinfo=zone).timestamp() - begun.timestamp()) / 60)
        work = _key(a)
        return Entry(
            a["service"], a["task"], a["shift"], a.get("grid"), self._titles.get(work, a["task"]),
            a["person"], self.name(a["person"]), start, end, begun, int(minutes),
            self.place(a["place"]), work, bool(a.get("pinned")),
        )  # fmt: skip

    def _row(self, key: tuple[Any, ...], of_day: Mapping[date, list[Mapping[str, Any]]]) -> Row:
        service, task, _, _, when = key
        missing: dict[str, int] = defaultdict(int)
        for seat in self.open:
            missing[seat.work] += seat.missing
        cells = {}
        for day in self.days:
            duties = of_day.get(day, [])
            names = tuple(e.name for d in duties for e in self._by_work.get(d["work"], ()))
            cells[day] = Cell(names, sum(missing[d["work"]] for d in duties), bool(duties))
        first = next(iter(of_day.values()))[0]
        return Row(service, task, self._title(first), self.place(first["place"]), when, cells)


def _key(a: Mapping[str, Any]) -> str:
    """Return the key of an assignment's work, made up where the document does not give it."""
    parts = (
        (a["service"], a["task"])
        if a["service"] == "visits"
        else (a["service"], a["task"], a["shift"], a["start"])
    )
    return str(a.get("work") or "/".join(part for part in parts if part))


def _implied(document: Mapping[str, Any], *, visits: bool) -> list[dict[str, Any]]:
    """Return the work that a document without its own list of work is seen to have."""
    found: dict[str, dict[str, Any]] = {}
    for a in document["assignments"]:
        if (a["service"] == "visits") == visits:
            found.setdefault(_key(a), {**a, "work": _key(a), "title": a["task"]})
    return list(found.values())


def hours(start: datetime, end: datetime) -> str:
    """Return ``19:00–21:00``."""
    return f"{start:%H:%M}–{end:%H:%M}"
