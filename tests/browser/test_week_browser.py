"""A whole week on the page, from the first sign-in to the print at the gate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from roster.services import requests
from tests.browser.desk import WEEK_PATH, chromium, desk, empty_site, sign_in
from tests.browser.volunteers_site import Site
from tests.site_world import PEOPLE, WEEK, add_lane

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with empty_site(tmp_path) as running:
        yield running


def personal_link(page: Page, site: Site, name: str) -> str:
    """Make somebody's link on the page of people, and return it."""
    page.goto(f"{site.url}/c/lane/people")
    page.locator("tr", has_text=name).get_by_role("button", name="Make a new one").click()
    link = page.get_by_label("Personal link").input_value()
    assert link.startswith("http")
    return link


def test_a_shipped_community_is_loaded_with_one_button(browser: Browser, site: Site) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    page.get_by_role("button", name="first-steps").click()
    expect(page.locator("table.board")).to_be_visible()
    expect(page.locator("#state")).to_contain_text("Nothing is planned yet.")
    context.close()


def test_a_week_from_an_empty_draft_to_the_gate(browser: Browser, site: Site) -> None:
    add_lane(site.store)
    context = desk(browser)
    page = sign_in(site, context)

    # Generate, live, and take the proposal
    page.goto(site.url + WEEK_PATH)
    page.locator('select[name="time_limit"]').select_option("10")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_role("link", name="Look at the proposal")).to_be_visible(timeout=60_000)
    expect(page.locator("#chart svg .best-dot")).to_be_visible()
    page.get_by_role("link", name="Look at the proposal").click()
    page.get_by_role("button", name=re.compile("Accept all")).click()
    expect(page.locator("table.board .who").first).to_be_visible()

    # Edit: one person out, the repair fills the seat again
    first = page.locator('tr:has(th:has-text("gate")) .item[data-w^="patrols/gate/evening"] .who').first
    left = first.inner_text()
    first.click()
    seat = page.locator("#cell-here .seats li", has_text=left)
    seat.get_by_role("button", name="Leave open").click()
    expect(page.locator("#state")).to_contain_text("open")
    page.get_by_role("button", name="Repair").click()
    expect(page.locator(".notice.ok")).to_be_visible(timeout=60_000)
    expect(page.locator("table.beside")).to_contain_text("proven: less is impossible")
    page.get_by_role("link", name="Look at").first.click()
    page.get_by_role("button", name=re.compile("Accept")).first.click()
    expect(page.locator("#state")).to_be_visible()

    # Publish: it counts, and then only what changed is told
    page.get_by_role("link", name=re.compile(r"Publish · \d+ p")).click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Publish · \d+ p")).click()
    expect(page.get_by_label("For the group")).to_have_value(re.compile("19:00"))
    page.goto(site.url + WEEK_PATH)
    expect(page.locator(".chip", has_text="Published 1")).to_be_visible()

    # A volunteer cannot come, a stand-in accepts, and the coordinator sees both
    name = page.locator('.item[data-w^="patrols/gate/evening"] .who').first.inner_text()
    phone = desk(browser, width=360, height=640)
    mine = phone.new_page()
    mine.goto(personal_link(page, site, name))
    mine.get_by_role("button", name="I’m coming").first.click()
    page.goto(site.url + WEEK_PATH)
    expect(page.get_by_label("is coming")).to_have_count(1)
    mine.locator("summary").first.click()
    mine.get_by_role("link", name="I can’t come").first.click()
    mine.get_by_role("button", name="Yes, I can’t come").click()
    page.goto(f"{site.url}{WEEK_PATH}/requests")
    expect(page.locator("section.card").first).to_contain_text("waits for an answer")
    with site.store.read() as db:
        asked = requests.of_week(db, "lane", WEEK)[0].waiting
    assert asked is not None
    row = page.locator("section.card li", has_text="asked").first
    stand_in = row.locator("bdi").inner_text()
    theirs = phone.new_page()
    theirs.goto(personal_link(page, site, stand_in))
    theirs.get_by_role("button", name="Yes, I’ll take it").click()
    page.goto(f"{site.url}{WEEK_PATH}/requests")
    expect(page.locator("section.card").first).to_contain_text("settled")
    expect(page.locator("section.card").first).to_contain_text("accepted")
    page.goto(site.url + WEEK_PATH)
    expect(page.locator("table.board")).to_contain_text(stand_in)

    # Two versions side by side, and the print at the gate
    page.goto(f"{site.url}{WEEK_PATH}/history")
    page.get_by_role("button", name="Compare the two").click()
    expect(page.locator("h1")).to_contain_text("against version")
    gate = phone.new_page()
    gate.goto(f"{site.url}/board/lane")
    expect(gate.locator("body")).to_contain_text("19:00")
    assert len(gate.pdf(format="A4")) > 5000
    context.close()
    phone.close()


def test_a_configuration_is_changed_on_the_page(browser: Browser, site: Site) -> None:
    add_lane(site.store)
    context = desk(browser)
    page = sign_in(site, context)
    page.goto(f"{site.url}/c/lane/configuration?file=community.yaml")
    editor = page.locator("#text")
    good = editor.input_value()
    editor.fill(good.replace("people: 2, needs", "people: {min: 3, target: 2}, needs"))
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".mistakes a").first).to_contain_text("community.yaml:")
    page.locator(".mistakes a").first.click()
    line = editor.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert "min: 3" in line
    editor.fill(good.replace("people: 2, needs", "people: 3, needs"))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("It loads.")).to_be_visible()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".notice.ok")).to_contain_text("Kept.")
    context.close()


def test_a_list_of_people_is_shown_before_it_is_kept(browser: Browser, site: Site) -> None:
    add_lane(site.store)
    context = desk(browser)
    page = sign_in(site, context)
    page.goto(f"{site.url}/c/lane/people")
    upload = {"name": "new.csv", "mimeType": "text/csv", "buffer": people().encode()}
    page.locator('input[type="file"]').set_input_files(upload)
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator(".notice")).to_contain_text("孙红")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("table")).to_contain_text("孙红")
    context.close()


def people() -> str:
    """Return the list of people with one more."""
    return PEOPLE + "sun,孙红,,,,2,,,\n"
