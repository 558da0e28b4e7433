"""The board as rows of cells: what the templates draw, in each of the three views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from roster.model import Person, Problem
from roster.shares import HOURS, fair_shares

Json = Mapping[str, Any]
SERVICES = ("patrols", "windows", "duties", "standby", "visits")


@dataclass
class Cell:
    """One cell of the board: what is there on a day."""

    id: str
    day: str
    past: bool
    items: Sequence[Json] = ()
    marks: list[str] = field(default_factory=list)
    says: str = ""

    @property
    def work(self) -> str:
        """The work of its first item."""
        return str(self.items[0]["work"]) if self.items else ""

    @property
    def changed(self) -> bool:
        """Whether something in it differs from what is published."""
        seats = [seat for item in self.items for seat in item.get("people", [item])]
        return any(seat.get("changed") for seat in seats) or any(item.get("gone") for item in self.items)


@dataclass
class Line:
    """A row of the board."""

    key: str
    title: str
    under: list[str]
    cells: list[Cell]
    head: Json
    marks: list[str] = field(default_factory=list)
    load: Json = field(default_factory=dict)


@dataclass
class Group:
    """Rows under one heading."""

    title: str
    lines: list[Line]


def groups_of(view: str, board: Json, problem: Problem, skills: Mapping[str, str]) -> list[Group]:
    """Return the rows of a view, under their headings.

    Parameters
    ----------
    view
        ``posts``, ``people`` or ``homes``.
    board
        As :func:`roster.services.board.open_board` gives it.
    problem
        What the week is planned from.
    skills
        How people call the skills that are known; others are written as they are.
    """
    match view:
        case "people":
            return list(_people(board, problem))
        case "homes":
            return list(_homes(board))
        case _:
            return list(_posts(board, skills))


def service_name(service: str) -> str:
    """Return how people call a service."""
    names: dict[str, str] = {
        "patrols": _("Patrols"),
        "windows": _("Windows"),
        "duties": _("Rooms and specialists"),
        "standby": _("Standby"),
        "visits": _("Home visits"),
    }
    return names.get(service, service)


def skill_names() -> dict[str, str]:
    """Return how people call the skills that the shipped communities know."""
    return {
        "first-aid": _("first-aider"),
        "elder-care": _("carer for the elderly"),
        "service-agent": _("service agent"),
        "psychologist": _("psychologist"),
        "mediator": _("mediator"),
        "case-work": _("case worker"),
        "pension-attendant": _("pension attendant"),
        "counsellor": _("counsellor"),
        "party-liaison": _("party liaison"),
        "public-information": _("public information"),
        "rehabilitation": _("rehabilitation"),
        "child-care": _("child carer"),
        "tutor": _("tutor"),
        "sports": _("sports"),
        "employment": _("employment adviser"),
        "housework": _("housework adviser"),
        "lawyer": _("lawyer"),
        "police": _("police officer"),
        "errand-agent": _("errand agent"),
        "all-round": _("all-round"),
    }


def task_name(task: str) -> str:
    """Return how people call what is done at a home."""
    names: dict[str, str] = {
        "meal": _("meal"),
        "medicine": _("medicine"),
        "cleaning": _("cleaning"),
        "quilts": _("quilts"),
        "company": _("company"),
        "airing-quilts": _("airing of quilts"),
        "errand": _("errands"),
        "quarrel": _("settling a quarrel"),
    }
    return names.get(task, task)


def loads_of(board: Json, problem: Problem) -> dict[str, Json]:
    """Return everybody's hours and duties of the week, and how far the hours are over the fair share."""
    shares = fair_shares(problem, HOURS, None)
    loads: dict[str, Json] = {}
    for row in board["people"]:
        fair = float(shares[row["id"]].fair) / 60 if row["id"] in shares else 0.0
        loads[row["id"]] = {
            "hours": row["hours"],
            "duties": row["duties"],
            "fair": fair,
            "over": row["hours"] - fair,
        }
    return loads


