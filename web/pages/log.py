"""The log of a community: who did what, when and why, over all weeks."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from roster.services import history
from roster.services.accounts import Role
from web import auth
from web.pages.event_words import event_words

PAGE = 100

blueprint = Blueprint("log", __name__, url_prefix="/c/<community>/log")


@blueprint.get("")
@auth.needs(Role.COORDINATOR)
def show(community: str) -> str:
    """Show the newest events, or those before one."""
    before = request.args.get("before", type=int)
    with auth.store().read() as db:
        found = history.events(db, community, before=before, limit=PAGE)
    return render_template(
        "log/show.html",
        events=found,
        kinds=event_words(),
        older=found[-1]["id"] if len(found) == PAGE else None,
        newest=before is None,
    )
