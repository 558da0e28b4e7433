"""What is compressed on its way, and what is not so that its length tells nothing."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask

from roster.services import accounts
from roster.store import Store
from tests.site_world import WEEK
from tests.web.conftest import WEEK_URL, Person

HERE = f"/c/lane/{WEEK}"
SMALL = {"Accept-Encoding": "gzip"}


def encoding(person: Person, address: str, **headers: str) -> str | None:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return person.get(address, headers={**SMALL, **said}).headers.get("Content-Encoding")


@pytest.mark.parametrize("address", [HERE, WEEK_URL, "/static/board.css"])
def test_what_is_large_is_compressed_and_reads_the_same(coordinator: Person, address: str) -> None:
    plain = coordinator.get(address).data
    answer = coordinator.get(address, headers=SMALL)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(answer.data) < len(plain) / 2
    assert len(gzip.decompress(answer.data)) == len(plain)


@pytest.mark.parametrize(
    ("from_where", "expected"),
    [("same-origin", "gzip"), ("none", "gzip"), ("cross-site", None), ("same-site", None), ("", None)],
)
def test_an_encrypted_page_is_compressed_only_for_our_own(
    app: Flask, coordinator: Person, from_where: str, expected: str | None
) -> None:
    app.config["PUBLIC_URL"] = "https://roster.example.org"
    headers = {"Sec_Fetch_Site": from_where} if from_where else {}
    assert encoding(coordinator, HERE, **headers) == expected
    assert encoding(coordinator, WEEK_URL, **headers) == expected
    assert encoding(coordinator, "/static/board.css", **headers) == "gzip"


def test_a_token_brings_no_cookie_and_may_be_answered_small(
    app: Flask, store: Store, coordinator: Person
) -> None:
    app.config["PUBLIC_URL"] = "https://roster.example.org"
    with store.read() as db:
        account = accounts.by_login(db, "coordinator@example.org")
    assert account is not None
    token = accounts.api_token(store, account.id, "cron", by="test")
    batch = Person(app.test_client())
    assert encoding(batch, WEEK_URL, Authorization=f"Bearer {token}") == "gzip"


def test_the_answer_to_a_change_is_never_compressed(coordinator: Person) -> None:
    answer = coordinator.post(f"{WEEK_URL}/edit", {"base": 0}, headers=SMALL)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
