"""Calendars to subscribe to: ``/calendar/SECRET.ics``, a secret that opens nothing else."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from roster.services import feeds, links
from roster.services.common import NotFoundError
from web import auth
from web.security import count_guess, limiter

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/calendar/<secret>.ics")
@limiter.limit("60 per minute")
def calendar(secret: str) -> Response:
    """Return somebody's calendar."""
    with auth.store().read() as db:
        who = links.visitor(db, secret, "calendar")
    if who is None:
        count_guess()
        abort(404)
    with auth.store().read() as db:
        try:
            content = feeds.feed(db, who)
        except NotFoundError:
            abort(404)
    headers = {
        "Content-Disposition": 'attachment; filename="duties.ics"',
        "Cache-Control": "private, no-cache",
    }
    return Response(content, mimetype="text/calendar", headers=headers)
