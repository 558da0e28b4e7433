"""The configuration in the page: edit, check with lines and cures, keep."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.errors import ConfigErrors
from roster.services import uploading
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current

blueprint = Blueprint("configuration", __name__, url_prefix="/c/<community>/configuration")


@blueprint.get("")
@auth.needs(Role.COORDINATOR)
def show(community: str) -> str:
    """Show a file of the configuration in an editor."""
    return _page(community, request.args.get("file", ""))


@blueprint.post("")
@auth.needs(Role.COORDINATOR)
def keep(community: str) -> str | Response | tuple[str, int]:
    """Check what was written, say what it would change, or keep it."""
    form = request.form
    name = form.get("file", "")
    text = form.get("text", "").replace("\r\n", "\n")
    changes = {name: text.encode()}
    if form.get("do") != "keep":
        with auth.store().read() as db:
            mistakes = uploading.check(db, community, changes, current())
            effect = None if mistakes else uploading.preview(db, community, changes, current())
        return _page(community, name, text=text, mistakes=mistakes, effect=effect)
    try:
        uploading.keep(
            auth.store(),
            community,
            changes,
            base=form.get("base", 0, type=int),
            author=auth.actor(),
            reason=form.get("reason", ""),
        )
    except ConfigErrors:
        with auth.store().read() as db:
            mistakes = uploading.check(db, community, changes, current())
        return _page(community, name, text=text, mistakes=mistakes), 422
    except ServiceError as problem:
        return _page(community, name, text=text, refused=problem.message.say(current())), 409
    flash(_("Kept. Drafts are judged by it from now on."), "ok")
    return redirect(url_for(".show", community=community, file=name))


def _page(community: str, name: str, text: str | None = None, **more: Any) -> str:
    with auth.store().read() as db:
        configuration = uploading.shown(db, community)
    files = configuration["files"]
    names = [file["name"] for file in files]
    chosen = name if name in names else configuration["main"]
    written = next(file["text"] for file in files if file["name"] == chosen)
    return render_template(
        "configuration/show.html",
        configuration=configuration,
        files=files,
        chosen=chosen,
        text=written if text is None else text,
        is_text=written is not None,
        **{"mistakes": None, "effect": None, "refused": "", **more},
    )