def everybodys_load(board: Json, problem: Problem) -> list[Json]:
    """Return who serves how much, the furthest above the fair share first: for views whose rows are not people."""
    loads = loads_of(board, problem)
    people = [{"id": row["id"], "name": row["name"], **loads[row["id"]]} for row in board["people"]]
    return sorted(people, key=lambda p: (-round(p["over"], 1), p["name"]))


def _posts(board: Json, skills: Mapping[str, str]) -> Iterable[Group]:
    rows = list(enumerate(board["posts"]))
    for service in [*SERVICES, *sorted({r["service"] for _n, r in rows} - set(SERVICES))]:
        lines = [_post(n, row, board, skills) for n, row in rows if row["service"] == service]
        if lines:
            yield Group(service_name(service), lines)


def _post(number: int, row: Json, board: Json, skills: Mapping[str, str]) -> Line:
    cells = _cells(f"p{number}", row["cells"], board)
    some = next((item for cell in cells for item in cell.items), {})
    under = [row["hours"]]
    if row["place"] and row["place"] not in row["title"]:
        under.append(row["place"])
    if some:
        people = f"{some['min']}–{some['most']}" if some["min"] != some["most"] else str(some["most"])
        under.append(ngettext("%(people)s person", "%(people)s people", some["most"], people=people))
        under += [f"{n} {skills.get(skill, skill)}" for skill, n in some["needs"].items()]
    title = service_name("standby") if row["title"] == "standby" else row["title"]
    return Line(f"p{number}", title, under, cells, row)


def _homes(board: Json) -> Iterable[Group]:
    lines = []
    for n, row in enumerate(board["homes"]):
        cells = _cells(f"h{n}", row["cells"], board)
        under = [
            ngettext("%(n)s visit a week", "%(n)s visits a week", row["times"], n=row["times"]),
            _("%(n)s min", n=row["minutes"]),
        ]
        if row["per_visit"] > 1:
            under.append(_("%(n)s visitors", n=row["per_visit"]))
        for cell in cells:
            if cell.day not in row["days"] and not cell.items:
                cell.marks.append("none")
        seats = [seat for cell in cells for item in cell.items for seat in item["people"]]
        load = {
            "faces": len({seat["person"] for seat in seats}),
            "fresh": len({seat["person"] for seat in seats if not seat["familiar"]}),
        }
        lines.append(Line(f"h{n}", row["title"], under, cells, row, load=load))
    if lines:
        yield Group(service_name("visits"), lines)


def _people(board: Json, problem: Problem) -> Iterable[Group]:
    loads = loads_of(board, problem)
    teams: dict[str, list[Line]] = {}
    for n, row in enumerate(board["people"]):
        person = problem.people[row["id"]]
        cells = _cells(f"v{n}", row["cells"], board)
        for index, cell in enumerate(cells):
            _say_availability(cell, row, person, index)
        line = Line(
            f"v{n}", row["name"], list(row["teams"]), cells, row, list(row["skills"]), loads[row["id"]]
        )
        teams.setdefault(row["teams"][0] if row["teams"] else "", []).append(line)
    for team, lines in teams.items():
        yield Group(team or _("Without a team"), lines)


def _say_availability(cell: Cell, row: Json, person: Person, index: int) -> None:
    if cell.day in row["away"]:
        cell.marks.append("away")
    elif cell.day not in row["available"]:
        cell.marks.append("none")
    wishes = [w for w in person.wishes if w.days is not None and index in w.days]
    if wishes:
        cell.marks.append("want" if max(wishes, key=lambda w: w.weight).want else "avoid")
    free = row["available"].get(cell.day, [])
    cell.says = ", ".join(free) if free != ["00:00–24:00"] else ""


def _cells(key: str, by_day: Mapping[str, Sequence[Json]], board: Json) -> list[Cell]:
    return [
        Cell(f"{key}-{n}", day["date"], day["past"], by_day.get(day["date"], ()))
        for n, day in enumerate(board["days"])
    ]
