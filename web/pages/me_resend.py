"""A new link for who has lost it. The answer is the same for everybody, at once, whoever asks."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Thread

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from roster.services import communities, links
from roster.store import Store
from web import auth
from web.pages.me_link import blueprint
from web.security import allowed, limiter

MOST_SENT = 60
"""New links asked for by one address of the network a day; also over restarts."""

LOG = logging.getLogger(__name__)


@blueprint.get("/me")
def ask() -> str:
    """Show the form."""
    return render_template("me/resend.html", sent=False)


@blueprint.post("/me")
@limiter.limit("5 per minute; 20 per hour")
def resend() -> Response:
    """Send a link if the address is somebody's; neither the answer nor its time tells whether it is."""
    address = request.form.get("email", "")
    if not allowed("sending a link", most=MOST_SENT, within=timedelta(days=1)):
        raise TooManyRequests()
    if address.strip():
        Thread(target=_send, args=(auth.store(), address), daemon=True).start()
    return redirect(url_for("me.sent"), 303)


@blueprint.get("/me/")
def sent() -> str:
    """Say what happens now, in words that fit whether or not the address is known."""
    return render_template("me/resend.html", sent=True)


def _send(store: Store, address: str) -> None:
    try:
        with store.read() as db:
            known = [row.id for row in communities.all_of(db)]
        for community in known:
            links.resend(store, community, address)
    except Exception as error:  # the visitor has had the answer; the address stays out of the log
        LOG.error("A link could not be sent again: %s", type(error).__name__)
