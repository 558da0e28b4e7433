"""The board of a large community: 150 people and 60 homes stay light and quick to use."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Response, expect

from roster.cli import main
from roster.services import communities, jobs, proposals
from tests.browser.desk import chromium, desk, empty_site, sign_in
from tests.browser.volunteers_site import Site
from tests.site_world import WEEK

pytestmark = pytest.mark.browser

LARGEST = 300_000
ON_THE_WIRE = 80_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a large community with a week that was solved for some seconds."""
    folder = tmp_path / "large"
    said = ["generate", "community", "--people", "150", "--homes", "60", "--week", str(WEEK)]
    assert CliRunner().invoke(main, [*said, "--out", str(folder)]).exit_code == 0
    with empty_site(tmp_path) as running:
        communities.load_community(running.store, folder / "community.yaml", author="test", wanted_id="large")
        fill(running)
        yield running


def fill(site: Site) -> None:
    """Solve the week and take what was found."""
    number = jobs.start(
        site.store, "large", WEEK, kind="solve", options={"time_limit": 12, "workers": 1}, author="test"
    )
    until = time.monotonic() + 90
    while (job := jobs.show(site.store, "large", number, "en"))["state"] in jobs.GOING:
        assert time.monotonic() < until
        time.sleep(0.5)
    proposals.take(site.store, "large", WEEK, job["version"], base=0, author="test")


def test_a_large_board_is_light_and_answers_keys(browser: Browser, site: Site) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    answers: list[Response] = []

    def weigh(answer: Response) -> None:
        if answer.status < 300:
            answers.append(answer)

    page.on("response", weigh)
    page.goto(f"{site.url}/c/large/{WEEK}?view=people", wait_until="networkidle")
    page.remove_listener("response", weigh)
    whole = [answer.url for answer in answers if "event-stream" not in answer.headers["content-type"]]
    assert sum(len(context.request.get(url).body()) for url in whole) < LARGEST
    sent = [answer.request.sizes() for answer in answers]
    assert sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sent) < ON_THE_WIRE
    expect(page.locator("th[data-p]")).to_have_count(150)
    page.locator('td[tabindex="0"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "End", "Home"):
        page.keyboard.press(key)
    expect(page.locator("td:focus")).to_have_count(1)
    context.close()
