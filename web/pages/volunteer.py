"""The volunteer's pages; their views are on one blueprint, that of :mod:`web.pages.me_link`."""

from __future__ import annotations

from flask import Flask

from web.pages import me, me_available, me_link, me_resend, me_trading

VIEWS = (me, me_available, me_resend, me_trading)


def init(app: Flask) -> None:
    """Add them to an application."""
    app.register_blueprint(me_link.blueprint)
