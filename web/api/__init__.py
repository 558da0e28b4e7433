"""Everything the page does, as JSON under ``/api/v1``; ``/api/v1/openapi.json`` describes it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify

from web.api import (
    account,
    board,
    communities,
    configuration,
    coordination,
    jobs,
    proposals,
    public,
    publishing,
    volunteers,
)
from web.api.answers import init_errors
from web.api.describe import description


def init(app: Flask) -> None:
    """Add the API to an application."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    for part in (
        account,
        communities,
        board,
        publishing,
        jobs,
        proposals,
        configuration,
        coordination,
        volunteers,
        public,
    ):
        blueprint.register_blueprint(part.blueprint)
    init_errors(blueprint)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        """Describe the API."""
        return jsonify(description(app))

    app.register_blueprint(blueprint)
