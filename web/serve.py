"""Serves the site with waitress: one command, no other set-up."""

from __future__ import annotations

import importlib
import logging
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waitress.server import create_server

from roster.collecting import set_aside
from roster.services import (
    accounts,
    asking,
    attempts,
    communities,
    configurations,
    jobs,
    outbox,
    secrets,
)
from roster.services.senders import senders_of
from roster.store import Store
from web.app import create_app
from web.turns import Turns

THREADS = 14
"""Six beside eight live streams, each of which holds one; how many compute is said in :mod:`web.turns`."""
CONNECTIONS = 900
"""Open at once; a village that opens its links together waits its turn, and nobody is turned away."""

LOOK_THROUGH = 24 * 3600.0
"""Seconds after which the garbage collector looks through everything again."""

EVERYWHERE = ("0.0.0.0", "::", "")
LOG = logging.getLogger("roster.serve")


def serve(
    *, host: str, port: int, config: Mapping[str, Any], load: str | None = None, ask: bool = False
) -> None:
    """Serve until stopped.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes any free one.
    config
        For :func:`web.app.create_app`.
    load
        A shipped community's name or a file to load first.
    ask
        Offer to load a shipped community when there is none yet.
    """
    app = create_app(config)
    store: Store = app.extensions["roster_store"]
    server = create_server(
        Turns(app),
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=int(app.config["MAX_CONTENT_LENGTH"]),
        channel_timeout=120,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
    )
    importlib.import_module("roster.tables")  # else the first answer waits for it, and all who write with it
    bound = getattr(server, "effective_port", None) or port
    said = str(app.config["PUBLIC_URL"])
    address = (said or f"http://{_shown(host)}:{bound}").rstrip("/")
    app.config["PUBLIC_URL"] = address
    _load(store, load, ask)
    jobs.reap(store)
    Housekeeping(store, app.config).start()
    print(f"The roster is at {address}/", flush=True)
    if host in EVERYWHERE and not said:
        print("Links and QR codes need the address that telephones use: give --public-url.", flush=True)
    secret = accounts.first_coordinator(store)
    if secret is not None:
        print(f"Sign in once, within an hour: {address}/sign-in/{secret}", flush=True)
    else:
        print("A new sign-in link: roster account link LOGIN", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        store.close()


class Housekeeping(threading.Thread):
    """Sends what waits in the outbox, asks the next stand-in, and notices dead jobs, every few seconds.

    It also keeps the garbage collector off what lives long.
    """

    def __init__(self, store: Store, config: Mapping[str, Any], *, every: float = 5.0) -> None:
        super().__init__(daemon=True, name="housekeeping")
        self._store, self._config, self._every = store, config, every
        self._senders = senders_of(store, config["SMTP_URL"], config["MAIL_FROM"])
        self._looked = time.monotonic()

    def run(self) -> None:
        while not self._store.closed:
            self.once()
            time.sleep(self._every)

    def once(self) -> None:
        """Do all of it once; what fails keeps nothing else from being done, and is tried again."""
        for task in (self._ask_next, self._find_dead_jobs, self._send, self._forget, self._set_aside):
            try:
                task()
            except Exception:
                LOG.exception("housekeeping: %s did not work; it is tried again", task.__name__)

    def _ask_next(self) -> None:
        asking.tick(self._store)

    def _find_dead_jobs(self) -> None:
        jobs.reap(self._store)

    def _send(self) -> None:
        outbox.deliver(self._store, self._senders, public_url=str(self._config["PUBLIC_URL"]))

    def _forget(self) -> None:
        with self._store.write() as session:
            secrets.purge(session)
            attempts.purge(session)

    def _set_aside(self) -> None:
        again = time.monotonic() - self._looked >= LOOK_THROUGH
        if again:
            self._looked = time.monotonic()
        set_aside(again=again)


def _shown(host: str) -> str:
    return "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host


def _load(store: Store, load: str | None, ask: bool) -> None:
    with store.read() as session:
        empty = not communities.all_of(session)
    shipped = configurations.shipped()
    if load is None and empty and ask:
        print("No community yet. Load one that is shipped? " + ", ".join(shipped))
        load = input("Its name, or Enter for none: ").strip() or None
    if load is None:
        return
    path = shipped.get(load) or Path(load)
    wanted = load if load in shipped else ""
    with store.read() as session:
        known = {row.id for row in communities.all_of(session)}
    if wanted in known:
        print(f"{wanted} is loaded already.", file=sys.stderr)
        return
    row = communities.load_community(store, path, author="cli", wanted_id=wanted)
    print(f"Loaded {row.name} ({row.id}).", flush=True)
