"""A whole week on the page, from the first sign-in to the print at the gate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import chromium, desk, empty_site, sign_in
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


def personal_link(page: Page, site: Site, name: str, community: str = "first-steps") -> str:
    """Make somebody's link on the page of people, and return it."""
    page.goto(f"{site.url}/c/{community}/people")
    page.locator("tr", has_text=name).get_by_role("button", name="Make a new one").click()
    link = page.get_by_label("Personal link").input_value()
    assert link.startswith("http")
    return link


def print_for_the_gate(page: Page, site: Site) -> str:
    """Press the button that prints the duty board, and return what kind of answer comes."""
    page.goto(f"{site.url}/board/first-steps?week={WEEK}")
    with page.expect_response(re.compile(r"/print$")) as paper:
        page.get_by_role("button", name="Print for the gate, A4").click()
    return paper.value.headers["content-type"]


def evening(day: int) -> str:
    """Return the key of the patrol on a day of the week."""
    return f"patrols/north-gate/evening/{WEEK + timedelta(days=day):%Y-%m-%d}T1900"


def test_a_week_from_an_empty_store_to_the_gate(browser: Browser, site: Site) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    board = f"{site.url}/c/first-steps/{WEEK}"
    monday, friday = (f'.item[data-w="{evening(day)}"]' for day in (0, 4))

    # Load a shipped community with one button, and open the week to come
    page.get_by_role("button", name="first-steps").click()
    expect(page.locator("table.board")).to_be_visible()
    page.goto(board)
    expect(page.locator("#state")).to_contain_text("Nothing is planned yet.")

    # Generate, live, and take the proposal
    page.locator('select[name="time_limit"]').select_option("10")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("link", name="Look at the proposal")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Look at the proposal").click()
    page.get_by_role("button", name=re.compile("Accept all")).click()
    expect(page.locator(f"{monday} .who")).to_have_count(2)

    # Edit: on Friday one of two is taken out
    left = page.locator(f"{friday} .who", has_text="马玉芬")
    left.click()
    page.locator("#cell-here .seats li", has_text="马玉芬").get_by_role("button", name="Leave open").click()
    expect(page.locator("#state")).to_contain_text("open")

    # Conflict: 王秀兰 has no time on Friday; she does it all the same, with a reason that is kept
    page.locator(friday).first.click()
    conflict = page.locator(".standin-group", has_text="Conflict")
    conflict.locator("summary").click()
    conflict.locator(".standin", has_text="王秀兰").get_by_role("button", name="Give a reason").click()
    page.get_by_label("Why all the same?").fill("She changed her shift")
    page.get_by_role("button", name="Keep it with this reason").click()
    expect(page.locator(f"{friday} .who.waived")).to_have_text("王秀兰")
    page.locator("[data-close]").click()
    expect(page.locator("#findings")).to_contain_text("She changed her shift")

    # Repair: a seat on Monday is left open, and filled again by the proposal
    first = page.locator(f"{monday} .who").first
    gone = first.inner_text()
    first.click()
    page.locator("#cell-here .seats li", has_text=gone).get_by_role("button", name="Leave open").click()
    expect(page.locator(f"{monday} .who")).to_have_count(1)
    page.get_by_role("button", name="Repair").click()
    expect(page.locator(".notice.ok")).to_be_visible(timeout=60_000)
    expect(page.locator("table.beside")).to_contain_text("proven: less is impossible")
    page.get_by_role("link", name="Look at").first.click()
    page.get_by_role("button", name=re.compile("Accept")).first.click()
    expect(page.locator(f"{monday} .who")).to_have_count(2)

    # Publish: it counts first, and then has the texts to paste
    page.get_by_role("link", name=re.compile(r"Publish · \d+ p")).click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Publish · \d+ p")).click()
    expect(page.get_by_label(re.compile("what publication 1 changed"))).to_have_value(re.compile("19:00"))
    page.goto(board)
    expect(page.locator(".chip", has_text="Published 1")).to_be_visible()
    assert print_for_the_gate(page, site) == "application/pdf"

    # A volunteer confirms
    page.goto(board)
    name = page.locator(f"{monday} .who").first.inner_text()
    phone = desk(browser, width=360, height=640)
    mine = phone.new_page()
    mine.goto(personal_link(page, site, name))
    mine.get_by_role("button", name="I’m coming").first.click()
    expect(mine.get_by_text("Confirmed").first).to_be_visible()
    page.goto(board)
    expect(page.get_by_label("is coming")).to_have_count(1)

    # ... and cannot come after all; the coordinator sees who is asked and until when
    mine.locator("summary").first.click()
    mine.get_by_role("link", name="I can’t come").first.click()
    mine.get_by_role("button", name="Yes, I can’t come").click()
    page.goto(f"{board}/requests")
    card = page.locator("section.card").first
    expect(card).to_contain_text("waits for an answer")
    asked = page.locator(".happened li.asked").first
    expect(asked).to_contain_text("may answer until")
    stand_in = asked.locator("bdi").inner_text()

    # A stand-in accepts, and everybody sees it
    theirs = phone.new_page()
    theirs.goto(personal_link(page, site, stand_in))
    theirs.get_by_role("button", name="Yes, I’ll take it").click()
    expect(theirs.get_by_text("It is yours now")).to_be_visible()
    mine.reload()
    expect(mine.get_by_text(f"{stand_in} comes instead of you")).to_be_visible()
    page.goto(f"{board}/requests")
    expect(card).to_contain_text("settled")
    expect(card).to_contain_text(f"{stand_in} accepted")
    page.goto(board)
    expect(page.locator(monday).first.locator("..")).to_contain_text(stand_in)

    # Two versions side by side
    page.goto(f"{board}/history")
    page.get_by_role("button", name="Compare the two").click()
    expect(page.locator("h1")).to_contain_text("against version")

    # Print: the paper at the gate is old by now, and the new one says what has changed since
    page.goto(f"{site.url}/board/first-steps?week={WEEK}")
    expect(page.locator(".hang")).to_contain_text("Version 1 hangs at the gate")
    expect(page.locator(".changes")).to_contain_text("since the last print: version 1")
    assert print_for_the_gate(page, site) == "application/pdf"
    page.goto(f"{site.url}/board/first-steps?week={WEEK}")
    expect(page.locator(".hang")).to_contain_text("Version 2 hangs at the gate")
    gate = phone.new_page()
    gate.goto(f"{site.url}/board/first-steps?week={WEEK}")
    expect(gate.locator("body")).to_contain_text("19:00")
    expect(gate.locator(".hang")).to_have_count(0)
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
