"""Solves, repairs and questions: start one, watch it live, stop it, look at what it says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.model import Duty
from roster.services import alternatives, jobs
from roster.services.accounts import Role
from roster.services.common import ServiceError
from roster.services.drafts import open_draft, version_by_number
from roster.services.views import clock, title
from roster.store.tables import Version
from web import auth
from web.language import current
from web.pages.script_words import job_words
from web.pages.what_ifs import offered, supposed
from web.security import limiter

LIMITS = (10, 30, 60, 300)

blueprint = Blueprint("runs", __name__, url_prefix="/c/<community>/<week>/runs")


@blueprint.get("")
@auth.needs(Role.VIEWER)
def index(community: str, week: str) -> str:
    """List the solves, repairs and answers of a week; ask for new ones."""
    monday = auth.monday(week)
    with auth.store().read() as db:
        found = jobs.listed(db, community, monday, current())
        problem = open_draft(db, community, monday).problem
    return render_template(
        "runs/index.html",
        week=monday,
        jobs=found,
        limits=LIMITS,
        offered=offered(problem),
        kinds=job_names(),
    )


@blueprint.post("")
@limiter.limit("30 per minute")
@auth.needs(Role.COORDINATOR)
def start(community: str, week: str) -> Response:
    """Start a solve, a repair or a question, and show it."""
    form = request.form
    kind = form.get("kind", "solve")
    if kind in jobs.PLANS:
        limit = form.get("time_limit", 60, type=int)
        options: dict[str, Any] = {"time_limit": limit if limit in LIMITS else 60, "seed": 1}
    else:
        asked = {key: form[key][:300] for key in ("person", "work", "without") if form.get(key)}
        options = {**asked, "day": form.get("day", type=int), "suppose": supposed(form)}
        if options["suppose"]:
            options = {"suppose": options["suppose"]}
        options = {key: value for key, value in options.items() if value is not None}
        if form.get("like", type=int) is not None:
            options = _other_way(community, form.get("like", 0, type=int))
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
    with auth.store().read() as db:
        tried = next(iter(jobs.get(db, community, number).options.get("files") or {}), "")
        draft = open_draft(db, community, monday)
        beside: tuple[Any, ...] = ()
        if job["version"]:
            version = version_by_number(db, community, monday, job["version"])
            job["steps"].append(last_step(version, len(job["steps"]) + 1))
            beside = alternatives.side_by_side(db, community, monday, job["version"], current())
    problem = draft.problem
    works = {
        key: {
            "title": title(work),
            "view": "homes" if work.service == "visits" else "posts",
            "from": clock(problem.horizon, work.span.start) if isinstance(work, Duty) else "",
        }
        for key, work in problem.works.items()
    }
    return render_template(
        "runs/show.html" if job["kind"] in jobs.PLANS else "runs/answer.html",
        works=works,
        names={person.id: person.name or person.id for person in problem.people.values()},
        kinds=job_names(),
        week=monday,
        job=job,
        going=job["state"] in jobs.GOING,
        words=job_words(),
        tried=tried,
        beside=beside if job["kind"] == "repair" else (),
        base=draft.number,
        events=f"/api/v1/communities/{community}/jobs/{number}/events",
    )


@blueprint.post("/<int:number>/stop")
@auth.needs(Role.COORDINATOR)
def stop(community: str, week: str, number: int) -> Response:
    """Let a job end and keep the best it has."""
    jobs.stop(auth.store(), community, number, author=auth.actor())
    flash(_("Stopping. The best that was found is kept."), "")
    return redirect(url_for(".show", community=community, week=week, number=number))


def _other_way(community: str, number: int) -> dict[str, Any]:
    """Return what an earlier what-if asked, to be planned anew where it started from the draft, and back."""
    with auth.store().read() as db:
        asked = dict(jobs.get(db, community, number).options)
    return {**asked, "anew": not asked.get("anew", False)}


def last_step(version: Version, number: int) -> dict[str, Any]:
    """Return where a job stood when it ended, in the form of its other steps."""
    score, bound = version.verdict, version.bound or {}
    soft, soft_bound = score["soft"], bound.get("soft")
    settled = soft_bound is not None and bound.get("open") == score["open"]
    return {
        "number": number,
        "seconds": version.software.get("seconds", 0.0),
        "open": score["open"],
        "open_bound": bound.get("open"),
        "soft": soft,
        "soft_bound": soft_bound,
        "gap": (soft - soft_bound) / max(1, soft) if settled else None,
        "phase": "",
    }


def job_names() -> dict[str, str]:
    """Return how people call the kinds of jobs."""
    return {
        "solve": _("Generate"),
        "repair": _("Repair"),
        "why-open": _("Why are seats open?"),
        "why-not": _("Why not this person?"),
        "what-if": _("What if?"),
        "conflict": _("Can the strict rules hold together?"),
    }
