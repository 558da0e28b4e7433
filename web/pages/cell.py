"""One cell of the board: who is there, what is wrong, and who else could come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from roster.model import Duty, Problem, Visit
from roster.services import board as boards
from roster.services import standing_in
from roster.services.common import RefusedError
from roster.services.views import clock
from web.pages.grid import loads_of, skill_names

Json = Mapping[str, Any]


@dataclass
class CellView:
    """What the panel says of a cell."""

    work: str
    title: str
    place: str
    start: int | None
    from_: str
    to: str
    visit: bool
    people: Sequence[Json]
    gone: Sequence[Json]
    missing: int
    needs: str
    free: int
    findings: Sequence[Json]
    why_open: list[str] = field(default_factory=list)
    holder: str | None = None
    holder_name: str = ""
    stand_ins: Sequence[Json] | None = None
    day: int | None = None
    loads: Mapping[str, Json] = field(default_factory=dict)


def cell_of(
    session: Session,
    community: str,
    week: date,
    board: Json,
    problem: Problem,
    *,
    work: str,
    start: int | None,
    day: str | None,
    person: str | None,
    language: str,
    rank: bool,
) -> CellView | None:
    """Return what there is to say of a cell, ``None`` where there is no such cell.

    Parameters
    ----------
    board
        The board that it is a part of.
    start
        The minute of the visit, where ``work`` is one.
    day
        The day for a visit that has no minute yet.
    person
        Whose place is looked at; otherwise the open seat is.
    rank
        Whether to rank who could come.
    """
    piece = problem.works.get(work)
    if piece is None:
        return None
    if isinstance(piece, Visit):
        view = _visit(board, piece, start)
        if start is None:
            _set_time(view, earliest(piece, problem, day), piece, problem)
    else:
        view = _duty(board, piece)
    view.findings = [f for f in board["findings"] if f["work"] == work and _is_here(f, view)]
    if view.missing:
        told = boards.reasons(session, community, week, language, work)
        view.why_open = [str(seat["reason"]) for seat in told]
    holder = next((seat for seat in view.people if seat["person"] == person), None)
    if holder is not None:
        view.holder, view.holder_name = holder["person"], holder["name"]
    if rank and (view.missing or view.holder or view.free > 0):
        view.stand_ins = _ranked(session, community, week, view, language)
    if view.visit and view.start is not None:
        view.day = problem.horizon.day_of(view.start)
    view.loads = loads_of(board, problem)
    place = problem.places.get(piece.place)
    view.place = (place.name or place.id) if place else ""
    return view


def earliest(visit: Visit, problem: Problem, day: str | None) -> int:
    """Return the first minute at which a visit may start, on a day if one is said."""
    dates = [d.isoformat() for d in problem.horizon.dates]
    slots = [slot for slot in visit.slots if day is None or dates[slot.day] == day] or visit.slots
    return min(slot.span.start for slot in slots)


def _set_time(view: CellView, start: int, visit: Visit, problem: Problem) -> None:
    view.start = start
    view.from_ = clock(problem.horizon, start)
    view.to = clock(problem.horizon, start + visit.minutes)


def _ranked(
    session: Session, community: str, week: date, view: CellView, language: str
) -> Sequence[Json] | None:
    try:
        return standing_in.ranked(
            session,
            community,
            week,
            work=view.work,
            start=view.start if view.visit else None,
            holder=view.holder,
            language=language,
        )
    except RefusedError:
        return None


def _duty(board: Json, duty: Duty) -> CellView:
    skills = skill_names()
    row, item = next(
        (row, item)
        for row in board["posts"]
        for items in row["cells"].values()
        for item in items
        if item["work"] == duty.key
    )
    needs = ", ".join(f"{n} {skills.get(skill, skill)}" for skill, n in item["needs"].items())
    return CellView(
        duty.key,
        row["title"],
        row["place"],
        None,
        item["from"],
        item["to"],
        False,
        item["people"],
        item["gone"],
        item["missing"],
        needs,
        item["most"] - len(item["people"]),
        (),
    )


def _visit(board: Json, visit: Visit, start: int | None) -> CellView:
    row = next(row for row in board["homes"] if f"visits/{row['task']}" == visit.key)
    item = next((i for items in row["cells"].values() for i in items if i["start"] == start), None)
    if item is None:
        return CellView(
            visit.key,
            row["title"],
            row["place"],
            start,
            "",
            "",
            True,
            (),
            (),
            row["missing"],
            "",
            row["missing"],
            (),
        )
    return CellView(
        visit.key,
        row["title"],
        row["place"],
        start,
        item["from"],
        item["to"],
        True,
        item["people"],
        (),
        item["missing"],
        "",
        item["missing"],
        (),
    )


def _is_here(finding: Json, view: CellView) -> bool:
    return not view.visit or finding["start"] in (None, view.start)
