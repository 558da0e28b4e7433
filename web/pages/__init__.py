"""The pages: one blueprint per audience."""

from __future__ import annotations

from flask import Flask

from web.pages import signin


def init(app: Flask) -> None:
    """Add the pages to an application."""
    for blueprint in (signin.blueprint,):
        app.register_blueprint(blueprint)
