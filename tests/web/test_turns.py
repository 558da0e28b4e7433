"""Requests take turns: few at a time are in the application, and each gives its turn back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pytest

from web.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

WAIT = 20


def start_response(*_said: object, **_more: object) -> object:
    return None


def call(app: Turns, kind: str = "") -> Iterable[bytes]:
    return app({"kind": kind}, start_response)  # type: ignore[arg-type]


def test_no_more_than_agreed_are_in_it_and_all_are_answered() -> None:
    inside, most, answered = 0, [], []
    lock, full, go_on = threading.Lock(), threading.Event(), threading.Event()

    def app(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        nonlocal inside
        with lock:
            inside += 1
            most.append(inside)
            if inside == 2:
                full.set()
        go_on.wait(WAIT)
        with lock:
            inside -= 1
        return [b"done"]

    turns = Turns(app, at_once=2)
    threads = [threading.Thread(target=lambda: answered.extend(call(turns))) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert full.wait(WAIT)
    go_on.set()
    for thread in threads:
        thread.join(WAIT)
    assert max(most) == 2
    assert answered == [b"done"] * 6


def test_a_stream_gives_its_turn_back_before_it_ends() -> None:
    def pieces() -> Iterator[bytes]:
        while True:
            yield b"still here"

    def app(environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        return pieces() if environ["kind"] == "stream" else [b"page"]

    turns = Turns(app, at_once=1)
    stream = iter(call(turns, "stream"))
    assert next(stream) == b"still here"
    page: list[bytes] = []
    asking = threading.Thread(target=lambda: page.extend(call(turns)), daemon=True)
    asking.start()
    asking.join(WAIT)
    assert page == [b"page"]
    assert next(stream) == b"still here"


def test_who_fails_gives_the_turn_back() -> None:
    def app(environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        if environ["kind"] == "bad":
            raise RuntimeError("no page")
        return [b"page"]

    turns = Turns(app, at_once=1)
    with pytest.raises(RuntimeError, match="no page"):
        call(turns, "bad")
    page: list[bytes] = []
    asking = threading.Thread(target=lambda: page.extend(call(turns)), daemon=True)
    asking.start()
    asking.join(WAIT)
    assert page == [b"page"]
