"""The pages: one blueprint per audience."""

from __future__ import annotations

from flask import Flask

from web import language
from web.pages import (
    account,
    board,
    charts,
    configuration,
    errors,
    here,
    history,
    home,
    log,
    looks,
    members,
    people,
    prints,
    proposals,
    public,
    publish,
    requests,
    runs,
    settings,
    signin,
    volunteer,
    words,
)

PARTS = (
    signin,
    looks,
    home,
    board,
    runs,
    proposals,
    publish,
    history,
    log,
    charts,
    requests,
    people,
    configuration,
    settings,
    members,
    account,
    public,
    prints,
)


def init(app: Flask) -> None:
    """Add the pages to an application."""
    language.init(app)
    words.init(app)
    errors.init(app)
    here.init(app)
    volunteer.init(app)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
