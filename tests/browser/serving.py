"""A site served in a thread, for as long as a test needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from flask import Flask
from waitress.server import create_server


@contextmanager
def serving(app: Flask, *, threads: int) -> Iterator[str]:
    """Serve an application and yield its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads)
    stopping = Event()

    def run() -> None:
        try:
            server.run()
        except OSError:
            # The loop may be looking at a socket that is just being closed.
            if not stopping.is_set():
                raise

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        stopping.set()
        server.close()
        thread.join(timeout=5)
