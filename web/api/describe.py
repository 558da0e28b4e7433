"""The OpenAPI description, generated from the views and their models."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from flask import Flask
from pydantic import BaseModel
from spectree import Response, SpecTree
from spectree.config import ModeEnum

from roster.words import sentence
from web.api.answers import Problem, language

_WORDS = {
    400: "Not understood, or without protection against forged forms",
    401: "Not signed in",
    403: "Not allowed",
    404: "No such thing, or not yours",
    409: "Refused; the code says why",
    413: "Too large",
    415: "Not JSON",
    422: "Not as described",
    429: "Too often",
}


def _invalid(req: Any, resp: Any, error: Any, instance: Any, adapter: Any) -> None:
    """Say in our form what is wrong with a request."""
    if error is None or resp is None:
        return
    wrong = [
        {"path": ".".join(map(str, e["loc"])), "problem": e["msg"]}
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    said = sentence("Something in the request is not as it should be.").say(language())
    resp.set_data(Problem(code="invalid", error=said, detail={"errors": wrong[:20]}).model_dump_json())
    resp.mimetype = "application/json"


spec = SpecTree(
    "flask",
    mode=ModeEnum.strict,
    annotations=True,
    title="Neighbourhood roster",
    version="1",
    path="apidoc",
    before=_invalid,
    validation_error_model=Problem,
    nested_naming_strategy=lambda _parent, child: child,
    naming_strategy=lambda model: model.__name__,
)


def documented(
    answer: type[BaseModel] | Any,
    *,
    status: int = 200,
    tag: str = "",
    also: tuple[int, ...] = (),
    large: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Describe a view: what it answers, beside the refusals that every view can answer.

    A ``large`` answer is described alike, but only the tests hold it against its description.
    """
    codes: dict[str, Any] = {f"HTTP_{status}": answer} if answer is not None else {}
    for code in {400, 401, 403, 404, 409, 413, 415, 429, *also}:
        codes[f"HTTP_{code}"] = (Problem, _WORDS[code])
    plain = (f"HTTP_{status}",) if answer is None else ()
    return spec.validate(resp=Response(*plain, **codes), tags=[tag] if tag else [], skip_validation=large)


def streamed(content_type: str, *, tag: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Describe a view whose answer is not JSON, and leave the answer as it is."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.__dict__["streams"] = (content_type, tag)
        return view

    return mark


def _stream(view: Callable[..., Any], name: str, parameters: list[Any]) -> dict[str, Any]:
    content_type, tag = view.__dict__["streams"]
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "summary": (view.__doc__ or "").partition("\n")[0],
        "operationId": name.replace(".", "_"),
        "tags": [tag],
        "parameters": parameters,
        "responses": {
            "200": {"description": "OK", "content": {content_type: {"schema": {"type": "string"}}}},
            **{str(c): {"description": _WORDS[c], "content": content} for c in (401, 403, 404, 429)},
        },
    }


def description(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI description of an application's API."""
    spec.app = app
    with app.app_context():
        found: dict[str, Any] = deepcopy(spec._generate_spec())
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "streams" in view.__dict__:
            path, parameters = spec.backend.parse_path(rule, None)
            found["paths"][path] = {"get": _stream(view, rule.endpoint, parameters)}
    found["info"]["version"] = importlib.metadata.version("neighbourhood-roster")
    found["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]},
    }
    found["security"] = [{"token": []}, {"session": []}]
    found["servers"] = [{"url": "/"}]
    return found
