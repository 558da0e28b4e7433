"""Who may do what in a community: add, change, let in by a one-time link, take out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import accounts, members, own_account
from roster.services.accounts import Role
from roster.services.common import ServiceError
from web import auth
from web.language import current
from web.security import limiter

blueprint = Blueprint("members", __name__, url_prefix="/c/<community>/members")


@blueprint.get("")
@auth.needs(Role.ADMIN)
def show(community: str) -> str:
    """Show who may do what."""
    return _page(community)


@blueprint.post("")
@auth.needs(Role.ADMIN)
def change(community: str) -> Response:
    """Add somebody, change a role, or take somebody out."""
    form = request.form
    role = form.get("role", "")
    if role not in (*accounts.ROLES, "none"):
        abort(400)
    try:
        members.set_member(
            auth.store(),
            form.get("login", "")[:200],
            community,
            None if role == "none" else role,
            name=form.get("name", "").strip()[:200],
            by=auth.actor(),
        )
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
    else:
        flash(_("Kept."), "ok")
    if auth.role(community) < Role.ADMIN:
        return redirect(url_for("home.index"))
    return redirect(url_for(".show", community=community))


@blueprint.post("/link")
@limiter.limit("30 per minute")
@auth.needs(Role.ADMIN)
def link(community: str) -> Response | str:
    """Make a sign-in link for somebody and show it, once."""
    known = auth.who()
    if known is None or auth.bearer() is not None:
        abort(401)
    login = request.form.get("login", "")
    try:
        secret = own_account.invite(auth.store(), known.account, login, community)
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
        return redirect(url_for(".show", community=community))
    root = str(current_app.config["PUBLIC_URL"]) or request.url_root.rstrip("/")
    return _page(community, address=f"{root}/sign-in/{secret}", whom=login)


def role_names() -> dict[str, str]:
    """Return what each role may do, in a few words."""
    return {
        "viewer": _("viewer: looks"),
        "coordinator": _("coordinator: plans and publishes"),
        "admin": _("admin: also roles and settings"),
    }


def _page(community: str, **more: Any) -> str:
    with auth.store().read() as db:
        found = members.members(db, community)
    return render_template("members/show.html", members=found, roles=role_names(), **more)
