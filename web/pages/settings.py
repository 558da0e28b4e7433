"""What a community's pages may do: approvals, time to answer, the public board, the group's robot."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import communities
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current

blueprint = Blueprint("settings", __name__, url_prefix="/c/<community>/settings")


@blueprint.get("")
@auth.needs(Role.ADMIN)
def show(community: str) -> str:
    """Show the settings."""
    with auth.store().read() as db:
        found = communities.settings(communities.get(db, community))
    return render_template("settings.html", settings=found, words=words(), kinds=kinds())


@blueprint.post("")
@auth.needs(Role.ADMIN)
def change(community: str) -> Response:
    """Change the settings."""
    form = request.form
    changes: dict[str, Any] = {name: name in form for name in words()}
    changes["answer_hours"] = min(max(form.get("answer_hours", 12, type=int), 1), 168)
    changes["webhook"] = form.get("webhook", "").strip()[:500]
    if form.get("webhook_kind") in kinds():
        changes["webhook_kind"] = form["webhook_kind"]
    try:
        communities.change_settings(auth.store(), community, changes, author=auth.actor())
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
    else:
        flash(_("Kept."), "ok")
    return redirect(url_for(".show", community=community))


def words() -> dict[str, str]:
    """Return what each switch means."""
    return {
        "board_public": _("The duty board may be seen by everybody"),
        "swap_approval": _("A swap waits for the coordinator’s approval"),
        "claim_approval": _("Claiming an open shift waits for the coordinator’s approval"),
        "alarm_email": _(
            "Coordinators whose login is an e-mail address are written to when nobody is left to stand in"
        ),
        "alarm_group": _("The group’s robot asks for help then, without naming who cannot come"),
    }


def kinds() -> dict[str, str]:
    """Return the robots that are understood."""
    return {
        "plain": _("plain JSON"),
        "wecom": _("WeCom"),
        "dingtalk": _("DingTalk"),
        "feishu": _("Feishu"),
    }
