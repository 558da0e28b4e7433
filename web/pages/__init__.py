"""The pages: one blueprint per audience."""

from __future__ import annotations

from flask import Flask

from web import language
from web.pages import board, errors, here, home, looks, public, signin, volunteer, words


def init(app: Flask) -> None:
    """Add the pages to an application."""
    language.init(app)
    words.init(app)
    errors.init(app)
    here.init(app)
    volunteer.init(app)
    for part in (signin, looks, home, board, public):
        app.register_blueprint(part.blueprint)
