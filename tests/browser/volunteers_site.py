"""The site with one published community, served on loopback for a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from roster.services import links
from roster.store import Store
from tests.browser.serving import serving
from tests.site_world import add_lane
from tests.web.volunteer import publish_lane
from web import create_app


@dataclass(frozen=True)
class Site:
    """Where the site answers, and its store."""

    url: str
    store: Store

    def link(self, person: str) -> str:
        """Return the address of somebody's own page."""
        return f"{self.url}/me/{links.make(self.store, 'lane', person, by='test')}"


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Serve a site as it is served for good, with the lane published."""
    app = create_app({"DATABASE": f"sqlite:///{folder / 'roster.db'}", "RATELIMIT_ENABLED": False})
    store = cast("Store", app.extensions["roster_store"])
    add_lane(store)
    publish_lane(store)
    try:
        with serving(app, threads=4) as url:
            yield Site(url, store)
    finally:
        store.close()
