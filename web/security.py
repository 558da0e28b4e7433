"""What every answer of the site has: protection against forged forms, headers, rate limits."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Request, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import TooManyRequests

from roster.services import attempts
from web import auth

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

FOR_EVERYBODY = ("/me", "/looks", "/sign-in", "/api/v1/me")
"""Where forms are sent without an account, by address."""

MOST_FORM = 100_000

MOST_WRONG = 500
"""Links, tokens of volunteers and calendars that open nothing, by one address of the network a
day; also over restarts."""

csrf = CSRFProtect()
limiter = Limiter(
    get_remote_address,
    default_limits=["6000 per minute"],
    strategy="moving-window",
)
"""How often what is good is used, counted in the memory of this process alone. It only keeps a
broken program from taking the site from others, and begins anew after a restart. In the store it
would make each look at a page a change, on SQLite one after the other and each waiting for the
disk. What must not be forgotten, the wrong tries, is counted by :func:`allowed`."""


def init(app: Flask) -> None:
    """Protect an application."""
    csrf.init_app(app)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.before_request(_limit_bodies)
    app.before_request(_check_forms)
    app.config.setdefault("RATELIMIT_ENABLED", True)
    limiter.init_app(app)
    app.after_request(_headers)


def allowed(what: str, *, most: int, within: timedelta) -> bool:
    """Count an attempt of who asks, also over restarts; say whether there were fewer than so many lately."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return True
    return attempts.allowed(auth.store(), what, get_remote_address(), most=most, within=within)


def count_guess() -> None:
    """Count that who asks came with a secret that opens nothing; answer 429 after too many."""
    if not allowed("opening a link", most=MOST_WRONG, within=timedelta(days=1)):
        raise TooManyRequests()


def by_token(req: Request) -> bool:
    """Say whether a request brings its own token; a browser never adds that by itself."""
    return req.headers.get("Authorization", "").startswith("Bearer ")


def _limit_bodies() -> None:
    """Let nobody without an account send more than the forms there need."""
    if request.path.startswith(FOR_EVERYBODY):
        request.max_content_length = MOST_FORM


def _check_forms() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS") and not by_token(request):
        csrf.protect()


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if not (request.endpoint or "").endswith("static"):
        headers.setdefault("Cache-Control", "no-store")
    return response
