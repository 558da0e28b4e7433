"""Volunteers on real phones: the whole way of a duty, no sideways scrolling, nothing that axe finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from roster.services import requests
from tests.browser.volunteers_site import Site, served
from tests.site_world import WEEK

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LARGEST = 300_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path) as running:
        yield running


def phone(
    browser: Browser, width: int = 360, *, language: str = "en-GB", dark: bool = False, script: bool = True
) -> BrowserContext:
    """Return a phone of its own: nothing of another's cookies."""
    return browser.new_context(
        viewport={"width": width, "height": 640},
        locale=language,
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        has_touch=True,
        is_mobile=True,
    )


def addresses(site: Site) -> list[str]:
    """Return every page that a volunteer or a passer-by can open."""
    mine = site.link("bai")
    return [
        mine,
        f"{mine}/swap",
        f"{mine}/available",
        f"{mine}/link",
        f"{site.url}/me",
        f"{site.url}/me/nobody",
        f"{site.url}/board/lane",
        f"{site.url}/board/none",
    ]


def check(page: Page) -> None:
    """Hold a page against what must hold everywhere."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.mark.parametrize(
    ("width", "language", "dark"), [(320, "en-GB", False), (320, "zh-CN", True), (360, "en-GB", True)]
)
def test_every_page_fits_and_axe_finds_nothing(
    browser: Browser, site: Site, width: int, language: str, dark: bool
) -> None:
    context = phone(browser, width, language=language, dark=dark)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for address in addresses(site):
        page.goto(address)
        check(page)
        for card in page.locator("summary").all():
            card.click()
        check(page)
    assert not [text for text in said if "404" not in text], said
    context.close()


def test_large_letters_do_not_make_a_page_too_wide(browser: Browser, site: Site) -> None:
    context = phone(browser, 320)
    page = context.new_page()
    for address in addresses(site)[:4]:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '20px'")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{address} is {over} px too wide in letters of 20 px"
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_the_way_of_a_duty_that_somebody_cannot_keep(browser: Browser, site: Site, script: bool) -> None:
    mine = phone(browser, 360, script=script)
    page = mine.new_page()
    page.goto(site.link("bai"))
    page.get_by_role("button", name="I’m coming").click()
    expect(page.get_by_text("Confirmed")).to_be_visible()
    page.locator("summary").first.click()
    page.get_by_role("link", name="I can’t come").click()
    expect(page.get_by_role("heading", name="What happens next")).to_be_visible()
    page.get_by_label("Family").check()
    page.get_by_role("button", name="Yes, I can’t come").click()
    expect(page.locator(".me-card .mark").get_by_text("A stand-in is being asked")).to_be_visible()
    with site.store.read() as db:
        (asked,) = requests.of_week(db, "lane", WEEK)
    assert asked.waiting is not None
    assert asked.waiting.person is not None
    other = phone(browser, 320, language="zh-CN", script=script)
    theirs = other.new_page()
    theirs.goto(site.link(asked.waiting.person))
    theirs.locator(".me-card.focus button.primary").click()
    expect(theirs.get_by_text("19:00").first).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text("comes instead of you")).to_be_visible()
    mine.close()
    other.close()


def test_fingers_have_room(browser: Browser, site: Site) -> None:
    context = phone(browser, 320)
    page = context.new_page()
    for address in addresses(site)[:4]:
        page.goto(address)
        for control in page.locator("button:visible, .tabs a, summary, .other a, .rows a, label.part").all():
            box = control.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44, (address, control.inner_text(), box)
    context.close()


def test_one_main_button_on_each_page(browser: Browser, site: Site) -> None:
    context = phone(browser)
    page = context.new_page()
    for address in addresses(site)[:4]:
        page.goto(address)
        assert page.locator(".primary:visible").count() <= 1, address
    context.close()


def test_pages_are_light(browser: Browser, site: Site) -> None:
    context = phone(browser)
    page = context.new_page()
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(len(answer.body())) if answer.ok else None)
    for address in (addresses(site)[0], f"{site.url}/board/lane"):
        weights.clear()
        page.goto(address, wait_until="networkidle")
        assert 0 < sum(weights) < LARGEST, (address, weights)
    context.close()
