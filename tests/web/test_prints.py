"""Prints for the gate are remembered: the next board says what has changed since the paper that hangs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from roster.services import configurations, drafts, prints, publishing, uploading
from roster.services.common import RefusedError, StaleError
from roster.services.drafts import Seat
from roster.store import Store
from tests.site_world import MAIN, NEXT, WEEK, YAML, gate
from tests.web.conftest import WEEK_URL, Person
from tests.web.volunteer import publish_lane
from web.pages import pdf

ADDRESS = f"/c/lane/{WEEK}/print"
ENGLISH = {"Accept-Language": "en"}
needs_pango = pytest.mark.skipif(not pdf.possible(), reason="Pango is not installed")


@pytest.fixture(autouse=True)
def _published(store: Store) -> None:
    publish_lane(store)


def publish_once_more(store: Store, day: int) -> None:
    """Publish the draft with Han on one more evening."""
    with store.read() as db:
        number = drafts.open_draft(db, "lane", WEEK).number
        last = publishing.newest_publication(db, "lane", WEEK)
    assert last is not None
    seat = [Seat(gate(WEEK + timedelta(days=day)), "han")]
    drafts.edit(store, "lane", WEEK, base=number, add=seat, author="account:1")
    publishing.publish(
        store, "lane", WEEK, base=number + 1, publication=last.number, author="account:1", reason="x"
    )


def print_now(store: Store, number: int, size: str = "A4") -> None:
    prints.printed(store, "lane", WEEK, number=number, size=size, language="en", author="account:1")


def shown(app: Flask, query: str = "") -> str:
    return app.test_client().get(f"/board/lane{query}", headers=ENGLISH).text


def test_the_board_says_what_changed_since_the_last_print_and_not_since_the_last_version(
    app: Flask, store: Store
) -> None:
    print_now(store, 1)
    publish_once_more(store, 3)
    publish_once_more(store, 4)
    page = shown(app)
    assert "Changed in version 3" in page
    assert "since the last print: version 1" in page
    assert "Thu" in page.split("</ul>")[0]
    assert "Fri" in page.split("</ul>")[0]
    assert "last print: version 1," in page
    print_now(store, 3)
    assert "since the last print: version 1" in shown(app), "the paper that hangs says the same"
    publish_once_more(store, 5)
    page = shown(app)
    assert "since the last print: version 3" in page
    assert "Thu" not in page.split("</ul>")[0].split('class="changes"')[1]


def test_a_seat_that_is_open_since_the_print_is_marked(app: Flask, store: Store) -> None:
    """Li has left Tuesday, and one more is asked for on all days; Wednesday was open before already."""
    print_now(store, 1)
    before = shown(app)
    assert "to be filled" in before
    assert "to-fill new" not in before
    with store.read() as db:
        number = drafts.open_draft(db, "lane", WEEK).number
    tue = gate(WEEK + timedelta(days=1))
    drafts.edit(store, "lane", WEEK, base=number, remove=[Seat(tue, "li")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=number + 1, publication=1, author="account:1", reason="x")
    page = shown(app)
    assert page.count('class="to-fill new"') == 1
    assert re.search(r'data-day="Tue [^"]*"[^>]*>(?:(?!</td>).)*to-fill new', page, re.S)
    assert "no longer" in page
    assert "; to be filled" in page


def test_a_post_that_asks_for_more_people_is_marked_too(app: Flask, store: Store) -> None:
    print_now(store, 1)
    with store.read() as db:
        number = drafts.open_draft(db, "lane", WEEK).number
        base = configurations.current(db, "lane").id
    more = YAML.replace("people: 2,", "people: 3,")
    uploading.keep(store, "lane", {MAIN: more.encode()}, base=base, author="account:1")
    held = [Seat(gate(WEEK + timedelta(days=1)), "li")]
    drafts.edit(store, "lane", WEEK, base=number, pin=held, author="account:1")
    publishing.publish(store, "lane", WEEK, base=number + 1, publication=1, author="account:1", reason="x")
    page = shown(app)
    assert page.count('class="to-fill new"') == 7
    assert "gate: newly to be filled" in page


def test_without_any_print_it_claims_none(app: Flask, store: Store) -> None:
    publish_once_more(store, 3)
    page = shown(app)
    assert "since version 1 of" in page
    assert "last print" not in page


def test_a_print_of_another_week_does_not_count(app: Flask, store: Store) -> None:
    print_now(store, 1)
    drafts.edit(store, "lane", NEXT, base=0, add=[Seat(gate(NEXT), "han")], author="account:1")
    publishing.publish(store, "lane", NEXT, base=1, publication=0, author="account:1")
    assert "Changed in version" not in shown(app, f"?week={NEXT}")


@needs_pango
def test_a_coordinator_prints_and_is_told_when_the_paper_is_old(
    app: Flask, store: Store, coordinator: Person
) -> None:
    page = coordinator.get("/board/lane", headers=ENGLISH).text
    assert "Not printed for the gate yet" in page
    form = {"csrf_token": coordinator.csrf, "size": "A3", "language": "zh_CN"}
    paper = coordinator.client.post(ADDRESS, data=form)
    assert paper.mimetype == "application/pdf"
    assert "v1-A3.pdf" in paper.headers["Content-Disposition"]
    with store.read() as db:
        (kept,) = prints.of_week(db, "lane", WEEK)
    assert (kept["version"], kept["size"], kept["language"]) == (1, "A3", "zh_CN")
    assert "Version 1 hangs at the gate" in coordinator.get("/board/lane", headers=ENGLISH).text
    publish_once_more(store, 3)
    assert "Version 2 is published: print it" in coordinator.get("/board/lane", headers=ENGLISH).text
    assert "hangs at the gate" not in shown(app), "passers-by read the board, not its upkeep"


def test_a_passer_by_takes_a_copy_that_is_not_remembered(app: Flask, store: Store) -> None:
    app.test_client().get("/board/lane/print.pdf")
    with store.read() as db:
        assert prints.of_week(db, "lane", WEEK) == []


@pytest.mark.parametrize("role", ["viewer", None])
def test_only_coordinators_print_for_the_gate(
    store: Store, signed_in: Callable[[str, str | None], Person], role: str | None
) -> None:
    person = signed_in("other@example.org", role)
    answer = person.client.post(ADDRESS, data={"csrf_token": person.csrf, "size": "A4"})
    assert answer.status_code in (403, 404)
    with store.read() as db:
        assert prints.of_week(db, "lane", WEEK) == []


def test_a_forged_print_is_refused(coordinator: Person, store: Store) -> None:
    assert coordinator.client.post(ADDRESS, data={"size": "A4"}).status_code == 400
    with store.read() as db:
        assert prints.of_week(db, "lane", WEEK) == []


def test_what_is_not_the_newest_or_no_paper_is_refused(store: Store) -> None:
    publish_once_more(store, 3)
    with pytest.raises(StaleError):
        print_now(store, 1)
    with pytest.raises(RefusedError):
        print_now(store, 2, size="A0")
    print_now(store, 2)


def test_programs_remember_prints_too(coordinator: Person) -> None:
    made = coordinator.post(f"{WEEK_URL}/prints", {"version": 1, "size": "A3", "language": "en"})
    assert made.status_code == 201, made.text
    listed = coordinator.get(f"{WEEK_URL}/prints").json
    assert listed is not None
    assert [(p["version"], p["size"]) for p in listed["prints"]] == [(1, "A3")]
    late = coordinator.post(f"{WEEK_URL}/prints", {"version": 7, "size": "A4", "language": "en"})
    assert late.status_code == 409
