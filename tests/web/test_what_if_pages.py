"""What if, on the page: small changes from a form, and any edit of the configuration before it is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from roster.services import configurations, jobs
from roster.store import Store
from roster.store.tables_people import Job
from tests.site_world import MAIN, WEEK, YAML
from tests.web.conftest import Person
from web.pages.what_ifs import supposed

HERE = f"/c/lane/{WEEK}"


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is asked is looked at; the solver answers elsewhere."""
    monkeypatch.setattr(jobs, "_launch", lambda *_: None)


def options_of(store: Store, number: int) -> dict[str, Any]:
    with store.read() as db:
        return dict(db.get_one(Job, number).options)


def send(person: Person, address: str, **fields: str) -> Any:
    return person.client.post(address, data={"csrf_token": person.csrf, **fields})


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"suppose": "seats", "post": "a/b", "by": "-1"}, {"kind": "seats", "post": "a/b", "by": -1}),
        ({"suppose": "seats", "post": "a/b", "by": "many"}, {"kind": "seats", "post": "a/b", "by": 0}),
        ({"suppose": "shift", "post": "a/b", "day": "4"}, {"kind": "shift", "post": "a/b", "day": 4}),
        (
            {"suppose": "limit", "person": "han", "duties": "2"},
            {"kind": "limit", "person": "han", "duties": 2},
        ),
        ({"suppose": "rule", "number": "7", "do": "out", "value": "9"}, {"kind": "rule", "number": 7}),
        (
            {"suppose": "rule", "number": "7", "do": "value", "value": "9"},
            {"kind": "rule", "number": 7, "value": 9},
        ),
        ({"suppose": "rule", "number": "7", "do": "wish"}, {"kind": "rule", "number": 7, "weight": 10}),
        ({"suppose": "something"}, None),
        ({}, None),
    ],
)
def test_a_form_says_what_is_supposed(form: dict[str, str], said: dict[str, Any] | None) -> None:
    assert supposed(MultiDict(form)) == said


def test_the_form_offers_what_there_is_and_asks_it(coordinator: Person, store: Store) -> None:
    page = coordinator.get(f"{HERE}/runs").text
    post = re.search(r'<option value="(patrols/gate/[^"]*)"', page)
    assert post
    answer = send(coordinator, f"{HERE}/runs", kind="what-if", suppose="seats", post=post[1], by="1")
    assert answer.headers["Location"] == f"{HERE}/runs/1"
    assert options_of(store, 1) == {"suppose": {"kind": "seats", "post": post[1], "by": 1}}


def test_an_answer_from_the_draft_is_asked_anew_and_back(coordinator: Person, store: Store) -> None:
    send(coordinator, f"{HERE}/runs", kind="what-if", without="han")
    for number, anew in ((1, True), (2, False)):
        with store.write() as db:
            db.get_one(Job, number).state = "done"
        send(coordinator, f"{HERE}/runs", kind="what-if", like=str(number))
        assert options_of(store, number + 1) == {"without": "han", "anew": anew}


def test_any_edit_is_tried_before_it_is_kept(coordinator: Person, store: Store) -> None:
    with store.read() as db:
        before = configurations.current(db, "lane").id
    changed = YAML.replace("people: 2,", "people: 3,")
    fields = {"file": MAIN, "text": changed, "base": str(before)}
    answer = send(coordinator, "/c/lane/configuration", do="what-if", **fields)
    assert answer.headers["Location"] == f"{HERE}/runs/1"
    assert options_of(store, 1)["files"] == {MAIN: changed}
    with store.read() as db:
        assert configurations.current(db, "lane").id == before
    again = coordinator.get(f"/c/lane/configuration?file={MAIN}&job=1").text
    assert "people: 3," in again, "the edit is there to be kept"


def test_an_edit_with_mistakes_is_told_its_mistakes_and_nothing_is_planned(
    coordinator: Person, store: Store
) -> None:
    answer = send(
        coordinator, "/c/lane/configuration", do="what-if", file=MAIN, text="community: 3\n", base="1"
    )
    assert answer.status_code == 422
    assert f"{MAIN}:" in answer.text
    with store.read() as db:
        assert db.get(Job, 1) is None


def test_an_edit_of_another_community_is_not_shown(coordinator: Person) -> None:
    assert coordinator.get(f"/c/lane/configuration?file={MAIN}&job=77").status_code == 404
