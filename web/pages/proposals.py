"""A proposal beside the draft: who moves and why; taken whole, in part, or not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from roster.services import alternatives, proposals
from roster.services.accounts import Role
from roster.services.board import finding_json
from roster.services.common import ServiceError
from roster.services.drafts import ConflictError
from web import auth
from web.language import current

blueprint = Blueprint("proposals", __name__, url_prefix="/c/<community>/<week>/proposals/<int:number>")


@blueprint.get("")
@auth.needs(Role.VIEWER)
def show(community: str, week: str, number: int) -> str:
    """Show a proposal, move by move."""
    return _page(community, week, number)


@blueprint.post("")
@auth.needs(Role.COORDINATOR)
def take(community: str, week: str, number: int) -> Response | tuple[str, int]:
    """Take a proposal, whole or the ticked moves."""
    form = request.form
    asked = form.getlist("move") if form.get("take") == "ticked" else None
    reason = form.get("reason", "")
    try:
        change = proposals.take(
            auth.store(),
            community,
            auth.monday(week),
            number,
            base=form.get("base", 0, type=int),
            moves=asked,
            author=auth.actor(),
            reason=reason,
        )
    except ConflictError as conflict:
        findings = [finding_json(conflict.problem, f, current()) for f in conflict.findings]
        return _page(community, week, number, conflict=findings, ticked=asked), 409
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
        return redirect(url_for(".show", community=community, week=week, number=number))
    n = len(change.diff.people)
    flash(
        ngettext(
            "Taken into the draft: %(num)s person's duties change. It can be undone.",
            "Taken into the draft: %(num)s people's duties change. It can be undone.",
            n,
        ),
        "ok",
    )
    return redirect(url_for("board.show", community=community, week=week))


@blueprint.post("/set-aside")
@auth.needs(Role.COORDINATOR)
def set_aside(community: str, week: str, number: int) -> Response:
    """Do not take a proposal."""
    monday = auth.monday(week)
    alternatives.put_aside(
        auth.store(), community, monday, number, author=auth.actor(), reason=request.form.get("reason", "")
    )
    flash(_("Set aside. Nothing has changed; it is still under Runs."), "ok")
    return redirect(url_for("board.show", community=community, week=week))


def _page(community: str, week: str, number: int, **more: Any) -> str:
    monday = auth.monday(week)
    with auth.store().read() as db:
        proposal = proposals.show(db, community, monday, number, current())
        beside = alternatives.side_by_side(db, community, monday, number, current())
    fitting = [move for move in proposal["moves"] if move["applies"]]
    ticked = more.pop("ticked", None)
    return render_template(
        "proposals/show.html",
        week=monday,
        proposal=proposal,
        beside=beside,
        base=proposal["base"],
        fitting=len(fitting),
        names={move["id"]: move["title"] for move in proposal["moves"]},
        ticked={move["id"] for move in fitting} if ticked is None else set(ticked),
        **more,
    )
