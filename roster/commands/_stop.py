"""Ctrl-C: the first one asks the solver to stop and keep the best; the second one ends everything."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

from roster.commands._common import Exit

T = TypeVar("T")


class StopFlag:
    """Inside ``telling``, Ctrl-C (or SIGTERM) sets the flag instead of ending the program."""

    def __init__(self) -> None:
        self._tell: Callable[[], None] = lambda: None
        self._asked = threading.Event()

    def __call__(self) -> bool:
        return self._asked.is_set()

    @contextmanager
    def telling(self, tell: Callable[[], None]) -> Iterator[None]:
        """Listen to signals, and call ``tell`` at the first one (only the main thread can listen)."""
        self._tell = tell
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._asked.is_set():
            os._exit(Exit.INTERRUPTED)
        else:
            self._asked.set()
            self._tell()


class InThread(Generic[T]):
    """Runs a call in a thread, so that the main thread can react to signals meanwhile."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._result: list[T] = []
        self._error: list[BaseException] = []

    def wait(self) -> T:
        """Return what the call returns, or raise what it raises."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
        if self._error:
            raise self._error[0]
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._call())
        except BaseException as error:
            self._error.append(error)
