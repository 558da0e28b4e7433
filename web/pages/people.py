"""The people of a community: their links, and uploading a new list with a preview."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.errors import ConfigErrors
from roster.services import configurations, links, uploading
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current
from web.pages import qr

ENDINGS = (".csv", ".xlsx")

blueprint = Blueprint("people", __name__, url_prefix="/c/<community>/people")


@blueprint.get("")
@auth.needs(Role.COORDINATOR)
def show(community: str) -> str:
    """List everybody with the state of the personal link."""
    return _page(community)


@blueprint.post("/upload")
@auth.needs(Role.COORDINATOR)
def upload(community: str) -> str | Response | tuple[str, int]:
    """Show what a new list would change."""
    sent = request.files.get("list")
    name = request.form.get("file", "")
    if sent is None or not sent.filename or name not in _lists(community):
        flash(_("Choose a file first."), "open")
        return redirect(url_for(".show", community=community))
    content = sent.read()
    return _preview(community, name, content)


@blueprint.post("/keep")
@auth.needs(Role.COORDINATOR)
def keep(community: str) -> str | Response | tuple[str, int]:
    """Keep the list that was looked at."""
    form = request.form
    name = form.get("file", "")
    try:
        content = base64.b64decode(form.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    try:
        uploading.keep(
            auth.store(),
            community,
            {name: content},
            base=form.get("base", 0, type=int),
            author=auth.actor(),
            reason=form.get("reason", ""),
        )
    except ConfigErrors:
        return _preview(community, name, content)
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
    else:
        flash(_("Kept. Drafts are judged by it from now on."), "ok")
    return redirect(url_for(".show", community=community))


@blueprint.post("/<person>/link")
@auth.needs(Role.COORDINATOR)
def link(community: str, person: str) -> str | Response:
    """Make a new personal link and show it once, send it, or let the old one be useless."""
    do = request.form.get("do", "make")
    if do == "revoke":
        links.revoke(auth.store(), community, person, by=auth.actor())
        flash(_("The personal link does not open anything any more."), "ok")
    elif do == "send":
        sent = links.send(auth.store(), community, person, by=auth.actor())
        flash(
            _("It is on its way by e-mail.") if sent else _("No e-mail address is known."),
            "ok" if sent else "open",
        )
    else:
        plain = links.renew(auth.store(), community, person, by=auth.actor())
        home = str(current_app.config["PUBLIC_URL"]) or request.url_root
        address = home.rstrip("/") + f"/me/{plain}"
        return _page(community, secret=address, whom=person, code=qr.picture(address))
    return redirect(url_for(".show", community=community))


def _lists(community: str) -> list[str]:
    """Return the lists that can be replaced, the one of people first."""
    with auth.store().read() as db:
        row = configurations.current(db, community)
        names = [n for n in configurations.files_of(db, row.id) if n.lower().endswith(ENDINGS)]
        said_in = {person.source.file for person in links.present_problem(db, community).people.values()}
    return sorted(names, key=lambda name: not any(f"/{file}".endswith(f"/{name}") for file in said_in))


def _preview(community: str, name: str, content: bytes) -> str | tuple[str, int]:
    with auth.store().read() as db:
        mistakes = uploading.check(db, community, {name: content}, current())
        effect = None if mistakes else uploading.preview(db, community, {name: content}, current())
    page = _page(
        community,
        mistakes=mistakes,
        effect=effect,
        file=name,
        content=base64.b64encode(content).decode(),
    )
    return (page, 422) if mistakes else page


def _page(community: str, **more: Any) -> str:
    with auth.store().read() as db:
        listed = links.listed(db, community)
    return render_template(
        "people/show.html",
        people=listed,
        lists=_lists(community),
        fields=field_names(),
        **{"mistakes": None, "effect": None, "secret": "", **more},
    )


def field_names() -> dict[str, str]:
    """Return how people call what a list says of a person."""
    return {
        "name": _("name"),
        "teams": _("teams"),
        "skills": _("skills"),
        "level": _("experience"),
        "home": _("home"),
        "available": _("times"),
        "away": _("absences"),
        "limits": _("limits"),
        "wishes": _("wishes"),
        "phone": _("telephone"),
        "email": _("e-mail"),
        "consent": _("consent"),
        "language": _("language"),
    }
