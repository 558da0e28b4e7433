"""Who asks: a coordinator's session, a token for batch use, or a volunteer's link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, abort, current_app, g, request, session

from roster.services import accounts, sessions
from roster.services.accounts import Role, SignedIn
from roster.store import Store

P = ParamSpec("P")
R = TypeVar("R")


def init(app: Flask) -> None:
    """Let an application know who asks, once a request."""
    app.before_request(_forget)


def store() -> Store:
    """Return the store of the present application."""
    return cast("Store", current_app.extensions["roster_store"])


def who() -> SignedIn | None:
    """Return who is signed in, by session cookie or by ``Authorization: Bearer``."""
    if not hasattr(g, "signed_in"):
        g.signed_in = _who()
    return cast("SignedIn | None", g.signed_in)


def actor() -> str:
    """Return how events name who asks."""
    known = who()
    return known.actor if known else "anyone"


def bearer() -> str | None:
    """Return the token that a request brings."""
    said = request.headers.get("Authorization", "")
    return said.removeprefix("Bearer ").strip() if said.startswith("Bearer ") else None


def device() -> str:
    """Return what the browser says of itself, in a few words."""
    return sessions.device_of(request.headers.get("User-Agent", ""))


def begin(plain: str) -> None:
    """Remember a session's secret in the (signed, script-proof) cookie; what was there before is forgotten."""
    session.clear()
    session["secret"] = plain
    session.permanent = True
    _forget()


def end() -> None:
    """Sign out."""
    if "secret" in session:
        accounts.sign_out(store(), session["secret"])
    session.clear()
    _forget()


def role(community: str) -> Role:
    """Return what who asks may do in a community."""
    known = who()
    if known is None:
        return Role.NONE
    with store().read() as db:
        return accounts.role_in(db, known.account, community)


def needs(least: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view be used only from a role on; its argument ``community`` says where.

    Who is not signed in gets 401. Who has no role there gets 404, as for a community
    that does not exist; who has too small a role gets 403.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if who() is None:
                abort(401)
            has = role(str(kwargs["community"]))
            if has is Role.NONE:
                abort(404)
            if has < least:
                abort(403)
            return view(*args, **kwargs)

        return checked

    return decorate


def monday(text: str) -> date:
    """Return a week said in an address, or answer 404."""
    found = day(text)
    if found.weekday():
        abort(404)
    return found


def day(text: str) -> date:
    """Return a day said in an address, or answer 404."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if len(text) != 10:
        abort(404)
    return found


def _forget() -> None:
    g.pop("signed_in", None)


def _who() -> SignedIn | None:
    token = bearer()
    plain: Any = token or session.get("secret")
    if not isinstance(plain, str):
        return None
    with store().read() as db:
        found = accounts.signed_in(db, plain, "api" if token else "session")
    if token and found is not None:
        accounts.note_use(store(), found.secret)
    return found
