"""The board of a week: posts, people or homes by day; undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from roster.services import board as boards
from roster.services import drafts, requests, situations, week_jobs
from roster.services.accounts import Role
from roster.services.common import ServiceError
from roster.services.drafts import Draft, open_draft
from web import auth
from web.language import current
from web.pages.affected import count_affected
from web.pages.cell import CellView, cell_of
from web.pages.grid import everybodys_load, groups_of, skill_names
from web.pages.home import week_to_open
from web.pages.script_words import script_words

VIEWS = ("posts", "people", "homes")

blueprint = Blueprint("board", __name__, url_prefix="/c/<community>")


@blueprint.get("/")
@auth.needs(Role.VIEWER)
def newest(community: str) -> Response:
    """Lead to the week to plan."""
    with auth.store().read() as db:
        first, second = situations.weeks_of(db, community)
    return redirect(url_for(".show", community=community, week=week_to_open(first, second - first)))


@blueprint.get("/<week>")
@auth.needs(Role.VIEWER)
def show(community: str, week: str) -> str:
    """Show a week; ``part=week`` or ``part=panel`` gives a script what it replaces."""
    monday, args = auth.monday(week), request.args
    view = args.get("view", "posts")
    view = view if view in VIEWS else "posts"
    part = {"week": "board/week.html", "panel": "board/panel.html"}.get(args.get("part", ""))
    with auth.store().read() as db:
        board = boards.open_board(db, community, monday, current())
        draft = open_draft(db, community, monday)
        problem = draft.problem
        said: dict[str, Any] = {"board": board, "view": view, "week": monday, "cell": None, "selected": ""}
        said["groups"] = [] if part == "board/panel.html" else groups_of(view, board, problem, skill_names())
        if args.get("work"):
            said["cell"] = cell_of(
                db,
                community,
                monday,
                board,
                problem,
                work=args["work"],
                start=args.get("start", type=int),
                day=args.get("day"),
                person=args.get("person"),
                language=current(),
                rank=auth.role(community) >= Role.COORDINATOR,
            )
            said["selected"] = _selected(said["groups"], args["work"], args.get("person"), view)
        if part != "board/panel.html":
            said["loads"] = [] if view == "people" else everybodys_load(board, problem)
            said |= _around(db, draft, board, said["cell"])
    return render_template(
        part or "board/page.html",
        **said,
        open_day=args.get("open"),
        words=script_words(),
        api=f"/api/v1/communities/{community}/weeks/{week}",
    )


@blueprint.post("/<week>/undo")
@auth.needs(Role.COORDINATOR)
def undo(community: str, week: str) -> Response:
    """Go back one change, without a script."""
    return _step(drafts.undo, community, week)


@blueprint.post("/<week>/redo")
@auth.needs(Role.COORDINATOR)
def redo(community: str, week: str) -> Response:
    """Do again what was undone, without a script."""
    return _step(drafts.redo, community, week)


def _step(step: Callable[..., Any], community: str, week: str) -> Response:
    try:
        base = request.form.get("base", 0, type=int)
        step(auth.store(), community, auth.monday(week), base=base, author=auth.actor())
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
    else:
        flash(_("Done."), "ok")
    view = request.args.get("view", "posts")
    return redirect(url_for(".show", community=community, week=week, view=view))


def _around(db: Session, draft: Draft, board: dict[str, Any], cell: CellView | None) -> dict[str, Any]:
    """Return what stands beside the board: weeks, jobs, and how many people publishing would affect."""
    community, week = draft.community, draft.week
    step = timedelta(weeks=board["weeks"])
    differing = sum(
        any(p["changed"] for p in item["people"]) or bool(item.get("gone"))
        for row in (*board["posts"], *board["homes"])
        for items in row["cells"].values()
        for item in items
    ) + sum(len(row["gone"]) > 0 for row in board["homes"])
    affected = 0
    if board["draft"]["version"] is not None and (board["changed"] or not board["published"]):
        affected = count_affected(draft, boards.newest_publication(db, community, week))
    left = [asked for asked in requests.of_week(db, community, week) if asked.name == "exhausted"]
    known = week_jobs.of_week(db, community, week, draft.version, current())
    today = datetime.now(ZoneInfo(board["timezone"])).date().isoformat()
    dates = [day["date"] for day in board["days"]]
    shown = request.args.get("day") or (cell.from_[:10] if cell else today)
    return {
        "day_shown": dates.index(shown) if shown in dates else 0,
        "before": week - step,
        "after": week + step,
        "week_number": week.isocalendar().week,
        "today": today,
        "differing": differing,
        "affected": affected,
        "jobs": known,
        "nobody_left": [requests.as_json(draft.problem, asked) for asked in left],
    }


def _selected(groups: list[Any], work: str, person: str | None, view: str) -> str:
    for group in groups:
        for line in group.lines:
            if view == "people" and person != line.head["id"]:
                continue
            for cell in line.cells:
                if any(item["work"] == work for item in cell.items):
                    return str(cell.id)
    return ""
