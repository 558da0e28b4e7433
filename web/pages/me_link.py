"""Who comes by a personal link: one check for all pages of volunteers, and the limits on trying."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from roster.services import communities, languages, links
from roster.services.common import NotFoundError, ServiceError
from web import auth
from web.language import current
from web.pages import me_cards
from web.security import count_guess, limiter

Answer = Response | str | tuple[str, int]

blueprint = Blueprint("me", __name__)


def token_said() -> str:
    """Return the link's secret in the address, by which its use is counted; without one, who asks."""
    return str((request.view_args or {}).get("token") or get_remote_address())


limiter.limit("120 per minute", key_func=token_said)(blueprint)
limiter.limit(
    "30 per minute", key_func=get_remote_address, deduct_when=lambda answer: answer.status_code == 404
)(blueprint)


def with_link(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a view who the link belongs to; every link that opens nothing gets the same answer."""

    @wraps(view)
    def checked(token: str, **more: Any) -> Answer:
        with auth.store().read() as db:
            who = links.visitor(db, token)
            if who is not None:
                g.community_language = communities.get(db, who.community).language
                g.own_language = languages.chosen(db, who.community, who.person)
        if who is None:
            count_guess()
            return gone()
        try:
            return view(token, who, **more)
        except ServiceError as problem:
            if request.method == "GET":
                return render_template("me/refused.html", token=token, said=problem.message.say(current())), (
                    404 if isinstance(problem, NotFoundError) else 409
                )
            flash(problem.message.say(current()), "open")
            return redirect(url_for("me.duties", token=token), 303)

    return checked


def gone() -> tuple[str, int]:
    """Answer a link that opens nothing: unknown, too old or revoked, nobody learns which."""
    return render_template("me/gone.html"), 404


def here(page: Mapping[str, Any]) -> datetime:
    """Return the present moment where the community is, without a zone."""
    return datetime.now(ZoneInfo(page["timezone"])).replace(tzinfo=None)


def site() -> str:
    """Return the address under which people reach the site."""
    said = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    return said or request.host_url.rstrip("/")


def key_of(said: Mapping[str, str]) -> tuple[date, str, int]:
    """Read which duty a form or an address means."""
    try:
        return date.fromisoformat(said["week"]), said["work"], int(said["start"])
    except (KeyError, ValueError):
        raise BadRequest() from None


def card_of(page: Mapping[str, Any], key: tuple[date, str, int]) -> me_cards.Card | None:
    """Return the card of one of one's own duties."""
    known = me_cards.cards(page, here(page), current())
    return next((c for c in known if (date.fromisoformat(c.week), c.work, c.start) == key), None)
