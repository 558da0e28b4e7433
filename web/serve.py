"""Serves the site with waitress: one command, no other set-up."""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from waitress.server import create_server

from roster.collecting import set_aside
from roster.services import (
    accounts,
    asking,
    attempts,
    communities,
    jobs,
    outbox,
    secrets,
)
from roster.services.senders import senders_of
from roster.services.shipped import shipped_communities, shipped_or_file
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


class CannotListenError(Exception):
    """The address or port is taken, or not one of this machine's."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is to be said once the site can be reached.

    Attributes
    ----------
    address
        Where it is.
    everywhere
        It listens on every address, and nobody has said which one people use.
    signin
        A one-time sign-in link for the first coordinator, until somebody has signed in.
    community
        Name and id of what was loaded; an empty id for one that was there already.
    """

    address: str
    everywhere: bool
    signin: str | None
    community: tuple[str, str] | None


def serve(
    *,
    host: str,
    port: int,
    config: Mapping[str, Any],
    load: str | None = None,
    choose: Callable[[list[str]], str | None] | None = None,
    tell: Callable[[Served], None] | None = None,
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
    choose
        Asked, with the names of those that are shipped, which community to load while there is none.
    tell
        Called once the site can be reached.

    Raises
    ------
    CannotListenError
        If the port is taken, or the address is not one of this machine's.
    """
    app = create_app(config)
    store: Store = app.extensions["roster_store"]
    try:
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
    except (OSError, ValueError) as problem:
        store.close()
        raise CannotListenError((getattr(problem, "strerror", None) or str(problem)).rstrip(".")) from None
    importlib.import_module("roster.tables")  # else the first answer waits for it, and all who write with it
    bound = getattr(server, "effective_port", None) or port
    said = str(app.config["PUBLIC_URL"])
    address = (said or f"http://{_shown(host)}:{bound}").rstrip("/")
    app.config["PUBLIC_URL"] = address
    loaded = _load(store, load, choose)
    jobs.reap(store)
    Housekeeping(store, app.config).start()
    secret = accounts.first_coordinator(store)
    if tell is not None:
        signin = f"{address}/sign-in/{secret}" if secret is not None else None
        tell(Served(address, host in EVERYWHERE and not said, signin, loaded))
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


def _load(
    store: Store, load: str | None, choose: Callable[[list[str]], str | None] | None
) -> tuple[str, str] | None:
    """Load what is asked for; return its name and id, the name alone where it was there already."""
    with store.read() as session:
        empty = not communities.all_of(session)
    shipped = shipped_communities()
    if load is None and empty and choose is not None:
        load = choose(list(shipped))
    if load is None:
        return None
    path = shipped_or_file(load)
    wanted = load if load in shipped else ""
    with store.read() as session:
        known = {row.id for row in communities.all_of(session)}
    if wanted in known:
        return wanted, ""
    row = communities.load_community(store, path, author="cli", wanted_id=wanted)
    return row.name, row.id
