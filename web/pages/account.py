"""One's own account: name, password, where one is signed in, tokens for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from roster.services import accounts, own_account, sessions
from roster.services.accounts import SignedIn
from roster.services.common import ServiceError
from web import auth
from web.language import current
from web.security import limiter

DAYS = (30, 90, 365)
MOST_TOKENS = 50

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def show() -> Response | str:
    """Show one's own account."""
    if auth.who() is None:
        return redirect(url_for("signin.form"))
    return _page()


@blueprint.post("/name")
def rename() -> Response:
    """Change what people call one."""
    known = me()
    return _done(
        lambda: own_account.rename(
            auth.store(), known.account.id, request.form.get("name", ""), by=known.actor
        ),
        _("Kept."),
    )


@blueprint.post("/password")
@limiter.limit("10 per minute")
def password() -> Response:
    """Give oneself a password, or another one."""
    known, form = me(), request.form
    if form.get("password", "") != form.get("again", ""):
        flash(_("The two new passwords are not alike. Type them again."), "open")
        return redirect(url_for(".show"))
    return _done(
        lambda: own_account.change_password(
            auth.store(),
            known.account.id,
            form.get("current", ""),
            form.get("password", ""),
            by=known.actor,
            keep=known.secret.id,
        ),
        _("The password is changed. Other devices are signed out."),
    )


@blueprint.post("/tokens")
@limiter.limit("10 per minute")
def make_token() -> Response | str:
    """Make a token and show it, once."""
    known, form = me(), request.form
    label, days = form.get("label", "").strip()[:200], form.get("days", 365, type=int)
    with auth.store().read() as db:
        there = len(accounts.tokens_of(db, known.account.id))
    if not label or there >= MOST_TOKENS:
        flash(_("Say what the token is for.") if not label else _("Revoke a token first."), "open")
        return redirect(url_for(".show"))
    lasts = timedelta(days=days if days in DAYS else max(DAYS))
    token = accounts.api_token(auth.store(), known.account.id, label, by=known.actor, lasts=lasts)
    return _page(token=token, label=label)


@blueprint.post("/tokens/<int:number>/revoke")
def revoke_token(number: int) -> Response:
    """Make a token useless."""
    known = me()
    return _done(
        lambda: accounts.revoke_token(auth.store(), known.account.id, number, by=known.actor),
        _("The token is revoked."),
    )


@blueprint.post("/sessions/<int:number>/end")
def end_session(number: int) -> Response:
    """Sign out on one device."""
    known = me()
    return _done(
        lambda: sessions.end(auth.store(), known.account.id, number, by=known.actor),
        _("Signed out there."),
    )


@blueprint.post("/sessions/end-others")
def end_others() -> Response:
    """Sign out everywhere else."""
    known = me()
    n = sessions.end_others(auth.store(), known.account.id, known.secret.id, by=known.actor)
    flash(ngettext("Signed out on %(num)s other device.", "Signed out on %(num)s other devices.", n), "ok")
    return redirect(url_for(".show"))


def me() -> SignedIn:
    """Return who is signed in on the page; programs use the API."""
    known = auth.who()
    if known is None or auth.bearer() is not None:
        abort(401)
    return known


def _done(change: Any, said: str) -> Response:
    try:
        change()
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
    else:
        flash(said, "ok")
    return redirect(url_for(".show"))


def _page(**more: Any) -> str:
    known = me()
    with auth.store().read() as db:
        return render_template(
            "account/show.html",
            account=known.account,
            communities=accounts.communities_of(db, known.account),
            sessions=sessions.listed(db, known.account.id, known.secret.id),
            tokens=accounts.tokens_of(db, known.account.id),
            days=DAYS,
            least=accounts.LEAST_PASSWORD,
            most=accounts.MOST_PASSWORD,
            **more,
        )
