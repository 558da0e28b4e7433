"""Where to go: addresses of posts, and of homes only for their visitors, until the day after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from roster.services import communities, configurations, volunteers
from roster.store import Store
from tests.site_world import FILES, MAIN, WEEK
from tests.web.conftest import Person
from tests.web.volunteer import AT_MON, MON, publish_lane, volunteer

HOME, NOTE, POST = "Zhongshan Road 12, third floor", "Knock loudly", "Guard house, east side"
PAGES = ("", "/swap", "/available", "/link", f"/cannot-come?week={WEEK}&work={MON}&start={AT_MON}")


@pytest.fixture(autouse=True)
def _published(store: Store) -> None:
    text = (
        FILES[MAIN]
        .decode()
        .replace("name: North gate", f'name: North gate, address: "{POST}"')
        .replace(
            "    name: Grandmother Bai\n",
            f'    name: Grandmother Bai\n    address: "{HOME}"\n    note: {NOTE}\n    tasks: [meal]\n',
        )
    )
    with store.write() as session:
        row = communities.get(session, "lane")
        configurations.save(session, row, MAIN, {**FILES, MAIN: text.encode()}, author="test")
    publish_lane(store)


def test_who_serves_at_a_post_reads_its_address_and_with_what_skill_others_come(
    app: Flask, store: Store
) -> None:
    page = volunteer(app, store, "bai").get().text
    assert f"North gate, {POST}" in page
    assert "韩立新 (first-aider)" in page


def test_a_visitor_reads_address_note_and_tasks_in_the_own_language(app: Flask, store: Store) -> None:
    page = volunteer(app, store, "ma", "zh-CN").get().text
    for word in (HOME, NOTE, "送餐"):
        assert word in page, word
    assert "meal" not in page


@pytest.mark.parametrize("person", ["bai", "han", "li", "chen"])
def test_nobody_else_reads_where_a_home_is(app: Flask, store: Store, person: str) -> None:
    who = volunteer(app, store, person)
    for page in PAGES:
        html = who.get(page).html
        assert HOME not in html
        assert NOTE not in html


def test_it_is_gone_two_days_after_the_visit(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ma = volunteer(app, store, "ma")
    begins = datetime.combine(WEEK, datetime.min.time(), UTC) + timedelta(hours=9)
    for days, seen in ((1, True), (2, False)):
        monkeypatch.setattr(volunteers, "now", lambda days=days: begins + timedelta(days=days))
        assert (HOME in ma.get().html) is seen
        assert (NOTE in ma.get().html) is seen


def test_it_hangs_at_no_gate_and_stands_in_no_text_or_export(
    app: Flask, store: Store, coordinator: Person
) -> None:
    for address in ("/board/lane", "/api/v1/board/lane", "/board/lane?since=0"):
        said = app.test_client().get(address).text
        assert HOME not in said
        assert NOTE not in said
    texts = coordinator.get(f"/api/v1/communities/lane/weeks/{WEEK}/texts").text
    assert HOME not in texts
