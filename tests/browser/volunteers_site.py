"""The site with one published community, served on loopback for a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import cast

from waitress.server import create_server

from roster.services import links
from roster.store import Store
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
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}", store)
    finally:
        server.close()
        thread.join(timeout=5)
        store.close()
