"""The site with one community, and clients who are signed in or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from roster.services import accounts, members
from roster.store import Store
from tests.site_world import WEEK, add_lane
from web import create_app

WEEK_URL = f"/api/v1/communities/lane/weeks/{WEEK}"


class Person:
    """A client with its cookies, that sends JSON as the page does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf = ""

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, **more)

    def post(self, address: str, json: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        headers = {"X-CSRF-Token": self.csrf, **more.pop("headers", {})}
        return self.client.post(address, json={} if json is None else json, headers=headers, **more)

    def sign_in(self, app: Flask, login: str) -> Person:
        """Sign in by a one-time link, as a browser does."""
        secret = accounts.signin_secret(app.extensions["roster_store"], login)
        page = self.client.get(f"/sign-in/{secret}").text
        token = csrf_of(page)
        answer = self.client.post(f"/sign-in/{secret}", data={"csrf_token": token})
        assert answer.status_code == 302, answer.text
        self.csrf = csrf_of(self.client.get("/sign-in").text)
        return self


def csrf_of(page: str) -> str:
    """Return the token against forged forms that a page carries."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = create_app(
        {"DATABASE": f"sqlite:///{tmp_path / 'roster.db'}", "TESTING": True, "RATELIMIT_ENABLED": False}
    )
    add_lane(store_of(made))
    yield made
    store_of(made).close()


def store_of(app: Flask) -> Store:
    """Return an application's store."""
    return cast("Store", app.extensions["roster_store"])


@pytest.fixture
def store(app: Flask) -> Store:
    return store_of(app)


@pytest.fixture
def stranger(app: Flask) -> Person:
    return Person(app.test_client())


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str, str | None], Person]:
    """Return somebody who is signed in with a role in the lane (``None``: without any)."""

    def make(login: str, role: str | None) -> Person:
        with store_of(app).write() as session:
            accounts.add_account(session, login)
        if role is not None:
            members.grant(store_of(app), login, "lane", role, by="test")
        return Person(app.test_client()).sign_in(app, login)

    return make


@pytest.fixture
def coordinator(signed_in: Callable[[str, str | None], Person]) -> Person:
    return signed_in("coordinator@example.org", "coordinator")
