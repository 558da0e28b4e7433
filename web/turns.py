"""Few requests at a time compute; the others wait in a line and take nothing from them."""

from __future__ import annotations

from collections.abc import Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 3
"""Two are enough while all are quick; the third is for pages that take seconds, such as a PDF."""


class Turns:
    """Lets a few requests at a time into an application.

    Threads of one process share one interpreter: fourteen that compute at once are no
    faster than two, and hand it over thousands of times a second. On a busy machine each of
    these handovers waits for the processor, and all fourteen come to a halt. A live stream
    waits for its turn only until its first bytes; what comes later is outside.

    Parameters
    ----------
    app
        The application.
    at_once
        So many requests are in it at a time.
    """

    def __init__(self, app: WSGIApplication, at_once: int = AT_ONCE) -> None:
        self._app = app
        self._free = BoundedSemaphore(at_once)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._free:
            return self._app(environ, start_response)
