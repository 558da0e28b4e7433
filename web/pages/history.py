"""What a week has been: versions, who did what, any two versions side by side."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import drafts, history
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current
from web.pages.event_words import event_words

PAGE = 100

blueprint = Blueprint("history", __name__, url_prefix="/c/<community>/<week>/history")


@blueprint.get("")
@auth.needs(Role.VIEWER)
def show(community: str, week: str) -> str:
    """List versions and events."""
    monday, before = auth.monday(week), request.args.get("before", type=int)
    with auth.store().read() as db:
        found = history.versions(db, community, monday, limit=PAGE, before=before)
        return render_template(
            "history/show.html",
            week=monday,
            versions=found,
            older=found[-1]["number"] if len(found) == PAGE else None,
            newest=before is None,
            events=history.events(db, community, week=monday),
            base=drafts.open_draft(db, community, monday).number,
            kinds=event_words(),
        )


@blueprint.get("/compare")
@auth.needs(Role.VIEWER)
def compare(community: str, week: str) -> str:
    """Show two versions side by side."""
    monday = auth.monday(week)
    old, new = (request.args.get(side, 0, type=int) for side in ("old", "new"))
    with auth.store().read() as db:
        found = history.compare(db, community, monday, old, new, current())
        sides = [history.version(db, community, monday, number) for number in (old, new)]
    cells: dict[tuple[str, int], dict[str, object]] = {}
    for side in ("removed", "added"):
        for a in found[side]:
            key = (a["work"], a["start"])
            cell = cells.setdefault(
                key, {"title": a["title"], "from": a["from"], "removed": [], "added": [], "start": a["start"]}
            )
            names = cell[side]
            assert isinstance(names, list)
            names.append(a["name"])
    rows = sorted(cells.values(), key=lambda cell: (str(cell["from"]), str(cell["title"])))
    return render_template(
        "history/compare.html", week=monday, found=found, rows=rows, sides=sides, kinds=event_words()
    )


@blueprint.post("/restore")
@auth.needs(Role.COORDINATOR)
def restore(community: str, week: str) -> Response:
    """Make an older version the draft again."""
    form = request.form
    number = form.get("version", 0, type=int)
    try:
        drafts.restore(
            auth.store(),
            community,
            auth.monday(week),
            number,
            base=form.get("base", 0, type=int),
            author=auth.actor(),
            reason=_("back to version %(number)s", number=number),
        )
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
        return redirect(url_for(".show", community=community, week=week))
    flash(_("Version %(number)s is the draft again. It can be undone.", number=number), "ok")
    return redirect(url_for("board.show", community=community, week=week))
