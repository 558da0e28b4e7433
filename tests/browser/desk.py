"""A coordinator's desk in a real browser: signed in, with a laptop or a projector."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from roster.services import accounts
from roster.store import Store
from tests.browser.serving import serving
from tests.browser.volunteers_site import Site
from tests.site_world import WEEK
from web import create_app

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WEEK_PATH = f"/c/lane/{WEEK}"
LOGIN = "fang@example.org"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def sign_in(site: Site, context: BrowserContext) -> Page:
    """Return a page of somebody who may do everything."""
    with site.store.write() as session:
        if accounts.by_login(session, LOGIN) is None:
            accounts.add_account(session, LOGIN, name="刘芳", owner=True)
    page = context.new_page()
    page.goto(f"{site.url}/sign-in/{accounts.signin_secret(site.store, LOGIN)}")
    page.locator("main button").click()
    expect(page.locator("h1")).to_be_visible()
    return page


def desk(
    browser: Browser,
    *,
    width: int = 1440,
    height: int = 900,
    language: str = "en-GB",
    dark: bool = False,
    script: bool = True,
    **more: Any,
) -> BrowserContext:
    """Return a browser with cookies of its own."""
    return browser.new_context(
        viewport={"width": width, "height": height},
        locale=language,
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        **more,
    )


@contextmanager
def empty_site(folder: Path) -> Iterator[Site]:
    """Serve a site without any community."""
    app = create_app({"DATABASE": f"sqlite:///{folder / 'roster.db'}", "RATELIMIT_ENABLED": False})
    store = cast("Store", app.extensions["roster_store"])
    try:
        with serving(app, threads=8) as url:
            yield Site(url, store)
    finally:
        store.close()
