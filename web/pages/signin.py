"""Signing in by a one-time link or a password, and signing out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from roster.services import accounts, attempts
from web import auth
from web.security import limiter

blueprint = Blueprint("signin", __name__)


@blueprint.get("/sign-in/<secret>")
@limiter.limit("30 per minute")
def confirm(secret: str) -> str:
    """Ask before a one-time link is used up, since chat programs open links to preview them."""
    return render_template("signin/confirm.html", secret=secret)


@blueprint.post("/sign-in/<secret>")
@limiter.limit("30 per minute")
def by_link(secret: str) -> Response | tuple[str, int]:
    """Use a one-time link up."""
    plain = accounts.sign_in_by_link(auth.store(), secret, auth.device())
    if plain is None:
        return render_template("signin/form.html", failed="link"), 403
    auth.begin(plain)
    return redirect("/")


@blueprint.get("/sign-in")
def form() -> str:
    """Show the form."""
    return render_template("signin/form.html", failed="")


@blueprint.post("/sign-in")
@limiter.limit("30 per minute")
def by_password() -> Response | tuple[str, int]:
    """Sign in with login and password."""
    login = request.form.get("login", "")[:300]
    tried = {"login": login, "address": get_remote_address()}
    minutes = attempts.begin(auth.store(), tried)
    if minutes:
        return render_template("signin/form.html", failed="often", minutes=minutes), 429
    plain = accounts.sign_in_by_password(auth.store(), login, request.form.get("password", ""), auth.device())
    if plain is None:
        return render_template("signin/form.html", failed="password"), 403
    attempts.succeeded(auth.store(), tried)
    auth.begin(plain)
    return redirect("/")


@blueprint.post("/sign-out")
def out() -> Response:
    """End the session."""
    auth.end()
    return redirect(url_for("signin.form"))
