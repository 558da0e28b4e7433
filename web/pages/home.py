"""The first page: the communities that one may see, and loading one that is shipped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import accounts, board, communities, situations
from roster.services.accounts import Role
from roster.services.common import ServiceError
from roster.services.shipped import shipped_communities
from roster.store.tables import Community
from web import auth

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> Response | str:
    """Show the communities, or lead to the form."""
    known = auth.who()
    if known is None:
        return redirect(url_for("signin.form"))
    with auth.store().read() as db:
        rows = [_row(db, row, role) for row, role in accounts.communities_of(db, known.account)]
    shipped = []
    if known.account.owner:
        there = {row["id"] for row in rows}
        shipped = [name for name in shipped_communities() if name not in there]
    return render_template("home.html", communities=rows, shipped=shipped)


@blueprint.post("/load")
def load() -> Response:
    """Load a shipped community."""
    known = auth.who()
    if known is None:
        abort(401)
    if not known.account.owner:
        abort(403)
    name = request.form.get("name", "")
    path = shipped_communities().get(name)
    if path is None:
        abort(404)
    row = communities.load_community(auth.store(), path, author=auth.actor(), wanted_id=name)
    flash(_("%(name)s is loaded.", name=row.name), "ok")
    return redirect(url_for("board.newest", community=row.id))


def week_to_open(first: date, step: timedelta) -> date:
    """Return the week to show first: the one that its file names, or this week once that is past."""
    today = date.today()
    if today < first + step:
        return first
    return first + ((today - first) // step) * step


def _row(db: Any, row: Community, role: Role) -> dict[str, Any]:
    said: dict[str, Any] = {"id": row.id, "name": row.name, "role": role.name.lower(), "week": None}
    try:
        first, second = situations.weeks_of(db, row.id)
        week = week_to_open(first, second - first)
        said["week"] = week
        published = board.newest_publication(db, row.id, week)
        said["published"] = published.number if published else None
    except ServiceError as problem:
        said["problem"] = problem.message
    return said
