"""Schemathesis: what the API answers is as described, whatever it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from roster.services import accounts, drafts, jobs, links, publishing
from roster.services.drafts import Seat
from tests.site_world import WEEK, add_lane, gate
from web import create_app

TOKENS: dict[str, str] = {}
KNOWN = {"community": "lane", "week": WEEK.isoformat(), "person": "han"}
EXAMPLES = 8
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def made(folder: Path) -> Flask:
    """Return an application in which most things exist once."""
    app = create_app(
        {
            "DATABASE": f"sqlite:///{folder / 'roster.db'}",
            "RATELIMIT_ENABLED": False,
            "PUBLIC_URL": "http://localhost",
        }
    )
    store = app.extensions["roster_store"]
    add_lane(store)
    with store.write() as session:
        account = accounts.add_account(session, "robot", owner=True)
    TOKENS["api"] = accounts.api_token(store, account.id, "robot", by="test")
    TOKENS["me"] = links.make(store, "lane", "han", by="test")
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(gate(WEEK), "han")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")
    return app


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Any:
    app = made(tmp_path_factory.mktemp("api"))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def ask(operation: Any, mode: GenerationMode) -> None:
    """Ask one operation a number of things and hold the answers against the description."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def answers_as_described(case: Any) -> None:
        for name, value in KNOWN.items():
            if name in (case.path_parameters or {}):
                case.path_parameters[name] = value
        token = TOKENS["me" if operation.path.startswith("/api/v1/me") else "api"]
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    answers_as_described()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_answers_are_as_described(api: Any, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_launch", lambda *_: None)
    asked = 0
    for found in api.get_all_operations():
        operation = found.ok()
        try:
            ask(operation, mode)
        except Unsatisfiable:
            continue
        asked += 1
    assert asked >= (40 if mode is GenerationMode.POSITIVE else 20), asked
