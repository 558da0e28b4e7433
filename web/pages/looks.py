"""The language and the colours that somebody has chosen, kept in cookies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from roster.words import LANGUAGES
from web import auth
from web.language import COOKIE

THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600

blueprint = Blueprint("looks", __name__)


@blueprint.post("/looks")
def choose() -> Response:
    """Remember a language or a theme and go back to the page."""
    response = redirect(_back(request.form.get("back", "/")))
    language, theme = request.form.get("language"), request.form.get("theme")
    if language in LANGUAGES:
        _remember(response, COOKIE, language)
    if theme in THEMES:
        _remember(response, "theme", theme)
    elif theme == "auto":
        response.delete_cookie("theme")
    return response


@blueprint.app_context_processor
def looks() -> dict[str, Any]:
    """Tell every template the theme that was chosen, and who is signed in."""
    theme = request.cookies.get("theme")
    return {"theme": theme if theme in THEMES else "", "me": auth.who()}


def _remember(response: Response, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


def _back(said: str) -> str:
    """Return an address of this site; what leads elsewhere leads home."""
    parts = urlsplit(said)
    local = said.startswith("/") and not said.startswith(("//", "/\\")) and not parts.netloc
    return said if local and "\\" not in said and said.isprintable() else "/"
