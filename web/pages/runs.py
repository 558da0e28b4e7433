"""Solves and repairs: start one, watch it live, stop it, look at what it proposes."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import jobs
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current
from web.pages.script_words import job_words

LIMITS = (10, 30, 60, 300)

blueprint = Blueprint("runs", __name__, url_prefix="/c/<community>/<week>/runs")


@blueprint.get("")
@auth.needs(Role.VIEWER)
def index(community: str, week: str) -> str:
    """List the solves and repairs of a week."""
    monday = auth.monday(week)
    with auth.store().read() as db:
        found = jobs.listed(db, community, monday, current())
    return render_template("runs/index.html", week=monday, jobs=found, limits=LIMITS, going=jobs.GOING)


@blueprint.post("")
@auth.needs(Role.COORDINATOR)
def start(community: str, week: str) -> Response:
    """Start a solve or a repair, and show it."""
    limit = request.form.get("time_limit", 60, type=int)
    options = {"time_limit": limit if limit in LIMITS else 60, "seed": 1}
    kind = request.form.get("kind", "solve")
    try:
        number = jobs.start(
            auth.store(), community, auth.monday(week), kind=kind, options=options, author=auth.actor()
        )
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
        return redirect(url_for("board.show", community=community, week=week))
    return redirect(url_for(".show", community=community, week=week, number=number))


@blueprint.get("/<int:number>")
@auth.needs(Role.VIEWER)
def show(community: str, week: str, number: int) -> str:
    """Show where a job stands."""
    monday = auth.monday(week)
    job = jobs.show(auth.store(), community, number, current())
    if job["week"] != monday.isoformat():
        abort(404)
    return render_template(
        "runs/show.html",
        week=monday,
        job=job,
        going=job["state"] in jobs.GOING,
        words=job_words(),
        proposals=job["result"].get("proposals", []),
        events=f"/api/v1/communities/{community}/jobs/{number}/events",
    )


@blueprint.post("/<int:number>/stop")
@auth.needs(Role.COORDINATOR)
def stop(community: str, week: str, number: int) -> Response:
    """Let a job end and keep the best it has."""
    jobs.stop(auth.store(), community, number, author=auth.actor())
    flash(_("Stopping. The best that was found is kept."), "")
    return redirect(url_for(".show", community=community, week=week, number=number))
