"""What volunteers have asked for: who cannot come, who was asked, who said no, who is silent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import answers, asking, replies, trading
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current

blueprint = Blueprint("requests", __name__, url_prefix="/c/<community>/<week>/requests")


@blueprint.get("")
@auth.needs(Role.COORDINATOR)
def show(community: str, week: str) -> str:
    """List the requests of a week."""
    monday = auth.monday(week)
    with auth.store().read() as db:
        found = asking.listed(db, community, monday)
        said = replies.of_week(db, community, monday)
    return render_template("requests/show.html", week=monday, requests=found, said=said, words=_names())


@blueprint.post("/<int:number>")
@auth.needs(Role.COORDINATOR)
def decide(community: str, week: str, number: int) -> Response:
    """Approve, decline, ask the next stand-in, or close a request."""
    do, note, store = request.form.get("do"), request.form.get("note", "")[:500], auth.store()
    try:
        if do in ("approve", "decline"):
            trading.decide(store, community, number, approve=do == "approve", author=auth.actor(), note=note)
        elif do == "next":
            answers.ask_on(store, community, number, author=auth.actor())
        elif do == "close":
            answers.close(store, community, number, author=auth.actor(), note=note)
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
    else:
        flash(_("Done."), "ok")
    return redirect(url_for(".show", community=community, week=week))


def _names() -> dict[str, str]:
    """Return how people call the kinds, states and steps of requests."""
    return {
        "cover": _("cannot come"),
        "claim": _("wants an open seat"),
        "swap": _("wants to swap"),
        "waiting": _("waits for an answer"),
        "approval": _("waits for approval"),
        "exhausted": _("nobody is left to ask"),
        "done": _("settled"),
        "declined": _("declined"),
        "cancelled": _("closed"),
        "asked": _("asked"),
        "refused": _("said no"),
        "silent": _("kept silent"),
        "accepted": _("accepted"),
        "offered": _("offered"),
    }
