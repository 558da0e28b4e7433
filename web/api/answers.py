"""What the API answers when something is not done, always in the same form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import CSRFError
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from roster.errors import ConfigErrors
from roster.services.board import finding_json
from roster.services.common import NotFoundError, RefusedError, ServiceError, StaleError
from roster.services.drafts import ConflictError
from roster.words import sentence
from web.language import current


class Problem(BaseModel):
    """Why something is not done."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="One word for programs, such as stale, conflict or not_found.")
    error: str = Field(description="A sentence for people, in the language asked for.")
    detail: dict[str, Any] = Field(default={}, description="What more there is to know; depends on the code.")


_SAID = {
    400: ("bad_request", sentence("The request is not understood.")),
    401: ("signed_out", sentence("Sign in first.")),
    403: ("forbidden", sentence("You may not do this here.")),
    404: ("not_found", sentence("There is no such thing here.")),
    405: ("bad_method", sentence("This cannot be done in this way.")),
    413: ("too_large", sentence("This is too large. Send less.")),
    415: ("bad_type", sentence("Send JSON (Content-Type: application/json).")),
    422: ("invalid", sentence("Something in the request is not as it should be.")),
    429: ("too_often", sentence("Too often. Wait a minute.")),
}


def language() -> str:
    """Return the language to answer in: the one chosen on the page, else the client's."""
    return current()


def problem(code: str, message: str, status: int, detail: dict[str, Any] | None = None) -> Response:
    """Return an answer that says why something is not done."""
    response = jsonify(Problem(code=code, error=message, detail=detail or {}).model_dump())
    response.status_code = status
    return response


def init_errors(blueprint: Blueprint) -> None:
    """Answer every error under a blueprint in the form of :class:`Problem`."""
    blueprint.register_error_handler(ServiceError, of_service)
    blueprint.register_error_handler(ConfigErrors, of_configuration)
    blueprint.register_error_handler(CSRFError, of_forgery)
    blueprint.register_error_handler(HTTPException, of_http)
    blueprint.before_request(only_json)


def of_service(error: ServiceError) -> Response:
    """Answer a refusal of a service."""
    said = error.message.say(language())
    match error:
        case NotFoundError():
            return problem("not_found", said, 404)
        case StaleError():
            return problem("stale", said, 409, {"current": dict(error.current)})
        case ConflictError():
            findings = [finding_json(error.problem, f, language()) for f in error.findings]
            return problem("conflict", said, 409, {"findings": findings})
        case RefusedError():
            return problem("refused", said, 409)
        case _:
            return problem("refused", said, 409)


def of_configuration(errors: ConfigErrors) -> Response:
    """Answer a configuration that does not load, with every mistake and its cure."""
    lines = [
        {"file": e.source.file, "line": e.source.line, "column": e.source.column, "text": e.say(language())}
        for e in errors.errors
    ]
    said = sentence("The configuration does not load.").say(language())
    return problem("configuration", said, 422, {"errors": lines})


def of_forgery(error: CSRFError) -> Response:
    """Answer a change that does not come from our own page."""
    said = sentence("Load the page again: its protection against forged forms has run out.")
    return problem("forged", said.say(language()), 400)


def of_http(error: HTTPException) -> Response:
    """Answer an HTTP error."""
    if isinstance(error.response, Response):
        return error.response
    code, said = _SAID.get(error.code or 500, ("error", sentence("This did not work.")))
    response = problem(code, said.say(language()), error.code or 500)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def only_json() -> Response | None:
    """Let a change bring nothing but one JSON object."""
    if request.method in ("GET", "HEAD", "OPTIONS", "DELETE"):
        return None
    if not request.is_json:
        return of_http(UnsupportedMediaType())
    try:
        said = request.get_json(silent=True)
    except RecursionError:
        said = None
    return None if isinstance(said, dict) else of_http(BadRequest())
