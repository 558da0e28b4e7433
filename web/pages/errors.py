"""What a page answers when something is not done."""

from __future__ import annotations

from flask import Flask, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from roster.services.common import NotFoundError, ServiceError
from web import auth
from web.api import answers
from web.language import current

WRITTEN = ("text", "note", "reason")
"""Fields of forms into which people write sentences or more."""


def init(app: Flask) -> None:
    """Answer errors that no blueprint answers itself with a page."""
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(CSRFError, of_forgery)
    app.register_error_handler(ServiceError, of_service)


def of_http(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    """Answer an HTTP error; who is not signed in is led to the form."""
    if request.path.startswith("/api/"):
        return answers.of_http(error)
    if isinstance(error.response, Response):
        return error
    code = error.code or 500
    if code < 400:
        return error
    if code == 401 and request.method == "GET":
        return redirect(url_for("signin.form"))
    said = {
        401: _("Sign in first."),
        403: _("You may not do this here."),
        404: _("There is no such page."),
        413: _("This is too large. Send less."),
        429: _("Too often. Wait a minute."),
        500: _("Something went wrong on the server. Nothing that was saved is lost."),
    }.get(code, _("This did not work."))
    typed = _typed() if code == 401 else []
    return render_template("error.html", said=said, typed=typed), code


def of_forgery(error: CSRFError) -> tuple[str, int]:
    """Answer a form that does not come from our own page, or too late."""
    said = _("Load the page again: its protection against forged forms has run out.")
    if request.path.startswith("/c/") and auth.who() is None:
        said = _("You are signed out meanwhile. Sign in first.")
    return render_template("error.html", said=said, typed=_typed()), 400


def of_service(error: ServiceError) -> tuple[str, int]:
    """Answer a refusal of a service in its own words."""
    code = 404 if isinstance(error, NotFoundError) else 409
    return render_template("error.html", said=error.message.say(current())), code


def _typed() -> list[str]:
    """Return what somebody has written into a form that is not taken, so that it is not lost."""
    said = (request.form.get(name, "").strip() for name in WRITTEN)
    return [text for text in said if text]
