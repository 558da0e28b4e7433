"""The board of a large community: 150 people and 60 homes stay light and quick to use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from roster.cli import main
from roster.services import communities, drafts
from roster.services.drafts import Seat
from tests.browser.desk import chromium, desk, empty_site, sign_in
from tests.browser.volunteers_site import Site
from tests.site_world import WEEK

pytestmark = pytest.mark.browser

LARGEST = 300_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a large community with every duty full, whether or not the rules like it."""
    folder = tmp_path / "large"
    said = ["generate", "community", "--people", "150", "--homes", "60", "--week", str(WEEK)]
    assert CliRunner().invoke(main, [*said, "--out", str(folder)]).exit_code == 0
    with empty_site(tmp_path) as running:
        communities.load_community(running.store, folder / "community.yaml", author="test", wanted_id="large")
        with running.store.read() as db:
            problem = drafts.open_draft(db, "large", WEEK).problem
        people = list(problem.people)
        seats, turn = [], 0
        for duty in (d for d in problem.duties if d.service != "standby"):
            for _ in range(duty.target):
                seats.append(Seat(duty.key, people[turn % len(people)]))
                turn += 1
        drafts.edit(
            running.store, "large", WEEK, base=0, add=seats, author="test", reason="to have much to show"
        )
        yield running


def test_a_large_board_is_light_and_answers_keys(browser: Browser, site: Site) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(f"{site.url}/c/large/{WEEK}?view=people", wait_until="networkidle")
    assert sum(sizes) < LARGEST
    expect(page.locator("th[data-p]")).to_have_count(150)
    page.locator('td[tabindex="0"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "End", "Home"):
        page.keyboard.press(key)
    expect(page.locator("td:focus")).to_have_count(1)
    context.close()
