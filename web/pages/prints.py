"""Printing the duty board for the gate: it is remembered, so that the next print says what changed since."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import prints, public_board
from roster.services.accounts import Role
from roster.services.common import ServiceError
from roster.words import LANGUAGES
from web import auth
from web.language import current
from web.pages import pdf, public

blueprint = Blueprint("prints", __name__, url_prefix="/c/<community>/<week>/print")


@blueprint.post("")
@auth.needs(Role.COORDINATOR)
def make(community: str, week: str) -> Response | tuple[str, int]:
    """Return the board as PDF for the gate, and remember which version hangs there."""
    monday, size = auth.monday(week), request.form.get("size", "")
    said = request.form.get("language", "")
    language = said if said in LANGUAGES else current()
    if not pdf.possible():
        flash(_("This server cannot make PDFs. Print the page from the browser instead."), "open")
        return _back(community, week)
    try:
        with auth.store().read() as db:
            shown = public_board.show(db, community, monday)
        prints.printed(
            auth.store(),
            community,
            monday,
            number=shown["version"],
            size=size,
            language=language,
            author=auth.actor(),
        )
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
        return _back(community, week)
    return public.sheet_of(shown, size, language)


def _back(community: str, week: str) -> Response:
    return redirect(url_for("public.board", community=community, week=week), 303)
